import pytest

from vsm_toolkit.charts.dependency_matrix import dependency_matrix
from vsm_toolkit.model import Dependency, ValueStream
from vsm_toolkit.working_week import WorkingWeek, shown_in


def row(row_id, dependent, provider, wait=8.0, **fields):
    return Dependency(
        id=row_id, dependent=dependent, provider=provider, frequency_per_item=1, wait_per_occurrence=wait, **fields
    )


def words_of(rows, read):
    return read(dependency_matrix(ValueStream(name="Shop", dependencies=rows)).svg()).words()


def test_a_cell_holds_the_working_days_one_team_imposes_on_another(read):
    assert "8.3" in words_of([row("1", "Web", "QA", 66)], read)


def test_days_are_those_of_the_working_week_that_is_shown(read):
    with shown_in(WorkingWeek(hours_per_day=6)):
        assert "11" in words_of([row("1", "Web", "QA", 66)], read)


def test_dependencies_of_the_same_pair_share_a_cell_and_its_worst_impact(read):
    rows = [row("1", "Web", "QA", 40, impact="ok"), row("2", "Web", "QA", 40, impact="blocking")]
    picture = dependency_matrix(ValueStream(name="Shop", dependencies=rows))
    tips = [each["tip"] for rows in picture.spec["datasets"].values() for each in rows if "tip" in each]

    assert tips == ["Web needs QA: 2 wk, felt as blocking"]


def test_a_wait_that_is_not_known_is_a_question_mark_and_a_bound_says_so(read):
    unknown = Dependency(id="2", dependent="Web", provider="QA")

    assert "?" in words_of([unknown], read)
    assert "≥1" in words_of([row("1", "Web", "QA"), unknown], read)


def test_teams_with_the_same_providers_stand_beside_each_other(read):
    pairs = [("a", "x"), ("b", "y"), ("c", "x"), ("d", "y"), ("a", "z"), ("c", "z")]
    drawn = read(dependency_matrix(ValueStream(name="S", dependencies=[row(a + b, a, b) for a, b in pairs])).svg())
    order = [text.text for text in sorted(drawn.texts, key=lambda each: each.middle) if text.text in "abcd"]

    assert abs(order.index("a") - order.index("c")) == 1
    assert abs(order.index("b") - order.index("d")) == 1


def test_the_heads_of_columns_rise_and_stay_inside_the_sheet(read):
    rows = [row(str(n), "Web", f"A provider with quite a long name {n}") for n in range(18)]
    picture = dependency_matrix(ValueStream(name="Shop", dependencies=rows))
    angles = {layer["mark"]["angle"] for layer in picture.spec["layer"] if "angle" in layer["mark"]}

    assert angles == {300}
    assert max(read(picture.svg()).grew(picture.spec)) <= 3


def test_the_longest_wait_is_named():
    rows = [row("1", "Web", "QA", 16), row("2", "Web", "Ops", 40)]

    assert dependency_matrix(ValueStream(name="Shop", dependencies=rows)).text_alternative == (
        "Waits between teams, per item: Web waits 5 d for Ops; Web waits 2 d for QA."
    )


@pytest.mark.parametrize("teams", [3, 30])
def test_numbers_do_not_touch_each_other(teams, read):
    rows = [row(f"{n}{m}", f"team {n}", f"team {(n + m + 1) % teams}", 100 + n) for n in range(teams) for m in range(2)]
    picture = dependency_matrix(ValueStream(name="Shop", dependencies=rows))
    drawn = read(picture.svg())
    numbers = [text for text in drawn.texts if text.text.replace(".", "").isdigit()]

    assert len(numbers) == len(rows)
    assert not [1 for n, one in enumerate(numbers) for other in numbers[:n] if one.overlaps(other)]

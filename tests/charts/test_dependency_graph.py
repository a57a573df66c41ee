import pytest

from vsm_toolkit.charts.dependency_graph import dependency_graph_picture
from vsm_toolkit.charts.dependency_signs import IMPACT_SIGNS
from vsm_toolkit.model import Dependency, DependencyImpact, Team, ValueStream


def row(row_id, dependent, provider, **fields):
    return Dependency(id=row_id, dependent=dependent, provider=provider, **fields)


SHOP = ValueStream(
    name="Shop",
    teams=[Team(name="Web", is_home=True), Team(name="Nobody needs us")],
    dependencies=[
        row("1", "Web", "QA", strength="hard", impact="slowing", frequency_per_item=1, wait_per_occurrence=40),
        row("2", "QA", "Ops", strength="soft", impact="blocking", frequency_per_item=2, wait_per_occurrence=8),
        row("3", "Web", "Ops", strength="hard", impact="ok"),
        row("4", "Ops", "Web"),
    ],
)


def lines(picture):
    return [layer["mark"] for layer in picture.spec["layer"] if layer["mark"]["type"] == "line"]


def test_every_team_with_a_dependency_is_named_and_the_others_below(read):
    words = read(dependency_graph_picture(SHOP).svg()).words()

    assert {"Web", "QA", "Ops", "No dependency noted: Nobody needs us."} <= set(words)


def test_the_legend_says_which_way_the_arrow_points(read):
    assert "the arrow points at the team that is needed" in read(dependency_graph_picture(SHOP).svg()).words()


@pytest.mark.parametrize("impact", [*DependencyImpact, None])
def test_impact_sets_colour_and_width_of_a_line(impact):
    picture = dependency_graph_picture(ValueStream(name="x", dependencies=[row("1", "a", "b", impact=impact)]))
    sign = IMPACT_SIGNS[impact]

    assert (sign.colour, sign.width) in {(mark["stroke"], mark["strokeWidth"]) for mark in lines(picture)}


@pytest.mark.parametrize(("strength", "is_dashed"), [("hard", False), ("soft", True), (None, True)])
def test_strength_sets_the_dashes_of_a_line(strength, is_dashed):
    picture = dependency_graph_picture(ValueStream(name="x", dependencies=[row("1", "a", "b", strength=strength)]))
    drawn = [mark for mark in lines(picture) if mark["stroke"] == IMPACT_SIGNS[None].colour]

    assert any("strokeDash" in mark for mark in drawn) == is_dashed


def test_a_box_says_what_its_team_imposes_and_waits_for(read):
    words = " ".join(read(dependency_graph_picture(SHOP).svg()).words())

    assert "imposes 5 d, BI 0.5" in words
    assert "waits ≥ 5 d" in words


def test_the_words_name_every_provider_and_who_needs_it():
    words = dependency_graph_picture(SHOP).text_alternative

    assert "QA is needed by Web (imposes 5 d, BI 0.5)." in words
    assert "Ops is needed by QA and Web (imposes ≥ 2 d, BI 0–1)." in words


def test_many_providers_are_not_all_read_out():
    rows = [row(str(number), "a", f"team {number}") for number in range(30)]

    assert (
        "And 18 more providers" in dependency_graph_picture(ValueStream(name="x", dependencies=rows)).text_alternative
    )


def test_a_team_that_needs_itself_is_said_and_not_drawn(read):
    stream = ValueStream(name="x", dependencies=[row("D9", "a", "a"), row("D1", "a", "b")])

    assert "Not drawn, a team that needs itself: D9." in read(dependency_graph_picture(stream).svg()).words()


def test_forty_teams_stay_readable(read):
    rows = [row(f"{n}", f"Team number {n}", f"Provider number {n % 7}", impact="slowing") for n in range(33)]
    rows += [row(f"s{n}", f"Provider number {n}", f"Provider number {n + 1}", impact="blocking") for n in range(6)]
    picture = dependency_graph_picture(ValueStream(name="Program", dependencies=rows))
    drawn = read(picture.svg())

    assert drawn.overlapping_texts() == []
    assert not [word for word in drawn.words() if "…" in word]
    assert min(text.size for text in drawn.texts) >= 13
    assert picture.spec["height"] < 1700


def test_every_arrow_head_touches_the_box_it_points_at():
    spec = dependency_graph_picture(SHOP).spec
    rows = [each for values in spec["datasets"].values() for each in values]
    heads = [each for each in rows if "area" in each and each["area"] == 14 * 14]
    sides = {side for each in rows if each.get("tip") for side in (each["x"], each["x2"])}

    assert len(heads) == 4
    assert all(min(abs(abs(head["x"] - side) - 6.5) for side in sides) < 0.01 for head in heads)

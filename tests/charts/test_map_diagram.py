import pytest

from vsm_toolkit.charts.map_diagram import map_diagram
from vsm_toolkit.charts.theme import LIGHT


def rows(picture, mark):
    return [
        (layer["mark"], row)
        for layer in picture.spec["layer"]
        if layer["mark"]["type"] == mark
        for row in picture.spec["datasets"][layer["data"]["name"]]
    ]


def test_the_words_say_how_many_handoffs_the_team_can_change(claims):
    words = map_diagram(claims).text_alternative

    assert words.startswith(
        "Map of claims-portal: 13 steps, 10 teams, 12 handoffs between teams "
        "(2 empowered, 5 influence, 5 not empowered)."
    )
    assert "The longest wait is 2.4 wk before Integration service change." in words


def test_boxes_show_name_wait_work_and_share_accepted(claims, read):
    words = " ".join(read(map_diagram(claims).svg()).words())

    for text in ("Change approval", "wait 5 d", "work 1 h · 90 %", "stuck 8 h"):
        assert text in words


def test_unknown_times_show_a_question_mark_and_an_unknown_team_its_own_lane(unknown, read):
    words = " ".join(read(map_diagram(unknown).svg()).words())

    assert "wait ? · work ? · ? %" in words
    assert "team not known yet" in words
    assert "at least 0 handoffs" in words


def test_rework_shows_its_share_or_a_question_mark(claims, read):
    words = read(map_diagram(claims).svg()).words()

    assert {"25 %", "15 %", "30 %", "10 %", "? %"} <= set(words)


def test_every_receiving_lane_shows_the_letter_of_its_handoff(claims, read):
    letters = [word for word in read(map_diagram(claims).svg()).words() if word in {"E", "I", "N"}]

    # Ten receiving steps have one letter each, also where two arrows arrive; three more stand in the legend.
    assert sorted(letters) == list("EEE" + "IIIII" + "NNNNN")


def test_critical_steps_have_a_bold_outline(claims, critical_path):
    picture = map_diagram(claims, critical_steps=frozenset(critical_path))
    bold = {row["tip"] for _, row in rows(picture, "rect") if "tip" in row and row["stroke_width"] == 4}

    assert bold == {claims.step(step_id).name for step_id in critical_path}


def test_changed_steps_are_marked_and_explained(claims, read):
    words = read(map_diagram(claims, changed_steps=frozenset({"A03", "A07"})).svg()).words()

    assert words.count("changed") == 3
    assert "since the baseline" in words


def test_ids_the_map_does_not_have_are_not_explained(claims, read):
    words = read(map_diagram(claims, changed_steps=frozenset({"Z99"})).svg()).words()

    assert "changed" not in words


def test_stages_run_along_the_top(claims, read):
    words = read(map_diagram(claims).svg()).words()

    assert [word for word in words if word in {"ideation", "build", "release"}] == ["ideation", "build", "release"]


def test_rework_is_dashed_and_flow_is_not(claims):
    dashed = {mark.get("stroke") for mark, _ in rows(map_diagram(claims), "line") if "strokeDash" in mark}

    assert len(dashed) == 1
    assert LIGHT.ink not in dashed


@pytest.mark.parametrize("which", ["claims", "twenty", "unknown"])
def test_texts_are_large_enough_and_none_overlap(which, request, read):
    picture = map_diagram(request.getfixturevalue(which))
    drawn = read(picture.svg())

    assert picture.spec["width"] <= 1600
    assert min(text.size for text in drawn.texts) >= 12
    assert drawn.overlapping_texts() == []
    assert drawn.clipped_texts() == []
    assert max(drawn.grew(picture.spec)) <= 6

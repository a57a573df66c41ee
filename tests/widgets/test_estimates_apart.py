"""Estimates apart: hidden until shown, never averaged when they do not overlap, saved only when taken over."""

from __future__ import annotations

import pytest

from tests.widgets.panel_sessions import assert_travels, blocks, hostile_session, journal_fields, rows, says, session_on
from vsm_toolkit.model import EvidenceGrade
from vsm_toolkit.widgets.estimates_apart import EstimatesApart


@pytest.fixture
def panel(tmp_path):
    made = EstimatesApart(session_on(tmp_path / "map"))
    made.change("choice", "", "step", "L2")
    return made


def give(panel: EstimatesApart, *estimates: str) -> None:
    for estimate in estimates:
        panel.change("new", "", "estimate", estimate)
        panel.press("give")


def test_an_answer_is_hidden_until_all_are_shown(panel):
    give(panel, "7-9 d", "8 d")
    hidden = says(panel, "7-9 d") or blocks(panel, "bars")
    panel.press("show")

    assert not hidden
    assert says(panel, "7-9 d")
    assert [bar["label"] for bar in blocks(panel, "bars")[0]["items"]] == ["person 1", "person 2"]


def test_the_field_hides_what_is_typed_from_the_room(panel):
    assert rows(panel, "new")[""]["cells"]["estimate"]["masked"]


def test_overlapping_answers_can_be_taken_over_with_their_source(panel):
    give(panel, "2-5 d", "3-6 d", "3 d")
    panel.press("show")
    panel.press("take")
    wait = panel.session.engagement.stream.step("L2").wait_time

    assert (wait.low, wait.high, wait.grade, wait.source) == (16, 48, EvidenceGrade.ESTIMATED, "3 people, apart")
    assert journal_fields(panel.session) == [("steps", "L2", "wait_time")]


def test_answers_that_do_not_overlap_offer_no_number_and_ask_about_two_kinds_of_item(panel):
    before = panel.session.engagement
    give(panel, "1 d", "4-8 wk")
    panel.press("show")
    panel.press("take")

    assert says(panel, "two kinds of item")
    assert panel.problems() == (
        "The answers do not overlap, so there is no number to take over. Talk first, then type one.",
    )
    assert panel.session.engagement is before


def test_what_was_agreed_after_talking_is_saved_with_its_story(panel):
    give(panel, "1 d", "4-8 wk")
    panel.press("show")
    panel.change("agreed", "", "value", "4-6 wk")
    panel.press("agree")

    assert panel.session.engagement.stream.step("L2").wait_time.source == "2 people, apart; agreed after talking"


def test_an_unreadable_answer_is_asked_again_and_stays(panel):
    give(panel, "soon")
    estimate = rows(panel, "new")[""]["cells"]["estimate"]

    assert estimate["value"] == "soon"
    assert "cannot read" in estimate["problem"]


def test_whoever_does_not_know_gives_no_answer(panel):
    give(panel, "?")

    assert "gives no answer" in rows(panel, "new")[""]["cells"]["estimate"]["problem"] or panel.problems()
    assert says(panel, "nobody yet")


def test_the_same_person_answers_once(panel):
    for estimate in ("1 d", "2 d"):
        panel.change("new", "", "who", "tester")
        give(panel, estimate)
    panel.press("show")

    assert [bar["text"] for bar in blocks(panel, "bars")[0]["items"]] == ["2 d"]


def test_answers_to_another_question_stay_apart(panel):
    give(panel, "1 d")
    panel.change("choice", "", "what", "process_time")

    assert says(panel, "nobody yet")


def test_it_is_said_that_answers_are_not_kept(panel):
    assert says(panel, "until one is taken over into the map")


def test_hostile_names_travel_as_text(tmp_path):
    panel = EstimatesApart(hostile_session(tmp_path / "hostile"))
    panel.change("new", "", "who", "<img src=x onerror=alert(1)>")
    give(panel, "1 d")
    panel.press("show")

    assert_travels(panel)

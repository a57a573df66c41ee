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


ASKED = "L2/wait_time"


def give(panel: EstimatesApart, *estimates: str, who: str | None = None) -> dict[str, str]:
    """Give answers, each from a browser of its own; returns what the last one is asked to mend."""
    said: dict[str, str] = {}
    for estimate in estimates:
        said = panel.press("give", ASKED, private={"who": who, "estimate": estimate})
    return said


def test_an_answer_is_hidden_until_all_are_shown(panel):
    give(panel, "7-9 d", "8 d")
    hidden = says(panel, "7-9 d") or blocks(panel, "bars")
    panel.press("show")

    assert not hidden
    assert says(panel, "7-9 d")
    assert [bar["label"] for bar in blocks(panel, "bars")[0]["items"]] == ["person 1", "person 2"]


def test_the_field_hides_what_is_typed_from_the_room(panel):
    assert rows(panel, "new")[ASKED]["cells"]["estimate"]["masked"]


def test_what_is_typed_and_what_is_wrong_with_it_goes_to_no_other_browser(panel):
    shown: list[object] = []
    panel.widget.observe(lambda change: shown.append(change["new"]), "content")
    said = give(panel, "soonish", "", "7-9 d")
    refused = give(panel, "soonish")
    cells = rows(panel, "new")[ASKED]["cells"]

    assert (said, list(refused)) == ({}, ["estimate"])
    assert all(cell["private"] for cell in cells.values())
    assert not any(text in str(shown) for text in ("soonish", "7-9 d", "still empty"))
    assert says(panel, "Given so far, hidden: person 1.")


def test_a_browser_learns_alone_what_it_has_to_mend(panel, monkeypatch):
    answers: list[dict[str, object]] = []
    monkeypatch.setattr(panel.widget, "send", answers.append)
    gesture = {"do": "press", "block": "new", "row": ASKED, "button": "give"}
    panel._receive(panel.widget, {**gesture, "request": "a-1", "private": {"who": None, "estimate": ""}}, [])
    panel._receive(panel.widget, {**gesture, "request": "a-2", "private": {"who": None, "estimate": "2 d"}}, [])

    assert answers == [
        {"answers": "a-1", "problems": {"estimate": "The estimate is still empty; type it here."}, "refused": True},
        {"answers": "a-2", "problems": {}, "refused": False},
    ]


def test_an_answer_belongs_to_the_question_it_was_typed_under(panel):
    panel.change("choice", "", "what", "process_time")
    give(panel, "3 d")
    panel.change("choice", "", "what", "wait_time")

    assert says(panel, "Given so far, hidden: person 1.")


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


def test_an_unreadable_answer_is_asked_again(panel):
    assert "cannot read" in give(panel, "soon")["estimate"]


def test_whoever_does_not_know_gives_no_answer(panel):
    assert "gives no answer" in give(panel, "?")["estimate"]
    assert says(panel, "nobody yet")


def test_the_same_person_answers_once_and_hears_so(panel):
    give(panel, "1 d", "2 d", who="tester")
    assert says(panel, "in the place of an earlier one")
    panel.press("show")

    assert [bar["text"] for bar in blocks(panel, "bars")[0]["items"]] == ["2 d"]


def test_answers_to_another_question_stay_apart(panel):
    give(panel, "1 d")
    panel.change("choice", "", "what", "process_time")

    assert says(panel, "nobody yet")


def test_it_is_said_that_answers_are_not_kept(panel):
    assert says(panel, "Until one is taken over into the map")


def test_hostile_names_travel_as_text(tmp_path):
    panel = EstimatesApart(hostile_session(tmp_path / "hostile"))
    (asked,) = rows(panel, "new")
    panel.press("give", asked, private={"who": "<img src=x onerror=alert(1)>", "estimate": "1 d"})
    panel.press("show")

    assert_travels(panel)

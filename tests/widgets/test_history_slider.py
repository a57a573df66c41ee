"""The history: who did what in words, any instant looked at without changing anything, undo and redo."""

from __future__ import annotations

import pytest

from tests.widgets.panel_sessions import assert_travels, blocks, cell, hostile_session, says, session_on
from vsm_toolkit.model import Engagement
from vsm_toolkit.widgets.history_slider import HistorySlider


@pytest.fixture
def seen():
    return []


@pytest.fixture
def panel(tmp_path, seen):
    made = HistorySlider(session_on(tmp_path / "map"), seen.append)
    made.session.edit("steps", "L6", "wait_time", {"value": 6.0})
    made.session.edit("steps", "L1", "name", "Sort requests")
    return made


def test_the_present_is_shown_with_its_last_gesture(panel):
    assert says(panel, "lead time 2.9 wk")
    assert says(panel, "team (discovery): steps L1, name: Triage request → Sort requests.")
    assert cell(panel, "history", "", "count")["words"] == "now"


def test_an_instant_is_shown_as_it_was_and_nothing_changes(panel, seen):
    before = panel.session.engagement
    panel.change("history", "", "count", "1")

    assert says(panel, "lead time 3.5 wk")
    assert says(panel, "the whole map was read from its file")
    assert cell(panel, "history", "", "count")["words"] == "after 1 of 3 entries, only to be read"
    assert panel.session.engagement is before
    assert isinstance(seen[-1], Engagement)
    assert seen[-1].stream.step("L6").wait_time.value == 30


def test_times_are_said_the_way_people_say_them(panel):
    panel.change("history", "", "count", "2")

    assert says(panel, "steps L6, wait time: 3.8 d → 6 h.")


def test_walking_back_to_now_tells_the_map_so(panel, seen):
    panel.press("earlier")
    panel.press("now")

    assert seen[-1] is None
    assert cell(panel, "history", "", "count")["words"] == "now"


def test_walking_on_ends_at_the_present(panel, seen):
    panel.press("earlier")
    panel.press("later")
    panel.press("later")

    assert seen[-1] is None


def test_undo_and_redo_are_gestures_of_the_session(panel):
    panel.press("undo")
    undone = panel.session.engagement.stream.step("L1").name
    said = says(panel, "took back an earlier edit")
    panel.press("redo")

    assert (undone, said) == ("Triage request", True)
    assert panel.session.engagement.stream.step("L1").name == "Sort requests"


def test_nothing_of_ones_own_to_take_back_is_said(panel):
    for _ in range(3):
        panel.press("undo")

    assert panel.done == "There is nothing of yours to take back."
    assert blocks(panel, "buttons")[0]["items"][0]["disabled"]


@pytest.mark.parametrize("value", ["-5", "99", "2.0"])
def test_any_position_of_the_slider_is_an_instant(panel, value):
    panel.change("history", "", "count", value)

    assert panel.problems() == ()


def test_a_position_that_is_none_is_refused(panel):
    panel.change("history", "", "count", "yesterday")

    assert panel.problems() == ("The slider counts entries of the journal, from 1 up.",)


def test_a_gesture_of_many_edits_is_said_in_short(panel):
    panel.session.remove_step("L3")

    assert says(panel, "edges L2>L3 removed; edges L3>L4 removed; steps L3 removed")


def test_hostile_names_travel_as_text(tmp_path):
    panel = HistorySlider(hostile_session(tmp_path / "hostile"))
    first = panel.session.engagement.stream.steps[0].id
    panel.session.edit("steps", first, "name", "<img src=x onerror=window.__fired=1>")

    assert_travels(panel)

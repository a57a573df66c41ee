"""The measure panel: what is typed becomes working hours in the journal, and odd numbers are asked about."""

from __future__ import annotations

import pytest

from tests.widgets.panel_sessions import (
    assert_travels,
    blocks,
    cell,
    hostile_session,
    journal_fields,
    reopened,
    rows,
    says,
    session_on,
)
from vsm_toolkit.model import Challenge, Engagement, EvidenceGrade, Step, TimeEstimate, ValueStream
from vsm_toolkit.widgets.measure_panel import MeasurePanel


@pytest.fixture
def panel(tmp_path):
    return MeasurePanel(session_on(tmp_path / "map"))


def test_a_range_is_read_saved_and_shown_as_it_was_understood(panel, tmp_path):
    panel.change("steps", "L2", "wait_time", "2-5 d, likely 3d")
    shown = cell(panel, "steps", "L2", "wait_time")

    assert (shown["value"], shown["saved"], shown["problem"]) == ("2-5 d, likely 3 d", True, "")
    assert reopened(tmp_path / "map").stream.step("L2").wait_time == TimeEstimate(value=24, low=16, high=40)
    assert journal_fields(panel.session) == [("steps", "L2", "wait_time")]


def test_a_question_mark_makes_a_time_unknown_and_totals_a_bound(panel):
    panel.change("steps", "L6", "wait_time", "?")

    assert panel.session.engagement.stream.step("L6").wait_time is None
    assert says(panel, "Lead time ≥ 2.8 wk")
    assert says(panel, "11 of 12 known")


def test_what_cannot_be_read_stays_beside_its_sentence(panel):
    before = panel.session.engagement
    panel.change("steps", "L2", "wait_time", "soon")
    shown = cell(panel, "steps", "L2", "wait_time")

    assert (shown["value"], shown["saved"]) == ("soon", False)
    assert shown["problem"].startswith("cannot read 'soon' as a time")
    assert panel.session.engagement is before


def test_hours_that_could_be_days_on_the_clock_are_asked_about(panel):
    panel.change("steps", "L2", "wait_time", "48h")

    assert "?" in cell(panel, "steps", "L2", "wait_time")["problem"]


@pytest.mark.parametrize(("text", "value"), [("90", 90), ("9 of 10", 90), ("90 %", 90)])
def test_quality_is_typed_as_the_receiver_says_it(panel, text, value):
    panel.change("steps", "L1", "percent_complete_accurate", text)

    assert panel.session.engagement.stream.step("L1").percent_complete_accurate.value == value


def test_quality_of_nothing_is_refused(panel):
    panel.change("steps", "L1", "percent_complete_accurate", "0")

    assert cell(panel, "steps", "L1", "percent_complete_accurate")["problem"].startswith("0 % means")


def test_the_label_says_who_judges_the_quality(panel):
    assert cell(panel, "steps", "L1", "percent_complete_accurate")["note"] == "judged by Product"
    assert "judged by Product" in cell(panel, "steps", "L1", "percent_complete_accurate")["label"]


def test_people_are_a_number(panel):
    panel.change("steps", "L1", "people", "two")
    problem = cell(panel, "steps", "L1", "people")["problem"]
    panel.change("steps", "L1", "people", "2")

    assert "type a number" in problem
    assert panel.session.engagement.stream.step("L1").people.value == 2


def test_a_grade_is_the_grade_of_every_number_of_the_step(panel):
    panel.change("steps", "L2", "wait_time", "about a week")
    guessed = cell(panel, "steps", "L2", "wait_time")["note"]
    panel.change("steps", "L2", "evidence", "sampled")
    step = panel.session.engagement.stream.step("L2")

    assert guessed == "guess"
    assert (step.evidence, step.wait_time.grade) == (EvidenceGrade.SAMPLED, None)
    assert len(panel.session.entries[-1].edits) == 2


def test_looked_up_items_are_kept_with_both_times(panel):
    panel.change("steps", "L2", "sample_size", "5")
    step = panel.session.engagement.stream.step("L2")
    panel.change("steps", "L2", "wait_time", "3 d")

    assert (step.wait_time.sample_size, step.process_time.sample_size) == (5, 5)
    assert panel.session.engagement.stream.step("L2").wait_time.sample_size == 5


def test_a_number_far_from_its_neighbours_is_asked_about_and_kept(panel):
    panel.change("steps", "L4", "process_time", "30 wk")

    assert says(panel, "Is the unit right?")
    assert panel.session.engagement.stream.step("L4").process_time.value == 1200


def test_the_same_number_four_times_is_asked_about(panel):
    for step in ("L1", "L2", "L3", "L4"):
        panel.change("steps", step, "process_time", "2 h")

    assert says(panel, "Was one number copied down?")


def test_an_empty_map_says_what_to_do(tmp_path):
    empty = Engagement(challenge=Challenge(id="x"), stream=ValueStream(name="X"))
    panel = MeasurePanel(session_on(tmp_path / "empty", empty))

    assert says(panel, "Add them on the map board")


def test_a_map_that_goes_in_a_circle_still_takes_numbers(tmp_path):
    steps = [Step(id="A", name="A"), Step(id="B", name="B")]
    edges = [{"from_step": "A", "to_step": "B"}, {"from_step": "B", "to_step": "A"}]
    circle = Engagement(challenge=Challenge(id="x"), stream=ValueStream(name="X", steps=steps, edges=edges))
    panel = MeasurePanel(session_on(tmp_path / "circle", circle))
    panel.change("steps", "A", "wait_time", "1 d")

    assert panel.session.engagement.stream.step("A").wait_time.value == 8
    assert blocks(panel, "lines")[0]["sign"] == "problem"
    assert len(panel.errors) == 0


def test_a_step_removed_elsewhere_while_somebody_types_is_said(panel):
    panel.session.remove_step("L4")
    panel.change("steps", "L4", "wait_time", "1 d")

    assert "L4" not in rows(panel, "steps")
    assert panel.problems()


def test_hostile_names_travel_as_text(tmp_path):
    panel = MeasurePanel(hostile_session(tmp_path / "hostile"))
    panel.change("steps", next(iter(rows(panel, "steps"))), "wait_time", "<img src=x onerror=alert(1)>")

    assert_travels(panel)

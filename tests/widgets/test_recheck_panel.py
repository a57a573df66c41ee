"""Look again: values taken once more on a day, beside what they were before and when they were done."""

from __future__ import annotations

from datetime import date

import pytest

from tests.widgets.panel_sessions import (
    assert_travels,
    cell,
    hostile_session,
    reopened,
    rows,
    sample_session,
    says,
    session_on,
)
from vsm_toolkit.io.shipped_files import sample_engagements
from vsm_toolkit.widgets.recheck_panel import RecheckPanel

CLAIMS = sample_engagements()[0]
REVIEW, LOOP = "steps>A07>wait_time", "loops>A07>A06>probability"


@pytest.fixture
def panel(tmp_path):
    made = RecheckPanel(sample_session(tmp_path / "map", CLAIMS))
    made.change("day", "", "on", "2027-04-09")
    return made


def test_every_number_that_is_done_has_a_card_with_before_and_after(panel):
    shown = rows(panel, "values")

    assert shown[REVIEW]["sub"] == "8 h before, 2 h when done"
    assert shown[LOOP]["sub"] == "15 % before, 10 % when done"
    assert "steps>A04>team" not in shown
    assert "steps>A09>wait_time" not in shown


def test_a_value_is_kept_with_its_day_and_how_it_is_known(panel, tmp_path):
    panel.change("values", REVIEW, "value", "8 h")
    panel.change("values", REVIEW, "grade", "measured")
    row = reopened(tmp_path / "map").recheck_values[-1]

    assert (row.on, row.key, row.field, row.value, row.grade) == (
        *(date(2027, 4, 9), "A07", "wait_time", 8.0),
        "measured",
    )


def test_a_share_is_typed_in_percent_and_kept_as_a_share(panel):
    panel.change("values", LOOP, "value", "12 %")

    assert panel.session.engagement.recheck_values[-1].value == 0.12
    assert cell(panel, "values", LOOP, "value")["value"] == "12 %"


def test_what_is_left_is_said_for_every_look(panel):
    panel.change("values", REVIEW, "value", "8 h")

    assert says(panel, "+6 weeks (2026-11-20): 2 kept, 1 partly kept, 1 decayed, 1 not looked at; lead time 13.1 wk.")
    assert says(panel, "+6 months (2027-04-09): 1 decayed, 4 not looked at; lead time 13.1 wk.")


def test_another_day_shows_what_was_kept_for_it(panel):
    panel.change("day", "", "on", "2026-11-20")

    assert cell(panel, "values", REVIEW, "value")["value"] == "7 h"


def test_without_a_day_nothing_is_saved_and_nothing_lost(tmp_path):
    panel = RecheckPanel(sample_session(tmp_path / "map", CLAIMS))
    panel.change("values", REVIEW, "value", "8 h")

    assert "Say first on which day you looked" in cell(panel, "values", REVIEW, "value")["problem"]
    assert cell(panel, "values", REVIEW, "value")["value"] == "8 h"
    assert len(panel.session.engagement.recheck_values) == 4


def test_a_grade_without_a_value_is_asked_for_its_value(panel):
    panel.change("values", REVIEW, "grade", "measured")

    assert "Type the value first" in cell(panel, "values", REVIEW, "grade")["problem"]


def test_a_time_without_a_unit_is_refused(panel):
    panel.change("values", REVIEW, "value", "eight")

    assert cell(panel, "values", REVIEW, "value")["problem"]


def test_without_improvements_there_is_nothing_to_look_at(tmp_path):
    assert says(RecheckPanel(session_on(tmp_path / "map")), "No improvement is done yet")


def test_hostile_names_travel_as_text(tmp_path):
    assert_travels(RecheckPanel(hostile_session(tmp_path / "map")))

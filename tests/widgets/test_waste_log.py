"""The waste log: probes as questions, minutes times people, nothing counted twice, moods never priced."""

from __future__ import annotations

import pytest

from tests.widgets.panel_sessions import (
    assert_travels,
    cell,
    hostile_session,
    journal_fields,
    rows,
    says,
    session_on,
)
from vsm_toolkit.model import WasteCategory
from vsm_toolkit.widgets.waste_log import PROBES, WasteLog


@pytest.fixture
def panel(tmp_path):
    return WasteLog(session_on(tmp_path / "map"))


def add(panel: WasteLog, **typed: str | bool) -> None:
    for column, value in typed.items():
        panel.change("new", "", column, value)
    panel.press("add")


PARTS = {"minutes": "90", "occurrences_per_item": "2", "people": "2"}


@pytest.mark.parametrize("category", list(WasteCategory))
def test_every_category_has_its_question(panel, category):
    panel.change("new", "", "category", category.value)

    assert says(panel, PROBES[category])


def test_an_observation_is_saved_and_priced_in_person_hours(panel):
    add(panel, category="defects", place="L5", **PARTS, evidence="sampled", notes="came back twice")
    (row,) = panel.session.engagement.stream.waste

    assert (row.id, row.place, row.category.value, row.minutes) == ("W1", "L5", "defects", 90)
    assert says(panel, "90 × 2 × 2 = 6 h")
    assert journal_fields(panel.session) == [("waste", "W1", "added")]


def test_without_a_place_it_is_asked_for_and_nothing_is_lost(panel):
    add(panel, **PARTS)

    assert "Where did it happen?" in cell(panel, "new", "", "place")["problem"]
    assert cell(panel, "new", "", "minutes")["value"] == "90"
    assert panel.session.engagement.stream.waste == ()


def test_unknown_parts_stay_unknown(panel):
    add(panel, place="L3", minutes="?")

    assert panel.session.engagement.stream.waste[0].minutes is None
    assert says(panel, "? × ? × ? = ?")


def test_where_work_crosses_the_handoff_is_suggested_as_overlap_and_not_added(panel):
    panel.change("new", "", "place", "L3")
    inside = "overlaps_with" in rows(panel, "new")[""]["cells"]
    add(panel, place="L6", **PARTS, overlaps_with=True)
    (row,) = panel.session.engagement.stream.waste

    assert not inside
    assert row.overlaps_with == "handoff L6"
    assert says(panel, "in handoff L6, not added")


def test_human_cost_is_noted_in_words_and_never_in_minutes(panel):
    add(panel, **PARTS, category="human_cost", place="L3", notes="tiring")
    (row,) = panel.session.engagement.stream.waste

    assert (row.minutes, row.people, row.notes) == (None, None, "tiring")
    assert says(panel, "in words only")


def test_an_open_row_saves_each_field_and_its_overlap(panel):
    add(panel, place="L6", **PARTS)
    panel.press("open", "W1")
    panel.change("edit", "W1", "minutes", "30")
    panel.change("edit", "W1", "overlaps_with", True)
    (row,) = panel.session.engagement.stream.waste

    assert (row.minutes, row.overlaps_with) == (30, "handoff L6")


def test_an_unreadable_number_in_an_open_row_changes_nothing(panel):
    add(panel, place="L6", **PARTS)
    panel.press("open", "W1")
    panel.change("edit", "W1", "minutes", "long")

    assert panel.session.engagement.stream.waste[0].minutes == 90
    assert cell(panel, "edit", "W1", "minutes")["value"] == "long"


def test_a_removed_row_comes_back_with_undo(panel):
    add(panel, place="L6")
    panel.press("remove", "W1")
    panel.session.undo()

    assert [row.id for row in panel.session.engagement.stream.waste] == ["W1"]


def test_hostile_names_travel_as_text(tmp_path):
    panel = WasteLog(hostile_session(tmp_path / "hostile"))
    panel.press("open", next(iter(rows(panel, "list"))))

    assert_travels(panel)


def test_the_sum_of_losses_is_told_in_person_hours(panel):
    add(panel, category="delays", place="L5", **PARTS)
    add(panel, category="defects", place="L5", minutes="1500", occurrences_per_item="1", people="1")

    assert says(panel, "Labour lost per item: 31 person-hours")

"""The roll-up of the three samples, against the table that was worked out before this code."""

from __future__ import annotations

import pytest

from tests.shared_reports import sample_reports
from vsm_toolkit.model import WasteCategory
from vsm_toolkit.program.common_waste import common_waste
from vsm_toolkit.program.constraints import by_reach, systemic_constraints

A, B, C = "claims-portal", "payments-rules", "platform-request"
ABOVE_900 = {
    "Head of Network": ({C}, 2_880, 2_880, 157),
    "Head of Integration": ({A}, 2_496, 2_496, 194),
    "CISO": ({A, C}, 3_440, 2_400, 259),
    "Head of Finance Operations": ({C}, 1_920, 1_920, 39),
    "Chief Architect": ({A}, 1_976, 1_560, 357),
    "Head of Quality": ({A, B}, 1_488, 1_488, 287),
    "Chief Risk Officer": ({B}, 1_216, 1_120, 208),
    "Head of Service Management": ({A}, 1_040, 1_040, 307),
    "Head of Infrastructure": ({A, B}, 944, 944, 97),
}
WASTE = {"defects": 273, "extra_processes": 266, "delays": 252, "task_switching": 240, "relearning": 128}


def test_constraints_by_decision_holder_in_order():
    rows = [row for row in systemic_constraints(sample_reports()) if row.critical_hours() > 900]
    found = {
        row.name: (set(row.engagements), row.item_wait.value, row.critical_item_wait.value, round(row.labour.value))
        for row in rows
    }

    assert list(found) == list(ABOVE_900)
    assert found == ABOVE_900


def test_reach_puts_those_in_two_streams_first():
    first = by_reach(systemic_constraints(sample_reports()))[:4]

    assert [(row.name, row.reach) for row in first] == [
        ("CISO", 2),
        ("Head of Quality", 2),
        ("Head of Infrastructure", 2),
        ("Head of Network", 1),
    ]


def test_no_home_team_is_among_them():
    names = {row.name for by in ("decision_holder", "team") for row in systemic_constraints(sample_reports(), by)}

    assert names.isdisjoint({"Claims Portal", "Screening Product", "Platform"})


def test_common_waste_by_category_and_what_of_it_overlaps():
    waste = common_waste(sample_reports())
    shown = {line.category.value: line.shown_hours() for line in waste.lines}

    assert shown == {**WASTE, "partially_done_work": 58.5}
    assert list(shown) == [*WASTE, "partially_done_work"]
    assert (waste.total.shown_hours(), waste.total.overlapping.value) == (1_217.5, 266)
    assert waste.total.counted.value == 1_217.5 - 266


def test_every_extra_process_overlaps_a_handoff_and_nothing_else_does():
    lines = {line.category: line for line in common_waste(sample_reports()).lines}

    assert lines[WasteCategory.EXTRA_PROCESSES].counted.value == 0
    assert sum(line.overlapping.value for line in lines.values()) == pytest.approx(266)

from __future__ import annotations

from pathlib import Path

import pytest

from vsm_toolkit.io.spreadsheet.conventions import LeadTimeConvention, SheetConventions
from vsm_toolkit.io.spreadsheet.tables import read_tables
from vsm_toolkit.io.spreadsheet.totals import split_totals
from vsm_toolkit.model import TimeBasis

SHEETS = Path(__file__).parent / "sheets" / "coach"
WORKING = SheetConventions(basis=TimeBasis.WORKING)


def split(tmp_path, text, conventions=WORKING):
    path = tmp_path / "steps.csv"
    path.write_text(text, encoding="utf-8")
    return split_totals(read_tables(path).steps, conventions)


def test_the_totals_of_a_published_map_are_read_and_are_no_steps():
    result = split_totals(read_tables(SHEETS / "published-map.csv").steps, WORKING)

    assert len(result.steps.rows) == 8
    assert result.totals == {
        "lead_time_hours": 380.0,
        "process_time_hours": 56.0,
        "rolled_percent_complete_accurate": 0.054,
        "activity_ratio": 0.145,
    }


def test_a_total_takes_the_unit_of_its_column(tmp_path):
    result = split(tmp_path, "Step,Wait (d),PT (min)\nPlan,2,30\nTOTAL:,2,30\n")

    assert result.totals == {"wait_hours": 16.0, "process_time_hours": 0.5}


@pytest.mark.parametrize(("cell", "ratio"), [("31 %", 0.31), ("31", 0.31), ("0.31", 0.31)])
def test_an_activity_ratio_is_read_as_a_share(tmp_path, cell, ratio):
    assert split(tmp_path, f"Step,PT,AR\nPlan,1 d,\nTotal,,{cell}\n").totals == {"activity_ratio": ratio}


def test_a_lead_time_that_starts_with_the_work_is_published_with_the_waits(tmp_path):
    after_wait = SheetConventions(basis=TimeBasis.WORKING, lead_time=LeadTimeConvention.WAIT_THEN_LEAD)
    with_waits = split(tmp_path, "Step,Wait,LT\nPlan,3 h,2 h\nTotal,3 h,2 h\n", after_wait)
    without = split(tmp_path, "Step,PT,LT\nPlan,1 h,2 h\nTotal,1 h,2 h\n", after_wait)

    assert with_waits.totals["lead_time_hours"] == 5
    assert without.totals == {"process_time_hours": 1}


def test_averages_and_footnotes_are_neither_steps_nor_totals(tmp_path):
    result = split(tmp_path, "Step,PT\nPlan,1 d\nAverage,1 d\nTotal,1 d\nTaken from the wall,\n")

    assert (len(result.steps.rows), result.totals) == (1, {"process_time_hours": 8.0})
    assert result.notes[2] == 'steps.csv, row 5 is no step and was not read: "Taken from the wall".'


def test_a_total_that_cannot_be_read_is_noted_and_never_a_problem(tmp_path):
    result = split(tmp_path, "Step,PT\nPlan,1 d\nTotal,lots\n")

    assert result.totals == {}
    assert "no figure in it could be read" in result.notes[0]


def test_a_step_whose_name_only_starts_with_a_total_stays_a_step(tmp_path):
    assert len(split(tmp_path, "Step,PT\nTotal cost review,1 d\nSum up,1 d\n").steps.rows) == 2


def test_in_the_toolkits_own_table_a_step_may_be_called_total(tmp_path):
    text = "id,name,wait,pt,delay,ca,evidence\nTotal,Sum,1,2,,,\n,Total,1,2,,,\n"

    assert [row.number for row in split(tmp_path, text).steps.rows] == [2]

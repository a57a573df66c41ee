from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.io.spreadsheet.conventions import LeadTimeConvention, SheetConventions
from vsm_toolkit.io.spreadsheet.findings import Findings, Record
from vsm_toolkit.io.spreadsheet.lead_times import StepTimes, apply_lead_times, split_lead_time
from vsm_toolkit.io.spreadsheet.values import UnreadableCellError

INCLUDES_WAIT, PROCESS_PLUS_WAIT, WAIT_THEN_LEAD = LeadTimeConvention
HOURS = st.integers(min_value=0, max_value=1000).map(float)


@pytest.mark.parametrize(
    ("convention", "times", "wait_and_delay"),
    [
        (INCLUDES_WAIT, StepTimes(24, 2), (22, None)),
        (INCLUDES_WAIT, StepTimes(24, 2, delay=4), (18, 4)),
        (INCLUDES_WAIT, StepTimes(24, 2, wait=22), (22, None)),
        (INCLUDES_WAIT, StepTimes(24, 2, wait=20), (20, 2)),
        (PROCESS_PLUS_WAIT, StepTimes(24, 2), (22, None)),
        (PROCESS_PLUS_WAIT, StepTimes(24, 2, wait=22), (22, None)),
        (PROCESS_PLUS_WAIT, StepTimes(None, 2, wait=22), (22, None)),
        (WAIT_THEN_LEAD, StepTimes(24, 2), (None, 22)),
        (WAIT_THEN_LEAD, StepTimes(24, 2, wait=8), (8, 22)),
        (WAIT_THEN_LEAD, StepTimes(24, 2, wait=8, delay=22), (8, 22)),
        (INCLUDES_WAIT, StepTimes(24, None, wait=8), (8, None)),
    ],
)
def test_a_lead_time_is_taken_apart_by_its_convention(convention, times, wait_and_delay):
    assert split_lead_time(times, convention) == wait_and_delay


@pytest.mark.parametrize(
    ("convention", "times"),
    [
        (INCLUDES_WAIT, StepTimes(1, 2)),
        (PROCESS_PLUS_WAIT, StepTimes(1, 2)),
        (WAIT_THEN_LEAD, StepTimes(1, 2)),
        (INCLUDES_WAIT, StepTimes(10, 2, wait=9)),
        (INCLUDES_WAIT, StepTimes(10, 2, wait=3, delay=1)),
        (PROCESS_PLUS_WAIT, StepTimes(10, 2, wait=3)),
        (WAIT_THEN_LEAD, StepTimes(10, 2, delay=3)),
    ],
)
def test_a_lead_time_that_contradicts_its_row_is_refused(convention, times):
    with pytest.raises(UnreadableCellError, match="a lead time that holds"):
        split_lead_time(times, convention)


@given(wait=HOURS, process=HOURS, delay=HOURS)
def test_the_parts_add_up_to_the_lead_time_again(wait, process, delay):
    whole = StepTimes(wait + process + delay, process, delay=delay)
    from_start = StepTimes(process + delay, process, wait=wait)

    assert split_lead_time(whole, INCLUDES_WAIT) == (wait, delay)
    assert split_lead_time(from_start, WAIT_THEN_LEAD) == (wait, delay)


def record(**hours):
    values = {name: {"value": float(value)} for name, value in hours.items()}
    return Record("steps.csv, row 2", values, raw={"lead_time": ("LT", "24 h")})


def test_nothing_is_asked_when_every_answer_gives_the_same_numbers():
    findings = Findings()
    apply_lead_times([record(process_time=2, wait_time=3)], SheetConventions(), findings)

    assert findings.questions == {}


def test_without_an_answer_the_wait_stays_unknown_and_the_cell_is_kept():
    findings, row = Findings(), record(process_time=2, lead_time=24)
    apply_lead_times([row], SheetConventions(), findings)

    assert list(findings.questions) == ["--lead-time-convention"]
    assert (row.values, row.extras) == ({"process_time": {"value": 2.0}}, {"LT (as written)": "24 h"})


def test_a_lead_time_without_process_time_gives_no_wait_and_says_so():
    findings, row = Findings(), record(lead_time=24)
    apply_lead_times([row], SheetConventions(lead_time=INCLUDES_WAIT), findings)

    assert row.values == {}
    assert "leaves the wait unknown" in findings.notes[0]


def test_the_range_and_grade_of_a_lead_time_pass_to_the_wait():
    row = record(process_time=2, lead_time=24)
    row.values["lead_time"] |= {"low": 1.0, "high": 40.0, "grade": "guess"}
    apply_lead_times([row], SheetConventions(lead_time=INCLUDES_WAIT), Findings())

    assert row.values["wait_time"] == {"value": 22.0, "low": 0.0, "high": 38.0, "grade": "guess"}


def test_a_contradiction_names_the_row_and_the_cell():
    findings = Findings()
    apply_lead_times([record(process_time=30, lead_time=24)], SheetConventions(lead_time=INCLUDES_WAIT), findings)

    assert "steps.csv, row 2: expected a lead time that holds the process time and delay of its row, found '24 h'" in (
        findings.problems[0].sentence()
    )

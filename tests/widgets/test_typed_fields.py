"""What people type is read or refused with a sentence; what is shown reads back as the same value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.errors import VsmError
from vsm_toolkit.model import Calendar, EvidenceGrade, Step, TimeEstimate
from vsm_toolkit.widgets.typed_fields import (
    FIELDS,
    MOST_PASTED_ROWS,
    read_field,
    read_pasted,
    read_pasted_step,
    read_share,
    show_field,
)
from vsm_toolkit.working_week import WorkingWeek, shown_in

HOURS = st.floats(0, 5000, allow_nan=False).map(lambda hours: round(hours, 3))


@pytest.mark.parametrize("name", FIELDS[1:])
@pytest.mark.parametrize("text", ["", "?", " ? "])
def test_a_question_mark_or_nothing_is_not_known_yet(name, text):
    assert read_field(name, text, Calendar()) is None


def test_a_name_is_needed():
    with pytest.raises(VsmError, match="needs a name"):
        read_field("name", "   ", Calendar())


@pytest.mark.parametrize(
    ("name", "text", "read"),
    [
        ("name", " Review request ", "Review request"),
        ("team", "QA", "QA"),
        ("wait_time", "3d", {"value": 24.0}),
        ("wait_time", "about a week", {"value": 40.0, "grade": "guess"}),
        ("process_time", "1-4 h", {"value": 2.0, "low": 1.0, "high": 4.0}),
        ("percent_complete_accurate", "80", {"value": 80.0}),
        ("percent_complete_accurate", "0 %", {"value": 0.0}),
        ("people", "1,5", {"value": 1.5}),
        ("stage", "Operate, support", "operate_support"),
        ("evidence", "measured", "measured"),
    ],
)
def test_what_people_type_is_read(name, text, read):
    found = read_field(name, text, Calendar())
    if isinstance(found, dict):
        found.pop("source", None)

    assert found == read


def test_a_day_is_as_long_as_the_calendar_says():
    assert read_field("wait_time", "2 d", Calendar(hours_per_day=7))["value"] == 14


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("wait_time", "soonish", "soonish"),
        ("wait_time", "-3 d", "negative"),
        ("percent_complete_accurate", "0.8", "'80 %'"),
        ("percent_complete_accurate", "120", "more than 100"),
        ("people", "two", "cannot be read as a number"),
        ("people", "2 %", "cannot be read as a number"),
        ("stage", "dreaming", "ideation"),
        ("evidence", "heard", "measured"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(name, text, sentence):
    with pytest.raises(VsmError, match=sentence):
        read_field(name, text, Calendar())


def test_a_share_is_typed_as_a_percentage():
    assert [read_share(text) for text in ("35 %", "5", "?")] == [0.35, 0.05, None]


@given(HOURS, st.none() | st.tuples(st.floats(0, 1), st.floats(1, 4)), st.sampled_from([8.0, 7.5]))
def test_a_shown_time_reads_back_as_the_same_time(hours, spread, hours_per_day):
    low, high = (None, None) if spread is None else (hours * spread[0], hours * spread[1])
    step = Step(id="A", name="A", wait_time=TimeEstimate(value=hours, low=low, high=high))
    calendar = Calendar(hours_per_day=hours_per_day)
    with shown_in(WorkingWeek(hours_per_day, 5.0)):
        again = read_field("wait_time", show_field(step, "wait_time"), calendar)

    assert (again["value"], again.get("low"), again.get("high")) == (hours, low, high)


def test_what_nobody_knows_is_shown_as_an_empty_field():
    assert [show_field(Step(id="A", name="A"), name) for name in FIELDS[1:]] == [""] * (len(FIELDS) - 1)


def test_rows_without_a_heading_are_name_team_wait_process_time_and_quality():
    (row,) = read_pasted("Review\tQA\t3 d\t2 h\t80 %\tmore\r\n")
    step = read_pasted_step(row, "S1", Calendar())

    assert (step.name, step.team, step.wait_time.value) == ("Review", "QA", 24)
    assert (step.process_time.value, step.percent_complete_accurate.value) == (2, 80)


def test_a_heading_puts_columns_in_any_order_and_leaves_out_what_it_does_not_know():
    (row,) = read_pasted("Who\tColour\tActivity\nQA\tred\tReview")

    assert {name: text for name, text in row.texts.items() if name} == {"team": "QA", "name": "Review"}


def test_a_step_called_process_is_no_heading():
    (row,) = read_pasted("Process\tBuild\t3 d")

    assert row.texts["name"] == "Process"


def test_an_unreadable_cell_names_its_row_and_column():
    rows = read_pasted("Step\tWait\nReview\t3 d\nTest\tsoonish")

    with pytest.raises(VsmError, match=r"Pasted row 3, wait time: .*Nothing was added\."):
        read_pasted_step(rows[1], "S2", Calendar())


@pytest.mark.parametrize("text", ["", "\n\n", "Step\tTeam\n"])
def test_nothing_to_add_is_said(text):
    with pytest.raises(VsmError, match="no rows to add"):
        read_pasted(text)


def test_a_whole_database_is_not_a_map():
    with pytest.raises(VsmError, match="up to 200"):
        read_pasted("Step\n" * (MOST_PASTED_ROWS + 2))


def test_a_time_typed_again_keeps_how_it_was_known_unless_the_words_say_otherwise():
    looked_up = TimeEstimate(value=24.0, grade=EvidenceGrade.SAMPLED, sample_size=5, source="five tickets")
    old = Step(id="A", name="Review", wait_time=looked_up)
    again = read_field("wait_time", "2 d", Calendar(), old)
    guessed = read_field("wait_time", "about 2 d", Calendar(), old)

    assert again == {"value": 16.0, "grade": "sampled", "sample_size": 5}
    assert guessed["grade"] == "guess"

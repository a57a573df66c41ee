from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.io.spreadsheet.conventions import SheetConventions
from vsm_toolkit.io.spreadsheet.times import UnansweredError, depends_on_calendar, read_time_cell, read_working_hours
from vsm_toolkit.io.spreadsheet.values import UnreadableCellError
from vsm_toolkit.model import TimeBasis

WORKING = SheetConventions(basis=TimeBasis.WORKING)
ELAPSED = SheetConventions(basis=TimeBasis.ELAPSED)
UNANSWERED = SheetConventions()


@pytest.mark.parametrize(
    ("text", "unit", "hours"),
    [
        ("3", "days", 24),
        ("3 d", None, 24),
        ("1,5", "wk", 60),
        ("90 min", None, 1.5),
        ("2 h", "days", 2),
        ("0", None, 0),
    ],
)
def test_a_cells_own_unit_beats_the_headers(text, unit, hours):
    assert read_time_cell(text, unit, WORKING).hours == hours


def test_the_answered_unit_is_for_headers_that_name_none():
    in_days = SheetConventions(basis=TimeBasis.WORKING, unit="d")

    assert (read_time_cell("3", None, in_days).hours, read_time_cell("3", "wk", in_days).hours) == (24, 120)


@pytest.mark.parametrize(
    ("text", "option"), [("3", "--unit"), ("2-5", "--unit"), ("3 d", "--basis"), ("48 h", "--basis")]
)
def test_what_has_no_answer_is_asked_by_its_option(text, option):
    with pytest.raises(UnansweredError) as caught:
        read_time_cell(text, None, UNANSWERED)

    assert caught.value.option == option


@pytest.mark.parametrize(("text", "hours"), [("6 wh", 6), ("3 working days", 24), ("2 calendar weeks", 80), ("0", 0)])
def test_what_says_its_basis_itself_asks_nothing(text, hours):
    assert read_time_cell(text, None, UNANSWERED).hours == hours


def test_two_days_worth_of_hours_have_one_meaning_once_the_basis_is_working():
    assert read_time_cell("48 h", None, WORKING).hours == 48
    assert read_time_cell("48", "hrs", WORKING).hours == 48
    assert read_time_cell("336 elapsed hours", None, WORKING).hours == 80


def test_on_the_clock_a_week_is_40_hours_and_less_than_a_week_is_asked_about():
    assert read_time_cell("2 wk", None, ELAPSED).hours == 80
    with pytest.raises(UnreadableCellError, match="Ask: when was it ready"):
        read_time_cell("2 d", None, ELAPSED)


def test_an_hour_of_hands_on_work_is_an_hour_on_either_basis():
    assert read_time_cell("2 h", None, ELAPSED, hands_on=True).hours == 2
    assert read_time_cell("2 h", None, UNANSWERED, hands_on=True).hours == 2
    with pytest.raises(UnansweredError, match="--basis"):
        read_time_cell("2 d", None, UNANSWERED, hands_on=True)


def test_the_teams_calendar_is_used():
    calendar = SheetConventions(basis=TimeBasis.WORKING, hours_per_day=7.5, days_per_week=4)

    assert read_time_cell("1 wk", None, calendar).hours == 30


@pytest.mark.parametrize("text", ["soon", "-3 d", "1:30", "overnight", "2024-05-01", "#N/A", "5 d 3"])
def test_what_is_no_time_is_refused_before_any_question(text):
    with pytest.raises(UnreadableCellError):
        read_time_cell(text, "days", UNANSWERED)


@pytest.mark.parametrize("text", ["", "?", "N/A"])
def test_what_nobody_knows_is_none(text):
    assert read_time_cell(text, None, UNANSWERED) is None
    assert read_working_hours(text) is None


def test_plain_numbers_of_own_tables_are_working_hours_bit_for_bit():
    assert read_working_hours("1e-05").hours == 1e-05
    assert read_working_hours("0.30000000000000004").hours == 0.30000000000000004
    assert read_working_hours("48 h").hours == 48


@given(st.text(max_size=30), st.sampled_from([UNANSWERED, WORKING, ELAPSED]))
def test_any_text_is_read_asked_about_or_refused(text, conventions):
    for read in (lambda: read_time_cell(text, "d", conventions), lambda: read_working_hours(text)):
        try:
            read()
        except (UnansweredError, UnreadableCellError):
            continue


def test_days_depend_on_the_calendar_and_minutes_do_not():
    texts = ["3 d", "2", "90 min", "soon", ""]

    assert [depends_on_calendar(text, "wk") for text in texts] == [True, True, False, False, False]

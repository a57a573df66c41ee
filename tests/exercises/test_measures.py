"""Numbers as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.errors import VsmError
from vsm_toolkit.exercises.measures import (
    COUNT,
    HOURS,
    MONEY,
    NUMBER,
    PERCENT,
    PERSON_HOURS,
    Reading,
    plain,
    read_numeral,
)


def first(measure, text):
    return measure.read(text)[0][0].value


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("141", 141),
        ("141 h", 141),
        ("141h", 141),
        ("≈ 141 working hours", 141),
        ("17.6 d", 140.8),
        ("17,6 d", 140.8),
        ("1 d 4 h", 12),
        ("3.5 weeks", 140),
        ("90 min", 1.5),
        ("22 h/wk", 22),
        ("1,690 wh", 1690),
        ("≥ 79.17 wh", 79.17),
        ("nothing", 0),
    ],
)
def test_times_without_a_unit_are_working_hours(text, hours):
    assert first(HOURS, text) == pytest.approx(hours)


@pytest.mark.parametrize(
    ("text", "share"),
    [("23 %", 0.23), ("23", 0.23), ("23.4 percent", 0.234), ("33/141", 33 / 141), ("4 of 10", 0.4), ("1 in 2", 0.5)],
)
def test_shares_as_percent_or_as_part_of_a_whole(text, share):
    assert first(PERCENT, text) == pytest.approx(share)


def test_a_small_bare_number_can_be_a_share_or_a_percentage():
    readings, unit = PERCENT.read("0.23")

    assert [reading.value for reading in readings] == pytest.approx([0.0023, 0.23])
    assert unit == "share"


@pytest.mark.parametrize(
    ("text", "amount"),
    [("1,234.80", 1234.8), ("1.234,80 EUR", 1234.8), ("€ 1234.80", 1234.8), ("1'234.80", 1234.8), ("31 783", 31783)],
)
def test_money_with_either_sign_for_thousands(text, amount):
    assert first(MONEY, text) == pytest.approx(amount)


def test_a_comma_before_three_digits_is_read_both_ways():
    assert [reading.value for reading in read_numeral("1,234")] == [1234, 1.234]


@pytest.mark.parametrize("measure", [HOURS, PERSON_HOURS, PERCENT, NUMBER, COUNT, MONEY])
@given(text=st.text(max_size=40))
def test_whatever_is_typed_is_read_or_refused_with_a_sentence(measure, text):
    try:
        outcome = measure.read(text)[0]
    except VsmError as problem:
        outcome = problem.message.split()

    assert len(outcome) > 3 or all(isinstance(each, Reading) for each in outcome)


@pytest.mark.parametrize("measure", [HOURS, PERSON_HOURS, PERCENT, NUMBER, MONEY])
@given(value=st.floats(0.5, 0.999) | st.floats(2, 5000))
def test_what_is_shown_can_be_typed_again(measure, value):
    value = value % 1 if measure is PERCENT else value
    shown = measure.show(value).partition(" (")[0]

    assert first(measure, shown) == pytest.approx(value, abs=0.006)


@pytest.mark.parametrize("text", ["1 in 0", "two or three", "%"])
def test_what_is_no_share_is_refused(text):
    with pytest.raises(VsmError):
        PERCENT.read(text)


def test_idle_zeros_are_left_out():
    assert [plain(number) for number in (83.0, 14.50, 0.25, 1000)] == ["83", "14.5", "0.25", "1,000"]

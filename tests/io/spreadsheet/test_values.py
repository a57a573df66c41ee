from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.io.spreadsheet.values import (
    UnreadableCellError,
    canonical_numbers,
    is_missing,
    read_choice,
    read_number,
    read_percent,
    read_share,
    read_yes_no,
    uses_decimal_comma,
)
from vsm_toolkit.model import Channel, Empowerment


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5", 5),
        ("2,5", 2.5),
        ("2.5", 2.5),
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("1,234,567", 1234567),
        ("1e-05", 1e-5),
    ],
)
def test_numbers_with_one_meaning_are_read(text, number):
    assert read_number(text) == number


@pytest.mark.parametrize("text", ["1,500", "1.2.3", "1,2,3", "12,34.5"])
def test_numbers_with_two_meanings_are_refused(text):
    with pytest.raises(UnreadableCellError, match="a number with one meaning"):
        read_number(text)


def test_a_table_with_decimal_commas_settles_what_a_comma_means_but_not_what_a_point_means():
    assert read_number("1,500", decimal_comma=True) == 1.5
    with pytest.raises(UnreadableCellError, match=r"Is 1.500 a decimal, or 1500\?"):
        read_number("1.500", decimal_comma=True)


def test_a_table_that_mixes_both_signs_settles_nothing():
    assert not uses_decimal_comma(["1,5", "2.5"])
    assert not uses_decimal_comma(["1,500 d", "none"])
    assert uses_decimal_comma(["1,5 d", "0,125"])


@pytest.mark.parametrize("text", ["", " ", "?", "-", "–", "N/A", "n/a", "UNK", "tbd"])
def test_what_nobody_knows_is_none_whatever_the_column(text):
    read = (read_number, read_percent, read_share, read_yes_no, lambda cell: read_choice(cell, Channel))

    assert [reader(text) for reader in read] == [None] * 5
    assert is_missing(text)


@pytest.mark.parametrize("text", ["-1", "many", "1e999", "nan", "inf", "1 2", "2 h", "--1"])
def test_a_number_is_finite_and_not_negative(text):
    with pytest.raises(UnreadableCellError, match="a number of 0 or more"):
        read_number(text)


@pytest.mark.parametrize(("text", "percent"), [("70", 70), ("70 %", 70), ("70%", 70), ("92,5 %", 92.5), ("0.5 %", 0.5)])
def test_percentages_run_from_above_0_to_100(text, percent):
    assert read_percent(text) == percent


@pytest.mark.parametrize("text", ["0", "0 %", "101", "-5"])
def test_impossible_percentages_are_refused(text):
    with pytest.raises(UnreadableCellError):
        read_percent(text)


def test_shares_are_read_as_percentages_only_when_told():
    assert read_percent("0.7", is_share=True) == 70
    assert read_percent("70 %", is_share=True) == 70
    assert read_percent("0.7") == 0.7


def test_a_share_is_0_to_1_and_25_without_a_sign_is_no_share():
    assert (read_share("0"), read_share("1"), read_share("25 %")) == (0, 1, 0.25)
    with pytest.raises(UnreadableCellError, match="a share from 0 to 1"):
        read_share("25")


def test_words_are_matched_without_case_spaces_or_hyphens_and_others_are_listed():
    assert read_choice("NOT-Empowered", Empowerment) is Empowerment.NOT_EMPOWERED
    with pytest.raises(UnreadableCellError, match="one of empowered, influence, not_empowered"):
        read_choice("sometimes", Empowerment)


def test_yes_and_no_are_read_and_maybe_is_not():
    assert (read_yes_no("YES"), read_yes_no("n"), read_yes_no("0")) == (True, False, False)
    with pytest.raises(UnreadableCellError, match="yes or no"):
        read_yes_no("maybe")


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    for read in (read_number, read_percent, read_share, read_yes_no, lambda cell: read_choice(cell, Channel)):
        try:
            read(text)
        except UnreadableCellError:
            continue


@given(st.floats(min_value=0, max_value=1e7))
def test_a_number_as_python_writes_it_comes_back(number):
    try:
        read = read_number(repr(number).removesuffix(".0"))
    except UnreadableCellError:
        pytest.fail(f"{number!r} was refused")

    assert read == number


def test_numbers_inside_a_text_are_written_with_a_point():
    assert canonical_numbers("1,5-2,5 d", decimal_comma=False) == "1.5-2.5 d"

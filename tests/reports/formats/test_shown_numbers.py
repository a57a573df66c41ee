from __future__ import annotations

import pytest

from vsm_toolkit.reports.formats.shown_numbers import NumberColumn, number_columns


def cells(header, *texts):
    return {column.header: column.cells for column in number_columns(header, texts)}


def test_plain_figures_become_numbers_with_the_decimals_they_showed():
    assert number_columns("Wait, wh", ("96", "1,234.5", "0")) == (
        NumberColumn("Wait, wh", (96.0, 1234.5, 0.0), "#,##0.0"),
    )


def test_a_difference_keeps_its_sign():
    assert cells("Effect, wh", "−52", "+3.5", "-1") == {"Effect, wh": (-52.0, 3.5, -1.0)}


def test_what_is_unknown_or_a_bound_stays_a_text():
    assert cells("Wait, wh", "8", "?", "≥ 137", "", "so far 3–4") == {
        "Wait, wh": (8.0, "?", "≥ 137", "", "so far 3–4"),
    }


def test_a_unit_that_all_have_moves_to_the_header_and_only_once():
    assert cells("Activity ratio", "12.8 %", "14.1 %") == {"Activity ratio, %": (12.8, 14.1)}
    assert cells("Cost, EUR", "7 EUR") == {"Cost, EUR": (7.0,)}


def test_figures_of_several_units_are_not_mixed():
    assert cells("Lead time", "14.2 wk", "9 d") == {"Lead time": ("14.2 wk", "9 d")}
    assert cells("Hours", "569", "100 ph") == {"Hours": (569.0, "100 ph")}


def test_a_range_becomes_two_columns():
    assert cells("Gain, wh", "36–54", "34", "?", "6,400–24,000") == {
        "Gain, wh (low)": (36.0, 34.0, "?", 6400.0),
        "Gain, wh (high)": (54.0, 34.0, None, 24000.0),
    }


@pytest.mark.parametrize(
    "text", ["=1+1", "12 → 11", "604 (simulated)", "1e5", "٣", "1,23", "12,34", "x 3", "nan", "--3"]
)
def test_what_only_looks_like_a_number_is_a_text(text):
    assert cells("N", text) == {"N": (text,)}

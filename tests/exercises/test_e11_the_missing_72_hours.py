"""E11, the missing 72 hours, on the Dojo Consortium's reference map: worked numbers and misconceptions."""

from __future__ import annotations

from tests.exercises.answer_tables import misread, verdicts

RIGHT = {
    "a": ("67",),
    "b": ("72 h", "9 d"),
    "c": ("8", "Release notes"),
    "d": ("8.05 %", "8.1 %"),
    "e": ("≥ 79.17", "79.2 h"),
    "f": ("ask",),
    "g": ("27.4 %",),
}
SLIPS = {
    ("a", "trusted_the_total"): "139",
    ("a", "work_counted_as_wait"): "79.17",
    ("b", "blank_is_zero"): "0",
    ("b", "work_counted_as_wait"): "59.83",
    ("c", "longest_wait_hides_it"): "9",
    ("c", "zero_is_missing"): "1",
    ("d", "work_over_wait"): "8.76 %",
    ("d", "blank_is_zero"): "15.4 %",
    ("e", "filled_from_the_total"): "151.17",
    ("f", "filled_from_the_total"): "fill",
    ("f", "blank_is_zero"): "zero",
    ("f", "spread_evenly"): "spread",
    ("g", "average_of_percentages"): "79 %",
}


def test_the_worked_numbers_are_right_as_people_write_them():
    assert verdicts("e11", RIGHT) == {}


def test_every_misconception_is_recognised_by_its_answer():
    assert misread("e11", SLIPS) == {}

"""E1, one clock: worked numbers and misconceptions."""

from __future__ import annotations

from tests.exercises.answer_tables import misread, verdicts

RIGHT = {
    "a": ("24 / 80 / 1.5", "24, 80, 1.5", "3 d / 2 wk / 90 min"),
    "b": ("16 / 25.30 / 40", "2 d / 25.3 h / 5 d"),
    "c": ("80", "2 wk", "80 working hours"),
    "d": ("2 wh", "2"),
    "e": ("10 %", "0.1", "12/120"),
    "f": ("none",),
    "g": ("36.6 wh", "4.6 d"),
}
SLIPS = {
    ("a", "days_of_24_hours"): "72 / 336 / 1.5",
    ("a", "minutes_as_decimals"): "24 / 80 / 0.9",
    ("b", "middle_of_the_range"): "16 / 28 / 40",
    ("b", "days_of_24_hours"): "48 / 75.9 / 120",
    ("c", "clock_hours_as_work"): "336 h",
    ("c", "weekends_worked"): "112",
    ("c", "days_of_24_hours"): "240",
    ("d", "clock_hours_as_work"): "66 h",
    ("d", "weekends_worked"): "18",
    ("e", "two_clocks"): "2.4 %",
    ("e", "weekends_worked"): "7.1 %",
    ("f", "not_known_is_zero"): "N/A",
    ("f", "clock_hours_are_obvious"): "48h",
    ("f", "overnight_is_a_number"): "overnight",
    ("f", "everything_can_be_guessed"): "48h, overnight and N/A",
    ("g", "range_as_a_ruler"): "36.4",
    ("g", "high_end_is_p85"): "40",
}


def test_the_worked_numbers_are_right_as_people_write_them():
    assert verdicts("e01", RIGHT) == {}


def test_every_misconception_is_recognised_by_its_answer():
    assert misread("e01", SLIPS) == {}

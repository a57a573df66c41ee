"""E12, nine and a half weeks, on the map DORA republishes: worked numbers and misconceptions."""

from __future__ import annotations

from tests.exercises.answer_tables import misread, verdicts

RIGHT = {
    "a": ("9.6 wk", "48 d", "384 h"),
    "b": ("cut",),
    "c": ("55 h", "6.875 d"),
    "d": ("I", "Production deployment"),
    "e": ("14.58 %", "14.6"),
    "f": ("5.44 %", "5.4"),
    "g": ("4/48", "8.3 %"),
}
SLIPS = {
    ("a", "summed_both_branches"): "10 wk",
    ("a", "trusted_the_total"): "9.5 wk",
    ("a", "took_the_shorter_branch"): "9 wk",
    ("b", "summed_both_branches"): "branches",
    ("b", "weeks_of_seven_days"): "days",
    ("c", "counted_both_branches"): "63 h",
    ("c", "trusted_the_total"): "7 d",
    ("d", "blamed_the_largest"): "D",
    ("e", "all_work_over_lead_time"): "16.7 %",
    ("e", "kept_the_box"): "14.32 %",
    ("e", "divided_rounded_totals"): "14.74 %",
    ("f", "quality_along_the_path_only"): "7.3 %",
    ("f", "average_of_percentages"): "70.6 %",
    ("g", "waiting_counted_as_developing"): "10.4 %",
}


def test_the_worked_numbers_are_right_as_people_write_them():
    assert verdicts("e12", RIGHT) == {}


def test_every_misconception_is_recognised_by_its_answer():
    assert misread("e12", SLIPS) == {}

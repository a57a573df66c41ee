"""E3, who judges quality: worked numbers and misconceptions."""

from __future__ import annotations

from tests.exercises.answer_tables import misread, verdicts

RIGHT = {
    "a": ("30.5 %",),
    "b": ("34.1 %",),
    "c": ("receiver",),
    "d": ("≤ 33.9 %", "33.9"),
    "e": ("most",),
    "f": ("L5, L2, L1", "Test, Shape story, Triage request"),
    "g": ("L3", "Build"),
    "h": ("customer",),
    "i": ("1.25 / 1.33 / 1.18 / 1.11 / 1.43 / 1.05",),
    "j": ("35.0-40.8", "35 to 40.8 h"),
}
SLIPS = {
    ("a", "average_of_percentages"): "82.5 %",
    ("a", "weakest_step_only"): "70 %",
    ("b", "points_added_to_the_total"): "40.5 %",
    ("c", "producers_know"): "producer",
    ("c", "split_the_difference"): "mean",
    ("d", "missing_filled_with_the_mean"): "27.5 %",
    ("d", "missing_is_nothing"): "0 %",
    ("e", "missing_is_perfect"): "exactly",
    ("f", "polish_the_best"): "L6, L4, L3",
    ("f", "start_at_the_front"): "L1, L2, L3",
    ("g", "row_as_printed"): "L4",
    ("g", "shifted_the_wrong_way"): "L5",
    ("h", "producers_know"): "own team",
    ("i", "one_repeat_only"): "1.20 / 1.25 / 1.15 / 1.10 / 1.30 / 1.05",
    ("j", "every_repeat_takes_the_full_time"): "40.8 - 40.8",
}


def test_the_worked_numbers_are_right_as_people_write_them():
    assert verdicts("e03", RIGHT) == {}


def test_every_misconception_is_recognised_by_its_answer():
    assert misread("e03", SLIPS) == {}

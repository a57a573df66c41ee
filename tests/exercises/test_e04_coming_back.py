"""E4, coming back: worked numbers and misconceptions."""

from __future__ import annotations

from tests.exercises.answer_tables import misread, verdicts

RIGHT = {
    "a": ("53",),
    "b": ("63 %",),
    "c": ("1.587 / 1.587 / 1.111", "1.59 / 1.59 / 1.11"),
    "d": ("79.84", "79.8 h"),
    "e": ("66.42", "66.4"),
    "f": ("53",),
    "g": ("106 / 185",),
    "h": ("3.29", "3.286"),
    "i": ("T>B",),
}
SLIPS = {
    ("a", "work_only"): "25",
    ("b", "added_the_chances"): "60 %",
    ("c", "one_return_only"): "1.4 / 1.4 / 1.1",
    ("d", "each_step_repeats_alone"): "62.6",
    ("d", "returns_cost_their_share"): "68.9",
    ("d", "returns_cost_their_sum"): "74.2",
    ("e", "halved_everything"): "39.92",
    ("f", "mean_is_typical"): "79.84",
    ("g", "mean_as_promise"): "79.84 / 79.84",
    ("h", "planned_handoffs_only"): "2",
    ("h", "returns_do_not_cross"): "2.698",
    ("i", "late_returns_hurt_most"): "D>B",
}


def test_the_worked_numbers_are_right_as_people_write_them():
    assert verdicts("e04", RIGHT) == {}


def test_every_misconception_is_recognised_by_its_answer():
    assert misread("e04", SLIPS) == {}

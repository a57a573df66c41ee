"""E9, what if it lived here, on the sample claims portal: worked numbers and misconceptions."""

from __future__ import annotations

from tests.exercises.answer_tables import misread, verdicts

RIGHT = {
    "a": ("67.2–86.4",),
    "b": ("34.0–34.0", "34"),
    "c": ("12",),
    "d": ("R1",),
    "e": ("55.0", "55 - 55"),
    "f": ("A10",),
    "g": ("94.2–105.4",),
    "h": ("22 h/wk", "22"),
    "i": ("both",),
    "j": ("A10",),
}
SLIPS = {
    ("a", "whole_wait_is_gained"): "96",
    ("b", "step_saving_is_map_saving"): "67.2-86.4",
    ("c", "moving_removes_a_handoff"): "11",
    ("c", "moving_removes_two_handoffs"): "10",
    ("d", "fewer_handoffs_always_faster"): "R2",
    ("e", "gains_added"): "62.8 - 77.2",
    ("e", "step_savings_added"): "96.0 - 129.6",
    ("f", "next_shortest_branch"): "A06",
    ("f", "next_shortest_branch_review"): "A07",
    ("g", "step_savings_added"): "135.2-180",
    ("h", "people_left_out"): "14",
    ("h", "one_feature_only"): "44",
    ("i", "score_decides_who_reports_to_whom"): "score",
    ("i", "lead_time_decides_alone"): "time",
    ("j", "keep_pushing_the_same_step"): "A08",
    ("j", "keep_pushing_the_test"): "A09",
}


def test_the_worked_numbers_are_right_as_people_write_them():
    assert verdicts("e09", RIGHT) == {}


def test_every_misconception_is_recognised_by_its_answer():
    assert misread("e09", SLIPS) == {}

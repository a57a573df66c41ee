"""E5, two roads: worked numbers and misconceptions."""

from __future__ import annotations

from tests.exercises.answer_tables import misread, verdicts

RIGHT = {
    "a": ("83",),
    "b": ("P1-P4-P6", "Shape, Write legal text, Release"),
    "c": ("1 / 3 / 1",),
    "d": ("10.8 %",),
    "e": ("59.0 %", "59 %"),
    "f": ("0", "none"),
    "g": ("1 h",),
    "h": ("58.5 %",),
    "i": ("80 / 66",),
    "j": ("25",),
}
SLIPS = {
    ("a", "summed_the_branches"): "181",
    ("a", "most_work_is_the_path"): "82",
    ("a", "work_only"): "51",
    ("b", "most_work_is_the_path"): "P1 P2 P5 P6",
    ("d", "all_work_over_lead_time"): "61.4 %",
    ("e", "all_work_over_lead_time"): "61.4 %",
    ("e", "path_only"): "10.8 %",
    ("f", "every_improvement_counts"): "16",
    ("g", "every_improvement_counts"): "40",
    ("h", "ratio_is_stable"): "10.8 %",
    ("h", "kept_the_old_path"): "10.98 %",
    ("i", "added_what_the_steps_save"): "27 / 0",
    ("i", "added_the_single_savings"): "82 / 82",
    ("j", "longest_average"): "20",
    ("j", "always_the_worst"): "30",
}


def test_the_worked_numbers_are_right_as_people_write_them():
    assert verdicts("e05", RIGHT) == {}


def test_every_misconception_is_recognised_by_its_answer():
    assert misread("e05", SLIPS) == {}

"""E7, call it out, on the sample payments rules: worked numbers and misconceptions."""

from __future__ import annotations

from tests.exercises.answer_tables import misread, verdicts

RIGHT = {
    "a": ("208 h",),
    "b": ("Test Environments, Independent Validation, Model Risk, Infrastructure Ops",),
    "c": ("1 / 0.5 / 0", "1.0, 0.5, 0"),
    "d": ("8",),
    "e": ("Independent Validation",),
    "f": ("788",),
    "g": ("902 h",),
    "h": ("33 %", "32.8 %"),
    "i": ("6",),
}
SLIPS = {
    ("a", "frequency_left_out"): "160",
    ("a", "only_our_own_need"): "168",
    ("b", "count_is_pain"): "Test Environments, Independent Validation, Model Risk, Enterprise QA",
    ("b", "single_wait_is_pain"): "Independent Validation, Model Risk, Test Environments, Infrastructure Ops",
    ("c", "slowing_counts_as_blocking"): "1 / 1 / 0",
    ("d", "counted_all_lines"): "10",
    ("d", "counted_all_providers"): "9",
    ("e", "we_block_nobody"): "none",
    ("f", "frequency_left_out"): "660",
    ("f", "everybodys_waits"): "856.8",
    ("g", "dependency_waits_add_up"): "1690 h",
    ("h", "weakest_link_only"): "80 %",
    ("h", "coin_flips"): "3 %",
    ("h", "added_the_risks"): "0 %",
    ("i", "a_flag_changes_nothing"): "7",
}


def test_the_worked_numbers_are_right_as_people_write_them():
    assert verdicts("e07", RIGHT) == {}


def test_every_misconception_is_recognised_by_its_answer():
    assert misread("e07", SLIPS) == {}

"""E2, the ladder: worked numbers and misconceptions."""

from __future__ import annotations

from tests.exercises.answer_tables import misread, verdicts

RIGHT = {
    "a": ("141 h", "17.6 d", "141"),
    "b": ("73.8 %", "0.738"),
    "c": ("23.4 %", "23 %", "0.23", "33/141"),
    "d": ("117",),
    "e": ("136 wh",),
    "f": ("28.2 % / 20.6 %",),
    "g": ("deploy", "the daily deployment"),
    "h": ("168 / 218", "166 / 216"),
}
SLIPS = {
    ("a", "work_only"): "33",
    ("a", "wait_only"): "104",
    ("a", "delay_left_out"): "137",
    ("b", "delay_counted_as_wait"): "76.6 %",
    ("b", "share_of_work"): "26.2 %",
    ("c", "work_over_wait"): "31.7 %",
    ("c", "mean_of_ratios"): "20.5 %",
    ("d", "waits_do_not_count"): "141",
    ("d", "took_off_the_new_value"): "135",
    ("e", "took_off_the_new_value"): "126",
    ("e", "both_changes_at_once"): "112",
    ("f", "ratio_must_rise"): "28.2 / 24.3",
    ("g", "faster_work_is_the_way"): "build",
    ("h", "sum_is_typical"): "141 / 218",
    ("h", "everything_late_at_once"): "168 / 322",
}


def test_the_worked_numbers_are_right_as_people_write_them():
    assert verdicts("e02", RIGHT) == {}


def test_every_misconception_is_recognised_by_its_answer():
    assert misread("e02", SLIPS) == {}

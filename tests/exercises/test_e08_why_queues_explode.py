"""E8, why queues explode: worked numbers and misconceptions."""

from __future__ import annotations

from tests.exercises.answer_tables import misread, verdicts

RIGHT = {
    "a": ("75 / 90", "0.75 / 0.90"),
    "b": ("30 / 90",),
    "c": ("3.0 / 9.0",),
    "d": ("11.1",),
    "e": ("90",),
    "f": ("22.5",),
    "g": ("smooth",),
    "h": ("80", "2 wk"),
    "i": ("36",),
    "j": ("220", "5.5 wk"),
    "k": ("85.8",),
}
SLIPS = {
    ("b", "wait_grows_with_work"): "30 / 36",
    ("c", "work_itself_left_out"): "2.25 / 8.1",
    ("d", "work_is_takt"): "10",
    ("e", "below_takt_no_queue"): "0",
    ("e", "takt_minus_work_is_the_wait"): "1.1",
    ("f", "variation_counts_once"): "45",
    ("f", "only_capacity_counts"): "90",
    ("g", "hire_before_smoothing"): "hire",
    ("g", "work_harder"): "push",
    ("h", "took_their_word"): "2 d",
    ("i", "deadline_forgotten"): "20",
    ("i", "always_just_missed"): "56",
    ("j", "all_wait_for_the_whole_batch"): "480",
    ("j", "last_change_waits_too"): "240",
    ("k", "a_line_for_each_lane"): "180",
    ("k", "as_one_fast_lane"): "90",
}


def test_the_worked_numbers_are_right_as_people_write_them():
    assert verdicts("e08", RIGHT) == {}


def test_every_misconception_is_recognised_by_its_answer():
    assert misread("e08", SLIPS) == {}

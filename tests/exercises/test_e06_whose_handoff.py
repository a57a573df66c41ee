"""E6, whose handoff, on the sample platform request: worked numbers and misconceptions."""

from __future__ import annotations

from tests.exercises.answer_tables import misread, verdicts

RIGHT = {
    "a": ("10",),
    "b": ("1/2/4/3",),
    "c": ("2.08 ph", "125 min"),
    "d": ("1,234.80", "1234.80 €"),
    "e": ("16 / 32 / 88",),
    "f": ("31,783", "31782.69"),
    "g": ("14.5", "14.5 - 14.5"),
    "h": ("38.5-50.5",),
    "i": ("ask",),
    "j": ("13.72 ph",),
}
SLIPS = {
    ("a", "counted_receiving_steps"): "8",
    ("a", "counted_all_arrows"): "11",
    ("a", "counted_teams"): "7",
    ("b", "stage_of_the_sender"): "1/4/4/0",
    ("c", "one_person_talks_alone"): "1.42",
    ("c", "questions_left_out"): "0.75",
    ("d", "waiting_priced_as_labour"): "7,920",
    ("d", "all_waiting_priced_as_labour"): "17,280",
    ("e", "all_waits_counted"): "24 / 80 / 88",
    ("f", "one_request_only"): "529.71",
    ("f", "waiting_priced_as_labour"): "475,200",
    ("g", "whole_wait_is_gained"): "48",
    ("g", "branch_forgotten"): "33.6 - 48",
    ("h", "savings_summed"): "57.6 - 84",
    ("i", "handoff_is_bad"): "waste",
    ("j", "counted_twice"): "15.74",
}


def test_the_worked_numbers_are_right_as_people_write_them():
    assert verdicts("e06", RIGHT) == {}


def test_every_misconception_is_recognised_by_its_answer():
    assert misread("e06", SLIPS) == {}

"""E10, did we get better: worked numbers and misconceptions."""

from __future__ import annotations

from tests.exercises.answer_tables import misread, verdicts

RIGHT = {
    "a": ("70 / 48",),
    "b": ("68.6 %", "0.686"),
    "c": ("14-42 %", "13 - 42"),
    "d": ("86.9 %", "0.869"),
    "e": ("rare",),
    "f": ("8.9-140.1",),
    "g": ("7",),
    "h": ("no",),
    "i": ("52",),
    "j": ("measured, re-estimated, projected, re-estimated, measured",),
    "k": ("stages",),
    "l": ("honest",),
    "m": ("0.696", "0.70"),
}
SLIPS = {
    ("a", "mean_for_median"): "74.5 / 51.4",
    ("b", "shorter_by_instead_of_share"): "31.4 %",
    ("c", "share_left_is_share_gained"): "58-86 %",
    ("d", "slowest_against_slowest"): "100 %",
    ("e", "significant_means_large"): "large",
    ("e", "p_is_the_chance_of_being_wrong"): "sure",
    ("f", "three_standard_deviations"): "17.4 - 131.6",
    ("g", "below_the_new_mean"): "5",
    ("h", "most_below_is_a_signal"): "yes",
    ("i", "finished_items_tell_it_all"): "48",
    ("i", "open_items_as_finished"): "50.5",
    ("j", "done_means_measured"): "measured, measured, projected, measured, measured",
    ("j", "the_end_map_is_measured"): "measured, measured, measured, measured, measured",
    ("k", "end_map_measured_the_whole"): "all",
    ("l", "significant_means_large"): "test",
    ("l", "figure_without_its_range"): "bare",
    ("m", "mean_for_median"): "0.74",
}


def test_the_worked_numbers_are_right_as_people_write_them():
    assert verdicts("e10", RIGHT) == {}


def test_every_misconception_is_recognised_by_its_answer():
    assert misread("e10", SLIPS) == {}

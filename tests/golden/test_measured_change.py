"""The worked numbers of exercise 10 (did we get better?) and what the samples' what-ifs give (exercises 2 and 5).

They were computed by a separate script before this code existed, so agreement is a second opinion, not a copy.
"""

from __future__ import annotations

import statistics

import pytest

from vsm_toolkit.durations import format_percent
from vsm_toolkit.item_evidence import compare_items, measured_changes, median_with_unfinished, process_behaviour
from vsm_toolkit.model import Change, ItemTime
from vsm_toolkit.samples import lantern, two_roads
from vsm_toolkit.scenarios import ScenarioEffect, effect_of, tornado

BEFORE = (62, 71, 55, 80, 66, 120, 58, 74, 69, 90)
AFTER = (40, 52, 47, 66, 38, 75, 49, 44)
STILL_OPEN = (30, 55, 61, 70)


def what_if(key: str, field: str, value: float) -> Change:
    return Change(kind="improvement", status="projected", key=key, field=field, value=value)


DEPLOY_DAILY = what_if("L6", "wait_time", 6)
BUILD_FASTER = what_if("L3", "process_time", 15)
HALF_BUILD = what_if("P2", "process_time", 16)
SHORT_LEGAL_WAIT = what_if("P4", "wait_time", 20)
SHORT_ENVIRONMENT_WAIT = what_if("P3", "wait_time", 4)


def lead_time(effect: ScenarioEffect) -> float | None:
    return effect.after.lead_time.value


def test_exercise_10_medians_and_ratio():
    evidence = compare_items(BEFORE, AFTER)

    assert (evidence.median_before, evidence.median_after) == (70, 48)
    assert evidence.ratio == pytest.approx(0.686, abs=5e-4)


def test_exercise_10_interval():
    assert compare_items(BEFORE, AFTER).ratio_interval == pytest.approx((0.58, 0.86), abs=0.01)


def test_exercise_10_a_random_item_after_beats_one_before():
    evidence = compare_items(BEFORE, AFTER)

    assert evidence.probability_of_improvement == pytest.approx(0.869, abs=5e-4)
    assert evidence.p_value == pytest.approx(0.0085, abs=5e-5)


def test_exercise_10_the_sentence_for_the_report():
    sentence = compare_items(BEFORE, AFTER).sentence

    assert sentence.startswith("The median went from 70 to 48 wh: about 31 % shorter (likely 1")
    assert sentence.endswith(" to 42 %), 10 items before, 8 after.")


def test_exercise_10_process_behaviour_shows_no_signal_yet():
    limits = process_behaviour(BEFORE, AFTER)

    assert limits.mean == 74.5
    assert (limits.lower, limits.upper) == pytest.approx((8.9, 140.1), abs=0.05)
    assert limits.upper - limits.mean == pytest.approx(65.6, abs=0.05)
    assert sum(hours < limits.mean for hours in AFTER) == 7
    assert limits.outside == ()
    assert limits.longest_run < 8
    assert not limits.has_signal


def test_exercise_10_finished_items_do_not_tell_the_whole_story():
    assert statistics.median(AFTER) == 48
    assert median_with_unfinished(AFTER, STILL_OPEN) == 52


def test_exercise_10_from_the_items_of_an_engagement():
    items = [
        ItemTime(item=f"T-{number}", measure="commit to production", period=period, hours=hours, finished=finished)
        for period, finished, all_hours in (
            ("before", True, BEFORE),
            ("after", True, AFTER),
            ("after", False, STILL_OPEN),
        )
        for number, hours in enumerate(all_hours)
    ]
    (change,) = measured_changes(items)

    assert change.comparison == compare_items(BEFORE, AFTER)
    assert change.median_with_unfinished == 52
    assert change.open_ages == STILL_OPEN


def test_exercise_10_without_the_slowest_item_the_claim_becomes_smaller():
    without_the_slowest = [hours for hours in BEFORE if hours != 120]

    assert compare_items(without_the_slowest, AFTER).median_before == 69


@pytest.mark.parametrize(
    ("change", "hours", "moved", "ratio"), [(DEPLOY_DAILY, 117, -24, "28.2 %"), (BUILD_FASTER, 136, -5, "20.6 %")]
)
def test_exercise_2_a_shorter_wait_beats_faster_work(change, hours, moved, ratio):
    effect = effect_of(lantern(), [change])

    assert (lead_time(effect), effect.lead_time_change, effect.why_nothing) == (hours, moved, None)
    assert format_percent(effect.after.activity_ratio.value) == ratio


def test_exercise_2_as_a_tornado():
    bars = tornado(lantern(), [BUILD_FASTER, DEPLOY_DAILY])

    assert [(bar.change.key, bar.lead_time_change) for bar in bars] == [("L6", -24), ("L3", -5)]


def test_exercise_5_halving_build_saves_nothing_and_says_why():
    effect = effect_of(two_roads(), [HALF_BUILD])

    assert (lead_time(effect), effect.lead_time_change) == (83, 0)
    assert effect.why_nothing == (
        "This change does not shorten lead time because “Build” is not on the critical path; it already has 1 wh of "
        "slack."
    )


@pytest.mark.parametrize(
    ("changes", "hours"),
    [
        ([SHORT_LEGAL_WAIT], 82),
        ([HALF_BUILD, SHORT_LEGAL_WAIT], 80),
        ([HALF_BUILD, SHORT_LEGAL_WAIT, SHORT_ENVIRONMENT_WAIT], 66),
    ],
)
def test_exercise_5_what_changes_save_together(changes, hours):
    effect = effect_of(two_roads(), changes)

    assert (lead_time(effect), effect.why_nothing) == (hours, None)


def test_exercise_5_the_activity_ratio_leaps():
    assert format_percent(effect_of(two_roads(), [SHORT_LEGAL_WAIT]).after.activity_ratio.value) == "58.5 %"


def test_exercise_5_the_bars_add_up_to_one_hour_where_all_three_together_save_seventeen():
    changes = [HALF_BUILD, SHORT_LEGAL_WAIT, SHORT_ENVIRONMENT_WAIT]
    bars = tornado(two_roads(), changes)

    assert [(bar.change.key, bar.lead_time_change) for bar in bars] == [("P4", -1), ("P2", 0), ("P3", 0)]
    assert effect_of(two_roads(), changes).lead_time_change == -17

"""Simulated figures against an independent script's, to ± 2 %: 20,000 items, seed 7.

That script walks item by item. It redraws the times of a redo (a reused time moves P50 of claims-portal from 738 to
735), scales a range with its point when a change moves it, and draws an in-step delay on its own even where waits and
process times go together (otherwise P10 of Lantern would be 66, not 69).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from vsm_toolkit.changes import map_after, restated_baseline
from vsm_toolkit.comparison import compare_states
from vsm_toolkit.io.map_file import load_engagement
from vsm_toolkit.model import ChangeStatus, Edge, Engagement, Step, TimeEstimate, ValueStream
from vsm_toolkit.rework import first_pass_share
from vsm_toolkit.samples import coming_back, lantern
from vsm_toolkit.simulation import simulate_lead_time

ENGAGEMENTS = Path(__file__).resolve().parents[2] / "data" / "engagements"
CLAIMS, PLATFORM = "claims-portal", "platform-request"
WAITS = ((8, 40), (8, 56), (2, 16), (2, 24), (8, 48), (16, 60))
PROCESS_TIMES = ((0.5, 2), (2, 8), (12, 40), (0.5, 2), (4, 12), (0.5, 2))


def about(*hours):
    return pytest.approx(hours, rel=0.02)


@cache
def engagement_of(name) -> Engagement:
    return load_engagement(ENGAGEMENTS / name)


def lantern_with_ranges():
    steps = []
    for step, wait, process in zip(lantern().steps, WAITS, PROCESS_TIMES, strict=True):
        delay = TimeEstimate(value=4, low=0, high=12) if step.id == "L3" else step.in_step_delay
        steps.append(
            step.with_changes(
                wait_time=step.wait_time.with_changes(low=wait[0], high=wait[1]),
                process_time=step.process_time.with_changes(low=process[0], high=process[1]),
                in_step_delay=delay,
            )
        )
    return lantern().with_changes(steps=tuple(steps))


@pytest.mark.parametrize(("correlated", "hours"), [(False, (125, 168, 218)), (True, (69, 143, 268))])
def test_exercise_2_percentiles_of_lantern(correlated, hours):
    result = simulate_lead_time(lantern_with_ranges(), correlated=correlated)

    assert (result.p10, result.p50, result.p85) == about(*hours)
    assert result.point_lead_time == 141 < result.p50


def test_exercise_2_more_than_three_in_four_items_take_longer_than_the_point_sum():
    assert simulate_lead_time(lantern_with_ranges()).share_above_point == pytest.approx(0.77, abs=0.01)


@pytest.mark.parametrize(("redo_share", "hours"), [(1, 79.84), (0.5, 66.42), (0.25, 59.71)])
def test_exercise_4_mean(redo_share, hours):
    assert (simulate_lead_time(coming_back(), redo_share=redo_share).mean,) == about(hours)


def test_exercise_4_half_of_the_items_never_notice():
    result = simulate_lead_time(coming_back(), redo_share=1)

    assert (result.p50, result.p85, result.p95) == (53, 106, 185)
    assert (result.deviation,) == about(44.2)
    assert (result.share_never_sent_back,) == about(first_pass_share(coming_back()).value)


def test_exercise_5_two_branches_of_10_or_30_hours_take_25_together():
    def step(step_id, hours):
        wait = TimeEstimate(value=hours)
        return Step(id=step_id, name=step_id, wait_time=wait, process_time=TimeEstimate(value=0))

    stream = ValueStream(
        name="Two branches",
        steps=(step("A", 10), step("A more", 20), step("B", 10), step("B more", 20), step("Join", 0)),
        edges=tuple(
            Edge(from_step=one, to_step=other, share=share)
            for name in "AB"
            for one, other, share in (
                (name, f"{name} more", 0.5),
                (name, "Join", 0.5),
                (f"{name} more", "Join", None),
            )
        ),
    )

    assert (simulate_lead_time(stream).mean,) == about(25)


@pytest.mark.parametrize(("name", "hours"), [(CLAIMS, (604, 640, 716)), (PLATFORM, (181, 202, 242))])
def test_mean_with_loops_and_fixed_times(name, hours):
    stream = restated_baseline(engagement_of(name))
    means = [simulate_lead_time(stream, redo_share=share, with_ranges=False).mean for share in (0.25, 0.5, 1)]

    assert tuple(means) == about(*hours)


@pytest.mark.parametrize(("name", "hours"), [(CLAIMS, (664, 792)), (PLATFORM, (176, 208))])
def test_percentiles_with_ranges_alone(name, hours):
    result = simulate_lead_time(restated_baseline(engagement_of(name)), with_loops=False)

    assert (result.p50, result.p85) == about(*hours)


@pytest.mark.parametrize(
    ("name", "before", "after"), [(CLAIMS, (738, 914), (626, 764)), (PLATFORM, (209, 278), (171, 228))]
)
def test_percentiles_with_ranges_and_loops_before_and_after_all_changes(name, before, after):
    comparison = compare_states(engagement_of(name))
    one, other = (simulate_lead_time(state.stream) for state in (comparison.baseline, comparison.in_progress))

    assert (one.p50, one.p85) == about(*before)
    assert (other.p50, other.p85) == about(*after)


@pytest.mark.parametrize("name", [CLAIMS, PLATFORM])
def test_first_pass_share_is_the_share_of_items_never_sent_back(name):
    stream = map_after(engagement_of(name), {ChangeStatus.DONE})

    assert simulate_lead_time(stream).share_never_sent_back == pytest.approx(first_pass_share(stream).value, abs=0.01)


@pytest.mark.parametrize("name", [CLAIMS, PLATFORM])
def test_twenty_thousand_items_are_enough(name):
    assert simulate_lead_time(restated_baseline(engagement_of(name))).convergence.is_enough()

"""Intervals over replications, and what one run is summed up to."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.flow_simulation import FlowNetwork, Interval, Station
from vsm_toolkit.flow_simulation.run_records import Measured, RunOrder, record_of

NETWORK = FlowNetwork.line([Station("Test", "QA", 10)], {"QA": 2}, arrivals_per_hour=0.1)


def summed_up(entered, finished, *, hours=100.0, warm_up=0.0):
    measured = Measured(
        arrived=np.array(entered),
        entered=np.array(entered),
        finished=np.array(finished),
        wait_hours=np.array([6.0]),
        starts=np.array([3.0]),
        busy_hours=[50.0],
        most_in_progress=2,
        most_present={},
    )
    return record_of(RunOrder(NETWORK, hours, warm_up, 0), 0, "python", measured)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30))
def test_the_mean_lies_in_its_interval(values):
    interval = Interval.of(values)

    assert interval.low <= interval.value <= interval.high


def test_nineteen_of_twenty_intervals_hold_the_truth():
    rng = np.random.default_rng(1)
    held = sum(Interval.of(rng.normal(3, 2, 8)).holds(3) for _ in range(2000))

    assert held / 2000 == pytest.approx(0.95, abs=0.015)


def test_without_values_there_is_no_mean_and_with_one_no_interval():
    assert Interval.of([None, None]) == Interval(None)
    assert Interval.of([4.0, None]) == Interval(4.0)
    assert not Interval(4.0).holds(4.0)


def test_items_count_when_they_finish_after_the_warm_up():
    record = summed_up([0.0, 5.0, 30.0, 90.0], [8.0, 25.0, 50.0, math.inf], warm_up=10)

    assert (record.arrived, record.finished, record.unfinished, record.counted) == (4, 3, 1, 2)
    assert record.mean_time == 20
    assert record.throughput_per_hour == pytest.approx(2 / 90)
    assert record.items_in_progress == pytest.approx((15 + 20 + 10) / 90)
    assert record.utilisation == {"QA": pytest.approx(50 / 180)}
    assert record.waits == {"Test": 2.0}
    assert record.visits == {"Test": 1.5}


def test_a_run_in_which_nothing_finished_has_no_times():
    record = summed_up([0.0], [math.inf])

    assert (record.mean_time, record.median_time, record.time_85, record.mean_outside) == (None, None, None, None)
    assert record.visits == {"Test": None}
    assert record.items_in_progress == 1

"""Networks as arrays: arrivals, routes and the meaning of the numbers."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from vsm_toolkit.errors import UsageError
from vsm_toolkit.flow_simulation import FlowNetwork, ItemRoute, OtherWork, Station
from vsm_toolkit.flow_simulation.run_arrays import (
    as_lists,
    build_plan,
    new_state,
    poisson_arrivals,
    simulated_stations,
    with_arrivals,
)

STATIONS = (Station("A", "p", 1), Station("B", "p", 1), Station("C", "p", 1))
FORK = FlowNetwork(
    STATIONS,
    {"p": 2},
    arrivals_per_hour=0.5,
    routes=(ItemRoute(0.3, ("A", "B"), (("A", "B"),)), ItemRoute(0.7, ("A", "C"), (("A", "C"),))),
)


def test_arrivals_rise_and_come_at_the_rate_asked_for():
    times = poisson_arrivals(start=3, per_hour=4.0, hours=10_000)
    gaps = np.diff(times)

    assert gaps.min() > 0
    assert len(times) / 40_000 == pytest.approx(1, abs=0.02)
    assert gaps.std() / gaps.mean() == pytest.approx(1, abs=0.02)


def test_a_longer_run_begins_with_the_shorter_one():
    short, long = (poisson_arrivals(start=3, per_hour=1.0, hours=hours) for hours in (100, 1000))

    assert long[: len(short)] == pytest.approx(short)


def test_no_demand_means_no_arrivals():
    assert len(poisson_arrivals(start=3, per_hour=0.0, hours=100)) == 0


def test_items_take_routes_by_their_shares():
    plan = with_arrivals(build_plan(FORK), FORK, 40_000, seed=1, replication=0)

    assert np.mean(np.asarray(plan.item_routes) == 0) == pytest.approx(0.3, abs=0.02)


@pytest.mark.parametrize(
    ("change", "times"),
    [
        ({"arrivals": "even"}, [2.0, 4.0, 6.0, 8.0, 10.0]),
        ({"arrivals": "even", "arrivals_per_hour": 0.0}, []),
        ({"arrival_times": (1.0, 7.0, 12.0)}, [1.0, 7.0]),
    ],
)
def test_arrivals_may_be_even_or_given(change, times):
    network = dataclasses.replace(FORK, **change)
    plan = with_arrivals(build_plan(network), network, 10, seed=1, replication=0)

    assert list(plan.arrival_times) == [*times, float("inf")]


def test_other_work_comes_between_the_mapped_items_with_a_station_of_its_own():
    network = dataclasses.replace(FORK, other_work=(OtherWork("p", 1.0, 2.0),))
    plan = with_arrivals(build_plan(network), network, 1000, seed=1, replication=0)
    routes = np.asarray(plan.item_routes)

    assert simulated_stations(network)[-1].name == "other work 1 of p"
    assert np.all(np.diff(plan.arrival_times) >= 0)
    assert np.mean(routes == 2) == pytest.approx(2 / 3, abs=0.05)


def test_lists_hold_the_same_numbers_as_the_arrays():
    plan = with_arrivals(build_plan(FORK), FORK, 50, seed=1, replication=0)

    assert as_lists(plan).next == list(plan.next)
    assert as_lists(plan).shift == plan.shift


def test_a_run_too_long_for_the_memory_is_refused():
    plan = build_plan(FORK)._replace(item_routes=range(2**30))

    with pytest.raises(UsageError, match="fewer years"):
        new_state(plan, FORK, seed=1, replication=0)

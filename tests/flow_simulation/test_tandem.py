"""The recursion for single-server lines: against a plain loop, and only where it is right."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.flow_simulation import FlowNetwork, OtherWork, Return, Station, run_network, tandem
from vsm_toolkit.flow_simulation.tandem import departures, is_single_server_line

LINE = FlowNetwork.line([Station("A", "p", 1), Station("B", "q", 2)], {"p": 1, "q": 1}, arrivals_per_hour=0.2)


def by_a_plain_loop(arrivals, services, free_at):
    left = []
    for arrival, service in zip(arrivals, services, strict=True):
        free_at = max(arrival, free_at) + service
        left.append(free_at)
    return left


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), max_size=60), st.floats(0, 500))
def test_the_recursion_is_the_plain_loop(pairs, free_at):
    arrivals = np.cumsum([gap for gap, _ in pairs])
    services = np.array([service for _, service in pairs])

    assert departures(arrivals, services, free_at) == pytest.approx(by_a_plain_loop(arrivals, services, free_at))


def change(station: int = 0, **fields) -> FlowNetwork:
    stations = list(LINE.stations)
    stations[station] = dataclasses.replace(stations[station], **fields)
    return dataclasses.replace(LINE, stations=tuple(stations))


@pytest.mark.parametrize(
    "network",
    [
        dataclasses.replace(LINE, pools={"p": 1, "q": 2}),
        dataclasses.replace(LINE, limit=5),
        dataclasses.replace(LINE, returns=(Return("B", "A", 0.1),)),
        dataclasses.replace(LINE, other_work=(OtherWork("p", 0.1, 1),)),
        change(1, pool="p"),
        change(lag_hours=1),
        change(cadence_hours=40),
        change(batch_size=2),
        change(limit=3),
    ],
)
def test_anything_that_holds_items_back_or_lets_them_overtake_needs_the_event_loop(network):
    assert is_single_server_line(LINE)
    assert not is_single_server_line(network)


@pytest.mark.parametrize("items_at_once", [1, 7, 100_000])
def test_results_do_not_depend_on_the_size_of_the_blocks(items_at_once, monkeypatch):
    expected = run_network(LINE, 2000, warm_up_hours=300, seed=4, engine="recursion")[0]
    monkeypatch.setattr(tandem, "ITEMS_AT_ONCE", items_at_once)
    found = run_network(LINE, 2000, warm_up_hours=300, seed=4, engine="recursion")[0]

    assert found.mean_time == pytest.approx(expected.mean_time)
    assert found.waits == pytest.approx(expected.waits)
    assert found.utilisation == pytest.approx(expected.utilisation)

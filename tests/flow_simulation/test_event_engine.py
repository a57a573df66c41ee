"""The rules of the event loop, on small cases that can be worked out by hand, and as invariants of random networks."""

from __future__ import annotations

import dataclasses
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.flow_simulation.network_strategies import networks
from vsm_toolkit.flow_simulation import FlowNetwork, ItemRoute, OtherWork, Return, Station, event_engine, run_network
from vsm_toolkit.flow_simulation.run_arrays import as_lists, build_plan, new_state, with_arrivals
from vsm_toolkit.flow_simulation.run_records import RunRecord

FOREVER = 1e6


def fixed(name: str, pool: str = "p", hours: float = 1.0, **more) -> Station:
    return Station(name, pool, hours, "fixed", **more)


def line(stations, arrivals, *, pools=None, **more) -> FlowNetwork:
    base = FlowNetwork.line(stations, pools or {"p": 1}, arrivals_per_hour=1.0)
    return dataclasses.replace(base, arrival_times=tuple(map(float, arrivals)), **more)


def finishes(network: FlowNetwork, end: float = FOREVER) -> list[float]:
    """Run plain Python and give when each item finished."""
    plan = as_lists(with_arrivals(build_plan(network), network, end, seed=1, replication=0))
    state = as_lists(new_state(plan, network, seed=1, replication=0))
    event_engine.run_events(plan, state, end)
    return state.finished


def run(network: FlowNetwork, hours: float = 400.0, **more) -> RunRecord:
    return run_network(network, hours, engine="python", **more)[0]


def test_items_wait_in_line_for_one_server():
    assert finishes(line([fixed("A", hours=3)], [0, 1, 10])) == [3, 6, 13]


def test_two_servers_work_side_by_side():
    assert finishes(line([fixed("A", hours=3)], [0, 1, 2], pools={"p": 2})) == [3, 4, 6]


def test_a_team_takes_what_has_waited_longest_whichever_step_it_belongs_to():
    """At 3 the second item waits since 1, and the first is only now ready for its second step."""
    assert finishes(line([fixed("A", hours=3), fixed("B", hours=1)], [0, 1])) == [7, 8]


def test_a_visit_that_needs_two_people_waits_for_both_and_keeps_its_turn():
    """The first pair waits from 4 to 5 for the second person; the third item, for one person, does not overtake it."""
    pair, single = fixed("pair", hours=2, people=2), fixed("single", hours=4)
    network = FlowNetwork(
        (pair, single),
        {"p": 2},
        arrivals_per_hour=1.0,
        routes=(ItemRoute(1.0, ("single", "pair"), (("single", "pair"),)),),
        arrival_times=(0.0, 1.0, 4.5),
    )

    assert finishes(network) == [7, 13, 15]


def test_a_lag_holds_items_back_without_taking_anybodys_time():
    assert finishes(line([fixed("A", hours=1, lag_hours=5)], [0, 0.5, 20])) == [6, 7, 26]


@pytest.mark.parametrize(("deadline", "done"), [(0, [11, 12, 21]), (3, [11, 21, 31])])
def test_a_gate_lets_go_at_its_openings_what_was_handed_in_by_the_deadline(deadline, done):
    station = fixed("A", hours=1, cadence_hours=10, deadline_hours=deadline)

    assert finishes(line([station], [1, 8, 18], pools={"p": 2})) == pytest.approx(
        [done[0], done[1] - (deadline == 0), done[2]]
    )


def test_an_item_on_the_dot_of_an_opening_passes():
    assert finishes(line([fixed("A", cadence_hours=10)], [10])) == [11]


def test_a_batch_waits_until_it_is_full_and_is_worked_on_one_by_one():
    assert finishes(line([fixed("A", batch_size=3)], [0, 2, 5, 6])) == [6, 7, 8, math.inf]


def test_a_full_map_keeps_items_outside():
    network = line([fixed("A", "p", 2), fixed("B", "q", 2)], [0, 0, 0], pools={"p": 1, "q": 1}, limit=1)

    assert finishes(network) == [4, 8, 12]
    assert run(network).most_in_progress == 1
    assert run(network).mean_outside == pytest.approx((0 + 4 + 8) / 3)


def test_a_full_step_keeps_items_at_the_step_before_which_does_not_hold_its_server():
    """B takes one at a time. A's server goes on working, until A itself may hold no more."""
    stations = [fixed("A", "p", 1, limit=2), fixed("B", "q", 10, limit=1)]
    network = line(stations, [0, 0, 0, 0], pools={"p": 1, "q": 1})
    record = run(network)

    assert finishes(network) == [11, 21, 31, 41]
    assert record.most_present == {"A": 2, "B": 1}
    assert record.waits["B"] == (0 + 9 + 18 + 19) / 4  # ready for B at 1, 2, 3 and 12


def test_a_join_waits_for_all_its_branches():
    stations = (fixed("S", "s"), fixed("L", "l", 5), fixed("R", "r", 2), fixed("J", "j"))
    edges = (("S", "L"), ("S", "R"), ("L", "J"), ("R", "J"))
    network = FlowNetwork(
        stations,
        {"s": 1, "l": 1, "r": 1, "j": 1},
        arrivals_per_hour=1,
        routes=(ItemRoute(1.0, ("S", "L", "R", "J"), edges),),
        arrival_times=(0.0,),
    )

    assert finishes(network) == [1 + 5 + 1]


def test_an_item_with_loose_ends_is_finished_when_the_last_of_them_is():
    network = FlowNetwork(
        (fixed("S", "s"), fixed("L", "l", 5), fixed("R", "r", 2)),
        {"s": 1, "l": 1, "r": 1},
        arrivals_per_hour=1,
        routes=(ItemRoute(1.0, ("S", "L", "R"), (("S", "L"), ("S", "R"))),),
        arrival_times=(0.0,),
    )

    assert finishes(network) == [6]


def test_a_certain_share_of_branches_sends_every_item_one_way_only():
    network = FlowNetwork(
        (fixed("S", "s"), fixed("L", "l", 5), fixed("R", "r", 2)),
        {"s": 1, "l": 1, "r": 1},
        arrivals_per_hour=1,
        routes=(ItemRoute(0.0, ("S", "L"), (("S", "L"),)), ItemRoute(1.0, ("S", "R"), (("S", "R"),))),
        arrival_times=(0.0, 50.0),
    )

    assert finishes(network) == [3, 53]


@pytest.mark.parametrize(("redo_share", "extra"), [(1.0, 5), (0.5, 2.5), (0.0, 0)])
def test_a_return_repeats_the_steps_between_at_the_redo_share(redo_share, extra):
    """C sends back to B: each time B and C are done again, and never A."""
    stations = [fixed("A", "p", 7), fixed("B", "q", 2), fixed("C", "r", 3)]
    network = line(stations, [0], pools={"p": 1, "q": 1, "r": 1}, returns=(Return("C", "B", 0.9, redo_share),))
    plan = as_lists(with_arrivals(build_plan(network), network, FOREVER, seed=8, replication=0))
    state = as_lists(new_state(plan, network, seed=8, replication=0))
    event_engine.run_events(plan, state, FOREVER)
    again = state.starts[2] - 1

    assert again > 0
    assert state.starts == [1, 1 + again, 1 + again]
    assert state.finished == pytest.approx([12 + again * extra])


def test_other_work_keeps_people_busy_and_is_left_out_of_the_results():
    busy = run(
        dataclasses.replace(
            FlowNetwork.line([fixed("A", hours=0.5)], {"p": 1}, arrivals_per_hour=0.2),
            other_work=(OtherWork("p", 0.5, 1.0),),
        ),
        hours=20_000,
    )

    assert busy.utilisation["p"] == pytest.approx(0.6, abs=0.03)
    assert busy.arrived == pytest.approx(4000, rel=0.1)
    assert list(busy.waits) == ["A"]
    assert busy.waits["A"] > 0.5


def test_the_run_can_be_cut_in_two_anywhere():
    network = FlowNetwork.line(
        [Station("A", "p", 1), Station("B", "p", 0.5)], {"p": 2}, 1.0, returns=(Return("B", "A", 0.2),)
    )
    plan = as_lists(with_arrivals(build_plan(network), network, 200, seed=1, replication=0))
    whole, cut = (as_lists(new_state(plan, network, seed=1, replication=0)) for _ in range(2))
    event_engine.run_events(plan, whole, 200.0)
    for end in (0.0, 17.3, 17.3, 120.0, 200.0):
        event_engine.run_events(plan, cut, end)

    assert cut.finished == whole.finished
    assert cut.busy_hours == whole.busy_hours


@given(networks(), st.integers(0, 1000))
@settings(max_examples=60)
def test_items_are_conserved_and_nobody_works_more_than_there_is_time(network, seed):
    record = run(network, warm_up_hours=50, seed=seed)

    assert record.arrived == record.finished + record.unfinished
    assert all(0 <= share <= 1 + 1e-9 for share in record.utilisation.values())
    assert all(wait is None or wait >= -1e-9 for wait in record.waits.values())
    assert network.limit is None or record.most_in_progress <= network.limit


@given(networks(with_returns=False), st.integers(0, 1000))
@settings(max_examples=60)
def test_no_step_ever_holds_more_than_its_limit(network, seed):
    limits = {station.name: station.limit for station in network.stations if station.limit is not None}
    record = run(network, seed=seed)

    assert all(record.most_present[name] <= limit for name, limit in limits.items())


@given(networks(), st.integers(0, 1000))
@settings(max_examples=60)
def test_nothing_gets_stuck_but_the_rest_of_a_batch(network, seed):
    """Limits, batches, joins and returns never wait for each other in a circle."""
    finite = dataclasses.replace(network, arrival_times=tuple(float(hour) for hour in range(40)))
    left_over = sum(station.batch_size - 1 for station in network.stations)
    record = run(finite, hours=20_000, seed=seed)

    assert record.arrived == 40
    assert record.unfinished <= left_over

"""Run a network many times with independent random numbers, on every core where machine code allows it."""

from __future__ import annotations

import importlib.util
import math
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Literal

import numpy as np

from vsm_toolkit.errors import UsageError
from vsm_toolkit.flow_simulation import event_engine
from vsm_toolkit.flow_simulation.event_engine import Plan, State
from vsm_toolkit.flow_simulation.network import FlowNetwork
from vsm_toolkit.flow_simulation.run_arrays import as_lists, build_plan, new_state, with_arrivals
from vsm_toolkit.flow_simulation.run_records import EngineName, Measured, Numbers, RunOrder, RunRecord, record_of
from vsm_toolkit.flow_simulation.tandem import LineRun, is_single_server_line

Engine = Literal["auto", "compiled", "python", "recursion"]


def run_network(
    network: FlowNetwork,
    hours: float,
    *,
    warm_up_hours: float = 0.0,
    replications: int = 1,
    seed: int = 0,
    engine: Engine = "auto",
    threads: int | None = None,
) -> tuple[RunRecord, ...]:
    """Simulate a network; the same seed gives the same records.

    Parameters
    ----------
    network : FlowNetwork
        Starts empty.
    hours, warm_up_hours : float
        Length of a run, and how much of its beginning is left out of the results.
    replications : int
        How many runs, with independent random numbers.
    seed : int
        Any whole number. Networks with the same stations, run under one seed, meet the same arrivals and the same
        working times, so their difference is less random than either.
    engine : {"auto", "compiled", "python", "recursion"}
        ``"auto"`` takes the array recursion where :func:`is_single_server_line`, else machine code where numba is
        installed, else plain Python. The three follow the same rules and draw the same random numbers.
    threads : int or None
        Replications at once (machine code only); ``None`` is one for every core.

    Raises
    ------
    UsageError
        When a number is impossible or the engine cannot run this network.

    Examples
    --------
    >>> from vsm_toolkit.flow_simulation import FlowNetwork, Interval, Station
    >>> line = FlowNetwork.line([Station("Test", "QA", service_hours=10)], {"QA": 1}, arrivals_per_hour=0.075)
    >>> runs = run_network(line, hours=100_000, warm_up_hours=2_000, replications=10, seed=1)
    >>> Interval.of(run.waits["Test"] for run in runs).holds(30.0, widths=1.5)  # Kingman, exact here
    True
    """
    if not (0 <= warm_up_hours < hours < math.inf) or replications < 1:
        message = (
            f"A simulation needs a length above its warm-up and at least one replication; it got {hours} hours, "
            f"{warm_up_hours} of them warm-up, and {replications} replications. Give a longer run."
        )
        raise UsageError(message)
    chosen = choose_engine(network, engine)
    order, plan = RunOrder(network, float(hours), float(warm_up_hours), seed), build_plan(network)
    run_one = partial(_run_line if chosen == "recursion" else _run_events, order, plan, chosen)
    workers = min(replications, threads or os.cpu_count() or 1) if chosen == "compiled" else 1
    if workers == 1:
        return tuple(run_one(replication) for replication in range(replications))
    first = run_one(0)  # compiles, once
    with ThreadPoolExecutor(workers) as pool:
        return (first, *pool.map(run_one, range(1, replications)))


def choose_engine(network: FlowNetwork, engine: Engine = "auto") -> EngineName:
    """Say which engine runs a network.

    Raises
    ------
    UsageError
        When the engine asked for is not installed or cannot run this network.

    Examples
    --------
    >>> from vsm_toolkit.flow_simulation import FlowNetwork, Station
    >>> choose_engine(FlowNetwork.line([Station("Test", "QA", 10)], {"QA": 1}, arrivals_per_hour=0.075))
    'recursion'
    """
    if engine == "recursion" and not is_single_server_line(network):
        message = "The recursion runs lines of single servers only, and this network is not one. Use engine 'auto'."
        raise UsageError(message)
    if engine == "compiled" and not numba_is_installed():
        message = "The compiled engine needs numba, which is not installed. Install vsm-toolkit[fast] or use 'auto'."
        raise UsageError(message)
    if engine != "auto":
        return engine
    if is_single_server_line(network):
        return "recursion"
    return "compiled" if numba_is_installed() else "python"


def numba_is_installed() -> bool:
    """Say whether machine code is to be had, without importing numba.

    Examples
    --------
    >>> numba_is_installed() in {True, False}
    True
    """
    return importlib.util.find_spec("numba") is not None


def _run_line(order: RunOrder, plan: Plan, engine: EngineName, replication: int) -> RunRecord:
    plan = with_arrivals(plan, order.network, order.hours, order.seed, replication)
    arrivals = np.asarray(plan.arrival_times)[:-1]
    run = LineRun(order, arrivals, replication)
    busy = {station.pool: float(run.busy_hours[index]) for index, station in enumerate(order.network.stations)}
    measured = Measured(
        arrived=arrivals,
        entered=arrivals,
        finished=run.finished,
        wait_hours=run.wait_hours,
        starts=run.starts,
        busy_hours=[busy[pool] for pool in order.network.pools],
        most_in_progress=run.most_in_progress(arrivals),
        most_present={},
    )
    return record_of(order, replication, engine, measured)


def _run_events(order: RunOrder, plan: Plan, engine: EngineName, replication: int) -> RunRecord:
    network = order.network
    plan = with_arrivals(plan, network, order.hours, order.seed, replication)
    arrivals, routes = np.asarray(plan.arrival_times)[:-1], np.asarray(plan.item_routes)
    state = new_state(plan, network, order.seed, replication)
    if engine == "python":
        plan, state = as_lists(plan), as_lists(state)
    run = _event_loop(engine)
    run(plan, state, order.warm_up_hours)
    before = _sums(plan, state, order.warm_up_hours)
    run(plan, state, order.hours)
    waits, starts, busy = (after - early for after, early in zip(_sums(plan, state, order.hours), before, strict=True))
    mapped = routes < len(network.routes) if network.other_work else slice(None)
    present = zip(network.stations, state.most_present, strict=False)  # the other work has stations of its own
    measured = Measured(
        arrived=arrivals[mapped],
        entered=np.array(state.entered)[mapped],
        finished=np.array(state.finished)[mapped],
        wait_hours=waits,
        starts=starts,
        busy_hours=busy.tolist(),
        most_in_progress=int(state.counts[event_engine.MOST_IN_MAP]),
        most_present={station.name: int(most) for station, most in present if station.limit is not None},
    )
    return record_of(order, replication, engine, measured)


def _event_loop(engine: EngineName) -> Callable[[Plan, State, float], None]:
    if engine == "python":
        return event_engine.run_events
    from vsm_toolkit.flow_simulation.compiled import compiled_event_loop

    return compiled_event_loop()


def _sums(plan: Plan, state: State, now: float) -> tuple[Numbers, Numbers, Numbers]:
    """Give waits and starts by station, and person-hours by pool, less what is left to do of the open visits."""
    worked = np.array(state.busy_hours, dtype=np.float64)
    for place in range(int(state.counts[event_engine.EVENTS])):
        token = int(state.event_token[place])
        if token >= 0:
            station = token & ((1 << plan.shift) - 1)
            worked[plan.pool[station]] -= plan.people[station] * (state.event_time[place] - now)
    return np.array(state.wait_hours, dtype=np.float64), np.array(state.starts, dtype=np.float64), worked

"""A network as the flat arrays the event loop works on."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vsm_toolkit.errors import UsageError
from vsm_toolkit.flow_simulation import event_engine, random_streams
from vsm_toolkit.flow_simulation.event_engine import DRAWN_AT_ONCE, NOBODY, Plan, State
from vsm_toolkit.flow_simulation.network import FlowNetwork, ItemRoute, Station, done_again
from vsm_toolkit.flow_simulation.service_times import DRAWS_PER_VISIT, service_parameters, services_of

NO_LIMIT = 2**40
MOST_TOKENS = 2**31

MOST_DRAWN = 2**22
"""Working times drawn before a run; drawing them together is faster, keeping them all would need too much memory."""
KINDS = {
    "fixed": event_engine.FIXED,
    "exponential": event_engine.EXPONENTIAL,
    "lognormal": event_engine.LOGNORMAL,
}

Numbers = NDArray[np.float64]


def simulated_stations(network: FlowNetwork) -> tuple[Station, ...]:
    """Give the stations of a network and, after them, one for the other work of each pool that has some.

    Examples
    --------
    >>> line = FlowNetwork.line([Station("Test", "QA", service_hours=10)], {"QA": 1}, arrivals_per_hour=0.075)
    >>> [station.name for station in simulated_stations(line)]
    ['Test']
    """
    others = tuple(
        Station(f"other work {number} of {work.pool}", work.pool, work.service_hours)
        for number, work in enumerate(network.other_work, 1)
    )
    return network.stations + others


def build_plan(network: FlowNetwork) -> Plan:
    """Lay out everything about a network that is the same in every replication; the arrivals are still empty.

    Examples
    --------
    >>> line = FlowNetwork.line([Station("Test", "QA", service_hours=10)], {"QA": 2}, arrivals_per_hour=0.075)
    >>> build_plan(line).people.tolist()
    [1]
    """
    stations = simulated_stations(network)
    pools = {name: index for index, name in enumerate(network.pools)}
    levels, spreads = zip(*(service_parameters(each) for each in stations), strict=True)
    parts: dict[str, Any] = dict(  # arrays, which the event loop uses like lists
        stations=len(stations),
        shift=max(1, (len(stations) - 1).bit_length()),
        mapped_routes=len(network.routes),
        map_limit=NO_LIMIT if network.limit is None else network.limit,
        has_limits=any(each.limit is not None for each in stations),
        has_batches=any(each.batch_size > 1 for each in stations),
        has_gates=any(each.lag_hours > 0 or each.cadence_hours is not None for each in stations),
        has_groups=any(each.people > 1 for each in stations),
        has_routes=len(network.routes) + len(network.other_work) > 1,
        arrival_times=np.array([math.inf]),
        item_routes=np.zeros(0, dtype=np.int32),
        pool=_integers(pools[each.pool] for each in stations),
        people=_integers(each.people for each in stations),
        service_kind=_integers(KINDS[each.service] for each in stations),
        service_level=np.array(levels),
        service_spread=np.array(spreads),
        drawn_from=np.arange(len(stations) + 1) * DRAWN_AT_ONCE,
        lag=np.array([float(each.lag_hours) for each in stations]),
        cadence=np.array([float(each.cadence_hours or 0.0) for each in stations]),
        deadline=np.array([float(each.deadline_hours) for each in stations]),
        batch=_integers(each.batch_size for each in stations),
        limit=_integers(NO_LIMIT if each.limit is None else each.limit for each in stations),
        **_route_arrays(network, stations),
    )
    return Plan(**parts)


def _integers(values: Iterable[int]) -> Any:  # noqa: ANN401 - an array that stands for a list of numbers
    return np.array(list(values), dtype=np.int64)


def _rows(rows: list[list[int]]) -> tuple[Any, Any]:
    starts = [0, *itertools.accumulate(len(row) for row in rows)]
    return _integers(starts), _integers(itertools.chain.from_iterable(rows))


def _route_arrays(network: FlowNetwork, stations: tuple[Station, ...]) -> dict[str, Any]:
    place = {station.name: index for index, station in enumerate(stations)}
    others = stations[len(network.stations) :]
    routes = (*network.routes, *(ItemRoute(0.0, (other.name,), ()) for other in others))
    following: list[list[int]] = []
    before: list[list[int]] = []
    for route in routes:
        for station in stations:
            following.append([place[other] for one, other in route.edges if one == station.name])
            before.append([place[one] for one, other in route.edges if other == station.name])
    ends = [{other for _, other in route.edges} for route in routes]
    starts = [{one for one, _ in route.edges} for route in routes]
    first = [[place[s] for s in route.stations if s not in after] for route, after in zip(routes, ends, strict=True)]
    last = [[place[s] for s in route.stations if s not in early] for route, early in zip(routes, starts, strict=True)]
    arrays: dict[str, Any] = {}
    for name, rows in (("next", following), ("before", before), ("first", first), ("last", last)):
        arrays[f"{name}_from"], arrays[name] = _rows(rows)
    return arrays | _return_arrays(network, stations, routes)


def _return_arrays(
    network: FlowNetwork, stations: tuple[Station, ...], routes: tuple[ItemRoute, ...]
) -> dict[str, Any]:
    place = {station.name: index for index, station in enumerate(stations)}
    return_from, targets, below, again = [0], [], [], []
    shares = [1.0]  # of a first visit
    for route in routes:
        for station in stations:
            probability = 0.0
            for back in network.returns:
                repeated = done_again(route, back) if back.found_at == station.name else ()
                if repeated:
                    probability += back.probability
                    targets.append(place[back.done_again_from])
                    below.append(probability)
                    shares.append(back.redo_share)
                    again.append([place[each] for each in repeated])
            return_from.append(len(targets))
    again_from, again_stations = _rows(again)
    return {
        "return_from": _integers(return_from),
        "return_target": _integers(targets),
        "return_below": np.array(below, dtype=np.float64),
        "share_of_work": np.array(shares, dtype=np.float64),
        "again_from": again_from,
        "again": again_stations,
    }


def with_arrivals(plan: Plan, network: FlowNetwork, hours: float, seed: int, replication: int) -> Plan:
    """Draw when the items of one replication come, up to a time, and which route each takes.

    Examples
    --------
    >>> line = FlowNetwork.line([Station("Test", "QA", service_hours=10)], {"QA": 1}, arrivals_per_hour=1)
    >>> plan = with_arrivals(build_plan(line), line, 1000, seed=1, replication=0)
    >>> 900 < len(plan.item_routes) < 1100
    True
    """
    times = _mapped_arrivals(network, hours, seed, replication)
    kinds = np.zeros(len(times), dtype=np.int32)
    if len(network.routes) > 1:
        start = random_streams.stream_start(seed, replication, random_streams.ROUTES, 0)
        below = np.cumsum([route.share for route in network.routes])
        luck = random_streams.uniforms(start, len(times))
        kinds = np.minimum(np.searchsorted(below, luck), len(below) - 1).astype(np.int32)
    if network.other_work:
        times, kinds = _with_other_work(network, hours, seed, replication, (times, kinds))
    drawn = min(len(times), MOST_DRAWN // plan.stations) // DRAWN_AT_ONCE + 1
    arrivals: dict[str, Any] = {
        "arrival_times": np.append(times, math.inf),
        "item_routes": kinds,
        "drawn_from": np.arange(plan.stations + 1) * drawn * DRAWN_AT_ONCE,
    }
    return plan._replace(**arrivals)


def _with_other_work(
    network: FlowNetwork, hours: float, seed: int, replication: int, mapped: tuple[Numbers, NDArray[np.int32]]
) -> tuple[Numbers, NDArray[np.int32]]:
    times, kinds = [mapped[0]], [mapped[1]]
    for number, work in enumerate(network.other_work, 1):
        start = random_streams.stream_start(seed, replication, random_streams.ARRIVALS, number)
        times.append(poisson_arrivals(start, work.per_hour, hours))
        kinds.append(np.full(len(times[-1]), len(network.routes) - 1 + number, dtype=np.int32))
    every_time, every_kind = np.concatenate(times), np.concatenate(kinds)
    order = np.argsort(every_time, kind="stable")
    return every_time[order], every_kind[order]


def _mapped_arrivals(network: FlowNetwork, hours: float, seed: int, replication: int) -> Numbers:
    if network.arrival_times is not None:
        times = np.asarray(network.arrival_times, dtype=np.float64)
        return times[times <= hours]
    if network.arrivals == "even":
        count = int(hours * network.arrivals_per_hour)
        return np.arange(1, count + 1) / network.arrivals_per_hour if count else np.zeros(0)
    start = random_streams.stream_start(seed, replication, random_streams.ARRIVALS, 0)
    return poisson_arrivals(start, network.arrivals_per_hour, hours)


def poisson_arrivals(start: int, per_hour: float, hours: float) -> Numbers:
    """Draw random arrival times up to an end.

    Parameters
    ----------
    start : int
        Where the random stream starts.

    Examples
    --------
    >>> times = poisson_arrivals(start=7, per_hour=2.0, hours=5000.0)
    >>> abs(len(times) / 10000 - 1) < 0.05 and float(times[-1]) <= 5000
    True
    """
    if per_hour <= 0:
        return np.zeros(0)
    block = int(hours * per_hour + 6 * math.sqrt(hours * per_hour) + 16)
    gaps: list[Numbers] = []
    reached, drawn = 0.0, 0
    while reached <= hours:
        gaps.append(-np.log(random_streams.uniforms(start, block, skip=drawn)) / per_hour)
        reached += float(gaps[-1].sum())
        drawn += block
    times = np.cumsum(np.concatenate(gaps))
    return times[times <= hours]


def new_state(plan: Plan, network: FlowNetwork, seed: int, replication: int) -> State:
    """Make the arrays of an empty system, with the random streams of one replication.

    Examples
    --------
    >>> line = FlowNetwork.line([Station("Test", "QA", service_hours=10)], {"QA": 2}, arrivals_per_hour=1)
    >>> new_state(build_plan(line), line, seed=1, replication=0).free.tolist()
    [2]
    """
    items, stations = len(plan.item_routes), plan.stations
    tokens = items << plan.shift
    if tokens > MOST_TOKENS:
        message = f"A run of {items} items is too long to keep in memory. Simulate fewer years and more replications."
        raise UsageError(message)
    held = tokens if plan.has_limits else 1
    pools = np.array(list(network.pools.values()), dtype=np.int64)
    events = int(pools.sum()) + stations + 1
    drawn, streams = _services_ahead(plan, network, seed, replication)
    parts: dict[str, Any] = {  # arrays, which the event loop uses like lists
        "counts": np.zeros(8, dtype=np.int64),
        "streams": streams,
        "drawn": drawn,
        "next_drawn": np.array(plan.drawn_from)[:-1],
        "entered": np.full(items, math.inf),
        "finished": np.full(items, math.inf),
        "rows": np.arange(items, dtype=np.int32),
        "item_in": np.empty(items, dtype=np.int32),
        "status": np.zeros(tokens, dtype=np.int16),
        "since": np.empty(tokens),  # empty arrays are written before they are read
        "may_join": np.empty(tokens if plan.has_gates else 1),
        "link": np.empty(tokens, dtype=np.int32),
        "came_from": np.empty(held, dtype=np.int32),
        "held": np.zeros(held, dtype=np.int16),
        "queue_head": np.full(len(pools), NOBODY),
        "queue_tail": np.full(len(pools), NOBODY),
        "gate_head": np.full(stations, NOBODY),
        "gate_tail": np.full(stations, NOBODY),
        "batch_head": np.full(stations, NOBODY),
        "batch_tail": np.full(stations, NOBODY),
        "outside_head": np.full(stations, NOBODY),
        "outside_tail": np.full(stations, NOBODY),
        "gathered": np.zeros(stations, dtype=np.int64),
        "present": np.zeros(stations, dtype=np.int64),
        "most_present": np.zeros(stations, dtype=np.int64),
        "wait_hours": np.zeros(stations),
        "starts": np.zeros(stations, dtype=np.int64),
        "free": pools.copy(),
        "busy_hours": np.zeros(len(pools)),
        "event_time": np.empty(events),
        "event_token": np.empty(events, dtype=np.int64),
    }
    return State(**parts)


def _services_ahead(
    plan: Plan, network: FlowNetwork, seed: int, replication: int
) -> tuple[Numbers, NDArray[np.uint64]]:
    """Draw the first working times of every station, and give where the streams of services and returns go on."""
    drawn, places = [], []
    for index, station in enumerate(simulated_stations(network)):
        start = random_streams.stream_start(seed, replication, random_streams.SERVICES, index)
        count = plan.drawn_from[index + 1] - plan.drawn_from[index]
        drawn.append(services_of(station, start, count))
        used = int(count) * DRAWS_PER_VISIT[station.service]
        places.append((start + used * random_streams.STEP) & random_streams.MASK)
    places += [
        random_streams.stream_start(seed, replication, random_streams.RETURNS, index) for index in range(plan.stations)
    ]
    return np.concatenate(drawn), np.array(places, dtype=np.uint64)


def as_lists(arrays: Any) -> Any:  # noqa: ANN401 - a Plan or a State, and gives back the same
    """Turn the arrays of a plan or a state into lists, which plain Python reads several times faster.

    Examples
    --------
    >>> line = FlowNetwork.line([Station("Test", "QA", service_hours=10)], {"QA": 2}, arrivals_per_hour=1)
    >>> as_lists(build_plan(line)).people
    [1]
    """
    return type(arrays)(*(each.tolist() if isinstance(each, np.ndarray) else each for each in arrays))

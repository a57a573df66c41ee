"""What can be simulated: stations, the pools of people who serve them, and the routes items take.

This is the lower level, for tests against queueing theory and for studies that are not about one map;
:func:`vsm_toolkit.flow_simulation.simulate_flow` builds it from a value stream map.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Literal

from vsm_toolkit.errors import MapNotComputableError

ServiceKind = Literal["fixed", "exponential", "lognormal"]


@dataclass(frozen=True, slots=True)
class Station:
    """One place where an item is worked on.

    Attributes
    ----------
    name : str
        Unique in the network.
    pool : str
        Who works here.
    service_hours : float
        Mean working time of one visit.
    service : {"exponential", "lognormal", "fixed"}
        How visits differ.
    service_variation : float
        Coefficient of variation of a lognormal service; the other two have 1 and 0.
    people : int
        How many of the pool one visit takes at once.
    lag_hours : float
        Fixed wait in front, which takes nobody's time.
    cadence_hours : float or None
        Hours between two openings of a gate in front (at 1, 2, 3 ... times that); ``None`` is always open.
    deadline_hours : float
        How long before an opening an item must be there.
    batch_size : int
        How many items must have gathered before any may join the queue; they are then worked on one by one.
    limit : int or None
        Most items that may be here, waiting, in work, or finished while the next step is full; ``None`` is no limit.
        An item that finds the step full keeps its place at the step before. What comes back is let in all the same.

    Examples
    --------
    >>> Station("Test", "Shared QA", service_hours=10).cadence_hours is None
    True
    """

    name: str
    pool: str
    service_hours: float
    service: ServiceKind = "exponential"
    service_variation: float = 1.0
    people: int = 1
    lag_hours: float = 0.0
    cadence_hours: float | None = None
    deadline_hours: float = 0.0
    batch_size: int = 1
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Return:
    """Work that a station sends back.

    Attributes
    ----------
    found_at, done_again_from : str
        Names of stations; the second is the first one or lies before it. Every station between them is visited again.
    probability : float
        0-1: share of the visits to ``found_at`` that end so.
    redo_share : float
        Share of the usual working time that a station takes when it is visited again because of this return.
    """

    found_at: str
    done_again_from: str
    probability: float
    redo_share: float = 1.0


@dataclass(frozen=True, slots=True)
class ItemRoute:
    """One way through the network.

    Attributes
    ----------
    share : float
        0-1: share of the mapped items that take it.
    stations : tuple of str
        In an order in which no station comes before one it waits for.
    edges : tuple of (str, str)
        From station to station. A station waits for all that lead to it; an item that has passed a station goes to all
        it leads to; it is finished when it has passed every station that leads nowhere.
    """

    share: float
    stations: tuple[str, ...]
    edges: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class OtherWork:
    """Work of a pool that is not of the map: it keeps people busy and is left out of every result but their load.

    Attributes
    ----------
    pool : str
        Whose.
    per_hour : float
        How many pieces come, at random.
    service_hours : float
        Mean working time of a piece (exponential), by one person.
    """

    pool: str
    per_hour: float
    service_hours: float


@dataclass(frozen=True, slots=True)
class FlowNetwork:
    """Stations, pools and routes, checked when it is built.

    Attributes
    ----------
    stations : tuple of Station
    pools : dict of str to int
        How many people (servers) each pool has.
    arrivals_per_hour : float
        Mapped items that come, on average.
    routes : tuple of ItemRoute
        Their shares add up to 1.
    returns : tuple of Return
    other_work : tuple of OtherWork
    limit : int or None
        Most mapped items at work in the network at once; more wait outside. ``None`` is no limit.
    arrivals : {"poisson", "even"}
        At random, or one after the other at equal distances.
    arrival_times : tuple of float or None
        Hours, rising; replaces ``arrivals`` and ``arrivals_per_hour``.

    Raises
    ------
    MapNotComputableError
        When a name is unknown, a number is impossible, a return leads forward, or batches could wait for each other
        for ever.

    Examples
    --------
    >>> line = FlowNetwork.line([Station("Test", "QA", service_hours=10)], {"QA": 1}, arrivals_per_hour=0.075)
    >>> line.routes[0].stations
    ('Test',)
    """

    stations: tuple[Station, ...]
    pools: dict[str, int]
    arrivals_per_hour: float
    routes: tuple[ItemRoute, ...]
    returns: tuple[Return, ...] = ()
    other_work: tuple[OtherWork, ...] = ()
    limit: int | None = None
    arrivals: Literal["poisson", "even"] = "poisson"
    arrival_times: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be simulated."""
        for problem in (*_station_problems(self), *_route_problems(self), *_return_problems(self)):
            raise MapNotComputableError(problem)

    @classmethod
    def line(
        cls,
        stations: list[Station],
        pools: dict[str, int],
        arrivals_per_hour: float,
        returns: tuple[Return, ...] = (),
        limit: int | None = None,
    ) -> FlowNetwork:
        """Build a network whose stations follow each other in one line."""
        names = tuple(station.name for station in stations)
        route = ItemRoute(1.0, names, tuple(itertools.pairwise(names)))
        return cls(tuple(stations), pools, arrivals_per_hour, (route,), returns, limit=limit)


def ancestors(edges: tuple[tuple[str, str], ...], station: str) -> set[str]:
    """Give every station from which a path leads to this one, itself included.

    Examples
    --------
    >>> sorted(ancestors((("A", "B"), ("B", "C"), ("A", "D")), "C"))
    ['A', 'B', 'C']
    """
    return _reached({end: [one for one, other in edges if other == end] for _, end in edges}, station)


def done_again(route: ItemRoute, back: Return) -> tuple[str, ...]:
    """Give the stations of a route that a return makes an item visit again, in order; none where it does not apply.

    Examples
    --------
    >>> route = ItemRoute(1, ("A", "B", "C"), (("A", "B"), ("B", "C")))
    >>> done_again(route, Return("C", "B", 0.1))
    ('B', 'C')
    """
    followers = {start: [other for one, other in route.edges if one == start] for start, _ in route.edges}
    after = _reached(followers, back.done_again_from)
    before = ancestors(route.edges, back.found_at)
    if back.done_again_from not in before or not {back.done_again_from, back.found_at} <= set(route.stations):
        return ()
    return tuple(station for station in route.stations if station in before and station in after)


def _reached(neighbours: dict[str, list[str]], station: str) -> set[str]:
    found, open_ends = {station}, [station]
    while open_ends:
        new = [each for each in neighbours.get(open_ends.pop(), ()) if each not in found]
        found.update(new)
        open_ends.extend(new)
    return found


def _is_number(value: float, *, least: float = 0.0, above: bool = False) -> bool:
    return math.isfinite(value) and (value > least if above else value >= least)


def _station_problems(network: FlowNetwork) -> list[str]:
    problems = [
        f"The pool {pool} has {count} people; give at least 1." for pool, count in network.pools.items() if count < 1
    ]
    names = [station.name for station in network.stations]
    problems += [f"There are two stations called {name}." for name in sorted({n for n in names if names.count(n) > 1})]
    for station in network.stations:
        problems += _problems_of(station, network.pools)
    problems += [
        f"Other work is of the unknown pool {w.pool}." for w in network.other_work if w.pool not in network.pools
    ]
    if not _is_number(network.arrivals_per_hour):
        problems.append(f"Items come at {network.arrivals_per_hour} an hour; give 0 or more.")
    held_back = sum(station.batch_size - 1 for station in network.stations)
    if network.limit is not None and network.limit <= held_back:
        problems.append(
            f"A limit of {network.limit} items could fill up with items that wait for a batch; "
            f"give a limit above {held_back}, or smaller batches."
        )
    return problems


def _problems_of(station: Station, pools: dict[str, int]) -> list[str]:
    name, problems = station.name, []
    if station.pool not in pools:
        problems.append(f"{name} is done by the unknown pool {station.pool}.")
    elif not 1 <= station.people <= pools[station.pool]:
        problems.append(f"{name} takes {station.people} people, and {station.pool} has {pools[station.pool]}.")
    if not _is_number(station.service_hours, above=station.service != "fixed"):
        problems.append(f"{name} takes {station.service_hours} hours of work; give more than 0.")
    for what, hours in (("lag", station.lag_hours), ("deadline", station.deadline_hours)):
        if not _is_number(hours):
            problems.append(f"The {what} of {name} is {hours} hours; give 0 or more.")
    if not _is_number(station.service_variation):
        problems.append(f"The service of {name} varies by {station.service_variation}; give 0 or more.")
    if station.cadence_hours is not None and not _is_number(station.cadence_hours, above=True):
        problems.append(f"The gate of {name} opens every {station.cadence_hours} hours; give more than 0.")
    if station.batch_size < 1 or (station.limit is not None and station.limit < station.batch_size):
        problems.append(
            f"{name} gathers {station.batch_size} items under a limit of {station.limit}; allow at least both."
        )
    return problems


def _route_problems(network: FlowNetwork) -> list[str]:
    names = {station.name for station in network.stations}
    problems = []
    if not network.routes or abs(sum(route.share for route in network.routes) - 1) > 1e-6:
        problems.append("The shares of the routes must add up to 1.")
    for route in network.routes:
        place = {station: index for index, station in enumerate(route.stations)}
        if not set(route.stations) <= names or not route.stations:
            problems.append("A route needs at least one station and only known ones.")
        for one, other in route.edges:
            if place.get(one, len(place)) >= place.get(other, -1):
                problems.append(f"The edge from {one} to {other} does not lead forward along its route.")
    return problems


def _return_problems(network: FlowNetwork) -> list[str]:
    problems = []
    totals: dict[str, float] = {}
    for back in network.returns:
        words = f"The return from {back.found_at} to {back.done_again_from}"
        totals[back.found_at] = totals.get(back.found_at, 0.0) + back.probability
        if not 0 <= back.probability <= 1 or not _is_number(back.redo_share):
            problems.append(f"{words} needs a probability of 0-1 and a redo share of 0 or more.")
        if not any(done_again(route, back) for route in network.routes):
            problems.append(f"{words} does not lead back along any route.")
    problems += [
        f"The returns from {name} add up to {total:.0%}, so the work would never finish."
        for name, total in totals.items()
        if total >= 1
    ]
    return problems

"""The fast way for lines of single servers: Lindley's recursion on arrays, station by station.

In front of one server items never overtake, so an item's departure is the larger of its arrival and the departure
before it, plus its service (Lindley, 1952); over a whole array that is one running sum and one running maximum. With
several servers items overtake and the recursion is wrong, so such networks go to the event loop.
"""

from __future__ import annotations

import itertools
import math

import numpy as np

from vsm_toolkit.flow_simulation import random_streams
from vsm_toolkit.flow_simulation.network import FlowNetwork, Station
from vsm_toolkit.flow_simulation.run_records import Numbers, RunOrder
from vsm_toolkit.flow_simulation.service_times import services_of

ITEMS_AT_ONCE = 16384
"""Few enough that a block's numbers stay in the processor's cache from one station to the next."""


def is_single_server_line(network: FlowNetwork) -> bool:
    """Say whether the recursion may be used: one line, one server for each station, nothing that holds items back.

    Examples
    --------
    >>> stations = [Station("Build", "Developers", 4), Station("Test", "QA", 5)]
    >>> is_single_server_line(FlowNetwork.line(stations, {"Developers": 1, "QA": 1}, arrivals_per_hour=0.1))
    True
    >>> is_single_server_line(FlowNetwork.line(stations, {"Developers": 1, "QA": 2}, arrivals_per_hour=0.1))
    False
    """
    names = tuple(station.name for station in network.stations)
    one_line = len(network.routes) == 1 and network.routes[0].edges == tuple(itertools.pairwise(names))
    own_servers = len({station.pool for station in network.stations}) == len(names)
    return (
        one_line
        and own_servers
        and all(count == 1 for count in network.pools.values())
        and network.limit is None
        and not network.returns
        and not network.other_work
        and not any(_holds_back(station) for station in network.stations)
    )


def _holds_back(station: Station) -> bool:
    return (
        station.lag_hours > 0
        or station.cadence_hours is not None
        or station.batch_size > 1
        or station.limit is not None
    )


def departures(arrivals: Numbers, services: Numbers, busy_until: float = -math.inf) -> Numbers:
    """Give when items leave a single server that takes them in order.

    Parameters
    ----------
    arrivals, services : array of float
        Rising arrival times, and working times, in hours.
    busy_until : float
        When the item before the first one leaves.

    Examples
    --------
    >>> departures(np.array([0.0, 1.0, 9.0]), np.array([3.0, 3.0, 3.0])).tolist()
    [3.0, 6.0, 12.0]
    """
    worked = np.cumsum(services)
    idle_start = arrivals - worked
    idle_start += services
    if len(idle_start):
        idle_start[0] = max(idle_start[0], busy_until)
    np.maximum.accumulate(idle_start, out=idle_start)
    idle_start += worked
    return idle_start


class LineRun:
    """One run of a single-server line, block of items by block of items.

    Attributes
    ----------
    finished : array of float
        When each item left the last station, infinite when after the end.
    wait_hours, starts, busy_hours : array of float
        By station, between warm-up and end.
    """

    def __init__(self, order: RunOrder, arrivals: Numbers, replication: int) -> None:
        self.order = order
        stations = order.network.stations
        self.wait_hours, self.starts, self.busy_hours = (np.zeros(len(stations)) for _ in range(3))
        self.finished = np.empty(len(arrivals))
        streams = [
            random_streams.stream_start(order.seed, replication, random_streams.SERVICES, index)
            for index in range(len(stations))
        ]
        busy_until = [-math.inf] * len(stations)
        for first in range(0, len(arrivals), ITEMS_AT_ONCE):
            reached = arrivals[first : first + ITEMS_AT_ONCE]
            for index, station in enumerate(stations):
                services = services_of(station, streams[index], len(reached), first)
                leaving = departures(reached, services, busy_until[index])
                busy_until[index] = float(leaving[-1])
                self._note(index, reached, services, leaving)
                reached = leaving
            self.finished[first : first + len(reached)] = reached
        self.finished[self.finished > order.hours] = math.inf

    def _note(self, index: int, reached: Numbers, services: Numbers, leaving: Numbers) -> None:
        start, end = self.order.warm_up_hours, self.order.hours
        if reached[0] > start and leaving[-1] <= end:
            worked = float(services.sum())
            self.wait_hours[index] += float(leaving.sum()) - float(reached.sum()) - worked
            self.starts[index] += len(reached)
            self.busy_hours[index] += worked
            return
        begun = leaving - services
        counts = (begun > start) & (begun <= end)
        self.wait_hours[index] += float((begun - reached)[counts].sum())
        self.starts[index] += int(counts.sum())
        self.busy_hours[index] += float((np.clip(leaving, start, end) - np.clip(begun, start, end)).sum())

    def most_in_progress(self, arrivals: Numbers) -> int:
        """Give the largest number of items present at once: k are, when a k-th arrives before the first leaves."""
        fewest, too_many = 0, len(arrivals) + 1
        while too_many - fewest > 1:
            tried = min((fewest + too_many) // 2, 2 * fewest + 1)
            if bool((self.finished[: len(arrivals) - tried + 1] > arrivals[tried - 1 :]).any()):
                fewest = tried
            else:
                too_many = tried
        return fewest

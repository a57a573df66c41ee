"""What one run leaves behind, and what many runs say together."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vsm_toolkit.flow_simulation.network import FlowNetwork

EngineName = Literal["compiled", "python", "recursion"]
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One replication. Times in working hours; after the warm-up unless said otherwise.

    Attributes
    ----------
    replication : int
        From 0; together with the seed it gives every number again.
    engine : {"compiled", "python", "recursion"}
        What ran: machine code, plain Python, or the array recursion for single-server lines.
    arrived, finished, unfinished : int
        Mapped items over the whole run, warm-up included; the last two add up to the first.
    counted : int
        Items that finished after the warm-up; the times are theirs.
    throughput_per_hour : float
        Of those.
    mean_time, median_time, time_85 : float or None
        From the start of an item to its end: mean, 50th and 85th percentile; ``None`` when none finished.
    mean_outside : float or None
        Wait for a place in a full map, before the start.
    items_in_progress : float
        Mean number started and not finished.
    most_in_progress : int
        Largest number, warm-up included.
    utilisation : dict of str to float
        By pool: share of its people's time that was worked, 0-1.
    waits : dict of str to float or None
        By station: mean time from work available to someone starting on it; ``None`` where nobody started.
    visits : dict of str to float or None
        By station: visits per finished item.
    most_present : dict of str to int
        By station with a limit: most items there at once, warm-up included.
    """

    replication: int
    engine: EngineName
    arrived: int
    finished: int
    unfinished: int
    counted: int
    throughput_per_hour: float
    mean_time: float | None
    median_time: float | None
    time_85: float | None
    mean_outside: float | None
    items_in_progress: float
    most_in_progress: int
    utilisation: dict[str, float]
    waits: dict[str, float | None]
    visits: dict[str, float | None]
    most_present: dict[str, int]


@dataclass(frozen=True, slots=True)
class RunOrder:
    """What every replication of a study shares; lengths in hours."""

    network: FlowNetwork
    hours: float
    warm_up_hours: float
    seed: int


@dataclass(frozen=True, slots=True)
class Measured:
    """What an engine hands over after one replication, before it is summed up.

    Attributes
    ----------
    arrived, entered, finished : array of float
        When each mapped item came, started and finished, in hours; infinite for what did not happen.
    wait_hours, starts : array of float
        By station, after the warm-up.
    busy_hours : sequence of float
        By pool, person-hours after the warm-up.
    most_in_progress : int
    most_present : dict of str to int
    """

    arrived: Numbers
    entered: Numbers
    finished: Numbers
    wait_hours: Numbers
    starts: Numbers
    busy_hours: Sequence[float]
    most_in_progress: int
    most_present: dict[str, int]


def record_of(order: RunOrder, replication: int, engine: EngineName, measured: Measured) -> RunRecord:
    """Sum up one replication."""
    start, end = order.warm_up_hours, order.hours
    length = end - start
    ends = np.clip(measured.finished, start, end)
    present_hours = float(ends.sum()) - float(np.clip(measured.entered, start, end).sum())
    done = int(np.count_nonzero(measured.finished < math.inf))
    counted = np.flatnonzero((ends == measured.finished) & (ends > start))
    entered = measured.entered[counted]
    durations = ends[counted] - entered
    number = len(durations)
    median, time_85 = np.percentile(durations, [50, 85]).tolist() if number else (None, None)
    stations = [station.name for station in order.network.stations]
    waits = zip(stations, measured.wait_hours.tolist(), measured.starts.tolist(), strict=False)  # without other work
    return RunRecord(
        replication=replication,
        engine=engine,
        arrived=len(measured.arrived),
        finished=done,
        unfinished=len(measured.arrived) - done,
        counted=number,
        throughput_per_hour=number / length,
        mean_time=float(durations.mean()) if number else None,
        median_time=median,
        time_85=time_85,
        mean_outside=float((entered - measured.arrived[counted]).mean()) if number else None,
        items_in_progress=present_hours / length,
        most_in_progress=measured.most_in_progress,
        utilisation={
            pool: float(busy) / (people * length)
            for (pool, people), busy in zip(order.network.pools.items(), measured.busy_hours, strict=True)
        },
        waits={name: hours / starts if starts else None for name, hours, starts in waits},
        visits={
            name: starts / number if number else None
            for name, starts in zip(stations, measured.starts.tolist(), strict=False)
        },
        most_present=measured.most_present,
    )


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean over replications with its 95 % confidence interval (Student's t).

    Attributes
    ----------
    value : float or None
        ``None`` when no replication has a value.
    low, high : float or None
        ``None`` with fewer than two replications.

    Examples
    --------
    >>> interval = Interval.of([9.0, 10.0, 11.0])
    >>> round(interval.value, 2), round(interval.low, 2), round(interval.high, 2)
    (10.0, 7.52, 12.48)
    """

    value: float | None
    low: float | None = None
    high: float | None = None

    @classmethod
    def of(cls, values: Iterable[float | None]) -> Interval:
        """Summarise one number per replication; replications without it are left out."""
        known = [value for value in values if value is not None]
        if not known:
            return cls(None)
        mean = math.fsum(known) / len(known)
        if len(known) == 1:
            return cls(mean)
        from scipy.special import stdtrit

        variance = math.fsum((value - mean) ** 2 for value in known) / (len(known) - 1)
        half = float(stdtrit(len(known) - 1, 0.975)) * math.sqrt(variance / len(known))
        return cls(mean, mean - half, mean + half)

    def holds(self, value: float, widths: float = 1.0) -> bool:
        """Say whether a value lies within so many half-widths of the mean.

        Examples
        --------
        >>> Interval(10.0, 8.0, 12.0).holds(12.5), Interval(10.0, 8.0, 12.0).holds(12.5, widths=1.5)
        (False, True)
        """
        if self.value is None or self.high is None:
            return False
        return abs(value - self.value) <= widths * (self.high - self.value)

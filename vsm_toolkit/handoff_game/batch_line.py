"""How batches move through a line of roles: a role starts a batch when it has arrived and the one before is passed on.

For identical batches there is a closed form: when role r needs a_r for a batch, the b-th of them leaves the line after
Σ a_r + (b − 1) · max a_r, because the slowest role sets the pace (a permutation flow shop with identical jobs).
"""

from __future__ import annotations

from collections.abc import Sequence

from vsm_toolkit.handoff_game.round_record import PassedOn, RoundRecord
from vsm_toolkit.handoff_game.rounds import RoundPlan


def batch_sizes(items: int, batch_size: int) -> tuple[int, ...]:
    """Cut the items into batches; the last one may be smaller.

    Examples
    --------
    >>> batch_sizes(20, 6)
    (6, 6, 6, 2)
    """
    return tuple(min(batch_size, items - start) for start in range(0, items, batch_size))


def pass_times(durations: Sequence[Sequence[float]]) -> tuple[tuple[float, ...], ...]:
    """Give when each role passes each batch on.

    Parameters
    ----------
    durations : sequence of sequence of float
        By role, then by batch: seconds of work and passing on.

    Returns
    -------
    tuple of tuple of float
        By role, then by batch: seconds since the start.

    Examples
    --------
    >>> pass_times([[5, 5], [7, 7]])
    ((5.0, 10.0), (12.0, 19.0))
    """
    times: list[tuple[float, ...]] = []
    arrived: Sequence[float] = [0.0] * len(durations[0])
    for of_role in durations:
        free, left = 0.0, []
        for arrival, duration in zip(arrived, of_role, strict=True):
            free = max(free, arrival) + duration
            left.append(free)
        times.append(tuple(left))
        arrived = left
    return tuple(times)


def line_record(plan: RoundPlan, durations: Sequence[Sequence[float]], *, simulated: bool) -> RoundRecord:
    """Give the record of a round in which every batch took just these times; see :func:`pass_times`."""
    sizes = batch_sizes(plan.items, plan.batch_size)
    passes = [
        PassedOn(role, size, at)
        for role, times in enumerate(pass_times(durations))
        for size, at in zip(sizes, times, strict=True)
    ]
    return RoundRecord(plan, passes=tuple(sorted(passes, key=lambda each: (each.at, each.role))), simulated=simulated)

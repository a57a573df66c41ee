"""What the taps of a round say: first and last delivery, items in flight, hands-on time and the share of waiting."""

from __future__ import annotations

from dataclasses import dataclass

from vsm_toolkit.handoff_game.batch_line import pass_times
from vsm_toolkit.handoff_game.round_record import Counting, PassedOn, RoundRecord
from vsm_toolkit.handoff_game.rounds import RoundPlan


@dataclass(frozen=True, slots=True)
class RoleTiming:
    """How long one role had its hands on items.

    Attributes
    ----------
    hands_on : float
        Seconds from when a batch lay there and the hands were free until it was passed on; pausing over a batch cannot
        be told from working on it, so this is the most it can have been.
    items : int
        How many it passed on.
    """

    role: str
    hands_on: float
    items: int

    @property
    def per_item(self) -> float | None:
        """Seconds per item; ``None`` when it passed nothing on."""
        return self.hands_on / self.items if self.items else None


@dataclass(frozen=True, slots=True)
class RoundTimings:
    """The timings of one round; ``None`` is what was not tapped or did not happen.

    Attributes
    ----------
    first_delivered, all_delivered : float or None
        Seconds from the start until the customer had the first batch, and everything.
    delivered : int
        Items the customer has.
    roles : tuple of RoleTiming
        Empty when only deliveries were tapped.
    in_flight : tuple of (float, int)
        Items taken up and not delivered, from each second on; empty when only deliveries were tapped.
    mean_in_flight : float or None
        Its mean over the round.
    waiting_share : float or None
        Of the time an item is in flight, the share in which no hand is on it, 0-1.
    """

    first_delivered: float | None
    all_delivered: float | None
    delivered: int
    roles: tuple[RoleTiming, ...] = ()
    in_flight: tuple[tuple[float, int], ...] = ()
    mean_in_flight: float | None = None
    waiting_share: float | None = None


def measure_round(record: RoundRecord) -> RoundTimings:
    """Compute the timings of a round from its taps.

    An item is in flight from the moment the first role takes its batch up until its batch is delivered. In a round
    that was broken off, mean and waiting share are ``None``, because what is still on the way has no end.

    Examples
    --------
    >>> from vsm_toolkit.handoff_game.batch_line import line_record
    >>> from vsm_toolkit.handoff_game.rounds import plan_rounds
    >>> found = measure_round(line_record(plan_rounds()[0], [[20.0]] * 5, simulated=True))
    >>> found.first_delivered, found.all_delivered, found.mean_in_flight, found.waiting_share
    (100.0, 100.0, 20.0, 0.95)
    """
    last = len(record.plan.roles) - 1
    deliveries = [each.at for each in record.passes if each.role == last]
    first = deliveries[0] if deliveries else None
    end = deliveries[-1] if record.is_finished else None
    if record.counting is Counting.DELIVERIES:
        return RoundTimings(first, end, record.delivered)
    spans = [_work_spans(record, role) for role in range(last + 1)]
    roles = tuple(
        RoleTiming(name, sum(stop - start for start, stop in of_role), record.passed_by(role))
        for role, (name, of_role) in enumerate(zip(record.plan.roles, spans, strict=True))
    )
    in_flight = _in_flight(record)
    if end is None:
        return RoundTimings(first, end, record.delivered, roles, in_flight)
    flow = sum(_flow_times(record))
    share = 1 - sum(role.hands_on for role in roles) / flow if flow else 0.0
    return RoundTimings(first, end, record.delivered, roles, in_flight, flow / end if end else None, max(0.0, share))


def _passes_of(record: RoundRecord, role: int) -> list[PassedOn]:
    return [each for each in record.passes if each.role == role]


def _work_spans(record: RoundRecord, role: int) -> list[tuple[float, float]]:
    """Give from when to when a role can have worked on each batch it passed on."""
    arrivals = [0.0] * len(_passes_of(record, role)) if role == 0 else [p.at for p in _passes_of(record, role - 1)]
    free, spans = 0.0, []
    for arrival, passed in zip(arrivals, _passes_of(record, role), strict=False):
        spans.append((max(free, arrival), passed.at))
        free = passed.at
    return spans


def _taken_up(record: RoundRecord) -> list[float]:
    """Give when the first role took each batch up: at the start, then whenever it has passed one on."""
    passed = [each.at for each in _passes_of(record, 0)]
    everything = record.passed_by(0) >= record.plan.items
    return [0.0, *passed[: -1 if everything else None]]


def _flow_times(record: RoundRecord) -> list[float]:
    delivered = _passes_of(record, len(record.plan.roles) - 1)
    starts = _taken_up(record)
    # Each batch counts as often as it has items; the time between is shared by all of them.
    return [(end.at - start) * end.items for start, end in zip(starts, delivered, strict=True)]


def _in_flight(record: RoundRecord) -> tuple[tuple[float, int], ...]:
    size, items = record.plan.batch_size, record.plan.items
    changes: dict[float, int] = {}
    for number, start in enumerate(_taken_up(record)):
        changes[start] = changes.get(start, 0) + min(size, items - number * size)
    for each in _passes_of(record, len(record.plan.roles) - 1):
        changes[each.at] = changes.get(each.at, 0) - each.items
    count, steps = 0, []
    for at in sorted(changes):
        count += changes[at]
        steps.append((at, count))
    return tuple(steps)


def at_the_same_pace(record: RoundRecord, plan: RoundPlan) -> tuple[float, float] | None:
    """Say when the first batch and everything would be delivered in another round, were nobody faster than in this one.

    Each job keeps the seconds per item its role had; what passing on costs is inside them, so with more transfers the
    answer is on the early side.

    Returns
    -------
    tuple of (float, float) or None
        Seconds; ``None`` when the record has not every role's pace, or a job of the plan is not in it.

    Examples
    --------
    >>> from vsm_toolkit.handoff_game.batch_line import line_record
    >>> from vsm_toolkit.handoff_game.rounds import plan_rounds
    >>> big, _, one, *_ = plan_rounds()
    >>> at_the_same_pace(line_record(big, [[20.0]] * 5, simulated=True), one)
    (5.0, 24.0)
    """
    if record.counting is Counting.DELIVERIES or not record.is_finished:
        return None
    timings = measure_round(record)
    pace = {
        jobs[0]: role.per_item
        for jobs, role in zip(record.plan.jobs, timings.roles, strict=True)
        if len(jobs) == 1 and role.per_item is not None
    }
    if not all(job in pace for jobs in plan.jobs for job in jobs):
        return None
    sizes = [min(plan.batch_size, plan.items - start) for start in range(0, plan.items, plan.batch_size)]
    durations = [[size * sum(pace[job] for job in jobs) for size in sizes] for jobs in plan.jobs]
    times = pass_times(durations)[-1]
    return times[0], times[-1]

"""Whether what was improved is still there weeks and months later, by re-measured values or by somebody's word (M50).

A recheck puts the values of one day on the map of the finished changes and recomputes it, so that a decay which does
not touch the critical path shows no longer lead time, and one that does shows all of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from vsm_toolkit.changes import apply_changes, restated_baseline, select_changes
from vsm_toolkit.comparison import Comparison, MapState, compare_states, lead_time_difference
from vsm_toolkit.handoffs import handoff_ledger
from vsm_toolkit.history import key_of
from vsm_toolkit.map_edits import STRUCTURAL
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.model import (
    Change,
    ChangeKind,
    ChangeStatus,
    Engagement,
    Estimate,
    Improvement,
    ImprovementStatus,
    RecheckValue,
    RetentionState,
    ValueStream,
)

KEPT_FROM, DECAYED_TO = 0.8, 0.2
"""Share of a gain that is still there: from 80 % on it counts as kept, up to 20 % as decayed."""

Basis = Literal["re-measured", "said"]
DAYS_PER_WEEK, DAYS_PER_MONTH, MONTHS_FROM_WEEKS = 7, 30.44, 13


@dataclass(frozen=True, slots=True)
class RetainedImprovement:
    """One finished improvement on one day of looking.

    Attributes
    ----------
    state : RetentionState or None
        ``None``: nobody looked at it that day.
    basis : str or None
        Whether re-measured values say so, or, where nothing was taken again, somebody's word.
    share : float or None
        Share of its gain that is still there by re-measured values (0 none, 1 all, above 1 more); the least of its
        values. ``None`` without one.
    """

    improvement: str
    state: RetentionState | None
    basis: Basis | None
    share: float | None


@dataclass(frozen=True, slots=True)
class Recheck:
    """What was found on one day of looking again.

    Attributes
    ----------
    after : str
        How long after the challenge, ``"+6 weeks"``; the date where the challenge has no end.
    state : MapState
        The map with the values of that day.
    remeasured : int
        Values taken again that day.
    improvements : tuple of RetainedImprovement
        Every finished one, in the order of the engagement.
    since_first, since_baseline, since_done : float or None
        Lead time minus that of the first map, of the restated baseline and of the end of the challenge, working hours;
        negative is shorter. ``None`` while one of them is unknown.
    """

    on: date
    after: str
    state: MapState
    remeasured: int
    improvements: tuple[RetainedImprovement, ...]
    since_first: float | None
    since_baseline: float | None
    since_done: float | None

    def count(self, state: RetentionState | None) -> int:
        """Count improvements in a state; ``None`` counts those nobody looked at."""
        return sum(each.state is state for each in self.improvements)

    def share_kept(self) -> float | None:
        """Give the share of the improvements looked at that are kept, 0-1 (M50); ``None`` while none was."""
        looked_at = len(self.improvements) - self.count(None)
        return self.count(RetentionState.KEPT) / looked_at if looked_at else None


def rechecks(engagement: Engagement, comparison: Comparison | None = None) -> tuple[Recheck, ...]:
    """Recompute the map for every day on which somebody looked again, earliest first.

    Values that were not taken again keep the last one known: that of an earlier recheck, else of the challenge's end.

    Parameters
    ----------
    comparison : Comparison or None
        Of the same engagement, where it is known already.

    Raises
    ------
    UsageError
        When a re-measured value names something the map does not have.

    Examples
    --------
    >>> from vsm_toolkit.model import Challenge
    >>> from vsm_toolkit.samples import lantern
    >>> sooner = Change(kind="improvement", status="done", key="L6", field="wait_time", value=6, improvement="I1")
    >>> engagement = Engagement(
    ...     challenge=Challenge(id="lantern", end="2026-10-09"),
    ...     stream=lantern(),
    ...     changes=[sooner],
    ...     improvements=[Improvement(id="I1", target="L6", status="done")],
    ...     recheck_values=[RecheckValue(on="2026-11-20", key="L6", field="wait_time", value=18)],
    ... )
    >>> (found,) = rechecks(engagement)
    >>> found.after, found.improvements[0].state.value, found.since_done, found.since_baseline
    ('+6 weeks', 'partly', 12.0, -12.0)
    """
    states = comparison or compare_states(engagement)
    seen = {check.on for check in engagement.retention_checks if check.state is not None}
    days = sorted(seen | {value.on for value in engagement.recheck_values})
    return tuple(_recheck(engagement, states, day) for day in days)


def days_since(end: date | None, day: date) -> str:
    """Say how long after the end of a challenge a day lies.

    Examples
    --------
    >>> days_since(date(2026, 10, 9), date(2026, 11, 20)), days_since(date(2026, 10, 9), date(2027, 4, 9))
    ('+6 weeks', '+6 months')
    """
    if end is None:
        return day.isoformat()
    weeks = round((day - end).days / DAYS_PER_WEEK)
    if weeks < MONTHS_FROM_WEEKS:
        return f"+{weeks} week{'' if weeks == 1 else 's'}"
    return f"+{round((day - end).days / DAYS_PER_MONTH)} months"


def _recheck(engagement: Engagement, states: Comparison, day: date) -> Recheck:
    stream = _map_on(engagement, day)
    state = MapState(
        days_since(engagement.challenge.end, day), "done", stream, map_metrics(stream), handoff_ledger(stream)
    )
    return Recheck(
        on=day,
        after=state.label,
        state=state,
        remeasured=sum(value.on == day for value in engagement.recheck_values),
        improvements=tuple(
            _retained(engagement, states.baseline.stream, improvement, day)
            for improvement in engagement.improvements
            if improvement.status is ImprovementStatus.DONE
        ),
        since_first=lead_time_difference(states.first.metrics, state.metrics),
        since_baseline=lead_time_difference(states.baseline.metrics, state.metrics),
        since_done=lead_time_difference(states.done.metrics, state.metrics),
    )


def _done_changes(engagement: Engagement) -> tuple[Change, ...]:
    return select_changes(engagement, kinds={ChangeKind.IMPROVEMENT}, statuses={ChangeStatus.DONE})


def _place(row: Change | RecheckValue) -> tuple[str, str, str]:
    return (row.table, row.key, row.field)


def _map_on(engagement: Engagement, day: date) -> ValueStream:
    latest = {_place(value): value for value in sorted(engagement.recheck_values, key=_day) if value.on <= day}
    gone = {place for place, value in latest.items() if _is_structural(value) and not value.value}
    kept = [change for change in _done_changes(engagement) if _place(change) not in gone]
    again = [
        Change(
            on=value.on,
            kind=ChangeKind.IMPROVEMENT,
            status=ChangeStatus.DONE,
            table=value.table,
            key=value.key,
            field=value.field,
            value=value.value,
            grade=value.grade,
        )
        for value in latest.values()
        if not _is_structural(value)
    ]
    return apply_changes(restated_baseline(engagement), [*kept, *again])


def _day(value: RecheckValue) -> date:
    return value.on


def _is_structural(value: RecheckValue) -> bool:
    return value.field in STRUCTURAL.get(value.table, ())


def _retained(
    engagement: Engagement, baseline: ValueStream, improvement: Improvement, day: date
) -> RetainedImprovement:
    share = _least_share(engagement, baseline, changes_of(engagement, improvement), day)
    said = [
        check.state
        for check in engagement.retention_checks
        if check.improvement == improvement.id and check.on == day and check.state is not None
    ]
    if share is not None:
        return RetainedImprovement(improvement.id, _state_of(share), "re-measured", share)
    if said:
        return RetainedImprovement(improvement.id, said[-1], "said", None)
    return RetainedImprovement(improvement.id, None, None, None)


def changes_of(engagement: Engagement, improvement: Improvement) -> tuple[Change, ...]:
    """Find the finished changes an improvement made: those that name it, else those at the place it aims at.

    Examples
    --------
    >>> from vsm_toolkit.model import Challenge
    >>> engagement = Engagement(challenge=Challenge(id="x"), stream=ValueStream(name="X"))
    >>> changes_of(engagement, Improvement(id="I1", target="A"))
    ()
    """
    done = _done_changes(engagement)
    named = tuple(change for change in done if change.improvement == improvement.id)
    return named or tuple(change for change in done if not change.improvement and change.key == improvement.target)


def _state_of(share: float) -> RetentionState:
    if share >= KEPT_FROM:
        return RetentionState.KEPT
    return RetentionState.DECAYED if share <= DECAYED_TO else RetentionState.PARTLY


def _least_share(engagement: Engagement, baseline: ValueStream, changes: Iterable[Change], day: date) -> float | None:
    now = {_place(value): value.value for value in engagement.recheck_values if value.on == day}
    shares = [
        share
        for change in changes
        if _place(change) in now
        and (share := _share_kept(_value_before(baseline, change), change.value, now[_place(change)])) is not None
    ]
    return min(shares, default=None)


def _value_before(baseline: ValueStream, change: Change) -> object:
    row = next((row for row in getattr(baseline, change.table) if key_of(change.table, row) == change.key), None)
    value = getattr(row, change.field, None)
    return value.value if isinstance(value, Estimate) else value


def _share_kept(before: object, after: object, now: object) -> float | None:
    """Say how much of a gain is still there; a value that is no number is there or it is not."""
    numbers = [each for each in (before, after, now) if isinstance(each, int | float) and not isinstance(each, bool)]
    if len(numbers) < 3:
        return None if now is None else float(now == after)
    start, end, found = numbers
    return None if start == end else round((start - found) / (start - end), 9)

"""Other numbers of the same shape, drawn from a seed, and single values of a map changed for a question."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from vsm_toolkit.changes import apply_changes
from vsm_toolkit.errors import UsageError
from vsm_toolkit.model import Change, ChangeKind, ChangeStatus, NumberEstimate, Step, TimeEstimate, ValueStream

TRIES = 500
LEAST_FACTOR, MOST_FACTOR = 0.6, 1.7


def draws(key: str, seed: int) -> Iterator[random.Random]:
    """Give sources of numbers for one exercise and seed, one after the other, until one gives a telling variant.

    Raises
    ------
    UsageError
        When none of many did; another seed will.

    Examples
    --------
    >>> [next(draws("e02", 7)).randint(1, 6) == next(draws("e02", 7)).randint(1, 6) for _ in range(3)]
    [True, True, True]
    """
    for number in range(TRIES):
        yield random.Random(f"{key}/{seed}/{number}")  # noqa: S311 - numbers for an exercise, not for a lock
    message = f"Exercise {key} finds no sensible numbers for seed {seed}. Take another seed."
    raise UsageError(message)


def sensible(hours: float) -> float:
    """Round hours the way people say them: quarters below 2 h, whole hours below 24 h, then every second hour.

    Examples
    --------
    >>> sensible(0.4), sensible(13.7), sensible(61.2)
    (0.5, 14.0, 62.0)
    """
    for below, size in ((2, 0.25), (24, 1.0)):
        if hours < below:
            return max(size, round(hours / size) * size) if hours else 0.0
    return round(hours / 2) * 2.0


def retimed(stream: ValueStream, key: str, seed: int, is_telling: Callable[[ValueStream], bool]) -> ValueStream:
    """Draw other waits, process times, delays and %C&A for a map, until the result teaches its point.

    Ranges move with their values; steps, teams and arrows stay.

    Raises
    ------
    UsageError
        When none of many draws does; another seed will.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> [step.wait_time.value for step in retimed(lantern(), "e02", 7, lambda drawn: True).steps][:3]
    [18.0, 23.0, 12.0]
    """
    drawn = (
        stream.model_copy(update={"steps": tuple(_retimed_step(step, source) for step in stream.steps)})
        for source in draws(key, seed)
    )
    return next(filter(is_telling, drawn))


def _retimed_step(step: Step, source: random.Random) -> Step:
    drawn: dict[str, TimeEstimate | NumberEstimate] = {
        name: _scaled(estimate, source)
        for name in ("wait_time", "process_time", "in_step_delay")
        if (estimate := getattr(step, name)) is not None
    }
    accurate = step.percent_complete_accurate
    if accurate is not None:
        lowest, highest = max(50, int(accurate.value) - 12), min(96, int(accurate.value) + 12)
        drawn["percent_complete_accurate"] = NumberEstimate(value=source.randint(lowest, highest))
    return step.with_changes(**drawn)


def _scaled(estimate: TimeEstimate, source: random.Random) -> TimeEstimate:
    factor = source.uniform(LEAST_FACTOR, MOST_FACTOR)
    return estimate.with_changes(
        value=sensible(estimate.value * factor),
        low=None if estimate.low is None else sensible(estimate.low * factor),
        high=None if estimate.high is None else sensible(estimate.high * factor),
    )


def changed(stream: ValueStream, *edits: tuple[str, str, float]) -> ValueStream:
    """Give the map with some values changed: step id (or a loop such as ``T>B``), field, new value.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> changed(lantern(), ("L6", "wait_time", 6)).step("L6").wait_time.value
    6.0
    """
    return apply_changes(
        stream,
        [
            Change(
                kind=ChangeKind.IMPROVEMENT,
                status=ChangeStatus.PROJECTED,
                table="loops" if ">" in key else "steps",
                key=key,
                field=field,
                value=value,
            )
            for key, field, value in edits
        ],
    )

"""Numbers as a team says them: read, written back, compared before they are believed, asked about where they look odd.

Several people who answer apart are shown side by side. Ranges that do not overlap are never averaged: they tell of two
kinds of item, and the team splits the map or chooses.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from vsm_toolkit.durations import MISSING_SPELLINGS, format_hours, read_time
from vsm_toolkit.errors import UsageError
from vsm_toolkit.model import EvidenceGrade, HandoffRecord, NumberEstimate, Step, TimeEstimate, ValueStream
from vsm_toolkit.working_week import shown_working_week

FAR_FROM_NEIGHBOURS = 20
"""A time more than this many times longer than the same time of every neighbour is asked about."""

COPIED = 4
"""So many equal process times look like one number copied down."""

_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
_OUT_OF = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*(?:of|out of|/|in)\s*([0-9]+(?:[.,][0-9]+)?)")


def read_time_estimate(
    text: str, old: TimeEstimate | None = None, *, hours_per_day: float = 8.0, days_per_week: float = 5.0
) -> TimeEstimate | None:
    """Read what somebody typed as the time of a step; its evidence stays, unless the words say otherwise.

    Parameters
    ----------
    text : str
        As :func:`vsm_toolkit.durations.read_time` takes it; a number alone needs a unit.
    old : TimeEstimate or None
        What stood there: grade and sample size are kept, the source is not, because it told of another number.

    Returns
    -------
    TimeEstimate or None
        Working hours; ``None`` when the text says that nobody knows.

    Raises
    ------
    DurationError
        When the text is no time or can be read in two ways.

    Examples
    --------
    >>> estimate = read_time_estimate("2-5 d, likely 3 d")
    >>> estimate.low, estimate.value, estimate.high
    (16.0, 24.0, 40.0)
    >>> print(read_time_estimate("?"))
    None
    """
    reading = read_time(text, hours_per_day=hours_per_day, days_per_week=days_per_week)
    if reading is None:
        return None
    grade = EvidenceGrade(reading.grade) if reading.grade else (old.grade if old else None)
    return TimeEstimate(
        value=reading.hours,
        low=reading.low_hours,
        high=reading.high_hours,
        grade=grade,
        sample_size=old.sample_size if old else None,
        source=reading.flag,
    )


def write_time_estimate(estimate: TimeEstimate | None) -> str:
    """Write a time so that it can be read, edited and read again; ``""`` where nobody knows it yet.

    Examples
    --------
    >>> write_time_estimate(TimeEstimate(value=24, low=16, high=40))
    '2-5 d, likely 3 d'
    >>> write_time_estimate(TimeEstimate(value=1.5))
    '1.5 h'
    """
    if estimate is None:
        return ""
    low, high = estimate.spread()
    if (low, high) == (estimate.value, estimate.value):
        return _time_words(estimate.value)
    size, unit = _common_unit(estimate.value, high)
    span = f"{_rounded(low / size)}-{_rounded(high / size)} {unit}"
    is_middle = low > 0 and math.isclose(estimate.value, math.sqrt(low * high))
    return span if is_middle else f"{span}, likely {_rounded(estimate.value / size)} {unit}"


def _common_unit(point: float, high: float) -> tuple[float, str]:
    week = shown_working_week()
    day = week.hours_per_day
    if high < 1:
        return (1 / 60, "min")
    if high < min(24, 2 * day):  # from 24 on it would have to be asked which hours are meant
        return (1, "h")
    return (day, "d") if point < 10 * day else (day * week.days_per_week, "wk")


def _rounded(number: float) -> str:
    return f"{round(number, 0 if number >= 10 else 1 if number >= 1 else 2):g}"


def _time_words(hours: float) -> str:
    return "0 h" if hours == 0 else format_hours(hours)


def read_percent(text: str) -> float | None:
    """Read a share as people say it: ``80``, ``80 %``, ``8 of 10``; ``None`` where nobody knows.

    Raises
    ------
    UsageError
        When the text is no share between 0 (not included) and 100.

    Examples
    --------
    >>> read_percent("8 of 10"), read_percent("80 %"), read_percent("?")
    (80.0, 80.0, None)
    """
    written = text.strip().casefold()
    if written in MISSING_SPELLINGS:
        return None
    out_of = _OUT_OF.fullmatch(written)
    if out_of:
        part, whole = (float(each.replace(",", ".")) for each in out_of.groups())
        percent = 100 * part / whole if whole else math.nan
    else:
        percent = _plain_number(written.removesuffix("%").strip())
    if 0 < percent <= 100:
        return percent
    if percent == 0:
        message = "0 % means that nothing ever passes. Of the last ten, how many could be used as they came?"
        raise UsageError(message)
    message = f"{_shown(text)} is no share: type a number from 1 to 100, or “8 of 10”, or “?” if nobody knows yet."
    raise UsageError(message)


def read_amount(text: str, noun: str, *, least: float = 0.0, whole: bool = False) -> float | None:
    """Read a count or an amount such as people, minutes or times per item; ``None`` where nobody knows.

    Raises
    ------
    UsageError
        When the text is no number, or below ``least``.

    Examples
    --------
    >>> read_amount("2", "people"), read_amount("?", "people")
    (2.0, None)
    """
    written = text.strip().casefold()
    if written in MISSING_SPELLINGS:
        return None
    number = _plain_number(written)
    if math.isnan(number) or number < least or (whole and not number.is_integer()):
        kind = "a whole number" if whole else "a number"
        floor = f" from {least:g} up" if least else ""
        message = f"{_shown(text)} cannot be read as {noun}: type {kind}{floor}, or “?” if nobody knows yet."
        raise UsageError(message)
    return number


def _plain_number(text: str) -> float:
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) and len(text) < 16 else math.nan


def _shown(text: str) -> str:
    short = " ".join(text.split())
    return f"“{short if len(short) <= 40 else f'{short[:39]}…'}”"


def write_number(estimate: NumberEstimate | float | None) -> str:
    """Write a number without an idle ``.0``; ``""`` where nobody knows it yet.

    Examples
    --------
    >>> write_number(NumberEstimate(value=80)), write_number(2.5), write_number(None)
    ('80', '2.5', '')
    """
    if estimate is None:
        return ""
    return f"{estimate.value if isinstance(estimate, NumberEstimate) else estimate:g}"


def receivers_of(stream: ValueStream, step_id: str) -> tuple[str, ...]:
    """Name who can judge what a step hands on: the teams of the next steps, else the customer.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> receivers_of(lantern(), "L1")
    ('Product',)
    """
    steps = {step.id: step for step in stream.steps}
    followers = [steps[edge.to_step] for edge in stream.flow_edges() if edge.from_step == step_id]
    if not followers:
        return (stream.customer or "the customer",)
    return tuple(dict.fromkeys(step.team or f"whoever does {step.name}" for step in followers))


@dataclass(frozen=True, slots=True)
class EstimateQuestion:
    """Something about the numbers that the team is asked; it may well be right.

    Attributes
    ----------
    kind : {"outlier", "copied"}
        Why it is asked.
    steps : tuple of str
        Ids of the steps it is about.
    field : str
        The field of the steps.
    question : str
        What to ask, in a sentence.
    """

    kind: Literal["outlier", "copied"]
    steps: tuple[str, ...]
    field: str
    question: str


def estimate_questions(stream: ValueStream) -> tuple[EstimateQuestion, ...]:
    """Ask about times far longer than all their neighbours', and about process times that look copied down.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> estimate_questions(lantern())
    ()
    """
    return (*_outliers(stream), *_copied(stream))


def _outliers(stream: ValueStream) -> list[EstimateQuestion]:
    steps = {step.id: step for step in stream.steps}
    found = []
    for step in stream.steps:
        beside = {edge.from_step for edge in stream.flow_edges() if edge.to_step == step.id}
        beside |= {edge.to_step for edge in stream.flow_edges() if edge.from_step == step.id}
        for field, noun in (("wait_time", "wait"), ("process_time", "process time")):
            own = _hours(step, field)
            others = [hours for each in beside if each in steps and (hours := _hours(steps[each], field))]
            if own and others and own > FAR_FROM_NEIGHBOURS * max(others):
                question = (
                    f"The {noun} of {_shown(step.name)} is {format_hours(own)}, the steps beside it have at most "
                    f"{format_hours(max(others))}. Is the unit right?"
                )
                found.append(EstimateQuestion("outlier", (step.id,), field, question))
    return found


def _hours(step: Step, field: str) -> float | None:
    estimate: TimeEstimate | None = getattr(step, field)
    return estimate.value if estimate else None


def _copied(stream: ValueStream) -> list[EstimateQuestion]:
    times = Counter(step.process_time.value for step in stream.steps if step.process_time)
    found = []
    for hours, count in times.items():
        if count >= COPIED:
            same = tuple(step.id for step in stream.steps if _hours(step, "process_time") == hours)
            question = (
                f"{count} steps have the same process time of {_time_words(hours)} ({', '.join(same)}). "
                "Was one number copied down? Ask step by step."
            )
            found.append(EstimateQuestion("copied", same, "process_time", question))
    return found


@dataclass(frozen=True, slots=True)
class SpokenEstimate:
    """What one participant said, before anybody heard the others.

    Attributes
    ----------
    who : str
        A role or a label such as ``"person 3"``; never a name.
    estimate : TimeEstimate
        Working hours.
    """

    who: str
    estimate: TimeEstimate


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Several estimates of one time side by side.

    Attributes
    ----------
    spoken : tuple of SpokenEstimate
        In the order in which they were given.
    low, high : float
        The span of all answers, working hours.
    apart : tuple of (str, str)
        Pairs whose ranges do not touch; two answers without a range are apart when one is more than twice the other.
    suggestion : TimeEstimate or None
        What could be taken over: the median of the points, with the whole span. ``None`` while answers are apart.
    sentence : str
        What the room should talk about.
    """

    spoken: tuple[SpokenEstimate, ...]
    low: float
    high: float
    apart: tuple[tuple[str, str], ...]
    suggestion: TimeEstimate | None
    sentence: str


def compare_estimates(spoken: Sequence[SpokenEstimate]) -> Disagreement:
    """Put independent estimates side by side; where they are apart, ask instead of averaging.

    Raises
    ------
    UsageError
        When nobody gave an estimate yet.

    Examples
    --------
    >>> one = SpokenEstimate("person 1", TimeEstimate(value=8, low=4, high=16))
    >>> other = SpokenEstimate("person 2", TimeEstimate(value=80, low=60, high=100))
    >>> compare_estimates([one, other]).apart
    (('person 1', 'person 2'),)
    """
    if not spoken:
        message = "Nobody has given an estimate yet: everyone types one first, then they are shown together."
        raise UsageError(message)
    apart = tuple((one.who, other.who) for one, other in combinations(spoken, 2) if _are_apart(one, other))
    spreads = [each.estimate.spread() for each in spoken]
    low, high = min(each[0] for each in spreads), max(each[1] for each in spreads)
    points = sorted(each.estimate.value for each in spoken)
    middle = (
        points[len(points) // 2]
        if len(points) % 2
        else math.sqrt(points[len(points) // 2 - 1] * points[len(points) // 2])
    )
    source = f"{len(spoken)} people, apart" if len(spoken) > 1 else "1 person"
    suggestion = (
        None
        if apart
        else TimeEstimate(
            value=min(max(middle, low), high), low=low, high=high, grade=EvidenceGrade.ESTIMATED, source=source
        )
    )
    return Disagreement(tuple(spoken), low, high, apart, suggestion, _talk(len(spoken), low, high, apart))


def _are_apart(one: SpokenEstimate, other: SpokenEstimate) -> bool:
    (low, high), (other_low, other_high) = one.estimate.spread(), other.estimate.spread()
    if (low, other_low) == (high, other_high):
        return max(low, other_low) > 2 * min(low, other_low)
    return high < other_low or other_high < low


def _talk(count: int, low: float, high: float, apart: Sequence[tuple[str, str]]) -> str:
    span = f"{_time_words(low)} to {_time_words(high)}"
    if apart:
        one, other = apart[0]
        more = (
            f" (and {len(apart) - 1} more pairs)"
            if len(apart) > 2
            else " (and another pair)"
            if len(apart) == 2
            else ""
        )
        return (
            f"Do not average: {one} and {other}{more} do not overlap. Are you describing two kinds of item? "
            "Split the map, or choose one kind and say which."
        )
    if count == 1:
        return f"One answer so far: {span}. Ask somebody else before it is shown."
    return f"{count} answers, all overlapping: {span}. Is there a reason behind the lowest and the highest?"


def assume_residual(stream: ValueStream, step_ids: Sequence[str], share: float) -> ValueStream:
    """Give the map as if a share of these steps' waits remained when the same people did both sides.

    Parameters
    ----------
    share : float
        0-1; an opinion, to be moved and looked at.

    Raises
    ------
    UsageError
        When the share is not between 0 and 1.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> assume_residual(lantern(), ["L5"], 0.2).handoffs[0].residual_high
    0.2
    """
    if not 0 <= share <= 1:
        message = f"A residual share lies between 0 and 1, not at {share!r}."
        raise UsageError(message)
    kept = {record.to_step: record for record in stream.handoffs}
    for step_id in step_ids:
        record = kept.get(step_id) or HandoffRecord(to_step=step_id)
        kept[step_id] = record.model_copy(update={"residual_low": share, "residual_high": share})
    return stream.model_copy(update={"handoffs": tuple(kept.values())})

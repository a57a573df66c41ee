"""E1, one clock: what people say, turned into working hours."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from vsm_toolkit.calendars import clock_hours_between, working_hours_between
from vsm_toolkit.durations import convert_elapsed_hours, read_time
from vsm_toolkit.errors import AmbiguousDurationError
from vsm_toolkit.exercises.answers import ROUNDED_PARTS, Amounts, Names, Value
from vsm_toolkit.exercises.exercise import DataTable, Exercise, Misconception, Task
from vsm_toolkit.exercises.measures import HOURS, PERCENT
from vsm_toolkit.exercises.variation import draws
from vsm_toolkit.model import Calendar

KEY, TITLE, MINUTES = "e01", "One clock", 20
P10_TO_P90, P85 = 2.563, 1.0364
"""Standard deviations of a normal distribution from P10 to P90, and from the median to P85."""
FRIDAY = datetime(2026, 3, 6)  # noqa: DTZ001 - a wall clock in an office
OFFICE = Calendar(day_starts="09:00")
SPOKEN = {"48h": "48h", "overnight": "overnight", "N/A": "N/A"}


@dataclass(frozen=True, slots=True)
class Said:
    """What people said, in numbers."""

    days: int = 3
    weeks: int = 2
    minutes: int = 90
    low: int = 2
    high: int = 5
    calendar_weeks: int = 2
    leaves: int = 16
    starts: int = 10
    work: int = 12
    elapsed_weeks: int = 3


def build(seed: int | None = None) -> Exercise:
    """Make the exercise with the numbers of the book, or with fresh ones."""
    said = Said() if seed is None else _drawn(seed)
    return Exercise(KEY, TITLE, seed, MINUTES, (_what_was_said(said),), tuple(ask(said) for ask in QUESTIONS))


def _drawn(seed: int) -> Said:
    source = next(draws(KEY, seed))
    return Said(
        days=source.randint(2, 4),
        weeks=source.choice((3, 4, 6)),
        minutes=source.choice((15, 30, 45, 75, 105)),
        low=source.randint(1, 3),
        high=source.randint(5, 9),
        calendar_weeks=source.choice((3, 4, 5, 6)),
        leaves=source.choice((14, 15)),
        starts=source.choice((11, 12, 13)),
        work=source.choice((6, 9, 15, 18)),
        elapsed_weeks=source.choice((2, 4, 5)),
    )


def _what_was_said(said: Said) -> DataTable:
    return DataTable(
        "What people said when asked how long it takes",
        ("question", "who", "what they said"),
        (
            ("a", "three teams", f"{said.days} d · {said.weeks} wk · {said.minutes} min"),
            ("b", "the architect", f"{said.low}-{said.high} days"),
            ("c", "the vendor", f"{said.calendar_weeks} calendar weeks"),
            ("d", "the ticket", f"ready on Friday {said.leaves}:00, started on Monday {said.starts}:00"),
            ("e", "the dashboard", f"{said.work} wh of work inside {said.elapsed_weeks} calendar weeks"),
            ("f", "three more", " · ".join(SPOKEN)),
        ),
        "The office is open from 9:00 to 17:00, Monday to Friday: 8 wh a day, 40 wh a week.",
    )


def _hours(text: str) -> float:
    reading = read_time(text)
    return math.nan if reading is None else reading.hours


def _range(text: str) -> tuple[float, float, float]:
    reading = read_time(text)
    if reading is None or reading.low_hours is None or reading.high_hours is None:
        return math.nan, math.nan, math.nan
    return reading.low_hours, reading.hours, reading.high_hours


def _weekend(said: Said) -> tuple[datetime, datetime]:
    return FRIDAY + timedelta(hours=said.leaves), FRIDAY + timedelta(days=3, hours=said.starts)


def _may_be_guessed(text: str) -> bool:
    try:
        return read_time(text) is not None
    except AmbiguousDurationError:
        return False


def _spoken_units(said: Said) -> Task:
    return Task(
        "a",
        f"Write {said.days} d, {said.weeks} wk and {said.minutes} min in working hours.",
        Amounts(HOURS, ("first", "second", "third")),
        lambda: tuple(_hours(text) for text in (f"{said.days} d", f"{said.weeks} wk", f"{said.minutes} min")),
        "One clock: 8 wh a day, 40 wh a week, so that waits and work can be added and divided.",
        (
            "How many hours of a day is anybody at work?",
            "1 d = 8 wh, 1 wk = 5 d = 40 wh, 60 min = 1 wh.",
            f"{said.days} d = {said.days} × 8 wh = {said.days * 8} wh; go on with the weeks.",
        ),
        (
            Misconception(
                "days_of_24_hours",
                lambda: (24.0 * said.days, 168.0 * said.weeks, said.minutes / 60),
                "You counted 24 hours to a day, nights and weekends included. Nobody worked then: a day has 8 wh "
                "and a week 40.",
            ),
            Misconception(
                "minutes_as_decimals",
                lambda: (8.0 * said.days, 40.0 * said.weeks, said.minutes / 100),
                f"The days and weeks are right, but an hour has 60 minutes: {said.minutes} min is not "
                f"{said.minutes / 100} h.",
            ),
        ),
    )


def _spoken_range(said: Said) -> Task:
    low, point, high = _range(f"{said.low}-{said.high} d")
    return Task(
        "b",
        f"The architect says {said.low}-{said.high} days. Give low, point and high in working hours.",
        Amounts(HOURS, ("low", "point", "high")),
        lambda: (low, point, high),
        "Waits are skewed: a few take very long, so the typical one lies below the middle. We take √(low · high).",
        (
            "Where in the range does the typical case lie: in the middle, or nearer to the low end?",
            "point = √(low · high), with both ends in working hours first.",
            f"low = {low:g} wh, high = {high:g} wh, so point = √({low:g} · {high:g}).",
        ),
        (
            Misconception(
                "middle_of_the_range",
                lambda: (low, (low + high) / 2, high),
                "You took the middle of the range as its point. Times are skewed to the right: the typical case "
                "lies below the middle, at √(low · high).",
            ),
            Misconception(
                "days_of_24_hours",
                lambda: (3 * low, 3 * point, 3 * high),
                "You counted 24 hours to a day. On our one clock a day has 8 wh.",
            ),
        ),
    )


def _vendor_weeks(said: Said) -> Task:
    return Task(
        "c",
        f"The vendor says {said.calendar_weeks} calendar weeks, nights and weekends included. "
        "How many working hours is that?",
        Amounts(HOURS),
        lambda: (convert_elapsed_hours(168.0 * said.calendar_weeks),),
        "Of the 168 hours in a week 40 are worked: the factor is 40/168, for spans of a week or more.",
        (
            "How many of the 168 hours in a week is the office open?",
            "working hours = hours on the clock × 40/168.",
            f"{said.calendar_weeks} weeks have {168 * said.calendar_weeks} hours on the clock; multiply by 40/168.",
        ),
        (
            Misconception(
                "clock_hours_as_work",
                lambda: (168.0 * said.calendar_weeks,),
                "Those are the hours on the clock, nights and weekends included. Of 168 hours in a week, 40 are "
                "working hours.",
            ),
            Misconception(
                "weekends_worked",
                lambda: (56.0 * said.calendar_weeks,),
                "You counted seven working days a week. A week on our clock has five: 40 wh.",
            ),
            Misconception(
                "days_of_24_hours",
                lambda: (120.0 * said.calendar_weeks,),
                "You left the weekends out and kept the nights: a day has 8 wh, not 24.",
            ),
        ),
    )


def _over_the_weekend(said: Said) -> Task:
    ready, started = _weekend(said)
    return Task(
        "d",
        f"A ticket is ready on Friday at {said.leaves}:00 and somebody starts on Monday at {said.starts}:00. "
        "How many working hours did it wait?",
        Amounts(HOURS),
        lambda: (working_hours_between(ready, started, OFFICE),),
        f"On the clock it was {clock_hours_between(ready, started):g} h. Keep both; a map uses the working hours.",
        (
            "Count only the hours in which the office is open.",
            "hours left on Friday until 17:00, plus hours from 9:00 on Monday.",
            f"Friday {said.leaves}:00 to 17:00 is {17 - said.leaves} wh; add Monday.",
        ),
        (
            Misconception(
                "clock_hours_as_work",
                lambda: (clock_hours_between(ready, started),),
                "That is the time on the clock, with two nights more than a weekend. The office was closed for "
                "most of it; count from 9:00 to 17:00 on working days.",
            ),
            Misconception(
                "weekends_worked",
                lambda: (working_hours_between(ready, started, OFFICE) + 16.0,),
                "You counted Saturday and Sunday as working days of 8 wh.",
            ),
        ),
    )


def _two_clocks(said: Said) -> Task:
    elapsed = 168.0 * said.elapsed_weeks
    return Task(
        "e",
        f"An item needed {said.work} wh of work, and {said.elapsed_weeks} calendar weeks passed from start to end. "
        "On what share of its working time was it worked on?",
        Amounts(PERCENT),
        lambda: (said.work / convert_elapsed_hours(elapsed),),
        f"The careless ratio, {said.work}/{elapsed:g}, mixes two clocks and is 4.2 times too small.",
        (
            "Both numbers must be on the same clock before you divide.",
            "share = work ÷ (calendar weeks × 40 wh).",
            f"{said.elapsed_weeks} weeks hold {said.elapsed_weeks} × 40 wh; divide {said.work} wh by that.",
        ),
        (
            Misconception(
                "two_clocks",
                lambda: (said.work / elapsed,),
                "You divided working hours by hours on the clock. Two clocks in one ratio make it 4.2 times too "
                "small; turn the weeks into working hours first.",
            ),
            Misconception(
                "weekends_worked",
                lambda: (said.work / (56.0 * said.elapsed_weeks),),
                "You counted seven working days a week; a week has 40 wh.",
            ),
        ),
    )


def _not_to_guess(_said: Said) -> Task:
    return Task(
        "f",
        "Which of 48h, overnight and N/A may you turn into a number without asking? Name them, or write none.",
        Names(SPOKEN, count=None),
        lambda: tuple(text for text in SPOKEN if _may_be_guessed(text)),
        "48h is six working days or two days on the clock; overnight can be no working time at all; N/A is not "
        "known. Ask, and write ? until somebody knows.",
        (
            "For each, is there more than one number somebody could have meant?",
            "Guess only where one reading is left; not known is never 0.",
            "48h: 48 working hours are six days, 48 hours on the clock are two days. So it must be asked about.",
        ),
        (
            _guessed("not_known_is_zero", ("N/A",), "N/A is not 0: it says that nobody knows yet."),
            _guessed("clock_hours_are_obvious", ("48h",), "48h can be six working days or two days on the clock."),
            _guessed("overnight_is_a_number", ("overnight",), "Overnight may hold no working hour at all: ask."),
            _guessed("everything_can_be_guessed", tuple(SPOKEN), "Each of the three can be read in several ways."),
        ),
    )


def _eighty_five_of_a_hundred(said: Said) -> Task:
    low, point, high = _range(f"{said.low}-{said.high} d")
    spread = math.log(high / low) / P10_TO_P90
    return Task(
        "g",
        f"Read {said.low}-{said.high} days as P10 and P90 of a lognormal distribution. "
        "Below which time do 85 of 100 waits stay?",
        Amounts(HOURS, tolerance=ROUNDED_PARTS),
        lambda: (point * math.exp(P85 * spread),),
        "P85 is what you can promise; the point is what happens half of the time.",
        (
            "Work with the logarithms of the times: they are spread evenly around ln(point).",
            "spread = ln(high/low) ÷ 2.563; P85 = point × e^(1.036 × spread).",
            f"spread = ln({high:g}/{low:g}) ÷ 2.563 = {spread:.3f}; point = {point:.2f} wh.",
        ),
        (
            Misconception(
                "range_as_a_ruler",
                lambda: (low + 0.85 * (high - low),),
                "You went 85 % of the way from low to high. Waits crowd at the low end.",
            ),
            Misconception(
                "high_end_is_p85",
                lambda: (high,),
                "The high end is P90: one wait in ten is longer still. P85 lies below it.",
            ),
        ),
        is_stretch=True,
    )


def _guessed(key: str, names: tuple[str, ...], feedback: str) -> Misconception:
    def wrong() -> Value:
        return names

    return Misconception(key, wrong, f"{feedback} Ask instead of guessing.")


QUESTIONS = (
    _spoken_units,
    _spoken_range,
    _vendor_weeks,
    _over_the_weekend,
    _two_clocks,
    _not_to_guess,
    _eighty_five_of_a_hundred,
)

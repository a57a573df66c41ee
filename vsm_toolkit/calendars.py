"""Working time between two instants: office hours, weekends, holidays and clock changes.

The office opens on the first ``days_per_week`` days from Monday at ``day_starts`` (09:00 where the calendar says
nothing) and closes ``hours_per_day`` later by the wall clock. With 4.5 days a week the fifth day is half as long.
Opening and closing are read off the wall clock of the calendar's time zone; what lies between is real time, so an
office open across a spring clock change works an hour less that night.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from vsm_toolkit.durations import check_working_week, convert_elapsed_hours
from vsm_toolkit.errors import DurationError
from vsm_toolkit.model import Calendar

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

FIRST_YEAR, LAST_YEAR = 1900, 2200

_DAY = timedelta(days=1)
_MICROSECOND = timedelta(microseconds=1)
_MICROSECONDS_PER_HOUR = 3_600_000_000
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - instants are compared as plain microseconds
_EPOCH_UTC = _EPOCH.replace(tzinfo=UTC)
_DAY_START = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")


def working_hours_between(start: datetime, end: datetime, calendar: Calendar) -> float:
    """Count the working hours between two instants.

    Parameters
    ----------
    start, end
        With a time zone where the calendar has one, without where it has none.
    calendar
        Office hours, working days, holidays and time zone.

    Returns
    -------
    float
        Working hours (wh); 0 when nobody worked in between.

    Raises
    ------
    DurationError
        When the end lies before the start, when only one side knows its time zone, when a date is outside 1900-2200,
        or when the calendar itself cannot be read.

    Examples
    --------
    >>> friday, monday = datetime(2025, 3, 7, 16), datetime(2025, 3, 10, 10)
    >>> working_hours_between(friday, monday, Calendar()), clock_hours_between(friday, monday)
    (2.0, 66.0)
    """
    office = _office_hours(calendar)
    first, last = office.instant(start), office.instant(end)
    _refuse_backwards(start, end, first, last)
    worked = 0
    for day in _days(office.local_date(start), office.local_date(end)):
        opens, closes = office.open_between(day)
        worked += max(0, min(closes, last) - max(opens, first))
    return worked / _MICROSECONDS_PER_HOUR


def working_hours_between_many(
    starts: Iterable[datetime | None], ends: Iterable[datetime | None], calendar: Calendar
) -> npt.NDArray[np.float64]:
    """Count the working hours of many pairs of instants at once: :func:`working_hours_between`, vectorised.

    Parameters
    ----------
    starts, ends
        Pairs in order; ``None`` (or ``NaT``) where an instant is not known, for example an item still open.
    calendar
        Office hours, working days, holidays and time zone.

    Returns
    -------
    numpy.ndarray
        Working hours (wh) per pair; ``nan`` where either instant is not known.

    Raises
    ------
    DurationError
        As :func:`working_hours_between`, naming the pair; also when there are more starts than ends or the reverse.

    Examples
    --------
    >>> friday = datetime(2025, 3, 7, 16)
    >>> working_hours_between_many([friday, friday], [datetime(2025, 3, 10, 10), None], Calendar())
    array([ 2., nan])
    """
    import numpy as np

    office = _office_hours(calendar)
    pairs = _known_pairs(starts, ends)
    hours = np.full(len(pairs), np.nan)
    known = [place for place, pair in enumerate(pairs) if pair is not None]
    if not known:
        return hours
    moments = [_instants(pair, office, place) for place, pair in enumerate(pairs) if pair is not None]
    dates = [office.local_date(moment) for pair in pairs if pair is not None for moment in pair]
    spans = np.array([office.open_between(day) for day in _days(min(dates), max(dates))], dtype=np.int64)
    opens, closes = spans[:, 0], spans[:, 1]
    worked_before = np.concatenate([[0], np.cumsum(closes - opens)])

    def worked_until(instants: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        # The day of padding puts every instant after the first opening.
        day = np.searchsorted(opens, instants, side="right") - 1
        worked: npt.NDArray[np.int64] = worked_before[day] + np.minimum(instants, closes[day]) - opens[day]
        return worked

    first, last = np.array(moments, dtype=np.int64).T
    hours[known] = (worked_until(last) - worked_until(first)) / _MICROSECONDS_PER_HOUR
    return hours


def clock_hours_between(start: datetime, end: datetime) -> float:
    """Count the hours on the clock between two instants, nights and weekends included.

    Instants with time zones are compared in UTC, so a night in which the clocks change counts its real length.

    Raises
    ------
    DurationError
        When the end lies before the start, only one of the two has a time zone, or a date is outside 1900-2200.

    Examples
    --------
    >>> paris = ZoneInfo("Europe/Paris")
    >>> clock_hours_between(datetime(2025, 3, 29, 22, tzinfo=paris), datetime(2025, 3, 30, 6, tzinfo=paris))
    7.0
    """
    if _is_aware(start) != _is_aware(end):
        raise DurationError(
            f"cannot count the hours from {start} to {end}: one has a time zone and the other has none. Give both a "
            "time zone, or neither."
        )
    _check_year(start)
    _check_year(end)
    first, last = _microseconds(start), _microseconds(end)
    _refuse_backwards(start, end, first, last)
    return (last - first) / _MICROSECONDS_PER_HOUR


def elapsed_to_working_hours(elapsed_hours: float, calendar: Calendar) -> float:
    """Turn hours on the clock into working hours by the week's factor: 40 of 168 in the default calendar.

    Holidays are not taken off: the factor is for spans whose dates nobody knows.

    Raises
    ------
    AmbiguousDurationError
        When the span is above 0 and below a week; use :func:`working_hours_between` on real timestamps.
    DurationError
        When the number is no time, or the calendar cannot be read.

    Examples
    --------
    >>> elapsed_to_working_hours(3 * 168, Calendar())
    120.0
    """
    return convert_elapsed_hours(
        elapsed_hours, hours_per_day=calendar.hours_per_day, days_per_week=calendar.days_per_week
    )


@dataclass(frozen=True, slots=True)
class _OfficeHours:
    """A calendar made ready for counting; instants are whole microseconds, in UTC where there is a zone."""

    zone: ZoneInfo | None
    day_starts: timedelta
    day_lengths: tuple[timedelta, ...]
    holidays: frozenset[date]

    def instant(self, moment: datetime) -> int:
        """Give the instant as a whole number, refusing what cannot be placed."""
        _check_year(moment)
        if _is_aware(moment) and self.zone is None:
            raise DurationError(
                f"cannot count from or to {moment}: it has a time zone and the calendar has none, so its office hours "
                "are not known there. Set time_zone in the calendar, for example 'Europe/Paris'."
            )
        if self.zone is not None and not _is_aware(moment):
            raise DurationError(
                f"cannot count from or to {moment}: the calendar is in {self.zone.key} and this time has no time zone. "
                "Give the time with its zone or UTC offset, for example '2025-03-07T16:00+01:00'."
            )
        return _microseconds(moment)

    def local_date(self, moment: datetime) -> date:
        """Give the date on the wall calendar of the office."""
        return moment.date() if self.zone is None else moment.astimezone(self.zone).date()

    def open_between(self, day: date) -> tuple[int, int]:
        """Give when the office opens and closes on a day; twice the opening on a day off."""
        opens = datetime.combine(day, time()) + self.day_starts
        length = timedelta() if day in self.holidays else self.day_lengths[day.weekday()]
        return self._at_wall_clock(opens), self._at_wall_clock(opens + length)

    def _at_wall_clock(self, wall: datetime) -> int:
        """Give the first instant at which the clock on the wall shows this time or a later one."""
        if self.zone is None:
            return _microseconds(wall)
        moment = wall.replace(tzinfo=self.zone).astimezone(UTC)
        if moment.astimezone(self.zone).replace(tzinfo=None) != wall:
            moment = self._end_of_gap(wall)
        return _microseconds(moment)

    def _end_of_gap(self, wall: datetime) -> datetime:
        """Find the clock change that skipped this wall-clock time."""
        before = wall.replace(tzinfo=self.zone, fold=1).astimezone(UTC)
        seconds = int((wall.replace(tzinfo=self.zone).astimezone(UTC) - before).total_seconds())
        offset_before = before.astimezone(self.zone).utcoffset()
        low, high = 0, seconds
        while high - low > 1:
            middle = (low + high) // 2
            unchanged = (before + timedelta(seconds=middle)).astimezone(self.zone).utcoffset() == offset_before
            low, high = (middle, high) if unchanged else (low, middle)
        # Clocks change on whole seconds, the wall time may carry a fraction.
        return (before + timedelta(seconds=high)).replace(microsecond=0)


def _office_hours(calendar: Calendar) -> _OfficeHours:
    check_working_week(calendar.hours_per_day, calendar.days_per_week)
    return _OfficeHours(
        zone=_zone(calendar.time_zone),
        day_starts=_day_start(calendar.day_starts),
        day_lengths=tuple(
            timedelta(hours=calendar.hours_per_day * min(1.0, max(0.0, calendar.days_per_week - weekday)))
            for weekday in range(7)
        ),
        holidays=frozenset(calendar.holidays),
    )


def _zone(name: str | None) -> ZoneInfo | None:
    if name is None:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise DurationError(
            f"the calendar's time_zone is {name[:60]!r}: expected the name of a time zone. Write for example "
            "'Europe/Paris' or 'America/New_York', or leave it out."
        ) from None


def _day_start(text: str | None) -> timedelta:
    if text is None:
        return timedelta(hours=9)
    match = _DAY_START.fullmatch(text.strip())
    if match is None:
        raise DurationError(
            f"the calendar's day_starts is {text[:60]!r}: expected a time of day. Write for example '09:00', or leave "
            "it out."
        )
    return timedelta(hours=int(match[1]), minutes=int(match[2]))


def _days(first: date, last: date) -> Iterator[date]:
    """Give every day from the day before to the day after: a night shift and a clock set back reach across dates."""
    return (first + number * _DAY for number in range(-1, (last - first).days + 2))


def _known_pairs(
    starts: Iterable[datetime | None], ends: Iterable[datetime | None]
) -> list[tuple[datetime, datetime] | None]:
    starts, ends = list(starts), list(ends)
    if len(starts) != len(ends):
        raise DurationError(
            f"cannot pair {len(starts)} starts with {len(ends)} ends: expected as many of each. Put None where an "
            "instant is not known."
        )
    # pandas' NaT is a datetime that does not equal itself.
    return [
        (start, end) if start is not None and end is not None and start == start and end == end else None  # noqa: PLR0124
        for start, end in zip(starts, ends, strict=True)
    ]


def _instants(pair: tuple[datetime, datetime], office: _OfficeHours, place: int) -> tuple[int, int]:
    try:
        first, last = office.instant(pair[0]), office.instant(pair[1])
        _refuse_backwards(*pair, first, last)
    except DurationError as error:
        raise DurationError(f"pair {place + 1}: {error.message}") from None
    return first, last


def _is_aware(moment: datetime) -> bool:
    return moment.utcoffset() is not None


def _check_year(moment: datetime) -> None:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise DurationError(
            f"cannot count from or to {moment}: expected a year from {FIRST_YEAR} to {LAST_YEAR}. Check the date."
        )


def _microseconds(moment: datetime) -> int:
    if _is_aware(moment):
        return int((moment.astimezone(UTC) - _EPOCH_UTC) // _MICROSECOND)
    return int((moment - _EPOCH) // _MICROSECOND)


def _refuse_backwards(start: datetime, end: datetime, first: int, last: int) -> None:
    if last < first:
        raise DurationError(
            f"the end ({end}) lies before the start ({start}): expected the start first. Swap the two, or check the "
            "dates."
        )

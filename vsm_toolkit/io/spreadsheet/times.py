"""One cell that holds a time, read into working hours under the answers the team has given so far."""

from __future__ import annotations

import re

from vsm_toolkit.durations import TimeReading, read_time
from vsm_toolkit.errors import AmbiguousDurationError, DurationError, VsmError
from vsm_toolkit.io.spreadsheet.conventions import SheetConventions
from vsm_toolkit.io.spreadsheet.values import UnreadableCellError, canonical_numbers, is_missing, read_number
from vsm_toolkit.model import TimeBasis

DEFAULT_HOURS_PER_DAY = 8.0
DEFAULT_DAYS_PER_WEEK = 5.0

_HOUR_WORDS = re.compile(r"(?<![^\W\d_])(h|hr|hrs|hour|hours)(?![^\W\d_])", re.IGNORECASE)
_CLOCK_WORDS = ("calendar", "elapsed", "clock")
_LETTER = re.compile(r"[^\W\d_]")


class UnansweredError(VsmError):
    """A cell's number depends on an answer nobody has given; carries the option that takes it.

    Parameters
    ----------
    option : str
        The command-line option.
    """

    def __init__(self, option: str) -> None:
        super().__init__(f"Answer {option} first.")
        self.option = option


def read_time_cell(
    text: str, unit: str | None, conventions: SheetConventions, *, decimal_comma: bool = False, hands_on: bool = False
) -> TimeReading | None:
    """Read a time as a coach writes it; ``None`` when nobody knows.

    Parameters
    ----------
    unit
        What the header says, for example ``"days"``; ``None`` uses ``conventions.unit``.
    hands_on
        Whether it is process time: an hour somebody works is an hour under either basis.

    Raises
    ------
    UnansweredError
        When the unit or the basis is not answered and the number depends on it.
    UnreadableCellError
        When it is no time, or has two meanings that no option settles.

    Examples
    --------
    >>> read_time_cell("3", "days", SheetConventions(basis=TimeBasis.WORKING)).hours
    24.0
    >>> read_time_cell("3", "days", SheetConventions())
    Traceback (most recent call last):
    vsm_toolkit.io.spreadsheet.times.UnansweredError: Answer --basis first.
    """
    if is_missing(text):
        return None
    written = canonical_numbers(text, decimal_comma=decimal_comma)
    unit = unit or conventions.unit
    if unit is None and not _LETTER.search(written) and re.search(r"[1-9]", written):
        in_some_unit = _outcome(written, "wh", TimeBasis.WORKING, conventions)
        raise in_some_unit if isinstance(in_some_unit, UnreadableCellError) else UnansweredError("--unit")
    if hands_on:
        reading = _in_hours_or_minutes(written, unit)
        if reading is not None:
            return reading
    bases = (conventions.basis,) if conventions.basis else tuple(TimeBasis)
    outcomes = [_outcome(written, unit, basis, conventions) for basis in bases]
    readings = [one for one in outcomes if isinstance(one, TimeReading)]
    if readings and any(one != readings[0] for one in outcomes):
        raise UnansweredError("--basis")
    if isinstance(outcomes[0], UnreadableCellError):
        raise outcomes[0]
    return outcomes[0]


def read_working_hours(text: str, *, decimal_comma: bool = False) -> TimeReading | None:
    """Read a cell of the toolkit's own tables, where a plain number is working hours.

    Raises
    ------
    UnreadableCellError
        When it is neither a plain number nor a time with its unit.

    Examples
    --------
    >>> read_working_hours("60").hours, read_working_hours("3 d").hours
    (60.0, 24.0)
    """
    if is_missing(text):
        return None
    if not _LETTER.search(text.replace("e", "").replace("E", "")):
        number = read_number(text, decimal_comma=decimal_comma)
        return None if number is None else TimeReading(number)
    own = SheetConventions(basis=TimeBasis.WORKING, unit="wh")
    return read_time_cell(text, None, own, decimal_comma=decimal_comma)


def depends_on_calendar(text: str, unit: str | None, *, decimal_comma: bool = False) -> bool:
    """Say whether a time would be another with other hours a day or days a week.

    Examples
    --------
    >>> depends_on_calendar("3 d", None), depends_on_calendar("90 min", None)
    (True, False)
    """
    answers = (
        SheetConventions(basis=TimeBasis.WORKING, unit="wh", hours_per_day=hours, days_per_week=days)
        for hours, days in ((8.0, 5.0), (7.0, 4.0))
    )
    try:
        one, other = (read_time_cell(text, unit, answer, decimal_comma=decimal_comma) for answer in answers)
    except UnreadableCellError:
        return False
    return one != other


def _in_hours_or_minutes(written: str, unit: str | None) -> TimeReading | None:
    """Read a time that needs no calendar, or give ``None``: days would come out differently under the two calendars."""
    try:
        one, other = (read_time(written, hours_per_day=hours, default_unit=unit) for hours in (24.0, 23.0))
    except DurationError:
        return None
    return one if one == other else None


def _outcome(
    written: str, unit: str | None, basis: TimeBasis, conventions: SheetConventions
) -> TimeReading | UnreadableCellError | None:
    if basis is TimeBasis.WORKING:
        # Where the team says that nights do not count, "48 h" has one meaning.
        written, unit = _marked_as_working(written), unit and _marked_as_working(unit)
    try:
        return read_time(
            written,
            hours_per_day=conventions.hours_per_day or DEFAULT_HOURS_PER_DAY,
            days_per_week=conventions.days_per_week or DEFAULT_DAYS_PER_WEEK,
            default_unit=unit,
            basis="working" if basis is TimeBasis.WORKING else "elapsed",
        )
    except AmbiguousDurationError as error:
        return UnreadableCellError("a time with one meaning", f"Ask: {error.question}")
    except DurationError:
        remedy = "Write a number of 0 or more with min, wh, d or wk, or '?' if nobody knows yet."
        return UnreadableCellError("a time such as '45 min', '6 wh' or '3 d'", remedy)


def _marked_as_working(text: str) -> str:
    return text if any(word in text.casefold() for word in _CLOCK_WORDS) else _HOUR_WORDS.sub("wh", text)

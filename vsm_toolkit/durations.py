"""Times as people say them, read into working hours (wh) and written back.

One clock for a whole map: a day is 8 wh and a week is 5 days unless the calendar says otherwise. What can be read two
ways is asked about, never guessed; what nobody knows yet stays ``None``.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from numbers import Real
from typing import Literal, NamedTuple, NoReturn

from vsm_toolkit.errors import AmbiguousDurationError, DurationError
from vsm_toolkit.working_week import shown_working_week

Basis = Literal["working", "elapsed"]

HOURS_IN_A_WEEK = 168
LONGEST_HOURS = 1e7
LONGEST_TEXT = 200
MISSING_SPELLINGS = frozenset({"", "?", "??", "???", "-", "--", "n/a", "n.a.", "na", "unk", "unknown", "tbd"})

_UNIT_SPELLINGS = {
    "month": "month months mo mos",
    "wk": "w wk wks week weeks",
    "d": "d day days",
    "h": "h hr hrs hour hours",
    "min": "m min mins minute minutes",
}
_UNIT_NAMES = {spelling: name for name, spellings in _UNIT_SPELLINGS.items() for spelling in spellings.split()}
_LARGEST_FIRST = tuple(_UNIT_SPELLINGS)
_QUALIFIERS: dict[str, Basis] = {
    "working": "working",
    "work": "working",
    "business": "working",
    "calendar": "elapsed",
    "elapsed": "elapsed",
    "clock": "elapsed",
}
_ABBREVIATIONS = {"wh": "working h", "wd": "working d", "workday": "working d", "workdays": "working d"}
_ELAPSED_HOURS = {"month": 720.0, "wk": 168.0, "d": 24.0, "h": 1.0}
_COUNTING_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_JOINING_WORD = "and"
_NUMBER_WORDS = {"a": 1.0, "an": 1.0, "half": 0.5} | {word: float(n) for n, word in enumerate(_COUNTING_WORDS) if n}

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_REWORDINGS = (
    ("½", ".5"),
    ("¼", ".25"),
    ("¾", ".75"),
    ("half an ", "half "),
    ("half a ", "half "),
    (" on the clock", " clock"),
)
_NUMBER = r"(?:[0-9]+(?:[.,][0-9]+)?|[.,][0-9]+)(?:e[+-]?[0-9]{1,3}(?![0-9]))?"
_TOKEN = re.compile(rf"{_NUMBER}|[^\W\d_]+|\S")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_NEGATIVE = re.compile(r"-\s*[0-9.,]")
_CAPITAL_M = re.compile(r"[0-9]\s*M$")
_CLOCK_FACE = re.compile(r"[0-9]\s*:\s*[0-9]")
_NO_LENGTH = re.compile(r"\b(?:same[ -]day|over ?night|next[ -]day)\b")
_APPROXIMATE = re.compile(r"(?:(?:about|around|approximately|approx|roughly|circa|ca|c)\b\.?|[~≈])\s*")
_LIKELY = re.compile(r"[ ,;(]+(?:most )?(?:likely|usually|typically) ?[:=]? ?")
_BETWEEN = re.compile(r"between (.+) and (.+)")
# The dash of an exponent ("1e-05 wh") does not part a range.
_RANGE_SIGN = re.compile(r"\s*(?<![0-9]e)-\s*| to ")


@dataclass(frozen=True, slots=True)
class TimeReading:
    """A time as read from what somebody wrote.

    Attributes
    ----------
    hours : float
        The point value, working hours.
    low_hours, high_hours : float or None
        The range, working hours; ``None`` where none was given.
    grade : str or None
        ``"guess"`` when the words say so ("about a week"), else ``None``.
    flag : str or None
        What to ask the team about this reading; ``None`` when there is nothing to ask.
    """

    hours: float
    low_hours: float | None = None
    high_hours: float | None = None
    grade: str | None = None
    flag: str | None = None


def read_time(
    text: str | float | int | None,
    *,
    hours_per_day: float = 8.0,
    days_per_week: float = 5.0,
    default_unit: str | None = None,
    basis: Basis = "working",
) -> TimeReading | None:
    """Read a time the way people write it, into working hours.

    Parameters
    ----------
    text
        ``"3d"``, ``"1 d 4 h"``, ``"2-5 days"``, ``"2-5 d, likely 3 d"``, ``"about a week"``, ``"2 calendar weeks"``.
    hours_per_day, days_per_week
        The working calendar: working hours in a day, working days in a week.
    default_unit
        Unit of a number that stands alone, for example ``"min"``, ``"wh"`` or ``"calendar days"``; ``None`` asks. A
        default of ``"h"`` still asks from 24 up; ``"wh"`` never does.
    basis
        ``"elapsed"`` reads every unit that is not marked as working time on the clock, a day being 24 hours.

    Returns
    -------
    TimeReading or None
        ``None`` when the text says that nobody knows (``"?"``, ``"N/A"``, ``"UNK"``, nothing at all). The point of a
        range is √(low·high), because times are skewed to the right, unless a most likely value is named.

    Raises
    ------
    AmbiguousDurationError
        When the text can be read in more than one way; its ``question`` is what to ask the team.
    DurationError
        When the text is no time, is negative, or is absurdly long.

    Examples
    --------
    >>> read_time("1 d 4 h").hours
    12.0
    >>> read_time("2-5 days, likely 3 d")
    TimeReading(hours=24.0, low_hours=16.0, high_hours=40.0, grade=None, flag=None)
    >>> print(read_time("N/A"))
    None
    """
    check_working_week(hours_per_day, days_per_week)
    if text is None:
        return None
    written = _written(text)
    if written.translate(_DASHES).casefold() in MISSING_SPELLINGS:
        return None
    return _Reader(written, hours_per_day, days_per_week, default_unit, basis).read()


def write_hours(hours: float) -> str:
    """Write working hours for a file, exactly: :func:`read_time` gives back the same number, bit for bit.

    Raises
    ------
    DurationError
        When the number is no time: negative, not finite, or above 10 million hours.

    Examples
    --------
    >>> write_hours(60.0), write_hours(0.25)
    ('60 wh', '0.25 wh')
    """
    number = float(hours)
    if not 0 <= number <= LONGEST_HOURS:
        raise DurationError(
            f"cannot write {number!r} as a time: expected 0 to 10,000,000 working hours. Check the sum it comes from."
        )
    return f"{_plain(number)} wh"


def format_hours(hours: float | None, *, hours_per_day: float | None = None, days_per_week: float | None = None) -> str:
    """Show working hours to people: minutes below 1 h, hours below 16 wh, days below 10 d, weeks above.

    One decimal, halves rounded up, a trailing ``.0`` dropped; ``None`` shows as ``"?"``. Without a week of its own it
    uses the one of what is being shown (:mod:`vsm_toolkit.working_week`), 8 hours and 5 days by default.

    Raises
    ------
    DurationError
        When the number is not finite.

    Examples
    --------
    >>> [format_hours(hours) for hours in (0.25, 1.5, 60, 569, None)]
    ['15 min', '1.5 h', '7.5 d', '14.2 wk', '?']
    """
    week = shown_working_week()
    hours_per_day = week.hours_per_day if hours_per_day is None else hours_per_day
    days_per_week = week.days_per_week if days_per_week is None else days_per_week
    check_working_week(hours_per_day, days_per_week)
    if hours is None:
        return "?"
    if not math.isfinite(hours):
        raise DurationError(f"cannot show {hours!r} as a time: expected a finite number of working hours, or None.")
    size = abs(Decimal(repr(float(hours))))
    day = Decimal(repr(float(hours_per_day)))
    shown = _in_largest_unit(size, day, day * Decimal(repr(float(days_per_week))))
    return f"-{shown}" if hours < 0 and shown[0] != "<" else shown


def format_percent(share: float | None, decimals: int = 1) -> str:
    """Show a share (0-1) as a percentage, halves rounded up, trailing zeros dropped; ``None`` shows as ``"?"``.

    Raises
    ------
    DurationError
        When the share is not finite.

    Examples
    --------
    >>> format_percent(33 / 141), format_percent(0.1), format_percent(None)
    ('23.4 %', '10 %', '?')
    """
    if share is None:
        return "?"
    if not math.isfinite(share):
        raise DurationError(f"cannot show {share!r} as a percentage: expected a finite share, or None.")
    return f"{_rounded(Decimal(repr(float(share))) * 100, decimals):f} %"


def convert_elapsed_hours(elapsed_hours: float, *, hours_per_day: float = 8.0, days_per_week: float = 5.0) -> float:
    """Turn hours on the clock into working hours: of 168 hours in a week, 40 are worked.

    The factor holds for a week or more; below that it depends on nights and weekends, so real timestamps are needed.

    Raises
    ------
    AmbiguousDurationError
        When the span is above 0 and below a week (168 hours).
    DurationError
        When the number is no time.

    Examples
    --------
    >>> convert_elapsed_hours(336)
    80.0
    """
    check_working_week(hours_per_day, days_per_week)
    if not 0 <= elapsed_hours <= LONGEST_HOURS:
        raise DurationError(
            f"cannot convert {elapsed_hours!r} hours on the clock: expected 0 to 10,000,000. Check the two dates."
        )
    if 0 < elapsed_hours < HOURS_IN_A_WEEK:
        question = "when was it ready, and when did someone start (two dates with times)?"
        raise AmbiguousDurationError(
            f"{_plain(elapsed_hours)} hours on the clock are less than a week, so nights and weekends decide how many "
            f"working hours they hold: {question} Give the two timestamps, or write the working hours, as in '6 wh'.",
            question,
        )
    return elapsed_hours * (hours_per_day * days_per_week) / HOURS_IN_A_WEEK


def check_working_week(hours_per_day: float, days_per_week: float) -> None:
    """Refuse a working week that cannot be: up to 24 hours a day and 7 days a week, both above 0.

    Raises
    ------
    DurationError
        When either is out of range or no number.

    Examples
    --------
    >>> check_working_week(7.6, 4.5)
    """
    if not (0 < hours_per_day <= 24 and 0 < days_per_week <= 7):
        raise DurationError(
            f"the calendar has {hours_per_day} hours per day and {days_per_week} days per week: expected above 0 and "
            "up to 24 hours, and above 0 and up to 7 days. Correct the calendar."
        )


class _Unit(NamedTuple):
    """A unit of time; ``basis`` is ``None`` where the word alone does not say whether nights count."""

    name: str
    basis: Basis | None


class _Quantity(NamedTuple):
    """One time without its range: working hours, and the units it was written in."""

    hours: float
    units: tuple[_Unit, ...]


@dataclass(frozen=True, slots=True)
class _Reader:
    """One text and everything needed to read it."""

    written: str
    hours_per_day: float
    days_per_week: float
    default_unit: str | None
    basis: Basis

    def read(self) -> TimeReading:
        """Take the guess words off, then the most likely value, then the range."""
        if len(self.written) > LONGEST_TEXT:
            self._refuse(f" ({len(self.written):,} characters)")
        self._ask_about_known_traps()
        text = self.written.translate(_DASHES).casefold()
        for old, new in _REWORDINGS:
            text = text.replace(old, new)
        if _NEGATIVE.match(text):
            raise DurationError(
                f"cannot read {self._shown()} as a time: it is negative, and a time is 0 or more. Check which way "
                "round the two dates were subtracted (or write '?' if nobody knows yet)."
            )
        approximate = _APPROXIMATE.match(text)
        text = text[approximate.end() :] if approximate else text
        span, *likely = _LIKELY.split(text.rstrip(")"), maxsplit=1)
        bounds = self._bounds(span)
        if len(bounds) == 1 and not likely:
            return self._point(bounds[0], guessed=approximate is not None)
        if len(bounds) == 1:
            self._refuse()
        return self._range(bounds[0], bounds[1], likely, guessed=approximate is not None)

    def _point(self, quantity: _Quantity, *, guessed: bool) -> TimeReading:
        flags = ["Said as a guess; ask for a range (low and high)."] if guessed else []
        flags += self._month_flags(quantity)
        return TimeReading(quantity.hours, grade="guess" if guessed else None, flag=" ".join(flags) or None)

    def _range(self, low: _Quantity, high: _Quantity, likely: list[str], *, guessed: bool) -> TimeReading:
        if low.hours > high.hours:
            raise DurationError(
                f"cannot read {self._shown()} as a range: expected the low value first, and it is the larger one. "
                "Swap the two, or give each its own unit, as in '2 h to 5 d'."
            )
        flags = self._month_flags(low, high)
        # √(low·high) can leave the range by the last bit.
        point = min(max(math.sqrt(low.hours * high.hours), low.hours), high.hours)
        if likely:
            point = self._quantity(likely[0], high.units[-1] if high.units else None).hours
            if not low.hours <= point <= high.hours:
                raise DurationError(
                    f"cannot read {self._shown()}: the most likely value lies outside the range. Ask again which "
                    "low, most likely and high value the group means."
                )
        elif low.hours == 0 < high.hours:
            point = high.hours / 2
            flags.append("The range starts at 0, so its middle is taken; ask for the most likely value.")
        grade = "guess" if guessed else None
        return TimeReading(point, low.hours, high.hours, grade, " ".join(flags) or None)

    def _bounds(self, text: str) -> list[_Quantity]:
        between = _BETWEEN.fullmatch(text)
        pieces = list(between.groups()) if between else _RANGE_SIGN.split(text)
        if len(pieces) > 2:
            self._refuse()
        last = self._quantity(pieces[-1], None)
        unit_of_last = last.units[0] if len(last.units) == 1 else None
        return [*(self._quantity(piece, unit_of_last) for piece in pieces[:-1]), last]

    def _quantity(self, text: str, unit_if_bare: _Unit | None) -> _Quantity:
        parts = self._parts(text)
        if len(parts) == 1 and not parts[0][1]:
            value = parts[0][0]
            if value == 0:
                return _Quantity(0.0, ())
            parts_with_units = [(value, unit_if_bare or self._unit_of_bare_number())]
        else:
            parts_with_units = [(value, self._unit(words)) for value, words in parts]
        units = tuple(unit for _, unit in parts_with_units)
        order = [_LARGEST_FIRST.index(unit.name) for unit in units]
        if order != sorted(set(order)):
            self._refuse()
        return _Quantity(self._working_hours(parts_with_units), units)

    def _parts(self, text: str) -> list[tuple[float, list[str]]]:
        """Group the words behind each number with it."""
        parts: list[tuple[float, list[str]]] = []
        for token in _TOKEN.findall(text):
            if token[-1].isdigit() and token.isascii():
                parts.append((self._number(token), []))
            elif token in _NUMBER_WORDS:
                parts.append((_NUMBER_WORDS[token], []))
            elif not parts or not (token.isalpha() or token in {".", ","}):
                self._refuse()
            elif token.isalpha() and token != _JOINING_WORD:
                parts[-1][1].append(token)
        if not parts:
            self._refuse()
        return parts

    def _number(self, token: str) -> float:
        if _THOUSANDS.fullmatch(token):
            question = f"{token.replace(',', '.')} or {token.replace(',', '')}?"
            raise AmbiguousDurationError(
                f"cannot read {self._shown()} as a time: is {token} {question} Write it with a point, or without the "
                "comma.",
                f"is {token} {question}",
            )
        number = float(token.replace(",", "."))
        if not number <= LONGEST_HOURS:
            self._refuse_as_too_long()
        return number

    def _unit(self, words: list[str]) -> _Unit:
        return _find_unit(words) or self._refuse()

    def _unit_of_bare_number(self) -> _Unit:
        if self.default_unit is not None:
            unit = _find_unit(self.default_unit.casefold().split())
            if unit is None:
                raise DurationError(
                    f"the default unit {self.default_unit[:40]!r} is not known: expected min, h, wh, d or wk. Correct "
                    "the unit of the column."
                )
            return unit
        question = "minutes, hours, days or weeks?"
        raise AmbiguousDurationError(
            f"cannot read {self._shown()} as a time: {question} Write the unit behind the number, for example "
            "'45 min', '6 wh', '3 d' or '2 wk'.",
            question,
        )

    def _working_hours(self, parts: list[tuple[float, _Unit]]) -> float:
        working = elapsed = 0.0
        for value, unit in parts:
            if (unit.basis or self.basis) == "elapsed":
                elapsed += value / 60 if unit.name == "min" else value * _ELAPSED_HOURS[unit.name]
            else:
                self._ask_about_long_hours(value, unit)
                working += value / 60 if unit.name == "min" else value * self._hours_of(unit.name)
        if not working + elapsed <= LONGEST_HOURS:
            self._refuse_as_too_long()
        return working + self._converted(elapsed)

    def _converted(self, elapsed: float) -> float:
        try:
            return convert_elapsed_hours(elapsed, hours_per_day=self.hours_per_day, days_per_week=self.days_per_week)
        except AmbiguousDurationError as error:
            raise AmbiguousDurationError(f"cannot read {self._shown()}: {error.message}", error.question) from None

    def _hours_of(self, unit_name: str) -> float:
        week = self.hours_per_day * self.days_per_week
        return {"month": 4 * week, "wk": week, "d": self.hours_per_day, "h": 1.0}[unit_name]

    def _ask_about_long_hours(self, value: float, unit: _Unit) -> None:
        if unit != ("h", None) or value < 24 or self.hours_per_day == 24:
            return
        working_days, clock_days = value / self.hours_per_day, value / 24
        on_the_clock = f"{_counted(clock_days, 'day')} on the clock"
        question = f"{_counted(working_days, 'working day')} or {on_the_clock}?"
        for_the_clock = (
            f"'{_plain(value)} elapsed h'" if value >= HOURS_IN_A_WEEK else "the two timestamps (ready, and started)"
        )
        raise AmbiguousDurationError(
            f"cannot read {self._shown()} as a time: {question} For working time write '{_plain(value)} wh' or "
            f"'{_rounded(Decimal(repr(working_days)), 1):f} d'; for {on_the_clock} give {for_the_clock}.",
            question,
        )

    def _ask_about_known_traps(self) -> None:
        text = self.written.casefold()
        question = None
        if _CLOCK_FACE.search(text):
            question = "is that a length (hours and minutes, or minutes and seconds) or a time of day?"
        elif _NO_LENGTH.search(text):
            question = "when was it ready and when did someone start, and how many working hours lie between?"
        elif _CAPITAL_M.search(self.written) and "h" not in text:
            question = "does M mean minutes or months?"
        if question:
            raise AmbiguousDurationError(
                f"cannot read {self._shown()} as a time: {question} Write a number and min, h, d or wk, for example "
                "'1 h 30 min'.",
                question,
            )

    def _month_flags(self, *quantities: _Quantity) -> list[str]:
        units = {unit for quantity in quantities for unit in quantity.units if unit.name == "month"}
        if not units:
            return []
        if any((unit.basis or self.basis) == "elapsed" for unit in units):
            return ["A month is read as 30 calendar days; ask for weeks."]
        return [f"A month is read as {_plain(4 * self.days_per_week)} working days; ask for weeks."]

    def _shown(self) -> str:
        return repr(self.written if len(self.written) <= 60 else self.written[:40] + "…")

    def _refuse_as_too_long(self) -> NoReturn:
        raise DurationError(
            f"cannot read {self._shown()} as a time: it is more than 10,000,000 hours. Check the number and its unit."
        )

    def _refuse(self, remark: str = "") -> NoReturn:
        raise DurationError(
            f"cannot read {self._shown()}{remark} as a time; write a number and min, h, d or wk, for example '45 min' "
            "(or '?' if nobody knows yet)"
        )


def _find_unit(words: list[str]) -> _Unit | None:
    expanded = " ".join(_ABBREVIATIONS.get(word, word) for word in words).split()
    bases = {_QUALIFIERS[word] for word in expanded if word in _QUALIFIERS}
    names = [word for word in expanded if word not in _QUALIFIERS]
    if len(names) != 1 or names[0] not in _UNIT_NAMES or len(bases) > 1:
        return None
    return _Unit(_UNIT_NAMES[names[0]], next(iter(bases), None))


def _written(text: object) -> str:
    """Give the text with single spaces; a number as its shortest exact text."""
    if isinstance(text, str):
        stripped = text.strip()
        return stripped if len(stripped) > LONGEST_TEXT else " ".join(stripped.split())
    if isinstance(text, bool) or not isinstance(text, Real):
        raise DurationError(
            f"cannot read a {type(text).__name__} as a time: expected text such as '45 min', a number with a default "
            "unit, or nothing. Format the cell as text."
        )
    try:
        number = float(text)
    except OverflowError:
        number = math.inf
    if not abs(number) <= LONGEST_HOURS:
        raise DurationError(
            f"cannot read {number!r} as a time: expected 0 to 10,000,000. Check the cell (or write '?' if nobody knows "
            "yet)."
        )
    return _plain(number)


def _plain(number: float) -> str:
    """Write a number shortest and exactly, without a trailing ``.0``."""
    return repr(float(number) + 0.0).removesuffix(".0")


def _counted(count: float, noun: str) -> str:
    """Say ``two days``, ``one day`` or ``4.5 days``."""
    shown = _rounded(Decimal(repr(count)), 1)
    words = _COUNTING_WORDS[int(shown)] if shown in range(len(_COUNTING_WORDS)) else f"{shown:f}"
    return f"{words} {noun}{'' if shown == 1 else 's'}"


def _rounded(value: Decimal, decimals: int) -> Decimal:
    """Round halves up and drop trailing zeros."""
    with localcontext(prec=400):
        rounded = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
        return rounded.normalize() if rounded else Decimal(0)


def _in_largest_unit(size: Decimal, day: Decimal, week: Decimal) -> str:
    # The rounded value chooses the unit, so 59.97 min reads "1 h" and never "60 min".
    minutes, hours, days = _rounded(size * 60, 1), _rounded(size, 1), _rounded(size / day, 1)
    if size and not minutes:
        return "< 0.1 min"
    if size and minutes < 60:
        return f"{minutes:f} min"
    if hours < 16:
        return f"{hours:f} h"
    return f"{days:f} d" if days < 10 else f"{_rounded(size / week, 1):f} wk"

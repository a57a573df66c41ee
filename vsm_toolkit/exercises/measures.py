"""Numbers as people write them: what each counts, every way to read it, and how it is shown again.

The size of the last digit written goes along, because 17.6 d is a right way to say 17.625 d.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from vsm_toolkit.durations import format_hours, format_percent, read_time
from vsm_toolkit.errors import VsmError

EXACT = 0.01

NUMERAL = r"(?:[0-9]+(?:[.,' ]?[0-9]+)*|[.,][0-9]+)"
_WORDS_FOR_ZERO = frozenset({"none", "nothing", "zero", "no", "not at all"})
_LOOSE_SIGNS = re.compile(r"^[\s=≈~≤≥<>×x*+€$£]+|(?:^|\s)(?:about|at most|at least|eur|usd)\s+", re.IGNORECASE)
_HOURS_ALONE = re.compile(r"(?<=[0-9.])\s*(?:person[- ]?hours?|working hours?|hours?|hrs?|ph|wh|h)\b\.?", re.IGNORECASE)
_PER_SOMETHING = re.compile(r"\s*(?:/|\bper\b)\s*[a-z]+\s*$", re.IGNORECASE)
_THOUSANDS = re.compile(r"(?<=[0-9])[,'](?=[0-9]{3}(?![0-9]))")
_SHARE = re.compile(rf"({NUMERAL})\s*(?:/|\bof\b|\bin\b)\s*({NUMERAL})", re.IGNORECASE)
TIME_UNITS = {"wh": 1.0, "d": 8.0, "wk": 40.0, "min": 1 / 60}


class AnswerError(VsmError, ValueError):
    """An answer could not be read; the sentence says how to write it."""


class Reading(NamedTuple):
    """One way to read one number.

    Attributes
    ----------
    value : float
        In the base unit of the kind.
    digit : float
        Size of the last digit written, in the base unit.
    """

    value: float
    digit: float


@dataclass(frozen=True, slots=True)
class Measure:
    """What a number counts, how it is written and shown.

    Attributes
    ----------
    example : str
        Shown in the empty field.
    read : callable
        Every way to read one number of a text, and the unit it was written in.
    show : callable
        A value as people read it.
    units : mapping of str to float
        Units people mix up, with their size in the base unit.
    exact : float
        How far off a number may be, in the base unit.
    """

    example: str
    read: Callable[[str], tuple[tuple[Reading, ...], str]]
    show: Callable[[float], str]
    units: Mapping[str, float] = field(default_factory=dict)
    exact: float = EXACT


def plain(number: float, decimals: int = 2) -> str:
    """Write a number without idle zeros.

    Examples
    --------
    >>> plain(83.0), plain(14.5), plain(1234.8)
    ('83', '14.5', '1,234.8')
    """
    text = f"{number:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def read_numeral(text: str) -> tuple[Reading, ...]:
    """Read a figure without its unit; ``1,234`` can be read in two ways, and both are given.

    Raises
    ------
    AnswerError
        When it is no figure.

    Examples
    --------
    >>> read_numeral("17,6")
    (Reading(value=17.6, digit=0.1),)
    >>> [reading.value for reading in read_numeral("1,234")]
    [1234.0, 1.234]
    """
    bare = re.sub(r"[' ]", "", text)
    signs = [each for each in bare if each in ".,"]
    if len(set(signs)) == 2:
        thousands = signs[0]
        spellings = [bare.replace(thousands, "").replace(",", ".")]
    elif len(signs) > 1:
        spellings = [bare.replace(signs[0], "")]
    elif signs == [","] and re.fullmatch(r"[1-9][0-9]{0,2},[0-9]{3}", bare):
        spellings = [bare.replace(",", ""), bare.replace(",", ".")]
    else:
        spellings = [bare.replace(",", ".")]
    try:
        decimals = [Decimal(spelling) for spelling in spellings]
    except InvalidOperation:
        message = f"Cannot read {text!r} as a number."
        raise AnswerError(message) from None
    return tuple(Reading(float(each), float(Decimal(1).scaleb(_last_place(each)))) for each in decimals)


def _last_place(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def is_word_for_nothing(text: str) -> bool:
    """Say whether an answer is a word such as "none".

    Examples
    --------
    >>> is_word_for_nothing(" None "), is_word_for_nothing("0")
    (True, False)
    """
    return text.strip().casefold() in _WORDS_FOR_ZERO


def _one_figure(text: str, asked: str) -> str:
    found: list[str] = re.findall(NUMERAL, text)
    if len(found) != 1:
        message = f"Expected {asked}, and found {len(found)} numbers in {text.strip()!r}."
        raise AnswerError(message)
    return found[0]


def _read_hours(text: str) -> tuple[tuple[Reading, ...], str]:
    tidy = _LOOSE_SIGNS.sub(" ", _PER_SOMETHING.sub("", text)).strip()
    if is_word_for_nothing(tidy):
        return (Reading(0.0, 0.0),), "wh"
    written = _HOURS_ALONE.sub(" wh", _THOUSANDS.sub("", tidy))
    reading = read_time(written, default_unit="wh")
    if reading is None or reading.low_hours is not None:
        message = f"Expected one time such as 12 h or 1.5 d, found {text.strip()!r}."
        raise AnswerError(message)
    digit, unit = min(_last_digits(written))
    return (Reading(reading.hours, digit),), unit


def _last_digits(written: str) -> list[tuple[float, str]]:
    """Give the size of each number's last digit in working hours, with the unit written behind it."""
    digits = []
    for figure, word in re.findall(rf"({NUMERAL})\s*([a-z]*)", written, re.IGNORECASE):
        one = read_time(f"1 {word or 'wh'}", default_unit="wh")
        unit = next((name for name, size in TIME_UNITS.items() if one and one.hours == size), "wh")
        digits.append((read_numeral(figure)[-1].digit * TIME_UNITS[unit], unit))
    return digits or [(0.0, "wh")]


def _show_hours(hours: float) -> str:
    shown = f"{plain(hours)} wh"
    return shown if abs(hours) < 16 else f"{shown} ({format_hours(hours)})"


def _read_share(text: str) -> tuple[tuple[Reading, ...], str]:
    tidy = _LOOSE_SIGNS.sub(" ", text)
    if is_word_for_nothing(tidy):
        return (Reading(0.0, 0.0),), "%"
    fraction = _SHARE.search(tidy)
    if fraction:
        part, whole = (read_numeral(each)[0] for each in fraction.groups())
        if whole.value == 0:
            message = f"Nothing can be divided by 0: {text.strip()!r}."
            raise AnswerError(message)
        return (Reading(part.value / whole.value, 0.0),), "share"
    (figure,) = read_numeral(_one_figure(tidy, "one percentage such as 23 %"))[:1]
    percent = Reading(figure.value / 100, figure.digit / 100)
    if "%" in tidy or "percent" in tidy.casefold() or figure.value > 1:
        return (percent,), "%"
    return (percent, figure), "share"


def _read_number(text: str) -> tuple[tuple[Reading, ...], str]:
    tidy = _LOOSE_SIGNS.sub(" ", text)
    if is_word_for_nothing(tidy):
        return (Reading(0.0, 0.0),), ""
    return read_numeral(_one_figure(tidy, "one number")), ""


HOURS = Measure("for example 12 h or 1.5 d", _read_hours, _show_hours, TIME_UNITS)
PERSON_HOURS = Measure(
    "for example 2.5 ph", _read_hours, lambda hours: f"{plain(hours)} ph", {"wh": 1.0, "min": 1 / 60}
)
PERCENT = Measure("for example 23 %", _read_share, format_percent, {"%": 0.01, "share": 1.0}, EXACT / 100)
NUMBER = Measure("a number", _read_number, lambda number: plain(number, 3), exact=EXACT / 10)
COUNT = Measure("a whole number", _read_number, lambda number: plain(number, 0), exact=0)
MONEY = Measure("for example 1,200.50", _read_number, lambda amount: f"{amount:,.2f}")

"""The text of one cell, read as what its column holds; what can mean two things is refused with its question."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from enum import StrEnum
from typing import NoReturn

from vsm_toolkit.durations import MISSING_SPELLINGS
from vsm_toolkit.errors import VsmError

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
_NUMBER_IN_TEXT = re.compile(r"\d(?:[\d.,]*\d)?")
_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
_THOUSANDS_OR_DECIMAL = {",": re.compile(r"[1-9]\d{0,2},\d{3}"), ".": re.compile(r"[1-9]\d{0,2}\.\d{3}")}
_GROUPED = {
    ",": re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?"),
    ".": re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?"),
}
_CLEARLY_DECIMAL = {
    sign: re.compile(rf"\s*(?:\d+{re.escape(sign)}\d{{1,2}}|0{re.escape(sign)}\d+|\d{{4,}}{re.escape(sign)}\d+)(?!\d)")
    for sign in ",."
}
_YES = frozenset({"yes", "y", "true", "x", "1", "ja", "oui", "si", "sí"})
_NO = frozenset({"no", "n", "false", "0", "nein", "non"})


class UnreadableCellError(VsmError):
    """A cell does not hold what its column holds.

    Parameters
    ----------
    expected : str
        What would have been readable.
    remedy : str
        What to do about it, one sentence.
    """

    def __init__(self, expected: str, remedy: str) -> None:
        super().__init__(f"expected {expected}. {remedy}")
        self.expected = expected
        self.remedy = remedy


def is_missing(text: str) -> bool:
    """Say whether a cell says that nobody knows.

    Examples
    --------
    >>> [is_missing(text) for text in ("", " ? ", "N/A", "–", "0")]
    [True, True, True, True, False]
    """
    return " ".join(text.split()).translate(_DASHES).casefold() in MISSING_SPELLINGS


def uses_decimal_comma(texts: Iterable[str]) -> bool:
    """Say whether a table writes decimals with a comma: some numbers clearly do and none clearly has a point.

    Examples
    --------
    >>> uses_decimal_comma(["1,5 d", "2,125"]), uses_decimal_comma(["1,5", "0.25"]), uses_decimal_comma(["1,500"])
    (True, False, False)
    """
    found = {sign for text in texts for sign in ",." if _CLEARLY_DECIMAL[sign].match(text)}
    return found == {","}


def canonical_numbers(text: str, *, decimal_comma: bool) -> str:
    """Write the numbers in a text with a decimal point and without thousands separators.

    Raises
    ------
    UnreadableCellError
        When a number can be read in two ways (``1,500``).

    Examples
    --------
    >>> canonical_numbers("1,5 d", decimal_comma=False), canonical_numbers("2,125 wk", decimal_comma=True)
    ('1.5 d', '2.125 wk')
    """
    return _NUMBER_IN_TEXT.sub(lambda match: _canonical_number(match.group(), decimal_comma=decimal_comma), text)


def read_number(text: str, *, decimal_comma: bool = False) -> float | None:
    """Read a number of 0 or more; ``None`` when nobody knows.

    Raises
    ------
    UnreadableCellError
        When it is no number, negative, or can be read in two ways.

    Examples
    --------
    >>> read_number("2,5"), read_number("?")
    (2.5, None)
    """
    if is_missing(text):
        return None
    written = canonical_numbers(text.strip(), decimal_comma=decimal_comma)
    number = float(written) if _PLAIN.fullmatch(written) else math.nan
    if not math.isfinite(number) or number < 0:
        raise UnreadableCellError("a number of 0 or more", "Write the number alone, or '?' if nobody knows yet.")
    return number


def read_percent(text: str, *, decimal_comma: bool = False, is_share: bool = False) -> float | None:
    """Read a percentage above 0 and up to 100; ``is_share`` reads a plain 0.7 as 70 %.

    Raises
    ------
    UnreadableCellError
        When it is no number, 0 or less ("then nothing ever passes"), or above 100.

    Examples
    --------
    >>> read_percent("70"), read_percent("70 %"), read_percent("0.7", is_share=True), read_percent("?")
    (70.0, 70.0, 70.0, None)
    """
    written = text.strip()
    has_sign = written.endswith("%")
    number = read_number(written.removesuffix("%"), decimal_comma=decimal_comma)
    if number is None:
        return None
    percent = round(number * 100, 10) if is_share and not has_sign else number
    if not 0 < percent <= 100:
        raise UnreadableCellError(
            "a percentage above 0 and up to 100",
            "It is what the receiver could use as it came; at 0 % nothing would ever pass. Ask again.",
        )
    return percent


def read_share(text: str, *, decimal_comma: bool = False) -> float | None:
    """Read a share of 0 to 1, or a percentage that says so.

    Raises
    ------
    UnreadableCellError
        When it is neither.

    Examples
    --------
    >>> read_share("0.25"), read_share("25 %")
    (0.25, 0.25)
    """
    written = text.strip()
    number = read_number(written.removesuffix("%"), decimal_comma=decimal_comma)
    if number is None:
        return None
    share = round(number / 100, 12) if written.endswith("%") else number
    if not 0 <= share <= 1:
        raise UnreadableCellError("a share from 0 to 1, or a percentage", "Write 0.25 or 25 %.")
    return share


def read_yes_no(text: str) -> bool | None:
    """Read yes or no; ``None`` when nobody knows.

    Raises
    ------
    UnreadableCellError
        When it is another word.

    Examples
    --------
    >>> read_yes_no("Yes"), read_yes_no("no"), read_yes_no("")
    (True, False, None)
    """
    if is_missing(text):
        return None
    word = text.strip().casefold()
    if word not in _YES | _NO:
        raise UnreadableCellError("yes or no", "Write yes, no, or '?' if nobody knows yet.")
    return word in _YES


def read_choice(text: str, vocabulary: type[StrEnum]) -> StrEnum | None:
    """Read one word of a vocabulary, tolerant of case, spaces and hyphens; ``None`` when nobody knows.

    Raises
    ------
    UnreadableCellError
        When the word is not in the vocabulary; the sentence lists it.

    Examples
    --------
    >>> from vsm_toolkit.model import Empowerment
    >>> read_choice("Not empowered", Empowerment)
    <Empowerment.NOT_EMPOWERED: 'not_empowered'>
    """
    word = re.sub(r"[\s_-]+", "_", text.strip().casefold())
    known = {member.value: member for member in vocabulary}
    if word in known:
        return known[word]
    if is_missing(text):
        return None
    raise UnreadableCellError(f"one of {', '.join(known)}", "Use one of these words, or '?' if nobody knows yet.")


def _canonical_number(token: str, *, decimal_comma: bool) -> str:
    decimal, grouping = (",", ".") if decimal_comma else (".", ",")
    if "," in token and "." in token:
        grouping = min(",.", key=token.index)
        if not _GROUPED[grouping].fullmatch(token):
            _refuse(token)
        return token.replace(grouping, "").replace(",", ".")
    if token.count(",") + token.count(".") > 1:
        if not _GROUPED["," if "," in token else "."].fullmatch(token):
            _refuse(token)
        return token.replace(",", "").replace(".", "")
    if grouping in token and _THOUSANDS_OR_DECIMAL[grouping].fullmatch(token):
        _refuse(token)
    return token.replace(decimal, ".").replace(grouping, ".")


def _refuse(token: str) -> NoReturn:
    token = token[:20]
    digits = re.sub(r"[.,]", "", token)
    raise UnreadableCellError(
        "a number with one meaning",
        f"Is {token} a decimal, or {digits}? Write it without thousands separators, with a decimal point.",
    )

"""Header rows as people write them, matched to the columns of a table; two columns for one meaning are never merged."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from vsm_toolkit.durations import read_time
from vsm_toolkit.errors import AmbiguousDurationError, DurationError, ReadingProblem
from vsm_toolkit.io.spreadsheet.columns import CellKind, Column, TableShape

ROWS_SEARCHED_FOR_HEADERS = 30
LONGEST_HEADER = 120
EXTRA_PREFIX = "extra: "
"""Put before the name of an extra field that is spelled like one of the toolkit's own headers."""

_BRACKETED = re.compile(r"[(\[{]([^)\]}]*)[)\]}]")
_UNIT_LIKE_WORDS_WITHOUT_BRACKETS = frozenset({"min", "m", "w", "d", "h", "mo"})
_DELAY_OF_EITHER_KIND = frozenset({"delay", "delays", "delaytime", "dt"})


@dataclass(frozen=True)
class Header:
    """One cell of a header row.

    Attributes
    ----------
    text : str
        As it stands in the file; for an empty cell a made-up name.
    index : int
        Position of the column, from 0.
    column : Column or None
        What it means; ``None`` when the toolkit does not know it.
    unit : str or None
        The unit of time it names, for example ``"days"``.
    remark : str
        Whatever else stands in its brackets, in small letters.
    """

    text: str
    index: int
    column: Column | None = None
    unit: str | None = None
    remark: str = ""


@dataclass(frozen=True)
class HeaderRow:
    """A matched header row; ``own`` says whether it is spelled exactly as the toolkit writes it."""

    headers: tuple[Header, ...]
    own: bool
    problems: tuple[ReadingProblem, ...] = ()

    def find(self, own_header: str) -> Header | None:
        """Give the header that means a column, or ``None``."""
        return next((one for one in self.headers if one.column is not None and one.column.header == own_header), None)


def compact(text: str) -> str:
    """Reduce a header to its letters and digits, small.

    Examples
    --------
    >>> compact(" %C&A "), compact("P/T"), compact("Lead_Time")
    ('ca', 'pt', 'leadtime')
    """
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


def is_time_unit(text: str) -> bool:
    """Say whether a text names a unit of time.

    Examples
    --------
    >>> [is_time_unit(text) for text in ("hrs", "calendar days", "received", "")]
    [True, True, False, False]
    """
    if not text.strip() or any(sign.isdigit() for sign in text):
        return False
    try:
        return read_time(f"1 {text}") is not None
    except AmbiguousDurationError:
        return True
    except DurationError:
        return False


def match_header(text: str, shape: TableShape, index: int = 0) -> Header:
    """Match one header cell, tolerant of case, spaces, punctuation, synonyms and a unit.

    Examples
    --------
    >>> from vsm_toolkit.io.spreadsheet.columns import STEP_TABLE
    >>> header = match_header("Lead Time (days)", STEP_TABLE)
    >>> header.column.header, header.unit
    ('lt', 'days')
    >>> match_header("Mood", STEP_TABLE).column is None
    True
    """
    if len(text) > LONGEST_HEADER:
        return Header(text.strip(), index)
    remarks = [" ".join(remark.replace(".", " ").split()).casefold() for remark in _BRACKETED.findall(text)]
    unit = next((remark for remark in remarks if is_time_unit(remark)), None)
    remark = " ".join(remark for remark in remarks if remark != unit)
    known = _columns_by_key(shape)
    bare = _BRACKETED.sub(" ", text)
    column = known.get(compact(bare))
    if column is not None and "%" in bare and column.kind not in {CellKind.PERCENT, CellKind.SHARE}:
        column = None  # "%activity" is a ratio, not the activity
    if column is None and unit is None:
        bare, unit = _split_trailing_unit(bare)
        column = known.get(compact(bare))
        unit = unit if column is not None and column.kind is CellKind.TIME else None
        column = column if unit is not None else None
    return Header(text.strip(), index, column, unit, remark)


def match_header_row(texts: Sequence[str], shape: TableShape, place: str, used: Sequence[bool]) -> HeaderRow:
    """Match a whole header row.

    Parameters
    ----------
    texts
        The cells of the header row.
    place
        File and row, for the sentences.
    used
        For each column, whether any row below has something in it; an empty header over nothing is ignored.
    """
    own = is_own_header_row(texts, shape)
    headers = []
    for index, text in enumerate(texts):
        if not text.strip():
            if index < len(used) and used[index]:
                headers.append(Header(f"column {column_letters(index)}", index))
        elif own:
            headers.append(_own_header(text, shape, index))
        else:
            headers.append(match_header(text, shape, index))
    named_apart = _named_apart(headers)
    problems = [*_doubled(named_apart, place), *([] if own else _unclear_delay(named_apart, shape, place))]
    return HeaderRow(tuple(named_apart), own, tuple(problems))


def is_own_header_row(texts: Sequence[str], shape: TableShape) -> bool:
    """Say whether a row holds the headers by which the toolkit knows a table of its own."""
    return shape.signature <= set(texts)


def find_header_row(rows: Sequence[Sequence[str]], shape: TableShape) -> int | None:
    """Find the row that names the most columns among the first thirty; titles may stand above it.

    Examples
    --------
    >>> from vsm_toolkit.io.spreadsheet.columns import STEP_TABLE
    >>> find_header_row([["Order handling"], ["Step", "PT"], ["Review", "2 h"]], STEP_TABLE)
    1
    """
    scores = [count_known_headers(row, shape) for row in rows[:ROWS_SEARCHED_FOR_HEADERS]]
    best = max(scores, default=0)
    return scores.index(best) if best > 0 else None


def count_known_headers(texts: Sequence[str], shape: TableShape) -> int:
    """Count the different columns a row names."""
    matched = (match_header(text, shape).column for text in texts if text)
    return len({column.header for column in matched if column is not None})


def column_letters(index: int) -> str:
    """Name a column the way spreadsheets do.

    Examples
    --------
    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@cache
def _columns_by_key(shape: TableShape) -> dict[str, Column]:
    known: dict[str, Column] = {}
    for column in shape.columns:
        keys = {compact(column.header), *column.synonyms}
        if column.part in {None, "value"}:
            keys.add(compact(column.field))
        known.update(dict.fromkeys(keys, column))
    return known


def _own_header(text: str, shape: TableShape, index: int) -> Header:
    column = next((one for one in shape.columns if one.header == text), None)
    return Header(text if column else text.removeprefix(EXTRA_PREFIX), index, column)


def _split_trailing_unit(text: str) -> tuple[str, str | None]:
    """Part ``PT in days`` into ``PT`` and ``days``; ``PT min`` stays whole, since it may mean the smallest PT."""
    words = re.split(r"[\s_,;:/-]+", text.strip().rstrip("."))
    for count in (2, 1):
        unit = " ".join(words[-count:]).casefold()
        if len(words) > count and unit not in _UNIT_LIKE_WORDS_WITHOUT_BRACKETS and is_time_unit(unit):
            kept = words[:-count]
            return " ".join(kept[:-1] if len(kept) > 1 and kept[-1].casefold() == "in" else kept), unit
    return text, None


def _named_apart(headers: list[Header]) -> list[Header]:
    """Give a second unknown column of the same name its letter, so that neither overwrites the other."""
    seen: set[str] = set()
    apart = []
    for header in headers:
        text = header.text
        if header.column is None and text in seen:
            text = f"{text} (column {column_letters(header.index)})"
        if header.column is None:
            seen.add(text)
        apart.append(Header(text, header.index, header.column, header.unit, header.remark))
    return apart


def _doubled(headers: list[Header], place: str) -> list[ReadingProblem]:
    by_column: dict[str, list[Header]] = {}
    for header in headers:
        if header.column is not None:
            by_column.setdefault(header.column.header, []).append(header)
    return [
        ReadingProblem(
            place,
            f"one column for {same[0].column.field.replace('_', ' ') if same[0].column else ''}",
            " and ".join(f'"{header.text}" (column {column_letters(header.index)})' for header in same),
            "Delete or rename the one that should not be read.",
        )
        for same in by_column.values()
        if len(same) > 1
    ]


def _unclear_delay(headers: list[Header], shape: TableShape, place: str) -> list[ReadingProblem]:
    """Refuse a lone "Delay" column: wait before a step or stop within it, only a wait column beside it tells."""
    meant = {header.column.header for header in headers if header.column is not None}
    if shape.name != "steps" or "wait" in meant:
        return []
    return [
        ReadingProblem(
            place,
            '"Wait" (before the step starts) or "In-step delay" (started, then stopped)',
            f'"{header.text}", which can mean either',
            "Rename the column.",
        )
        for header in headers
        if header.column is not None and compact(_BRACKETED.sub("", header.text)) in _DELAY_OF_EITHER_KIND
    ]

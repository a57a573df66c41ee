"""Cells out of a CSV file: encoding, separator and limits, with a sentence for whatever cannot be read."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from vsm_toolkit.errors import FileError, ReadingProblem
from vsm_toolkit.io.spreadsheet.columns import TableShape
from vsm_toolkit.io.spreadsheet.headers import count_known_headers

MAX_FILE_BYTES = 10 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELL_CHARACTERS = 32_767
SEPARATORS = (",", ";", "\t")
MOST_SEPARATORS = 2 * MAX_CELL_CHARACTERS
"""On one line: two cells full of quoted commas. Millions would fill the memory before the cells are counted."""

FORMULA_STARTS = "=+-@\t\r\n"
_GUARDED = re.compile(r"'('*[=+\-@\t\r\n])")
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_LINES_TRIED = 30


@dataclass(frozen=True)
class Cell:
    """The text of one cell; ``is_date`` when a spreadsheet holds it as a date or a time of day."""

    text: str
    is_date: bool = False


@dataclass(frozen=True)
class RawRow:
    """One row with its number as a spreadsheet program shows it."""

    number: int
    cells: tuple[Cell, ...]

    def texts(self) -> list[str]:
        """Give the cells' texts."""
        return [cell.text for cell in self.cells]

    def is_blank(self) -> bool:
        """Say whether nothing stands in it."""
        return not any(cell.text.strip() for cell in self.cells)


@dataclass(frozen=True)
class RawSheet:
    """The rows of one CSV file or one sheet of a workbook, blank rows left out.

    Attributes
    ----------
    place : str
        The file, and the sheet in a workbook.
    notes : tuple of str
        What was done to read it and should be checked.
    from_csv : bool
        Whether a row longer than the header row means that a separator inside a cell went unquoted.
    """

    place: str
    rows: tuple[RawRow, ...]
    notes: tuple[str, ...] = ()
    from_csv: bool = False


def read_limited(path: Path) -> bytes:
    """Read a file of at most 10 MiB.

    Raises
    ------
    FileError
        When it is missing, unreadable or larger.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        problem = ReadingProblem(path.name, "a readable file", reason, "Check the name and the rights to it.")
        raise FileError(str(path), (problem,)) from error
    if len(content) > MAX_FILE_BYTES:
        problem = ReadingProblem(path.name, "at most 10 MiB", "more", "Keep only the sheets with the map in it.")
        raise FileError(str(path), (problem,))
    return content


def read_csv_sheet(content: bytes, shape: TableShape, path: Path) -> RawSheet:
    r"""Read the cells of a CSV file, separated by comma, semicolon or tab.

    The separator is the one under which the most headers are recognised. A leading apostrophe that only guards a text
    against being run as a formula is taken off again.

    Raises
    ------
    FileError
        When the bytes are no text, a quote is never closed, or a limit is passed.

    Examples
    --------
    >>> from vsm_toolkit.io.spreadsheet.columns import STEP_TABLE
    >>> sheet = read_csv_sheet(b"Step;PT\nReview;1,5 h\n", STEP_TABLE, Path("steps.csv"))
    >>> sheet.rows[1].texts()
    ['Review', '1,5 h']
    """
    text, notes = _decoded(content, path)
    _refuse_endless_line(text, path)
    separator_line = _SEPARATOR_LINE.match(text)
    if separator_line:
        text = text[separator_line.end() :]
    separator = separator_line.group(1) if separator_line else _likely_separator(text, shape)
    first_number = 2 if separator_line else 1
    rows = (
        RawRow(number, tuple(Cell(_GUARDED.sub(r"\1", value) if _GUARDED.match(value) else value) for value in values))
        for number, values in enumerate(_parsed(text, separator, path), first_number)
    )
    return RawSheet(path.name, checked_rows(rows, path.name, str(path)), tuple(notes), from_csv=True)


def checked_rows(rows: Iterable[RawRow], place: str, path: str) -> tuple[RawRow, ...]:
    """Leave out blank rows, and stop at the first limit that is passed.

    Raises
    ------
    FileError
        When there are more than 20,000 rows, 200 columns or 32,767 characters in a cell.
    """
    kept: list[RawRow] = []
    for count, row in enumerate(rows, 1):
        problem = _limit_passed(row, count, place)
        if problem is not None:
            raise FileError(path, (problem,))
        if not row.is_blank():
            kept.append(row)
    return tuple(kept)


def _limit_passed(row: RawRow, count: int, place: str) -> ReadingProblem | None:
    if count > MAX_ROWS:
        return ReadingProblem(
            place, f"at most {MAX_ROWS:,} rows", "more", "Delete what is not part of the map, empty rows included."
        )
    where = f"{place}, row {row.number}"
    if len(row.cells) > MAX_COLUMNS and any(cell.text for cell in row.cells[MAX_COLUMNS:]):
        return ReadingProblem(where, f"at most {MAX_COLUMNS} columns", f"{len(row.cells)}", "Delete the others.")
    longest = max((len(cell.text) for cell in row.cells), default=0)
    if longest > MAX_CELL_CHARACTERS:
        expected = f"at most {MAX_CELL_CHARACTERS:,} characters in a cell"
        return ReadingProblem(where, expected, f"{longest:,}", "Shorten the text, or close the quote it starts with.")
    return None


def _refuse_endless_line(text: str, path: Path) -> None:
    if len(text) <= MOST_SEPARATORS:
        return
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MOST_SEPARATORS and any(line.count(sign) > MOST_SEPARATORS for sign in (*SEPARATORS, '"')):
            place = f"{path.name}, line {number}"
            problem = ReadingProblem(place, f"at most {MAX_COLUMNS} columns", "far more", "Is this the right file?")
            raise FileError(str(path), (problem,))


def _decoded(content: bytes, path: Path) -> tuple[str, list[str]]:
    encodings = ["utf-8-sig", "cp1252"]
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        if encoding != "cp1252":
            return text, []
        return text, [f"{path.name} is not UTF-8 text; it was read as Windows-1252. Check letters with accents."]
    problem = ReadingProblem(
        path.name, "a text file (CSV) or an Excel workbook (.xlsx)", "bytes that are neither", "Save it as CSV UTF-8."
    )
    raise FileError(str(path), (problem,))


def _parsed(text: str, separator: str, path: Path) -> Iterable[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        problem = ReadingProblem(
            f"{path.name}, line {reader.line_num}",
            "cells whose quotes are closed",
            str(error),
            'Close the quote, or write a quote inside a quoted cell twice ("").',
        )
        raise FileError(str(path), (problem,)) from error


def _likely_separator(text: str, shape: TableShape) -> str:
    def score(separator: str) -> tuple[int, int]:
        rows = _first_rows(text, separator)
        return max((count_known_headers(row, shape) for row in rows), default=0), max(map(len, rows), default=0)

    return max(SEPARATORS, key=score)


def _first_rows(text: str, separator: str) -> Sequence[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            rows.append(row[:MAX_COLUMNS])
            if len(rows) == _LINES_TRIED:
                break
    except csv.Error:
        pass
    return rows

"""Cells out of an Excel workbook: refused before it can fill the memory, dates marked as dates, percentages kept."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from vsm_toolkit.errors import FileError, ReadingProblem
from vsm_toolkit.io.spreadsheet.headers import column_letters
from vsm_toolkit.io.spreadsheet.rows import Cell, RawRow, RawSheet, checked_rows

MAX_UNPACKED_BYTES = 50 * 1024 * 1024
MAX_TAGS = 1_000_000
"""In one part of the archive; twenty thousand rows of ten columns have that many."""

_ESCAPED_CHARACTER = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FORMULA_TAG = re.compile(rb"<(?:\w+:)?f[\s>/]")


def looks_like_workbook(content: bytes) -> bool:
    """Say whether bytes start as a zip archive, as every .xlsx file does."""
    return content.startswith(b"PK\x03\x04")


def looks_like_old_workbook(content: bytes) -> bool:
    """Say whether bytes start as the .xls format of before 2007 (or an encrypted workbook)."""
    return content.startswith(b"\xd0\xcf\x11\xe0")


def read_workbook(content: bytes, path: Path) -> dict[str, RawSheet]:
    """Read every sheet of a workbook, by its title in small letters.

    Numbers come as their shortest text, percentages with their sign, yes and no as words; formulas as the result the
    spreadsheet program stored.

    Raises
    ------
    FileError
        When it is no workbook, would unpack to more than 50 MiB, passes a limit of rows, columns or cell length, or
        holds a formula whose result was never stored.

    Examples
    --------
    >>> read_workbook(b"PK", Path("steps.xlsx"))
    Traceback (most recent call last):
    vsm_toolkit.errors.FileError: steps.xlsx cannot be read: 1 problem...
    """
    try:
        has_formulas = _checked_archive(content, path)
        values = _sheets(content, path, data_only=True)
        if has_formulas:
            _refuse_formulas_without_result(values, _sheets(content, path, data_only=False), path)
    except FileError:
        raise
    except Exception as error:  # the reader fails in as many ways as a broken archive can be broken
        raise _not_a_workbook(path, f"{type(error).__name__}: {str(error)[:100]}") from error
    return values


def _not_a_workbook(path: Path, got: str) -> FileError:
    remedy = "Open it in a spreadsheet program and save it as .xlsx or CSV."
    return FileError(str(path), (ReadingProblem(path.name, "an Excel workbook (.xlsx)", got, remedy),))


def _checked_archive(content: bytes, path: Path) -> bool:
    """Refuse archives that unpack too large or declare a document type; say whether there are formulas."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        if sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
            raise _not_a_workbook(path, "an archive that unpacks to more than 50 MiB")
        has_formulas = False
        for member in members:
            if not member.filename.endswith((".xml", ".rels")):
                continue
            xml = archive.read(member)
            if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml or xml.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise _not_a_workbook(path, f"a document type or an unusual encoding in {member.filename}")
            if xml.count(b"<") > MAX_TAGS:
                raise _not_a_workbook(path, f"more than {MAX_TAGS:,} tags in {member.filename}")
            has_formulas = has_formulas or _FORMULA_TAG.search(xml) is not None
    return has_formulas


def _sheets(content: bytes, path: Path, *, data_only: bool) -> dict[str, RawSheet]:
    import openpyxl  # heavy, and CSV needs none of it

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and validations we do not read
        workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=data_only)
        try:
            sheets = {}
            for worksheet in workbook.worksheets:
                place = f"{path.name}, sheet {worksheet.title}"
                rows = checked_rows(_rows(worksheet), place, str(path))
                sheets[worksheet.title.strip().casefold()] = RawSheet(place, rows)
            return sheets
        finally:
            workbook.close()


def _rows(worksheet: Any) -> Iterator[RawRow]:  # noqa: ANN401 - openpyxl is untyped
    worksheet.reset_dimensions()  # a file may declare fewer cells than it has
    for number, cells in enumerate(worksheet.iter_rows(), 1):
        yield RawRow(number, tuple(_cell(cell.value, getattr(cell, "number_format", None)) for cell in cells))


def _cell(value: object, number_format: str | None) -> Cell:
    if value is None:
        return Cell("")
    if isinstance(value, str):
        return Cell(_ESCAPED_CHARACTER.sub(_unescaped, value))
    if isinstance(value, bool):
        return Cell("yes" if value else "no")
    if isinstance(value, (int, float)):
        if "%" in (number_format or ""):
            return Cell(f"{value * 100:.12g}%")
        return Cell(repr(float(value)).removesuffix(".0"))
    if isinstance(value, (datetime, date, time, timedelta)):
        return Cell(str(value), is_date=True)
    return Cell(str(value))


def _unescaped(match: re.Match[str]) -> str:
    """Undo ``_x000D_``; half a surrogate pair is no character and stays as it is written."""
    code = int(match.group(1), 16)
    return match.group() if 0xD800 <= code <= 0xDFFF else chr(code)


def _refuse_formulas_without_result(values: dict[str, RawSheet], formulas: dict[str, RawSheet], path: Path) -> None:
    stored = {
        (title, row.number, index)
        for title, sheet in values.items()
        for row in sheet.rows
        for index, cell in enumerate(row.cells)
        if cell.text
    }
    problems = [
        ReadingProblem(
            f"{sheet.place}, cell {column_letters(index)}{row.number}",
            "a formula with its stored result",
            cell.text[:60],
            "Open the file in a spreadsheet program and save it, or write the value.",
        )
        for title, sheet in formulas.items()
        for row in sheet.rows
        for index, cell in enumerate(row.cells)
        if cell.text.startswith(("=", "<openpyxl")) and (title, row.number, index) not in stored
    ]
    if problems:
        raise FileError(str(path), tuple(problems))

"""The tables of an engagement as CSV files or one Excel workbook: plain text and numbers, never a formula or a link."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from vsm_toolkit.errors import FileError, ReadingProblem
from vsm_toolkit.io.atomic_file import cannot_write, write_atomically
from vsm_toolkit.io.spreadsheet.export_rows import ExportTable, export_notes, export_tables
from vsm_toolkit.io.spreadsheet.rows import FORMULA_STARTS, MAX_CELL_CHARACTERS
from vsm_toolkit.model import Engagement

_GUARD_NEEDED = re.compile(rf"'*[{re.escape(FORMULA_STARTS)}]")
_CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_WIDEST_COLUMN = 48
_NARROWEST_COLUMN = 8
_UNDATED = datetime(2000, 1, 1)  # noqa: DTZ001 - a constant, so that the same map gives the same bytes

_WORKBOOK_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_csv_tables(engagement: Engagement, folder: Path) -> tuple[str, ...]:
    """Write one CSV file for each table into a folder, which is made if need be.

    Texts that a spreadsheet program would run as a formula get a leading apostrophe; reading takes it off again.

    Returns
    -------
    tuple of str
        What the tables cannot hold and so leaves out or changes.

    Raises
    ------
    FileError
        When a text is longer than 32,767 characters or is no text, or the folder cannot be written to.

    Examples
    --------
    >>> import tempfile
    >>> from vsm_toolkit.model import Challenge, Step, ValueStream
    >>> stream = ValueStream(name="Lantern", steps=(Step(id="L1", name="=Triage"),))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     notes = write_csv_tables(Engagement(challenge=Challenge(id="x"), stream=stream), Path(folder))
    ...     print((Path(folder) / "steps.csv").read_text("utf-8-sig").splitlines()[1])
    L1,'=Triage,,,,,,,,,,,,
    """
    tables = export_tables(engagement)
    _check_texts(tables, folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(folder, error) from error
    for table in tables:
        write_atomically(folder / f"{table.name}.csv", _csv_text(table).encode("utf-8-sig"))
    return export_notes(engagement)


def write_workbook(engagement: Engagement, path: Path) -> tuple[str, ...]:
    """Write one workbook with a sheet for each table, the header row frozen.

    Returns
    -------
    tuple of str
        What the tables cannot hold and so leaves out or changes.

    Raises
    ------
    FileError
        When a text is longer than 32,767 characters or is no text, or the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from vsm_toolkit.model import Challenge, ValueStream
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "map.xlsx"
    ...     notes = write_workbook(Engagement(challenge=Challenge(id="x"), stream=ValueStream(name="X")), path)
    ...     path.read_bytes()[:2]
    b'PK'
    """
    tables = export_tables(engagement)
    _check_texts(tables, path)
    write_atomically(path, _workbook_bytes(tables, engagement.saved_at or _UNDATED))
    return export_notes(engagement)


def guarded(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet program would run as a formula.

    Examples
    --------
    >>> guarded("=1+1"), guarded("'=1+1"), guarded("it's")
    ("'=1+1", "''=1+1", "it's")
    """
    return f"'{text}" if _GUARD_NEEDED.match(text) else text


def _csv_text(table: ExportTable) -> str:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    for row in (table.headers, *table.rows):
        writer.writerow(guarded(value) if isinstance(value, str) else _plain(value) for value in row)
    return buffer.getvalue()


def _plain(value: float | None) -> str:
    """Write a number shortest and exactly."""
    return "" if value is None else repr(float(value)).removesuffix(".0")


def _workbook_bytes(tables: tuple[ExportTable, ...], created: datetime) -> bytes:
    import xlsxwriter  # heavy, and CSV needs none of it

    content = io.BytesIO()
    workbook = xlsxwriter.Workbook(content, _WORKBOOK_OPTIONS)
    workbook.set_properties({"created": created})
    formats = (workbook.add_format({"bold": True, "bottom": 1}), workbook.add_format())
    for table in tables:
        _write_sheet(workbook.add_worksheet(table.name), table, formats)
    workbook.close()
    return content.getvalue()


def _write_sheet(sheet: Any, table: ExportTable, formats: tuple[Any, Any]) -> None:  # noqa: ANN401 - untyped library
    heading, plain = formats
    sheet.freeze_panes(1, 0)
    for index, width in enumerate(_widths(table)):
        sheet.set_column(index, index, width)
    for index, header in enumerate(table.headers):
        _write_text(sheet, (0, index), header, heading)
    for number, row in enumerate(table.rows, 1):
        for index, value in enumerate(row):
            if isinstance(value, str):
                _write_text(sheet, (number, index), value, plain)
            elif value is not None:
                _write_number(sheet, (number, index), float(value))


def _write_text(sheet: Any, cell: tuple[int, int], text: str, cell_format: Any) -> None:  # noqa: ANN401
    if text.startswith("<r>") and text.endswith("</r>"):
        # The library takes such a text for markup of its own and would write it into the file unescaped.
        shown = _CONTROL_CHARACTERS.sub("", text)
        sheet.write_rich_string(*cell, shown[:1], cell_format, shown[1:])
    elif text:
        sheet.write_string(*cell, text, cell_format)


def _write_number(sheet: Any, cell: tuple[int, int], number: float) -> None:  # noqa: ANN401
    if float(f"{number:.16G}") == number:
        sheet.write_number(*cell, number)
    else:  # a cell holds 16 digits; as text the number comes back exactly
        sheet.write_string(*cell, _plain(number))


def _widths(table: ExportTable) -> Iterator[int]:
    for index, header in enumerate(table.headers):
        longest = max((len(_shown(row[index])) for row in table.rows), default=0)
        yield max(_NARROWEST_COLUMN, min(_WIDEST_COLUMN, max(len(header), longest) + 2))


def _shown(value: str | float | None) -> str:
    return value if isinstance(value, str) else _plain(value)


def _check_texts(tables: tuple[ExportTable, ...], path: Path) -> None:
    problems = []
    for table in tables:
        for number, row in enumerate((table.headers, *table.rows), 1):
            for header, value in zip(table.headers, row, strict=True):
                problem = _text_problem(f'{table.name}, row {number}, column "{header[:60]}"', value)
                if problem is not None:
                    problems.append(problem)
    if problems:
        raise FileError(str(path), tuple(problems))


def _text_problem(place: str, value: str | float | None) -> ReadingProblem | None:
    if not isinstance(value, str):
        return None
    if len(value) > MAX_CELL_CHARACTERS - 1:
        expected = f"at most {MAX_CELL_CHARACTERS - 1:,} characters, what a cell can hold"
        return ReadingProblem(place, expected, f"{len(value):,}", "Shorten the text, or keep it in a document.")
    if not value.isprintable() and any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in value):
        return ReadingProblem(place, "text", "a NUL or half a character", "Type the text again.")
    return None

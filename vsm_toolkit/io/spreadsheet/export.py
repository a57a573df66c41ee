"""The tables of an engagement as CSV files or one Excel workbook: plain text and numbers, never a formula or a link."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime
from pathlib import Path

from vsm_toolkit.errors import FileError, ReadingProblem
from vsm_toolkit.io.atomic_file import cannot_write, write_atomically
from vsm_toolkit.io.spreadsheet.export_rows import ExportTable, export_notes, export_tables
from vsm_toolkit.io.spreadsheet.rows import FORMULA_STARTS, MAX_CELL_CHARACTERS
from vsm_toolkit.io.spreadsheet.sheets import Sheet, plain_number, workbook_bytes
from vsm_toolkit.model import Engagement

_GUARD_NEEDED = re.compile(rf"'*[{re.escape(FORMULA_STARTS)}]")
_UNDATED = datetime(2000, 1, 1)  # noqa: DTZ001 - a constant, so that the same map gives the same bytes


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
    sheets = [Sheet(table.name, table.headers, table.rows) for table in tables]
    write_atomically(path, workbook_bytes(sheets, engagement.saved_at or _UNDATED))
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
        writer.writerow(guarded(value) if isinstance(value, str) else plain_number(value) for value in row)
    return buffer.getvalue()


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

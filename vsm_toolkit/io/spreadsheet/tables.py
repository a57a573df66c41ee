"""From files to tables whose header rows are understood; the cells below are still text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from vsm_toolkit.errors import FileError, ReadingProblem
from vsm_toolkit.io.spreadsheet.columns import ID_LETTERS, STEP_TABLE, TABLE_SHAPES, TableShape
from vsm_toolkit.io.spreadsheet.headers import HeaderRow, find_header_row, match_header_row
from vsm_toolkit.io.spreadsheet.rows import Cell, RawRow, RawSheet, read_csv_sheet, read_limited
from vsm_toolkit.io.spreadsheet.values import uses_decimal_comma
from vsm_toolkit.io.spreadsheet.workbook import looks_like_old_workbook, looks_like_workbook, read_workbook

STREAM_SHEET = "stream"
STREAM_TABLE = TableShape("stream", STEP_TABLE.entity, (), frozenset({"field", "value"}))
"""The sheet that describes the value stream itself: two columns, ``field`` and ``value``."""


@dataclass(frozen=True)
class SheetTable:
    """One table as it stands in a file.

    Attributes
    ----------
    place : str
        File, and sheet in a workbook, as the sentences name it.
    rows : tuple of RawRow
        What stands below the header row, blank rows left out, short rows filled up.
    decimal_comma : bool
        Whether its numbers are written with a decimal comma.
    """

    shape: TableShape
    place: str
    header_row: HeaderRow
    rows: tuple[RawRow, ...]
    decimal_comma: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class SheetTables:
    """The tables of one map; a table that was not given is ``None``.

    Attributes
    ----------
    stream : mapping of str to str, or None
        What the stream sheet says, field by field.
    """

    steps: SheetTable
    edges: SheetTable | None = None
    loops: SheetTable | None = None
    handoffs: SheetTable | None = None
    dependencies: SheetTable | None = None
    waste: SheetTable | None = None
    teams: SheetTable | None = None
    stream: Mapping[str, str] | None = None
    notes: tuple[str, ...] = ()
    path: str = ""


@dataclass
class _Gathered:
    """Raw sheets by table name, and what came up on the way."""

    sheets: dict[str, RawSheet] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    problems: list[ReadingProblem] = field(default_factory=list)

    def add(self, name: str, sheet: RawSheet) -> None:
        if name in self.sheets:
            places = f"{self.sheets[name].place} and {sheet.place}"
            self.problems.append(ReadingProblem(places, f"one table of {name}", "two", "Give only one of them."))
            return
        self.sheets[name] = sheet
        self.notes.extend(sheet.notes)


def read_tables(
    steps: Path,
    *,
    edges: Path | None = None,
    loops: Path | None = None,
    handoffs: Path | None = None,
    dependencies: Path | None = None,
    waste: Path | None = None,
    teams: Path | None = None,
    stream: Path | None = None,
) -> SheetTables:
    r"""Read the tables of a map from CSV files or workbooks.

    Parameters
    ----------
    steps
        A CSV file, a workbook whose sheets ``steps``, ``edges``, ``loops`` ... are read together, or a folder of
        ``steps.csv``, ``edges.csv`` ...
    edges, loops, handoffs, dependencies, waste, teams, stream
        The other tables, where they are files of their own.

    Raises
    ------
    FileError
        Listing every file, header row and row that cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "steps.csv"
    ...     _ = path.write_text("Step,PT\nReview,2 h\n")
    ...     tables = read_tables(path)
    >>> [header.column.field for header in tables.steps.header_row.headers]
    ['name', 'process_time']
    """
    others = {
        "edges": edges,
        "loops": loops,
        "handoffs": handoffs,
        "dependencies": dependencies,
        "waste": waste,
        "teams": teams,
        STREAM_SHEET: stream,
    }
    gathered = _gather(steps, {name: path for name, path in others.items() if path is not None})
    tables = {
        name: _table(sheet, TABLE_SHAPES[name], gathered.problems)
        for name, sheet in gathered.sheets.items()
        if name in TABLE_SHAPES
    }
    described = gathered.sheets.get(STREAM_SHEET)
    step_table = tables.pop("steps", None)
    if gathered.problems or step_table is None:
        raise FileError(str(steps), tuple(gathered.problems))
    return SheetTables(
        steps=step_table,
        **{name: table for name, table in tables.items() if table is not None},
        stream=None if described is None else _described_stream(described),
        notes=tuple(gathered.notes),
        path=str(steps),
    )


def _gather(steps: Path, others: Mapping[str, Path]) -> _Gathered:
    gathered = _Gathered()
    paths = {"steps": steps}
    if steps.is_dir():
        names = (*TABLE_SHAPES, STREAM_SHEET)
        paths = {name: steps / f"{name}.csv" for name in names if (steps / f"{name}.csv").is_file() or name == "steps"}
    for name, path in [*paths.items(), *others.items()]:
        try:
            _gather_file(name, path, gathered)
        except FileError as error:
            gathered.problems.extend(error.problems)
    return gathered


def _gather_file(name: str, path: Path, gathered: _Gathered) -> None:
    content = read_limited(path)
    if looks_like_old_workbook(content):
        problem = ReadingProblem(
            path.name,
            "CSV or .xlsx",
            "an .xls workbook, or one with a password",
            "Save it as .xlsx without a password.",
        )
        raise FileError(str(path), (problem,))
    if not looks_like_workbook(content):
        gathered.add(name, read_csv_sheet(content, TABLE_SHAPES.get(name, STREAM_TABLE), path))
        return
    sheets = read_workbook(content, path)
    if name not in sheets and len(sheets) == 1:
        gathered.add(name, next(iter(sheets.values())))
        return
    if name not in sheets:
        found = ", ".join(sheets) or "no sheet"
        gathered.problems.append(
            ReadingProblem(path.name, f"a sheet named {name}", found, "Rename the sheet that holds them.")
        )
        return
    for title, sheet in sheets.items():
        if title == name or (name == "steps" and (title in TABLE_SHAPES or title == STREAM_SHEET)):
            gathered.add(title, sheet)
        elif name == "steps":
            gathered.notes.append(f"Sheet {title} of {path.name} was not read: it is not a table of the map.")


def _table(raw: RawSheet, shape: TableShape, problems: list[ReadingProblem]) -> SheetTable | None:
    header_index = find_header_row([row.texts() for row in raw.rows], shape)
    if header_index is None:
        expected = f"a header row for {shape.name}, such as {', '.join(one.header for one in shape.columns[:4])}"
        got = "no header the toolkit knows" if raw.rows else "nothing"
        problems.append(ReadingProblem(raw.place, expected, got, "Put the names of the columns above them."))
        return None
    header = raw.rows[header_index]
    body = raw.rows[header_index + 1 :]
    texts, too_long = _header_texts(raw, header, body)
    problems.extend(too_long)
    used = [
        any(index < len(row.cells) and row.cells[index].text.strip() for row in body) for index in range(len(texts))
    ]
    matched = match_header_row(texts, shape, f"{raw.place}, row {header.number}", used)
    problems.extend(matched.problems)
    problems.extend(_missing_columns(matched, shape, f"{raw.place}, row {header.number}"))
    notes = [_title_note(raw.place, row) for row in raw.rows[:header_index]]
    notes += [
        f'Column "{one.text}" of {raw.place} is none the toolkit knows; its cells are kept as they stand.'
        for one in matched.headers
        if one.column is None and not matched.own
    ]
    filled = tuple(RawRow(row.number, (*row.cells, *[Cell("")] * (len(texts) - len(row.cells)))) for row in body)
    comma = uses_decimal_comma(cell.text for row in filled for cell in row.cells)
    return SheetTable(shape, raw.place, matched, filled, comma, tuple(notes))


def _header_texts(raw: RawSheet, header: RawRow, body: tuple[RawRow, ...]) -> tuple[list[str], list[ReadingProblem]]:
    """Give the header cells; in a workbook a column may have none, in a CSV file a longer row is a slip."""
    texts = header.texts()
    longer = [row for row in body if any(cell.text.strip() for cell in row.cells[len(texts) :])]
    if not raw.from_csv:
        return texts + [""] * max((len(row.cells) - len(texts) for row in longer), default=0), []
    return texts, [
        ReadingProblem(
            f"{raw.place}, row {row.number}",
            f"{len(texts)} cells, as in the header row",
            f"{len(row.cells)}",
            'Put quotes around a text that holds the separator ("Plan, then build").',
        )
        for row in longer
    ]


def _missing_columns(matched: HeaderRow, shape: TableShape, place: str) -> list[ReadingProblem]:
    """Name the columns without which no row can be read; ids can be made up, names cannot."""
    needed = {name for name, info in shape.entity.model_fields.items() if info.is_required()}
    if shape.name in ID_LETTERS:
        needed.discard("id")
    found = {header.column.field for header in matched.headers if header.column is not None}
    return [
        ReadingProblem(place, f'a column "{column.header}"', "none", "Add it, or rename the column that holds it.")
        for column in shape.columns
        if column.field in needed - found and column.part in {None, "value"}
    ]


def _title_note(place: str, row: RawRow) -> str:
    said = "; ".join(text.strip() for text in row.texts() if text.strip())
    return f'Row {row.number} of {place} stands above the header row and was not read: "{said[:200]}".'


def _described_stream(raw: RawSheet) -> dict[str, str]:
    pairs = [row.texts() for row in raw.rows if len(row.cells) >= 2]
    return {pair[0]: pair[1] for pair in pairs if pair[:2] != ["field", "value"]}

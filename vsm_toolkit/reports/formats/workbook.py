"""The workbook: every table of the report and the numbers behind its pictures, a sheet each, and how to read them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path

from vsm_toolkit.charts.text_fit import visible
from vsm_toolkit.display import Block, Table
from vsm_toolkit.io.spreadsheet.rows import MAX_CELL_CHARACTERS
from vsm_toolkit.io.spreadsheet.sheets import CellValue, Sheet, workbook_bytes
from vsm_toolkit.reports.formats.contents import FormatNote, ReportContents
from vsm_toolkit.reports.formats.shown_numbers import NumberColumn, number_columns

LONGEST_SHEET_NAME = 31
READ_ME, IN_WORDS = "Read me", "In words"
HOW_TO_READ = (
    "One sheet per table, named after its block of the report. Units stand in the headers: wh is working hours, ph is"
    " person-hours. A ? is not known, never zero; ≥ and ≤ are bounds, because a part is missing. Figures are rounded as"
    " in the report; report.json has them exactly."
)
_NOT_IN_A_NAME = re.compile(r"(?<=\w{4})[,:(].*|[\[\]:*?/\\]|^'+")
_NOT_LAST = frozenset({"a", "and", "by", "each", "in", "it", "its", "of", "on", "the", "to", "what"})
_UNDATED = date(2000, 1, 1)

_Fit = Callable[[str], str]


class CellFitter:
    """Makes texts fit a cell, and counts those that had to be cut.

    Attributes
    ----------
    cut : int
        How many.
    """

    def __init__(self) -> None:
        self.cut = 0

    def fitted(self, text: str) -> str:
        """Give what a cell can hold of a text; a cut one says so at its end."""
        whole = "".join("\ufffd" if each == "\0" or unicodedata.category(each) == "Cs" else each for each in text)
        if _length(whole) < MAX_CELL_CHARACTERS:
            return whole
        self.cut += 1
        mark = f" … (cut here; {len(text):,} characters, report.html has them all)"
        kept = whole.encode("utf-16-le")[: 2 * (MAX_CELL_CHARACTERS - 1 - len(mark))]
        return kept.decode("utf-16-le", errors="ignore") + mark


def _length(text: str) -> int:
    """Count as Excel does, for which a rocket is two characters."""
    return len(text.encode("utf-16-le")) // 2


def write(contents: ReportContents, folder: Path) -> tuple[FormatNote, ...]:
    """Write ``report.xlsx``; say how many texts were too long for a cell."""
    fitter = CellFitter()
    sheets = report_sheets(contents, fitter.fitted)
    day = contents.made_on or _UNDATED
    created = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a day, so that equal reports give equal bytes
    (folder / "report.xlsx").write_bytes(workbook_bytes(sheets, created))
    if not fitter.cut:
        return ()
    what = f"{fitter.cut} texts are" if fitter.cut > 1 else "1 text is"
    return (FormatNote(f"report.xlsx: {what} cut at {MAX_CELL_CHARACTERS:,} characters, what a cell can hold."),)


def report_sheets(contents: ReportContents, fitted: _Fit) -> tuple[Sheet, ...]:
    """Lay out every sheet.

    Parameters
    ----------
    fitted : callable
        Makes a text fit a cell.
    """
    tables = [(block, table) for block in contents.blocks for table in _tables(block)]
    names = _sheet_names(f"{block.key} {table.caption}" for block, table in tables)
    return (
        _read_me(contents, list(zip(names, tables, strict=True)), fitted),
        *(_table_sheet(name, table, fitted) for name, (_, table) in zip(names, tables, strict=True)),
        _in_words(contents, fitted),
    )


def _tables(block: Block) -> Iterator[Table]:
    if block.tiles:
        rows = tuple((tile.label, tile.value, tile.badge, tile.note) for tile in block.tiles)
        yield Table("Headline numbers", ("Figure", "Value", "How it is known", "Note"), rows)
    yield from block.tables
    for picture in block.pictures:
        if picture.numbers is not None:
            yield picture.numbers


def _table_sheet(name: str, table: Table, fitted: _Fit) -> Sheet:
    rows = [*table.rows, *([table.total] if table.total else [])]
    columns: list[NumberColumn] = []
    for place, header in enumerate(table.columns):
        texts = [row[place] for row in rows]
        columns += number_columns(header, texts) if place in table.numeric else (NumberColumn(header, tuple(texts)),)
    cells = list(zip(*([_fit(cell, fitted) for cell in column.cells] for column in columns), strict=True))
    return Sheet(
        name=name,
        headers=tuple(fitted(column.header) for column in columns),
        rows=tuple(cells[: len(table.rows)]),
        number_formats=tuple(column.number_format for column in columns),
        total=cells[-1] if table.total else None,
        for_reading=True,
    )


def _fit(cell: CellValue, fitted: _Fit) -> CellValue:
    return fitted(cell) if isinstance(cell, str) else cell


def _read_me(contents: ReportContents, sheets: list[tuple[str, tuple[Block, Table]]], fitted: _Fit) -> Sheet:
    first, methods = contents.block("A"), contents.block("J")
    about = [
        ("Report", f"{contents.title} · {contents.kind}"),
        ("Program", contents.program),
        ("Share level", contents.share_level),
        *(("Please note", block.notice) for block in contents.blocks if block.notice),
        *(("Result", sentence) for sentence in (first.lead if first else ())),
        ("How to read it", HOW_TO_READ),
    ]
    caveats = (*methods.lead, *methods.closing) if methods else ()
    rows = [
        *about,
        *(("Methods and caveats", sentence) for sentence in caveats),
        *((f"Sheet {name}", _sheet_words(block, table)) for name, (block, table) in sheets),
        (f"Sheet {IN_WORDS}", "What the report says in sentences, and what each picture shows."),
    ]
    shown = tuple((topic, fitted(text)) for topic, text in rows if text)
    return Sheet(READ_ME, ("About", "What to know"), shown, for_reading=True)


def _sheet_words(block: Block, table: Table) -> str:
    return " ".join(part for part in (f"{table.caption}.", f"Block {block.key}, {block.title}.", table.note) if part)


def _in_words(contents: ReportContents, fitted: _Fit) -> Sheet:
    rows = [
        (block.key, block.title, kind, fitted(text))
        for block in contents.blocks
        for kind, text in (
            *(("sentence", sentence) for sentence in (*block.lead, *block.closing)),
            *(("picture", picture.text_alternative) for picture in block.pictures),
        )
    ]
    return Sheet(IN_WORDS, ("Block", "Title", "What", "In words"), tuple(rows), for_reading=True)


def _sheet_names(wanted: Iterable[str]) -> list[str]:
    """Give each sheet a name of its own that Excel accepts, cut between words."""
    taken = {READ_ME.casefold(), IN_WORDS.casefold()}
    names = []
    for each in wanted:
        plain = " ".join(_NOT_IN_A_NAME.sub(" ", visible(each)).split())
        name = _cut_between_words(plain, LONGEST_SHEET_NAME)
        number = 1
        while name.casefold() in taken:
            number += 1
            name = f"{_cut_between_words(plain, LONGEST_SHEET_NAME - 4)} {number}"
        taken.add(name.casefold())
        names.append(name)
    return names


def _cut_between_words(text: str, longest: int) -> str:
    if _length(text) <= longest:
        return text.rstrip("',")
    words = text.split(" ")
    while len(words) > 2 and (_length(" ".join(words)) > longest or words[-1].rstrip(",") in _NOT_LAST):
        words.pop()
    short = " ".join(words).rstrip("',")
    while _length(short) > longest:
        short = short[:-1]
    return short.rstrip("', ")

"""Native tables on slides: columns by what stands in them, rows on as many slides as they need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from vsm_toolkit.charts.text_fit import longest_word, text_width, visible
from vsm_toolkit.display import Table
from vsm_toolkit.reports.formats.slide_shapes import (
    ACCENT,
    INK,
    MARGIN,
    PAPER,
    ROOM,
    SOFT,
    Line,
    Sheet,
    colour_of,
    fill_text,
    points,
)
from vsm_toolkit.reports.formats.slide_text import LINE_SPACING, SMALLEST_TYPE, lines_of

_CELL_SIDES, _CELL_TOPS = 8.0, 4.0
_MOST_LINES: Final = 4
_WIDEST_WORD: Final = ROOM / 5
"""Points; a longer word is broken."""


def fits_a_slide(table: Table) -> bool:
    """Say whether the columns of a table stand side by side in type a room can read."""
    return sum(_least_widths(table)) <= ROOM


def table_parts(table: Table, height: float) -> list[tuple[tuple[str, ...], ...]]:
    """Divide the rows of a table, its total included, among as many slides of this height as they need."""
    widths = _column_widths(table)
    room = height - _row_height(table.columns, widths, bold=True)
    parts: list[list[tuple[str, ...]]] = [[]]
    used = 0.0
    for row in _rows(table):
        needed = _row_height(row, widths)
        if parts[-1] and used + needed > room:
            parts.append([])
            used = 0.0
        parts[-1].append(row)
        used += needed
    return [tuple(part) for part in parts]


def add_table(sheet: Sheet, table: Table, rows: Sequence[tuple[str, ...]], top: float) -> float:
    """Draw some rows of a table as a native table; give the height it takes, in points."""
    widths = _column_widths(table)
    heights = [_row_height(table.columns, widths, bold=True), *(_row_height(row, widths) for row in rows)]
    frame = sheet.slide.shapes.add_table(len(rows) + 1, len(widths), *points(MARGIN, top, sum(widths), sum(heights)))
    frame.name = visible(table.caption)
    grid = frame.table
    for place, width in enumerate(points(*widths)):
        grid.columns[place].width = width
    for number, (row, height) in enumerate(zip((table.columns, *rows), points(*heights), strict=True)):
        grid.rows[number].height = height
        for place, text in enumerate(row):
            head, right = number == 0, place in table.numeric
            bold = head or row is table.total
            shown = sheet.fitted(text, widths[place] - 2 * _CELL_SIDES, SMALLEST_TYPE, _MOST_LINES, bold=bold)
            _fill_cell(grid.cell(number, place), Line(shown, bold=bold, colour=PAPER if head else INK), head, right)
    return sum(heights)


def _rows(table: Table) -> tuple[tuple[str, ...], ...]:
    return (*table.rows, *([table.total] if table.total else []))


def _least_widths(table: Table) -> list[float]:
    widths = []
    for place, column in enumerate(table.columns):
        words = [longest_word(column, SMALLEST_TYPE, bold=True)]
        words += [longest_word(row[place], SMALLEST_TYPE) for row in _rows(table)]
        widths.append(min(max(words), _WIDEST_WORD) + 2 * _CELL_SIDES + 2)
    return widths


def _column_widths(table: Table) -> list[float]:
    """Give each column its longest word, and the room that is left to those whose texts need it."""
    least = _least_widths(table)
    whole = [
        max(text_width(visible(text)[:300], SMALLEST_TYPE) for text in (column, *(row[place] for row in _rows(table))))
        for place, column in enumerate(table.columns)
    ]
    wish = [max(0.0, each + 2 * _CELL_SIDES + 8 - given) for each, given in zip(whole, least, strict=True)]
    share = min(1.0, max(0.0, ROOM - sum(least)) / (sum(wish) or 1.0))
    return [given + share * more for given, more in zip(least, wish, strict=True)]


def _row_height(row: Sequence[str], widths: Sequence[float], *, bold: bool = False) -> float:
    lines = max(
        min(_MOST_LINES, lines_of(visible(text), width - 2 * _CELL_SIDES, SMALLEST_TYPE, bold=bold))
        for text, width in zip(row, widths, strict=True)
    )
    return lines * SMALLEST_TYPE * LINE_SPACING + 2 * _CELL_TOPS


def _fill_cell(cell: Any, line: Line, head: bool, right: bool) -> None:  # noqa: ANN401, FBT001 - the library's own cell
    sides, tops = points(_CELL_SIDES, _CELL_TOPS)
    cell.margin_left = cell.margin_right = sides
    cell.margin_top = cell.margin_bottom = tops
    cell.fill.solid()
    cell.fill.fore_color.rgb = colour_of(ACCENT if head else SOFT)
    fill_text(cell.text_frame, [line], align="RIGHT" if right else "LEFT")

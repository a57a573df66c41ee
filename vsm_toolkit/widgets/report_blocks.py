"""A block of a report shown in a panel: its sentences, pictures and tables, every text as text."""

from __future__ import annotations

from vsm_toolkit.display import Block as ReportBlock
from vsm_toolkit.display import Table
from vsm_toolkit.widgets.blocks import Block, ColumnSize, lines, row, table, words_cell

MOST_ROWS = 15


def panel_blocks(block: ReportBlock) -> list[Block]:
    """Give a report's block as the blocks of a panel; long tables are cut and say so.

    Examples
    --------
    >>> [each["type"] for each in panel_blocks(ReportBlock("A", "At a glance", "all", lead=("Three teams.",)))]
    ['lines']
    """
    shown: list[Block] = [lines(block.notice, sign="question")] if block.notice else []
    if block.lead:
        shown.append(lines(*block.lead))
    if block.tiles:
        shown.append(lines(*(f"{tile.label}: {tile.value} {tile.note}".rstrip() for tile in block.tiles), sign="total"))
    shown += [
        {"type": "picture", "address": picture.data_uri(), "words": picture.text_alternative}
        for picture in block.pictures
    ]
    for found in block.tables:
        shown += _table(found)
    return [*shown, *([lines(*block.closing)] if block.closing else [])]


def _table(found: Table) -> list[Block]:
    columns = [(str(place), name) for place, name in enumerate(found.columns)][1:]
    rows = [
        row(str(number), cells[0], {str(place): words_cell(text) for place, text in enumerate(cells) if place})
        for number, cells in enumerate(found.rows[:MOST_ROWS])
    ]
    more = len(found.rows) - len(rows)
    note = [f"And {more} more in the report."] if more > 0 else []
    sizes: dict[str, ColumnSize] = {str(place): "number" for place in found.numeric}
    made = table(found.caption, found.caption, found.columns[0], columns, rows, sizes=sizes)
    return [made, *([lines(*note)] if note else []), *([lines(found.note)] if found.note else [])]

from __future__ import annotations

import pytest
from pptx.util import Pt

from vsm_toolkit.display import Table
from vsm_toolkit.reports.formats.slide_shapes import BODY_HEIGHT, ROOM, add_sheet, new_deck
from vsm_toolkit.reports.formats.slide_tables import add_table, fits_a_slide, table_parts

OWNERS = Table("Who decides", ("Role", "Wait, wh"), (("Chief Architect", "60"), ("Head of QA", "48")), frozenset({1}))


def drawn(table, rows=None):
    sheet = add_sheet(new_deck(), "T")
    height = add_table(sheet, table, table.rows if rows is None else rows, 100)
    return sheet, sheet.slide.shapes[-1], height


def test_a_table_is_native_and_numbers_align_right():
    _, frame, height = drawn(OWNERS)
    grid = frame.table

    assert [[cell.text for cell in row.cells] for row in grid.rows] == [list(OWNERS.columns), *map(list, OWNERS.rows)]
    assert [str(grid.cell(1, place).text_frame.paragraphs[0].alignment) for place in (0, 1)] == [
        "LEFT (1)",
        "RIGHT (3)",
    ]
    assert frame.height == pytest.approx(Pt(height), rel=0.01)


@pytest.mark.parametrize("name", ["n" * 10_000, "word " * 500, "x"])
def test_a_table_is_never_wider_than_the_slide(name):
    table = Table("T", ("A", "B", "C"), ((name, name, "1"),))
    sheet, frame, height = drawn(table)

    assert sum(column.width for column in frame.table.columns) <= Pt(ROOM + 0.1)
    assert height < BODY_HEIGHT
    assert sheet.cut == (0 if name == "x" else 2)


def test_too_many_columns_do_not_fit():
    assert fits_a_slide(OWNERS)
    assert not fits_a_slide(Table("T", tuple(f"Column {number}" for number in range(14)), ()))


def test_many_rows_go_on_and_none_is_lost():
    table = Table("T", ("A",), tuple((f"row {number}",) for number in range(40)), total=("all",))
    parts = table_parts(table, BODY_HEIGHT)

    assert len(parts) > 2
    assert [row for part in parts for row in part] == [*table.rows, ("all",)]
    assert all(drawn(table, part)[2] <= BODY_HEIGHT for part in parts)


def test_a_row_higher_than_a_slide_still_gets_one():
    assert table_parts(Table("T", ("A",), (("n " * 900,),)), 30) == [(("n " * 900,),)]

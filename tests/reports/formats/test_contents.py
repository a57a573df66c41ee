from __future__ import annotations

from dataclasses import fields

from vsm_toolkit.display import Block, Table, Tile
from vsm_toolkit.reports.team_report import BLOCKS


def test_the_contents_are_the_blocks_of_the_page_in_its_order(claims):
    assert [block.key for block in claims.blocks] == list(BLOCKS)
    assert claims.block("A").title == "One page"
    assert claims.block("Z") is None


def test_a_report_says_what_it_is_and_of_which_day(claims):
    assert claims.title == "Claims portal feature · Claims Portal"
    assert claims.kind == "End-of-challenge report · 2026-10-09"
    assert (claims.program, claims.share_level) == ("Sample program", "program")


def test_every_part_of_a_block_is_known_to_the_forms():
    # A part added here needs a place in slides.py, workbook.py and display.py (Markdown) as well as in the page.
    assert [field.name for field in fields(Block)] == [
        *("key", "title", "reader", "notice", "lead", "tiles", "pictures", "tables", "closing"),
    ]
    assert [field.name for field in fields(Table)] == ["caption", "columns", "rows", "numeric", "total", "note"]
    assert [field.name for field in fields(Tile)] == ["label", "value", "badge", "note"]

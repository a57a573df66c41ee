from __future__ import annotations

import json

from tests.program_reports import many_engagements, sample_program, two_engagements
from vsm_toolkit.display import Block, Table
from vsm_toolkit.widgets.report_blocks import MOST_ROWS, panel_blocks


def test_every_block_of_a_program_report_can_be_shown_and_travels_as_json():
    for key in "ABCDEFGH":
        shown = panel_blocks(many_engagements().block(key))

        assert shown
        assert json.loads(json.dumps(shown)) == shown


def test_tables_keep_their_cells_and_long_ones_say_what_is_left_out():
    rows = tuple((f"name {number}", str(number)) for number in range(MOST_ROWS + 3))
    table, note = panel_blocks(Block("A", "t", "all", tables=(Table("Caption", ("Name", "Count"), rows),)))

    assert len(table["rows"]) == MOST_ROWS
    assert (table["rows"][0]["head"], table["rows"][0]["cells"]["1"]["value"]) == ("name 0", "0")
    assert note["items"] == ["And 3 more in the report."]


def test_a_warning_comes_first_and_pictures_have_words():
    first = panel_blocks(two_engagements().block("B"))[0]
    pictures = [each for each in panel_blocks(sample_program().block("B")) if each["type"] == "picture"]

    assert first["sign"] == "question"
    assert [bool(each["words"]) for each in pictures] == [True, True]


def test_columns_of_numbers_are_marked_so_that_they_line_up():
    found = Table("Caption", ("Name", "Count", "Why"), (("A", "12", "so"),), numeric=frozenset({1}))

    assert panel_blocks(Block("A", "t", "all", tables=(found,)))[0]["sizes"] == {"1": "number"}

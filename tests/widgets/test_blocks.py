"""The parts a panel is made of: plain JSON, with a label for every field."""

from __future__ import annotations

import json

from vsm_toolkit.model import EvidenceGrade
from vsm_toolkit.widgets.blocks import bar, bars, button, cards, choices, heading, lines, row, table, text_cell, timer


def test_every_block_travels_as_json():
    cells = {"name": text_cell("Name", "x")}
    made = [
        heading("Title"),
        lines("One.", "Two.", sign="question"),
        table("t", "Caption", "Row", (("name", "Name"),), [row("1", "First", cells)]),
        cards("c", [row("1", "First", cells, buttons=[button("go", "Go", pressed=True)])]),
        bars("Bars", [bar("A", 0.5, "half")]),
        timer("Block", 60.0, running=True, phases=[(0.0, "green", "on time")]),
    ]

    assert json.loads(json.dumps(made, allow_nan=False)) == made


def test_a_row_shortens_a_name_that_would_push_everything_else_off_the_screen():
    assert len(row("1", "n" * 10_000, {})["head"]) == 80


def test_a_bar_is_never_longer_than_its_track():
    assert (bar("A", 7.0, "much")["share"], bar("A", -1.0, "less")["share"]) == (1.0, 0.0)


def test_cards_show_every_cell_any_row_has_once():
    block = cards("c", [row("1", "a", {"x": text_cell("X", "")}), row("2", "b", {"y": text_cell("Y", "")})])

    assert [name for name, _ in block["columns"]] == ["x", "y"]


def test_choices_offer_not_said_yet_first_and_leave_it_out_on_request():
    assert choices(EvidenceGrade)[0] == ("", "? not said yet")
    assert choices(EvidenceGrade, unknown="")[0] == ("measured", "measured")

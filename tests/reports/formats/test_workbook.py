from __future__ import annotations

import re
import zipfile
from dataclasses import replace

import openpyxl
import pytest

from tests.hostile_names import PAYLOADS
from vsm_toolkit.display import Block, Table
from vsm_toolkit.reports.formats.workbook import IN_WORDS, READ_ME, CellFitter, report_sheets, write


@pytest.fixture(scope="module")
def workbook(tmp_path_factory, claims):
    folder = tmp_path_factory.mktemp("workbook")
    assert write(claims, folder) == ()
    return openpyxl.load_workbook(folder / "report.xlsx")


@pytest.fixture(scope="module")
def hostile_file(tmp_path_factory, hostile):
    folder = tmp_path_factory.mktemp("hostile")
    assert write(hostile, folder) == ()
    return folder / "report.xlsx"


def words(workbook):
    return {str(cell) for sheet in workbook for row in sheet.values for cell in row if cell is not None}


def test_every_table_of_every_block_has_a_sheet_of_its_own(workbook, claims):
    tables = [table for block in claims.blocks for table in block.tables]
    with_headlines = [block for block in claims.blocks if block.tiles]
    behind_pictures = [each.numbers for block in claims.blocks for each in block.pictures if each.numbers]

    assert len(behind_pictures) >= 4
    assert len(workbook.sheetnames) == len(with_headlines) + len(tables) + len(behind_pictures) + len(
        (READ_ME, IN_WORDS)
    )
    assert workbook.sheetnames[0] == READ_ME
    assert workbook.sheetnames[-1] == IN_WORDS
    assert all(sheet.freeze_panes == "A2" for sheet in workbook)


def test_sheets_have_names_people_understand(workbook):
    assert {"A Headline numbers", "A Who decides about handoffs", "B Time by team", "D Every handoff"} <= set(
        workbook.sheetnames
    )


def test_figures_can_be_added_up_and_units_stand_in_the_headers(workbook):
    headers, *rows = workbook["D Not empowered"].values
    architect = dict(zip(headers, next(row for row in rows if row[0] == "Chief Architect"), strict=True))

    # Domain specification, the example of block D for sample A.
    assert architect["Critical wait, wh"] == 60
    assert (architect["Recoverable, wh (low)"], architect["Recoverable, wh (high)"]) == (36, 54)
    assert architect["Labour, ph per year"] == 234
    assert architect["Labour cost per year, EUR"] == 22_230


def test_what_takes_the_time_by_team_adds_up_to_the_lead_time(workbook):
    headers, *rows = workbook["B Time by team"].values

    assert sum(row[headers.index("Critical, wh")] for row in rows) == 569


def test_the_first_sheet_says_how_it_is_known_and_what_it_does_not_say(workbook, claims):
    said = " ".join(str(text) for _, text in workbook[READ_ME].values)

    assert "569 wh, estimated" in said
    assert "A ? is not known, never zero" in said
    assert "A coach was present" in said
    assert all(table.note in said for block in claims.blocks for table in block.tables)


def test_what_the_page_says_in_sentences_is_in_words(workbook, claims):
    said = words(workbook)

    assert all(sentence in said for block in claims.blocks for sentence in (*block.lead, *block.closing))
    assert all(each.text_alternative in said for block in claims.blocks for each in block.pictures)


def test_hostile_text_is_neither_formula_nor_link(hostile_file):
    with zipfile.ZipFile(hostile_file) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    opened = openpyxl.load_workbook(hostile_file)
    said = words(opened)

    assert not [name for name, part in parts.items() if re.search(r"<f[ >]|<hyperlink|TargetMode=\"External\"", part)]
    assert all(cell.data_type in {"s", "n"} for sheet in opened for row in sheet.iter_rows() for cell in row)
    assert "=cmd|' /C calc'!A0" in said
    assert "n" * 10_000 in said
    assert sum(payload in said for payload in PAYLOADS) >= len(PAYLOADS) - 3  # Excel has no NUL, BOM or lone CR


def with_table(contents, *tables):
    return replace(contents, blocks=(Block("A", "One page", "everyone", tables=tables),))


def test_a_text_too_long_for_a_cell_is_cut_and_said(tmp_path, claims):
    table = Table("T", ("Name",), (("🚀" * 20_000,), ("n" * 40_000,), ("n" * 32_766,)))
    (note,) = write(with_table(claims, table), tmp_path)
    _, *rows = openpyxl.load_workbook(tmp_path / "report.xlsx")["A T"].values

    assert note.sentence == "report.xlsx: 2 texts are cut at 32,767 characters, what a cell can hold."
    assert not note.is_missing
    assert rows[0][0].endswith("🚀 … (cut here; 20,000 characters, report.html has them all)")
    assert [len(row[0].encode("utf-16-le")) // 2 < 32_767 for row in rows] == [True] * 3
    assert rows[2][0] == "n" * 32_766


def test_what_is_no_text_for_a_cell_is_marked():
    assert CellFitter().fitted("a\0b\ud800") == "a\ufffdb\ufffd"


def test_sheets_of_one_name_are_told_apart_and_no_name_breaks_a_rule(claims):
    captions = ["Read me", "x" * 80, "x" * 80, "X" * 80, "[a]:*?/\\b'", "'", "", "🚀" * 40, "two\nlines\x00"]
    tables = [Table(caption, ("C",), (("t",),)) for caption in captions]
    names = [sheet.name for sheet in report_sheets(with_table(claims, *tables), str)]

    assert len({name.casefold() for name in names}) == len(names)
    assert all(0 < len(name.encode("utf-16-le")) // 2 <= 31 for name in names)
    assert not [name for name in names if re.search(r"[\[\]:*?/\\\x00-\x1f]|^'|'$", name)]

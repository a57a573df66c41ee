from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from vsm_toolkit.errors import FileError
from vsm_toolkit.io.spreadsheet import workbook as workbook_module
from vsm_toolkit.io.spreadsheet.workbook import looks_like_old_workbook, looks_like_workbook, read_workbook

PATH = Path("map.xlsx")


def workbook(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def with_member(content, name, change):
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            data = old.read(member)
            new.writestr(member, change(data) if member == name else data)
    return changed.getvalue()


def cells(content, sheet="steps"):
    return [row.cells for row in read_workbook(content, PATH)[sheet].rows]


def test_numbers_words_and_yes_come_as_their_shortest_text():
    content = workbook(Steps=[["a", 60, 2.5, 1e-05, True, None, "x"]])

    assert [cell.text for cell in cells(content)[0]] == ["a", "60", "2.5", "1e-05", "yes", "", "x"]


def test_a_percent_format_keeps_its_sign():
    book = openpyxl.Workbook()
    book.active.title = "steps"
    book.active["A1"] = 0.7
    book.active["A1"].number_format = "0%"
    content = io.BytesIO()
    book.save(content)

    assert cells(content.getvalue())[0][0].text == "70%"


@pytest.mark.parametrize("value", [dt.datetime(2024, 5, 1, 9), dt.date(2024, 5, 1), dt.time(1, 30)])
def test_dates_and_times_of_day_are_marked(value):
    cell = cells(workbook(steps=[[value]]))[0][0]

    assert cell.is_date
    assert str(value)[:5] in cell.text


def test_escaped_control_characters_come_back():
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"constant_memory": True}) as book:
        book.add_worksheet("steps").write_string(0, 0, "a\rb\x01 _x0041_")

    assert cells(content.getvalue())[0][0].text == "a\rb\x01 _x0041_"


def test_every_sheet_is_read_and_blank_rows_keep_the_numbers_of_the_others():
    content = workbook(Steps=[["a"], [None], ["b"]], Edges=[["x"]])
    sheets = read_workbook(content, PATH)

    assert [row.number for row in sheets["steps"].rows] == [1, 3]
    assert sheets["edges"].place == "map.xlsx, sheet Edges"


def test_cells_beyond_the_declared_dimension_are_read():
    content = with_member(
        workbook(steps=[["a", "b"], ["c", "d"]]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'ref="A1:B2"', b'ref="A1:A1"'),
    )

    assert [[cell.text for cell in row] for row in cells(content)] == [["a", "b"], ["c", "d"]]


def test_a_formula_is_read_as_its_stored_result():
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        book.add_worksheet("steps").write_formula(0, 0, "=2+3", None, 5)

    assert cells(content.getvalue())[0][0].text == "5"


def test_a_formula_whose_result_was_never_stored_is_refused_with_its_cell():
    content = workbook(steps=[["Step", "PT"], ["Plan", "=2+3"]])

    with pytest.raises(
        FileError, match=r"sheet steps, cell B2: expected a formula with its stored result, found =2\+3"
    ):
        read_workbook(content, PATH)


def test_an_archive_that_would_unpack_too_large_is_refused_before_it_is_opened(monkeypatch):
    content = workbook(steps=[["x" * 10_000] for _ in range(200)])
    monkeypatch.setattr(workbook_module, "MAX_UNPACKED_BYTES", 1000)

    with pytest.raises(FileError, match="unpacks to more than 50 MiB"):
        read_workbook(content, PATH)


def test_a_document_type_is_refused():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'
    content = with_member(
        workbook(steps=[["a"]]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"<worksheet", bomb + b"<worksheet", 1),
    )

    with pytest.raises(FileError, match="a document type"):
        read_workbook(content, PATH)


def test_too_many_rows_are_refused_even_when_most_are_empty():
    book = openpyxl.Workbook()
    book.active.title = "steps"
    book.active["A1"] = "Step"
    book.active["A1048576"] = "far away"
    content = io.BytesIO()
    book.save(content)

    with pytest.raises(FileError, match="at most 20,000 rows"):
        read_workbook(content.getvalue(), PATH)


def test_too_many_columns_are_refused():
    with pytest.raises(FileError, match="at most 200 columns"):
        read_workbook(workbook(steps=[["x"] * 201]), PATH)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no zip at all"])
def test_what_is_no_workbook_is_refused_in_a_sentence(content):
    with pytest.raises(FileError, match=r"map.xlsx: expected an Excel workbook \(.xlsx\)"):
        read_workbook(content, PATH)


def test_a_damaged_workbook_is_refused_wherever_the_damage_is():
    content = workbook(steps=[["Step", "PT"], ["Plan", 3]])
    for start in range(0, len(content), 97):
        damaged = content[:start] + b"\xff\x00\xff" + content[start + 3 :]
        try:
            read_workbook(damaged, PATH)
        except FileError:
            continue


def test_file_kinds_are_told_by_their_first_bytes():
    assert looks_like_workbook(workbook(steps=[["a"]]))
    assert looks_like_old_workbook(b"\xd0\xcf\x11\xe0\xa1\xb1")
    assert not looks_like_workbook(b"Step,PT")

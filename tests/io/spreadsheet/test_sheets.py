from __future__ import annotations

import io
from datetime import datetime

import openpyxl

from vsm_toolkit.io.spreadsheet.sheets import Sheet, workbook_bytes

DAY = datetime(2026, 10, 9)


def opened(*sheets):
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes(sheets, DAY)))


def test_headers_are_frozen_and_missing_values_are_empty():
    sheet = opened(Sheet("Steps", ("Name", "Wait, wh"), (("Review", 8.0), ("Test", None))))["Steps"]

    assert sheet.freeze_panes == "A2"
    assert list(sheet.values) == [("Name", "Wait, wh"), ("Review", 8), ("Test", None)]
    assert sheet.auto_filter.ref is None


def test_a_sheet_for_reading_wraps_filters_its_rows_and_keeps_the_total_below():
    rows = (("Review " * 30, 8.0), ("Test", 2.5))
    sheet = opened(Sheet("W", ("Name", "Wait, wh"), rows, ("", "#,##0.0"), total=("all", 10.5), for_reading=True))["W"]

    assert sheet.auto_filter.ref == "A1:B3"
    assert sheet["B3"].number_format == "#,##0.0"
    assert sheet["A2"].alignment.wrap_text
    assert sheet.row_dimensions[2].height > 15
    assert (sheet["A4"].value, sheet["B4"].value, sheet["B4"].font.bold) == ("all", 10.5, True)


def test_a_very_long_text_makes_no_row_that_excel_refuses():
    sheet = opened(Sheet("W", ("Name",), (("n" * 32_000,),), for_reading=True))["W"]

    assert sheet.row_dimensions[2].height < 409


def test_equal_sheets_are_equal_bytes():
    sheets = [Sheet("W", ("Name",), (("Review",),), for_reading=True)]

    assert workbook_bytes(sheets, DAY) == workbook_bytes(sheets, DAY)

"""Sheets into the bytes of one Excel workbook: plain text and numbers, never a formula or a link."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

_CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_WIDEST_COLUMN: Final = 48
_WIDEST_OF_FEW: Final = 100
_LINE_HEIGHT: Final = 15.0
_TALLEST_ROW: Final = 405.0  # Excel refuses more than 409
_NARROWEST_COLUMN: Final = 8
_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}

CellValue = str | float | None


@dataclass(frozen=True)
class Sheet:
    r"""One sheet: a frozen row of headers, and rows under it.

    Attributes
    ----------
    name : str
        At most 31 characters, none of ``[]:*?/\``.
    rows : tuple of tuple
        A missing value is ``None`` and leaves its cell empty.
    number_formats : tuple of str
        How each column shows its numbers, as Excel writes it; none shows all their digits.
    total : tuple or None
        A last row set apart, which sorting and filtering leave in place.
    for_reading : bool
        Whether texts wrap, rows can be filtered and the sheet prints on one page's width.
    """

    name: str
    headers: tuple[str, ...]
    rows: tuple[tuple[CellValue, ...], ...]
    number_formats: tuple[str, ...] = ()
    total: tuple[CellValue, ...] | None = None
    for_reading: bool = False


def workbook_bytes(sheets: Sequence[Sheet], created: datetime) -> bytes:
    """Write sheets as one workbook; equal sheets and the same ``created`` give equal bytes.

    Texts must fit a cell (32,767 characters) and hold neither a NUL nor half a character.

    Examples
    --------
    >>> workbook_bytes([Sheet("Steps", ("Name", "Wait, wh"), (("=Review", 8.0),))], datetime(2026, 10, 9))[:2]
    b'PK'
    """
    import xlsxwriter  # heavy, and CSV needs none of it

    content = io.BytesIO()
    workbook = xlsxwriter.Workbook(content, _OPTIONS)
    workbook.set_properties({"created": created})
    for sheet in sheets:
        _SheetWriter(workbook, sheet).write()
    workbook.close()
    return content.getvalue()


class _SheetWriter:
    """Writes one sheet row by row, from the top."""

    def __init__(self, workbook: Any, sheet: Sheet) -> None:  # noqa: ANN401 - untyped library
        self._sheet = sheet
        self._target = workbook.add_worksheet(sheet.name)
        self._widths = tuple(_widths(sheet))
        wrap = {"text_wrap": True, "valign": "top"} if sheet.for_reading else {}
        shade = {"bg_color": "#E8EEF4"} if sheet.for_reading else {}
        looks = [
            {**wrap, **({"num_format": each, "align": "right", "indent": 1} if each else {})}
            for each in sheet.number_formats or ("",) * len(sheet.headers)
        ]
        self._headings = [
            workbook.add_format({**look, "num_format": "", "bold": True, "bottom": 1, **shade}) for look in looks
        ]
        self._cells = [workbook.add_format(look) for look in looks]
        self._totals = [workbook.add_format({**look, "bold": True, "top": 1}) for look in looks]

    def write(self) -> None:
        """Write everything."""
        sheet, target = self._sheet, self._target
        target.freeze_panes(1, 0)
        for index, width in enumerate(self._widths):
            target.set_column(index, index, width)
        if sheet.for_reading:
            self._set_up_for_reading()
        self._write_row(0, sheet.headers, self._headings)
        for number, row in enumerate(sheet.rows, 1):
            self._write_row(number, row, self._cells)
        if sheet.total is not None:
            self._write_row(len(sheet.rows) + 1, sheet.total, self._totals)

    def _set_up_for_reading(self) -> None:
        self._target.set_landscape()
        self._target.fit_to_pages(1, 0)
        self._target.repeat_rows(0)
        self._target.set_header("&L&A&Rpage &P of &N")
        if self._sheet.rows:
            self._target.autofilter(0, 0, len(self._sheet.rows), len(self._sheet.headers) - 1)

    def _write_row(self, number: int, row: Sequence[CellValue], formats: Sequence[Any]) -> None:
        if self._sheet.for_reading:
            # Without a height of its own, a row of wrapped texts opens one line high in some programs.
            lines = max((_lines(value, width) for value, width in zip(row, self._widths, strict=True)), default=1)
            self._target.set_row(number, min(_TALLEST_ROW, _LINE_HEIGHT * lines))
        for index, value in enumerate(row):
            if isinstance(value, str):
                self._write_text((number, index), value, formats[index])
            elif value is not None:
                self._write_number((number, index), float(value), formats[index])

    def _write_text(self, cell: tuple[int, int], text: str, cell_format: Any) -> None:  # noqa: ANN401
        if text.startswith("<r>") and text.endswith("</r>"):
            # The library takes such a text for markup of its own and would write it into the file unescaped.
            shown = _CONTROL_CHARACTERS.sub("", text)
            self._target.write_rich_string(*cell, shown[:1], cell_format, shown[1:])
        elif text:
            self._target.write_string(*cell, text, cell_format)

    def _write_number(self, cell: tuple[int, int], number: float, cell_format: Any) -> None:  # noqa: ANN401
        if float(f"{number:.16G}") == number:
            self._target.write_number(*cell, number, cell_format)
        else:  # a cell holds 16 digits; as text the number comes back exactly
            self._target.write_string(*cell, plain_number(number), cell_format)


def plain_number(value: float | None) -> str:
    """Write a number shortest and exactly.

    Examples
    --------
    >>> plain_number(96.0), plain_number(0.1), plain_number(None)
    ('96', '0.1', '')
    """
    return "" if value is None else repr(float(value)).removesuffix(".0")


def _widths(sheet: Sheet) -> Iterator[int]:
    rows = [*sheet.rows, *([sheet.total] if sheet.total else [])]
    widest = _WIDEST_OF_FEW if sheet.for_reading and len(sheet.headers) <= 4 else _WIDEST_COLUMN
    for index, header in enumerate(sheet.headers):
        longest = max((len(_shown(row[index])) for row in rows), default=0)
        # A header that may wrap needs its longest word and the filter's button, not its whole length.
        needed = max(map(len, header.split()), default=0) + 5 if sheet.for_reading else len(header)
        yield max(_NARROWEST_COLUMN, min(widest, max(needed, longest) + 2))


def _lines(value: CellValue, width: int) -> int:
    """Estimate how many lines a text takes in a column; words are not broken, so a little more than its length."""
    lines = [len(line) for line in _shown(value).split("\n")]
    return sum(1 if length < width else math.ceil(length * 1.08 / (width - 1)) for length in lines)


def _shown(value: CellValue) -> str:
    return value if isinstance(value, str) else plain_number(value)

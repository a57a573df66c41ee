"""Columns of texts, as a report shows them, turned back into numbers that a spreadsheet can add up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vsm_toolkit.io.spreadsheet.sheets import CellValue

_AMOUNT = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_SHOWN = re.compile(rf"(?P<low>[+−-]?{_AMOUNT})(?:–(?P<high>{_AMOUNT}))?(?:\s(?P<unit>[^\s()\d]{{1,12}}))?")


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """One column of a sheet.

    Attributes
    ----------
    cells : tuple of str, float or None
        Numbers where the text said nothing else, else the text.
    number_format : str
        With as many decimals as were shown; ``""`` for a column of texts.
    """

    header: str
    cells: tuple[CellValue, ...]
    number_format: str = ""


def number_columns(header: str, texts: Sequence[str]) -> tuple[NumberColumn, ...]:
    """Turn a column of shown figures into numbers: one column, or two where some are ranges.

    A unit that every figure has moves to the header. Of several units only figures without one become numbers, because
    a sum of days and weeks means nothing; each cell that says more than a number (``≥ 137``, ``?``) stays a text.

    Examples
    --------
    >>> number_columns("Cost", ["22,230 EUR", "?"])
    (NumberColumn(header='Cost, EUR', cells=(22230.0, '?'), number_format='#,##0'),)
    >>> [(column.header, column.cells) for column in number_columns("Gain, wh", ["36–54", "34"])]
    [('Gain, wh (low)', (36.0, 34.0)), ('Gain, wh (high)', (54.0, 34.0))]
    >>> number_columns("Lead time", ["3 d", "2 wk"])[0].cells
    ('3 d', '2 wk')
    """
    shown = [_SHOWN.fullmatch(text.strip()) for text in texts]
    found = [each for each in shown if each]
    units = {each["unit"] or "" for each in found}
    unit = units.pop() if len(units) == 1 else ""
    if units:
        shown = [each if each and not each["unit"] else None for each in shown]
        found = [each for each in shown if each]
    if not found:
        return (NumberColumn(header, tuple(texts)),)
    named = f"{header}, {unit}" if unit and unit not in re.split(r"\W+", header) else header
    number_format = _number_format([amount for each in found for amount in (each["low"], each["high"]) if amount])
    low = tuple(_number(each["low"]) if each else text for each, text in zip(shown, texts, strict=True))
    if not any(each["high"] for each in found):
        return (NumberColumn(named, low, number_format),)
    high = tuple(_number(each["high"] or each["low"]) if each else None for each in shown)
    return NumberColumn(f"{named} (low)", low, number_format), NumberColumn(f"{named} (high)", high, number_format)


def _number(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-"))


def _number_format(amounts: Sequence[str]) -> str:
    decimals = max(len(each.partition(".")[2]) for each in amounts)
    return f"#,##0.{'0' * decimals}" if decimals else "#,##0"

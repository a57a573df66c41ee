"""Waste of many teams by category, in person-hours a year; what handoffs already count stands beside it, hollow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from vsm_toolkit.charts.bars import (
    HEADER,
    BarScale,
    Segment,
    draw_header,
    draw_segments,
    right_end,
    row_label,
    write_value,
)
from vsm_toolkit.charts.drawing import Drawing
from vsm_toolkit.charts.legend import LINE_HEIGHT, draw_legend, fill_entry, legend_lines
from vsm_toolkit.charts.picture import Picture
from vsm_toolkit.charts.text_fit import visible
from vsm_toolkit.charts.theme import LIGHT, WIDTH, Fill

_LEFT: Final = 240.0
_ROW: Final = 46.0
_BAR: Final = 28.0
_COUNTED: Final = Fill("#005f9e", "none", "#005f9e", "counted")
_NOT_ADDED: Final = Fill(LIGHT.paper, "falling", "#6b6b6b", "already counted in handoffs, not added")
_TITLE: Final = "Waste that teams logged, person-hours a year"


@dataclass(frozen=True)
class ProgramWasteBar:
    """One category.

    Attributes
    ----------
    counted_hours, overlapping_hours : float
        Person-hours a year.
    """

    label: str
    counted_hours: float
    overlapping_hours: float = 0.0


def program_waste(rows: Sequence[ProgramWasteBar]) -> Picture:
    """Draw categories of waste in the order given.

    Examples
    --------
    >>> program_waste([ProgramWasteBar("defects", 273), ProgramWasteBar("extra processes", 0, 266)]).text_alternative
    'Waste that teams logged, person-hours a year. defects: 273; extra processes: 0, and 266 not added.'
    """
    entries = [fill_entry(_COUNTED), *([fill_entry(_NOT_ADDED)] if any(row.overlapping_hours for row in rows) else [])]
    bottom = HEADER + _ROW * len(rows)
    sheet = Drawing(WIDTH, bottom + 10 + LINE_HEIGHT * len(legend_lines(entries, WIDTH)))
    draw_header(sheet, _TITLE, _takeaway(rows))
    longest = max((row.counted_hours + row.overlapping_hours for row in rows), default=0.0)
    scale = BarScale.to_fit(_LEFT, right_end(map(_value, rows)), longest)
    for number, row in enumerate(rows):
        middle = HEADER + _ROW * (number + 0.5)
        row_label(sheet, 0, middle, row.label, _LEFT - 14)
        parts = [Segment(row.counted_hours, _COUNTED), Segment(row.overlapping_hours, _NOT_ADDED)]
        end = draw_segments(sheet, scale, middle - _BAR / 2, _BAR, parts)
        write_value(sheet, end + 10, middle, _value(row))
    if rows:
        sheet.line([(_LEFT, HEADER), (_LEFT, bottom)], stroke=LIGHT.muted, stroke_width=1.5)
    draw_legend(sheet, 0, bottom + 8, entries, WIDTH)
    listed = "; ".join(f"{visible(row.label)}: {_value(row)}" for row in rows)
    words = f"{_TITLE}. {listed or 'No waste was logged'}."
    return Picture(sheet.chart(words), _TITLE, words)


def _value(row: ProgramWasteBar) -> str:
    overlap = f", and {_whole(row.overlapping_hours)} not added" if row.overlapping_hours else ""
    return f"{_whole(row.counted_hours)}{overlap}"


def _whole(hours: float) -> str:
    return f"{int(hours + 0.5):,}"  # halves go up, as they do in the tables


def _takeaway(rows: Sequence[ProgramWasteBar]) -> str:
    counted = sum(row.counted_hours for row in rows)
    if not counted:
        return "No waste is counted yet."
    top = max(rows, key=lambda row: row.counted_hours)
    return (
        f"{_whole(counted)} person-hours are counted. The largest: {visible(top.label)}, {_whole(top.counted_hours)}."
    )

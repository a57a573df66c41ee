"""What realignment options would gain: a range per option, recomputed, always projected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from vsm_toolkit.charts.bars import HEADER, BarScale, draw_header, draw_time_axis, right_end, write_value
from vsm_toolkit.charts.drawing import Drawing
from vsm_toolkit.charts.picture import Picture
from vsm_toolkit.charts.text_fit import fitted, visible
from vsm_toolkit.charts.theme import LABEL_SIZE, LIGHT, SMALL_SIZE, WIDTH
from vsm_toolkit.durations import format_hours

_LEFT: Final = 420.0
_ROW: Final = 62.0
_BAR: Final = 22.0
_GAIN: Final = "#005f9e"
_NAIVE: Final = "#8c8c8c"


@dataclass(frozen=True)
class GainBar:
    """One option.

    Attributes
    ----------
    label, how : str
        What would live elsewhere, and how.
    low_hours, likely_hours, high_hours : float
        Shorter lead time, recomputed on the map; working hours.
    naive_hours : float or None
        What adding up waits would claim at most; drawn as a mark to be seen and not believed.
    """

    label: str
    how: str
    low_hours: float
    likely_hours: float
    high_hours: float
    naive_hours: float | None = None


def realignment_gain(rows: Sequence[GainBar]) -> Picture:
    """Draw how much feature lead time each option would save, from the careful to the hopeful end.

    Parameters
    ----------
    rows : sequence of GainBar
        In the order to show them; lightest first reads best.

    Examples
    --------
    >>> row = GainBar("Integration service change", "done by Claims Portal", 34, 34, 34, 86)
    >>> realignment_gain([row]).text_alternative[:89]
    'What realignment would save, projected. Integration service change, done by Claims Portal'
    """
    bottom = HEADER + _ROW * len(rows) + 8
    sheet = Drawing(WIDTH, bottom + 62)
    title = "What realignment would save"
    draw_header(sheet, title, _takeaway(rows))
    longest = max((max(row.high_hours, row.naive_hours or 0.0) for row in rows), default=0.0)
    right = right_end([_value(row) for row in rows])
    scale = BarScale.to_fit(_LEFT, right, longest)
    draw_time_axis(sheet, scale, longest, HEADER, bottom)
    for number, row in enumerate(rows):
        _draw_row(sheet, scale, row, HEADER + _ROW * (number + 0.5))
    sheet.line([(_LEFT, HEADER), (_LEFT, bottom)], stroke=LIGHT.muted, stroke_width=1.5)
    key = "bar: recomputed, from careful to hopeful; line: likely; grey mark: waits added up, which overstates"
    sheet.note(0, bottom + 48, key)
    listed = " ".join(f"{visible(row.label)}, {visible(row.how)}: {_value(row)}{_naive_words(row)}." for row in rows)
    words = f"{title}, projected. {listed or 'No option would shorten lead time.'}"
    return Picture(sheet.chart(words), title, words)


def _draw_row(sheet: Drawing, scale: BarScale, row: GainBar, middle: float) -> None:
    sheet.text(0, middle - 11, fitted(row.label, _LEFT - 24, size=LABEL_SIZE, bold=True), size=LABEL_SIZE, bold=True)
    sheet.text(0, middle + 12, fitted(row.how, _LEFT - 24, size=SMALL_SIZE), size=SMALL_SIZE, colour=LIGHT.muted)
    low, high = scale.x(row.low_hours), scale.x(row.high_hours)
    width = max(high - low, 6.0)
    sheet.rect(_LEFT, middle - 3, max(low - _LEFT, 0.0), 6, fill=_GAIN)
    sheet.rect(low, middle - _BAR / 2, width, _BAR, fill=LIGHT.paper, stroke=_GAIN, stroke_width=3, dash=(6, 4))
    likely = scale.x(row.likely_hours)
    sheet.line([(likely, middle - _BAR / 2 - 4), (likely, middle + _BAR / 2 + 4)], stroke=_GAIN, stroke_width=4)
    end = low + width
    if row.naive_hours is not None and row.naive_hours > row.high_hours + 0.05:
        naive = scale.x(row.naive_hours)
        sheet.line([(end, middle), (naive, middle)], stroke=_NAIVE, stroke_width=1.5, dash=(3, 4))
        sheet.line([(naive, middle - _BAR / 2), (naive, middle + _BAR / 2)], stroke=_NAIVE, stroke_width=3)
    write_value(sheet, end + 10, middle, _value(row))


def _value(row: GainBar) -> str:
    low, high = format_hours(row.low_hours), format_hours(row.high_hours)
    return low if low == high else f"{low} to {high}"


def _naive_words(row: GainBar) -> str:
    if row.naive_hours is None or row.naive_hours <= row.high_hours + 0.05:
        return ""
    return f" (waits alone would claim {format_hours(row.naive_hours)})"


def _takeaway(rows: Sequence[GainBar]) -> str:
    if not rows:
        return "No option would shorten lead time."
    best = max(rows, key=lambda row: row.likely_hours)
    return f"Projected. The largest likely gain: {_value(best)} with “{best.label}” {best.how}."

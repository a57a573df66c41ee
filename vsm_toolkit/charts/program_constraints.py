"""Who decides about the waiting of many streams: by volume in one picture, by reach in the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

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
from vsm_toolkit.charts.legend import LINE_HEIGHT, Entry, draw_legend, fill_entry, legend_lines
from vsm_toolkit.charts.picture import Picture
from vsm_toolkit.charts.text_fit import visible
from vsm_toolkit.charts.theme import LIGHT, WIDTH, Fill

Lens = Literal["volume", "reach"]

_LEFT: Final = 330.0
_ROW: Final = 46.0
_BAR: Final = 28.0
_MOST: Final = 12
_MOST_SQUARES: Final = 12
_SQUARE: Final = 22.0
_SYSTEMIC: Final = Fill("#005f9e", "none", "#005f9e", "in two streams or more: systemic")
_LOCAL: Final = Fill("#cfe8f8", "rising", "#2f86bd", "in one stream: can be solved there")
_OTHER: Final = Fill(LIGHT.paper, "falling", "#8f877a", "waiting off the critical path")
_TITLES: Final[dict[Lens, str]] = {
    "volume": "Waiting in handoffs, by volume",
    "reach": "Waiting in handoffs, by reach",
}


@dataclass(frozen=True)
class ConstraintBar:
    """One role, team or reason.

    Attributes
    ----------
    label : str
        Its name.
    streams : int
        How many streams it appears in.
    critical_hours, other_hours : float or None
        Item time a year on critical paths and beside them, working hours; ``None`` is not known or not shown.
    is_bound : bool
        Whether more of it is not known.
    """

    label: str
    streams: int
    critical_hours: float | None
    other_hours: float | None = None
    is_bound: bool = False


def program_constraints(rows: Sequence[ConstraintBar], lens: Lens) -> Picture:
    """Draw the waiting that one role, team or reason stands for, at most twelve of them.

    Parameters
    ----------
    rows : sequence of ConstraintBar
        In the order to show them.
    lens : {"volume", "reach"}
        Bars as long as the yearly waiting; or as many squares as streams, for those in two streams or more.

    Examples
    --------
    >>> program_constraints([ConstraintBar("CISO", 2, 2400, 1040)], "volume").text_alternative
    'Waiting in handoffs, by volume, item time a year. CISO: 2,400 wh critical, 2 streams.'
    """
    fitting = [row for row in rows if lens == "volume" or row.streams > 1]
    shown = fitting[:_MOST]
    entries = _legend_entries(shown, lens)
    left_out = len(fitting) - len(shown)
    bottom = HEADER + _ROW * len(shown)
    note = 26 if left_out else 0
    sheet = Drawing(WIDTH, bottom + note + 10 + LINE_HEIGHT * len(legend_lines(entries, WIDTH)))
    draw_header(sheet, _TITLES[lens], _takeaway(rows, lens))
    if lens == "volume":
        _draw_bars(sheet, shown)
    else:
        _draw_squares(sheet, shown)
    if shown:
        sheet.line([(_LEFT, HEADER), (_LEFT, bottom)], stroke=LIGHT.muted, stroke_width=1.5)
    if left_out:
        sheet.note(0, bottom + 14, f"and {left_out} more in the table")
    draw_legend(sheet, 0, bottom + note + 8, entries, WIDTH)
    listed = "; ".join(f"{visible(row.label)}: {_hours(row)} critical, {_streams(row)}" for row in shown)
    words = f"{_TITLES[lens]}, item time a year. {listed or _takeaway(rows, lens).rstrip('.')}."
    return Picture(sheet.chart(words), _TITLES[lens], words)


def _draw_bars(sheet: Drawing, rows: Sequence[ConstraintBar]) -> None:
    longest = max(((row.critical_hours or 0.0) + (row.other_hours or 0.0) for row in rows), default=0.0)
    scale = BarScale.to_fit(_LEFT, right_end(_value(row) for row in rows), longest)
    for number, row in enumerate(rows):
        middle = HEADER + _ROW * (number + 0.5)
        row_label(sheet, 0, middle, row.label, _LEFT - 14)
        parts = [Segment(row.critical_hours or 0.0, _fill(row)), Segment(row.other_hours or 0.0, _OTHER)]
        end = draw_segments(sheet, scale, middle - _BAR / 2, _BAR, parts)
        write_value(sheet, end + 10, middle, _value(row))


def _draw_squares(sheet: Drawing, rows: Sequence[ConstraintBar]) -> None:
    most = max((row.streams for row in rows), default=0)
    scale = BarScale.to_fit(_LEFT, right_end(_reach_value(row) for row in rows), most)
    for number, row in enumerate(rows):
        middle = HEADER + _ROW * (number + 0.5)
        row_label(sheet, 0, middle, row.label, _LEFT - 14)
        if most <= _MOST_SQUARES:
            for square in range(row.streams):
                x = _LEFT + 8 + (_SQUARE + 6) * square
                sheet.area(x, middle - _SQUARE / 2, _SQUARE, _SQUARE, _fill(row))
            end = _LEFT + 8 + (_SQUARE + 6) * row.streams
        else:
            end = draw_segments(sheet, scale, middle - _BAR / 2, _BAR, [Segment(row.streams, _fill(row))])
        write_value(sheet, end + 10, middle, _reach_value(row))


def _fill(row: ConstraintBar) -> Fill:
    return _SYSTEMIC if row.streams > 1 else _LOCAL


def _hours(row: ConstraintBar) -> str:
    if row.critical_hours is None:
        return "?"
    return f"{'≥ ' if row.is_bound else ''}{int(row.critical_hours + 0.5):,} wh"


def _streams(row: ConstraintBar) -> str:
    return f"{row.streams} stream{'' if row.streams == 1 else 's'}"


def _value(row: ConstraintBar) -> str:
    return f"{_hours(row)}, {_streams(row)}"


def _reach_value(row: ConstraintBar) -> str:
    return f"{_streams(row)}, {_hours(row)}"


def _takeaway(rows: Sequence[ConstraintBar], lens: Lens) -> str:
    if not rows:
        return "No handoff between teams is known."
    top = rows[0]
    if lens == "volume":
        where = "solve it there" if top.streams == 1 else f"it appears in {_streams(top)}"
        return f"Most waiting a year: “{visible(top.label)}”, {_hours(top)} on critical paths; {where}."
    wide = sum(row.streams > 1 for row in rows)
    if not wide:
        return "Nothing appears in more than one stream yet; each is solved where it is."
    verb = "appears" if wide == 1 else "appear"
    return f"{wide} of {len(rows)} {verb} in two streams or more. The widest: “{visible(top.label)}”, {_streams(top)}."


def _legend_entries(rows: Sequence[ConstraintBar], lens: Lens) -> list[Entry]:
    entries = [fill_entry(fill) for fill in (_SYSTEMIC, _LOCAL) if any(_fill(row) is fill for row in rows)]
    if lens == "volume" and any(row.other_hours for row in rows):
        entries.append(fill_entry(_OTHER))
    return entries

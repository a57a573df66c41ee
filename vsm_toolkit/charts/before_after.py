"""Lead time before and after, to one scale; what is only hoped for looks different from what is done."""

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
    draw_time_axis,
    write_in_segments,
    write_value,
)
from vsm_toolkit.charts.drawing import Drawing
from vsm_toolkit.charts.legend import LINE_HEIGHT, Entry, draw_legend, fill_entry, legend_lines
from vsm_toolkit.charts.picture import Picture
from vsm_toolkit.charts.text_fit import visible, wrapped
from vsm_toolkit.charts.theme import DELAY, LABEL_SIZE, LIGHT, SMALL_SIZE, WAIT, WIDTH, WORK
from vsm_toolkit.durations import format_hours, format_percent
from vsm_toolkit.model import ChangeStatus

_LEFT: Final = 250.0
_RIGHT: Final = 960.0
_ROW: Final = 74.0
_BAR: Final = 44.0


@dataclass(frozen=True)
class BeforeAfterBar:
    """One state of the map.

    Attributes
    ----------
    label : str
        For example ``Baseline``, ``Done`` or ``With changes in progress``.
    wait_hours, work_hours : float or None
        On the critical path, working hours; ``None`` is not known yet.
    delay_hours : float
        Started but stopped, working hours.
    status : ChangeStatus or None
        ``None`` is the baseline; everything that is not done is drawn hollow and called projected.
    """

    label: str
    wait_hours: float | None
    delay_hours: float
    work_hours: float | None
    status: ChangeStatus | None = None

    @property
    def is_projected(self) -> bool:
        """Whether it shows something that has not happened yet."""
        return self.status in (ChangeStatus.IN_PROGRESS, ChangeStatus.PROJECTED)

    @property
    def known_hours(self) -> float:
        """The part of the lead time that is known."""
        return (self.wait_hours or 0.0) + self.delay_hours + (self.work_hours or 0.0)

    @property
    def is_complete(self) -> bool:
        """Whether no time is missing."""
        return self.wait_hours is not None and self.work_hours is not None


def before_after(
    rows: Sequence[BeforeAfterBar], *, title: str = "Lead time before and after", takeaway: str | None = None
) -> Picture:
    """Draw states of one map under each other.

    Parameters
    ----------
    rows : sequence of BeforeAfterBar
        The first one is what the others are compared with.
    takeaway : str or None
        The sentence below the title; ``None`` says what is done.

    Examples
    --------
    >>> before = BeforeAfterBar("Baseline", 496, 0, 73)
    >>> after = BeforeAfterBar("Done", 444, 0, 73, ChangeStatus.DONE)
    >>> before_after([before, after]).text_alternative
    'Lead time. Baseline: 14.2 wk (wait 12.4 wk, work 9.1 d). Done: 12.9 wk (wait 11.1 wk, work 9.1 d), 6.5 d ...'
    """
    entries = _legend_entries(rows)
    bottom = HEADER + _ROW * len(rows)
    largest = max((row.known_hours for row in rows), default=0.0)
    sheet = Drawing(WIDTH, bottom + 34 + LINE_HEIGHT * len(legend_lines(entries, WIDTH)))
    scale = BarScale.to_fit(_LEFT, _RIGHT, largest)
    draw_header(sheet, title, _takeaway(rows) if takeaway is None else takeaway)
    if largest:
        draw_time_axis(sheet, scale, largest, HEADER, bottom)
    for number, row in enumerate(rows):
        _draw_row(sheet, scale, row, rows[0], HEADER + _ROW * (number + 0.5))
    draw_legend(sheet, 0, bottom + 30, entries, WIDTH)
    words = " ".join(["Lead time.", *(_sentence(row, rows[0]) for row in rows)])
    return Picture(sheet.chart(words), title, words)


def _draw_row(sheet: Drawing, scale: BarScale, row: BeforeAfterBar, first: BeforeAfterBar, middle: float) -> None:
    lines = wrapped(row.label, _LEFT - 16, size=LABEL_SIZE, lines=2, bold=True)
    texts = [*((line, True) for line in lines), *([("projected", False)] if row.is_projected else [])]
    for number, (text, bold) in enumerate(texts):
        y = middle + (number - (len(texts) - 1) / 2) * 21
        sheet.text(0, y, text, size=LABEL_SIZE, bold=bold)
    solid = not row.is_projected
    parts = [(row.wait_hours or 0.0, WAIT), (row.delay_hours, DELAY), (row.work_hours or 0.0, WORK)]
    segments = [Segment(hours, fill, solid=solid) for hours, fill in parts]
    end = draw_segments(sheet, scale, middle - _BAR / 2, _BAR, segments) + 12
    change = _change(row, first)
    write_value(sheet, end, middle - (11 if change else 0), _total(row), bold=True)
    write_value(sheet, end, middle + 12, change, size=SMALL_SIZE)
    texts_inside = [(hours, f"{fill.words} {format_hours(hours)}", LIGHT.ink) for hours, fill in parts]
    write_in_segments(sheet, scale, middle, texts_inside)


def _total(row: BeforeAfterBar) -> str:
    if not row.known_hours:
        return "?"
    return f"{'' if row.is_complete else '≥ '}{format_hours(row.known_hours)}"


def _change(row: BeforeAfterBar, first: BeforeAfterBar) -> str:
    """Say the difference to the first row, where both are known."""
    if row is first or not (row.is_complete and first.is_complete and first.known_hours):
        return ""
    saved = first.known_hours - row.known_hours
    if not saved:
        return "no change"
    share = format_percent(abs(saved) / first.known_hours, 0)
    return f"{format_hours(abs(saved))} ({share}) {'shorter' if saved > 0 else 'longer'}"


def _sentence(row: BeforeAfterBar, first: BeforeAfterBar) -> str:
    stopped = f", stuck {format_hours(row.delay_hours)}" if row.delay_hours else ""
    parts = f"wait {format_hours(row.wait_hours)}{stopped}, work {format_hours(row.work_hours)}"
    change = _change(row, first)
    projected = ", projected" if row.is_projected else ""
    return f"{visible(row.label)}: {_total(row)} ({parts}){projected}{f', {change}' if change else ''}."


def _takeaway(rows: Sequence[BeforeAfterBar]) -> str:
    done = [row for row in rows[1:] if row.status is ChangeStatus.DONE]
    if not done:
        return "Nothing is marked as done yet."
    change = _change(done[-1], rows[0])
    return f"Done: {_total(rows[0])} to {_total(done[-1])}{f', {change}' if change else ''}."


def _legend_entries(rows: Sequence[BeforeAfterBar]) -> list[Entry]:
    entries = [fill_entry(WAIT), fill_entry(WORK)]
    if any(row.delay_hours for row in rows):
        entries.insert(1, fill_entry(DELAY))
    if any(row.is_projected for row in rows):
        entries.append(fill_entry(WORK, "hollow: projected, not measured", solid=False))
    return entries

"""Horizontal bars: rows with a label, segments to one scale, and a value that stays readable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from vsm_toolkit.charts.drawing import Align, Drawing
from vsm_toolkit.charts.text_fit import fitted, text_width
from vsm_toolkit.charts.theme import LABEL_SIZE, LIGHT, SMALL_SIZE, SUBTITLE_SIZE, TITLE_SIZE, WIDTH, Fill
from vsm_toolkit.durations import format_hours
from vsm_toolkit.working_week import shown_working_week

HEADER: Final = 74.0
_MOST_TICKS: Final = 8
_STEPS: Final = (1, 2, 3, 5)


@dataclass(frozen=True)
class Segment:
    """A part of a bar.

    Attributes
    ----------
    amount : float
        In the unit of the scale, usually working hours.
    fill : Fill
        Its look.
    solid : bool
        False leaves it hollow: not real yet, or not added.
    tip : str or None
        Shown under the pointer.
    """

    amount: float
    fill: Fill
    solid: bool = True
    tip: str | None = None


@dataclass(frozen=True)
class BarScale:
    """Where amounts land on the sheet: ``left`` is zero, ``pixels`` is the length of one unit.

    Examples
    --------
    >>> BarScale.to_fit(200, 800, 300).x(200)
    600.0
    """

    left: float
    pixels: float

    @classmethod
    def to_fit(cls, left: float, right: float, largest: float) -> BarScale:
        """Make a scale whose largest amount ends at ``right``."""
        return cls(left, (right - left) / largest if largest > 0 else 0.0)

    def x(self, amount: float) -> float:
        """Give the place of an amount."""
        return self.left + amount * self.pixels


def draw_header(sheet: Drawing, title: str, subtitle: str) -> None:
    """Write the title and, under it, the one sentence to take away."""
    size = TITLE_SIZE
    sheet.text(0, 16, fitted(title, sheet.width, size=size, bold=True), size=size, bold=True)
    sheet.text(0, 47, fitted(subtitle, sheet.width, size=SUBTITLE_SIZE), size=SUBTITLE_SIZE, colour=LIGHT.muted)


def draw_segments(sheet: Drawing, scale: BarScale, y: float, height: float, segments: Sequence[Segment]) -> float:
    """Draw the segments of a bar one behind the other.

    Returns
    -------
    float
        Where the bar ends.
    """
    ends = [0.0, *accumulate(segment.amount for segment in segments)]
    for start, segment in zip(ends, segments, strict=False):
        if segment.amount > 0:
            width = max(2.0, segment.amount * scale.pixels)
            sheet.area(scale.x(start), y, width, height, segment.fill, solid=segment.solid, tip=segment.tip)
    return scale.x(ends[-1])


def write_in_segments(sheet: Drawing, scale: BarScale, middle: float, texts: Iterable[tuple[float, str, str]]) -> None:
    """Write texts into the segments they belong to, where there is room.

    Parameters
    ----------
    texts : iterable of (float, str, str)
        Amount of the segment, text, colour, from the left.
    """
    start = 0.0
    for amount, text, colour in texts:
        width = text_width(text, SMALL_SIZE, bold=True) + 12
        if width < amount * scale.pixels:
            x = scale.x(start + amount / 2)
            if colour != "#ffffff":
                sheet.rect(x - width / 2 + 2, middle - 10, width - 4, 20, fill=LIGHT.paper, radius=4)
            sheet.text(x, middle, text, size=SMALL_SIZE, colour=colour, align="center", bold=True)
        start += amount


def draw_time_axis(sheet: Drawing, scale: BarScale, hours: float, top: float, bottom: float) -> None:
    """Draw time lines from ``top`` to ``bottom`` and their times under them."""
    for tick in time_ticks(hours):
        x = scale.x(tick)
        sheet.line([(x, top), (x, bottom)], stroke=LIGHT.faint, stroke_width=1)
    for tick in time_ticks(hours):
        sheet.text(
            scale.x(tick), bottom + 14, tick_words(tick, hours), size=SMALL_SIZE, align="center", colour=LIGHT.muted
        )


def time_ticks(hours: float) -> tuple[float, ...]:
    """Give at most nine round times from 0 to a length: whole weeks, days, hours or quarters of an hour.

    Parameters
    ----------
    hours : float
        Working hours, 0 or more.

    Examples
    --------
    >>> time_ticks(569)
    (0.0, 80.0, 160.0, 240.0, 320.0, 400.0, 480.0, 560.0)
    >>> time_ticks(20)
    (0.0, 8.0, 16.0)
    """
    unit = _unit(hours)
    step = next(
        unit * part * 10**power
        for power in range(9)
        for part in _STEPS
        if hours <= _MOST_TICKS * unit * part * 10**power
    )
    return tuple(step * number for number in range(int(hours / step + 1e-9) + 1))


def _unit(hours: float) -> float:
    week = shown_working_week()
    if hours >= 2 * week.hours:
        return week.hours
    if hours >= 2 * week.hours_per_day:
        return week.hours_per_day
    return 1.0 if hours >= 2 else 0.25


def tick_words(tick: float, hours: float) -> str:
    """Show a tick in the unit of its axis.

    Parameters
    ----------
    tick : float
        Working hours.
    hours : float
        What the axis was made for, see :func:`time_ticks`.

    Examples
    --------
    >>> tick_words(40, 569), tick_words(0.25, 1)
    ('1 wk', '15 min')
    """
    week = shown_working_week()
    names = {week.hours: "wk", week.hours_per_day: "d", 1.0: "h"}
    unit = _unit(hours)
    return f"{tick / unit:g} {names[unit]}" if unit in names else f"{tick * 60:g} min"


def value_words(hours: float, unknown: int) -> str:
    """Show a total with what it leaves out.

    Examples
    --------
    >>> value_words(40, 0), value_words(40, 2), value_words(0, 1)
    ('5 d', '≥ 5 d, 2 times not known', '?')
    """
    if not unknown:
        return format_hours(hours)
    if not hours:
        return "?"
    return f"≥ {format_hours(hours)}, {unknown} time{'' if unknown == 1 else 's'} not known"


def labour_words(hours: float | None) -> str:
    """Show labour in person-hours; ``None`` is not known.

    Examples
    --------
    >>> labour_words(21.25), labour_words(13.0), labour_words(None)
    ('21.3 ph', '13 ph', '?')
    """
    if hours is None:
        return "?"
    return f"{int(hours * 10 + 0.5) / 10:g} ph"


def right_end(texts: Iterable[str], *, size: float = LABEL_SIZE, reserved: float = 0.0) -> float:
    """Give where the longest bar may end so that every text still fits behind it.

    Parameters
    ----------
    texts : iterable of str
        What stands behind the bars.
    reserved : float
        Pixels kept free at the right.
    """
    return WIDTH - reserved - 20 - max((text_width(text, size) for text in texts), default=0.0)


def write_value(
    sheet: Drawing,
    x: float,
    middle: float,
    text: str,
    *,
    size: float = LABEL_SIZE,
    bold: bool = False,
    align: Align = "left",
) -> None:
    """Write a value beside a bar, with paper behind it so that no time line runs through it."""
    if text:
        width = text_width(text, size, bold=bold)
        sheet.rect(
            x - 3 - (width if align == "right" else 0), middle - size * 0.7, width + 6, size * 1.4, fill=LIGHT.paper
        )
        sheet.text(x, middle, text, size=size, bold=bold, align=align)


def row_label(sheet: Drawing, x: float, middle: float, text: str, width: float) -> None:
    """Write the label in front of a bar, cut to its room."""
    sheet.text(x, middle, fitted(text, width, size=LABEL_SIZE), size=LABEL_SIZE)

"""A process behaviour chart (XmR): items in their order, between the limits that the items before the changes set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from vsm_toolkit.charts.bars import HEADER, draw_header, tick_words, time_ticks, write_value
from vsm_toolkit.charts.drawing import Drawing
from vsm_toolkit.charts.legend import LINE_HEIGHT, Entry, draw_legend, legend_lines, words_entry
from vsm_toolkit.charts.picture import Picture
from vsm_toolkit.charts.text_fit import text_width, visible
from vsm_toolkit.charts.theme import LIGHT, SMALL_SIZE, WIDTH
from vsm_toolkit.durations import format_hours
from vsm_toolkit.item_evidence import RUN_LENGTH, ProcessBehaviour, process_behaviour

_LEFT: Final = 74.0
_HEIGHT: Final = 300.0
_TOP: Final = HEADER + 30.0
_BOTTOM: Final = _TOP + _HEIGHT
_LINE: Final = 20.0
_INSIDE: Final = "#005f9e"
_OUTSIDE: Final = "#c44e00"


@dataclass(frozen=True)
class _Places:
    """Where items and hours land on the sheet."""

    right: float
    items: int
    highest: float

    def x(self, number: float) -> float:
        return _LEFT + 24 + (self.right - _LEFT - 48) * number / max(1, self.items - 1)

    def y(self, hours: float) -> float:
        return _BOTTOM - _HEIGHT * hours / self.highest


def process_behaviour_picture(baseline: Sequence[float], later: Sequence[float], *, measure: str = "") -> Picture:
    """Draw items in the order in which they finished, with the mean and the limits of those before the changes.

    Parameters
    ----------
    baseline, later : sequence of float
        Working hours, in order.
    measure : str
        From where to where, for example ``commit to production``.

    Raises
    ------
    UsageError
        With fewer than two baseline items.

    Examples
    --------
    >>> print(process_behaviour_picture([62, 71, 55, 80], [40, 52], measure="commit to production").text_alternative)
    Process behaviour of commit to production. 4 items before: mean 8.4 d, limits 2.8 d to 2.8 wk. 2 items after: none
    outside, at most 2 in a row on one side of the mean. No signal yet: no item outside the limits, no 8 in a row.
    """
    limits = process_behaviour(baseline, later)
    hours = [*baseline, *later]
    lines = _lines(limits)
    right = WIDTH - 16 - max(text_width(words, SMALL_SIZE, bold=True) for _, words, _ in lines)
    places = _Places(right, len(hours), max([limits.upper, *hours]) * 1.06 or 1.0)
    entries = _legend_entries(limits)
    sheet = Drawing(WIDTH, _BOTTOM + 44 + LINE_HEIGHT * len(legend_lines(entries, WIDTH)))
    title = f"Process behaviour of {visible(measure)}" if measure.strip() else "Process behaviour"
    draw_header(sheet, title, _takeaway(limits))
    _draw_axis(sheet, places)
    _draw_lines(sheet, places, lines)
    _draw_periods(sheet, places, len(baseline), len(later))
    _draw_items(sheet, places, hours, {len(baseline) + place for place in limits.outside})
    draw_legend(sheet, 0, _BOTTOM + 40, entries, WIDTH)
    words = f"{title}. {_words(limits, len(baseline), len(later))}"
    return Picture(sheet.chart(words), title, words)


def _lines(limits: ProcessBehaviour) -> list[tuple[float, str, tuple[float, ...]]]:
    """Give hours, words and dashes of each line, highest first; a lower limit of 0 is no limit."""
    lines: list[tuple[float, str, tuple[float, ...]]] = [
        (limits.upper, f"upper limit {format_hours(limits.upper)}", (7, 5)),
        (limits.mean, f"mean {format_hours(limits.mean)}", ()),
    ]
    if limits.lower > 0:
        lines.append((limits.lower, f"lower limit {format_hours(limits.lower)}", (7, 5)))
    return lines


def _draw_axis(sheet: Drawing, places: _Places) -> None:
    for tick in time_ticks(places.highest):
        y = places.y(tick)
        sheet.line([(_LEFT, y), (places.right, y)], stroke=LIGHT.faint)
        sheet.note(_LEFT - 8, y, tick_words(tick, places.highest), align="right")


def _draw_lines(sheet: Drawing, places: _Places, lines: Sequence[tuple[float, str, tuple[float, ...]]]) -> None:
    for (hours, words, dash), level in zip(lines, _apart([places.y(hours) for hours, _, _ in lines]), strict=True):
        y = places.y(hours)
        sheet.line([(_LEFT, y), (places.right, y)], stroke_width=2, dash=dash)
        write_value(sheet, places.right + 8, level, words, size=SMALL_SIZE, bold=True)


def _apart(levels: Sequence[float]) -> list[float]:
    """Move the words of lines that lie close apart, from the top, and keep the last on the sheet."""
    moved: list[float] = []
    for level in levels:
        moved.append(max(level, moved[-1] + _LINE) if moved else level)
    return [min(level, _BOTTOM - _LINE * (len(moved) - 1 - number)) for number, level in enumerate(moved)]


def _draw_periods(sheet: Drawing, places: _Places, before: int, after: int) -> None:
    x = (places.x(before - 1) + places.x(before)) / 2 if after else places.right
    if after:
        sheet.line([(x, _TOP - 24), (x, _BOTTOM)], stroke=LIGHT.muted, stroke_width=1.5, dash=(3, 4))
        sheet.note(x + 8, _TOP - 14, "after the changes")
    if x - _LEFT > 60:
        sheet.note(x - 8, _TOP - 14, "before", align="right")
    sheet.note((_LEFT + places.right) / 2, _BOTTOM + 18, "items in the order in which they finished", align="center")


def _draw_items(sheet: Drawing, places: _Places, hours: Sequence[float], outside: set[int]) -> None:
    spots = [(places.x(number), places.y(each)) for number, each in enumerate(hours)]
    sheet.line(spots, stroke=_INSIDE, stroke_width=1)
    for number, (x, y) in enumerate(spots):
        _draw_item(sheet, x, y, is_outside=number in outside)


def _draw_item(sheet: Drawing, x: float, y: float, *, is_outside: bool) -> None:
    shape, area, fill = ("diamond", 190, _OUTSIDE) if is_outside else ("circle", 90, _INSIDE)
    sheet.symbol(x, y, shape=shape, area=area, fill=fill, stroke=LIGHT.paper)


def _takeaway(limits: ProcessBehaviour) -> str:
    signals = []
    if limits.outside:
        count = len(limits.outside)
        signals.append(f"{count} item{'' if count == 1 else 's'} outside the limits")
    if limits.longest_run >= RUN_LENGTH:
        signals.append(f"{limits.longest_run} items in a row on one side of the mean")
    if signals:
        return f"A signal: {' and '.join(signals)}."
    return f"No signal yet: no item outside the limits, no {RUN_LENGTH} in a row."


def _words(limits: ProcessBehaviour, before: int, after: int) -> str:
    reach = f"{format_hours(limits.lower)} to {format_hours(limits.upper)}"
    outside = f"{len(limits.outside)} outside" if limits.outside else "none outside"
    later = f"{after} item{'' if after == 1 else 's'} after: {outside}"
    first = f"{before} items before: mean {format_hours(limits.mean)}, limits {reach}."
    return f"{first} {later}, at most {limits.longest_run} in a row on one side of the mean. {_takeaway(limits)}"


def _legend_entries(limits: ProcessBehaviour) -> list[Entry]:
    entries = [Entry(lambda sheet, x, y: _draw_item(sheet, x + 8, y, is_outside=False), 16, "one item")]
    if limits.outside:
        entries.append(
            Entry(lambda sheet, x, y: _draw_item(sheet, x + 8, y, is_outside=True), 16, "outside the limits")
        )
    return [
        *entries,
        words_entry("limits: mean ± 2.66 × mean difference of neighbours before"),
        words_entry(limits.caveat),
    ]

"""Real items before and after the changes, one dot each; what is still open is hollow, with an arrow to the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from vsm_toolkit.charts.bars import HEADER, BarScale, draw_header, draw_time_axis, write_value
from vsm_toolkit.charts.drawing import Drawing
from vsm_toolkit.charts.legend import LINE_HEIGHT, Entry, draw_legend, legend_lines
from vsm_toolkit.charts.picture import Picture, number_text
from vsm_toolkit.charts.text_fit import text_width, visible
from vsm_toolkit.charts.theme import LABEL_SIZE, LIGHT, WIDTH
from vsm_toolkit.display import Table
from vsm_toolkit.durations import format_hours

_LEFT: Final = 190.0
_MARK: Final = 26.0
_BETWEEN: Final = 18.0
_AXIS: Final = 34.0
_WIDEST_DOT: Final = 22.0
_NARROWEST_DOT: Final = 6.0
_HIGHEST_STACK: Final = 190.0
_ARROW: Final = 26.0
_BEFORE: Final = "#8f877a"
_AFTER: Final = "#005f9e"


@dataclass(frozen=True)
class _Lane:
    """One row of dots, with the lines that stand in it."""

    label: str
    hours: tuple[float, ...]
    colour: str
    marks: tuple[tuple[float, str], ...] = ()
    is_open: bool = False

    def count_words(self) -> str:
        return f"{len(self.hours)} item{'' if len(self.hours) == 1 else 's'}"


def item_times_picture(
    before: Sequence[float],
    after: Sequence[float],
    open_ages: Sequence[float] = (),
    *,
    measure: str = "",
    median_with_unfinished: float | None = None,
    sentence: str = "",
) -> Picture:
    """Draw how long each item took, finished ones before and after the changes and those still open.

    Parameters
    ----------
    before, after : sequence of float
        Finished items, working hours.
    open_ages : sequence of float
        Ages so far of items that are not finished, working hours.
    measure : str
        From where to where, for example ``commit to production``.
    median_with_unfinished : float or None
        Median after the changes with the open items counted, working hours; ``None`` leaves its line out.
    sentence : str
        What may be claimed, see :func:`vsm_toolkit.item_evidence.compare_items`.

    Examples
    --------
    >>> print(item_times_picture([62, 71, 90], [40, 52], [30], measure="commit to production").text_alternative)
    Items from commit to production. Before: 3 items, 7.8 d to 2.3 wk, median 8.9 d. After, finished: 2 items, 5 d to
    6.5 d, median of what is finished 5.8 d. After, still open: 1 item, 3.8 d old so far.
    """
    lanes = _lanes(before, after, open_ages, median_with_unfinished)
    title = f"Items from {visible(measure)}" if measure.strip() else "Items before and after"
    longest = max((hours for lane in lanes for hours in lane.hours), default=0.0)
    scale = _scale(lanes, longest)
    dot = _dot_width(lanes, scale)
    entries = _legend_entries(lanes)
    bottom = HEADER + sum(_height(lane, scale, dot) for lane in lanes)
    sheet = Drawing(WIDTH, bottom + _AXIS + LINE_HEIGHT * len(legend_lines(entries, WIDTH)))
    draw_header(sheet, title, sentence or _takeaway(before, after))
    if longest:
        draw_time_axis(sheet, scale, longest, HEADER, bottom)
    top = HEADER
    for lane in lanes:
        _draw_lane(sheet, scale, dot, lane, top)
        top += _height(lane, scale, dot)
    draw_legend(sheet, 0, bottom + _AXIS, entries, WIDTH)
    listed = " ".join(_sentence(lane) for lane in lanes)
    words = f"{title}. {listed or 'No item has been looked up yet.'}{f' {visible(sentence)}' if sentence else ''}"
    return Picture(sheet.chart(words), title, words, _numbers(lanes, title))


def _numbers(lanes: Sequence[_Lane], title: str) -> Table | None:
    rows = tuple((lane.label, number_text(hours)) for lane in lanes for hours in lane.hours)
    if not rows:
        return None
    note = "One row per item, shortest first; of an item still open its age so far."
    return Table(title, ("Period", "Lead time, wh"), rows, frozenset({1}), note=note)


def _lanes(
    before: Sequence[float], after: Sequence[float], open_ages: Sequence[float], with_open: float | None
) -> list[_Lane]:
    lanes = [
        _Lane("Before", tuple(sorted(before)), _BEFORE, _median_marks(before, "median")),
        _Lane("After, finished", tuple(sorted(after)), _AFTER, _after_marks(after, open_ages, with_open)),
        _Lane("After, still open", tuple(sorted(open_ages)), _AFTER, is_open=True),
    ]
    return [lane for lane in lanes if lane.hours]


def _median_marks(hours: Sequence[float], words: str) -> tuple[tuple[float, str], ...]:
    return ((median(hours), f"{words} {format_hours(median(hours))}"),) if hours else ()


def _after_marks(
    after: Sequence[float], open_ages: Sequence[float], with_open: float | None
) -> tuple[tuple[float, str], ...]:
    if not open_ages or with_open is None:
        return _median_marks(after, "median of what is finished" if open_ages else "median")
    both = (
        *_median_marks(after, "median of what is finished"),
        (with_open, f"with open items {format_hours(with_open)}"),
    )
    return tuple(sorted(both))


def _scale(lanes: Sequence[_Lane], longest: float) -> BarScale:
    """Fit the longest item, its arrow if it is open, and every line with the words to its right."""
    room = [(WIDTH - _LEFT - _ARROW - _WIDEST_DOT, longest)]
    room += [
        (WIDTH - _LEFT - 14 - text_width(words, LABEL_SIZE, bold=True), hours)
        for lane in lanes
        for hours, words in lane.marks
    ]
    return BarScale(_LEFT, min((width / hours for width, hours in room if hours > 0), default=0.0))


def _dot_width(lanes: Sequence[_Lane], scale: BarScale) -> float:
    """Give the widest dot with which no stack grows too high: one for all lanes, because they are compared."""
    dot = _WIDEST_DOT
    while dot > _NARROWEST_DOT and any(
        dot * len(stack) > _HIGHEST_STACK for lane in lanes for stack in _stacks(lane, scale, dot)
    ):
        dot -= 1
    return dot


def _stacks(lane: _Lane, scale: BarScale, dot: float) -> list[list[float]]:
    """Put dots that would overlap on top of each other, from the left (Wilkinson 1999); open ones need their arrow."""
    width = dot + _ARROW if lane.is_open else dot
    stacks: list[list[float]] = []
    for hours in lane.hours:
        if stacks and scale.x(hours) < scale.x(stacks[-1][0]) + width:
            stacks[-1].append(hours)
        else:
            stacks.append([hours])
    return stacks


def _height(lane: _Lane, scale: BarScale, dot: float) -> float:
    highest = max(map(len, _stacks(lane, scale, dot)))
    return max(_MARK * len(lane.marks) + dot * highest + 6, 44.0) + _BETWEEN


def _draw_lane(sheet: Drawing, scale: BarScale, dot: float, lane: _Lane, top: float) -> None:
    baseline = top + _height(lane, scale, dot) - _BETWEEN
    sheet.text(0, baseline - 30, lane.label, size=LABEL_SIZE, bold=True)
    sheet.note(0, baseline - 9, lane.count_words())
    sheet.line([(_LEFT, baseline), (WIDTH, baseline)], stroke=LIGHT.muted)
    # The leftmost line reaches highest, so that no line runs through the words of another, which stand to its right.
    for level, (hours, _) in enumerate(lane.marks):
        x = scale.x(hours)
        sheet.line([(x, top + _MARK * level + 4), (x, baseline)], stroke_width=3, dash=(7, 5) if level else ())
    for stack in _stacks(lane, scale, dot):
        for height, hours in enumerate(stack):
            _draw_dot(sheet, scale.x(hours if lane.is_open else stack[0]), baseline - dot * (height + 0.5), dot, lane)
    for level, (hours, words) in enumerate(lane.marks):
        write_value(sheet, scale.x(hours) + 8, top + _MARK * (level + 0.5), words, bold=True)


def _draw_dot(sheet: Drawing, x: float, y: float, dot: float, lane: _Lane) -> None:
    area = 3.1416 * (dot / 2 - 1) ** 2
    if not lane.is_open:
        sheet.symbol(x, y, shape="circle", area=area, fill=lane.colour)
        return
    tip = x + dot / 2 + _ARROW - 8
    sheet.line([(x, y), (tip, y)], stroke=lane.colour, stroke_width=2)
    sheet.symbol(tip, y, shape="triangle-right", area=40, fill=lane.colour)
    sheet.symbol(x, y, shape="circle", area=area, fill=LIGHT.paper, stroke=lane.colour)


def _takeaway(before: Sequence[float], after: Sequence[float]) -> str:
    if not before or not after:
        return "Before and after can be compared when both sides have a finished item."
    return f"The median went from {format_hours(median(before))} to {format_hours(median(after))}."


def _sentence(lane: _Lane) -> str:
    low, high = format_hours(min(lane.hours)), format_hours(max(lane.hours))
    spread = low if low == high else f"{low} to {high}"
    if lane.is_open:
        return f"{lane.label}: {lane.count_words()}, {spread} old so far."
    return f"{lane.label}: {lane.count_words()}, {spread}, {', '.join(words for _, words in lane.marks)}."


def _legend_entries(lanes: Sequence[_Lane]) -> list[Entry]:
    def key(lane: _Lane) -> Entry:
        words = "still open: its age so far, it will take longer" if lane.is_open else f"one item, {lane.label.lower()}"
        width = 20 + (_ARROW if lane.is_open else 0)
        return Entry(lambda sheet, x, y: _draw_dot(sheet, x + 10, y, 20, lane), width, words)

    return [key(lane) for lane in lanes]

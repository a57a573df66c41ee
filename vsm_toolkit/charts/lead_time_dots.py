"""One dot per engagement: how lead time changed, in lanes by how well that is known. No average is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Final

from vsm_toolkit.charts.bars import HEADER, BarScale, draw_header
from vsm_toolkit.charts.drawing import Drawing
from vsm_toolkit.charts.legend import LINE_HEIGHT, Entry, draw_legend, legend_lines
from vsm_toolkit.charts.picture import Picture
from vsm_toolkit.charts.text_fit import fitted, visible
from vsm_toolkit.charts.theme import LABEL_SIZE, LIGHT, SMALL_SIZE, WIDTH

_LEFT: Final = 210.0
_RIGHT: Final = WIDTH - 40.0
_AXIS: Final = 56.0
_BETWEEN: Final = 20.0
_LEAST_LANE: Final = 56.0
_HIGHEST_STACK: Final = 200.0
_DOTS: Final = (22.0, 18.0, 14.0, 11.0, 8.0, 6.0)
_TITLE: Final = "How lead time changed, engagement by engagement"
_STEPS: Final = (5, 10, 20, 25, 50, 100, 200, 500, 1000)
_FURTHEST: Final = 200
"""Per cent; a dot beyond stands at the edge, which is then marked with an arrow."""


@dataclass(frozen=True)
class GradeLook:
    """How a grade of knowledge is drawn.

    Attributes
    ----------
    shape : str
        One of Vega's symbols, so that colour is not the only sign.
    """

    shape: str
    fill: str
    stroke: str


_LOOKS: Final = (
    GradeLook("circle", "#005f9e", "#005f9e"),
    GradeLook("diamond", "#ffffff", "#005f9e"),
)


@dataclass(frozen=True)
class DotLane:
    """The engagements whose change is known equally well.

    Attributes
    ----------
    label : str
        How it is known.
    shares : tuple of float
        Change over baseline, -0.1 is ten per cent shorter.
    """

    label: str
    shares: tuple[float, ...]


def lead_time_dots(lanes: Sequence[DotLane], *, nothing_done: int = 0, not_known: int = 0) -> Picture:
    """Draw every engagement as a dot without a name.

    Parameters
    ----------
    lanes : sequence of DotLane
        Best known first, at most two; empty lanes are left out.
    nothing_done, not_known : int
        Engagements without a dot.

    Examples
    --------
    >>> lead_time_dots([DotLane("re-estimated", (-0.15, -0.09, -0.03))]).text_alternative
    'How lead time changed, engagement by engagement. re-estimated: 3, from -15 % to -3 %.'
    """
    without = _without_dot(nothing_done, not_known)
    seen = [(lane, look) for lane, look in zip(lanes, _LOOKS, strict=False) if lane.shares]
    low, high, step = _range([share for lane, _ in seen for share in lane.shares])
    scale = BarScale(_LEFT - low * (_RIGHT - _LEFT) / (high - low), (_RIGHT - _LEFT) / (high - low))
    dot = _dot_width([lane for lane, _ in seen], scale, low, high)
    entries = [_entry(lane, look) for lane, look in seen]
    bottom = HEADER + sum(_height(lane, scale, dot, low, high) for lane, _ in seen)
    sheet = Drawing(WIDTH, bottom + _AXIS + 8 + LINE_HEIGHT * len(legend_lines(entries, WIDTH)))
    draw_header(sheet, _TITLE, _takeaway([lane for lane, _ in seen], without))
    if seen:
        _draw_axis(sheet, scale, range(low, high + 1, step), bottom)
    top = HEADER
    for lane, look in seen:
        top += _height(lane, scale, dot, low, high)
        baseline = top - _BETWEEN / 2
        _write_lane(sheet, lane, baseline)
        for stack in _stacks(lane, scale, dot, low, high):
            for level in range(len(stack)):
                _draw_dot(sheet, stack[0], baseline - dot * (level + 0.5), dot, look)
    draw_legend(sheet, 0, bottom + _AXIS, entries, WIDTH)
    listed = "; ".join(_sentence(lane) for lane, _ in seen)
    words = f"{_TITLE}. {'; '.join(filter(None, [listed, without])) or 'No change is known yet'}."
    return Picture(sheet.chart(words), _TITLE, words)


def _range(shares: Sequence[float]) -> tuple[int, int, int]:
    """Give the axis in per cent, zero included, at most nine ticks."""
    lowest = max(min([0.0, *shares]) * 100, -100)
    highest = min(max([0.0, *shares]) * 100, _FURTHEST)
    step = next(step for step in _STEPS if (highest - lowest) / step <= 7)
    return floor(lowest / step) * step, max(ceil(highest / step), 1) * step, step


def _stacks(lane: DotLane, scale: BarScale, dot: float, low: int, high: int) -> list[list[float]]:
    """Put dots that would overlap on top of each other, from the left."""
    stacks: list[list[float]] = []
    for share in sorted(lane.shares):
        x = scale.x(min(max(share * 100, low), high))
        if stacks and x < stacks[-1][0] + dot:
            stacks[-1].append(x)
        else:
            stacks.append([x])
    return stacks


def _dot_width(lanes: Sequence[DotLane], scale: BarScale, low: int, high: int) -> float:
    for dot in _DOTS:
        if all(dot * len(stack) <= _HIGHEST_STACK for lane in lanes for stack in _stacks(lane, scale, dot, low, high)):
            return dot
    return _DOTS[-1]


def _height(lane: DotLane, scale: BarScale, dot: float, low: int, high: int) -> float:
    return max(dot * max(map(len, _stacks(lane, scale, dot, low, high))) + 8, _LEAST_LANE) + _BETWEEN


def _draw_axis(sheet: Drawing, scale: BarScale, ticks: range, bottom: float) -> None:
    for tick in ticks:
        is_zero = tick == 0
        colour, width = (LIGHT.ink, 3) if is_zero else (LIGHT.faint, 1)
        sheet.line([(scale.x(tick), HEADER), (scale.x(tick), bottom)], stroke=colour, stroke_width=width)
    for tick in ticks:
        words = "no change" if tick == 0 else f"{tick:+d} %"
        sheet.text(
            scale.x(tick), bottom + 14, words, size=SMALL_SIZE, align="center", colour=LIGHT.muted, bold=tick == 0
        )
    sheet.note(_LEFT, bottom + 38, "← shorter")
    sheet.note(_RIGHT, bottom + 38, "longer →", align="right")


def _write_lane(sheet: Drawing, lane: DotLane, baseline: float) -> None:
    sheet.text(0, baseline - 34, fitted(lane.label, _LEFT - 14, size=LABEL_SIZE, bold=True), bold=True)
    sheet.note(0, baseline - 12, f"{len(lane.shares)} engagement{'' if len(lane.shares) == 1 else 's'}")
    sheet.line([(_LEFT, baseline), (_RIGHT, baseline)], stroke=LIGHT.muted)


def _draw_dot(sheet: Drawing, x: float, y: float, dot: float, look: GradeLook) -> None:
    area = 3.1416 * (dot / 2 - 1) ** 2 * (0.8 if look.shape == "diamond" else 1.0)
    sheet.symbol(x, y, shape=look.shape, area=area, fill=look.fill, stroke=look.stroke)


def _entry(lane: DotLane, look: GradeLook) -> Entry:
    words = f"one engagement, {fitted(lane.label, WIDTH / 3, size=SMALL_SIZE)}"
    return Entry(lambda sheet, x, y: _draw_dot(sheet, x + 11, y, 20, look), 22, words)


def _without_dot(nothing_done: int, not_known: int) -> str:
    parts = [f"{nothing_done} with nothing done yet"] if nothing_done else []
    return ", ".join([*parts, *([f"{not_known} not known"] if not_known else [])])


def _takeaway(lanes: Sequence[DotLane], without: str) -> str:
    shares = [share for lane in lanes for share in lane.shares]
    if not shares:
        return f"No change of lead time is known yet{f' ({without})' if without else ''}."
    shorter, longer = sum(share < 0 for share in shares), sum(share > 0 for share in shares)
    parts = [f"{shorter} shorter", f"{longer} longer", f"{len(shares) - shorter - longer} unchanged"]
    return f"{', '.join([*parts, *([without] if without else [])])}. Streams differ, so nothing is averaged."


def _sentence(lane: DotLane) -> str:
    low, high = f"{min(lane.shares):.0%}", f"{max(lane.shares):.0%}"
    spread = low if low == high else f"from {low} to {high}"
    return f"{visible(lane.label)}: {len(lane.shares)}, {spread}".replace("%", " %")

"""How long items take, as twenty dots: each dot is one item in twenty (a quantile dot plot).

Counted dots are read better than a curve: "3 of 20 take longer". Source: Kay, Kola, Hullman and Munson (2016), When
(ish) is my bus?
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from vsm_toolkit.charts.bars import BarScale, draw_header, draw_time_axis, write_value
from vsm_toolkit.charts.drawing import Drawing
from vsm_toolkit.charts.legend import LINE_HEIGHT, Entry, draw_legend, legend_lines, words_entry
from vsm_toolkit.charts.picture import Picture, number_text
from vsm_toolkit.charts.text_fit import fitted, text_width, visible
from vsm_toolkit.charts.theme import LABEL_SIZE, LIGHT, WIDTH
from vsm_toolkit.display import Table
from vsm_toolkit.durations import format_hours, format_percent
from vsm_toolkit.simulation import SimulatedLeadTime

DOTS: Final = 20
_DOT_SHARES: Final = tuple((number + 0.5) / DOTS for number in range(DOTS))
_UP_TO_P50: Final = "#005f9e"
_UP_TO_P85: Final = "#56b4e9"
_BEYOND: Final = "#e69f00"
_LEFT: Final = 30.0
_TOP: Final = 76.0
_NAME: Final = 30.0
_MARK: Final = 26.0
_BETWEEN: Final = 24.0
_AXIS: Final = 34.0
_WIDEST_DOT: Final = 42.0
_NARROWEST_DOT: Final = 15.0
_HIGHEST_STACK: Final = 210.0
_WHY_LONGER: Final = (
    "longer than on the map: times that can run long, joins and rework add up to more than typical times"
)


@dataclass(frozen=True)
class _Mark:
    """A line at a lead time, and what it says."""

    hours: float
    words: str
    is_point: bool = False


def simulated_lead_time_picture(name: str, results: Mapping[str, SimulatedLeadTime]) -> Picture:
    """Draw simulated lead times as dots, with the point sum, P50 and P85 marked in words.

    Parameters
    ----------
    name : str
        Name of the value stream.
    results : mapping of str to SimulatedLeadTime
        What to call each result, from the top; all share one time axis. One that is not modelled is shown as ``?`` with
        its reason. The headline speaks of the first.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> from vsm_toolkit.simulation import simulate_lead_time
    >>> simulated_lead_time_picture("Lantern", {"no ranges": simulate_lead_time(lantern())}).text_alternative
    'Simulated lead time of Lantern. No ranges: no item takes longer than 3.5 wk.'
    """
    shown = [(visible(label), result) for label, result in results.items()]
    scale, longest = _scale([result for _, result in shown])
    dot = _dot_width(scale, [result for _, result in shown])
    entries = _legend_entries([result for _, result in shown])
    bottom = _TOP + sum(_height(result, scale, dot) for _, result in shown)
    sheet = Drawing(WIDTH, bottom + _AXIS + LINE_HEIGHT * len(legend_lines(entries, WIDTH)))
    title = f"How long items take: {visible(name)}"
    draw_header(sheet, title, _sentence(shown[0][1]) if shown else "Nothing is simulated yet.")
    if longest:
        draw_time_axis(sheet, scale, longest, _TOP, bottom)
    top = _TOP
    for label, result in shown:
        write_value(sheet, 3, top + _NAME / 2, fitted(label, WIDTH - 6, bold=True), bold=True)
        _draw_result(sheet, scale, dot, result, top + _NAME)
        top += _height(result, scale, dot)
    draw_legend(sheet, 0, bottom + _AXIS, entries, WIDTH)
    each = " ".join(f"{label[:1].upper()}{label[1:]}: {_sentence(result, capital=False)}" for label, result in shown)
    words = f"Simulated lead time of {visible(name)}. {each or 'Nothing is simulated yet.'}"
    return Picture(sheet.chart(words), title, words, _numbers(shown))


def _numbers(shown: Sequence[tuple[str, SimulatedLeadTime]]) -> Table | None:
    """Give the hours of each dot; none of what is not modelled."""
    modelled = [(label, result.quantiles(_DOT_SHARES)) for label, result in shown if not result.not_modelled]
    if not modelled:
        return None
    return Table(
        caption="Simulated lead times",
        columns=("Items that take no longer, %", *(f"{label[:1].upper()}{label[1:]}, wh" for label, _ in modelled)),
        rows=tuple(
            tuple(map(number_text, (100 * share, *hours)))
            for share, *hours in zip(_DOT_SHARES, *(hours for _, hours in modelled), strict=True)
        ),
        numeric=frozenset(range(len(modelled) + 1)),
        note="Simulated over the ranges and the rework given, not measured; each row is a dot of the picture.",
    )


def _height(result: SimulatedLeadTime, scale: BarScale, dot: float) -> float:
    if result.not_modelled:
        return _NAME + LABEL_SIZE * 1.5 + _BETWEEN
    return _NAME + _MARK * (len(_marks(result)) + 0.5) + dot * _highest(result, scale, dot) + _BETWEEN


def _marks(result: SimulatedLeadTime) -> list[_Mark]:
    """Give the lines to draw, shortest lead time first."""
    if result.p50 is None or result.p85 is None or result.point_lead_time is None:
        return []
    point = result.point_lead_time
    marks = [
        _Mark(point, f"on the map: {format_hours(point)}, typical times added up", is_point=True),
        _Mark(result.p50, f"P50: {_longer(result, result.p50)}"),
        _Mark(result.p85, f"P85: {_longer(result, result.p85)}"),
    ]
    return sorted(marks, key=lambda mark: mark.hours)


def _longer(result: SimulatedLeadTime, hours: float) -> str:
    share = result.share_longer_than(hours) or 0.0
    return f"{_share_words(share)} longer than {format_hours(hours)}"


def _share_words(share: float) -> str:
    """Say a share the way people count it; rework makes lumps, so that half need not take longer than P50."""
    if not share:
        return "no item takes"
    if abs(share - 0.5) < 0.02:
        return "half of the items take"
    if abs(share - 0.15) < 0.01:
        return "3 in 20 take"
    return f"{format_percent(share, 0)} of the items take"


def _sentence(result: SimulatedLeadTime, *, capital: bool = True) -> str:
    if result.not_modelled:
        return result.not_modelled
    words = _spread_words(result)
    return f"{words[0].upper() if capital else words[0]}{words[1:]}"


def _spread_words(result: SimulatedLeadTime) -> str:
    if result.p50 is None or result.p85 is None or result.point_lead_time is None:
        return "no figure."
    first = _longer(result, result.p50)
    if not result.share_longer_than(result.p50):
        return f"{first}."
    point = f"the typical times on the map add up to {format_hours(result.point_lead_time)}"
    return f"{first}, {_longer(result, result.p85)}; {point}."


def _scale(results: Sequence[SimulatedLeadTime]) -> tuple[BarScale, float]:
    """Fit the longest dot, and every line with the words to its right; give the longest lead time that is drawn."""
    room = [
        (WIDTH - _LEFT - 14 - text_width(mark.words, LABEL_SIZE, bold=True), mark.hours)
        for result in results
        for mark in _marks(result)
    ]
    longest = max((hours for result in results for hours in result.quantiles(_DOT_SHARES)), default=0.0)
    room.append((WIDTH - _LEFT - _WIDEST_DOT, longest))
    pixels = min((width / hours for width, hours in room if hours > 0), default=0.0)
    return BarScale(_LEFT, pixels), longest


def _dot_width(scale: BarScale, results: Sequence[SimulatedLeadTime]) -> float:
    """Give the widest dot with which no stack grows too high: one for all rows, because they are compared."""
    dot = _WIDEST_DOT
    while dot > _NARROWEST_DOT and any(dot * _highest(result, scale, dot) > _HIGHEST_STACK for result in results):
        dot -= 1
    return dot


def _highest(result: SimulatedLeadTime, scale: BarScale, dot: float) -> int:
    return max(map(len, _stacks(result, scale, dot)), default=0)


def _stacks(result: SimulatedLeadTime, scale: BarScale, dot: float) -> list[list[float]]:
    """Give the hours of the dots, those that would overlap on top of each other, from the left (Wilkinson 1999)."""
    stacks: list[list[float]] = []
    for hours in result.quantiles(_DOT_SHARES):
        if stacks and scale.x(hours) < scale.x(stacks[-1][0]) + dot:
            stacks[-1].append(hours)
        else:
            stacks.append([hours])
    return stacks


def _draw_result(sheet: Drawing, scale: BarScale, dot: float, result: SimulatedLeadTime, top: float) -> None:
    if result.not_modelled:
        write_value(sheet, _LEFT, top + LABEL_SIZE, fitted(f"? {result.not_modelled}", WIDTH - _LEFT))
        return
    marks = _marks(result)
    baseline = top + _MARK * (len(marks) + 0.5) + dot * _highest(result, scale, dot)
    # The leftmost line reaches highest: no line runs through the words of another, which stand to its right.
    for level, mark in enumerate(marks):
        middle = top + _MARK * (level + 0.5)
        _draw_line(sheet, scale.x(mark.hours), middle - 10, baseline, is_point=mark.is_point)
    _draw_dots(sheet, scale, dot, result, baseline)
    for level, mark in enumerate(marks):
        write_value(sheet, scale.x(mark.hours) + 8, top + _MARK * (level + 0.5), mark.words, bold=not mark.is_point)


def _draw_line(sheet: Drawing, x: float, top: float, bottom: float, *, is_point: bool) -> None:
    sheet.line([(x, top), (x, bottom)], stroke_width=2 if is_point else 3, dash=(7, 5) if is_point else ())


def _draw_dots(sheet: Drawing, scale: BarScale, dot: float, result: SimulatedLeadTime, baseline: float) -> None:
    sheet.line([(0, baseline), (WIDTH, baseline)], stroke=LIGHT.muted)
    for stack in _stacks(result, scale, dot):
        x = scale.x((stack[0] + stack[-1]) / 2)
        for height, hours in enumerate(stack):
            _draw_dot(sheet, x, baseline - dot * (height + 0.5), dot, _colour(result, hours))


def _draw_dot(sheet: Drawing, x: float, y: float, dot: float, colour: str) -> None:
    sheet.symbol(x, y, shape="circle", area=3.1416 * (dot / 2 - 1) ** 2, fill=colour)


def _colour(result: SimulatedLeadTime, hours: float) -> str:
    rounding = 1 + 1e-9
    if hours <= (result.p50 or 0.0) * rounding:
        return _UP_TO_P50
    return _UP_TO_P85 if hours <= (result.p85 or 0.0) * rounding else _BEYOND


def _legend_entries(results: Sequence[SimulatedLeadTime]) -> list[Entry]:
    modelled = [result for result in results if not result.not_modelled]
    if not modelled:
        return []
    looks = {_UP_TO_P50: "up to P50", _UP_TO_P85: "up to P85", _BEYOND: "longer than P85"}
    keys = [Entry(_dot_key(colour), 20, words) for colour, words in looks.items()]
    counts = " or ".join(f"{count:,}" for count in sorted({result.samples for result in modelled}))
    entries = [
        words_entry("each dot is one item in 20:"),
        *keys,
        words_entry(f"{counts} items simulated, not measured"),
    ]
    if any((result.p50 or 0.0) > (result.point_lead_time or 0.0) * 1.01 for result in modelled):
        entries.append(words_entry(_WHY_LONGER))
    return entries


def _dot_key(colour: str) -> Callable[[Drawing, float, float], None]:
    return lambda sheet, x, y: _draw_dot(sheet, x + 10, y, 20, colour)

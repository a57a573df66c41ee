"""How long each provider makes others wait, coloured by how that is felt, with what it waits for itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from vsm_toolkit.charts.bars import (
    HEADER,
    BarScale,
    Segment,
    draw_header,
    draw_segments,
    draw_time_axis,
    right_end,
    row_label,
    write_value,
)
from vsm_toolkit.charts.dependency_signs import IMPACT_SIGNS, ImpactSign, index_sign, index_words
from vsm_toolkit.charts.drawing import Drawing
from vsm_toolkit.charts.legend import LINE_HEIGHT, Entry, draw_legend, fill_entry, legend_lines
from vsm_toolkit.charts.picture import Picture
from vsm_toolkit.charts.text_fit import visible
from vsm_toolkit.charts.theme import LIGHT, WIDTH, Fill
from vsm_toolkit.dependencies import ProviderWait, provider_waits
from vsm_toolkit.durations import format_hours, format_percent
from vsm_toolkit.figures import Figure
from vsm_toolkit.model import DependencyImpact, ValueStream

_LEFT: Final = 280.0
_ROW: Final = 52.0
_CLOSE_ROW: Final = 42.0
_BAR: Final = 26.0
_THIN: Final = 10.0
_MOST: Final = 20
_OWN_LOAD: Final = Fill(LIGHT.paper, "rising", "#4d4d4d", "what the provider itself waits for")
_INDEX_WORDS: Final[dict[DependencyImpact | None, str]] = {
    DependencyImpact.BLOCKING: "mostly blocking (BI from 0.75)",
    DependencyImpact.SLOWING: "slowing (BI from 0.25)",
    DependencyImpact.OK: "felt as OK (BI below 0.25)",
    None: "blocking index (BI) not known",
}


def provider_bars(stream: ValueStream) -> Picture:
    """Draw the imposed wait of every provider, largest first, at most twenty.

    Waits of different providers may lie beside each other, so they are ranked here and never added to a lead time.

    Examples
    --------
    >>> from vsm_toolkit.model import Dependency
    >>> row = Dependency(
    ...     id="D1", dependent="Web", provider="QA", impact="slowing", frequency_per_item=2, wait_per_occurrence=20)
    >>> provider_bars(ValueStream(name="Shop", dependencies=[row])).text_alternative
    'How long others wait for a team, per item: QA 5 d, BI 0.5, 1 team.'
    """
    waits = provider_waits(stream)
    shown = waits[:_MOST]
    largest = max((wait.imposed_wait.best() or 0.0 for wait in shown), default=0.0)
    row = _ROW if len(shown) <= 12 else _CLOSE_ROW
    bottom = HEADER + row * len(shown)
    entries = _legend_entries(shown)
    axis = 30 if largest else 4
    sheet = Drawing(WIDTH, bottom + axis + 4 + LINE_HEIGHT * len(legend_lines(entries, WIDTH)))
    scale = BarScale.to_fit(_LEFT, right_end(_value(wait) for wait in shown), largest)
    title = "How long others wait for a team, per item"
    draw_header(sheet, title, _takeaway(waits))
    if largest:
        draw_time_axis(sheet, scale, largest, HEADER, bottom)
    for number, wait in enumerate(shown):
        _draw_row(sheet, scale, wait, largest, HEADER + row * (number + 0.5))
    if shown:
        sheet.line([(_LEFT, HEADER), (_LEFT, bottom)], stroke=LIGHT.muted, stroke_width=1.5)
    draw_legend(sheet, 0, bottom + axis, entries, WIDTH)
    listed = "; ".join(f"{visible(wait.provider)} {_value(wait)}" for wait in shown)
    more = f"; and {len(waits) - _MOST} more" if len(waits) > _MOST else ""
    words = f"{title}: {listed or 'no dependency is noted yet'}{more}."
    return Picture(sheet.chart(words), title, words)


def _draw_row(sheet: Drawing, scale: BarScale, wait: ProviderWait, largest: float, middle: float) -> None:
    row_label(sheet, 0, middle, wait.provider, _LEFT - 14)
    sign = index_sign(wait.blocking_index)
    top, hours = middle - (_BAR + _THIN) / 2, wait.imposed_wait.best() or 0.0
    segment = Segment(hours, _fill(sign), tip=f"{visible(wait.provider)}: {_value(wait)}")
    end = draw_segments(sheet, scale, top, _BAR, [segment])
    load = wait.own_load.best() or 0.0
    own = draw_segments(sheet, scale, top + _BAR + 1, _THIN, [Segment(min(load, largest), _OWN_LOAD)])
    if load > largest > 0:
        # The scale is that of imposed waits; a longer load says so with an arrow and its number.
        sheet.symbol(own + 6, top + _BAR + 1 + _THIN / 2, shape="triangle-right", area=90, fill=_OWN_LOAD.hatch_colour)
    if end - scale.left > 26:
        sheet.symbol(scale.left + 14, top + _BAR / 2, shape=sign.symbol, area=120, fill=sign.letter_colour)
    write_value(sheet, end + 10, middle - _THIN / 2, _value(wait))


def _fill(sign: ImpactSign) -> Fill:
    return Fill(sign.colour, "none", sign.colour, sign.words)


def _value(wait: ProviderWait) -> str:
    teams = f"{wait.fan_in} team{'' if wait.fan_in == 1 else 's'}"
    own = f", itself waits {_hours(wait.own_load)}" if wait.own_load.of else ""
    return f"{_hours(wait.imposed_wait)}, {index_words(wait.blocking_index)}, {teams}{own}"


def _hours(figure: Figure) -> str:
    return f"{figure.sign()}{format_hours(figure.best())}"


def _takeaway(waits: Sequence[ProviderWait]) -> str:
    total = sum(wait.imposed_wait.best() or 0.0 for wait in waits)
    if not total:
        return "How long teams wait for each other is not known yet."
    top = waits[0]
    share = format_percent((top.imposed_wait.best() or 0.0) / total, 0)
    at_least = "known " if any(not wait.imposed_wait.is_complete() for wait in waits) else ""
    return f"{visible(top.provider)} imposes {share} of the {at_least}waiting that dependencies explain."


def _legend_entries(waits: Sequence[ProviderWait]) -> list[Entry]:
    present = {index_sign(wait.blocking_index).words for wait in waits}
    entries = [
        _index_entry(sign, _INDEX_WORDS[impact]) for impact, sign in IMPACT_SIGNS.items() if sign.words in present
    ]
    if any(wait.own_load.best() for wait in waits):
        entries.append(fill_entry(_OWN_LOAD))
    return entries


def _index_entry(sign: ImpactSign, words: str) -> Entry:
    def draw(sheet: Drawing, x: float, y: float) -> None:
        sheet.area(x, y - 9, 34, 18, _fill(sign))
        sheet.symbol(x + 17, y, shape=sign.symbol, area=100, fill=sign.letter_colour)

    return Entry(draw, 34, words)

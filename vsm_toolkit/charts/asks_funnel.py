"""How far asks came: raised, heard, accepted, done, and how many stand at each stage now."""

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
    write_value,
)
from vsm_toolkit.charts.drawing import Drawing
from vsm_toolkit.charts.legend import LINE_HEIGHT, draw_legend, fill_entry, legend_lines
from vsm_toolkit.charts.picture import Picture
from vsm_toolkit.charts.text_fit import fitted, visible
from vsm_toolkit.charts.theme import LABEL_SIZE, LIGHT, WIDTH, Fill

_LEFT: Final = 170.0
_ROW: Final = 62.0
_BAR: Final = 38.0
_MOVED_ON: Final = Fill("#005f9e", "none", "#005f9e", "went further, or is done")
_DECLINED: Final = Fill("#ffffff", "falling", "#6b6b6b", "declined")
_WAITING: Final = Fill("#fbe7bf", "crossed", "#b97f00", "stands here now")
_TITLE: Final = "What became of the asks"


@dataclass(frozen=True)
class FunnelBar:
    """One stage.

    Attributes
    ----------
    label : str
        ``raised``, ``heard``, ``accepted`` or ``done``.
    asks, waiting : int or None
        That came at least this far, and that stand here now; ``None`` is not shown. At the last stage nothing stands.
    """

    label: str
    asks: int | None
    waiting: int | None


def asks_funnel_picture(stages: Sequence[FunnelBar], declined: int | None = 0, old: int | None = None) -> Picture:
    """Draw how many asks came how far.

    Parameters
    ----------
    stages : sequence of FunnelBar
        From the first stage to the last.
    declined : int or None
        Heard and refused; ``None`` is not shown.
    old : int or None
        Open for more than 30 days; ``None`` where ages are not known.

    Examples
    --------
    >>> asks_funnel_picture([FunnelBar("raised", 3, 1), FunnelBar("heard", 2, 0)]).text_alternative
    'What became of the asks. raised: 3 came this far, 1 stands here now; heard: 2.'
    """
    entries = [fill_entry(_MOVED_ON), fill_entry(_WAITING), *([fill_entry(_DECLINED)] if declined else [])]
    bottom = HEADER + _ROW * len(stages)
    sheet = Drawing(WIDTH, bottom + 10 + LINE_HEIGHT * len(legend_lines(entries, WIDTH)))
    draw_header(sheet, _TITLE, _takeaway(stages, declined, old))
    most = max((stage.asks or 0 for stage in stages), default=0)
    scale = BarScale.to_fit(_LEFT, right_end(map(_value, stages)), most)
    for number, stage in enumerate(stages):
        middle = HEADER + _ROW * (number + 0.5)
        sheet.text(0, middle, fitted(stage.label, _LEFT - 14, size=LABEL_SIZE, bold=True), bold=True)
        further = stages[number + 1].asks or 0 if number + 1 < len(stages) else stage.asks or 0
        end = draw_segments(sheet, scale, middle - _BAR / 2, _BAR, _parts(stage, further))
        write_value(sheet, end + 10, middle, _value(stage))
    if stages:
        sheet.line([(_LEFT, HEADER), (_LEFT, bottom)], stroke=LIGHT.muted, stroke_width=1.5)
    draw_legend(sheet, 0, bottom + 8, entries, WIDTH)
    listed = "; ".join(f"{visible(stage.label)}: {_value(stage)}" for stage in stages)
    more = f" {declined} declined." if declined else ""
    words = f"{_TITLE}. {listed or 'No ask was raised yet'}.{more}"
    return Picture(sheet.chart(words), _TITLE, words)


def _parts(stage: FunnelBar, further: int) -> list[Segment]:
    asks = stage.asks or 0
    waiting = min(stage.waiting or 0, asks - further)
    return [Segment(further, _MOVED_ON), Segment(waiting, _WAITING), Segment(asks - further - waiting, _DECLINED)]


def _value(stage: FunnelBar) -> str:
    if stage.asks is None:
        return "not shown"
    if not stage.waiting:
        return f"{stage.asks}"
    return f"{stage.asks} came this far, {stage.waiting} stand{'s' if stage.waiting == 1 else ''} here now"


def _takeaway(stages: Sequence[FunnelBar], declined: int | None, old: int | None) -> str:
    first, last = (stages[0].asks, stages[-1].asks) if stages else (0, 0)
    if not first:
        return "No ask was raised yet." if first == 0 else "Too few teams to show how many asks were raised."
    done = "too few to show" if last is None else last or "none"
    sentence = f"Of {first} ask{'' if first == 1 else 's'} {done} {'is' if last in {0, 1} else 'are'} done"
    if declined:
        sentence += f", {declined} declined"
    return f"{sentence}.{f' {old} wait longer than 30 days.' if old else ''}"

"""The waste log, largest category first, split by who can change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from vsm_toolkit.charts.bars import (
    HEADER,
    BarScale,
    Segment,
    draw_header,
    draw_segments,
    labour_words,
    right_end,
    row_label,
    write_value,
)
from vsm_toolkit.charts.drawing import Drawing
from vsm_toolkit.charts.legend import LINE_HEIGHT, Entry, draw_legend, fill_entry, legend_lines, sign_entry
from vsm_toolkit.charts.picture import Picture, number_text
from vsm_toolkit.charts.text_fit import visible
from vsm_toolkit.charts.theme import EMPOWERMENT_SIGNS, LIGHT, SMALL_SIZE, WIDTH, Fill
from vsm_toolkit.display import Table
from vsm_toolkit.durations import format_percent
from vsm_toolkit.model import Empowerment

_LEFT: Final = 260.0
_ROW: Final = 46.0
_BAR: Final = 30.0
_NOT_ADDED: Final = Fill(LIGHT.paper, "falling", "#6b6b6b", "already counted elsewhere, not added")


@dataclass(frozen=True)
class WasteBar:
    """One row of the picture, usually a waste category.

    Attributes
    ----------
    label : str
        The category in words.
    hours : mapping of Empowerment or None to float
        Person-hours per item that count, by who can change them; ``None`` is not classified yet.
    overlapping_hours : float
        Person-hours per item something else already counts: shown, not added.
    not_measured : int
        Observations without minutes, frequency or people.
    """

    label: str
    hours: Mapping[Empowerment | None, float]
    overlapping_hours: float = 0.0
    not_measured: int = 0

    @property
    def total(self) -> float:
        """Person-hours per item that count."""
        return sum(self.hours.values())


def waste_pareto(rows: Sequence[WasteBar]) -> Picture:
    """Draw the waste log as a Pareto chart.

    Parameters
    ----------
    rows : sequence of WasteBar
        In any order; drawn largest first.

    Examples
    --------
    >>> waste_pareto([WasteBar("delays", {Empowerment.NOT_EMPOWERED: 6.0})]).text_alternative
    'Waste per item: delays 6 ph. Altogether 6 ph; delays alone is 100 %.'
    """
    ranked = sorted(rows, key=lambda row: -row.total)
    total = sum(row.total for row in ranked)
    bottom = HEADER + _ROW * len(ranked)
    entries = _legend_entries(ranked)
    sheet = Drawing(WIDTH, bottom + 12 + LINE_HEIGHT * len(legend_lines(entries, WIDTH)))
    scale = BarScale.to_fit(
        _LEFT,
        right_end(map(_value, ranked), reserved=150),
        max((row.total + row.overlapping_hours for row in ranked), default=0.0),
    )
    draw_header(sheet, "Waste per item, largest first", _takeaway(ranked, total))
    for number, (row, so_far) in enumerate(zip(ranked, accumulate(row.total for row in ranked), strict=True)):
        share = format_percent(so_far / total, 0) if total and row.total else ""
        _draw_row(sheet, scale, row, share, HEADER + _ROW * (number + 0.5))
    if ranked:
        sheet.line([(_LEFT, HEADER), (_LEFT, bottom)], stroke=LIGHT.muted, stroke_width=1.5)
    draw_legend(sheet, 0, bottom + 8, entries, WIDTH)
    listed = ", ".join(f"{visible(row.label)} {_value(row)}" for row in ranked)
    words = f"Waste per item: {listed or 'nothing noted yet'}. {_takeaway(ranked, total)}"
    return Picture(sheet.chart(words), "Waste per item", words, _numbers(ranked))


def _numbers(ranked: Sequence[WasteBar]) -> Table:
    shown = [each for each in EMPOWERMENT_SIGNS if any(row.hours.get(each, 0.0) for row in ranked)]
    classes = (EMPOWERMENT_SIGNS[each].words.partition(":")[0].capitalize() for each in shown)
    return Table(
        caption="Waste by category",
        columns=("Category", *(f"{each}, ph per item" for each in classes), "Not added, ph per item", "Not measured"),
        rows=tuple(
            (
                row.label,
                *(number_text(row.hours.get(each, 0.0)) for each in shown),
                number_text(row.overlapping_hours),
                str(row.not_measured),
            )
            for row in ranked
        ),
        numeric=frozenset(range(1, len(shown) + 3)),
        note="What is not added is already counted elsewhere. Not measured counts rows of the log.",
    )


def _draw_row(sheet: Drawing, scale: BarScale, row: WasteBar, so_far: str, middle: float) -> None:
    row_label(sheet, 0, middle, row.label, _LEFT - 14)
    parts = [(row.hours[each], sign) for each, sign in EMPOWERMENT_SIGNS.items() if row.hours.get(each, 0.0) > 0]
    segments = [Segment(hours, Fill(sign.colour, "none", sign.colour, "")) for hours, sign in parts]
    segments.append(Segment(row.overlapping_hours, _NOT_ADDED, solid=False))
    end = draw_segments(sheet, scale, middle - _BAR / 2, _BAR, segments)
    start = 0.0
    for hours, sign in parts:
        if hours * scale.pixels > 20:
            x = scale.x(start + hours / 2)
            sheet.text(x, middle, sign.letter, size=SMALL_SIZE, colour=sign.letter_colour, align="center", bold=True)
        start += hours
    write_value(sheet, end + 10, middle, _value(row))
    if so_far:
        sheet.text(WIDTH, middle, f"up to here {so_far}", size=SMALL_SIZE, colour=LIGHT.muted, align="right")


def _value(row: WasteBar) -> str:
    texts = [labour_words(row.total)] if row.total else []
    if row.overlapping_hours:
        texts.append(f"{labour_words(row.overlapping_hours)} not added")
    if row.not_measured:
        texts.append(f"{row.not_measured} not measured yet")
    return ", ".join(texts) or labour_words(0.0)


def _takeaway(ranked: Sequence[WasteBar], total: float) -> str:
    if not total:
        return "No waste has been measured yet."
    top = visible(ranked[0].label)
    unmeasured = sum(row.not_measured for row in ranked)
    at_least = "at least " if unmeasured else ""
    return f"Altogether {at_least}{labour_words(total)}; {top} alone is {format_percent(ranked[0].total / total, 0)}."


def _legend_entries(rows: Sequence[WasteBar]) -> list[Entry]:
    shown = {each for row in rows for each, hours in row.hours.items() if hours > 0}
    entries = [sign_entry(sign) for each, sign in EMPOWERMENT_SIGNS.items() if each in shown]
    if any(row.overlapping_hours for row in rows):
        entries.append(fill_entry(_NOT_ADDED, solid=False))
    return entries

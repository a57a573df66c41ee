"""The handoff ledger as bars: waiting and labour, kept apart, by empowerment or by decision holder."""

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
    labour_words,
    row_label,
    write_value,
)
from vsm_toolkit.charts.drawing import Drawing
from vsm_toolkit.charts.legend import LINE_HEIGHT, Entry, draw_legend, fill_entry, legend_lines, sign_entry
from vsm_toolkit.charts.picture import Picture
from vsm_toolkit.charts.text_fit import visible
from vsm_toolkit.charts.theme import EMPOWERMENT_SIGNS, LABEL_SIZE, LIGHT, WIDTH, Fill
from vsm_toolkit.durations import format_hours, format_percent
from vsm_toolkit.model import Empowerment

_LABEL_WIDTH: Final = 268.0
_WAIT_LEFT: Final = 300.0
_WAIT_RIGHT: Final = 590.0
_LABOUR_LEFT: Final = 880.0
_LABOUR_RIGHT: Final = 1100.0
_HEADS: Final = 34.0
_ROW: Final = 48.0
_BAR: Final = 30.0


@dataclass(frozen=True)
class LedgerBar:
    """One row of the picture: a class of empowerment or a decision holder.

    Attributes
    ----------
    label : str
        The class or the role.
    empowerment : Empowerment or None
        ``None`` while not classified.
    critical_wait_hours, other_wait_hours : float
        Waiting of the receiving steps, on the critical path and off the path, working hours per item.
    labour_hours : float or None
        Person-hours per item; ``None`` is not known yet.
    """

    label: str
    empowerment: Empowerment | None
    critical_wait_hours: float
    other_wait_hours: float
    labour_hours: float | None


def handoff_ledger_picture(
    rows: Sequence[LedgerBar], *, by: Literal["empowerment", "decision holder"] = "empowerment"
) -> Picture:
    """Draw waiting and labour of handoffs side by side; they are different things and are never added.

    Parameters
    ----------
    rows : sequence of LedgerBar
        In the order to show them.
    by : str
        What a row stands for.

    Examples
    --------
    >>> row = LedgerBar("not empowered", Empowerment.NOT_EMPOWERED, 220, 0, 31.1)
    >>> handoff_ledger_picture([row]).text_alternative
    'Handoffs by empowerment, per item. not empowered: 5.5 wk critical wait, 31.1 ph labour. 100 % of ...'
    """
    entries = _legend_entries(rows)
    bottom = HEADER + _HEADS + _ROW * len(rows)
    sheet = Drawing(WIDTH, bottom + 12 + LINE_HEIGHT * len(legend_lines(entries, WIDTH)))
    draw_header(sheet, f"Handoffs by {by}", _takeaway(rows))
    sheet.text(_WAIT_LEFT, HEADER + 12, "Waiting (time of the item)", size=LABEL_SIZE, bold=True)
    sheet.text(_LABOUR_LEFT, HEADER + 12, "Labour (person-hours per item)", size=LABEL_SIZE, bold=True)
    most_wait = max((row.critical_wait_hours + row.other_wait_hours for row in rows), default=0.0)
    most_labour = max((row.labour_hours or 0.0 for row in rows), default=0.0)
    wait_scale = BarScale.to_fit(_WAIT_LEFT, _WAIT_RIGHT, most_wait)
    labour_scale = BarScale.to_fit(_LABOUR_LEFT, _LABOUR_RIGHT, most_labour)
    for number, row in enumerate(rows):
        _draw_row(sheet, wait_scale, labour_scale, row, HEADER + _HEADS + _ROW * (number + 0.5))
    for x in (_WAIT_LEFT, _LABOUR_LEFT):
        sheet.line([(x, HEADER + _HEADS), (x, bottom)], stroke=LIGHT.muted, stroke_width=1.5)
    draw_legend(sheet, 0, bottom + 8, entries, WIDTH)
    each = (f"{visible(row.label)}: {_wait_words(row)} wait, {labour_words(row.labour_hours)} labour." for row in rows)
    listed = " ".join(each)
    words = f"Handoffs by {by}, per item. {listed or 'None yet.'} {_takeaway(rows)}".strip()
    return Picture(sheet.chart(words), f"Handoffs by {by}", words)


def _draw_row(sheet: Drawing, waits: BarScale, labours: BarScale, row: LedgerBar, middle: float) -> None:
    sign = EMPOWERMENT_SIGNS[row.empowerment]
    critical = Fill(sign.colour, "none", sign.colour, "")
    beside = Fill(LIGHT.paper, "rising", sign.colour, "")
    sheet.badge(12, middle, sign, radius=12)
    row_label(sheet, 32, middle, row.label, _LABEL_WIDTH - 32)
    segments = [Segment(row.critical_wait_hours, critical), Segment(row.other_wait_hours, beside)]
    end = draw_segments(sheet, waits, middle - _BAR / 2, _BAR, segments)
    if row.critical_wait_hours:
        width = row.critical_wait_hours * waits.pixels
        sheet.rect(waits.left, middle - _BAR / 2, width, _BAR, stroke=LIGHT.ink, stroke_width=4)
    write_value(sheet, end + 10, middle, _wait_words(row))
    end = draw_segments(sheet, labours, middle - _BAR / 2, _BAR, [Segment(row.labour_hours or 0.0, critical)])
    write_value(sheet, end + 10, middle, labour_words(row.labour_hours))


def _wait_words(row: LedgerBar) -> str:
    if not row.other_wait_hours:
        return f"{format_hours(row.critical_wait_hours)} critical"
    if not row.critical_wait_hours:
        return f"{format_hours(row.other_wait_hours)} off the path"
    return f"{format_hours(row.critical_wait_hours)} critical + {format_hours(row.other_wait_hours)} off the path"


def _takeaway(rows: Sequence[LedgerBar]) -> str:
    total = sum(row.critical_wait_hours for row in rows)
    if not total:
        return "No waiting on the critical path is known to lie in handoffs."
    beyond = sum(row.critical_wait_hours for row in rows if row.empowerment is Empowerment.NOT_EMPOWERED)
    share = format_percent(beyond / total, 0)
    return f"{share} of the waiting in handoffs on the critical path belongs to handoffs this team cannot change."


def _legend_entries(rows: Sequence[LedgerBar]) -> list[Entry]:
    shown = {row.empowerment for row in rows}
    entries = [sign_entry(sign) for each, sign in EMPOWERMENT_SIGNS.items() if each in shown]
    grey = Fill("#8c8c8c", "none", "#8c8c8c", "")
    if any(row.critical_wait_hours for row in rows):
        entries.append(Entry(_critical_key, 34, "wait on the critical path"))
    if any(row.other_wait_hours for row in rows):
        entries.append(fill_entry(Fill(LIGHT.paper, "rising", grey.colour, ""), "wait off the path"))
    return entries


def _critical_key(sheet: Drawing, x: float, y: float) -> None:
    sheet.rect(x, y - 9, 34, 18, fill="#b5b5b5", stroke=LIGHT.ink, stroke_width=4)

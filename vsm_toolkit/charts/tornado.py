"""What each single change would do to lead time, largest first; zero is shown as zero and with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from vsm_toolkit.charts.bars import HEADER, BarScale, draw_header, write_value
from vsm_toolkit.charts.drawing import Drawing
from vsm_toolkit.charts.legend import LINE_HEIGHT, Entry, draw_legend, fill_entry, legend_lines, words_entry
from vsm_toolkit.charts.picture import Picture
from vsm_toolkit.charts.text_fit import text_width, visible, wrapped
from vsm_toolkit.charts.theme import LABEL_SIZE, LIGHT, SMALL_SIZE, WIDTH, Fill
from vsm_toolkit.durations import format_hours

_LABELS: Final = 400.0
_ROW: Final = 64.0
_BAR: Final = 30.0
_REASON: Final = 440.0
_NO_HOURS: Final = 1e-9
_SHORTER: Final = Fill("#cfe8f8", "none", "#005f9e", "shorter")
_LONGER: Final = Fill("#fbe7bf", "rising", "#c44e00", "longer")


@dataclass(frozen=True)
class TornadoBarRow:
    """One change and what it would do to lead time on its own.

    Attributes
    ----------
    label : str
        What changes, for example ``Deploy: wait 3.8 d to 6 h``.
    lead_time_change : float or None
        Working hours, negative is shorter; ``None`` is not known, or the change cannot stand alone.
    reason : str
        Why it changes nothing, or why that is not known.
    """

    label: str
    lead_time_change: float | None
    reason: str = ""


def tornado_picture(
    bars: Sequence[TornadoBarRow], *, lead_time: float | None = None, together: float | None = None
) -> Picture:
    """Draw the effect of single changes under each other, and of all together when that is known.

    Parameters
    ----------
    bars : sequence of TornadoBarRow
        In any order; drawn largest effect first, what is not known last.
    lead_time : float or None
        Lead time before any change, working hours; ``None`` leaves it out of the words.
    together : float or None
        What all changes together do, recomputed, working hours, negative is shorter; ``None`` leaves the row out.

    Examples
    --------
    >>> rows = [TornadoBarRow("Build: work halved", 0.0, "1 h of slack."), TornadoBarRow("Deploy: wait 6 h", -24.0)]
    >>> print(tornado_picture(rows, lead_time=141).text_alternative)
    Projected effect of single changes on the lead time of 3.5 wk. Deploy: wait 6 h: 3 d shorter. Build: work halved: no
    effect on lead time, 1 h of slack. Single effects do not add up.
    """
    ranked = sorted(bars, key=_size, reverse=True)
    all_rows = [*ranked, *([TornadoBarRow("All together", together)] if together is not None and len(bars) > 1 else [])]
    bottom = HEADER + _ROW * len(all_rows)
    entries = _legend_entries(all_rows)
    sheet = Drawing(WIDTH, bottom + 12 + LINE_HEIGHT * len(legend_lines(entries, WIDTH)))
    scale = _scale(all_rows)
    title = "What each change alone would do to lead time"
    draw_header(sheet, title, _takeaway(ranked, lead_time))
    for number, row in enumerate(all_rows):
        _draw_row(sheet, scale, row, HEADER + _ROW * (number + 0.5), bold=number >= len(ranked))
    if len(all_rows) > len(ranked):
        edge = HEADER + _ROW * len(ranked)
        sheet.line([(0, edge), (WIDTH, edge)], stroke=LIGHT.faint, stroke_width=1.5)
    if all_rows:
        sheet.line([(scale.left, HEADER), (scale.left, bottom)], stroke=LIGHT.ink, stroke_width=1.5)
    draw_legend(sheet, 0, bottom + 8, entries, WIDTH)
    words = _words(ranked, all_rows, lead_time)
    return Picture(sheet.chart(words), title, words)


def _size(row: TornadoBarRow) -> float:
    return -1.0 if row.lead_time_change is None else abs(row.lead_time_change)


def _is_zero(row: TornadoBarRow) -> bool:
    return row.lead_time_change is not None and abs(row.lead_time_change) < _NO_HOURS


def _scale(rows: Sequence[TornadoBarRow]) -> BarScale:
    """Let savings grow to the right of the zero line and losses to its left, with room for words on both sides."""
    moving = [
        (row.lead_time_change or 0.0, text_width(_value(row), LABEL_SIZE, bold=True) + 24)
        for row in rows
        if not _is_idle(row)
    ]
    saved = max((-hours for hours, _ in moving if hours < 0), default=0.0)
    lost = max((hours for hours, _ in moving if hours > 0), default=0.0)
    left = max((width for hours, width in moving if hours > 0), default=0.0)
    right = max((width for hours, width in moving if hours < 0), default=0.0)
    room = WIDTH - _LABELS - left - right
    pixels = room / (saved + lost) if saved + lost else 0.0
    if any(map(_is_idle, rows)) and saved * pixels + right < _REASON:
        pixels = min(pixels, (WIDTH - _LABELS - left - _REASON) / lost) if lost else pixels
    return BarScale(_LABELS + left + lost * pixels, pixels)


def _is_idle(row: TornadoBarRow) -> bool:
    return row.lead_time_change is None or _is_zero(row)


def _draw_row(sheet: Drawing, scale: BarScale, row: TornadoBarRow, middle: float, *, bold: bool) -> None:
    lines = wrapped(row.label, _LABELS - 20, size=LABEL_SIZE, lines=2, bold=bold)
    for number, line in enumerate(lines):
        sheet.text(0, middle + (number - (len(lines) - 1) / 2) * 21, line, size=LABEL_SIZE, bold=bold)
    if row.lead_time_change is None or _is_zero(row):
        _draw_idle(sheet, scale.left + 12, row, middle)
        return
    width = max(3.0, abs(row.lead_time_change) * scale.pixels)
    is_shorter = row.lead_time_change < 0
    left = scale.left if is_shorter else scale.left - width
    sheet.area(left, middle - _BAR / 2, width, _BAR, _SHORTER if is_shorter else _LONGER, solid=False)
    if is_shorter:
        write_value(sheet, left + width + 10, middle, _value(row), bold=True)
    else:
        write_value(sheet, left - 10, middle, _value(row), bold=True, align="right")


def _draw_idle(sheet: Drawing, x: float, row: TornadoBarRow, middle: float) -> None:
    """Write a zero, or what is not known, with its reason where a bar would be."""
    reasons = wrapped(row.reason, WIDTH - x, size=SMALL_SIZE, lines=2) if row.reason else ()
    top = middle - 9 * len(reasons)
    write_value(sheet, x, top, _value(row), bold=True)
    for number, line in enumerate(reasons, 1):
        sheet.note(x, top + 1 + 18 * number, line)


def _value(row: TornadoBarRow) -> str:
    hours = row.lead_time_change
    if hours is None:
        return "?"
    if _is_zero(row):
        return "0: no effect on lead time"
    return f"{format_hours(abs(hours))} {'shorter' if hours < 0 else 'longer'}"


def _takeaway(ranked: Sequence[TornadoBarRow], lead_time: float | None) -> str:
    known = [row for row in ranked if row.lead_time_change is not None]
    if not known:
        return "Projected. No effect is known yet."
    best = min(known, key=lambda row: row.lead_time_change or 0.0)
    saved = -(best.lead_time_change or 0.0)
    if saved < _NO_HOURS:
        return "Projected. None of these changes alone would shorten lead time."
    whole = f" of {format_hours(lead_time)}" if lead_time is not None else ""
    start = "The largest saving would be" if len(known) > 1 else "It would save"
    return f"Projected. {start} {format_hours(saved)}{whole}: {visible(best.label)}."


def _words(ranked: Sequence[TornadoBarRow], all_rows: Sequence[TornadoBarRow], lead_time: float | None) -> str:
    whole = f" of {format_hours(lead_time)}" if lead_time is not None else ""
    listed = " ".join(_sentence(row) for row in all_rows)
    close = " Single effects do not add up." if len(ranked) > 1 else ""
    return f"Projected effect of single changes on the lead time{whole}. {listed or 'No change yet.'}{close}"


def _sentence(row: TornadoBarRow) -> str:
    value = "not known" if row.lead_time_change is None else _value(row).removeprefix("0: ")
    reason = visible(row.reason).removesuffix(".")
    return f"{visible(row.label)}: {value}{f', {reason}' if reason else ''}."


def _legend_entries(rows: Sequence[TornadoBarRow]) -> list[Entry]:
    entries = []
    if any((row.lead_time_change or 0.0) < -_NO_HOURS for row in rows):
        entries.append(fill_entry(_SHORTER, "projected: shorter", solid=False))
    if any((row.lead_time_change or 0.0) > _NO_HOURS for row in rows):
        entries.append(fill_entry(_LONGER, "projected: longer", solid=False))
    if len(rows) > 1:
        entries.append(words_entry("each alone, recomputed on the map; the bars do not add up"))
    return entries

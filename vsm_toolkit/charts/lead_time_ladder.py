"""The time ladder: the critical path to scale, one row per step, waiting and working apart."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from vsm_toolkit.charts.bars import (
    HEADER,
    BarScale,
    Segment,
    draw_header,
    draw_segments,
    draw_time_axis,
    write_in_segments,
    write_value,
)
from vsm_toolkit.charts.drawing import Drawing
from vsm_toolkit.charts.legend import LINE_HEIGHT, Entry, draw_legend, fill_entry, words_entry
from vsm_toolkit.charts.picture import Picture
from vsm_toolkit.charts.text_fit import fitted, text_width, visible
from vsm_toolkit.charts.theme import DELAY, LABEL_SIZE, LIGHT, SMALL_SIZE, WAIT, WIDTH, WORK
from vsm_toolkit.durations import format_hours, format_percent
from vsm_toolkit.metrics import StepTimes, step_times
from vsm_toolkit.model import Step, ValueStream
from vsm_toolkit.working_week import shown_working_week

_LEFT: Final = 300.0
_ROW: Final = 48.0
_BAR: Final = 28.0
_SUMMARY: Final = 66.0


@dataclass(frozen=True)
class _Row:
    step: Step
    times: StepTimes

    @property
    def wait(self) -> float:
        return self.times.wait or 0.0

    @property
    def work(self) -> float:
        return self.times.process or 0.0

    @property
    def length(self) -> float:
        return self.wait + self.times.delay + self.work

    @property
    def unknown(self) -> int:
        return (self.times.wait is None) + (self.times.process is None)

    def words(self) -> str:
        stopped = [f"stuck {format_hours(self.times.delay)}"] if self.times.delay else []
        return " · ".join(
            [f"wait {format_hours(self.times.wait)}", *stopped, f"work {format_hours(self.times.process)}"]
        )


@dataclass(frozen=True)
class _Ladder:
    rows: tuple[_Row, ...]

    @property
    def wait(self) -> float:
        return sum(row.wait for row in self.rows)

    @property
    def delay(self) -> float:
        return sum(row.times.delay for row in self.rows)

    @property
    def work(self) -> float:
        return sum(row.work for row in self.rows)

    @property
    def total(self) -> float:
        return self.wait + self.delay + self.work

    @property
    def unknown(self) -> int:
        return sum(row.unknown for row in self.rows)

    def sentence(self) -> str:
        if not self.total:
            return "No time on this path is known yet."
        parts = [(self.wait, "waiting"), (self.delay, "started but stopped"), (self.work, "working")]
        shares = ", ".join(
            f"{format_hours(hours)} {words} ({format_percent(hours / self.total, 0)})"
            for hours, words in parts
            if hours
        )
        sign = "≥ " if self.unknown else ""
        missing = f"; {self.unknown} of {2 * len(self.rows)} times not known yet" if self.unknown else ""
        return f"Lead time {sign}{format_hours(self.total)}: {shares}{missing}."


def lead_time_ladder(stream: ValueStream, path: tuple[str, ...]) -> Picture:
    """Draw the steps of a path one after the other, to scale.

    Parameters
    ----------
    stream : ValueStream
        The map.
    path : tuple of str
        Step ids in order, usually the critical path.

    Returns
    -------
    Picture
        A time nobody knows yet shows as ``?`` and takes no length.

    Raises
    ------
    KeyError
        When the map has no such step.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> lead_time_ladder(lantern(), ("L1", "L2")).text_alternative[:67]
    'Lantern, 2 steps one after the other. Lead time 5.6 d: 5 d waiting '
    """
    steps = [stream.step(step_id) for step_id in path]
    ladder = _Ladder(tuple(_Row(step, step_times(step)) for step in steps))
    top = HEADER + _SUMMARY
    bottom = top + _ROW * len(ladder.rows)
    sheet = Drawing(WIDTH, bottom + 34 + LINE_HEIGHT)
    scale = BarScale.to_fit(_LEFT, WIDTH - (52 if ladder.unknown else 4), ladder.total)
    draw_header(sheet, f"Where the time goes: {stream.name}", ladder.sentence())
    if ladder.total:
        draw_time_axis(sheet, scale, ladder.total, top - 8, bottom)
        _draw_summary(sheet, scale, ladder)
    _draw_rows(sheet, scale, ladder, top)
    draw_legend(sheet, 0, bottom + 30, _legend_entries(ladder), WIDTH)
    words = _words(stream, ladder)
    return Picture(sheet.chart(words), f"Time ladder of {visible(stream.name)}", words)


def _draw_summary(sheet: Drawing, scale: BarScale, ladder: _Ladder) -> None:
    """Draw all waiting and all work pushed together, the message that reaches the back row."""
    y = HEADER + 4
    sheet.text(0, y + 19, "Altogether", size=LABEL_SIZE, bold=True)
    parts = [(ladder.wait, WAIT), (ladder.delay, DELAY), (ladder.work, WORK)]
    at_least = "≥ " if ladder.unknown else ""
    draw_segments(sheet, scale, y, 38, [Segment(hours, fill) for hours, fill in parts])
    texts = [
        (hours, f"{fill.words} {at_least}{format_hours(hours)}", "#ffffff" if fill is WORK else LIGHT.ink)
        for hours, fill in parts
    ]
    write_in_segments(sheet, scale, y + 19, texts)


def _draw_rows(sheet: Drawing, scale: BarScale, ladder: _Ladder, top: float) -> None:
    starts = [0.0, *accumulate(row.length for row in ladder.rows)]
    for number, (row, start) in enumerate(zip(ladder.rows, starts, strict=False)):
        middle = top + _ROW * (number + 0.5)
        name = fitted(row.step.name, _LEFT - 16, size=LABEL_SIZE, bold=True)
        sheet.text(0, middle - 10, name, size=LABEL_SIZE, bold=True)
        team = row.step.team or "team not known yet"
        sheet.note(0, middle + 11, fitted(team, _LEFT - 16, size=SMALL_SIZE))
        if number:
            sheet.line([(scale.x(start), middle - _ROW + _BAR / 2), (scale.x(start), middle - _BAR / 2)],
                       stroke=LIGHT.muted, dash=(2, 3))  # fmt: skip
    for number, (row, start) in enumerate(zip(ladder.rows, starts, strict=False)):
        _draw_bar(sheet, BarScale(scale.x(start), scale.pixels), row, top + _ROW * (number + 0.5))


def _draw_bar(sheet: Drawing, scale: BarScale, row: _Row, middle: float) -> None:
    tip = f"{row.step.name}: {row.words()}"
    segments = [
        Segment(row.wait, WAIT, tip=tip),
        Segment(row.times.delay, DELAY, tip=tip),
        Segment(row.work, WORK, tip=tip),
    ]
    end = draw_segments(sheet, scale, middle - _BAR / 2, _BAR, segments)
    end = max(end, scale.left + 3 if row.work else end)
    for _ in range(row.unknown):
        _draw_unknown(sheet, end, middle)
        end += 24
    if end + 8 + text_width(row.words(), LABEL_SIZE) <= WIDTH:
        write_value(sheet, end + 8, middle, row.words())
    else:
        write_value(sheet, scale.left - 8, middle, row.words(), align="right")


def _draw_unknown(sheet: Drawing, x: float, middle: float) -> None:
    sheet.rect(x + 1, middle - _BAR / 2, 20, _BAR, fill=LIGHT.paper, stroke=LIGHT.muted, stroke_width=2, dash=(4, 3))
    sheet.text(x + 11, middle, "?", size=LABEL_SIZE, align="center", bold=True)


def _legend_entries(ladder: _Ladder) -> list[Entry]:
    entries = [fill_entry(WAIT, "waiting before the step"), fill_entry(WORK, "working on one item")]
    if ladder.delay:
        entries.insert(1, fill_entry(DELAY))
    week = shown_working_week()
    entries.append(words_entry(f"working time: 1 wk = {week.days_per_week:g} d = {week.hours:g} h"))
    if ladder.unknown:
        entries.append(words_entry("?: not known yet, drawn without length"))
    return entries


def _words(stream: ValueStream, ladder: _Ladder) -> str:
    count = f"{len(ladder.rows)} step{'' if len(ladder.rows) == 1 else 's'}"
    longest = sorted((row for row in ladder.rows if row.wait), key=lambda row: -row.wait)[:3]
    waits = ", ".join(f"{format_hours(row.wait)} before {visible(row.step.name)}" for row in longest)
    return " ".join(
        [f"{visible(stream.name)}, {count} one after the other.", ladder.sentence()]
        + ([f"Longest waits: {waits}."] if waits else [])
    )

"""Where the time sits, by stage and by team, with the part on the critical path marked."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
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
    value_words,
    write_value,
)
from vsm_toolkit.charts.drawing import Drawing
from vsm_toolkit.charts.legend import LINE_HEIGHT, Entry, draw_legend, fill_entry, legend_lines
from vsm_toolkit.charts.picture import Picture, number_text
from vsm_toolkit.charts.text_fit import visible
from vsm_toolkit.charts.theme import DELAY, LIGHT, WAIT, WIDTH, WORK
from vsm_toolkit.display import Table
from vsm_toolkit.durations import format_hours, format_percent
from vsm_toolkit.metrics import step_times
from vsm_toolkit.model import Stage, Step, ValueStream

_LEFT: Final = 260.0
_ROW: Final = 46.0
_BAR: Final = 30.0


@dataclass(frozen=True)
class _Group:
    label: str
    critical: tuple[Step, ...]
    other: tuple[Step, ...]

    @property
    def critical_hours(self) -> float:
        return sum(map(_known_hours, self.critical))

    @property
    def hours(self) -> float:
        return self.critical_hours + sum(map(_known_hours, self.other))

    @property
    def unknown(self) -> int:
        times = [step_times(step) for step in (*self.critical, *self.other)]
        return sum((each.wait is None) + (each.process is None) for each in times)

    def words(self) -> str:
        total = value_words(self.hours, self.unknown)
        if not self.hours:
            return total
        return f"{total} ({format_hours(self.critical_hours)} critical)" if self.other and self.critical else total


def lead_time_by_stage(stream: ValueStream, critical_steps: Collection[str]) -> Picture:
    """Draw how much waiting and work each stage holds.

    Parameters
    ----------
    critical_steps : collection of str
        Ids of the steps on the critical path; their part is outlined, and only those parts add up to the lead time.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> lead_time_by_stage(lantern(), {"L5", "L6"}).text_alternative[:48]
    'Time by stage in Lantern: ideation 2.1 d, discov'
    """
    return _lead_time_by(stream, critical_steps, "stage", _stage_words, [_stage_name(stage) for stage in Stage])


def lead_time_by_team(stream: ValueStream, critical_steps: Collection[str]) -> Picture:
    """Draw how much waiting and work each team's steps hold, largest first.

    Parameters
    ----------
    critical_steps : collection of str
        Ids of the steps on the critical path; their part is outlined, and only those parts add up to the lead time.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> lead_time_by_team(lantern(), {"L5", "L6"}).title
    'Time by team: Lantern'
    """
    return _lead_time_by(stream, critical_steps, "team", lambda step: step.team or "team not known yet", None)


def _stage_words(step: Step) -> str:
    return "stage not known yet" if step.stage is None else _stage_name(step.stage)


def _stage_name(stage: Stage) -> str:
    return stage.replace("_", ", ")


def _lead_time_by(
    stream: ValueStream,
    critical_steps: Collection[str],
    noun: str,
    label_of: Callable[[Step], str],
    order: list[str] | None,
) -> Picture:
    groups = _groups(stream, frozenset(critical_steps), label_of, order)
    largest = max((group.hours for group in groups), default=0.0)
    bottom = HEADER + _ROW * len(groups)
    entries = _legend_entries(groups)
    sheet = Drawing(WIDTH, bottom + 34 + LINE_HEIGHT * len(legend_lines(entries, WIDTH)))
    scale = BarScale.to_fit(_LEFT, right_end(group.words() for group in groups), largest)
    draw_header(sheet, f"Time by {noun}: {stream.name}", _takeaway(groups, noun))
    if largest:
        draw_time_axis(sheet, scale, largest, HEADER, bottom)
    for number, group in enumerate(groups):
        _draw_group(sheet, scale, group, HEADER + _ROW * (number + 0.5))
    draw_legend(sheet, 0, bottom + 30, entries, WIDTH)
    each = ", ".join(f"{group.label} {group.words()}" for group in groups)
    words = f"Time by {noun} in {visible(stream.name)}: {each or 'no steps yet'}. {_takeaway(groups, noun)}"
    return Picture(sheet.chart(words), f"Time by {noun}: {visible(stream.name)}", words, _numbers(groups, noun))


def _numbers(groups: list[_Group], noun: str) -> Table:
    def texts(group: _Group) -> tuple[str, ...]:
        parts = [part.amount for part in _segments((*group.critical, *group.other))]
        return (group.label, *map(number_text, (*parts, group.critical_hours)), str(group.unknown))

    return Table(
        caption=f"Time by {noun}",
        columns=(
            noun.capitalize(),
            "Waiting, wh",
            "In-step delay, wh",
            "Work, wh",
            "Critical, wh",
            "Unknown",
        ),
        rows=tuple(map(texts, groups)),
        numeric=frozenset(range(1, 6)),
        note="Only the critical part adds up to the lead time. Unknown counts waits and process times.",
    )


def _groups(
    stream: ValueStream, critical: frozenset[str], label_of: Callable[[Step], str], order: list[str] | None
) -> list[_Group]:
    by_label: dict[str, list[Step]] = {}
    for step in stream.steps:
        by_label.setdefault(visible(label_of(step)), []).append(step)
    groups = [
        _Group(label, tuple(s for s in steps if s.id in critical), tuple(s for s in steps if s.id not in critical))
        for label, steps in by_label.items()
    ]
    if order is None:
        return sorted(groups, key=lambda group: -group.hours)
    return sorted(groups, key=lambda group: order.index(group.label) if group.label in order else len(order))


def _draw_group(sheet: Drawing, scale: BarScale, group: _Group, middle: float) -> None:
    row_label(sheet, 0, middle, group.label, _LEFT - 14)
    segments = [*_segments(group.critical), *_segments(group.other)]
    end = draw_segments(sheet, scale, middle - _BAR / 2, _BAR, segments)
    if group.critical_hours:
        width = group.critical_hours * scale.pixels
        sheet.rect(scale.left, middle - _BAR / 2, width, _BAR, stroke=LIGHT.ink, stroke_width=4)
    write_value(sheet, end + 10, middle, group.words())


def _segments(steps: tuple[Step, ...]) -> list[Segment]:
    times = [step_times(step) for step in steps]
    return [
        Segment(sum(each.wait or 0.0 for each in times), WAIT),
        Segment(sum(each.delay for each in times), DELAY),
        Segment(sum(each.process or 0.0 for each in times), WORK),
    ]


def _known_hours(step: Step) -> float:
    times = step_times(step)
    return (times.wait or 0.0) + times.delay + (times.process or 0.0)


def _takeaway(groups: list[_Group], noun: str) -> str:
    lead_time = sum(group.critical_hours for group in groups)
    if not lead_time:
        return f"No critical path was given, so no {noun} has a share of the lead time."
    top = max(groups, key=lambda group: group.critical_hours)
    at_least = "≥ " if any(group.unknown for group in groups) else ""
    return (
        f"{top.label[:1].upper()}{top.label[1:]} holds {format_percent(top.critical_hours / lead_time, 0)} "
        f"of the lead time of {at_least}{format_hours(lead_time)}."
    )


def _legend_entries(groups: list[_Group]) -> list[Entry]:
    steps = [step for group in groups for step in (*group.critical, *group.other)]
    entries = [fill_entry(WAIT, "waiting before steps"), fill_entry(WORK)]
    if any(step_times(step).delay for step in steps):
        entries.insert(1, fill_entry(DELAY))
    if any(group.critical for group in groups):
        entries.append(Entry(_critical_key, 34, "on the critical path: these add up to the lead time"))
    if any(group.critical for group in groups) and any(group.other for group in groups):
        entries.append(Entry(lambda _sheet, _x, _y: None, -8, "not outlined: runs beside it"))
    return entries


def _critical_key(sheet: Drawing, x: float, y: float) -> None:
    sheet.rect(x, y - 9, 34, 18, stroke=LIGHT.ink, stroke_width=4)

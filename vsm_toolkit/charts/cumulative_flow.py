"""A round of the handoff game as it went: how many items lay at each role, second by second."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from vsm_toolkit.charts.bars import HEADER, BarScale, draw_header
from vsm_toolkit.charts.drawing import Drawing
from vsm_toolkit.charts.legend import LINE_HEIGHT, Entry, draw_legend, fill_entry, legend_lines
from vsm_toolkit.charts.picture import Picture
from vsm_toolkit.charts.seconds_axis import draw_second_axis
from vsm_toolkit.charts.text_fit import text_width, visible
from vsm_toolkit.charts.theme import LABEL_SIZE, LIGHT, SMALL_SIZE, WIDTH, WORK, Fill
from vsm_toolkit.durations import format_percent
from vsm_toolkit.handoff_game.guesses import seconds_words
from vsm_toolkit.handoff_game.round_record import Counting, RoundRecord
from vsm_toolkit.handoff_game.timings import RoundTimings, measure_round

_LEFT: Final = 70.0
_PLOT: Final = 300.0
_AXIS: Final = 34.0
_COLOURS: Final = ("#e4e0d8", "#fbe7bf", "#cfe8f8", "#e9b9d4", "#c9e6dc")
_DELIVERED: Final = Fill(WORK.colour, "none", WORK.colour, "with the customer")
_Field = tuple[float, float, int, int]
"""From and to in seconds, from and to in items."""


def cumulative_flow_picture(record: RoundRecord, number: int) -> Picture:
    """Draw what lay where in a round: one band per role, as thick as the number of items there.

    Parameters
    ----------
    number : int
        Of the round, for its title.

    Examples
    --------
    >>> from vsm_toolkit.handoff_game.rounds import plan_rounds
    >>> from vsm_toolkit.handoff_game.simulated_players import simulate_round
    >>> cumulative_flow_picture(simulate_round(plan_rounds()[2], 7), 3).text_alternative
    'Round 3, one at a time (simulated players): the first item reached the customer after 11 s, all 20 after 62 s. ...'
    """
    timings = measure_round(record)
    title = f"Round {number}: what lay where, second by second"
    words = f"Round {number}, {_sentence(record, timings)}"
    end = record.passes[-1].at if record.passes else 0.0
    entries = _legend_entries(record)
    sheet = Drawing(WIDTH, HEADER + _PLOT + _AXIS + LINE_HEIGHT * len(legend_lines(entries, WIDTH)))
    scale = BarScale.to_fit(_LEFT, WIDTH - 30, end)
    draw_header(sheet, title, _takeaway(timings))
    sheet.text(0, HEADER + 10, f"{record.plan.items} items", size=SMALL_SIZE, colour=LIGHT.muted)
    sheet.text(0, HEADER + _PLOT - 8, "0", size=SMALL_SIZE, colour=LIGHT.muted)
    if end:
        _draw_bands(sheet, scale, record, end)
        draw_second_axis(sheet, scale, end, HEADER + _PLOT - 4, HEADER + _PLOT + 4)
    draw_legend(sheet, 0, HEADER + _PLOT + _AXIS, entries, WIDTH)
    return Picture(sheet.chart(words), title, words)


def _draw_bands(sheet: Drawing, scale: BarScale, record: RoundRecord, end: float) -> None:
    last = len(record.plan.roles) - 1
    per_item = _PLOT / record.plan.items
    shown = [last] if record.counting is Counting.DELIVERIES else range(last + 1)
    for role in shown:
        fill = _band_fill(record, role)
        fields = [each for each in _fields(record, role, end) if each[3] > each[2]]
        for start, stop, low, high in fields:
            top, height = HEADER + _PLOT - high * per_item, (high - low) * per_item
            # Wider than it is, so that no paper shows between neighbours; the next role's band is drawn over the rest.
            sheet.rect(scale.x(start), top, scale.x(min(stop, end)) - scale.x(start) + 2, height, fill=fill.colour)
        if record.counting is Counting.EVERY_HANDOFF:
            _number_the_band(sheet, scale, fields, str(role + 1), per_item)
    _draw_delivered(sheet, scale, record, end, per_item)


def _draw_delivered(sheet: Drawing, scale: BarScale, record: RoundRecord, end: float, per_item: float) -> None:
    last = len(record.plan.roles) - 1
    floor = HEADER + _PLOT
    height, points = 0.0, [(scale.x(0), floor)]
    for each in (one for one in record.passes if one.role == last):
        points.append((scale.x(each.at), floor - height))
        height += each.items * per_item
        points.append((scale.x(each.at), floor - height))
        sheet.rect(scale.x(each.at), floor - height, scale.x(end) - scale.x(each.at), height, fill=_DELIVERED.colour)
    sheet.line([*points, (scale.x(end), floor - height)], stroke=LIGHT.ink, stroke_width=3)


def _fields(record: RoundRecord, role: int, end: float) -> list[_Field]:
    """Give from when to when how many items lay at a role, between what it passed on and what it was given."""
    given, passed = (record.plan.items if role == 0 else 0), 0
    if record.counting is Counting.DELIVERIES:
        given = record.plan.items
    steps = [(0.0, passed, given)]
    for each in record.passes:
        if record.counting is Counting.EVERY_HANDOFF and each.role == role - 1:
            given += each.items
        elif each.role == role:
            passed += each.items
        else:
            continue
        steps.append((each.at, passed, given))
    steps.append((end, passed, given))
    return [(start, stop, low, high) for (start, low, high), (stop, _, _) in pairwise(steps) if stop > start]


def _number_the_band(sheet: Drawing, scale: BarScale, fields: list[_Field], name: str, per_item: float) -> None:
    """Write the key of a role where its band is largest, so that colour is not its only sign."""
    widest = max(
        fields, key=lambda each: min((each[1] - each[0]) * scale.pixels, (each[3] - each[2]) * per_item), default=None
    )
    if widest is None:
        return
    start, stop, low, high = widest
    x, y = scale.x((start + stop) / 2), HEADER + _PLOT - (low + high) / 2 * per_item
    width = text_width(name, LABEL_SIZE, bold=True)
    sheet.rect(x - width, y - 11, 2 * width, 22, fill=LIGHT.paper, stroke=LIGHT.muted, radius=4)
    sheet.text(x, y + 0.5, name, size=LABEL_SIZE, bold=True, align="center")


def _band_fill(record: RoundRecord, role: int) -> Fill:
    if record.counting is Counting.DELIVERIES:
        return Fill(_COLOURS[0], "none", LIGHT.muted, "not with the customer yet")
    return Fill(_COLOURS[role % len(_COLOURS)], "none", LIGHT.muted, f"{role + 1} {record.plan.roles[role]}")


def _legend_entries(record: RoundRecord) -> list[Entry]:
    last = len(record.plan.roles) - 1
    roles = [last] if record.counting is Counting.DELIVERIES else range(last + 1)
    return [*(fill_entry(_band_fill(record, role)) for role in roles), fill_entry(_DELIVERED)]


def _takeaway(timings: RoundTimings) -> str:
    if timings.first_delivered is None:
        return "Nothing has reached the customer yet."
    most = max((count for _, count in timings.in_flight), default=None)
    at_once = "" if most is None else f" Up to {most} items were on the way at once."
    return f"The customer saw nothing for {seconds_words(timings.first_delivered)}.{at_once}"


def _sentence(record: RoundRecord, timings: RoundTimings) -> str:
    players = " (simulated players)" if record.simulated else ""
    title = f"{record.plan.title[0].lower()}{visible(record.plan.title[1:])}{players}"
    if timings.all_delivered is None:
        return f"{title}: {timings.delivered} of {record.plan.items} items reached the customer."
    waiting = (
        ""
        if timings.waiting_share is None
        else f" An item waited {format_percent(timings.waiting_share, 0)} of its time."
    )
    return (
        f"{title}: the first item reached the customer after {seconds_words(timings.first_delivered)}, "
        f"all {record.plan.items} after {seconds_words(timings.all_delivered)}.{waiting}"
    )

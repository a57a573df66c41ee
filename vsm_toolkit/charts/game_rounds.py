"""The rounds of the handoff game under each other: how long the customer saw nothing, and until when items came."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from vsm_toolkit.charts.bars import HEADER, BarScale, Segment, draw_header, draw_segments, right_end, write_value
from vsm_toolkit.charts.drawing import Drawing
from vsm_toolkit.charts.legend import LINE_HEIGHT, Entry, draw_legend, fill_entry, legend_lines
from vsm_toolkit.charts.picture import Picture
from vsm_toolkit.charts.seconds_axis import draw_second_axis
from vsm_toolkit.charts.text_fit import wrapped
from vsm_toolkit.charts.theme import LABEL_SIZE, SMALL_SIZE, WIDTH, WORK, Fill
from vsm_toolkit.handoff_game.guesses import seconds_words
from vsm_toolkit.handoff_game.rounds_compared import ComparedRound

_LEFT: Final = 300.0
_ROW: Final = 64.0
_BAR: Final = 34.0
_NOTHING: Final = Fill("#e4e0d8", "rising", "#8f877a", "the customer has nothing yet")
_COMING: Final = Fill(WORK.colour, "none", WORK.colour, "items reach the customer")


def game_rounds_picture(rows: Sequence[ComparedRound]) -> Picture:
    """Draw when the first item and when all items were delivered, round by round, to one scale.

    Examples
    --------
    >>> from vsm_toolkit.handoff_game.game import play_again
    >>> from vsm_toolkit.handoff_game.rounds_compared import compare_rounds
    >>> events = [{"do": "set_up", "roles": list("ABCD"), "items": 20, "batch": 5}, {"do": "simulate", "seed": 7}]
    >>> game_rounds_picture(compare_rounds(play_again(events)[0])).text_alternative
    'First and last item, round by round. 1 One big batch (simulated): the first after 89 s, all after 89 s.'
    """
    title = "First and last item, round by round"
    texts = [_value(row) for row in rows]
    end = max((row.timings.all_delivered or 0.0 for row in rows), default=0.0)
    entries = _legend_entries(rows)
    bottom = HEADER + _ROW * len(rows)
    sheet = Drawing(WIDTH, bottom + 34 + LINE_HEIGHT * len(legend_lines(entries, WIDTH)))
    scale = BarScale.to_fit(_LEFT, right_end(texts), end)
    draw_header(sheet, title, "How long the customer saw nothing, and when everything was there.")
    if end:
        draw_second_axis(sheet, scale, end, HEADER, bottom)
    for number, row in enumerate(rows):
        _draw_row(sheet, scale, row, HEADER + _ROW * (number + 0.5))
    draw_legend(sheet, 0, bottom + 30, entries, WIDTH)
    listed = "; ".join(
        f"{row.label}: the first after {seconds_words(row.timings.first_delivered)}, "
        f"all after {seconds_words(row.timings.all_delivered)}"
        for row in rows
    )
    words = f"{title}. {listed or 'No round was played to its end yet'}."
    return Picture(sheet.chart(words), title, words)


def _draw_row(sheet: Drawing, scale: BarScale, row: ComparedRound, middle: float) -> None:
    label = wrapped(row.label, _LEFT - 20)
    for line, text in enumerate(label):
        sheet.text(0, middle + 21 * (line - (len(label) - 1) / 2), text, size=LABEL_SIZE)
    first, last = row.timings.first_delivered or 0.0, row.timings.all_delivered or 0.0
    solid = not row.simulated
    segments = [Segment(first, _NOTHING, solid=solid), Segment(last - first, _COMING, solid=solid)]
    end = draw_segments(sheet, scale, middle - _BAR / 2, _BAR, segments)
    x = scale.x(first)
    sheet.line([(x, middle - _BAR / 2 - 6), (x, middle + _BAR / 2 + 6)], stroke_width=4)
    write_value(sheet, end + 10, middle, _value(row), size=SMALL_SIZE)


def _value(row: ComparedRound) -> str:
    first, last = seconds_words(row.timings.first_delivered), seconds_words(row.timings.all_delivered)
    return f"first {first}, all {last}"


def _legend_entries(rows: Sequence[ComparedRound]) -> list[Entry]:
    entries = [fill_entry(_NOTHING), Entry(_first_key, 8, "the first arrives"), fill_entry(_COMING)]
    if any(row.simulated for row in rows):
        entries.append(fill_entry(_COMING, "hollow: simulated players", solid=False))
    return entries


def _first_key(sheet: Drawing, x: float, y: float) -> None:
    sheet.line([(x + 4, y - 11), (x + 4, y + 11)], stroke_width=4)

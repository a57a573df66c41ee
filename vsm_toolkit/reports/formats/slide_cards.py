"""Cards on slides: the headline numbers, the map in short, a warning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from vsm_toolkit.charts.text_fit import text_width, visible
from vsm_toolkit.charts.theme import Sign
from vsm_toolkit.display import Tile
from vsm_toolkit.reports.formats.contents import StripStep
from vsm_toolkit.reports.formats.slide_shapes import (
    ACCENT,
    INK,
    LINE,
    MARGIN,
    PAPER,
    QUIET,
    ROOM,
    SOFT,
    Area,
    Line,
    Sheet,
    add_box,
    add_text,
    fill_text,
)
from vsm_toolkit.reports.formats.slide_text import LINE_SPACING, SMALLEST_TYPE, lines_of

STRIP_ACROSS, STRIP_HEIGHT = 5, 106.0
CHANGED_SIGN: Final = "Δ"
_CHANGED_FILL: Final = "#cfe8f8"
_BETWEEN_CARDS, _BETWEEN_STEPS, _INSIDE = 18.0, 10.0, 12.0
_VALUE_SIZES: Final = (36, 32, 28, 26, 24, 20)


def add_tiles(sheet: Sheet, tiles: Sequence[Tile], top: float, height: float) -> None:
    """Draw the headline numbers side by side: what it is, the number, how it is known, a word about it."""
    width = (ROOM - _BETWEEN_CARDS * (len(tiles) - 1)) / len(tiles)
    inner = width - 2 * _INSIDE
    values = [visible(tile.value) for tile in tiles]
    size = next((each for each in _VALUE_SIZES if all(_fits(value, each, inner) for value in values)), _VALUE_SIZES[-1])
    for number, tile in enumerate(tiles):
        left = MARGIN + number * (width + _BETWEEN_CARDS)
        card = add_box(sheet, (left, top, width, height), fill=SOFT, line=LINE)
        card.name = f"Headline number {number + 1}"
        add_box(sheet, (left, top, width, 6), fill=ACCENT, line=ACCENT)
        _add_tile_text(sheet, tile, (left + _INSIDE, top + 14, inner, height - 22), size)


def _fits(value: str, size: float, width: float) -> bool:
    return text_width(value, size, bold=True) <= width


def _add_tile_text(sheet: Sheet, tile: Tile, area: Area, size: int) -> None:
    left, top, width, height = area
    label = sheet.fitted(tile.label, width, SMALLEST_TYPE, 2)
    add_text(sheet, (left, top, width, 46), [Line(label, colour=QUIET)])
    value = sheet.fitted(tile.value, width, size, 1, bold=True)
    add_text(sheet, (left, top + 48, width, 46), [Line(value, size, bold=True)])
    below = 98.0
    if tile.badge:
        _add_badge(sheet, left, top + below, sheet.fitted(tile.badge, width - 26, SMALLEST_TYPE, 1))
        below += 40
    if tile.note:
        lines = max(1, int((height - below) / (SMALLEST_TYPE * LINE_SPACING)))
        note = sheet.fitted(tile.note, width, SMALLEST_TYPE, lines)
        add_text(sheet, (left, top + below, width, height - below), [Line(note, colour=QUIET)])


def _add_badge(sheet: Sheet, left: float, top: float, text: str) -> None:
    from pptx.enum.shapes import MSO_SHAPE

    area = (left, top, text_width(text, SMALLEST_TYPE) + 26, 32.0)
    shape = add_box(sheet, area, fill=PAPER, line=QUIET, kind=MSO_SHAPE.ROUNDED_RECTANGLE)
    shape.adjustments[0] = 0.5
    fill_text(shape.text_frame, [Line(text)], align="CENTER", anchor="MIDDLE")


def add_strip(sheet: Sheet, steps: Sequence[StripStep], top: float) -> None:
    """Draw steps as arrows along the flow, with who does them and who can change the handoff into them."""
    width = (ROOM - _BETWEEN_STEPS * (STRIP_ACROSS - 1)) / STRIP_ACROSS
    for number, step in enumerate(steps):
        row, column = divmod(number, STRIP_ACROSS)
        left, row_top = MARGIN + column * (width + _BETWEEN_STEPS), top + row * (STRIP_HEIGHT + _BETWEEN_STEPS)
        _add_step(sheet, step, (left, row_top, width, STRIP_HEIGHT))
        if step.handoff is not None:
            _add_sign(sheet, step.handoff, left - 5, row_top + 4)


def _add_step(sheet: Sheet, step: StripStep, area: Area) -> None:
    from pptx.enum.shapes import MSO_SHAPE

    left, top, width, height = area
    arrow = add_box(
        sheet,
        area,
        fill=_CHANGED_FILL if step.is_changed else SOFT,
        line=INK if step.is_critical else LINE,
        line_width=3 if step.is_critical else 1,
        kind=MSO_SHAPE.PENTAGON,
    )
    arrow.adjustments[0] = 0.12
    inner = width - 40
    sure = inner * 0.94  # so narrow a column leaves no room for an estimate that is a little off
    name = sheet.fitted(step.name, sure, SMALLEST_TYPE, 3, bold=True)
    team = sheet.fitted(step.team, sure, SMALLEST_TYPE, 4 - lines_of(name, sure, SMALLEST_TYPE, bold=True))
    add_text(sheet, (left + 25, top + 6, inner, height - 12), [Line(name, bold=True), Line(team, colour=QUIET)])
    if step.is_changed:
        add_text(sheet, (left + 5, top + 38, 20, 24), [Line(CHANGED_SIGN, bold=True, colour=ACCENT)])


def _add_sign(sheet: Sheet, sign: Sign, left: float, top: float) -> None:
    from pptx.enum.shapes import MSO_SHAPE

    circle = add_box(sheet, (left, top, 28, 28), fill=sign.colour, line=PAPER, kind=MSO_SHAPE.OVAL)
    letter = Line(sign.letter, bold=True, colour=sign.letter_colour)
    fill_text(circle.text_frame, [letter], align="CENTER", anchor="MIDDLE")


def add_notice(sheet: Sheet, text: str, top: float, height: float) -> None:
    """Draw a warning that is seen before the numbers."""
    shape = add_box(sheet, (MARGIN, top, ROOM, height), fill="#fff6ea", line="#b35c00")
    lines = max(1, int((height - 12) / (SMALLEST_TYPE * LINE_SPACING)))
    shown = sheet.fitted(f"Please note: {text}", ROOM - 28, SMALLEST_TYPE, lines)
    fill_text(shape.text_frame, [Line(shown, colour="#7a4100")], anchor="MIDDLE", sides=14)

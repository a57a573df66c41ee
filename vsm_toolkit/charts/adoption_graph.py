"""What travelled: an arrow from each improvement, ask or practice to the teams that took it up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean
from typing import Final

from vsm_toolkit.charts.bars import HEADER, draw_header
from vsm_toolkit.charts.drawing import Drawing
from vsm_toolkit.charts.legend import LINE_HEIGHT, Entry, draw_legend, legend_lines
from vsm_toolkit.charts.picture import Picture
from vsm_toolkit.charts.text_fit import fitted, visible
from vsm_toolkit.charts.theme import LABEL_SIZE, LIGHT, SMALL_SIZE, WIDTH

_BOX: Final = 430.0
_HEIGHT: Final = 46.0
_PITCH: Final = 58.0
_INSET: Final = 3.0
_MOST: Final = 12
_ARROW: Final = "#00785a"
_TITLE: Final = "What other teams took up"
_Key = tuple[str, str]


@dataclass(frozen=True)
class AdoptionArrow:
    """One thing taken up by one team.

    Attributes
    ----------
    what, where : str
        What was taken up, and the stream it comes from.
    adopted_by : str
        The team or program.
    """

    what: str
    where: str
    adopted_by: str


def adoption_graph(arrows: Sequence[AdoptionArrow]) -> Picture:
    """Draw adoptions from left to right, those adopted most first, at most twelve of a side.

    Examples
    --------
    >>> adoption_graph([AdoptionArrow("Review", "Claims", "Web")]).text_alternative
    'What other teams took up. Review (Claims) by Web.'
    """
    sources = _most_first([(arrow.what, arrow.where) for arrow in arrows])
    shown = [arrow for arrow in arrows if (arrow.what, arrow.where) in sources]
    adopters = _most_first([(arrow.adopted_by, "") for arrow in shown])
    drawn = [arrow for arrow in shown if (arrow.adopted_by, "") in adopters]
    most = max(len(sources), len(adopters))
    left = _side(list(sources), most)
    right = _side(_beside(adopters, drawn, left), most)
    bottom = HEADER + _PITCH * most
    entries = [Entry(_arrow_key, 44, "the arrow points at the team that took it up")] if arrows else []
    hidden = len(arrows) - len(drawn)
    note = 26 if hidden else 0
    sheet = Drawing(WIDTH, bottom + note + 10 + LINE_HEIGHT * len(legend_lines(entries, WIDTH)))
    draw_header(sheet, _TITLE, _takeaway(arrows))
    for arrow in drawn:
        _draw_arrow(sheet, left[arrow.what, arrow.where], right[arrow.adopted_by, ""])
    for (what, where), middle in left.items():
        _draw_box(sheet, _INSET, middle, what, where)
    for (name, _), middle in right.items():
        _draw_box(sheet, WIDTH - _BOX - _INSET, middle, name, "")
    if hidden:
        sheet.note(0, bottom + 14, f"and {hidden} more in the table")
    draw_legend(sheet, 0, bottom + note + 6, entries, WIDTH)
    listed = "; ".join(f"{visible(each.what)} ({visible(each.where)}) by {visible(each.adopted_by)}" for each in drawn)
    words = f"{_TITLE}. {listed or 'Nothing was taken up yet'}."
    return Picture(sheet.chart(words), _TITLE, words)


def _most_first(keys: Sequence[_Key]) -> tuple[_Key, ...]:
    return tuple(key for key, _ in Counter(keys).most_common(_MOST))


def _beside(adopters: Sequence[_Key], arrows: Sequence[AdoptionArrow], left: dict[_Key, float]) -> list[_Key]:
    """Order adopters by where their arrows come from, so that few arrows cross."""
    heights = {
        key: mean(left[arrow.what, arrow.where] for arrow in arrows if arrow.adopted_by == key[0]) for key in adopters
    }
    return sorted(adopters, key=lambda key: heights[key])


def _side(keys: Sequence[_Key], most: int) -> dict[_Key, float]:
    top = HEADER + _PITCH * (most - len(keys)) / 2
    return {key: top + _PITCH * (number + 0.5) for number, key in enumerate(keys)}


def _draw_arrow(sheet: Drawing, start: float, end: float) -> None:
    foot, tip = _INSET + _BOX, WIDTH - _BOX - _INSET
    sheet.line([(foot, start), (foot + 40, start), (tip - 50, end), (tip - 12, end)], stroke=_ARROW, stroke_width=2.5)
    sheet.symbol(tip - 9, end, shape="triangle-right", area=180, fill=_ARROW)


def _draw_box(sheet: Drawing, x: float, middle: float, name: str, note: str) -> None:
    sheet.rect(
        x, middle - _HEIGHT / 2, _BOX, _HEIGHT, fill=LIGHT.box, stroke=LIGHT.ink, stroke_width=1.5, radius=5, tip=name
    )
    room = _BOX - 20
    up = 10 if visible(note) else 0
    sheet.text(x + 10, middle - up, fitted(name, room, size=LABEL_SIZE, bold=True), size=LABEL_SIZE, bold=True)
    if up:
        sheet.text(x + 10, middle + 11, fitted(note, room, size=SMALL_SIZE), size=SMALL_SIZE, colour=LIGHT.muted)


def _arrow_key(sheet: Drawing, x: float, y: float) -> None:
    sheet.line([(x, y), (x + 34, y)], stroke=_ARROW, stroke_width=2.5)
    sheet.symbol(x + 38, y, shape="triangle-right", area=180, fill=_ARROW)


def _takeaway(arrows: Sequence[AdoptionArrow]) -> str:
    if not arrows:
        return "Nothing was taken up by another team yet, or nobody wrote it down."
    adopters = len({arrow.adopted_by for arrow in arrows})
    times = {1: "once", 2: "twice"}.get(len(arrows), f"{len(arrows)} times")
    return f"Taken up {times}, by {adopters} other {'team or program' if adopters == 1 else 'teams or programs'}."

"""A legend that flows over as many lines as it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from vsm_toolkit.charts.drawing import Drawing
from vsm_toolkit.charts.text_fit import text_width
from vsm_toolkit.charts.theme import SMALL_SIZE, Fill, Sign

LINE_HEIGHT: Final = 28.0
_BETWEEN: Final = 26.0
_BEFORE_WORDS: Final = 8.0


@dataclass(frozen=True)
class Entry:
    """One explanation: something drawn, then words.

    Attributes
    ----------
    draw : callable
        Draws the key at an x and a middle y.
    key_width : float
        Pixels the key takes.
    words : str
        What it means.
    """

    draw: Callable[[Drawing, float, float], None]
    key_width: float
    words: str

    @property
    def width(self) -> float:
        """Pixels the whole entry takes."""
        return self.key_width + _BEFORE_WORDS + text_width(self.words, SMALL_SIZE)


def fill_entry(fill: Fill, words: str = "", *, solid: bool = True) -> Entry:
    """Explain a fill."""
    return Entry(lambda sheet, x, y: sheet.area(x, y - 9, 34, 18, fill, solid=solid), 34, words or fill.words)


def sign_entry(sign: Sign, words: str = "") -> Entry:
    """Explain the letter of a class."""
    return Entry(lambda sheet, x, y: sheet.badge(x + 11, y, sign), 22, words or sign.words)


def words_entry(words: str) -> Entry:
    """Explain something in words alone."""
    return Entry(lambda _sheet, _x, _y: None, -_BEFORE_WORDS, words)


def legend_lines(entries: Iterable[Entry], width: float) -> list[list[tuple[Entry, float]]]:
    """Break entries into lines, each entry with its x from the left.

    Examples
    --------
    >>> [len(line) for line in legend_lines([words_entry("x" * 40)] * 3, 700)]
    [2, 1]
    """
    lines: list[list[tuple[Entry, float]]] = [[]]
    x = 0.0
    for entry in entries:
        if lines[-1] and x + entry.width > width:
            lines.append([])
            x = 0.0
        lines[-1].append((entry, x))
        x += entry.width + _BETWEEN
    return lines


def draw_legend(sheet: Drawing, x: float, y: float, entries: Iterable[Entry], width: float) -> None:
    """Draw entries from ``y`` downwards, :data:`LINE_HEIGHT` pixels a line."""
    for number, line in enumerate(legend_lines(entries, width)):
        middle = y + LINE_HEIGHT * (number + 0.5)
        for entry, offset in line:
            entry.draw(sheet, x + offset, middle)
            sheet.text(x + offset + entry.key_width + _BEFORE_WORDS, middle, entry.words, size=SMALL_SIZE)

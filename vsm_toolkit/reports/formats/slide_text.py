"""How much text fits a box on a slide: sizes, lines and cuts, estimated with the widths of Arial."""

from __future__ import annotations

import math
from collections.abc import Sequence

from vsm_toolkit.charts.text_fit import ELLIPSIS, text_width, visible

SMALLEST_TYPE = 18
"""Points; what the back row of a room can read."""

LINE_SPACING = 1.22


def lines_of(text: str, width: float, size: float, *, bold: bool = False) -> int:
    """Estimate how many lines a text takes.

    Parameters
    ----------
    width : float
        Points a line may take.
    size : float
        Points.

    Examples
    --------
    >>> lines_of("Change approval", 300, 18), lines_of("Change approval", 100, 18)
    (1, 2)
    """
    lines, used, space = 1, 0.0, text_width(" ", size, bold=bold)
    for word in text.split(" "):
        length = text_width(word, size, bold=bold)
        if used and used + space + length > width:
            lines, used = lines + 1, 0.0
        used += length + (space if used else 0.0)
        broken = math.ceil(used / width - 1e-9) - 1  # a word longer than a line goes on in the next ones
        if broken > 0:
            lines, used = lines + broken, used - broken * width
    return lines


def text_height(texts: Sequence[str], width: float, size: float, *, between: float = 0.0) -> float:
    """Estimate how high paragraphs stand, in points, with so much room between them."""
    lines = sum(lines_of(text, width, size) for text in texts)
    return lines * size * LINE_SPACING + between * max(0, len(texts) - 1)


def cut_to_lines(text: str, width: float, size: float, lines: int, *, bold: bool = False) -> str:
    """Shorten a text until it takes at most so many lines; a cut text ends in an ellipsis.

    Examples
    --------
    >>> cut_to_lines("Head of Service Management", 120, 18, 1)
    'Head of…'
    """
    shown = visible(text)
    if lines_of(shown, width, size, bold=bold) <= lines:
        return shown
    low, high = 0, len(shown)
    while low < high:
        middle = (low + high + 1) // 2
        if lines_of(shown[:middle] + ELLIPSIS, width, size, bold=bold) <= lines:
            low = middle
        else:
            high = middle - 1
    kept = shown[:low]
    whole_words = kept.rpartition(" ")[0]
    if shown[low : low + 1] != " " and len(whole_words) > low / 2:
        kept = whole_words
    return kept.rstrip(" ,;:·") + ELLIPSIS


def largest_size(texts: Sequence[str], width: float, height: float, sizes: Sequence[int]) -> int | None:
    """Find the largest type with which paragraphs fit a box, ``None`` when not even the smallest does.

    Parameters
    ----------
    sizes : sequence of int
        Points, largest first.

    Examples
    --------
    >>> largest_size(["Change approval"], 400, 60, (36, 28, 18))
    36
    """
    return next((size for size in sizes if text_height(texts, width, size, between=size * 0.6) <= height), None)

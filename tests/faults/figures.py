"""The table of figures, as lines of text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

HEADINGS = ("row", "promise", "reached", "goal of a release run")
WIDTHS = (3, 44, 46, 34)


def figures_table(figures: Sequence[tuple[int, str, str, str]]) -> Iterator[str]:
    """Give the lines of a table, long texts wrapped."""
    yield _line(HEADINGS)
    yield _line(["-" * width for width in WIDTHS])
    for figure in figures:
        columns = [textwrap.wrap(str(text), width) or [""] for text, width in zip(figure, WIDTHS, strict=True)]
        for number in range(max(map(len, columns))):
            yield _line([column[number] if number < len(column) else "" for column in columns])


def _line(texts: Sequence[str]) -> str:
    return "  ".join(text.ljust(width) for text, width in zip(texts, WIDTHS, strict=True)).rstrip()

"""Figures of a program in table cells: bounds with their sign, suppressed ones as such, never a guess."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeVar

from vsm_toolkit.figures import Figure
from vsm_toolkit.program.constraints import NOT_NAMED, NOT_SAID, SystemicConstraint
from vsm_toolkit.reports.wording import number

SUPPRESSED: Final = "< 3 teams"

_WORDS: Final = {
    NOT_NAMED: "not named (page not read yet, or no consent)",
    NOT_SAID: "not said",
    "unknown": "nobody knows who decides",
}

Row = TypeVar("Row")


def hours_cell(figure: Figure | None, decimals: int = 0) -> str:
    """Write hours of a year.

    Examples
    --------
    >>> hours_cell(Figure(2880.0)), hours_cell(Figure(None, at_least=12.4)), hours_cell(None), hours_cell(Figure(None))
    ('2,880', '≥ 12', '< 3 teams', '?')
    """
    if figure is None:
        return SUPPRESSED
    best = figure.best()
    return "?" if best is None else f"{figure.sign()}{number(best, decimals)}"


def count_cell(count: int | None) -> str:
    """Write a count.

    Examples
    --------
    >>> count_cell(1200), count_cell(None)
    ('1,200', '< 3 teams')
    """
    return SUPPRESSED if count is None else number(count, 0)


def name_cell(name: str) -> str:
    """Write the name of a row, and in words where it has none.

    Examples
    --------
    >>> name_cell("CISO"), name_cell("not said")
    ('CISO', 'not said')
    """
    return _WORDS.get(name, name)


def in_order(rows: Iterable[Row], name: str, *, ranked: bool) -> list[Row]:
    """Keep the order of rows where ranking is allowed, else sort them by name.

    Examples
    --------
    >>> in_order([Figure(2.0), Figure(1.0)], "value", ranked=False)[0].value
    1.0
    """
    listed = list(rows)
    return listed if ranked else sorted(listed, key=lambda row: str(getattr(row, name)).casefold())


def named(rows: Iterable[SystemicConstraint]) -> list[SystemicConstraint]:
    """Keep the rows that mean somebody in particular."""
    return [row for row in rows if row.is_named]

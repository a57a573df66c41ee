"""How dependencies are drawn: impact by colour, symbol and width, strength by the dashes of a line.

Darker is worse, so the order survives any colour vision and a grey printout. The colours differ from those of
empowerment on purpose: who can change something and how much it hurts are two questions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from vsm_toolkit.charts.drawing import Drawing
from vsm_toolkit.charts.legend import Entry
from vsm_toolkit.charts.theme import LIGHT
from vsm_toolkit.dependencies import IMPACT_WEIGHTS
from vsm_toolkit.figures import Figure
from vsm_toolkit.model import Dependency, DependencyImpact, DependencyStrength


@dataclass(frozen=True)
class ImpactSign:
    """How one impact is shown.

    Attributes
    ----------
    colour, letter_colour : str
        Of the line or area, and of text standing on it.
    tint : str
        A light version for areas under dark text.
    symbol : str
        One of Vega's symbols.
    width : float
        Of the line, pixels.
    words : str
        For the legend.
    """

    colour: str
    letter_colour: str
    tint: str
    symbol: str
    width: float
    words: str


IMPACT_SIGNS: Final[dict[DependencyImpact | None, ImpactSign]] = {
    DependencyImpact.BLOCKING: ImpactSign("#4d1a75", "#ffffff", "#d9c6e8", "square", 4.5, "felt as blocking"),
    DependencyImpact.SLOWING: ImpactSign("#9266bd", "#ffffff", "#ece3f4", "triangle-up", 3.0, "felt as slowing"),
    DependencyImpact.OK: ImpactSign("#74838c", "#ffffff", "#eef1f2", "circle", 1.6, "felt as OK"),
    None: ImpactSign("#8c8c8c", "#1a1a1a", "#ffffff", "diamond", 1.6, "impact not known"),
}
"""Sign of each impact, worst first; the key ``None`` is an impact nobody has said yet."""

STRENGTH_DASHES: Final[dict[DependencyStrength | None, tuple[float, ...]]] = {
    DependencyStrength.HARD: (),
    DependencyStrength.SOFT: (9.0, 6.0),
    None: (2.0, 5.0),
}
"""Dashes of a line by strength; the key ``None`` is a strength nobody has said yet."""

STRENGTH_WORDS: Final[dict[DependencyStrength | None, str]] = {
    DependencyStrength.HARD: "hard: nothing is delivered without it",
    DependencyStrength.SOFT: "soft: delivery can go ahead",
    None: "strength not known",
}


def worst_impact(rows: Iterable[Dependency]) -> DependencyImpact | None:
    """Give the worst known impact of some dependencies, ``None`` when none is known.

    Examples
    --------
    >>> rows = [Dependency(id=word, dependent="a", provider="b", impact=word) for word in ("ok", "slowing")]
    >>> worst_impact(rows).value
    'slowing'
    """
    known = [row.impact for row in rows if row.impact is not None]
    return max(known, key=IMPACT_WEIGHTS.__getitem__, default=None)


def index_sign(index: Figure | None) -> ImpactSign:
    """Give the sign that stands for a blocking index: from 0.75 on blocking, from 0.25 on slowing, below it OK.

    A bound is shown by its lower end, an undefined index as not known.

    Examples
    --------
    >>> index_sign(Figure(0.86)).words, index_sign(Figure(0.5)).words, index_sign(None).words
    ('felt as blocking', 'felt as slowing', 'impact not known')
    """
    best = index.best() if index is not None else None
    if best is None:
        return IMPACT_SIGNS[None]
    if best >= 0.75:
        return IMPACT_SIGNS[DependencyImpact.BLOCKING]
    return IMPACT_SIGNS[DependencyImpact.SLOWING if best >= 0.25 else DependencyImpact.OK]


def index_words(index: Figure | None) -> str:
    """Write a blocking index short.

    Examples
    --------
    >>> index_words(Figure(0.8604)), index_words(Figure(None, 0.5, 1.0)), index_words(None)
    ('BI 0.86', 'BI 0.5–1', 'BI ?')
    """
    if index is None:
        return "BI ?"
    if index.value is not None:
        return f"BI {index.value:.2g}"
    if index.at_least == index.at_most:
        return f"BI about {index.at_least:.2g}"
    return f"BI {index.at_least:.2g}–{index.at_most:.2g}"


def draw_impact(sheet: Drawing, x: float, y: float, impact: DependencyImpact | None, size: float = 14) -> None:
    """Draw the symbol of an impact, ``size`` pixels across, with a rim of paper so that lines do not run into it."""
    sign = IMPACT_SIGNS[impact]
    area = {"square": 0.8, "triangle-up": 0.95, "circle": 0.785, "diamond": 0.75}[sign.symbol] * size**2
    sheet.symbol(x, y, shape=sign.symbol, area=area, fill=sign.colour, stroke=LIGHT.paper)


def impact_entries(shown: Iterable[DependencyImpact | None]) -> list[Entry]:
    """Explain the impacts that are drawn, worst first."""
    present = set(shown)
    return [_impact_entry(impact) for impact in IMPACT_SIGNS if impact in present]


def _impact_entry(impact: DependencyImpact | None) -> Entry:
    sign = IMPACT_SIGNS[impact]

    def draw(sheet: Drawing, x: float, y: float) -> None:
        sheet.line([(x, y), (x + 40, y)], stroke=sign.colour, stroke_width=sign.width)
        draw_impact(sheet, x + 12, y, impact)

    return Entry(draw, 40, sign.words)


def strength_entries(shown: Iterable[DependencyStrength | None]) -> list[Entry]:
    """Explain the strengths that are drawn."""
    present = set(shown)
    return [_strength_entry(strength) for strength in STRENGTH_DASHES if strength in present]


def _strength_entry(strength: DependencyStrength | None) -> Entry:
    dash = STRENGTH_DASHES[strength]
    return Entry(
        lambda sheet, x, y: sheet.line([(x, y), (x + 44, y)], stroke=LIGHT.ink, stroke_width=2.5, dash=dash),
        44,
        STRENGTH_WORDS[strength],
    )

"""One look for every picture: colours with a second sign, type sizes for the back row, one Vega-Lite config.

Colours follow Okabe and Ito's colour-blind safe set, darkened where white letters stand on them. No colour is ever the
only sign: empowerment also has a letter, times and evidence grades also have a hatching.

References
----------
Okabe, M. and Ito, K. (2008). Color Universal Design: how to make figures and presentations that are friendly to
colorblind people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from vsm_toolkit.model import Empowerment, EvidenceGrade

FONT: Final = "Arial, 'Liberation Sans', Helvetica, sans-serif"
TITLE_SIZE: Final = 24
SUBTITLE_SIZE: Final = 17
LABEL_SIZE: Final = 17
SMALL_SIZE: Final = 15
SMALLEST_SIZE: Final = 12
WIDTH: Final = 1200

Hatching = Literal["none", "rising", "falling", "crossed"]


@dataclass(frozen=True)
class Palette:
    """The neutral colours of a theme."""

    paper: str
    ink: str
    muted: str
    faint: str
    lane: str
    home_lane: str
    box: str


LIGHT: Final = Palette(
    paper="#ffffff", ink="#1a1a1a", muted="#4d4d4d", faint="#c8c8c8", lane="#f3f3f1", home_lane="#e6f0f7", box="#ffffff"
)


@dataclass(frozen=True)
class Sign:
    """How one class is shown: a colour, a letter standing on it, and words for the legend."""

    colour: str
    letter: str
    letter_colour: str
    words: str


EMPOWERMENT_SIGNS: Final[dict[Empowerment | None, Sign]] = {
    Empowerment.EMPOWERED: Sign("#00785a", "E", "#ffffff", "empowered: the team can change it"),
    Empowerment.INFLUENCE: Sign("#e69f00", "I", "#1a1a1a", "influence: a named role decides"),
    Empowerment.NOT_EMPOWERED: Sign("#c44e00", "N", "#ffffff", "not empowered"),
    None: Sign("#8c8c8c", "?", "#1a1a1a", "not classified yet"),
}
"""Sign of each empowerment class; the key ``None`` is a handoff nobody has classified yet."""


@dataclass(frozen=True)
class Fill:
    """How an area is shown: a colour, a hatching over it, and words for the legend."""

    colour: str
    hatching: Hatching
    hatch_colour: str
    words: str


WAIT: Final = Fill("#e4e0d8", "rising", "#8f877a", "waiting")
DELAY: Final = Fill("#e9b9d4", "crossed", "#a1447c", "started but stopped")
WORK: Final = Fill("#005f9e", "none", "#005f9e", "working")

EVIDENCE_FILLS: Final[dict[str, Fill]] = {
    EvidenceGrade.MEASURED: Fill("#005f9e", "none", "#005f9e", "measured"),
    EvidenceGrade.SAMPLED: Fill("#56b4e9", "none", "#56b4e9", "sampled"),
    EvidenceGrade.ESTIMATED: Fill("#cfe8f8", "rising", "#2f86bd", "estimated"),
    EvidenceGrade.GUESS: Fill("#fbe7bf", "crossed", "#b97f00", "guess"),
    "missing": Fill("#ffffff", "falling", "#a8a8a8", "missing"),
}
"""Fill of each evidence grade, strongest first, and of times nobody knows yet."""

REWORK_COLOUR: Final = "#a1447c"


def config() -> dict[str, Any]:
    """Give the Vega-Lite config shared by all pictures.

    Returns
    -------
    dict
        A new dict each time, safe to change.

    Examples
    --------
    >>> config()["background"]
    '#ffffff'
    """
    return {
        "background": LIGHT.paper,
        "font": FONT,
        "padding": 8,
        "view": {"stroke": None, "fill": None},
        "mark": {"aria": False},
        "axis": {"labelFontSize": SMALL_SIZE, "titleFontSize": LABEL_SIZE, "labelColor": LIGHT.ink},
        "title": {"fontSize": TITLE_SIZE, "subtitleFontSize": SUBTITLE_SIZE, "anchor": "start", "color": LIGHT.ink},
    }

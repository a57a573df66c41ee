"""An axis in seconds, for what happens in a game and not in working hours."""

from __future__ import annotations

from typing import Final

from vsm_toolkit.charts.bars import BarScale
from vsm_toolkit.charts.drawing import Drawing
from vsm_toolkit.charts.theme import LIGHT, SMALL_SIZE

_STEPS: Final = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 3600)
_MOST_TICKS: Final = 8


def second_ticks(seconds: float) -> tuple[int, ...]:
    """Give at most nine round seconds from 0 to a length.

    Examples
    --------
    >>> second_ticks(132)
    (0, 20, 40, 60, 80, 100, 120)
    """
    step = next((each for each in _STEPS if seconds <= each * _MOST_TICKS), 3600 * (int(seconds / 28800) + 1))
    return tuple(range(0, int(seconds) + 1, step))


def draw_second_axis(sheet: Drawing, scale: BarScale, seconds: float, top: float, bottom: float) -> None:
    """Draw lines from ``top`` to ``bottom`` at round seconds, and the seconds under them."""
    for tick in second_ticks(seconds):
        sheet.line([(scale.x(tick), top), (scale.x(tick), bottom)], stroke=LIGHT.faint, stroke_width=1)
    for tick in second_ticks(seconds):
        sheet.text(scale.x(tick), bottom + 14, f"{tick} s", size=SMALL_SIZE, align="center", colour=LIGHT.muted)

"""What is still there of each improvement, look by look, and what that does to lead time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from vsm_toolkit.charts.bars import HEADER, draw_header
from vsm_toolkit.charts.drawing import Drawing
from vsm_toolkit.charts.picture import Picture
from vsm_toolkit.charts.text_fit import fitted, visible, wrapped
from vsm_toolkit.charts.theme import LABEL_SIZE, LIGHT, WIDTH, Fill
from vsm_toolkit.durations import format_hours, format_percent
from vsm_toolkit.model import RetentionState

_LEFT: Final = 440.0
_ROW: Final = 54.0
_HEAD: Final = 36.0
_SWATCH: Final = (44.0, 26.0)
_MOST: Final = 12

STATE_FILLS: Final[dict[RetentionState | None, Fill]] = {
    RetentionState.KEPT: Fill("#00785a", "none", "#00785a", "kept"),
    RetentionState.PARTLY: Fill("#f5d7a1", "rising", "#9a6a00", "partly kept"),
    RetentionState.DECAYED: Fill("#ffffff", "crossed", "#c44e00", "decayed"),
    None: Fill("#ffffff", "none", "#8c8c8c", "nobody looked"),
}
"""How each finding is shown; the key ``None`` is an improvement nobody looked at."""


@dataclass(frozen=True)
class KeptCell:
    """What was found for one improvement on one day.

    Attributes
    ----------
    share : float or None
        Share of the gain that is still there, where it was measured again.
    """

    state: RetentionState | None
    share: float | None = None

    @property
    def words(self) -> str:
        """Say what was found."""
        words = STATE_FILLS[self.state].words
        measured = self.share is not None and self.state is not None and self.state is not RetentionState.KEPT
        return f"{words}, {format_percent(max(0.0, self.share or 0.0), 0)} of the gain" if measured else words


@dataclass(frozen=True)
class KeptLook:
    """One day on which somebody looked again.

    Attributes
    ----------
    label : str
        For example ``"+6 weeks"``.
    lead_time_hours : float or None
        Of the map recomputed with what was found, working hours; ``None`` is not known.
    """

    label: str
    lead_time_hours: float | None
    cells: tuple[KeptCell, ...]


def kept_improvements(
    names: Sequence[str],
    looks: Sequence[KeptLook],
    *,
    baseline_hours: float | None = None,
    done_hours: float | None = None,
) -> Picture:
    """Draw a row per improvement and a column per look, lead time below.

    Parameters
    ----------
    names : sequence of str
        What each improvement changed; every look has one cell for each.
    baseline_hours, done_hours : float or None
        Lead time before, and at the end of the challenge; ``None`` leaves them out.

    Examples
    --------
    >>> look = KeptLook("+6 weeks", 523, (KeptCell(RetentionState.KEPT), KeptCell(RetentionState.PARTLY, 0.62)))
    >>> kept_improvements(["Intake", "Review"], [look], baseline_hours=569, done_hours=517).text_alternative
    'What was kept. +6 weeks: Intake kept; Review partly kept, 62 % of the gain; lead time 13.1 wk (14.2 wk ...'
    """
    shown = list(names[:_MOST])
    bottom = HEADER + _HEAD + _ROW * len(shown)
    sheet = Drawing(WIDTH, bottom + (_ROW if looks else 0) + 8)
    title = "What was kept of the improvements"
    draw_header(sheet, title, _takeaway(looks, done_hours))
    width = (WIDTH - _LEFT) / max(1, len(looks))
    for number, name in enumerate(shown):
        middle = HEADER + _HEAD + _ROW * (number + 0.5)
        sheet.line([(0, middle - _ROW / 2), (WIDTH, middle - _ROW / 2)], stroke=LIGHT.faint)
        for line, text in enumerate(lines := wrapped(name, _LEFT - 20, size=LABEL_SIZE, lines=2)):
            sheet.text(0, middle + (line - (len(lines) - 1) / 2) * 21, text)
    for number, look in enumerate(looks):
        _draw_look(sheet, look, _LEFT + width * number, width, len(shown))
    if looks:
        sheet.line([(0, bottom), (WIDTH, bottom)], stroke=LIGHT.muted, stroke_width=1.5)
        sheet.text(0, bottom + _ROW / 2, _compared(baseline_hours, done_hours), bold=True)
    words = _words(names, looks, _compared(baseline_hours, done_hours))
    return Picture(sheet.chart(words), title, words)


def _draw_look(sheet: Drawing, look: KeptLook, left: float, width: float, rows: int) -> None:
    sheet.text(left, HEADER + _HEAD / 2, fitted(look.label, width - 12, size=LABEL_SIZE), bold=True)
    wide, high = _SWATCH
    for number, cell in enumerate(look.cells[:rows]):
        middle = HEADER + _HEAD + _ROW * (number + 0.5)
        sheet.area(left, middle - high / 2, wide, high, STATE_FILLS[cell.state], solid=cell.state is not None)
        words = fitted(cell.words, width - wide - 24, size=LABEL_SIZE)
        sheet.text(left + wide + 10, middle, words, bold=cell.state is RetentionState.DECAYED)
    sheet.text(left, HEADER + _HEAD + _ROW * (rows + 0.5), format_hours(look.lead_time_hours), bold=True)


def _compared(baseline: float | None, done: float | None) -> str:
    known = [f"{format_hours(hours)} {words}" for hours, words in ((baseline, "before"), (done, "when done")) if hours]
    return f"Lead time ({', '.join(known)})" if known else "Lead time"


def _takeaway(looks: Sequence[KeptLook], done: float | None) -> str:
    if not looks:
        return "Nobody has looked again yet."
    last = looks[-1]
    seen = [cell for cell in last.cells if cell.state is not None]
    kept = sum(cell.state is RetentionState.KEPT for cell in seen)
    if done is None or last.lead_time_hours is None:
        return f"{last.label}: {kept} of {len(seen)} looked at are kept."
    moved = last.lead_time_hours - done
    cost = f"lead time is {format_hours(abs(moved))} {'longer' if moved > 0 else 'shorter'} than when they were done"
    return f"{last.label}: {kept} of {len(seen)} looked at are kept; {cost if moved else 'lead time held'}."


def _words(names: Sequence[str], looks: Sequence[KeptLook], compared: str) -> str:
    if not looks:
        return "What was kept: nobody has looked again yet."
    parts = []
    for look in looks:
        found = "; ".join(f"{visible(name)} {cell.words}" for name, cell in zip(names, look.cells, strict=False))
        before = compared.removeprefix("Lead time").strip()
        parts.append(f"{look.label}: {found}; lead time {format_hours(look.lead_time_hours)} {before}".strip() + ".")
    return f"What was kept. {' '.join(parts)}"

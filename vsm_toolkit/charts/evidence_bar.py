"""What the lead time rests on: one bar, its parts by evidence grade."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from vsm_toolkit.charts.bars import HEADER, BarScale, Segment, draw_header, draw_segments, write_in_segments
from vsm_toolkit.charts.drawing import Drawing
from vsm_toolkit.charts.legend import LINE_HEIGHT, Entry, draw_legend, fill_entry, legend_lines
from vsm_toolkit.charts.picture import Picture
from vsm_toolkit.charts.theme import EVIDENCE_FILLS, LIGHT, WIDTH, Fill
from vsm_toolkit.durations import format_percent
from vsm_toolkit.model import EvidenceGrade

_BAR: Final = 64.0
_UNGRADED: Final = Fill("#dcdcdc", "falling", "#8c8c8c", "nobody said how it is known")


def evidence_bar(
    shares: Mapping[EvidenceGrade | None, float] | Mapping[str, float],
    *,
    known_values: int | None = None,
    needed_values: int | None = None,
) -> Picture:
    """Draw the share of the lead time by evidence grade.

    Parameters
    ----------
    shares : mapping
        From grade (or its word, or ``"missing"``) to a share of the whole, 0-1; the key ``None`` is a time whose grade
        nobody gave. Shares are drawn in proportion to their sum.
    known_values, needed_values : int or None
        How many of the times the lead time needs are known; ``None`` leaves the sentence out.

    Examples
    --------
    >>> evidence_bar({"measured": 0.25, "guess": 0.75}).text_alternative
    'Evidence for the lead time: measured 25 %, guess 75 %.'
    """
    parts = _parts(shares)
    total = sum(share for share, _ in parts)
    completeness = _completeness(known_values, needed_values)
    listed = ", ".join(f"{fill.words} {format_percent(share / total, 0)}" for share, fill in parts)
    words = (
        f"Evidence for the lead time: {listed or 'no time is known yet'}.{' ' if completeness else ''}{completeness}"
    )
    entries: list[Entry] = [
        fill_entry(fill, f"{fill.words} {format_percent(share / total, 0)}") for share, fill in parts
    ]
    sheet = Drawing(WIDTH, HEADER + _BAR + 16 + LINE_HEIGHT * len(legend_lines(entries, WIDTH)))
    draw_header(sheet, "What the lead time rests on", completeness or "Share of the lead time by how it is known.")
    _draw_bar(sheet, parts, total)
    draw_legend(sheet, 0, HEADER + _BAR + 12, entries, WIDTH)
    return Picture(sheet.chart(words), "Evidence for the lead time", words)


def _parts(shares: Mapping[EvidenceGrade | None, float] | Mapping[str, float]) -> list[tuple[float, Fill]]:
    by_word = {None if key is None else str(key): share for key, share in shares.items()}
    fills: dict[str | None, Fill] = {None: _UNGRADED}
    fills.update(EVIDENCE_FILLS)
    order = [*EvidenceGrade, None, "missing"]
    return [(by_word[key], fills[key]) for key in order if by_word.get(key, 0.0) > 0]


def _completeness(known: int | None, needed: int | None) -> str:
    if known is None or not needed:
        return ""
    if known >= needed:
        return f"All {needed} times on the critical path are known."
    return f"{known} of {needed} times on the critical path are known; the lead time is at least what is shown."


def _draw_bar(sheet: Drawing, parts: list[tuple[float, Fill]], total: float) -> None:
    if not parts:
        sheet.rect(0, HEADER, WIDTH, _BAR, stroke=LIGHT.muted, stroke_width=2, dash=(6, 4))
        sheet.text(WIDTH / 2, HEADER + _BAR / 2, "? no time is known yet", align="center", bold=True)
        return
    scale = BarScale.to_fit(0, WIDTH, total)
    draw_segments(sheet, scale, HEADER, _BAR, [Segment(share, fill) for share, fill in parts])
    texts = [
        (share, f"{fill.words} {format_percent(share / total, 0)}",
         "#ffffff" if fill is EVIDENCE_FILLS[EvidenceGrade.MEASURED] else LIGHT.ink)
        for share, fill in parts
    ]  # fmt: skip
    write_in_segments(sheet, scale, HEADER + _BAR / 2, texts)

"""Waste that many teams see, by category and year; what overlaps a handoff is shown and never added."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from vsm_toolkit.figures import Figure
from vsm_toolkit.handoffs import add_figures
from vsm_toolkit.model import WasteCategory, WasteObservation
from vsm_toolkit.program.shared_report import SharedReport
from vsm_toolkit.waste import waste_hours


@dataclass(frozen=True, slots=True)
class WasteLine:
    """One category over all streams, or all of them.

    Attributes
    ----------
    category : WasteCategory or None
        ``None`` is the total.
    counted, overlapping : Figure or None
        Person-hours a year; the second is already counted in handoffs. ``None`` was suppressed.
    engagements : tuple of str
        The challenges that logged it.
    """

    category: WasteCategory | None
    counted: Figure | None
    overlapping: Figure | None
    engagements: tuple[str, ...]
    rows: int
    teams_behind: dict[str, int]

    def shown_hours(self) -> float:
        """Give counted and overlapping hours together, for ordering and for the length of a bar."""
        return sum((each.best() or 0.0) for each in (self.counted, self.overlapping) if each)


@dataclass(frozen=True, slots=True)
class CommonWaste:
    """The waste logs of all streams.

    Attributes
    ----------
    lines : tuple of WasteLine
        By category, largest first.
    total : WasteLine or None
        ``None`` was suppressed, because it would give a suppressed category away.
    remarks : int
        Rows on human cost: noted, never in minutes.
    remarks_by_teams : int
        How many teams those come from.
    """

    lines: tuple[WasteLine, ...]
    total: WasteLine | None
    remarks: int
    remarks_by_teams: int


_Row = tuple[SharedReport, WasteObservation]


def common_waste(reports: Collection[SharedReport]) -> CommonWaste:
    """Add the waste logs up by category, overlaps apart.

    Examples
    --------
    >>> row = {"id": "1", "place": "A", "category": "delays", "minutes": 60, "occurrences_per_item": 1, "people": 1}
    >>> report = SharedReport(
    ...     schema=2, challenge="x", share_level="program", stream="X", items_per_year=10, waste={"rows": [row]})
    >>> common_waste([report]).total.counted.value
    10.0
    """
    rows = [(report, row) for report in reports for row in report.waste.rows]
    priced = [pair for pair in rows if pair[1].category is not WasteCategory.HUMAN_COST]
    categories = dict.fromkeys(row.category for _, row in priced)
    lines = [_line(category, [pair for pair in priced if pair[1].category is category]) for category in categories]
    ordered = sorted(lines, key=lambda line: (-line.shown_hours(), line.category or ""))
    remarks = [pair for pair in rows if pair[1].category is WasteCategory.HUMAN_COST]
    return CommonWaste(tuple(ordered), _line(None, priced), len(remarks), len(_engagements(remarks)))


def _line(category: WasteCategory | None, rows: list[_Row]) -> WasteLine:
    counted = [pair for pair in rows if not pair[1].overlaps_with]
    overlapping = [pair for pair in rows if pair[1].overlaps_with]
    return WasteLine(
        category=category,
        counted=_yearly(counted),
        overlapping=_yearly(overlapping),
        engagements=_engagements(rows),
        rows=len(rows),
        teams_behind={"counted": len(_engagements(counted)), "overlapping": len(_engagements(overlapping))},
    )


def _engagements(rows: Iterable[_Row]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(report.challenge for report, _ in rows))


def _yearly(rows: Iterable[_Row]) -> Figure:
    def yearly(report: SharedReport, row: WasteObservation) -> Figure:
        hours = waste_hours(row)
        return report.per_year(Figure(hours, None, None, int(hours is not None), 1))

    return add_figures(yearly(report, row) for report, row in rows)

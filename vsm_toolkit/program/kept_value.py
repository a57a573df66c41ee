"""What teams kept and what others took up: retained value (M50) and viral value (M51)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from vsm_toolkit.model import ImprovementStatus, RetentionCheck, RetentionState
from vsm_toolkit.program.shared_report import SharedReport

Horizon = Literal["+6 weeks", "+6 months"]
HALF_WAY: Final = timedelta(weeks=13)
"""Looks up to here after the challenge belong to the first horizon, later ones to the second."""

MAP_PRACTICE: Final = "map"


@dataclass(frozen=True, slots=True)
class RetainedValue:
    """What was still in place when somebody looked.

    Attributes
    ----------
    horizon : str
        How long after the challenge.
    done, looked_at, kept, partly, decayed : int or None
        Improvements; ``done`` counts all of the engagements that looked. ``None`` was suppressed.
    teams : int
        Engagements that looked.
    teams_behind : dict of str to int
        How many teams each cell rests on.
    """

    horizon: Horizon
    done: int | None
    looked_at: int | None
    kept: int | None
    partly: int | None
    decayed: int | None
    teams: int
    teams_behind: dict[str, int]

    @property
    def share(self) -> float | None:
        """Kept of those looked at, 0-1; ``None`` while nobody looked."""
        return self.kept / self.looked_at if self.kept is not None and self.looked_at else None


@dataclass(frozen=True, slots=True)
class AdoptionEdge:
    """One improvement, ask or practice taken up by another team.

    Attributes
    ----------
    what : str
        Its name as a reader knows it.
    days : int or None
        Calendar days from the start of the challenge; ``None`` where a date is missing.
    """

    engagement: str
    stream: str
    what: str
    adopted_by: str
    days: int | None


@dataclass(frozen=True, slots=True)
class ViralValue:
    """What travelled from team to team.

    Attributes
    ----------
    edges : tuple of AdoptionEdge
        Earliest first; empty when suppressed.
    adoptions, sources, adopters : int or None
        Edges, engagements they start from, distinct teams or programs they reach. ``None`` was suppressed.
    days_to_first : int or None
        Of the quickest adoption with a date.
    """

    edges: tuple[AdoptionEdge, ...]
    adoptions: int | None
    sources: int | None
    adopters: int | None
    days_to_first: int | None


def retained_values(reports: Collection[SharedReport]) -> tuple[RetainedValue, ...]:
    """Count what was still in place six weeks and six months after, over the engagements that looked.

    Engagements without an end date, and looks before it, are not counted.

    Examples
    --------
    >>> report = SharedReport(
    ...     schema=2, challenge="x", share_level="program", stream="X", end="2026-02-13",
    ...     improvements=[{"id": "I1", "name": "Review", "status": "done"}],
    ...     retention_checks=[{"improvement": "I1", "on": "2026-03-27", "state": "kept"}])
    >>> [(row.horizon, row.kept, row.looked_at) for row in retained_values([report])]
    [('+6 weeks', 1, 1), ('+6 months', 0, 0)]
    """
    horizons: tuple[Horizon, ...] = ("+6 weeks", "+6 months")
    return tuple(_retained(horizon, reports) for horizon in horizons)


def _retained(horizon: Horizon, reports: Iterable[SharedReport]) -> RetainedValue:
    done, looks = 0, []
    for report in reports:
        finished = {each.id for each in report.improvements if each.status is ImprovementStatus.DONE}
        seen = list(_last_looks(report, horizon, finished).values())
        if seen:
            done += len(finished)
            looks.append(seen)
    count = {state: sum(seen.count(state) for seen in looks) for state in RetentionState}
    teams = {state.value: sum(state in seen for seen in looks) for state in RetentionState}
    return RetainedValue(
        horizon=horizon,
        done=done,
        looked_at=sum(map(len, looks)),
        kept=count[RetentionState.KEPT],
        partly=count[RetentionState.PARTLY],
        decayed=count[RetentionState.DECAYED],
        teams=len(looks),
        teams_behind={"done": len(looks), "looked_at": len(looks), **teams},
    )


def _last_looks(report: SharedReport, horizon: Horizon, finished: Collection[str]) -> dict[str, RetentionState]:
    return {
        check.improvement: check.state
        for check in sorted(report.retention_checks, key=lambda check: check.on)
        if check.state is not None and check.improvement in finished and _horizon(report, check) == horizon
    }


def _horizon(report: SharedReport, check: RetentionCheck) -> Horizon | None:
    if report.end is None or check.on < report.end:
        return None
    return "+6 weeks" if check.on - report.end <= HALF_WAY else "+6 months"


def viral_value(reports: Collection[SharedReport]) -> ViralValue:
    """List what other teams took up, with the links that were recorded.

    Examples
    --------
    >>> report = SharedReport(
    ...     schema=2, challenge="x", share_level="program", stream="X", start="2026-01-05",
    ...     improvements=[{"id": "I1", "name": "Review"}],
    ...     adoptions=[{"what": "I1", "adopted_by": "Web", "on": "2026-02-04"}])
    >>> [(edge.what, edge.adopted_by, edge.days) for edge in viral_value([report]).edges]
    [('Review', 'Web', 30)]
    """
    edges = sorted(
        (_edge(report, row.what, row.adopted_by, row.on) for report in reports for row in report.adoptions),
        key=lambda edge: (edge.days is None, edge.days or 0, edge.engagement, edge.what, edge.adopted_by),
    )
    days = [edge.days for edge in edges if edge.days is not None]
    return ViralValue(
        edges=tuple(edges),
        adoptions=len(edges),
        sources=len({edge.engagement for edge in edges}),
        adopters=len({edge.adopted_by for edge in edges}),
        days_to_first=min(days) if days else None,
    )


def _edge(report: SharedReport, what: str, adopted_by: str, on: date | None) -> AdoptionEdge:
    names = {each.id: each.name for each in report.improvements}
    name = "mapping itself" if what == MAP_PRACTICE else names.get(what, what)
    days = (on - report.start).days if on and report.start and on >= report.start else None
    return AdoptionEdge(report.challenge, report.stream, name, adopted_by, days)

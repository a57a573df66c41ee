"""The teams others wait for most across streams, with the load that comes to them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from vsm_toolkit.dependencies import blocking_index, imposed_wait
from vsm_toolkit.figures import Figure
from vsm_toolkit.flow_arithmetic import WEEKS_PER_YEAR
from vsm_toolkit.handoffs import add_figures
from vsm_toolkit.model import Dependency
from vsm_toolkit.program.constraints import home_teams
from vsm_toolkit.program.names import unnamed
from vsm_toolkit.program.shared_report import SharedReport

TOO_BUSY: Final = 0.85
"""From this share of its productive hours on a team needs capacity or self-service, not pressure."""


@dataclass(frozen=True, slots=True)
class ProviderLoad:
    """One provider over all streams.

    A cell that is ``None`` was suppressed, because fewer than three teams stand behind it.

    Attributes
    ----------
    engagements : tuple of str
        The challenges that noted a dependency on it.
    dependents : int
        Distinct teams that wait for it.
    imposed_wait : Figure or None
        Working hours of item time a year (M32).
    blocking_index : Figure or None
        0-1, weighed by frequency and items a year (M34); ``None`` also where nobody said how it is felt.
    own_wait : Figure or None
        What it waits for itself, working hours of item time a year (M33).
    work_per_week : Figure or None
        Person-hours a week that these streams bring; a lower bound of its load, other work is not in it.
    productive_hours_per_week : float or None
        The largest that any stream stated.
    """

    name: str
    engagements: tuple[str, ...]
    dependents: int
    imposed_wait: Figure | None
    blocking_index: Figure | None
    own_wait: Figure | None
    work_per_week: Figure | None
    productive_hours_per_week: float | None
    teams_behind: dict[str, int]

    @property
    def utilisation_at_least(self) -> float | None:
        """Share of its productive hours that these streams alone take; ``None`` while hours are not known."""
        work = self.work_per_week.best() if self.work_per_week else None
        hours = self.productive_hours_per_week
        return None if work is None or not hours or hours < 0 else work / hours

    @property
    def is_too_busy(self) -> bool:
        """Whether what is known of its load says that asking it to hurry will not help."""
        return (self.utilisation_at_least or 0.0) > TOO_BUSY

    def imposed_hours(self) -> float:
        """Give what is known of the imposed wait, for ordering."""
        return (self.imposed_wait.best() or 0.0) if self.imposed_wait else 0.0


def provider_loads(reports: Collection[SharedReport]) -> tuple[ProviderLoad, ...]:
    """Describe every team that streams depend on, largest imposed wait a year first.

    Home teams and teams without a name are left out.

    Examples
    --------
    >>> row = {"id": "1", "dependent": "Web", "provider": "QA", "frequency_per_item": 1, "wait_per_occurrence": 8}
    >>> report = SharedReport(
    ...     schema=2, challenge="x", share_level="program", stream="X", items_per_year=10, dependencies=[row])
    >>> [(each.name, each.imposed_wait.value) for each in provider_loads([report])]
    [('QA', 80.0)]
    """
    left_out = home_teams(reports) | unnamed(reports)
    groups: dict[str, list[tuple[SharedReport, Dependency]]] = {}
    for report in reports:
        for row in report.dependencies:
            if row.provider not in left_out:
                groups.setdefault(row.provider, []).append((report, row))
    loads = [_load(name, rows, reports) for name, rows in groups.items()]
    return tuple(sorted(loads, key=lambda load: (-load.imposed_hours(), load.name)))


def _load(name: str, rows: list[tuple[SharedReport, Dependency]], reports: Collection[SharedReport]) -> ProviderLoad:
    own = [(report, row) for report in reports for row in report.dependencies if row.dependent == name]
    working = [(report, team) for report in reports for team in report.teams if team.name == name]
    stated = {
        report.challenge: team.productive_hours_per_week for report, team in working if team.productive_hours_per_week
    }
    work = add_figures(report.per_year(team.labour()) for report, team in working)
    return ProviderLoad(
        name=name,
        engagements=tuple(dict.fromkeys(report.challenge for report, _ in rows)),
        dependents=len({row.dependent for _, row in rows}),
        imposed_wait=_yearly_wait(rows),
        blocking_index=blocking_index(_times_demand(rows)),
        own_wait=_yearly_wait(own) if own else None,
        work_per_week=_per_week(work) if working else None,
        productive_hours_per_week=max(stated.values(), default=None),
        teams_behind={
            "imposed_wait": _teams(rows),
            "blocking_index": _teams(pair for pair in rows if pair[1].impact is not None),
            "own_wait": _teams(own),
            "work_per_week": len({report.challenge for report, _ in working}),
            "productive_hours_per_week": len(stated),
        },
    )


def _teams(rows: Iterable[tuple[SharedReport, Dependency]]) -> int:
    return len({report.challenge for report, _ in rows})


def _yearly_wait(rows: Iterable[tuple[SharedReport, Dependency]]) -> Figure:
    def yearly(report: SharedReport, row: Dependency) -> Figure:
        wait = imposed_wait(row)
        return report.per_year(Figure(wait, None, None, int(wait is not None), 1))

    return add_figures(yearly(report, row) for report, row in rows)


def _times_demand(rows: Iterable[tuple[SharedReport, Dependency]]) -> list[Dependency]:
    return [
        row.model_copy(
            update={
                "frequency_per_item": None
                if row.frequency_per_item is None or report.items_per_year is None
                else row.frequency_per_item * report.items_per_year
            }
        )
        for report, row in rows
    ]


def _per_week(year: Figure) -> Figure:
    value, bound = year.value, year.at_least
    return Figure(
        None if value is None else value / WEEKS_PER_YEAR,
        None if bound is None else bound / WEEKS_PER_YEAR,
        None,
        year.known,
        year.of,
    )

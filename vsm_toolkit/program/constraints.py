"""Systemic constraints: who decides about the waiting that many teams share, by volume and by reach.

A large volume in one stream is solved there; a role or a rule that appears in several streams is systemic. Waiting is
item time and never labour; what a home team decides itself is left out, because home teams are not ranked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Final, Literal

from vsm_toolkit.figures import Figure
from vsm_toolkit.handoffs import UNKNOWN_DECISION_HOLDER, add_figures
from vsm_toolkit.model import Ask, AskStatus, Empowerment
from vsm_toolkit.program.names import unnamed
from vsm_toolkit.program.shared_report import SharedHandoff, SharedReport

ConstraintKey = Literal["decision_holder", "team", "reason"]
NOT_SAID: Final = "not said"
NOT_NAMED: Final = "not named"
"""Roles that have not read their page yet and teams that are not to be named: one row, never a rank."""

WITHOUT_NAME: Final = frozenset({NOT_SAID, NOT_NAMED, UNKNOWN_DECISION_HOLDER})
SYSTEMIC_REACH: Final = 2
"""From this many streams on a constraint is systemic; below it can be solved where it is."""

CLOSED_ASKS: Final = frozenset({AskStatus.DONE, AskStatus.DECLINED})


@dataclass(frozen=True, slots=True)
class SystemicConstraint:
    """The handoffs of all streams that one role decides about, one team receives, or one reason explains.

    A cell that is ``None`` was suppressed, because fewer than three teams stand behind it.

    Attributes
    ----------
    engagements : tuple of str
        The challenges it appears in, one stream each.
    item_wait, critical_item_wait : Figure or None
        Working hours of item time a year; the second only on critical paths.
    labour : Figure or None
        Person-hours of transfer and rework a year.
    not_empowered : float or None
        Share of its handoffs that the home teams cannot change, 0-1.
    asks_open : int or None
        Asks about it that are neither done nor declined.
    teams_behind : dict of str to int
        How many teams each cell rests on.
    """

    name: str
    engagements: tuple[str, ...]
    handoffs: int
    item_wait: Figure | None
    critical_item_wait: Figure | None
    labour: Figure | None
    not_empowered: float | None
    asks_open: int | None
    teams_behind: dict[str, int]

    @property
    def reach(self) -> int:
        """How many streams it appears in."""
        return len(self.engagements)

    @property
    def is_named(self) -> bool:
        """Whether somebody in particular is meant; what is unknown or unnamed has no rank."""
        return self.name not in WITHOUT_NAME

    def critical_hours(self) -> float:
        """Give what is known of the critical item-wait, for ordering."""
        return (self.critical_item_wait.best() or 0.0) if self.critical_item_wait else 0.0


@dataclass(frozen=True, slots=True)
class _Found:
    """One handoff in its report."""

    report: SharedReport
    handoff: SharedHandoff


def home_teams(reports: Iterable[SharedReport]) -> frozenset[str]:
    """Name the teams in the Dojo; a roll-up ranks none of them."""
    return frozenset(report.home_team for report in reports if report.home_team)


def systemic_constraints(
    reports: Collection[SharedReport], by: ConstraintKey = "decision_holder"
) -> tuple[SystemicConstraint, ...]:
    """Add up the handoffs of all streams by who decides, who receives, or why they exist; largest critical wait first.

    Parameters
    ----------
    by : {"decision_holder", "team", "reason"}
        ``"team"`` is the receiving team.

    Examples
    --------
    >>> row = {"to_step": "A", "decision_holder": "CISO", "wait_hours": 40, "critical": True}
    >>> report = SharedReport(
    ...     schema=2, challenge="x", share_level="program", stream="X", items_per_year=26,
    ...     handoff_ledger={"handoffs": [row]})
    >>> [(each.name, each.critical_item_wait.value) for each in systemic_constraints([report])]
    [('CISO', 1040.0)]
    """
    homes, nameless = home_teams(reports), unnamed(reports)
    groups: dict[str, list[_Found]] = {}
    for report in reports:
        for handoff in report.handoff_ledger.handoffs:
            name = _key(handoff, by)
            if handoff.decision_holder not in homes and name not in homes:
                groups.setdefault(NOT_NAMED if name in nameless else name, []).append(_Found(report, handoff))
    rows = [_constraint(name, found, by) for name, found in groups.items()]
    return tuple(sorted(rows, key=lambda row: (not row.is_named, -row.critical_hours(), row.name)))


def by_reach(rows: Iterable[SystemicConstraint]) -> tuple[SystemicConstraint, ...]:
    """Order constraints by how many streams they appear in, then by critical item-wait."""
    return tuple(sorted(rows, key=lambda row: (not row.is_named, -row.reach, -row.critical_hours(), row.name)))


def _key(handoff: SharedHandoff, by: ConstraintKey) -> str:
    value = {"decision_holder": handoff.decision_holder, "team": handoff.team, "reason": handoff.reason}[by]
    return str(value) if value else NOT_SAID


def _constraint(name: str, found: list[_Found], by: ConstraintKey) -> SystemicConstraint:
    critical = [each for each in found if each.handoff.critical]
    classified = [each for each in found if each.handoff.empowerment is not None]
    stuck = [each for each in classified if each.handoff.empowerment is Empowerment.NOT_EMPOWERED]
    asks = [(report, ask) for report in _reports(found) for ask in _open_asks(report, name, found, by)]
    return SystemicConstraint(
        name=name,
        engagements=tuple(dict.fromkeys(each.report.challenge for each in found)),
        handoffs=len(found),
        item_wait=_wait(found),
        critical_item_wait=_wait(critical),
        labour=add_figures(each.report.per_year(each.handoff.labour()) for each in found),
        not_empowered=len(stuck) / len(classified) if classified else None,
        asks_open=len(asks),
        teams_behind={
            "item_wait": _teams(found),
            "critical_item_wait": _teams(critical),
            "labour": _teams(found),
            "not_empowered": _teams(classified),
            "asks_open": len({report.challenge for report, _ in asks}),
        },
    )


def _wait(found: Iterable[_Found]) -> Figure:
    def yearly(each: _Found) -> Figure:
        hours = each.handoff.wait_hours
        return each.report.per_year(Figure(hours, None, None, int(hours is not None), 1))

    return add_figures(yearly(each) for each in found)


def _teams(found: Iterable[_Found]) -> int:
    return len({each.report.challenge for each in found})


def _reports(found: Iterable[_Found]) -> list[SharedReport]:
    return list({each.report.challenge: each.report for each in found}.values())


def _open_asks(report: SharedReport, name: str, found: Iterable[_Found], by: ConstraintKey) -> list[Ask]:
    steps = {each.handoff.to_step for each in found if each.report is report}
    about: Callable[[Ask], bool] = (
        (lambda ask: ask.receiver_role == name or (name == NOT_NAMED and ask.receiver_role in report.stand_ins))
        if by == "decision_holder"
        else lambda ask: any(not steps.isdisjoint(evidence.split()) for evidence in ask.evidence_ids)
    )
    return [ask for ask in report.asks if ask.status not in CLOSED_ASKS and about(ask)]

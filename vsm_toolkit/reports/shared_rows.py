"""The rows of a report that the program roll-up reads, written with the roll-up's own definition of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from vsm_toolkit.comparison import Comparison, lead_time_difference
from vsm_toolkit.figures import Figure
from vsm_toolkit.handoffs import Handoff, add_figures
from vsm_toolkit.model import (
    Adoption,
    Ask,
    Dependency,
    Engagement,
    Entity,
    Improvement,
    RetentionCheck,
    Step,
    Team,
    ValueStream,
    WasteObservation,
)
from vsm_toolkit.program.shared_report import (
    LeadTimeChange,
    SharedConsent,
    SharedHandoff,
    SharedImprovement,
    SharedTeam,
)
from vsm_toolkit.retained_value import rechecks

REMARKS: dict[type[Entity], set[str]] = {
    Dependency: {"notes"},
    WasteObservation: {"notes"},
    Ask: {"decision", "cost_of_status_quo", "reversible_trial", "answer"},
    Adoption: {"note"},
}
"""Free text that a roll-up has no use for, and that nobody ticked to share."""


def shared_rows(engagement: Engagement, comparison: Comparison) -> dict[str, Any]:
    """Give what a roll-up needs beyond the report's own figures: teams, dependencies, waste, asks, improvements.

    Columns a team added by itself and remarks stay behind.

    Examples
    --------
    >>> from vsm_toolkit.comparison import compare_states
    >>> from vsm_toolkit.model import Challenge
    >>> from vsm_toolkit.samples import lantern
    >>> engagement = Engagement(challenge=Challenge(id="lantern"), stream=lantern())
    >>> [team["labour_hours"] for team in shared_rows(engagement, compare_states(engagement))["teams"]][:2]
    [1.0, 53.0]
    """
    challenge, stream = engagement.challenge, comparison.baseline.stream
    return {
        "start": challenge.start.isoformat() if challenge.start else None,
        "end": challenge.end.isoformat() if challenge.end else None,
        "consent": SharedConsent(team_names=challenge.share_team_names, money=challenge.share_money).model_dump(),
        "lead_time_change": _lead_time_change(comparison).model_dump(),
        "teams": [_team(team, stream).model_dump() for team in _teams(stream)],
        "dependencies": _rows(stream.dependencies),
        "asks": _rows(engagement.asks),
        "improvements": [_improvement(each, stream).model_dump(mode="json") for each in engagement.improvements],
        "adoptions": _rows(engagement.adoptions),
        "retention_checks": _retention(engagement, comparison),
        "waste": _rows(stream.waste),
    }


def shared_handoff(handoff: Handoff, receiver: Step) -> dict[str, Any]:
    """Give what a roll-up needs of one handoff."""
    labour, record = handoff.labour(), handoff.record
    return SharedHandoff(
        to_step=handoff.to_step,
        team=receiver.team,
        decision_holder=handoff.decision_holder,
        empowerment=handoff.empowerment,
        reason=record.reason if record else None,
        wait_hours=handoff.wait_hours,
        critical=handoff.is_critical,
        labour_hours=labour.value,
        labour_hours_at_least=labour.at_least,
    ).model_dump(mode="json")


def _rows(rows: Iterable[Entity]) -> list[dict[str, Any]]:
    return [
        row.model_dump(mode="json", include=set(type(row).model_fields) - REMARKS[type(row)], exclude_none=True)
        for row in rows
    ]


def _retention(engagement: Engagement, comparison: Comparison) -> list[dict[str, Any]]:
    """Give what was found on each day of looking, by re-measured values before anybody's word."""
    return [
        RetentionCheck(improvement=each.improvement, on=recheck.on, state=each.state).model_dump(
            mode="json", exclude_none=True
        )
        for recheck in rechecks(engagement, comparison)
        for each in recheck.improvements
        if each.state is not None
    ]


def _teams(stream: ValueStream) -> list[Team]:
    named = {team.name: team for team in stream.teams}
    working = dict.fromkeys(step.team for step in stream.steps if step.team)
    return [*named.values(), *(Team(name=name) for name in working if name not in named)]


def _team(team: Team, stream: ValueStream) -> SharedTeam:
    labour = add_figures(_labour(step) for step in stream.steps if step.team == team.name)
    return SharedTeam(
        name=team.name,
        is_home=team.is_home,
        productive_hours_per_week=team.productive_hours_per_week,
        labour_hours=labour.value,
        labour_hours_at_least=labour.at_least,
    )


def _labour(step: Step) -> Figure:
    if step.process_time is None:
        return Figure(None, None, None, 0, 1)
    return Figure(step.process_time.value * (step.people.value if step.people else 1.0), known=1, of=1)


def _improvement(improvement: Improvement, stream: ValueStream) -> SharedImprovement:
    step = next((step for step in stream.steps if step.id == improvement.target), None)
    name = step.name if step else improvement.target
    return SharedImprovement(id=improvement.id, name=name, status=improvement.status)


def _lead_time_change(comparison: Comparison) -> LeadTimeChange:
    baseline, done = comparison.baseline.metrics, comparison.done.metrics
    tags = {effect.tag for effect in comparison.effects}
    grade = "re-estimated" if "re-estimated" in tags else "values measured" if "measured" in tags else None
    return LeadTimeChange(
        baseline_hours=baseline.lead_time.value,
        change_hours=lead_time_difference(baseline, done),
        grade=grade or "nothing done yet",
    )

"""The same figures for scripts and for the program roll-up: plain JSON, ``null`` where unknown.

Hours are working hours, labour is person-hours per item, shares are 0-1. A total with a missing part is ``null`` and
its bound stands under ``bounds``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from vsm_toolkit import __version__
from vsm_toolkit.comparison import ChangeEffect, MapState, handoff_labour_saved
from vsm_toolkit.figures import Figure
from vsm_toolkit.handoffs import Handoff, HandoffLedger, HoursRange, LedgerRow, handoff_ledger
from vsm_toolkit.map_checks import MapProblem, check_engagement
from vsm_toolkit.metrics import MapMetrics, map_metrics
from vsm_toolkit.model import Engagement, ValueStream
from vsm_toolkit.owner_readings import unread_roles
from vsm_toolkit.program.shared_report import REPORT_SCHEMA
from vsm_toolkit.realignment import RealignmentOption
from vsm_toolkit.reports.lasting_value import lasting_value_document
from vsm_toolkit.reports.shared_rows import shared_handoff, shared_rows
from vsm_toolkit.reports.sharing import stand_ins
from vsm_toolkit.reports.team_report import TeamReport
from vsm_toolkit.rework import ExpectedRework, first_pass_share


def metrics_document(engagement: Engagement) -> dict[str, Any]:
    """Give the figures of the baseline map as plain data.

    Raises
    ------
    MapNotComputableError
        When the map contradicts itself.

    Examples
    --------
    >>> from vsm_toolkit.model import Challenge
    >>> from vsm_toolkit.samples import lantern
    >>> document = metrics_document(Engagement(challenge=Challenge(id="lantern"), stream=lantern()))
    >>> document["lead_time_hours"], document["first_pass_share"]
    (141.0, None)
    """
    stream = engagement.stream
    return {
        **state_figures(stream, map_metrics(stream)),
        "handoff_ledger": ledger_document(handoff_ledger(stream), engagement, stream),
        "problems": problem_list(check_engagement(engagement)),
    }


def state_figures(stream: ValueStream, metrics: MapMetrics) -> dict[str, Any]:
    """Give the figures of one map state as plain data."""
    figures = {
        "lead_time_hours": metrics.lead_time,
        "process_time_hours": metrics.process_time,
        "wait_hours": metrics.wait_time,
        "in_step_delay_hours": metrics.in_step_delay,
        "process_time_all_steps_hours": metrics.process_time_all_steps,
        "activity_ratio": metrics.activity_ratio,
        "active_coverage": metrics.active_coverage,
        "rolled_percent_complete_accurate": metrics.rolled_percent_complete_accurate,
        "first_pass_share": first_pass_share(stream),
        "labour_hours": metrics.labour_hours,
        "handoffs": metrics.handoffs.count,
    }
    document: dict[str, Any] = {name: figure.value for name, figure in figures.items()}
    document["handoffs"] = _count(metrics.handoffs.count.value)
    return {
        **document,
        "steps": metrics.steps,
        "teams": metrics.teams,
        "edges": metrics.edges,
        "handoffs_critical": metrics.handoffs.on_critical_path,
        "handoffs_internal": metrics.handoffs.internal,
        "handoffs_by_stage": {
            stage.value if stage else "unknown": count for stage, count in metrics.handoffs.by_stage.items()
        },
        "critical_path": list(metrics.critical_path),
        "slack_hours": dict(metrics.slack),
        "coverage": {name: {"known": figure.known, "of": figure.of} for name, figure in figures.items()},
        "bounds": {name: _bound(figure) for name, figure in figures.items() if _bound(figure)},
    }


def _bound(figure: Figure) -> dict[str, float]:
    bounds = {"at_least": figure.at_least, "at_most": figure.at_most}
    return {name: value for name, value in bounds.items() if value is not None and figure.value is None}


def _count(value: float | None) -> int | None:
    return None if value is None else int(value)


def ledger_document(ledger: HandoffLedger, engagement: Engagement, stream: ValueStream) -> dict[str, Any]:
    """Give the handoff ledger as plain data: every handoff, by class, by decision holder, in total."""
    return {
        "by_empowerment": [_ledger_row(row, engagement) for row in ledger.by_empowerment],
        "by_decision_holder": [_ledger_row(row, engagement) for row in ledger.by_decision_holder],
        "total": _ledger_row(ledger.total, engagement),
        "handoffs": [_handoff(handoff, stream) for handoff in ledger.handoffs],
    }


def _ledger_row(row: LedgerRow, engagement: Engagement) -> dict[str, Any]:
    challenge, year = engagement.challenge, engagement.stream.items_per_year
    exposure = row.delay_exposure(
        challenge.cost_of_delay, challenge.calendar.hours_per_day * challenge.calendar.days_per_week
    )
    return {
        "label": row.label,
        "empowerment": row.empowerment.value if row.empowerment else None,
        "to_steps": list(row.to_steps),
        "handoffs": row.handoffs,
        "crossings": row.crossings,
        "wait_hours": row.wait_hours.value,
        "critical_wait_hours": row.critical_wait_hours.value,
        "transfer_labour_hours": row.transfer_labour.value,
        "rework_labour_hours": row.rework_labour.value,
        "labour_hours": row.labour.value,
        "labour_hours_per_year": row.labour_per_year(year),
        "labour_cost_per_year": row.labour_cost_per_year(year, challenge.rate_per_hour),
        "recoverable_hours": _recoverable(row.recoverable if row.is_settled else None),
        "delay_exposure_per_item": None if exposure is None else {"low": exposure[0], "high": exposure[1]},
    }


def _handoff(handoff: Handoff, stream: ValueStream) -> dict[str, Any]:
    return {
        **shared_handoff(handoff, stream.step(handoff.to_step)),
        "from_steps": list(handoff.from_steps),
        "crossings": handoff.crossings,
        "recoverable_hours": _recoverable(handoff.recoverable),
        "residual_assumed": handoff.residual_is_assumed,
    }


def _recoverable(hours: HoursRange | None) -> dict[str, Any] | None:
    return None if hours is None else {"low": hours.low, "high": hours.high, "claim": "projected"}


def problem_list(problems: Iterable[MapProblem]) -> list[dict[str, str]]:
    """Give the problems of a map as plain data."""
    return [
        {
            "severity": each.severity,
            "code": each.code,
            "place": each.place,
            "sentence": each.sentence,
            "remedy": each.remedy,
        }
        for each in problems
    ]


def report_document(report: TeamReport, made_on: date | None) -> dict[str, Any]:
    """Give a whole report as plain data, for the roll-up.

    Parameters
    ----------
    made_on : date or None
        The day printed on the report; ``None`` is written as ``null``.
    """
    challenge, stream, comparison = report.challenge, report.stream, report.comparison
    home = stream.home_team()
    waste, rows = report.waste, shared_rows(report.engagement, comparison)
    states = {
        "first": comparison.first,
        "baseline": comparison.baseline,
        "done": comparison.done,
        "in_progress": comparison.in_progress,
        "projected": comparison.projected,
    }
    return {
        "schema": REPORT_SCHEMA,
        "toolkit_version": __version__,
        "made_on": made_on.isoformat() if made_on else None,
        "title": report.title,
        "challenge": challenge.id,
        "program": challenge.program,
        "share_level": challenge.share_level.value,
        "shares_free_text": bool(challenge.share_free_text),
        "decision_holders_unread": len(unread_roles(report.engagement)),
        "stand_ins": list(stand_ins(report.engagement)),
        "home_team": home.name if home else None,
        "stream": stream.name,
        "item_type": stream.item_type,
        "items_per_year": stream.items_per_year,
        "currency": challenge.currency,
        "outcome": challenge.outcome.text if challenge.outcome else None,
        "calendar": {
            "hours_per_day": challenge.calendar.hours_per_day,
            "days_per_week": challenge.calendar.days_per_week,
        },
        "states": {name: _state(state) for name, state in states.items()},
        "changes": [_effect(effect) for effect in comparison.effects],
        "handoff_labour_saved_hours": handoff_labour_saved(comparison.baseline.stream, comparison.done.stream),
        "handoff_ledger": ledger_document(comparison.baseline.ledger, report.engagement, stream),
        "handoff_ledger_done": ledger_document(comparison.done.ledger, report.engagement, comparison.done.stream),
        "evidence": {
            "shares": {grade.value if grade else "not_graded": part for grade, part in report.evidence.shares.items()},
            "overall": report.evidence.overall.value if report.evidence.overall else None,
            "known_values": report.evidence.known_values,
            "needed_values": report.evidence.needed_values,
        },
        "waste": {
            "counted_hours": waste.counted.value,
            "shown_hours": waste.shown.value,
            "by_category": {category.value: figure.value for category, figure in waste.by_category.items()},
            "rows": rows.pop("waste"),
        },
        **rows,
        "rework": [_rework(each) for each in report.rework],
        **lasting_value_document(report),
        "realignment": [_realignment(option) for option in report.realignment],
        "problems": problem_list(report.problems),
    }


def _realignment(option: RealignmentOption) -> dict[str, Any]:
    saved = option.saved
    return {
        "claim": "projected",
        "pattern": option.pattern.value,
        "steps": list(option.steps),
        "from_teams": list(option.from_teams),
        "to_team": option.to_team,
        "saved_hours": None if saved is None else {"low": saved.low, "likely": option.saved_likely, "high": saved.high},
        "handoffs_before": option.handoffs_before,
        "handoffs_after": option.handoffs_after,
        "coordination_before": option.coordination_before,
        "coordination_after": option.coordination_after,
        "added_hours_per_week": option.added_hours_per_week,
        "utilisation_after": option.utilisation_after,
        "needs": option.needs,
        "decision_holder": option.decision_holder,
        "trial": option.trial,
        "residual_assumed": option.residual_is_assumed,
    }


def _state(state: MapState) -> dict[str, Any]:
    return {"label": state.label, "claim": state.claim, **state_figures(state.stream, state.metrics)}


def _effect(effect: ChangeEffect) -> dict[str, Any]:
    change = effect.change
    return {
        "on": change.on.isoformat() if change.on else None,
        "kind": change.kind.value,
        "status": change.status.value,
        "table": change.table,
        "key": change.key,
        "field": change.field,
        "before": effect.before,
        "after": effect.after,
        "tag": effect.tag,
        "lead_time_change_hours": effect.lead_time_change,
    }


def _rework(rework: ExpectedRework) -> dict[str, Any]:
    return {
        "redo_share": rework.redo_share,
        "not_modelled": rework.not_modelled,
        "lead_time_hours": rework.lead_time,
        "process_time_hours": rework.process_time,
        "visits": rework.visits,
        "crossings": rework.crossings,
    }

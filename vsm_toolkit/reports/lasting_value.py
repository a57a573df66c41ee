"""What asks rest on, and what was kept of the improvements (M50), as plain data."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from vsm_toolkit.asks import age_in_days, evidence_of, is_overdue
from vsm_toolkit.handoffs import UNKNOWN_DECISION_HOLDER
from vsm_toolkit.model import Ask, Improvement, ImprovementStatus, RetentionState
from vsm_toolkit.retained_value import Recheck, changes_of

if TYPE_CHECKING:
    from vsm_toolkit.reports.team_report import TeamReport


def lasting_value_document(report: TeamReport) -> dict[str, Any]:
    """Give the evidence of asks, rechecks and learning as plain data; unknown is ``None``.

    ``age_days`` and ``overdue`` are counted to the day of the report. Retention: ``share_kept`` is kept ÷ (kept +
    partly + decayed), ``done`` counts every finished improvement.
    """
    engagement, learning = report.engagement, report.challenge.learning
    return {
        "ask_evidence": [_ask(report, ask) for ask in engagement.asks],
        "retention": {
            "improvements": [
                _improvement(report, each) for each in engagement.improvements if each.status is ImprovementStatus.DONE
            ],
            "booked": sorted({check.on.isoformat() for check in engagement.retention_checks if check.state is None}),
            "rechecks": [_recheck(each) for each in report.rechecks],
        },
        "learning": None
        if learning is None
        else {
            "practices_learned": list(learning.practices_learned),
            "business_impact": learning.business_impact,
            "speed_to_value": learning.speed_to_value,
            "follow_up": learning.follow_up,
        },
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _ask(report: TeamReport, ask: Ask) -> dict[str, Any]:
    evidence, today = evidence_of(report.engagement, report.stream, ask), report.made_on
    row = evidence.handoffs
    complete = row is not None and row.is_settled
    return {
        "id": ask.id,
        "receiver_role": ask.receiver_role or UNKNOWN_DECISION_HOLDER,
        "status": ask.status.value,
        "age_days": age_in_days(ask, today),
        "overdue": is_overdue(ask, today),
        "critical_wait_hours": row.critical_wait_hours.value if row else None,
        "labour_hours": row.labour.value if row else None,
        "recoverable_hours": {"low": row.recoverable.low, "high": row.recoverable.high, "claim": "projected"}
        if row and complete
        else None,
        "waste_hours": evidence.waste.value if evidence.waste.of else None,
    }


def _improvement(report: TeamReport, improvement: Improvement) -> dict[str, Any]:
    done_on = [change.on for change in changes_of(report.engagement, improvement) if change.on]
    return {
        "id": improvement.id,
        "looked_after_by": improvement.looked_after_by,
        "done_on": _day(max(done_on, default=None)),
    }


def _recheck(recheck: Recheck) -> dict[str, Any]:
    return {
        "on": recheck.on.isoformat(),
        "after": recheck.after,
        "done": len(recheck.improvements),
        **{state.value: recheck.count(state) for state in RetentionState},
        "not_looked": recheck.count(None),
        "share_kept": recheck.share_kept(),
        "lead_time_hours": recheck.state.metrics.lead_time.value,
        "since_first_hours": recheck.since_first,
        "since_baseline_hours": recheck.since_baseline,
        "since_done_hours": recheck.since_done,
        "improvements": [
            {
                "id": each.improvement,
                "state": each.state.value if each.state else "not_looked",
                "basis": each.basis,
                "share_of_gain": each.share,
            }
            for each in recheck.improvements
        ],
    }

"""Shared reports for tests of the roll-up: of the samples, of generated engagements, and of a few lines."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from tests.generated_engagements import engagement_number
from tests.report_runs import CLAIMS, PLATFORM, RULES, sample_report
from vsm_toolkit.comparison import compare_states
from vsm_toolkit.model import Engagement
from vsm_toolkit.program.names import apart
from vsm_toolkit.program.shared_report import REPORT_SCHEMA, SharedReport
from vsm_toolkit.reports.machine_readable import report_document
from vsm_toolkit.reports.shared_rows import shared_handoff, shared_rows


def a_report(challenge: str = "one", **known: Any) -> SharedReport:
    """Give a report of which little is known."""
    least = {"schema": REPORT_SCHEMA, "share_level": "program", "stream": f"Stream {challenge}", "items_per_year": 10}
    return SharedReport.model_validate({**least, "challenge": challenge, "home_team": f"Home {challenge}", **known})


def with_handoffs(challenge: str, *rows: dict[str, Any], **known: Any) -> SharedReport:
    """Give a report with handoffs."""
    handoffs = [{"to_step": f"S{number}", "critical": True, **row} for number, row in enumerate(rows, 1)]
    return a_report(challenge, handoff_ledger={"handoffs": handoffs}, **known)


@cache
def sample_reports() -> tuple[SharedReport, ...]:
    """Give the three samples as the roll-up reads them from their report.json."""
    documents = [report_document(sample_report(name), None) for name in (CLAIMS, RULES, PLATFORM)]
    return apart(SharedReport.model_validate_json(json.dumps(document)) for document in documents)


def shared(engagement: Engagement) -> SharedReport:
    """Give what a roll-up reads of an engagement, without simulating it."""
    comparison = compare_states(engagement)
    stream, challenge, rows = comparison.baseline.stream, engagement.challenge, shared_rows(engagement, comparison)
    home = stream.home_team()
    handoffs = [shared_handoff(each, stream.step(each.to_step)) for each in comparison.baseline.ledger.handoffs]
    return a_report(
        challenge.id,
        share_level=challenge.share_level,
        stream=stream.name,
        home_team=home.name if home else None,
        items_per_year=stream.items_per_year,
        handoff_ledger={"handoffs": handoffs},
        waste={"rows": rows.pop("waste")},
        **rows,
    )


@cache
def generated_reports(count: int) -> tuple[SharedReport, ...]:
    """Give the first generated engagements as the roll-up reads them."""
    return tuple(shared(engagement_number(number)) for number in range(count))

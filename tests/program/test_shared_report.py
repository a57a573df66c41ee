from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from tests.report_runs import CLAIMS, PLATFORM, RULES, sample_report
from vsm_toolkit.figures import Figure
from vsm_toolkit.program.shared_report import SharedReport
from vsm_toolkit.reports.machine_readable import report_document

PUBLISHED = Path(__file__).resolve().parents[2] / "docs" / "report.schema.json"
LEAST = {"schema": 2, "challenge": "x", "share_level": "program", "stream": "X"}


def test_the_published_schema_is_the_one_of_the_code():
    published = json.loads(PUBLISHED.read_text(encoding="utf-8"))

    assert published == SharedReport.model_json_schema(), (
        "docs/report.schema.json is stale: vsm schema --report > docs/report.schema.json"
    )


@pytest.mark.parametrize("name", [CLAIMS, RULES, PLATFORM])
def test_a_sample_report_is_read_back(name):
    report = sample_report(name)
    shared = SharedReport.model_validate_json(json.dumps(report_document(report, None)))

    assert shared.challenge == report.challenge.id
    assert len(shared.handoff_ledger.handoffs) == len(report.comparison.baseline.ledger.handoffs)
    assert shared.dependencies == tuple(row.with_changes(notes=None) for row in report.stream.dependencies)
    assert [row.id for row in shared.waste.rows] == [row.id for row in report.stream.waste]


def test_what_a_report_does_not_say_is_not_known():
    report = SharedReport.model_validate(LEAST)

    assert (report.home_team, report.items_per_year, report.lead_time_change.change_hours) == (None, None, None)
    assert report.consent.team_names is None


@pytest.mark.parametrize(
    "wrong", [{"schema": 1}, {"share_level": "everybody"}, {"items_per_year": float("nan")}, {"teams": [{"name": 3}]}]
)
def test_what_cannot_be_a_report_is_refused(wrong):
    with pytest.raises(ValidationError):
        SharedReport.model_validate({**LEAST, **wrong})


def test_a_year_needs_a_demand_and_keeps_the_bound():
    report = SharedReport.model_validate({**LEAST, "items_per_year": 4})
    silent = SharedReport.model_validate(LEAST)

    assert report.per_year(Figure(None, at_least=10, known=1, of=2)) == Figure(None, at_least=40, known=1, of=2)
    assert silent.per_year(Figure(10, known=2, of=2)) == Figure(None, known=0, of=2)

from __future__ import annotations

import json

from tests.program_reports import many_engagements, published_program, sample_program
from vsm_toolkit.reports.program.document import program_document


def test_the_document_is_json_without_nan_and_has_every_part():
    document = program_document(many_engagements())

    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert {"by_decision_holder", "providers", "waste", "asks", "retained", "viral", "lead_times"} <= document.keys()
    assert (document["schema"], document["made_on"], document["ranked"]) == (1, "2026-12-01", True)


def test_the_figures_are_those_of_the_table():
    row = program_document(sample_program())["by_decision_holder"][2]

    assert (row["name"], row["critical_item_wait"]["value"]) == ("CISO", 2400)
    assert row["engagements"] == ["claims-portal", "platform-request"]


def test_beyond_the_program_no_engagement_is_named_anywhere():
    document = program_document(published_program())

    assert "team-0" not in json.dumps(document)
    assert document["by_decision_holder"][0]["streams"] >= 3
    assert any(row["asks_open"] is None for row in document["by_decision_holder"])

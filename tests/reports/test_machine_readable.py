from __future__ import annotations

import json
from datetime import date

import pytest

from tests.hostile_names import hostile_engagement
from tests.report_runs import CLAIMS, PLATFORM, RULES, a_step, report_on, sample_report
from vsm_toolkit.model import Challenge, Edge, Engagement, HandoffRecord, ReworkLoop, ValueStream
from vsm_toolkit.reports.machine_readable import metrics_document, report_document
from vsm_toolkit.reports.team_report import build_team_report

KEYS = {
    *("lead_time_hours", "process_time_hours", "wait_hours", "activity_ratio", "active_coverage"),
    *("rolled_percent_complete_accurate", "first_pass_share", "labour_hours", "steps", "teams", "handoffs"),
    *("handoffs_critical", "critical_path", "slack_hours", "coverage", "problems"),
}
EXPECTED = {
    CLAIMS: {
        "lead_time_hours": 569,
        "process_time_hours": 73,
        "process_time_all_steps_hours": 118,
        "wait_hours": 496,
        "labour_hours": 220,
        "activity_ratio": 0.128,
        "active_coverage": 0.207,
        "rolled_percent_complete_accurate": 0.063,
        "first_pass_share": 0.382,
        "steps": 13,
        "teams": 10,
        "edges": 14,
        "handoffs": 12,
        "handoffs_critical": 8,
    },
    PLATFORM: {
        "lead_time_hours": 161.25,
        "process_time_hours": 9.25,
        "process_time_all_steps_hours": 14.25,
        "wait_hours": 152,
        "labour_hours": 16.25,
        "activity_ratio": 0.057,
        "active_coverage": 0.088,
        "rolled_percent_complete_accurate": 0.104,
        "first_pass_share": 0.293,
        "steps": 10,
        "teams": 7,
        "edges": 11,
        "handoffs": 10,
        "handoffs_critical": 5,
    },
}


@pytest.mark.parametrize("name", [CLAIMS, PLATFORM])
def test_the_figures_of_a_sample(name):
    document = metrics_document(sample_report(name).engagement)
    found = {key: document[key] for key in EXPECTED[name]}

    assert document.keys() >= KEYS
    assert found == pytest.approx(EXPECTED[name], abs=0.0006)


@pytest.mark.parametrize(
    ("name", "path", "slack"),
    [
        (CLAIMS, "A01 A02 A03 A04 A05 A08 A09 A11 A12 A13", {"A06": 34, "A07": 34, "A10": 55}),
        (PLATFORM, "C01 C02 C03 C04 C05 C09 C10", {"C06": 24.5, "C07": 14.5, "C08": 14.5}),
    ],
)
def test_the_critical_path_of_a_sample(name, path, slack):
    document = metrics_document(sample_report(name).engagement)

    assert document["critical_path"] == path.split()
    assert {step: hours for step, hours in document["slack_hours"].items() if hours} == slack


def gaps():
    steps = [a_step("a", wait=8, work=2), a_step("b", team=None), a_step("c", team="Other", work=1)]
    edges = [Edge(from_step="a", to_step="b"), Edge(from_step="b", to_step="c"), Edge(from_step="a", to_step="c")]
    return ValueStream(name="Gaps", steps=steps, edges=edges, loops=[ReworkLoop(from_step="b", to_step="a")])


def test_what_is_unknown_is_null_with_its_bound_and_coverage():
    document = metrics_document(Engagement(challenge=Challenge(id="x"), stream=gaps()))

    unknown = {"lead_time_hours", "process_time_hours", "wait_hours", "activity_ratio", "active_coverage", "handoffs"}
    assert [document[key] for key in unknown] == [None] * len(unknown)
    assert document["bounds"]["lead_time_hours"] == {"at_least": 11.0}
    assert document["coverage"]["lead_time_hours"] == {"known": 1, "of": 3}
    assert document["coverage"]["handoffs"] == {"known": 1, "of": 3}
    assert document["first_pass_share"] is None


def test_recoverable_time_is_null_while_a_wait_of_the_row_is_unknown():
    ledger = metrics_document(Engagement(challenge=Challenge(id="x"), stream=gaps()))["handoff_ledger"]

    assert ledger["total"]["recoverable_hours"] is None
    assert ledger["handoffs"][0]["recoverable_hours"] is None


def test_problems_are_plain_data():
    problems = metrics_document(Engagement(challenge=Challenge(id="x"), stream=gaps()))["problems"]

    assert all(each.keys() == {"severity", "code", "place", "sentence", "remedy"} for each in problems)
    assert "missing_probability" in {each["code"] for each in problems}


@pytest.mark.parametrize("name", [CLAIMS, RULES, PLATFORM])
def test_a_report_as_data_is_json_without_nan(name):
    document = report_document(sample_report(name), date(2026, 10, 9))

    assert json.loads(json.dumps(document, allow_nan=False)) == document


def test_a_report_as_data_keeps_names_as_typed():
    document = report_document(build_team_report(hostile_engagement()), None)

    assert document["challenge"] == "../../x"
    assert document["made_on"] is None
    assert json.loads(json.dumps(document, allow_nan=False)) == document


def test_a_report_as_data_has_every_state_and_what_changed():
    document = report_document(sample_report(CLAIMS), date(2026, 10, 9))
    lead_times = {name: state["lead_time_hours"] for name, state in document["states"].items()}

    assert lead_times == {"first": 569, "baseline": 569, "done": 517, "in_progress": 501, "projected": 501}
    assert {state["claim"] for state in document["states"].values()} == {"known", "done", "projected"}
    assert document["handoff_labour_saved_hours"] == pytest.approx(6.75, abs=0.005)
    assert len(document["changes"]) == 12
    assert {change["tag"] for change in document["changes"]} == {"re-estimated", "in progress"}
    assert document["waste"]["counted_hours"] == 21.25
    assert (document["made_on"], document["home_team"]) == ("2026-10-09", "Claims Portal")


def test_the_ledger_as_data_adds_up_and_is_priced():
    ledger = report_document(sample_report(CLAIMS), None)["handoff_ledger"]
    classes = {row["empowerment"]: row for row in ledger["by_empowerment"]}

    assert sum(row["handoffs"] for row in classes.values()) == ledger["total"]["handoffs"] == 10
    assert ledger["total"]["labour_cost_per_year"] == pytest.approx(161_896, abs=1)
    assert classes["not_empowered"]["critical_wait_hours"] == 220
    assert classes["not_empowered"]["delay_exposure_per_item"] == {"low": 22_000, "high": 82_500}
    assert {row["label"] for row in ledger["by_decision_holder"] if row["empowerment"] == "not_empowered"} == {
        *("Chief Architect", "Head of Service Management", "Head of Integration", "Head of Infrastructure")
    }


def test_a_price_without_a_rate_is_null():
    steps = [a_step("a", wait=8, work=2), a_step("b", team="Other", wait=8, work=1)]
    record = HandoffRecord(to_step="b", sender_minutes=1, receiver_minutes=1, clarifications=0)
    stream = ValueStream(name="Two", steps=steps, edges=[Edge(from_step="a", to_step="b")], handoffs=[record])
    row = report_document(report_on(stream), None)["handoff_ledger"]["total"]

    assert (row["labour_hours_per_year"], row["labour_cost_per_year"], row["delay_exposure_per_item"]) == (None,) * 3

"""What asks rest on and what was kept, as data."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from typing import Any

from tests.report_runs import CLAIMS, RULES, a_step, report_on
from vsm_toolkit.io.map_file import load_engagement
from vsm_toolkit.io.shipped_files import sample_engagements
from vsm_toolkit.model import ValueStream
from vsm_toolkit.reports.lasting_value import lasting_value_document
from vsm_toolkit.reports.team_report import build_team_report


@cache
def document(name: str) -> dict[str, Any]:
    (folder,) = (each for each in sample_engagements() if each.name == name)
    return lasting_value_document(build_team_report(load_engagement(folder), made_on=date(2026, 11, 22)))


def test_an_ask_carries_age_receiver_and_what_leaving_it_costs():
    asks = {ask["id"]: ask for ask in document(CLAIMS)["ask_evidence"]}

    assert asks["K1"]["receiver_role"] == "Head of Integration"
    assert (asks["K1"]["age_days"], asks["K1"]["overdue"], asks["K1"]["critical_wait_hours"]) == (62, True, 96)
    assert asks["K1"]["recoverable_hours"] == {"low": 34, "high": 34, "claim": "projected"}
    assert (asks["K2"]["status"], asks["K2"]["overdue"]) == ("accepted", False)


def test_the_recheck_of_the_feature_stream_shows_one_decay_that_costs_no_lead_time():
    (found,) = document(CLAIMS)["retention"]["rechecks"]

    assert (found["after"], found["done"], found["kept"], found["partly"], found["decayed"], found["not_looked"]) == (
        *("+6 weeks", 5),
        *(2, 1, 1, 1),
    )
    assert (found["lead_time_hours"], found["since_done_hours"], found["share_kept"]) == (523, 6, 0.5)


def test_the_recheck_of_the_release_stream_shows_what_somebody_said():
    (found,) = document(RULES)["retention"]["rechecks"]
    states = {each["id"]: (each["state"], each["basis"]) for each in found["improvements"]}

    assert states == {
        "I1": ("kept", "re-measured"),
        "I2": ("kept", "said"),
        "I3": ("decayed", "re-measured"),
        "I4": ("kept", "re-measured"),
    }
    assert found["since_done_hours"] == 17


def test_an_improvement_says_since_when_it_works():
    assert {each["id"]: each["done_on"] for each in document(CLAIMS)["retention"]["improvements"]}["I4"] == "2026-09-14"


def test_an_engagement_with_nothing_to_keep_says_so_without_inventing_anything():
    nothing = lasting_value_document(report_on(ValueStream(name="Small", steps=[a_step("a", wait=1, work=1)])))

    assert nothing["ask_evidence"] == nothing["retention"]["improvements"] == nothing["retention"]["rechecks"] == []
    assert nothing["learning"] is None
    assert json.dumps(nothing)

from __future__ import annotations

import json

import pytest

from tests.generated_engagements import engagement_number
from tests.report_runs import CLAIMS, sample_report
from vsm_toolkit.comparison import compare_states
from vsm_toolkit.model import Adoption, Ask, Change, Dependency
from vsm_toolkit.reports.shared_rows import shared_rows


def rows_of(engagement):
    return shared_rows(engagement, compare_states(engagement))


def test_labour_by_team_adds_up_to_the_labour_of_the_map():
    report = sample_report(CLAIMS)
    teams = rows_of(report.engagement)["teams"]

    assert sum(team["labour_hours"] for team in teams) == report.comparison.baseline.metrics.labour_hours.value == 220


def test_a_team_without_a_process_time_has_a_bound():
    engagement = sample_report(CLAIMS).engagement
    stream = engagement.stream
    steps = tuple(step.with_changes(process_time=None) if step.id == "A06" else step for step in stream.steps)
    teams = rows_of(engagement.model_copy(update={"stream": stream.model_copy(update={"steps": steps})}))["teams"]
    home = next(team for team in teams if team["is_home"])

    assert home["labour_hours"] is None
    assert home["labour_hours_at_least"] == 40


def test_remarks_and_a_teams_own_columns_stay_behind():
    engagement = engagement_number(3)
    dependency = Dependency(id="D", dependent="a", provider="b", notes="SECRET", own="SECRET")
    told = engagement.model_copy(
        update={
            "stream": engagement.stream.model_copy(update={"dependencies": (dependency,)}),
            "asks": (Ask(id="K1", decision="SECRET", answer="SECRET", reversible_trial="SECRET"),),
            "adoptions": (Adoption(what="I1", adopted_by="Web", note="SECRET"),),
        }
    )
    rows = rows_of(told)

    assert "SECRET" not in json.dumps(rows)
    assert (rows["asks"][0]["id"], rows["adoptions"][0]["adopted_by"]) == ("K1", "Web")


@pytest.mark.parametrize(
    ("grades", "expected"),
    [
        (("measured",), "values measured"),
        (("measured", "estimated"), "re-estimated"),
        (("sampled", None), "re-estimated"),
        ((), "nothing done yet"),
    ],
)
def test_the_weakest_changed_value_grades_the_change_of_lead_time(grades, expected):
    engagement = sample_report(CLAIMS).engagement
    keys = ("A04", "A05")
    changes = tuple(
        Change(kind="improvement", status="done", key=key, field="wait_time", value=10, grade=grade)
        for key, grade in zip(keys, grades, strict=False)
    )
    change = rows_of(engagement.model_copy(update={"changes": changes}))["lead_time_change"]

    assert change["grade"] == expected
    assert change["baseline_hours"] == 569

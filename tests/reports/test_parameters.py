from __future__ import annotations

import pytest

from vsm_toolkit.errors import UsageError
from vsm_toolkit.model import Challenge, CostOfDelay, Engagement, ShareLevel, ValueStream
from vsm_toolkit.reports.parameters import ReportParameters, read_parameters, with_parameters


def engagement(**challenge):
    return Engagement(challenge=Challenge(id="x", **challenge), stream=ValueStream(name="X"))


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [("rate_per_hours", "rate_per_hour"), ("curency", "currency"), ("cost_of_delay_hi", "cost_of_delay_high")],
)
def test_a_misspelt_parameter_is_an_error_with_a_suggestion(misspelt, meant):
    with pytest.raises(UsageError, match=f"no parameter '{misspelt}'. Did you mean '{meant}'?"):
        read_parameters({misspelt: "1"})


def test_a_parameter_like_no_other_lists_those_there_are():
    with pytest.raises(UsageError) as refusal:
        read_parameters({"zzz": "1"})

    assert all(name in refusal.value.message for name in ReportParameters.model_fields)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rate_per_hour", "-1"),
        ("rate_per_hour", "nan"),
        ("rate_per_hour", "inf"),
        ("rate_per_hour", "ninety"),
        ("redo_share", "1.1"),
        ("redo_share", ""),
        ("share_level", "everyone"),
        ("currency", "E" * 21),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_name(name, value):
    with pytest.raises(UsageError, match=rf"^parameter {name}: .*Correct the value"):
        read_parameters({name: value})


def test_every_wrong_value_is_named_at_once():
    with pytest.raises(UsageError, match=r"rate_per_hour.*redo_share"):
        read_parameters({"rate_per_hour": "x", "redo_share": "2"})


def test_what_is_not_given_stays_as_the_engagement_says():
    said = engagement(currency="EUR", rate_per_hour=90, cost_of_delay=CostOfDelay(low=1, high=2))

    assert with_parameters(said, ReportParameters()) == said


def test_what_is_given_overrides_for_this_run_only():
    said = engagement(currency="EUR", rate_per_hour=90)
    told = {"currency": "CHF", "rate_per_hour": "0", "cost_of_delay_low": "5", "cost_of_delay_high": "6"}
    seen = with_parameters(said, read_parameters({**told, "share_level": "organisation"})).challenge

    assert (seen.currency, seen.rate_per_hour, seen.share_level) == ("CHF", 0, ShareLevel.ORGANISATION)
    assert seen.cost_of_delay == CostOfDelay(low=5, high=6)
    assert said.challenge.rate_per_hour == 90


@pytest.mark.parametrize("told", [{"cost_of_delay_low": 1}, {"cost_of_delay_low": 2, "cost_of_delay_high": 1}])
def test_half_a_cost_of_delay_is_refused(told):
    with pytest.raises(UsageError, match="together, the low one first"):
        with_parameters(engagement(), ReportParameters(**told))

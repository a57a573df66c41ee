from __future__ import annotations

import pytest

from tests.shared_reports import a_report, sample_reports
from vsm_toolkit.figures import Figure
from vsm_toolkit.program.providers import provider_loads


def needs(challenge, provider="QA", dependent=None, teams=(), items=10, **row):
    known = {"frequency_per_item": 1, "wait_per_occurrence": 8, **row}
    dependency = {"id": "1", "dependent": dependent or f"Home {challenge}", "provider": provider, **known}
    return a_report(challenge, dependencies=[dependency], teams=teams, items_per_year=items)


def test_imposed_wait_is_added_per_year_over_streams():
    (load,) = provider_loads([needs("a"), needs("b", items=5)])

    assert (load.imposed_wait.value, load.engagements, load.dependents) == (120, ("a", "b"), 2)


def test_the_blocking_index_is_weighed_by_frequency_and_demand():
    (load,) = provider_loads([needs("a", impact="blocking", items=30), needs("b", impact="ok", items=10)])

    assert load.blocking_index.value == 0.75


def test_test_environments_of_the_samples_impose_most_of_their_stream():
    loads = {load.name: load for load in provider_loads(sample_reports())}

    assert loads["Test Environments"].imposed_wait.value == 208 * 4
    assert loads["Cloud Security"].imposed_wait.value == 62 * 60
    assert loads["Cloud Security"].blocking_index.value == pytest.approx(0.86, abs=0.005)


def test_the_load_that_streams_bring_is_a_lower_bound_of_a_providers_utilisation():
    team = {"name": "QA", "labour_hours": 52, "productive_hours_per_week": 20}
    (busy,) = provider_loads(
        [needs("a", teams=[team]), needs("b", teams=[{**team, "productive_hours_per_week": None}])]
    )
    (idle,) = provider_loads([needs("a", teams=[{**team, "labour_hours": 1}])])

    assert (busy.work_per_week.value, busy.utilisation_at_least, busy.is_too_busy) == (20, 1.0, True)
    assert not idle.is_too_busy


def test_a_provider_whose_hours_are_unknown_has_no_utilisation():
    (load,) = provider_loads([needs("a")])

    assert (load.utilisation_at_least, load.is_too_busy, load.work_per_week) == (None, False, None)


def test_a_provider_waits_for_others_too():
    loads = {each.name: each for each in provider_loads([needs("a"), needs("b", provider="Env", dependent="QA")])}

    assert loads["QA"].own_wait.value == 80
    assert loads["Env"].own_wait is None


def test_an_unknown_demand_leaves_nothing_to_add():
    (load,) = provider_loads([needs("a", items=None)])

    assert load.imposed_wait == Figure(None, known=0, of=1)


def test_home_teams_are_not_ranked_as_providers():
    assert provider_loads([needs("a", provider="Home b"), needs("b", provider="Home a")]) == ()

"""A simulated map: what the result says, and what changes it."""

from __future__ import annotations

import dataclasses

import pytest

from vsm_toolkit.flow_simulation import FlowResult, FlowSettings, replications, simulate_flow
from vsm_toolkit.flow_simulation.replications import numba_is_installed
from vsm_toolkit.model import ValueStream
from vsm_toolkit.samples import coming_back, lantern, two_roads

BASE = FlowSettings(items_per_year=104, default_servers=3, years=6, replications=6, seed=2)


def flow(stream: ValueStream | None = None, engine="python", **settings) -> FlowResult:
    return simulate_flow(stream or lantern(), dataclasses.replace(BASE, **settings), engine=engine)


def test_a_quiet_line_with_fixed_times_takes_what_the_map_says():
    result = flow(items_per_year=2, service="fixed", years=100)

    assert result.time_in_system.value == pytest.approx(141, rel=0.005)
    assert result.median_time.value == pytest.approx(141)
    assert result.throughput_per_year.value == pytest.approx(2, rel=0.2)


def test_visits_follow_the_absorbing_chain():
    result = flow(coming_back(), items_per_year=52, default_servers=5, years=60)

    assert {step: visits.value for step, visits in result.visits.items()} == pytest.approx(
        {"B": 1.587, "T": 1.587, "D": 1.111}, rel=0.02
    )


def test_teams_are_as_busy_as_their_work():
    result = flow(years=30, default_servers=6)
    per_hour = 104 / 2080

    assert result.utilisation["Product"].value == pytest.approx(per_hour * (4 * 3 + 20 * 2 + 1) / 6, rel=0.05)
    assert result.utilisation["Support"].value == pytest.approx(per_hour / 6, rel=0.1)


def test_a_limit_on_the_map_lowers_what_is_in_progress_and_lets_the_rest_wait_outside():
    free, held = flow(), flow(map_limit=6)

    assert held.most_in_progress == 6
    assert held.items_in_progress.value < free.items_in_progress.value
    assert held.wait_to_start.value > free.wait_to_start.value == 0


def test_a_limit_on_a_step_is_kept():
    result = flow(step_limits={"L5": 2})

    assert max(run.most_present["L5"] for run in result.runs) <= 2


def test_a_stated_wait_that_a_cadence_explains_is_not_added_to_it():
    plain = flow(items_per_year=4, service="fixed", years=300)
    gated = flow(items_per_year=4, service="fixed", years=300, cadences={"L6": 40.0})

    assert gated.waits["L6"].value == pytest.approx(plain.waits["L6"].value, rel=0.05)


def test_other_work_makes_items_wait_in_place_of_the_stated_wait():
    result = flow(other_work={"Operations": 0.85}, items_per_year=26)

    assert result.waits["L6"].value > 1
    assert result.utilisation["Operations"].value == pytest.approx(0.86, abs=0.05)
    assert any("Other work takes 85% of Operations's time" in sentence for sentence in result.sentences())


def test_a_team_without_time_left_is_warned_about():
    result = flow(items_per_year=260, default_servers=2)

    assert any("Product has no time left" in warning for warning in result.warnings)
    assert result.sentences()[0] == result.warnings[0]


def test_a_team_whose_people_never_fit_together_falls_behind_without_being_full():
    """Three people, steps for two and for three: the third often stands idle, and 88 % of their time cannot be used."""
    result = flow(years=30)

    assert result.utilisation["Product"].value < 0.8
    assert "items a year finish where 104 come" in result.warnings[0]


def test_few_items_are_warned_about():
    assert "Only" in flow(items_per_year=2, years=3, replications=2).warnings[-1]


def test_nothing_finished_is_said_and_is_not_zero():
    result = flow(items_per_year=1, arrival_times=(20_000.0,), years=2, warm_up_years=0)

    assert result.time_in_system.value is None
    assert "No item finished in the simulated time." in result.sentences()


def test_branches_run_beside_each_other():
    result = flow(two_roads(), items_per_year=2, service="fixed", years=100)

    assert result.time_in_system.value == pytest.approx(83, rel=0.005)


def test_the_same_seed_gives_the_same_result_and_names_what_ran():
    one, again = flow(), flow()

    assert repr(one) == repr(again)
    assert "plain Python" in one.sentences()[-1]


@pytest.mark.skipif(not numba_is_installed(), reason="the extra 'fast' is not installed")
def test_machine_code_gives_the_same_result():
    by_python, by_machine = flow(coming_back()), flow(coming_back(), engine="auto")

    assert by_machine.engine == "compiled"
    assert by_machine.time_in_system.value == pytest.approx(by_python.time_in_system.value, rel=1e-9)
    assert "numba" in by_machine.sentences()[-1]


def test_without_numba_the_result_is_the_same_and_says_so(monkeypatch):
    expected = flow(coming_back())
    monkeypatch.setattr(replications, "numba_is_installed", lambda: False)
    found = flow(coming_back(), engine="auto")

    assert repr(found) == repr(expected)
    assert "extra 'fast'" in found.sentences()[-1]

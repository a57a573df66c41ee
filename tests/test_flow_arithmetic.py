"""Little, takt, utilisation, Kingman, cadence and batch: the rules around the numbers (the numbers are goldens)."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.errors import UsageError
from vsm_toolkit.flow_arithmetic import (
    NO_END,
    batch_wait,
    cadence_wait,
    check_queues,
    check_stated_wait,
    find_constraint,
    items_in_progress,
    kingman_wait,
    queueing_multiple,
    sakasegawa_wait,
    takt,
    throughput_per_week,
    time_in_queue,
    utilisation,
)
from vsm_toolkit.model import EvidenceGrade, Team, ValueStream
from vsm_toolkit.samples import coming_back, lantern

HOURS = st.floats(0.1, 1e4)
SHARE = st.floats(0.01, 0.99)


def with_capacities(stream: ValueStream, **hours: float) -> ValueStream:
    teams = tuple(
        Team(name=team.name, productive_hours_per_week=hours.get(team.name.replace(" ", "_"))) for team in stream.teams
    )
    return stream.with_changes(teams=teams, items_per_year=52.0)


def lantern_with_capacities(**hours: float) -> ValueStream:
    return with_capacities(lantern(), **{"Support": 100, "Product": 100, "Shared_QA": 100, "Operations": 100, **hours})


NO_OTHER_WORK = dict.fromkeys(("Support", "Product", "Shared QA", "Operations"), 0.0)


@given(SHARE, HOURS)
def test_one_server_is_the_case_of_many(share, hours):
    assert sakasegawa_wait(share, hours, 1).value == pytest.approx(kingman_wait(share, hours).value)


@given(SHARE, HOURS, st.integers(1, 10))
def test_another_server_shortens_the_wait_at_the_same_utilisation(share, hours, servers):
    assert sakasegawa_wait(share, hours, servers + 1).value < sakasegawa_wait(share, hours, servers).value


@given(st.floats(0.01, 0.98), HOURS)
def test_a_fuller_team_waits_longer(share, hours):
    assert kingman_wait(share + 0.01, hours).value > kingman_wait(share, hours).value


@given(HOURS, HOURS, st.floats(0.1, 100))
def test_little_and_time_in_queue_undo_each_other(hours, week, weekly):
    items = items_in_progress(weekly, hours, week).value

    assert time_in_queue(items, weekly, week).value == pytest.approx(hours)


@pytest.mark.parametrize("share", [1.0, 1.3])
def test_a_full_team_has_no_wait_but_a_queue_without_end(share):
    wait = kingman_wait(share, 10)

    assert (wait.value, wait.caveat) == (None, NO_END)
    assert str(wait) == NO_END
    assert queueing_multiple(share).value is None
    assert utilisation(40 * share, 40).caveat == NO_END


@pytest.mark.parametrize(
    "number",
    [
        items_in_progress(3, 40),
        time_in_queue(6, 3),
        takt(40, 3.6),
        utilisation(30, 40),
        kingman_wait(0.9, 10),
        cadence_wait(40, 16),
        batch_wait(12, 1),
        throughput_per_week((3, 2)),
    ],
)
def test_every_number_travels_with_its_caveat(number):
    assert number.caveat.endswith(".")
    assert number.caveat in str(number)
    assert f"{number.value:.1f}" in str(number)


@pytest.mark.parametrize(
    "call",
    [
        lambda: items_in_progress(-1, 40),
        lambda: items_in_progress(3, math.nan),
        lambda: time_in_queue(6, 0),
        lambda: takt(40, 0),
        lambda: utilisation(40, 0),
        lambda: kingman_wait(-0.1, 10),
        lambda: kingman_wait(0.5, 10, math.inf),
        lambda: sakasegawa_wait(0.5, 10, 0),
        lambda: cadence_wait(-40),
        lambda: batch_wait(0, 1),
        lambda: batch_wait(math.nan, 1),
        lambda: batch_wait(12, 0),
        lambda: check_stated_wait(-1, 6, 3),
    ],
)
def test_an_impossible_number_is_refused_in_a_sentence(call):
    with pytest.raises(UsageError, match=r"(must be|has 1 item or more).* it? ?is .*\. (Give|Leave)|batch_size is"):
        call()


def test_few_weeks_are_said_to_be_few_and_none_gives_no_number():
    assert "Only 2 weeks" in throughput_per_week((3, 4)).caveat
    assert "Only" not in throughput_per_week((3, 4, 2, 3, 4, 2)).caveat
    assert throughput_per_week(()).value is None


@pytest.mark.parametrize(("stated", "is_asked"), [(80, False), (40, False), (160, False), (39, True), (161, True)])
def test_a_stated_wait_is_questioned_beyond_a_factor_of_two(stated, is_asked):
    assert (check_stated_wait(stated, 6, 3).question is not None) is is_asked


def test_no_wait_in_front_of_a_queue_is_questioned_and_no_wait_without_one_is_not():
    assert "one of them nothing at all" in check_stated_wait(0, 6, 3).question
    assert check_stated_wait(0, 0, 3).question is None


def test_queues_are_checked_only_where_both_numbers_and_the_demand_are_known():
    stream = lantern()
    counted = tuple(step.with_changes(queue_items=2) if step.id == "L5" else step for step in stream.steps)
    demand = stream.with_changes(items_per_year=104, steps=counted)

    assert check_queues(stream.with_changes(steps=counted)) == {}
    assert check_queues(stream.with_changes(items_per_year=104)) == {}
    assert check_queues(demand)["L5"].implied == 40


def test_the_fullest_team_is_the_constraint_when_capacities_were_looked_up():
    stream = lantern_with_capacities(Shared_QA=15)
    found = find_constraint(stream, NO_OTHER_WORK, EvidenceGrade.SAMPLED)

    assert (found.team, found.is_suspected) == ("Shared QA", False)
    assert found.utilisation["Shared QA"] == pytest.approx(12 / 15)  # one item a week, 6 wh, 2 people
    assert found.utilisation["Product"] == pytest.approx((4 * 3 + 20 * 2 + 1) / 100)
    assert found.sentence == "Shared QA is the constraint: its work takes 80% of its productive hours."


def test_other_work_counts_towards_a_team():
    found = find_constraint(lantern_with_capacities(), NO_OTHER_WORK | {"Operations": 90.0}, EvidenceGrade.MEASURED)

    assert found.team == "Operations"
    assert found.utilisation["Operations"] == pytest.approx(0.92)


def test_visits_of_returns_count_towards_a_team():
    stream = with_capacities(coming_back(), Developers=40, Testers=40, Operations=40)
    teams = dict.fromkeys(("Developers", "Testers", "Operations"), 0.0)
    found = find_constraint(stream, teams, EvidenceGrade.SAMPLED)

    assert found.utilisation["Developers"] == pytest.approx(1.5873 * 16 / 40, rel=1e-4)


def test_an_overloaded_team_is_said_to_have_a_queue_without_limit():
    found = find_constraint(lantern_with_capacities(Shared_QA=10), NO_OTHER_WORK, EvidenceGrade.SAMPLED)

    assert found.sentence.endswith("Shared QA: the queue grows without limit.")


@pytest.mark.parametrize("grade", [None, EvidenceGrade.GUESS, EvidenceGrade.ESTIMATED])
def test_guessed_capacities_only_raise_a_suspicion(grade):
    found = find_constraint(lantern_with_capacities(Shared_QA=15), NO_OTHER_WORK, grade)

    assert (found.team, found.is_suspected) == ("Operations", True)
    assert "suspected" in found.sentence
    assert "only estimated" in found.sentence


def test_an_unknown_load_is_unknown_and_not_nothing():
    found = find_constraint(lantern_with_capacities(), {"Support": 0.0}, EvidenceGrade.MEASURED)

    assert found.is_suspected
    assert found.utilisation["Operations"] is None
    assert found.utilisation["Support"] == pytest.approx(0.01)


def test_without_waits_nothing_is_suspected():
    stream = lantern()
    unknown = tuple(step.with_changes(wait_time=None) for step in stream.steps)
    found = find_constraint(stream.with_changes(steps=unknown), {})

    assert found.team is None
    assert "no constraint to suspect yet" in found.sentence

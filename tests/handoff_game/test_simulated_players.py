"""Simulated players: the same people in every round, so that rounds differ by nothing but their plan."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.handoff_game.batch_line import batch_sizes, pass_times
from vsm_toolkit.handoff_game.rounds import plan_rounds
from vsm_toolkit.handoff_game.simulated_players import Players, job_turns, simulate_round
from vsm_toolkit.handoff_game.timings import measure_round

seeds = st.integers(0, 2**31)


def test_steady_players_finish_when_the_closed_form_says():
    # Everybody exactly 1 s per coin and 2 s to pass on: a batch of n takes n + 2; the last leaves after
    # 5 (n + 2) + (20/n − 1)(n + 2).
    steady = Players(turn_seconds=1.0, spread=0.0, pace_spread=0.0, pass_on_seconds=2.0)
    big, smaller, one, *_ = plan_rounds()
    found = [measure_round(simulate_round(plan, 3, steady)) for plan in (big, smaller, one)]

    assert [(each.first_delivered, each.all_delivered) for each in found] == [
        pytest.approx((110.0, 110.0)),
        pytest.approx((35.0, 56.0)),
        pytest.approx((15.0, 72.0)),
    ]


@given(seeds, st.integers(2, 10))
def test_a_smaller_batch_never_brings_the_first_item_later(seed, batch):
    big, smaller, one, *_ = plan_rounds(smaller_batch=batch)
    first = [measure_round(simulate_round(plan, seed)).first_delivered for plan in (big, smaller, one)]

    assert first[0] >= first[1] >= first[2]


@given(seeds)
def test_every_round_delivers_every_item_through_every_role(seed):
    for plan in plan_rounds():
        record = simulate_round(plan, seed)

        assert [record.passed_by(role) for role in range(len(plan.roles))] == [20] * len(plan.roles)


@given(seeds)
def test_taking_a_job_out_never_makes_the_line_later_and_the_others_work_as_before(seed):
    _, _, one, decides, _ = plan_rounds()
    with_check, without = (simulate_round(plan, seed) for plan in (one, decides))

    assert measure_round(without).all_delivered <= measure_round(with_check).all_delivered
    assert [each for each in with_check.passes if each.role == 0] == [each for each in without.passes if each.role == 0]


def test_the_line_is_that_of_the_players_turns():
    plan = plan_rounds()[1]
    people = Players()
    durations = []
    for (job,) in plan.jobs:
        turns = job_turns(job, 20, 11, people)
        durations.append([sum(turns[at : at + 5]) + people.pass_on_seconds for at in range(0, 20, 5)])
    times = pass_times(durations)

    assert len(batch_sizes(20, 5)) == len(times[-1])
    assert [each.at for each in simulate_round(plan, 11).passes if each.role == 4] == pytest.approx(times[-1])


def test_the_same_seed_plays_the_same_round_and_another_seed_another():
    plan = plan_rounds()[2]

    assert simulate_round(plan, 1) == simulate_round(plan, 1)
    assert simulate_round(plan, 1) != simulate_round(plan, 2)

"""What the taps say, worked out by hand for a second per coin, and Little's law on any round."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.handoff_game.batch_line import batch_sizes, line_record
from vsm_toolkit.handoff_game.round_record import Counting, RoundRecord
from vsm_toolkit.handoff_game.rounds import plan_rounds
from vsm_toolkit.handoff_game.simulated_players import simulate_round
from vsm_toolkit.handoff_game.timings import at_the_same_pace, measure_round

BIG, SMALLER, ONE, DECIDES, MERGED = plan_rounds()


def steady(plan, per_item=1.0):
    """Everybody takes the same time for each job on each item."""
    sizes = batch_sizes(plan.items, plan.batch_size)
    return line_record(plan, [[per_item * len(jobs) * size for size in sizes] for jobs in plan.jobs], simulated=True)


@pytest.mark.parametrize(
    ("plan", "first", "last", "in_flight", "waiting"),
    [
        # Flow time of an item in flight: 100 s; 25 s; 5 s. Hands on it: 5 s. Mean in flight: Σ flow ÷ last.
        (BIG, 100.0, 100.0, 20.0, 0.95),
        (SMALLER, 25.0, 40.0, 12.5, 0.8),
        (ONE, 5.0, 24.0, 100 / 24, 0.0),
        (DECIDES, 4.0, 23.0, 80 / 23, 0.0),
    ],
)
def test_a_second_per_coin_worked_out_by_hand(plan, first, last, in_flight, waiting):
    found = measure_round(steady(plan))

    assert (found.first_delivered, found.all_delivered) == (first, last)
    assert found.mean_in_flight == pytest.approx(in_flight)
    assert found.waiting_share == pytest.approx(waiting, abs=1e-9)
    assert [role.hands_on for role in found.roles] == [20.0] * len(plan.roles)


def test_a_merged_role_is_the_one_everything_waits_for():
    # Two jobs of a second: the first after 5 s as before, then one item every 2 s: 5 + 19 · 2.
    found = measure_round(steady(MERGED))

    assert (found.first_delivered, found.all_delivered) == (5.0, 43.0)
    assert [role.hands_on for role in found.roles] == [20.0, 20.0, 40.0, 20.0]


@given(st.sampled_from([BIG, SMALLER, ONE, DECIDES, MERGED]), st.integers(0, 10_000))
def test_items_in_flight_obey_littles_law(plan, seed):
    found = measure_round(simulate_round(plan, seed))
    steps = [*found.in_flight, (found.all_delivered, 0)]
    area = sum(count * (end - start) for (start, count), (end, _) in pairwise(steps))

    assert area == pytest.approx(found.mean_in_flight * found.all_delivered)
    assert max(count for _, count in found.in_flight) <= plan.items
    assert found.in_flight[-1] == (found.all_delivered, 0)
    assert 0 <= found.waiting_share < 1


def test_a_round_broken_off_has_a_first_and_no_last():
    record = RoundRecord(SMALLER)
    for role in (0, 0, 1, 2, 3, 4):
        record = record.with_pass(role, at=10.0 * len(record.passes))
    found = measure_round(record)

    assert (found.first_delivered, found.all_delivered, found.delivered) == (50.0, None, 5)
    assert (found.mean_in_flight, found.waiting_share) == (None, None)
    assert found.in_flight == ((0.0, 10), (10.0, 15), (50.0, 10))


def test_where_only_deliveries_are_tapped_hands_and_waiting_are_unknown():
    record = RoundRecord(BIG, Counting.DELIVERIES).with_pass(4, at=99.0)
    found = measure_round(record)

    assert (found.first_delivered, found.all_delivered) == (99.0, 99.0)
    assert (found.roles, found.in_flight, found.mean_in_flight, found.waiting_share) == ((), (), None, None)


def test_before_anything_is_tapped_nothing_is_known():
    found = measure_round(RoundRecord(BIG))

    assert (found.first_delivered, found.all_delivered, found.delivered) == (None, None, 0)


def test_the_pace_of_the_big_batch_gives_what_batches_alone_explain():
    expected = {plan.key: at_the_same_pace(steady(BIG), plan) for plan in (SMALLER, ONE, DECIDES, MERGED)}

    assert expected == {
        "smaller_batches": (25.0, 40.0),
        "one_at_a_time": (5.0, 24.0),
        "one_role_decides": (4.0, 23.0),
        "two_roles_merged": (5.0, 43.0),
    }


def test_a_pace_nobody_tapped_gives_no_expectation():
    deliveries = RoundRecord(BIG, Counting.DELIVERIES).with_pass(4, at=99.0)

    assert at_the_same_pace(deliveries, ONE) is None
    assert at_the_same_pace(RoundRecord(BIG).with_pass(0, at=20.0), ONE) is None
    assert at_the_same_pace(steady(DECIDES), ONE) is None

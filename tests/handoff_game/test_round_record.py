"""The taps of a round: work is conserved, and what cannot have happened is refused with a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.errors import UsageError
from vsm_toolkit.handoff_game.round_record import Counting, RoundRecord
from vsm_toolkit.handoff_game.rounds import plan_rounds

BIG, SMALLER, ONE, *_ = plan_rounds(items=20, smaller_batch=6)


def test_a_batch_moves_on_and_the_last_one_is_smaller():
    record = RoundRecord(SMALLER)
    for second in range(4):
        record = record.with_pass(0, at=float(second))

    assert [each.items for each in record.passes] == [6, 6, 6, 2]
    assert [record.waiting_at(role) for role in range(5)] == [0, 20, 0, 0, 0]
    assert record.next_batch(0) == 0


def test_a_role_that_has_nothing_is_told_who_has_not_passed_on():
    with pytest.raises(UsageError, match="Design has nothing to pass on yet: Idea has not passed a batch on"):
        RoundRecord(BIG).with_pass(1, at=1.0)


def test_a_role_that_has_passed_everything_on_is_told_so():
    with pytest.raises(UsageError, match="Idea has passed everything on already"):
        RoundRecord(BIG).with_pass(0, at=1.0).with_pass(0, at=2.0)


@pytest.mark.parametrize("role", [-1, 5])
def test_a_key_without_a_role_is_refused(role):
    with pytest.raises(UsageError, match="the keys are 1 to 5"):
        RoundRecord(BIG).with_pass(role, at=1.0)


def test_where_only_deliveries_are_tapped_nobody_knows_what_lies_elsewhere():
    record = RoundRecord(ONE, Counting.DELIVERIES).with_pass(4, at=8.0)

    assert record.delivered == 1
    assert [record.waiting_at(role) for role in range(5)] == [None] * 5
    with pytest.raises(UsageError, match="Only deliveries are tapped in this round: press key 5"):
        record.with_pass(2, at=9.0)


def test_a_clock_that_was_set_back_never_turns_the_order_of_taps():
    record = RoundRecord(SMALLER).with_pass(0, at=9.0).with_pass(0, at=3.0)

    assert [each.at for each in record.passes] == [9.0, 9.0]


def test_a_slip_is_taken_back():
    before = RoundRecord(SMALLER).with_pass(0, at=1.0)

    assert before.with_pass(1, at=2.0).without_last_pass() == before
    with pytest.raises(UsageError, match="no tap to take back"):
        RoundRecord(BIG).without_last_pass()


@given(st.lists(st.integers(0, 4), max_size=120), st.sampled_from([BIG, SMALLER, ONE]))
def test_whatever_is_tapped_no_item_is_lost_or_made(keys, plan):
    record = RoundRecord(plan)
    for second, role in enumerate(keys):
        if record.next_batch(role):
            record = record.with_pass(role, at=float(second))
    lying = [record.waiting_at(role) for role in range(5)]

    assert min(lying) >= 0
    assert sum(lying) + record.delivered == 20

"""Batches in a line of roles, against the closed form for identical batches and against each other."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.handoff_game.batch_line import batch_sizes, line_record, pass_times
from vsm_toolkit.handoff_game.rounds import plan_rounds

seconds = st.floats(0.01, 60.0)
by_role = st.lists(seconds, min_size=1, max_size=6)


@given(by_role, st.integers(1, 30))
def test_identical_batches_leave_when_the_closed_form_says(work, batches):
    times = pass_times([[each] * batches for each in work])[-1]

    assert times == pytest.approx([sum(work) + count * max(work) for count in range(batches)])


def test_twenty_coins_of_a_second_through_five_hands():
    # By hand: Σ + (batches − 1) · slowest: 5·20, then 5·5 + 3·5, then 5·1 + 19·1 seconds.
    ends = [pass_times([[float(size)] * (20 // size)] * 5)[-1] for size in (20, 5, 1)]

    assert [(each[0], each[-1]) for each in ends] == [(100.0, 100.0), (25.0, 40.0), (5.0, 24.0)]


@given(st.lists(st.lists(seconds, min_size=24, max_size=24), min_size=1, max_size=5), st.sampled_from([2, 3, 4, 6, 8]))
def test_cut_batches_never_come_later_when_passing_on_is_free(turns, parts):
    def line(size: int) -> tuple[float, ...]:
        return pass_times([[sum(of[at : at + size]) for at in range(0, 24, size)] for of in turns])[-1]

    whole, cut = line(24), line(24 // parts)

    assert cut[0] <= whole[0] + 1e-9
    assert cut[-1] <= whole[-1] + 1e-9


@given(by_role.flatmap(lambda work: st.lists(st.lists(seconds, min_size=7, max_size=7), min_size=1, max_size=5)))
def test_nobody_overtakes_and_nobody_is_in_two_places(durations):
    times = pass_times(durations)

    for of_role, took in zip(times, durations, strict=True):
        assert all(
            later >= earlier + each - 1e-9 for (earlier, later), each in zip(pairwise(of_role), took[1:], strict=True)
        )
    for giver, receiver in pairwise(times):
        assert all(got > gave for gave, got in zip(giver, receiver, strict=True))


@given(st.integers(1, 60), st.integers(1, 60))
def test_batches_hold_all_items_and_only_the_last_is_smaller(items, size):
    sizes = batch_sizes(items, size)

    assert sum(sizes) == items
    assert all(each == size for each in sizes[:-1])


def test_a_record_of_a_line_could_have_been_tapped():
    plan = plan_rounds(items=20, smaller_batch=6)[1]
    record = line_record(plan, [[6.0, 6.0, 6.0, 2.0]] * 5, simulated=True)
    tapped = type(record)(plan, simulated=True)
    for each in record.passes:
        tapped = tapped.with_pass(each.role, at=each.at)

    assert tapped == record

"""Other numbers of the same shape."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.errors import UsageError
from vsm_toolkit.exercises.e02_the_ladder import with_ranges
from vsm_toolkit.exercises.variation import changed, draws, retimed, sensible
from vsm_toolkit.samples import coming_back, lantern


@given(st.floats(0, 500))
def test_sensible_hours_are_near_and_easy_to_say(hours):
    found = sensible(hours)

    assert found * 4 == int(found * 4)
    assert abs(found - hours) <= (0.25 if hours < 2 else 0.5 if hours < 24 else 1)
    assert (found > 0) is (hours > 0)


def test_a_drawn_map_has_the_same_steps_and_arrows_and_ranges_around_its_values():
    drawn = retimed(with_ranges(lantern()), "e02", 5, lambda _: True)

    assert drawn.edges == lantern().edges
    assert [step.team for step in drawn.steps] == [step.team for step in lantern().steps]
    for step in drawn.steps:
        assert step.wait_time.low <= step.wait_time.value <= step.wait_time.high
        assert 50 <= step.percent_complete_accurate.value <= 96


def test_draws_that_never_teach_the_point_end_with_a_sentence():
    with pytest.raises(UsageError, match="Take another seed"):
        retimed(lantern(), "e02", 5, lambda _: False)


def test_draws_repeat_for_the_same_exercise_and_seed_only():
    one, same, other = (next(draws(key, 5)).random() for key in ("e02", "e02", "e03"))

    assert one == same != other


def test_a_loop_can_be_changed_as_well_as_a_step_and_the_map_stays_as_it_was():
    before = coming_back()
    after = changed(before, ("T>B", "probability", 0.15), ("B", "process_time", 4))

    assert after.loops[0].probability == 0.15
    assert after.step("B").process_time.value == 4
    assert before == coming_back()

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.charts.bars import BarScale, time_ticks, value_words


@given(st.floats(0, 1e7))
def test_ticks_are_few_even_and_not_beyond_the_end(hours):
    ticks = time_ticks(hours)

    assert ticks[0] == 0
    assert len(ticks) <= 9
    assert ticks[-1] <= hours + 1e-6
    assert all(after - before == pytest.approx(ticks[1]) for before, after in pairwise(ticks))


@pytest.mark.parametrize(("hours", "first"), [(569, 80), (61, 8), (9, 2), (1, 0.25)])
def test_ticks_are_whole_weeks_days_hours_or_quarters(hours, first):
    assert time_ticks(hours)[1] == first


def test_nothing_has_no_length():
    assert BarScale.to_fit(100, 500, 0).x(0) == 100


def test_a_total_with_gaps_is_a_lower_bound():
    assert value_words(8, 1) == "≥ 8 h, 1 time not known"

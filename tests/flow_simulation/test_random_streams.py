"""The random numbers: the published generator, the same one by one and all at once, and fit for their purpose."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.flow_simulation.random_streams import (
    ARRIVALS,
    SERVICES,
    next_uniform,
    scramble,
    stream_start,
    uniforms,
)

STARTS = st.integers(0, 2**64 - 1)


def test_the_generator_is_the_published_one():
    """The first outputs of SplitMix64 from 1234567, as its reference implementation prints them."""
    step = 0x9E3779B97F4A7C15
    published = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431]

    assert [scramble(1234567 + step * count) for count in range(1, 5)] == published


@given(STARTS, st.integers(0, 40), st.integers(1, 40))
def test_one_by_one_and_all_at_once_are_the_same_numbers(start, skip, count):
    places = [start]
    one_by_one = [next_uniform(places, 0) for _ in range(skip + count)][skip:]

    assert uniforms(start, count, skip).tolist() == one_by_one


@given(STARTS)
def test_numbers_are_above_zero_and_at_most_one(start):
    numbers = uniforms(start, 200)

    assert numbers.min() > 0
    assert numbers.max() <= 1


def test_numbers_are_even_and_neighbours_unrelated():
    numbers = uniforms(stream_start(1, 0, SERVICES, 0), 200_000)

    assert np.histogram(numbers, 20, (0, 1))[0] == pytest.approx(10_000, rel=0.05)
    assert abs(np.corrcoef(numbers[1:], numbers[:-1])[0, 1]) < 0.01


@pytest.mark.parametrize("other", [(2, 0, SERVICES, 0), (1, 1, SERVICES, 0), (1, 0, ARRIVALS, 0), (1, 0, SERVICES, 1)])
def test_neighbouring_streams_are_unrelated(other):
    one = uniforms(stream_start(1, 0, SERVICES, 0), 100_000)

    assert abs(np.corrcoef(one, uniforms(stream_start(*other), 100_000))[0, 1]) < 0.015


def test_a_negative_seed_is_a_seed():
    assert stream_start(-1, 0, SERVICES, 0) != stream_start(1, 0, SERVICES, 0)

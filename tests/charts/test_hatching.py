from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.charts.hatching import hatch_line

length = st.floats(0.5, 1500)


@given(length, length, st.booleans())
def test_hatching_stays_inside_the_rectangle(width, height, falling):
    points = hatch_line(10, 20, width, height, falling=falling)

    assert all(10 - 1e-6 <= x <= 10 + width + 1e-6 for x, _ in points)
    assert all(20 - 1e-6 <= y <= 20 + height + 1e-6 for _, y in points)


@given(st.integers(20, 300), st.integers(20, 80))
def test_the_line_is_either_diagonal_or_on_the_border(width, height):
    for (x, y), (next_x, next_y) in pairwise(hatch_line(0, 0, width, height, spacing=9)):
        is_diagonal = abs((next_x - x) + (next_y - y)) < 1e-6
        on_border = (x == next_x and x in (0, width)) or (y == next_y and y in (0, height))

        assert is_diagonal or on_border


@pytest.mark.parametrize(("width", "height"), [(0, 10), (10, 0), (-5, 5)])
def test_no_area_has_no_hatching(width, height):
    assert hatch_line(0, 0, width, height) == ()

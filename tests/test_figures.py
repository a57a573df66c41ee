"""A figure never shows a bound as if it were a value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.figures import Figure

amounts = st.none() | st.floats(min_value=0, max_value=1000)


@pytest.mark.parametrize(
    ("figure", "best", "sign"),
    [
        (Figure(3.0), 3.0, ""),
        (Figure(0.0), 0.0, ""),
        (Figure(None, at_least=2.0), 2.0, "≥ "),
        (Figure(None, at_least=0.0), 0.0, "≥ "),
        (Figure(None, at_most=0.3), 0.3, "≤ "),
        (Figure(None, at_most=0.0), 0.0, "≤ "),
        (Figure(None), None, ""),
    ],
)
def test_a_bound_is_marked_and_a_value_is_not(figure, best, sign):
    assert (figure.best(), figure.sign()) == (best, sign)


@given(amounts, amounts, amounts)
def test_a_figure_is_complete_only_with_a_value(value, at_least, at_most):
    figure = Figure(value, at_least, at_most)

    assert figure.is_complete() is (value is not None)
    assert (figure.sign() == "") is (figure.is_complete() or figure.best() is None)


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (Figure(None, known=5, of=6), "over 5 of 6 steps"),
        (Figure(1.0, known=1, of=1), "over 1 of 1 step"),
        (Figure(None, known=0, of=0), "over 0 of 0 steps"),
    ],
)
def test_coverage_is_said_in_words(figure, words):
    assert figure.coverage_words("step") == words

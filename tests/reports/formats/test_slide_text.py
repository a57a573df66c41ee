from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.reports.formats.slide_text import cut_to_lines, largest_size, lines_of, text_height

WORDS = "Lead time that could be recovered is projected, recomputed on the map"


def test_a_wider_box_or_smaller_type_never_needs_more_lines():
    lines = [lines_of(WORDS, width, 18) for width in (100, 200, 400, 800)]

    assert lines == sorted(lines, reverse=True)
    assert lines[-1] == 1
    assert lines_of(WORDS, 200, 18) <= lines_of(WORDS, 200, 24)


def test_paragraphs_stand_below_each_other():
    assert text_height([WORDS, WORDS], 800, 20, between=12) == pytest.approx(2 * text_height([WORDS], 800, 20) + 12)


def test_the_largest_type_that_fits_is_taken_and_none_is_said():
    assert largest_size([WORDS], 800, 60, (36, 24, 18)) == 24
    assert largest_size([WORDS] * 40, 800, 60, (36, 24, 18)) is None


def test_a_text_that_fits_is_not_cut():
    assert cut_to_lines(WORDS, 800, 18, 1) == WORDS


def test_a_cut_ends_behind_a_word_where_it_can():
    assert cut_to_lines(WORDS, 300, 18, 1) == "Lead time that could be recovered…"
    assert cut_to_lines("n" * 10_000, 100, 18, 2).endswith("n…")


@given(st.text(max_size=400), st.floats(min_value=40, max_value=900), st.integers(min_value=1, max_value=4))
def test_a_cut_text_always_fits(text, width, lines):
    shown = cut_to_lines(text, width, 18, lines)

    assert lines_of(shown, width, 18) <= lines
    assert "\n" not in shown

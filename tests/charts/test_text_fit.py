import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.charts.text_fit import ELLIPSIS, fitted, text_width, visible, wrapped

anything = st.text(st.characters(codec=None), max_size=300)


@given(anything)
def test_visible_text_is_one_line_that_any_xml_can_hold(text):
    shown = visible(text)

    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cs", "Zl", "Zp"}
    shown.encode()


@given(anything)
def test_making_visible_twice_changes_nothing_more(text):
    assert visible(visible(text)) == visible(text)


def test_a_direction_override_cannot_turn_a_name_around():
    assert visible("invoice\u202efdp.exe") == "invoicefdp.exe"


def test_a_broken_character_is_marked():
    assert visible("\ud800 x") == "\ufffd x"


@given(anything, st.floats(30, 400), st.integers(1, 4))
def test_wrapped_lines_fit_and_are_no_more_than_asked(text, width, lines):
    done = wrapped(text, width, size=14, lines=lines)

    assert 1 <= len(done) <= lines
    assert all(text_width(line, 14) <= width + 14 for line in done)


@given(st.lists(st.text("abc de", min_size=1, max_size=8), max_size=6))
def test_nothing_is_lost_while_there_is_room(words):
    text = visible(" ".join(words))

    assert " ".join(wrapped(text, 200, size=12, lines=20)) == text


def test_a_name_of_ten_thousand_letters_ends_in_an_ellipsis():
    done = wrapped("x" * 10_000, 120, size=15, lines=3)

    assert len(done) == 3
    assert done[-1].endswith(ELLIPSIS)


def test_a_long_word_breaks_behind_its_own_hyphen_first():
    assert wrapped("Release-window deployment", 90, size=15, lines=3)[0] == "Release-"


def test_a_word_without_hyphen_gets_one():
    assert wrapped("Performance", 60, size=12, lines=2) == ("Performa-", "nce")


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_an_empty_text_is_one_empty_line(text):
    assert wrapped(text, 100) == ("",)


def test_a_fitted_text_keeps_what_fits():
    assert fitted("Integration service change", 120, size=15) == "Integration…"

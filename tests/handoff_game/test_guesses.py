"""Guesses of the room: read as people call them out, compared without naming anybody."""

import pytest

from vsm_toolkit.errors import UsageError
from vsm_toolkit.handoff_game.guesses import NOBODY_GUESSED, Guesses, guess_words, read_guesses, seconds_words


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("", ()),
        ("  ", ()),
        ("90", (90.0,)),
        ("90 s, 100 sec; 45seconds", (90.0, 100.0, 45.0)),
        ("1:30 and 2 min", (90.0, 120.0)),
        ("2m 2 minutes", (120.0, 120.0)),
        ("1 min 30 s 40", (90.0, 40.0)),
        ("12.5/60", (12.5, 60.0)),
    ],
)
def test_guesses_are_read_as_people_call_them_out(text, seconds):
    assert read_guesses(text) == seconds


@pytest.mark.parametrize("text", ["soon", "90 perhaps", "1:75", "-5", "1e9", "90s120s", "٣ h", "3 h"])
def test_what_is_no_guess_is_refused_with_what_would_be(text):
    with pytest.raises(UsageError, match="write seconds, as in 90, or 1:30, or 2 min"):
        read_guesses(text)


@pytest.mark.parametrize("text", ["0", "61 min", "3601"])
def test_a_guess_beyond_a_round_is_refused(text):
    with pytest.raises(UsageError, match="not between a second and an hour"):
        read_guesses(text)


def test_more_guesses_than_people_are_refused():
    with pytest.raises(UsageError, match="31 guesses are more than the 30"):
        read_guesses("9 " * 31)


def test_guesses_are_compared_as_a_room_and_never_by_name():
    assert guess_words("All", (60.0, 90.0, 120.0, 400.0), 100.0) == (
        "All: 100 s. You guessed 60 to 400 s, the middle 105 s; 2 of 4 guesses came within a quarter of it."
    )
    assert guess_words("All", (60.0,), 100.0) == "All: 100 s. You guessed 60 s."
    assert guess_words("All", (60.0, 60.0), None) == "All: not known. You guessed 60 s."
    assert guess_words("All", (), 100.0) == "All: 100 s. Nobody guessed."


def test_an_unknown_time_is_a_question_mark():
    assert [seconds_words(each) for each in (None, 0.0, 9.96, 10.4)] == ["?", "0.0 s", "10.0 s", "10 s"]


def test_nobody_guessed_is_said_apart_from_a_guess():
    assert not NOBODY_GUESSED
    assert Guesses(all_delivered=(3.0,))

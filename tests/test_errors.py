"""Errors are sentences, carry every problem, and survive the way from one process to another."""

from __future__ import annotations

import copy
import pickle

import pytest

from vsm_toolkit.errors import (
    AmbiguousDurationError,
    DurationError,
    FileError,
    MapNotComputableError,
    ReadingProblem,
    UsageError,
    VsmError,
)

FIRST = ReadingProblem("map.toml, line 3", "a number", "'x'", "Write a number.")
SECOND = ReadingProblem("map.toml, line 9", "a date", "5", "Write year-month-day.")

EVERY_ERROR = [
    VsmError("It went wrong."),
    DurationError("No time."),
    AmbiguousDurationError("No time: days or weeks?", "days or weeks?"),
    MapNotComputableError("The edges form a cycle.", "Draw a loop."),
    MapNotComputableError("It never finishes."),
    UsageError("No such option."),
    FileError("map.toml", (FIRST, SECOND)),
    FileError("map.toml", (FIRST,), "written"),
]


def test_a_reading_problem_says_place_expectation_finding_and_remedy_in_this_order():
    assert FIRST.sentence() == "map.toml, line 3: expected a number, found 'x'. Write a number."


def test_a_file_error_lists_every_problem_with_a_number():
    message = str(FileError("map.toml", (FIRST, SECOND)))

    assert message.splitlines() == [
        "map.toml cannot be read: 2 problems.",
        f"  1. {FIRST.sentence()}",
        f"  2. {SECOND.sentence()}",
    ]


def test_one_problem_is_not_called_problems():
    assert str(FileError("map.toml", (FIRST,))).startswith("map.toml cannot be read: 1 problem.\n")


def test_a_file_that_cannot_be_written_is_not_said_to_be_unreadable():
    assert str(FileError("map.toml", (FIRST,), "written")).startswith("map.toml cannot be written: ")


def test_a_map_error_keeps_its_remedy_apart_and_says_both():
    error = MapNotComputableError("The edges form a cycle.", "Draw a loop.")

    assert (error.message, error.sentence, error.remedy) == (
        "The edges form a cycle. Draw a loop.",
        "The edges form a cycle.",
        "Draw a loop.",
    )


@pytest.mark.parametrize("error", EVERY_ERROR, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("travel", [lambda error: pickle.loads(pickle.dumps(error)), copy.copy, copy.deepcopy])
def test_every_error_survives_the_way_to_another_process(error, travel):
    arrived = travel(error)

    assert type(arrived) is type(error)
    assert str(arrived) == str(error)
    assert vars(arrived) == vars(error)


@pytest.mark.parametrize("error", EVERY_ERROR, ids=lambda error: type(error).__name__)
def test_every_error_can_be_caught_as_one_kind(error):
    assert isinstance(error, VsmError)

"""What an exercise is made of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.exercises.answer_tables import exercise_of
from vsm_toolkit.errors import UsageError
from vsm_toolkit.exercises.exercise import Misconception, telling_misconceptions


def test_a_task_is_found_by_its_letter():
    assert exercise_of("e02").task(" B ").key == "b"


def test_a_letter_without_a_task_is_refused():
    with pytest.raises(UsageError, match="has no task 'z'; its tasks are a, b, c"):
        exercise_of("e02").task("z")


def test_a_misconception_that_answers_right_or_nothing_or_the_same_as_another_is_dropped():
    task = exercise_of("e02").task("a")
    slips = (
        Misconception("lucky", lambda: (141.0,), "Right by luck."),
        Misconception("nothing", lambda: None, "No answer."),
        Misconception("first", lambda: (99.0,), "One way."),
        Misconception("second", lambda: (99.004,), "Another way to the same figure."),
    )
    told = telling_misconceptions(replace(task, misconceptions=slips))

    assert [slip.key for slip, _ in told] == ["first"]

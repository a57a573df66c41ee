"""The instructor's key."""

from __future__ import annotations

import pytest

from tests.exercises.answer_tables import KEYS, exercise_of
from vsm_toolkit.exercises.instructor_key import instructor_key


@pytest.mark.parametrize("key", KEYS)
def test_every_task_has_a_line_with_its_answer(key):
    lines = instructor_key(exercise_of(key))

    assert [line.task for line in lines] == [task.key for task in exercise_of(key).tasks]
    assert all(line.answer and line.question for line in lines)


def test_a_line_says_what_each_misconception_answers():
    line = instructor_key(exercise_of("e12"))[0]

    assert line.answer == "384 wh (9.6 wk)"
    assert dict(line.wrong)["400 wh (10 wk)"] == "summed_both_branches"

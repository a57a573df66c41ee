"""All exercises, and as many variants of them as one likes: sensible numbers, and answers that can be told apart."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exercises.answer_tables import KEYS, exercise_of
from vsm_toolkit.errors import UsageError
from vsm_toolkit.exercises.answers import Names, Value
from vsm_toolkit.exercises.catalogue import LARGEST_SEED, build_exercise, feedback_on
from vsm_toolkit.exercises.checking import check_answer
from vsm_toolkit.exercises.exercise import Exercise, Task, telling_misconceptions
from vsm_toolkit.exercises.progress import Verdict
from vsm_toolkit.io.shipped_files import sample_engagement

SIMULATED = {("e02", "h"), ("e04", "f"), ("e04", "g"), ("e10", "c")}
"""Tasks whose answer takes a while to compute; the book's are tested with everything else."""


def written(task: Task, value: Value) -> str:
    """Write an answer as somebody would who computed it."""
    if isinstance(task.kind, Names):
        return ", ".join(map(str, value)) or "none"
    size = 100 if "%" in task.kind.measure.example else 1
    return " / ".join(f"{float(each) * size:.4f}" for each in value)


def quick_tasks(exercise: Exercise) -> list[Task]:
    return [task for task in exercise.tasks if (exercise.key, task.key) not in SIMULATED]


def problems_of(exercise: Exercise) -> list[str]:
    found = []
    for task in quick_tasks(exercise):
        expected = task.expected()
        if not all(isinstance(each, str) or (math.isfinite(each) and each >= 0) for each in expected):
            found.append(f"{task.key}: no sensible answer {expected}")
        if check_answer(task, written(task, expected)).verdict is not Verdict.RIGHT:
            found.append(f"{task.key}: its own answer {written(task, expected)} is not right")
        for slip, value in telling_misconceptions(task):
            said = check_answer(task, written(task, value))
            if said.misconception != slip.key:
                found.append(f"{task.key}: {slip.key} answers {written(task, value)} and hears {said}")
    return found


@pytest.mark.parametrize("key", KEYS)
@settings(max_examples=4)
@given(seed=st.integers(0, LARGEST_SEED))
def test_every_variant_has_sensible_answers_that_can_be_told_apart(key, seed):
    assert problems_of(exercise_of(key, seed)) == []


@pytest.mark.parametrize("key", KEYS)
@settings(max_examples=2)
@given(seed=st.integers(0, LARGEST_SEED))
def test_a_variant_asks_the_same_with_other_numbers(key, seed):
    book, variant = exercise_of(key), exercise_of(key, seed)

    assert [task.key for task in variant.tasks] == [task.key for task in book.tasks]
    assert variant.tables != book.tables
    assert sum(len(telling_misconceptions(task)) for task in quick_tasks(variant)) > len(book.tasks) / 2


@pytest.mark.parametrize("key", ["e01", "e05", "e06", "e11"])
def test_the_same_seed_gives_the_same_numbers_and_another_one_others(key):
    one, same, other = (build_exercise(key, seed, sample=sample_engagement).tables for seed in (11, 11, 12))

    assert one == same
    assert one != other


@pytest.mark.parametrize("key", KEYS)
def test_every_task_of_the_book_has_a_question_three_hints_and_an_insight(key):
    for task in exercise_of(key).tasks:
        sentences = (task.question, task.insight, *task.hints, *(slip.feedback for slip in task.misconceptions))
        assert len(task.hints) == 3
        assert all(sentence and "nan" not in sentence.split() for sentence in sentences)
        assert all(slip.feedback[-1] in ".?" for slip in task.misconceptions)


@pytest.mark.parametrize("key", KEYS)
def test_no_misconception_of_the_book_hides_behind_another(key):
    for task in exercise_of(key).tasks:
        assert len(telling_misconceptions(task)) == len(task.misconceptions)


def test_each_exercise_says_how_long_to_plan_for():
    assert [exercise_of(key).minutes for key in KEYS] == [20, 25, 30, 35, 30, 40, 30, 30, 40, 40, 20, 25]


@pytest.mark.parametrize(
    ("key", "seed", "words"),
    [("e99", None, "There is no exercise"), ("e02", -1, "from 0 to 9999"), ("e06", None, "the sample platform")],
)
def test_what_cannot_be_made_is_said_in_words(key, seed, words):
    with pytest.raises(UsageError, match=words):
        build_exercise(key, seed)


def test_the_coach_can_read_what_learners_read_and_nothing_about_what_nobody_knows():
    assert feedback_on("e05", "a", "summed_the_branches").startswith("You summed all branches")
    assert [feedback_on(*each) for each in (("e05", "a", "?"), ("e05", "z", "?"), ("?", "a", "?"), ("e06", "a", "?"))] == [""] * 4

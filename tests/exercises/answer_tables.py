"""What every exercise's test does with its two tables: right answers, and the wrong answer of each misconception.

The right answers are those of the field guide's worked numbers, computed by a separate script before this code existed,
or worked out by hand; never read off the program.
"""

from __future__ import annotations

from functools import cache

from vsm_toolkit.exercises.catalogue import MODULES, build_exercise
from vsm_toolkit.exercises.checking import check_answer
from vsm_toolkit.exercises.exercise import Exercise
from vsm_toolkit.exercises.progress import Verdict
from vsm_toolkit.io.shipped_files import sample_engagement

KEYS = tuple(MODULES)


@cache
def exercise_of(key: str, seed: int | None = None) -> Exercise:
    return build_exercise(key, seed, sample=sample_engagement)


def verdicts(key: str, answers: dict[str, tuple[str, ...]]) -> dict[tuple[str, str], str]:
    """Give every verdict that is not "right"; and every task without an answer in the table."""
    exercise = exercise_of(key)
    missing = {(task.key, "no answer in the table"): "" for task in exercise.tasks if task.key not in answers}
    said = {
        (task, answer): check_answer(exercise.task(task), answer) for task, tried in answers.items() for answer in tried
    }
    return missing | {place: str(each) for place, each in said.items() if each.verdict is not Verdict.RIGHT}


def misread(key: str, slips: dict[tuple[str, str], str]) -> dict[tuple[str, str], str]:
    """Give every wrong answer that was not recognised as its misconception; and every misconception without one."""
    exercise = exercise_of(key)
    told = {(task.key, slip.key) for task in exercise.tasks for slip in task.misconceptions}
    missing = dict.fromkeys(told ^ set(slips), "not in the table")
    said = {
        (task, slip): check_answer(exercise.task(task), answer)
        for (task, slip), answer in slips.items()
        if (task, slip) in told
    }
    return missing | {place: str(each) for place, each in said.items() if each.misconception != place[1]}

"""What a learner tried, one record per answer or hint; the file of it is in :mod:`vsm_toolkit.io.progress_file`.

There is no account and no score. A record says which answer was given and what was said about it, so that a coach can
see which misconception is common and who is stuck where.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What was said about an answer; ``HINT`` marks a record that is no answer: a hint was asked for."""

    RIGHT = "right"
    MISCONCEPTION = "misconception"
    WRONG_UNIT = "wrong_unit"
    TOO_COARSE = "too_coarse"
    WRONG = "wrong"
    UNREADABLE = "unreadable"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One answer, or one hint asked for.

    Attributes
    ----------
    learner : str
        The name the learner chose, a pair's for example; never checked against anything.
    exercise : str
        Key of the exercise, ``"e02"``.
    task : str
        Key of the task within it, ``"b"``.
    answer : str
        As typed; for a hint its number, ``"1"`` to ``"3"``.
    verdict : Verdict
        What was said about it.
    misconception : str or None
        Key of the misconception that was recognised, ``"summed_both_branches"``.
    at : str
        When, ISO 8601 with the offset from UTC.
    variant_seed : int or None
        Which variant of the numbers; ``None`` for the numbers of the book.
    """

    learner: str
    exercise: str
    task: str
    answer: str
    verdict: Verdict
    misconception: str | None
    at: str
    variant_seed: int | None = None


@dataclass(frozen=True, slots=True)
class TaskProgress:
    """How far one learner is with one task, whatever the variant.

    Attributes
    ----------
    answers : int
        Answers given, up to and including the first right one.
    hints : int
        Different hints asked for before the first right answer.
    solved : bool
        Whether a right answer was given.
    misconceptions : tuple of str
        Keys of the misconceptions recognised on the way, each once, in order.
    """

    learner: str
    exercise: str
    task: str
    answers: int
    hints: int
    solved: bool
    misconceptions: tuple[str, ...]


def progress_by_task(attempts: Iterable[Attempt]) -> tuple[TaskProgress, ...]:
    """Sum records up per learner and task, in the order in which each task was first touched.

    What comes after the first right answer is practice and counts no more.

    Examples
    --------
    >>> first = Attempt("Ana", "e02", "a", "33", Verdict.MISCONCEPTION, "work_only", "2026-03-02T09:00:00+00:00")
    >>> then = Attempt("Ana", "e02", "a", "141 h", Verdict.RIGHT, None, "2026-03-02T09:01:00+00:00")
    >>> (found,) = progress_by_task([first, then])
    >>> found.answers, found.solved, found.misconceptions
    (2, True, ('work_only',))
    """
    touched: dict[tuple[str, str, str], list[Attempt]] = {}
    for attempt in attempts:
        earlier = touched.setdefault((attempt.learner, attempt.exercise, attempt.task), [])
        if not any(each.verdict is Verdict.RIGHT for each in earlier):
            earlier.append(attempt)
    return tuple(_sum_up(*key, records) for key, records in touched.items())


def _sum_up(learner: str, exercise: str, task: str, records: list[Attempt]) -> TaskProgress:
    hints = {each.answer for each in records if each.verdict is Verdict.HINT}
    return TaskProgress(
        learner,
        exercise,
        task,
        answers=sum(each.verdict is not Verdict.HINT for each in records),
        hints=len(hints),
        solved=any(each.verdict is Verdict.RIGHT for each in records),
        misconceptions=tuple(dict.fromkeys(each.misconception for each in records if each.misconception)),
    )

"""What an instructor has beside the group: for every task the answer, and what each misconception would answer."""

from __future__ import annotations

from dataclasses import dataclass

from vsm_toolkit.exercises.exercise import Exercise, telling_misconceptions


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One task of the key.

    Attributes
    ----------
    wrong : tuple of (str, str)
        Answers that show a misconception, and its key.
    """

    task: str
    question: str
    answer: str
    wrong: tuple[tuple[str, str], ...]


def instructor_key(exercise: Exercise) -> tuple[KeyLine, ...]:
    """List the answers of an exercise, computed from its numbers.

    Examples
    --------
    >>> from vsm_toolkit.exercises.catalogue import build_exercise
    >>> line = instructor_key(build_exercise("e02"))[0]
    >>> line.answer, line.wrong[0]
    ('141 wh (3.5 wk)', ('33 wh (4.1 d)', 'work_only'))
    """
    return tuple(
        KeyLine(
            task.key,
            task.question,
            task.kind.show(task.expected()),
            tuple((task.kind.show(value), slip.key) for slip, value in telling_misconceptions(task)),
        )
        for task in exercise.tasks
    )

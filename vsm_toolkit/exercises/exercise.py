"""What an exercise is: data to look at, tasks whose answers are computed, hints, and misconceptions known by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vsm_toolkit.errors import UsageError
from vsm_toolkit.exercises.answers import Kind, Value
from vsm_toolkit.model import ValueStream


@dataclass(frozen=True, slots=True)
class DataTable:
    """Data of an exercise as ready texts; ``note`` says what a reader must know to read it rightly."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Misconception:
    """A way of thinking that gives a wrong answer.

    Attributes
    ----------
    key : str
        Its name, for the coach's view of the group.
    wrong : callable
        Computes that answer from the same data; ``None`` where these numbers give none.
    feedback : str
        What to say to somebody who thinks so; a whole sentence.
    """

    key: str
    wrong: Callable[[], Value | None]
    feedback: str


@dataclass(frozen=True, slots=True)
class Task:
    """One question.

    Attributes
    ----------
    key : str
        ``"a"``, ``"b"``, ...
    kind : Kind
        How an answer is read and compared.
    expected : callable
        Computes the right answer with the engine every report uses.
    insight : str
        What is said beside a right answer: why it matters.
    hints : tuple of str
        A direction, a formula, a worked start.
    is_stretch : bool
        Whether it goes beyond what everybody should do.
    """

    key: str
    question: str
    kind: Kind
    expected: Callable[[], Value]
    insight: str
    hints: tuple[str, str, str]
    misconceptions: tuple[Misconception, ...] = ()
    is_stretch: bool = False


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise with the numbers of the book, or a variant of them.

    Attributes
    ----------
    seed : int or None
        What the numbers were drawn from; ``None`` for those of the book.
    minutes : int
        What a team should plan for.
    stream : ValueStream or None
        The map it is about, for its pictures.
    pictures : tuple of str
        Names of the pictures it can show.
    beside_the_data : tuple of str
        Those that give no answer away.
    """

    key: str
    title: str
    seed: int | None
    minutes: int
    tables: tuple[DataTable, ...]
    tasks: tuple[Task, ...]
    stream: ValueStream | None = None
    pictures: tuple[str, ...] = ()
    beside_the_data: tuple[str, ...] = ()

    def task(self, key: str) -> Task:
        """Give a task by its key.

        Raises
        ------
        UsageError
            When there is none with this key.
        """
        for task in self.tasks:
            if task.key == key.strip().casefold():
                return task
        message = (
            f"Exercise {self.key} has no task {key!r}; its tasks are {', '.join(each.key for each in self.tasks)}."
        )
        raise UsageError(message)


def telling_misconceptions(task: Task) -> tuple[tuple[Misconception, Value], ...]:
    """List the misconceptions of a task whose answer differs from the right one and from each other's, with it.

    Where fresh numbers make two ways of thinking give the same answer, the answer cannot tell them apart.
    """
    told: list[tuple[Misconception, Value]] = []
    taken = [task.expected()]
    for misconception in task.misconceptions:
        value = misconception.wrong()
        if value is not None and not any(task.kind.is_same(value, each) for each in taken):
            told.append((misconception, value))
            taken.append(value)
    return tuple(told)

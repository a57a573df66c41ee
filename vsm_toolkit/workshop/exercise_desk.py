"""What an exercise notebook opens: its data, its tasks, and the learner's progress in the folder it lies in."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vsm_toolkit.display import DataSheet, Table
from vsm_toolkit.errors import FileError, UsageError
from vsm_toolkit.exercises.catalogue import build_exercise
from vsm_toolkit.exercises.checking import Feedback, check_answer, hint
from vsm_toolkit.exercises.exercise import Exercise, Task
from vsm_toolkit.exercises.group_words import exercise_words
from vsm_toolkit.exercises.progress import Attempt, progress_by_task
from vsm_toolkit.io.progress_file import PROGRESS, progress_path, read_progress, record_attempt
from vsm_toolkit.io.shipped_files import sample_engagement
from vsm_toolkit.model import ValueStream
from vsm_toolkit.widgets.safely import PanelErrors
from vsm_toolkit.workshop.sentences import show_errors_as_sentences

if TYPE_CHECKING:
    from vsm_toolkit.charts.picture import Picture

UNNAMED = "unnamed"
FIGURE = re.compile(r"(?:[0-9][0-9.,]*(?: %)?|\?)?")


def _now() -> datetime:
    return datetime.now(UTC)


class ExerciseDesk:
    """One exercise in front of a learner.

    Parameters
    ----------
    exercise : Exercise
        With the numbers of the book or a variant.
    folder : Path or None
        Where progress is kept; ``None`` keeps none.
    learner : str
        The name of somebody or of a pair; the last one who worked in the folder by default.
    clock : callable
        Gives the time written beside each attempt.
    """

    def __init__(
        self, exercise: Exercise, folder: Path | None, learner: str = "", *, clock: Callable[[], datetime] = _now
    ) -> None:
        self.exercise = exercise
        self.learner = learner or _last_learner(folder)
        self._folder, self._clock = folder, clock
        self.errors = PanelErrors()
        self._panels: dict[str, Any] = {}
        self._hints: dict[str, int] = {}

    def __repr__(self) -> str:
        """Say what is open and how to answer without widgets."""
        one = self.exercise
        tasks = "\n".join(f"  {task.key}  {task.question}" for task in one.tasks)
        return (
            f"{exercise_words(one.key, {one.key: one.title})}, about {one.minutes} minutes. Without widgets: "
            f'exercise.check("a", "12 h") checks an answer, exercise.hint("a") helps.\n{tasks}'
        )

    def data(self) -> DataSheet:
        """Show the data of the exercise: tables, and a picture of its map."""
        tables = tuple(
            Table(each.caption, each.columns, each.rows, _numeric_columns(each.rows), note=each.note)
            for each in self.exercise.tables
        )
        shown = [self._drawn(name) for name in self.exercise.pictures if name in self.exercise.beside_the_data]
        return DataSheet(tables, tuple(shown))

    def picture(self, name: str) -> DataSheet:
        """Show a picture of the exercise's map.

        Raises
        ------
        UsageError
            When this exercise has no such picture.
        """
        return DataSheet((), (self._drawn(name),))

    def _drawn(self, name: str) -> Picture:
        stream = self.exercise.stream
        if stream is None or name not in self.exercise.pictures:
            names = ", ".join(self.exercise.pictures) or "none"
            message = f"This exercise has no picture {name!r}; its pictures: {names}."
            raise UsageError(message)
        return PICTURES[name](stream)

    def check(self, task: str, answer: str | float) -> Feedback:
        """Check an answer, as text or a number, and keep it in the learner's progress.

        Raises
        ------
        UsageError
            When there is no such task.
        """
        asked = self.exercise.task(task)
        return self._kept(asked, str(answer), check_answer(asked, str(answer)))

    def hint(self, task: str, number: int | None = None) -> Feedback:
        """Give a hint of a task: the next one, or 1 the direction, 2 the formula, 3 a worked start.

        Raises
        ------
        UsageError
            When there is no such task or hint.
        """
        asked = self.exercise.task(task)
        wanted = min(self._hints.get(asked.key, 0) + 1, len(asked.hints)) if number is None else number
        said = hint(asked, wanted)
        self._hints[asked.key] = wanted
        return self._kept(asked, str(wanted), said)

    def _kept(self, task: Task, answer: str, said: Feedback) -> Feedback:
        if self._folder is None:
            return said
        attempt = Attempt(
            self.learner or UNNAMED,
            self.exercise.key,
            task.key,
            answer,
            said.verdict,
            said.misconception,
            self._clock().isoformat(timespec="seconds"),
            self.exercise.seed,
        )
        try:
            record_attempt(self._folder, attempt)
        except FileError as problem:
            return replace(said, sentence=f"{said.sentence} (Progress is not kept. {problem.problems[0].sentence()})")
        return said

    def task(self, key: str) -> Any:  # noqa: ANN401 - a widget
        """Show a task to answer: Enter or the button checks, hints come one at a time.

        Raises
        ------
        UsageError
            When there is no such task.
        """
        from vsm_toolkit.widgets.task_panel import TaskPanel

        asked = self.exercise.task(key)
        if asked.key not in self._panels:
            check, give_hint = partial(self.check, asked.key), partial(self.hint, asked.key)
            self._panels[asked.key] = TaskPanel(asked, check, give_hint, errors=self.errors)
        return self._panels[asked.key].widget

    def start(self) -> Any:  # noqa: ANN401 - a widget
        """Show what to plan for, who is working, and where progress is kept."""
        from vsm_toolkit.widgets.learner_panel import LearnerPanel

        if "start" not in self._panels:
            words = (f"Plan for {self.exercise.minutes} minutes.", *self._where())
            self._panels["start"] = LearnerPanel(
                self.exercise.title, words, self.learner, self.rename, errors=self.errors
            )
        return self._panels["start"].widget

    def _where(self) -> tuple[str, ...]:
        seed = self.exercise.seed
        numbers = () if seed is None else (f"These are fresh numbers, variant {seed}.",)
        kept = "Answers are kept" if self._folder else "Answers are not kept"
        place = f" in {self._folder / PROGRESS}, on this machine only." if self._folder else "."
        return *numbers, kept + place

    def rename(self, learner: str) -> str:
        """Go on under another name; says how far that learner is with this exercise.

        Raises
        ------
        UsageError
            When it is no name.
        """
        if self._folder is not None:
            progress_path(self._folder, learner)  # a name that can be kept
        self.learner = " ".join(learner.split())
        return self.progress()

    def progress(self) -> str:
        """Say how many tasks of this exercise the learner has solved."""
        attempts = read_progress(self._folder).attempts if self._folder else ()
        mine = [each for each in attempts if (each.learner, each.exercise) == (self.learner, self.exercise.key)]
        solved = sum(each.solved for each in progress_by_task(mine))
        return f"{solved} of {len(self.exercise.tasks)} tasks solved."


def _map(stream: ValueStream) -> Picture:
    from vsm_toolkit.charts.map_diagram import map_diagram

    return map_diagram(stream)


def _ladder(stream: ValueStream) -> Picture:
    from vsm_toolkit.charts.lead_time_ladder import lead_time_ladder
    from vsm_toolkit.metrics import map_metrics

    return lead_time_ladder(stream, map_metrics(stream).critical_path)


def _simulated(stream: ValueStream) -> Picture:
    from vsm_toolkit.charts.simulated_lead_time import simulated_lead_time_picture
    from vsm_toolkit.simulation import simulate_lead_time

    return simulated_lead_time_picture(stream.name, {"20,000 simulated": simulate_lead_time(stream, redo_share=1)})


def _dependencies(stream: ValueStream) -> Picture:
    from vsm_toolkit.charts.dependency_graph import dependency_graph_picture

    return dependency_graph_picture(stream)


PICTURES: dict[str, Callable[[ValueStream], Picture]] = {
    "map": _map,
    "ladder": _ladder,
    "simulated": _simulated,
    "dependencies": _dependencies,
}


def _numeric_columns(rows: Sequence[Sequence[str]]) -> frozenset[int]:
    """Find the columns that hold nothing but figures; an empty cell or ``?`` is a figure nobody knows."""
    return frozenset(place for place, cells in enumerate(zip(*rows, strict=True)) if all(map(FIGURE.fullmatch, cells)))


def _last_learner(folder: Path | None) -> str:
    attempts = read_progress(folder).attempts if folder else ()
    named = [each for each in attempts if each.learner != UNNAMED]
    return max(named, key=lambda each: each.at).learner if named else ""


def open_exercise(
    key: str,
    *,
    learner: str = "",
    seed: int | None = None,
    folder: Path | str = ".",
    keep_progress: bool = True,
) -> ExerciseDesk:
    """Open an exercise in a notebook.

    Parameters
    ----------
    key : str
        ``"e01"`` to ``"e12"``.
    learner : str
        A name, or two; the last one who worked in the folder by default.
    seed : int or None
        Fresh numbers of the same shape; ``None`` for the numbers of the book.
    folder : Path or str
        Where progress is kept; the folder of the notebook by default.
    keep_progress : bool
        ``False`` keeps nothing.

    Raises
    ------
    UsageError
        When there is no such exercise or seed.

    Examples
    --------
    >>> exercise = open_exercise("e05", keep_progress=False)
    >>> exercise.check("a", "181 h")
    ✗ Not yet: You summed all branches: ...
    >>> exercise.check("a", "83 h")
    ✓ Right: 83 wh (2.1 wk). Branches run at the same time; whoever joins them waits for the longest.
    """
    show_errors_as_sentences()
    exercise = build_exercise(key, seed, sample=sample_engagement)
    return ExerciseDesk(exercise, Path(folder).resolve() if keep_progress else None, learner)

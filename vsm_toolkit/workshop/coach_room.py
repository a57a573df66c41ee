"""The coach's view a notebook opens: reads the learners' progress again and again, and writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from vsm_toolkit.errors import UsageError
from vsm_toolkit.exercises.catalogue import exercise_titles, feedback_on
from vsm_toolkit.exercises.group_view import GroupView, view_group
from vsm_toolkit.io.progress_file import read_group
from vsm_toolkit.io.shipped_files import sample_engagement
from vsm_toolkit.widgets.coach_view import CoachView
from vsm_toolkit.workshop.keeping import follow_others
from vsm_toolkit.workshop.sentences import show_errors_as_sentences

LOOK_SECONDS = 5.0

_open: dict[Path, CoachRoom] = {}


@lru_cache(maxsize=64)
def _feedback(exercise: str, task: str, misconception: str) -> str:
    return feedback_on(exercise, task, misconception, sample=sample_engagement)


class CoachRoom:
    """The group of one folder of exercises.

    Parameters
    ----------
    folder : Path
        The folder the learners' notebooks lie in, or one that holds a folder for each.
    now : callable
        Gives the time to compare the learners' records with.
    """

    def __init__(self, folder: Path, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.folder = folder
        self._now = now
        self.panel = CoachView(self.look, exercise_titles(), _feedback)
        self.close = follow_others(self.panel.show, seconds=LOOK_SECONDS)

    def look(self) -> tuple[GroupView, tuple[str, ...]]:
        """Read every learner's progress as it is now."""
        progress = read_group(self.folder)
        return view_group(progress.attempts, self._now()), progress.damage

    def __repr__(self) -> str:
        """Say in a sentence what is open."""
        count = len(self.look()[0].learners)
        return f"Coach's view of {self.folder}: {count} learner{'' if count == 1 else 's'} so far."

    def group(self) -> Any:  # noqa: ANN401 - a widget
        """Show the group; the panel looks again every five seconds."""
        self.panel.show()
        return self.panel.widget


def open_coach_view(folder: Path | str = ".") -> CoachRoom:
    """Open the coach's view of a folder of exercises; asked again in the same kernel, give the same one.

    Raises
    ------
    UsageError
        When there is no such folder.

    Examples
    --------
    >>> import tempfile
    >>> open_coach_view(tempfile.mkdtemp()).look()[0].learners
    ()
    """
    show_errors_as_sentences()
    place = Path(folder).expanduser().resolve()
    if not place.is_dir():
        message = f"{place} is no folder. Name the folder the learners' notebooks lie in."
        raise UsageError(message)
    if place not in _open:
        _open[place] = CoachRoom(place)
    return _open[place]

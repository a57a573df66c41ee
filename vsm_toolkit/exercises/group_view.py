"""What a coach sees of a group at its exercises: who could use a hand, what many misread, what to talk about next.

Learners stand in the order of the alphabet; nothing here ranks them, scores them or measures their speed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from vsm_toolkit.exercises.progress import Attempt, TaskProgress, progress_by_task

MANY_ANSWERS = 3
ALL_HINTS = 3
QUIET_AFTER = timedelta(minutes=10)
AWAY_AFTER = timedelta(hours=4)


class Standing(StrEnum):
    """How it goes for a learner, by rules that are ours.

    ``COULD_USE_A_HAND``: three answers or all three hints on a task without success. ``QUIET``: nothing for ten minutes
    with a task open. ``AWAY``: nothing for four hours. ``BETWEEN_TASKS``: the last task was solved.
    """

    COULD_USE_A_HAND = "could_use_a_hand"
    QUIET = "quiet"
    ON_THE_WAY = "on_the_way"
    BETWEEN_TASKS = "between_tasks"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class LearnerView:
    """Where one learner is.

    Attributes
    ----------
    exercise, task : str
        What was touched last.
    answers, hints : int
        On that task, up to the first right answer.
    since : timedelta or None
        How long ago; ``None`` when the record has no time that can be read.
    misconception : str or None
        The last one recognised on that task, while it is unsolved.
    """

    learner: str
    exercise: str
    task: str
    answers: int
    hints: int
    since: timedelta | None
    standing: Standing
    misconception: str | None


@dataclass(frozen=True, slots=True)
class CommonMisconception:
    """A misreading and how many met it: learners, however often each of them tried.

    Attributes
    ----------
    learners : int
        Who met it.
    past_it : int
        How many of them have solved the task since.
    tried : int
        How many learners answered the task at all.
    """

    exercise: str
    task: str
    misconception: str
    learners: int
    past_it: int
    tried: int


@dataclass(frozen=True, slots=True)
class GroupView:
    """The group at one moment.

    Attributes
    ----------
    learners : tuple of LearnerView
        By name.
    misconceptions : tuple of CommonMisconception
        Met by two learners or more; those most learners still hold come first.
    debrief_next : str or None
        Key of the exercise most worth talking about together; ``None`` while no two learners share a difficulty.
    debrief_learners : int
        How many learners share a difficulty there.
    """

    learners: tuple[LearnerView, ...]
    misconceptions: tuple[CommonMisconception, ...]
    debrief_next: str | None
    debrief_learners: int


def view_group(attempts: Iterable[Attempt], now: datetime) -> GroupView:
    """See a group through the records of its learners.

    Parameters
    ----------
    now : datetime
        With an offset from UTC, to compare the records' times with.

    Examples
    --------
    >>> from datetime import UTC
    >>> from vsm_toolkit.exercises.progress import Verdict
    >>> tried = [
    ...     Attempt("Ana", "e05", "a", f"{answer} h", Verdict.MISCONCEPTION, "summed_both_branches", f"2026-03-02T09:0{n}Z")
    ...     for n, answer in enumerate((126, 118, 101))
    ... ]
    >>> (ana,) = view_group(tried, datetime(2026, 3, 2, 9, 5, tzinfo=UTC)).learners
    >>> ana.standing, ana.answers, ana.since.total_seconds()
    (<Standing.COULD_USE_A_HAND: 'could_use_a_hand'>, 3, 180.0)
    """
    by_learner = _by_learner(attempts)
    learners = [_view_learner(of_one, now) for of_one in by_learner.values()]
    tasks = [each for of_one in by_learner.values() for each in progress_by_task(of_one)]
    misconceptions = _misconceptions(tasks)
    exercise, count = _debrief(tasks, learners)
    return GroupView(
        tuple(sorted(learners, key=lambda each: each.learner.casefold())), misconceptions, exercise, count
    )


def _by_learner(attempts: Iterable[Attempt]) -> dict[str, list[Attempt]]:
    """Put each learner's records together, under the spelling that came first."""
    found: dict[str, list[Attempt]] = {}
    for attempt in attempts:
        name = unicodedata.normalize("NFC", " ".join(attempt.learner.split())).casefold()
        of_one = found.setdefault(name, [])
        of_one.append(replace(attempt, learner=of_one[0].learner if of_one else attempt.learner))
    return found


def _view_learner(attempts: Sequence[Attempt], now: datetime) -> LearnerView:
    last = attempts[-1]
    at_task = next(
        each for each in progress_by_task(attempts) if (each.exercise, each.task) == (last.exercise, last.task)
    )
    moment = _moment(last.at, now)
    since = None if moment is None else max(timedelta(0), now - moment)
    held = at_task.misconceptions[-1] if at_task.misconceptions and not at_task.solved else None
    standing = _standing(at_task, since)
    return LearnerView(
        last.learner, last.exercise, last.task, at_task.answers, at_task.hints, since, standing, held
    )


def _moment(text: str, now: datetime) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=now.tzinfo)


def _standing(at_task: TaskProgress, since: timedelta | None) -> Standing:
    if since is not None and since > AWAY_AFTER:
        return Standing.AWAY
    if at_task.solved:
        return Standing.BETWEEN_TASKS
    if at_task.answers >= MANY_ANSWERS or at_task.hints >= ALL_HINTS:
        return Standing.COULD_USE_A_HAND
    return Standing.QUIET if since is not None and since > QUIET_AFTER else Standing.ON_THE_WAY


def _misconceptions(tasks: Iterable[TaskProgress]) -> tuple[CommonMisconception, ...]:
    listed = list(tasks)
    tried: dict[tuple[str, str], int] = {}
    met: dict[tuple[str, str, str], list[bool]] = {}
    for each in listed:
        place = (each.exercise, each.task)
        tried[place] = tried.get(place, 0) + (each.answers > 0)
        for misconception in each.misconceptions:
            met.setdefault((*place, misconception), []).append(each.solved)
    found = [
        CommonMisconception(exercise, task, name, len(solved), sum(solved), tried[exercise, task])
        for (exercise, task, name), solved in met.items()
        if len(solved) > 1
    ]
    return tuple(
        sorted(found, key=lambda one: (one.past_it - one.learners, -one.learners, one.exercise, one.task))
    )


def _debrief(tasks: Iterable[TaskProgress], learners: Iterable[LearnerView]) -> tuple[str | None, int]:
    """Choose the exercise where most learners hold an open misconception or could use a hand."""
    difficult: dict[str, set[str]] = {}
    met: dict[str, set[str]] = {}
    for each in tasks:
        if each.misconceptions:
            met.setdefault(each.exercise, set()).add(each.learner)
            if not each.solved:
                difficult.setdefault(each.exercise, set()).add(each.learner)
    for one in learners:
        if one.standing is Standing.COULD_USE_A_HAND:
            difficult.setdefault(one.exercise, set()).add(one.learner)
    # What everybody got past by now is still worth a word, when nothing open is shared.
    for candidates in (difficult, met):
        shared = {exercise: len(who) for exercise, who in candidates.items() if len(who) > 1}
        if shared:
            exercise = min(shared, key=lambda key: (-shared[key], key))
            return exercise, shared[exercise]
    return None, 0

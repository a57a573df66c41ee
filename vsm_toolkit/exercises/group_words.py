"""The coach's view in words, for a terminal and a screen: help to offer, never marks to give."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from vsm_toolkit.exercises.group_view import CommonMisconception, GroupView, LearnerView, Standing

STANDING_WORDS = {
    Standing.COULD_USE_A_HAND: "could use a hand",
    Standing.QUIET: "quiet for a while",
    Standing.ON_THE_WAY: "on the way",
    Standing.BETWEEN_TASKS: "solved the last one",
    Standing.AWAY: "not here now",
}
STAYS_HERE = "Names are what learners typed; they stay in this folder and go into no report."


def exercise_words(key: str, titles: Mapping[str, str]) -> str:
    """Name an exercise.

    Parameters
    ----------
    titles : mapping
        From key to title; a key without one is shown as it is.

    Examples
    --------
    >>> exercise_words("e05", {"e05": "Two roads"}), exercise_words("e99", {})
    ('E5 Two roads', 'E99')
    """
    number = key[1:].lstrip("0") if key[:1] == "e" and key[1:].isdigit() else ""
    name = f"E{number}" if number else key
    return f"{name} {titles[key]}" if key in titles else name


def ago_words(since: timedelta | None) -> str:
    """Say how long ago something was.

    Examples
    --------
    >>> [ago_words(timedelta(minutes=each)) for each in (0.5, 3, 150, 5000)], ago_words(None)
    (['just now', '3 min ago', '2 h ago', '3 days ago'], 'nobody knows when')
    """
    if since is None:
        return "nobody knows when"
    minutes = int(since.total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    days = minutes // 1440
    return f"{minutes // 60} h ago" if not days else f"{days} day{'' if days == 1 else 's'} ago"


def place_words(learner: LearnerView, titles: Mapping[str, str]) -> str:
    """Say which task a learner touched last.

    Examples
    --------
    >>> view = LearnerView("Ana", "e05", "a", 3, 1, timedelta(minutes=3), Standing.COULD_USE_A_HAND, "summed_branches")
    >>> place_words(view, {"e05": "Two roads"})
    'E5 Two roads, task a'
    """
    return f"{exercise_words(learner.exercise, titles)}, task {learner.task}"


def effort_words(learner: LearnerView) -> str:
    """Say what a learner tried there, and what was misread while that is open.

    Examples
    --------
    >>> effort_words(LearnerView("Ana", "e05", "a", 3, 1, None, Standing.COULD_USE_A_HAND, "summed_branches"))
    '3 answers, 1 hint; last: summed branches'
    """
    answers = f"{learner.answers or 'no'} answer{'' if learner.answers == 1 else 's'}"
    hints = f", {learner.hints} hint{'' if learner.hints == 1 else 's'}" if learner.hints else ""
    seen = f"; last: {misconception_name(learner.misconception)}" if learner.misconception else ""
    return f"{answers}{hints}{seen}"


def misconception_name(key: str) -> str:
    """Write the key of a misconception as words.

    Examples
    --------
    >>> misconception_name("summed_both_branches")
    'summed both branches'
    """
    return key.replace("_", " ")


def misconception_words(common: CommonMisconception, titles: Mapping[str, str], feedback: str = "") -> str:
    """Say how many met a misconception.

    Parameters
    ----------
    feedback : str
        What they read when it was recognised, so that the coach can go on from there.

    Examples
    --------
    >>> misconception_words(CommonMisconception("e05", "a", "summed_both_branches", 4, 1, 6), {})
    'E5, task a, “summed both branches”: met by 4 of the 6 who tried; 1 got past it.'
    """
    place = f"{exercise_words(common.exercise, titles)}, task {common.task}"
    past = {0: "nobody got past it yet", common.learners: "all got past it"}.get(
        common.past_it, f"{common.past_it} got past it"
    )
    name = misconception_name(common.misconception)
    read = f" They read: “{feedback}”" if feedback else ""
    return f"{place}, “{name}”: met by {common.learners} of the {common.tried} who tried; {past}.{read}"


def debrief_words(group: GroupView, titles: Mapping[str, str]) -> str:
    """Say what to talk about together next.

    Examples
    --------
    >>> debrief_words(GroupView((), (), None, 0), {})
    'Nobody has tried anything yet.'
    """
    if not group.learners:
        return "Nobody has tried anything yet."
    if group.debrief_next is None:
        return "No two learners share a difficulty yet: help one at a time."
    exercise = exercise_words(group.debrief_next, titles)
    return f"Talk about {exercise} together next: {group.debrief_learners} learners share a difficulty there."


def hand_words(group: GroupView) -> str:
    """Say how many could use a hand, or are quiet; who it is stands in the list.

    Examples
    --------
    >>> hand_words(GroupView((), (), None, 0))
    ''
    """
    counts = {
        standing: sum(each.standing is standing for each in group.learners)
        for standing in (Standing.COULD_USE_A_HAND, Standing.QUIET)
    }
    said = [f"{count} {STANDING_WORDS[standing]}" for standing, count in counts.items() if count]
    return f"Of {len(group.learners)}: {', '.join(said)}." if said else ""

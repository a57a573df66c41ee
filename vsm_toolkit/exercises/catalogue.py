"""All exercises by their key, each made with the numbers of the book or with fresh ones from a seed."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from vsm_toolkit.errors import UsageError
from vsm_toolkit.exercises.exercise import Exercise
from vsm_toolkit.model import Engagement

MODULES = {
    "e01": "e01_one_clock",
    "e02": "e02_the_ladder",
    "e03": "e03_who_judges_quality",
    "e04": "e04_coming_back",
    "e05": "e05_two_roads",
    "e06": "e06_whose_handoff",
    "e07": "e07_call_it_out",
    "e08": "e08_why_queues_explode",
    "e09": "e09_what_if_it_lived_here",
    "e10": "e10_did_we_get_better",
    "e11": "e11_the_missing_72_hours",
    "e12": "e12_nine_and_a_half_weeks",
}
"""Key of each exercise, and the module it is in; the notebook has the module's name."""

LARGEST_SEED = 9999


def build_exercise(key: str, seed: int | None = None, *, sample: Callable[[str], Engagement] | None = None) -> Exercise:
    """Make an exercise.

    Parameters
    ----------
    key : str
        ``"e01"`` to ``"e12"``.
    seed : int or None
        0 to 9999 for fresh numbers of the same shape, always the same for the same seed; ``None`` for the book's.
    sample : callable or None
        Gives a sample engagement by its name; needed by the exercises that are about one.

    Raises
    ------
    UsageError
        When there is no such exercise or seed, or no way to the sample it is about.

    Examples
    --------
    >>> exercise = build_exercise("e05")
    >>> exercise.title, len(exercise.tasks)
    ('Two roads', 10)
    """
    if key not in MODULES:
        message = f"There is no exercise {key!r}; the exercises are {', '.join(MODULES)}."
        raise UsageError(message)
    if seed is not None and not 0 <= seed <= LARGEST_SEED:
        message = f"A seed is a whole number from 0 to {LARGEST_SEED}, and this is {seed}."
        raise UsageError(message)
    module = import_module(f"{__package__}.{MODULES[key]}")
    about = getattr(module, "SAMPLE", None)
    if about is None:
        made: Exercise = module.build(seed)
        return made
    if sample is None:
        message = f"Exercise {key} is about the sample {about}, and there is no way to it here."
        raise UsageError(message)
    on_sample: Exercise = module.build(sample(about), seed)
    return on_sample


def exercise_titles() -> dict[str, str]:
    """Give the title of each exercise by its key.

    Examples
    --------
    >>> exercise_titles()["e02"]
    'The ladder'
    """
    return {key: import_module(f"{__package__}.{name}").TITLE for key, name in MODULES.items()}


def feedback_on(
    exercise: str, task: str, misconception: str, *, sample: Callable[[str], Engagement] | None = None
) -> str:
    """Give the sentence a learner reads when a misconception is recognised; ``""`` for one nobody knows here.

    Examples
    --------
    >>> feedback_on("e02", "a", "work_only")[:27], feedback_on("e99", "a", "x")
    ('You added the work only. Th', '')
    """
    try:
        known = build_exercise(exercise, sample=sample).task(task).misconceptions
    except UsageError:
        return ""
    return next((each.feedback for each in known if each.key == misconception), "")

"""One answer checked: right, a known misconception, the right figure in the wrong unit, too coarse, or just wrong."""

from __future__ import annotations

from dataclasses import dataclass

from vsm_toolkit.errors import UsageError, VsmError
from vsm_toolkit.exercises.answers import Amounts, Given
from vsm_toolkit.exercises.exercise import Task, telling_misconceptions
from vsm_toolkit.exercises.progress import Verdict

SIGNS = {
    Verdict.RIGHT: "✓ Right",
    Verdict.MISCONCEPTION: "✗ Not yet",
    Verdict.WRONG_UNIT: "≈ Nearly",
    Verdict.TOO_COARSE: "≈ Nearly",
    Verdict.WRONG: "✗ Not yet",
    Verdict.UNREADABLE: "? Cannot read this",
    Verdict.HINT: "→ Hint",
}
UNIT_WORDS = {
    "wh": "working hours",
    "d": "days",
    "wk": "weeks",
    "min": "minutes",
    "%": "percent",
    "share": "share (0-1)",
}
LONGEST = 200


@dataclass(frozen=True, slots=True, repr=False)
class Feedback:
    """What is said about an answer.

    Attributes
    ----------
    sentence : str
        Sign, word and explanation: readable without colour.
    misconception : str or None
        Key of the misconception recognised.
    """

    verdict: Verdict
    sentence: str
    misconception: str | None = None

    def __repr__(self) -> str:
        """Give the sentence, as a notebook shows it."""
        return self.sentence


def check_answer(task: Task, text: str) -> Feedback:
    """Check an answer as somebody wrote it; whatever was typed, a sentence comes back and nothing is raised.

    Examples
    --------
    >>> from vsm_toolkit.exercises.catalogue import build_exercise
    >>> lead_time = build_exercise("e02").task("a")
    >>> print(check_answer(lead_time, "17.6 d").verdict, check_answer(lead_time, "33 h").misconception)
    right work_only
    """
    if not text.strip():
        return _said(Verdict.UNREADABLE, "The field is still empty. A guess is fine: type one and see what it says.")
    if len(text) > LONGEST:
        return _said(Verdict.UNREADABLE, f"That is more than {LONGEST} characters; the answer is short.")
    try:
        given = task.kind.read(text)
    except VsmError as problem:
        return _said(Verdict.UNREADABLE, problem.message)
    expected = task.expected()
    if task.kind.accepts(given, expected):
        return _said(Verdict.RIGHT, f"{task.kind.show(expected)}. {task.insight}")
    slips = telling_misconceptions(task)
    found = next((slip for slip, value in slips if task.kind.accepts(given, value)), None)
    if found is None and isinstance(task.kind, Amounts):
        nearly = _nearly(task, task.kind, given)
        if nearly is not None:
            return nearly
        kind = task.kind
        found = next((slip for slip, value in slips if kind.is_coarse(given, value)), None)
    if found is not None:
        return _said(Verdict.MISCONCEPTION, found.feedback, found.key)
    return _said(Verdict.WRONG, f"{task.kind.direction(given, expected)} Ask for a hint, or try again.")


def _nearly(task: Task, kind: Amounts, given: Given) -> Feedback | None:
    expected = task.expected()
    unit = kind.right_unit(given, expected)
    if unit is not None:
        written, wanted = UNIT_WORDS.get(given.unit, given.unit), UNIT_WORDS.get(unit, unit)
        return _said(
            Verdict.WRONG_UNIT,
            f"The figure is right in {wanted}, and it was read in {written}. Write the unit behind it.",
        )
    if kind.is_coarse(given, expected):
        return _said(Verdict.TOO_COARSE, "It points the right way; give one more digit, so that it can be told apart.")
    return None


def _said(verdict: Verdict, words: str, misconception: str | None = None) -> Feedback:
    return Feedback(verdict, f"{SIGNS[verdict]}: {words}", misconception)


def hint(task: Task, number: int) -> Feedback:
    """Give a hint: 1 a direction, 2 the formula, 3 a worked start.

    Raises
    ------
    UsageError
        When there is no hint of this number.
    """
    if not 1 <= number <= len(task.hints):
        message = f"There are hints 1 to {len(task.hints)}, and this asks for {number}."
        raise UsageError(message)
    return Feedback(Verdict.HINT, f"{SIGNS[Verdict.HINT]} {number} of {len(task.hints)}: {task.hints[number - 1]}")

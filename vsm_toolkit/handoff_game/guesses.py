"""What people predict before a round, and how it compares with what happened: people predict, then see.

Guesses are kept without names: the room sees how far apart they were, nobody is right or wrong by name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from statistics import median

from vsm_toolkit.errors import UsageError

CLOSE = 0.25
"""A guess within a quarter of what happened counts as close; the width is ours."""
LONGEST_GUESS = 3600.0
MOST_GUESSES = 30
_GUESS = re.compile(
    r"(?P<minutes>\d+)(?::(?P<over>[0-5]\d)|\s*m(?:in(?:utes?)?)?\s*(?P<rest>\d+)\s*s(?:ec(?:onds?)?)?)(?![\w.])"
    r"|(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>s|sec|seconds?|m|min|minutes?)?(?![\w.:])",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"(?:[\s,;/]|\band\b)*\Z")


@dataclass(frozen=True, slots=True)
class Guesses:
    """The room's guesses for a round, in seconds.

    Attributes
    ----------
    first_delivered, all_delivered : tuple of float
        In the order in which they were read out; empty when nobody guessed.
    """

    first_delivered: tuple[float, ...] = ()
    all_delivered: tuple[float, ...] = ()

    def __bool__(self) -> bool:
        """Say whether anybody guessed."""
        return bool(self.first_delivered or self.all_delivered)


NOBODY_GUESSED = Guesses()


def read_guesses(text: str) -> tuple[float, ...]:
    """Read guesses as people call them out: seconds, minutes, or minutes and seconds.

    Raises
    ------
    UsageError
        When one of them cannot be read.

    Examples
    --------
    >>> read_guesses("90 120, 1:30; 2 min, 2 min 45 s")
    (90.0, 120.0, 90.0, 120.0, 165.0)
    """
    guesses, end = [], 0
    for found in _GUESS.finditer(text):
        _refuse_unless_empty(text[end : found.start()])
        guesses.append(_seconds(found))
        end = found.end()
    _refuse_unless_empty(text[end:])
    if len(guesses) > MOST_GUESSES:
        message = f"{len(guesses)} guesses are more than the {MOST_GUESSES} that are kept. Leave some out."
        raise UsageError(message)
    return tuple(guesses)


def _refuse_unless_empty(between: str) -> None:
    if not _BETWEEN.match(between):
        message = f"Cannot read “{between.strip()[:40]}” as a guess; write seconds, as in 90, or 1:30, or 2 min."
        raise UsageError(message)


def _seconds(found: re.Match[str]) -> float:
    if found["minutes"] is not None:
        seconds = int(found["minutes"]) * 60.0 + int(found["over"] or found["rest"])
    else:
        seconds = float(found["number"]) * (60 if (found["unit"] or "s")[0] in "mM" else 1)
    if not 0 < seconds <= LONGEST_GUESS:
        message = (
            f"The guess “{found[0][:40]}” is not between a second and an hour; a round takes some minutes at most."
        )
        raise UsageError(message)
    return seconds


def seconds_words(seconds: float | None) -> str:
    """Show seconds the way they are read out; ``None`` is not known.

    Examples
    --------
    >>> seconds_words(6.14), seconds_words(131.6), seconds_words(None)
    ('6.1 s', '132 s', '?')
    """
    if seconds is None:
        return "?"
    return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"


def guess_words(what: str, guesses: tuple[float, ...], actual: float | None) -> str:
    """Compare guesses with what happened.

    Parameters
    ----------
    what : str
        What was guessed, as the start of a sentence.

    Examples
    --------
    >>> guess_words("The first item", (60, 90, 200), 122.0)
    'The first item: 122 s. You guessed 60 to 200 s, the middle 90 s; 0 of 3 guesses came within a quarter of it.'
    """
    if not guesses:
        return f"{what}: {seconds_words(actual)}. Nobody guessed."
    low, high, middle = min(guesses), max(guesses), median(guesses)
    spread = f"{low:g} s" if low == high else f"{low:g} to {high:g} s, the middle {middle:g} s"
    if actual is None:
        return f"{what}: not known. You guessed {spread}."
    if len(guesses) == 1:
        return f"{what}: {seconds_words(actual)}. You guessed {spread}."
    close = sum(abs(each - actual) <= CLOSE * actual for each in guesses)
    counted = f"{close} of {len(guesses)} guesses came within a quarter of it"
    return f"{what}: {seconds_words(actual)}. You guessed {spread}; {counted}."

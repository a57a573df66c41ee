"""Errors as sentences: where it happened, what was expected, what came, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Self


class VsmError(Exception):
    """The base of every error this toolkit raises on purpose.

    Parameters
    ----------
    message : str
        One or more whole sentences: place, expectation, what came, remedy.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class DurationError(VsmError, ValueError):
    """A text could not be read as a time."""


class AmbiguousDurationError(DurationError):
    """A text can be read as more than one time, so the team must be asked; carries the question.

    Parameters
    ----------
    message : str
        The whole sentence, question included.
    question : str
        What to ask the team.
    """

    def __init__(self, message: str, question: str) -> None:
        super().__init__(message)
        self.question = question

    def __reduce__(self) -> tuple[type[Self], tuple[str, str]]:
        """Let the error travel between processes; exceptions rebuild themselves from their message alone."""
        return type(self), (self.message, self.question)


class MapNotComputableError(VsmError, ValueError):
    """A map contradicts itself (for example a cycle among its flow edges), so a metric has no meaning.

    Parameters
    ----------
    sentence : str
        What is wrong; the whole message where no remedy is given apart.
    remedy : str
        What to do about it.
    """

    def __init__(self, sentence: str, remedy: str = "") -> None:
        super().__init__(f"{sentence} {remedy}".rstrip())
        self.sentence = sentence
        self.remedy = remedy

    def __reduce__(self) -> tuple[type[Self], tuple[str, str]]:
        """Let the error travel between processes; exceptions rebuild themselves from their message alone."""
        return type(self), (self.sentence, self.remedy)


class UsageError(VsmError, ValueError):
    """A command, parameter or option was called in a way that cannot be carried out."""


@dataclass(frozen=True)
class ReadingProblem:
    """One place in a file that cannot be read.

    Attributes
    ----------
    place : str
        File, table, row and column in the words of the file's reader.
    expected : str
        What would have been readable.
    got : str
        What stands there.
    remedy : str
        What to do about it.
    """

    place: str
    expected: str
    got: str
    remedy: str

    def sentence(self) -> str:
        """Say the problem in one line."""
        return f"{self.place}: expected {self.expected}, found {self.got}. {self.remedy}"


class FileError(VsmError):
    """A file cannot be read or written; carries every problem found in it, not only the first.

    Parameters
    ----------
    path : str
        The file or folder as the user named it.
    problems : tuple of ReadingProblem
        Each place that cannot be read.
    action : {"read", "written"}
        What could not be done with it.
    """

    def __init__(
        self, path: str, problems: tuple[ReadingProblem, ...], action: Literal["read", "written"] = "read"
    ) -> None:
        self.path = path
        self.problems = problems
        self.action = action
        heading = f"{path} cannot be {action}: {len(problems)} problem{'s' if len(problems) != 1 else ''}."
        super().__init__("\n".join([heading, *(f"  {n}. {p.sentence()}" for n, p in enumerate(problems, 1))]))

    def __reduce__(self) -> tuple[type[Self], tuple[str, tuple[ReadingProblem, ...], str]]:
        """Let the error travel between processes; exceptions rebuild themselves from their message alone."""
        return type(self), (self.path, self.problems, self.action)

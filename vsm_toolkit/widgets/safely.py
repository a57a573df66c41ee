"""The one way a widget's callback runs: what goes wrong becomes a sentence, and no traceback reaches the room."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Concatenate, Final, ParamSpec, Protocol, TypeVar

from vsm_toolkit.errors import VsmError

UNEXPECTED: Final = (
    "Something went wrong that this program did not expect. What was saved before is safe; please do the last thing "
    "again, and tell the coach if it keeps happening."
)

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class PanelError:
    """One error nobody expected.

    Attributes
    ----------
    callback : str
        The method it happened in.
    error : Exception
        What was raised.
    details : str
        The traceback, for whoever mends it; never shown in the room.
    """

    callback: str
    error: Exception
    details: str


@dataclass(slots=True)
class PanelErrors:
    """The errors nobody expected, kept for the log; a test of a workshop asserts that there are none.

    Examples
    --------
    >>> errors = PanelErrors()
    >>> bool(errors)
    False
    >>> errors.record("on_click", ValueError("no"))
    >>> len(errors), errors.listed[0].callback
    (1, 'on_click')
    """

    listed: list[PanelError] = field(default_factory=list)

    def __len__(self) -> int:
        """Count them."""
        return len(self.listed)

    def record(self, callback: str, error: Exception) -> None:
        """Keep an error with its traceback."""
        self.listed.append(PanelError(callback, error, "".join(traceback.format_exception(error))))


class ShowsProblems(Protocol):
    """What a widget must have for its methods to be :func:`safely` decorated."""

    @property
    def errors(self) -> PanelErrors:
        """Where errors nobody expected are kept."""

    def show_problem(self, sentence: str) -> None:
        """Show a sentence where the person who typed will see it."""


Panel = TypeVar("Panel", bound=ShowsProblems)


def safely(
    method: Callable[Concatenate[Panel, Arguments], Result],
) -> Callable[Concatenate[Panel, Arguments], Result | None]:
    """Run a method of a widget so that an error is shown as a sentence instead of raised.

    An error of this toolkit is shown in its own words. Any other error is recorded and shown as :data:`UNEXPECTED`.
    The decorated method gives ``None`` when an error was shown.

    Examples
    --------
    >>> from vsm_toolkit.errors import UsageError
    >>> class Panel:
    ...     def __init__(self):
    ...         self.errors, self.shown = PanelErrors(), []
    ...     def show_problem(self, sentence):
    ...         self.shown.append(sentence)
    ...     @safely
    ...     def save(self):
    ...         raise UsageError("The step has no name yet: type one.")
    >>> panel = Panel()
    >>> panel.save()
    >>> panel.shown, len(panel.errors)
    (['The step has no name yet: type one.'], 0)
    """

    @wraps(method)
    def guarded(self: Panel, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result | None:
        try:
            return method(self, *args, **kwargs)
        except VsmError as problem:
            self.show_problem(problem.message)
        except Exception as error:  # the last line of defence before the room
            self.errors.record(method.__qualname__, error)
            self.show_problem(UNEXPECTED)
        return None

    return guarded

"""The working week that times are shown in: a locale for "1 wk", set around what is being shown.

Reading and computing never look here; they are handed their calendar. Only words for people do, so that a picture and
the table beside it cannot speak of different weeks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple


class WorkingWeek(NamedTuple):
    """How long a day and a week are, in working hours and days."""

    hours_per_day: float = 8.0
    days_per_week: float = 5.0

    @property
    def hours(self) -> float:
        """Working hours in the week."""
        return self.hours_per_day * self.days_per_week


_shown: ContextVar[WorkingWeek] = ContextVar("working week of what is being shown", default=WorkingWeek())  # noqa: B039


def shown_working_week() -> WorkingWeek:
    """Give the working week that times are shown in now.

    Examples
    --------
    >>> shown_working_week().hours
    40.0
    """
    return _shown.get()


@contextmanager
def shown_in(week: WorkingWeek) -> Iterator[None]:
    """Show times in another working week while the block runs, like :func:`decimal.localcontext`.

    Examples
    --------
    >>> with shown_in(WorkingWeek(hours_per_day=7.0)):
    ...     shown_working_week().hours
    35.0
    >>> shown_working_week().hours
    40.0
    """
    token = _shown.set(week)
    try:
        yield
    finally:
        _shown.reset(token)

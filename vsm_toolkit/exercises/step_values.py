"""The numbers of a map's steps, all known, as an exercise needs them: by name, added up, and as a table."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from vsm_toolkit.exercises.exercise import DataTable
from vsm_toolkit.exercises.measures import plain
from vsm_toolkit.figures import Figure
from vsm_toolkit.metrics import step_times
from vsm_toolkit.model import Step, ValueStream


def wait(step: Step) -> float:
    """Give the wait before a step, working hours."""
    return step_times(step).wait or 0.0


def work(step: Step) -> float:
    """Give the process time of a step, working hours."""
    return step_times(step).process or 0.0


def delay(step: Step) -> float:
    """Give the in-step delay of a step, working hours."""
    return step_times(step).delay


def lead(step: Step) -> float:
    """Give the lead time of a step, working hours."""
    return wait(step) + delay(step) + work(step)


def quality(step: Step) -> float:
    """Give the %C&A of a step as a share; a step without one is not asked."""
    estimate = step.percent_complete_accurate
    return math.nan if estimate is None else estimate.value / 100


def people(step: Step) -> float:
    """Give how many people work on a step at once."""
    return 1.0 if step.people is None else step.people.value


def total(steps: Iterable[Step], of: Callable[[Step], float]) -> float:
    """Add a value of some steps up.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> total(lantern().steps, work)
    33.0
    """
    return math.fsum(of(step) for step in steps)


def known(figure: Figure) -> float:
    """Give a figure that an exercise leaves nothing out of."""
    return math.nan if figure.value is None else figure.value


COLUMNS: dict[str, tuple[str, Callable[[Step], str]]] = {
    "team": ("team", lambda step: step.team or "?"),
    "stage": ("stage", lambda step: step.stage.value if step.stage else "?"),
    "wait": ("wait (wh)", lambda step: plain(wait(step))),
    "work": ("process time (wh)", lambda step: plain(work(step))),
    "delay": ("in-step delay (wh)", lambda step: plain(delay(step))),
    "lead": ("lead time (wh)", lambda step: plain(lead(step))),
    "quality": ("%C&A", lambda step: f"{plain(100 * quality(step))} %"),
    "people": ("people", lambda step: plain(people(step))),
}
"""Columns of a table of steps: title and text."""


def step_table(stream: ValueStream, columns: str, note: str = "") -> DataTable:
    """Lay the steps of a map out with some columns.

    Parameters
    ----------
    columns : str
        Keys of :data:`COLUMNS`, parted by spaces.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> step_table(lantern(), "wait work").rows[0]
    ('L1', 'Triage request', '16', '1')
    """
    chosen = [COLUMNS[name] for name in columns.split()]
    return DataTable(
        f"{stream.name}: {len(stream.steps)} steps",
        ("id", "step", *(title for title, _ in chosen)),
        tuple((step.id, step.name, *(text(step) for _, text in chosen)) for step in stream.steps),
        note,
    )

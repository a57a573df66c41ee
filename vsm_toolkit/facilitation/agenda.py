"""A session's agenda and its timer: green, amber and red, with two minutes' extra at most and then the parking lot.

The time is handed in as seconds of any clock that does not go back (``time.monotonic``), so nothing here waits.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from vsm_toolkit.errors import UsageError
from vsm_toolkit.facilitation.script import Timebox, script_of

EXTENSION_MINUTES = 2.0
AMBER_SHARE = 0.2
"""Amber shows for the last fifth of a block, and for a minute at least."""


class Light(StrEnum):
    """How a block stands; the word is shown beside the colour."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Moment:
    """What the timer shows at one instant.

    Attributes
    ----------
    block : Timebox
        The block that runs.
    light : Light
        Green, amber (nearly over) or red (over).
    seconds_left : float
        Negative when the block is over its time.
    sentence : str
        The same in words, for the back row and for a screen reader.
    may_extend : bool
        Whether the two extra minutes are still to be had.
    """

    block: Timebox
    light: Light
    seconds_left: float
    sentence: str
    may_extend: bool


@dataclass(frozen=True, slots=True)
class Agenda:
    """The blocks of a session and where it is; starting, extending and moving on give a new agenda.

    Attributes
    ----------
    title : str
        The session.
    blocks : tuple of Timebox
        In order; at least one.
    position : int
        Which block is on, from 0.
    started_at : float or None
        Second at which the block began; ``None`` while the timer stands.
    extended : bool
        Whether this block got its two minutes already.

    Examples
    --------
    >>> agenda = Agenda("Walk", (Timebox("Silent steps", 10, silent=True),)).start(100.0)
    >>> agenda.moment(160.0).sentence
    'Silent steps: 9 min left (everybody writes alone, nobody speaks)'
    >>> agenda.moment(100.0 + 599).light, agenda.moment(100.0 + 601).light
    (<Light.AMBER: 'amber'>, <Light.RED: 'red'>)
    """

    title: str
    blocks: tuple[Timebox, ...]
    position: int = 0
    started_at: float | None = None
    extended: bool = False

    @property
    def block(self) -> Timebox:
        """The block that is on."""
        return self.blocks[self.position]

    @property
    def minutes(self) -> float:
        """Length of the whole session, minutes."""
        return sum(block.minutes for block in self.blocks)

    def start(self, now: float) -> Self:
        """Start the block that is on, from its full time."""
        return replace(self, started_at=now, extended=False)

    def stop(self) -> Self:
        """Let the timer stand; the block begins anew when it is started again."""
        return replace(self, started_at=None, extended=False)

    def next_block(self, now: float) -> Self:
        """Go on to the next block and start it; after the last one nothing changes."""
        return self.go_to(min(self.position + 1, len(self.blocks) - 1), now)

    def go_to(self, position: int, now: float) -> Self:
        """Start another block.

        Raises
        ------
        UsageError
            When there is no such block.
        """
        if not 0 <= position < len(self.blocks):
            message = f"The agenda has {len(self.blocks)} blocks; there is no block number {position + 1}."
            raise UsageError(message)
        if position == self.position and self.started_at is not None:
            return self
        return replace(self, position=position, started_at=now, extended=False)

    def extend(self) -> Self:
        """Give the block two minutes more, once.

        Raises
        ------
        UsageError
            When it had them already, or does not run.
        """
        if self.started_at is None:
            message = f"“{self.block.name}” has not started, so there is nothing to extend. Start it first."
            raise UsageError(message)
        if self.extended:
            message = f"“{self.block.name}” had its two extra minutes. Put what is left into the parking lot and go on."
            raise UsageError(message)
        return replace(self, extended=True)

    def moment(self, now: float) -> Moment:
        """Say how the block stands.

        Parameters
        ----------
        now : float
            Second on the clock the block was started with.
        """
        planned = self.block.minutes * 60
        allowed = planned + (EXTENSION_MINUTES * 60 if self.extended else 0.0)
        left = allowed if self.started_at is None else allowed - max(0.0, now - self.started_at)
        amber_from = max(60.0, planned * AMBER_SHARE)
        light = Light.RED if left <= 0 else Light.AMBER if left <= amber_from else Light.GREEN
        may_extend = self.started_at is not None and not self.extended
        return Moment(self.block, light, left, self._sentence(left, may_extend=may_extend), may_extend)

    def _sentence(self, left: float, *, may_extend: bool) -> str:
        name = self.block.name
        if self.started_at is None:
            return f"{name}: {self.block.minutes:g} min, not started"
        if left <= 0:
            then = "take two minutes more, or park it" if may_extend else "park what is left and go on"
            return f"{name}: time is up; {then}"
        silent = " (everybody writes alone, nobody speaks)" if self.block.silent else ""
        shown = f"{left / 60:.0f} min left" if left >= 90 else f"{left:.0f} s left"
        return f"{name}: {shown}{silent}"


def agenda_of(notebook: str) -> Agenda:
    """Give the agenda of a notebook's session, the timer standing.

    Parameters
    ----------
    notebook : str
        ``"00"`` to ``"07"``, or ``"orientation"`` for the map in one hour.

    Raises
    ------
    UsageError
        When there is no such session.

    Examples
    --------
    >>> agenda_of("orientation").minutes
    60
    """
    script = script_of(notebook)
    return Agenda(script.title, script.blocks)

"""What was tapped in a round: which role passed a batch on and when, and what therefore lies where."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from vsm_toolkit.errors import UsageError
from vsm_toolkit.handoff_game.rounds import RoundPlan


class Counting(StrEnum):
    """What is tapped: every handoff, or only what reaches the customer (when hands are faster than the driver)."""

    EVERY_HANDOFF = "every_handoff"
    DELIVERIES = "deliveries"


@dataclass(frozen=True, slots=True)
class PassedOn:
    """One tap.

    Attributes
    ----------
    role : int
        Place in the line, from 0.
    items : int
        How many were passed on.
    at : float
        Seconds since the round began, pauses left out.
    """

    role: int
    items: int
    at: float


@dataclass(frozen=True, slots=True)
class RoundRecord:
    """A round as far as it was played.

    Attributes
    ----------
    passes : tuple of PassedOn
        In the order of their times.
    simulated : bool
        Whether simulated players played it.

    Examples
    --------
    >>> from vsm_toolkit.handoff_game.rounds import plan_rounds
    >>> record = RoundRecord(plan_rounds()[1]).with_pass(0, at=6.0)
    >>> record.waiting_at(0), record.waiting_at(1), record.delivered
    (15, 5, 0)
    """

    plan: RoundPlan
    counting: Counting = Counting.EVERY_HANDOFF
    passes: tuple[PassedOn, ...] = ()
    simulated: bool = False

    def passed_by(self, role: int) -> int:
        """Count the items a role has passed on."""
        return sum(each.items for each in self.passes if each.role == role)

    @property
    def delivered(self) -> int:
        """How many items have reached the customer."""
        return self.passed_by(len(self.plan.roles) - 1)

    @property
    def is_finished(self) -> bool:
        """Whether every item has been delivered."""
        return self.delivered >= self.plan.items

    def waiting_at(self, role: int) -> int | None:
        """Count what lies at a role, worked on or waiting; ``None`` where only deliveries are tapped."""
        if self.counting is Counting.DELIVERIES:
            return None
        came = self.plan.items if role == 0 else self.passed_by(role - 1)
        return came - self.passed_by(role)

    def next_batch(self, role: int) -> int:
        """Say how many items the next tap of a role passes on; 0 when it has no whole batch to pass on."""
        last = len(self.plan.roles) - 1
        if self.counting is Counting.DELIVERIES and role != last:
            return 0
        left = self.plan.items - self.passed_by(role)
        wanted = min(self.plan.batch_size, left)
        here = self.waiting_at(role)
        return wanted if here is None or here >= wanted else 0

    def with_pass(self, role: int, *, at: float) -> Self:
        """Give the record with one tap more; a time before the last tap counts as that of the last tap.

        Raises
        ------
        UsageError
            When there is no such role, or it has nothing to pass on.
        """
        if not 0 <= role < len(self.plan.roles):
            message = f"There is no role {role + 1} in this round; the keys are 1 to {len(self.plan.roles)}."
            raise UsageError(message)
        items = self.next_batch(role)
        if items == 0:
            raise UsageError(self._why_nothing(role))
        latest = self.passes[-1].at if self.passes else 0.0
        return replace(self, passes=(*self.passes, PassedOn(role, items, max(at, latest))))

    def _why_nothing(self, role: int) -> str:
        name = self.plan.roles[role]
        if self.passed_by(role) >= self.plan.items:
            return f"{name} has passed everything on already. If an earlier tap was a slip, press Undo."
        if self.counting is Counting.DELIVERIES:
            return f"Only deliveries are tapped in this round: press key {len(self.plan.roles)}."
        return (
            f"{name} has nothing to pass on yet: {self.plan.roles[role - 1]} has not passed a batch on. "
            "If that was missed, tap it now; if this was a slip, go on."
        )

    def deliveries_only(self) -> Self:
        """Go on with deliveries alone, as when hands are faster than the one who taps; the other taps are let go."""
        last = len(self.plan.roles) - 1
        return replace(
            self, counting=Counting.DELIVERIES, passes=tuple(each for each in self.passes if each.role == last)
        )

    def without_last_pass(self) -> Self:
        """Take the last tap back.

        Raises
        ------
        UsageError
            When there is none.
        """
        if not self.passes:
            message = "There is no tap to take back in this round."
            raise UsageError(message)
        return replace(self, passes=self.passes[:-1])

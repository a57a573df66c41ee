"""The rounds of the handoff game as data: who stands in the line, how much travels together, who decides.

The game is the coin game coaches have played for decades: every item passes through every role, and only the batch and
the number of handoffs change from round to round.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from vsm_toolkit.errors import UsageError

ROLES = ("Idea", "Design", "Build", "Check", "Release")
ITEMS = 20
SMALLER_BATCH = 5
FEWEST_ROLES, MOST_ROLES = 4, 5
FEWEST_ITEMS, MOST_ITEMS = 4, 40
LONGEST_ROLE = 30


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """One round as it is to be played.

    Attributes
    ----------
    key : str
        Names it in the file of the game.
    title : str
        For the screen.
    roles : tuple of str
        Who stands in the line, in order.
    jobs : tuple of tuple of str
        What each role does to every item: one turn per job. A merged role has two.
    items : int
        How many are delivered in the round.
    batch_size : int
        How many are passed on together; the last batch may be smaller.
    rule : str
        What is different in this round, to be read aloud.
    extra : bool
        Whether it is played only when there is time.
    """

    key: str
    title: str
    roles: tuple[str, ...]
    jobs: tuple[tuple[str, ...], ...]
    items: int
    batch_size: int
    rule: str
    extra: bool = False

    @property
    def handoffs(self) -> int:
        """How often each item changes hands on its way; giving it to the customer is not counted."""
        return len(self.roles) - 1

    @property
    def transfers(self) -> int:
        """How often a batch changes hands in the whole round."""
        return self.handoffs * math.ceil(self.items / self.batch_size)


def plan_rounds(
    roles: Sequence[str] = ROLES, items: int = ITEMS, smaller_batch: int = SMALLER_BATCH
) -> tuple[RoundPlan, ...]:
    """Give the rounds of a game: one big batch, smaller batches, one at a time, fewer handoffs in two ways.

    The role before the last one is the check: in round 4 the role before it may decide by itself, in the extra round
    one person does both jobs.

    Parameters
    ----------
    roles : sequence of str
        Four or five names, each different.
    items : int
        4 to 40.
    smaller_batch : int
        Batch of the second round; from 2 to half of the items.

    Raises
    ------
    UsageError
        When a game cannot be played that way.

    Examples
    --------
    >>> [(plan.batch_size, plan.handoffs, plan.transfers) for plan in plan_rounds()]
    [(20, 4, 4), (5, 4, 16), (1, 4, 80), (1, 3, 60), (1, 3, 60)]
    """
    line = tuple(" ".join(role.split()) for role in roles)
    _check_line(line)
    _check_sizes(items, smaller_batch)
    jobs = tuple((role,) for role in line)
    before, check = line[-3], line[-2]
    decides = (*line[:-3], f"{before}, decides", line[-1])
    merged = (*line[:-3], f"{before} + {check}", line[-1])
    return (
        RoundPlan(
            "big_batch", "One big batch", line, jobs, items, items,
            f"Finish all {items}, then pass all {items} on together.",
        ),
        RoundPlan(
            "smaller_batches", "Smaller batches", line, jobs, items, smaller_batch,
            f"Pass on every {smaller_batch} items. Nothing else changes.",
        ),
        RoundPlan(
            "one_at_a_time", "One at a time", line, jobs, items, 1,
            "Pass each item on as soon as you have done it. Nothing else changes.",
        ),
        RoundPlan(
            "one_role_decides", "Fewer handoffs: one role may decide", decides, (*jobs[:-2], jobs[-1]), items, 1,
            f"{before} may decide alone: {check} steps out of the line, and what it did to every item falls away.",
        ),
        RoundPlan(
            "two_roles_merged", "Fewer handoffs: two roles merged", merged,
            (*jobs[:-3], (before, check), jobs[-1]), items, 1,
            f"{check} steps out of the line, but its job stays: {before} now does both jobs on every item.",
            extra=True,
        ),
    )  # fmt: skip


def _check_line(line: tuple[str, ...]) -> None:
    if not FEWEST_ROLES <= len(line) <= MOST_ROLES or not all(line):
        message = (
            f"The line needs {FEWEST_ROLES} or {MOST_ROLES} roles with a name each, and this has "
            f"{sum(map(bool, line))}. Write them with commas between them: {', '.join(ROLES)}."
        )
        raise UsageError(message)
    if len({role.casefold() for role in line}) < len(line):
        message = "Two roles have the same name, so nobody knows whose key is whose. Give each its own name."
        raise UsageError(message)
    if max(map(len, line)) > LONGEST_ROLE:
        message = f"A role's name may have {LONGEST_ROLE} characters, so that it fits its button. Shorten the long one."
        raise UsageError(message)


def _check_sizes(items: int, smaller_batch: int) -> None:
    if not FEWEST_ITEMS <= items <= MOST_ITEMS:
        message = f"A round has {FEWEST_ITEMS} to {MOST_ITEMS} items, and this has {items}. 20 coins are usual."
        raise UsageError(message)
    if not 2 <= smaller_batch <= items // 2:
        message = (
            f"The batch of round 2 lies between those of round 1 ({items}) and round 3 (1): "
            f"take 2 to {items // 2} instead of {smaller_batch}."
        )
        raise UsageError(message)

"""Players for when nobody is there: seeded, each with a pace of their own, no turn quite like the other.

They are a model, not people: they neither get faster with practice nor drop a coin.
"""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass

from vsm_toolkit.handoff_game.batch_line import batch_sizes, line_record
from vsm_toolkit.handoff_game.round_record import RoundRecord
from vsm_toolkit.handoff_game.rounds import RoundPlan


@dataclass(frozen=True, slots=True)
class Players:
    """How simulated people work; the numbers are ours, chosen to resemble turning coins by hand.

    Attributes
    ----------
    turn_seconds : float
        Median time of one job on one item.
    spread : float
        How much one turn differs from the next: standard deviation of its logarithm.
    pace_spread : float
        The same from person to person.
    pass_on_seconds : float
        What it takes to stack a batch and slide it over, whatever its size.
    """

    turn_seconds: float = 1.2
    spread: float = 0.3
    pace_spread: float = 0.15
    pass_on_seconds: float = 0.8


def simulate_round(plan: RoundPlan, seed: int, players: Players | None = None) -> RoundRecord:
    """Let simulated players play a round.

    The same seed gives the same people and the same turns in every round, so that rounds differ by nothing but their
    plan.

    Parameters
    ----------
    seed : int
        0 or more.

    Examples
    --------
    >>> from vsm_toolkit.handoff_game.rounds import plan_rounds
    >>> record = simulate_round(plan_rounds()[2], seed=7)
    >>> record.delivered, record.simulated
    (20, True)
    """
    people = players or Players()
    sizes = batch_sizes(plan.items, plan.batch_size)
    durations = []
    for jobs in plan.jobs:
        turns = [
            sum(of_item) for of_item in zip(*(job_turns(job, plan.items, seed, people) for job in jobs), strict=True)
        ]
        first, of_role = 0, []
        for size in sizes:
            of_role.append(sum(turns[first : first + size]) + people.pass_on_seconds)
            first += size
        durations.append(of_role)
    return line_record(plan, durations, simulated=True)


def job_turns(job: str, items: int, seed: int, players: Players) -> tuple[float, ...]:
    """Draw how long one person takes for a job on each item, seconds; more items leave the first ones as they are.

    Examples
    --------
    >>> job_turns("Build", 2, 7, Players()) == job_turns("Build", 9, 7, Players())[:2]
    True
    """
    import numpy as np

    # A stream of its own for each job, so that taking one out leaves the others as they were.
    generator = np.random.default_rng([seed, zlib.crc32(job.encode("utf-8", "replace"))])
    pace = players.turn_seconds * math.exp(players.pace_spread * generator.standard_normal())
    return tuple(pace * math.exp(players.spread * float(each)) for each in generator.standard_normal(items))

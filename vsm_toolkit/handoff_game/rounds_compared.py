"""The rounds beside each other, and what may honestly be said about so few of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vsm_toolkit.handoff_game.game import Game, PlayedRound
from vsm_toolkit.handoff_game.guesses import seconds_words
from vsm_toolkit.handoff_game.rounds import RoundPlan
from vsm_toolkit.handoff_game.timings import RoundTimings, at_the_same_pace, measure_round

_COMPARED_WITH = {
    "smaller_batches": ("big_batch",),
    "one_at_a_time": ("big_batch", "smaller_batches"),
    "one_role_decides": ("one_at_a_time", "big_batch"),
    "two_roles_merged": ("one_at_a_time", "big_batch"),
}
"""With which round each is compared, the first that was played: best with one that differs in one thing only."""


@dataclass(frozen=True, slots=True)
class ComparedRound:
    """One round of the comparison: the last time it was played to its end.

    Attributes
    ----------
    number : int
        Its place in the game, from 1.
    times_played : int
        How often it was played to its end.
    same_pace : tuple of (float, float) or None
        First and last delivery had everybody kept the pace of the big batch, seconds; ``None`` when that is not known,
        for the big batch itself, and across people and simulated players.
    """

    number: int
    plan: RoundPlan
    timings: RoundTimings
    simulated: bool
    times_played: int
    same_pace: tuple[float, float] | None

    @property
    def label(self) -> str:
        """Number and title, with a word when no people played it."""
        return f"{self.number} {self.plan.title}{' (simulated)' if self.simulated else ''}"


def compare_rounds(game: Game) -> tuple[ComparedRound, ...]:
    """Put what was played to its end beside each other, in the order of the game."""
    rows = []
    first = (game.finished(game.plans[0].key) or (None,))[-1] if game.plans else None
    for number, plan in enumerate(game.plans, 1):
        played = game.finished(plan.key)
        if played:
            last = played[-1]
            pace = _pace(first, last) if number > 1 else None
            rows.append(
                ComparedRound(number, plan, measure_round(last.record), last.record.simulated, len(played), pace)
            )
    return tuple(rows)


def _pace(first: PlayedRound | None, last: PlayedRound) -> tuple[float, float] | None:
    if first is None or first.record.simulated is not last.record.simulated:
        return None
    return at_the_same_pace(first.record, last.record.plan)


def what_happened(rows: Sequence[ComparedRound]) -> tuple[str, ...]:
    """Say what changed from round to round, and what the pace of the first round would have given.

    Examples
    --------
    >>> from vsm_toolkit.handoff_game.game import play_again
    >>> setup = {"do": "set_up", "roles": ["A", "B", "C", "D"], "items": 20, "batch": 5}
    >>> game, _ = play_again([setup, {"do": "simulate", "seed": 7}])
    >>> what_happened(compare_rounds(game))
    ()
    """
    by_key = {row.plan.key: row for row in rows}
    said: list[str] = []
    for row in rows:
        base = next((by_key[key] for key in _COMPARED_WITH.get(row.plan.key, ()) if key in by_key), None)
        if base is not None and base.simulated is row.simulated:
            said.append(" ".join((_change(base, row), *_pace_words(row))))
    return tuple(said)


def _change(base: ComparedRound, row: ComparedRound) -> str:
    firsts = f"{seconds_words(base.timings.first_delivered)} → {seconds_words(row.timings.first_delivered)}"
    alls = f"{seconds_words(base.timings.all_delivered)} → {seconds_words(row.timings.all_delivered)}"
    differs = []
    if row.plan.batch_size != base.plan.batch_size:
        differs.append(f"batches of {row.plan.batch_size} instead of {base.plan.batch_size}")
    if row.plan.handoffs != base.plan.handoffs:
        differs.append(f"{row.plan.handoffs} handoffs per item instead of {base.plan.handoffs}")
    return f"Round {base.number} → {row.number}, {', '.join(differs)}: the first {firsts}, all {alls}."


def _pace_words(row: ComparedRound) -> tuple[str, ...]:
    all_delivered = row.timings.all_delivered
    if row.same_pace is None or all_delivered is None:
        return ()
    expected, took = seconds_words(row.same_pace[1]), seconds_words(all_delivered)
    start = f"Had nobody been faster or slower than in round 1: all in {expected}. It took {took}"
    if all_delivered > row.same_pace[1] * 1.1:
        return (f"{start}: passing on {row.plan.transfers} times costs something too, and there is chance.",)
    if all_delivered < row.same_pace[1] * 0.9:
        return (f"{start}: the rest is practice, and chance.",)
    return (f"{start}: the batch and the line explain it.",)


def caveats(rows: Sequence[ComparedRound]) -> tuple[str, ...]:
    """Say what these rounds cannot show.

    Examples
    --------
    >>> caveats(())
    ()
    """
    if not rows:
        return ()
    simulated, people = [row for row in rows if row.simulated], [row for row in rows if not row.simulated]
    said = []
    if people:
        all_once = all(row.times_played == 1 for row in people)
        once = "Each round was played once" if all_once else "Few rounds were played"
        said.append(
            f"{once}, and hands get faster with practice: this shows how it works, not by how much. "
            "To see what practice alone brings, play round 1 again."
        )
    if simulated:
        numbers = ", ".join(str(row.number) for row in simulated)
        said.append(
            f"Simulated players played round{'' if len(simulated) == 1 else 's'} {numbers}: a model, "
            "the same hands every time, without practice and without a dropped coin."
        )
    if simulated and people:
        said.append("Rounds of people and rounds of simulated players do not compare.")
    return tuple(said)


def practice_words(game: Game) -> str:
    """Say what playing the first round again brought; ``""`` when people did not play it twice."""
    if not game.plans:
        return ""
    played = [each.record for each in game.finished(game.plans[0].key) if not each.record.simulated]
    if len(played) < 2:
        return ""
    first, last = (seconds_words(measure_round(record).all_delivered) for record in (played[0], played[-1]))
    return f"Round 1 took {first} at first and {last} when it was played again: that much is practice, or chance."

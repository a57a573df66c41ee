"""A game as the sum of what happened in it: every gesture is an event, and the state is computed from all of them.

So a game goes on after a restart, a slip is taken back by another event, and nothing needs to be kept in step. Times
are seconds of a clock that is handed in (of the day, so that it survives a restart).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from vsm_toolkit.errors import UsageError
from vsm_toolkit.handoff_game.guesses import NOBODY_GUESSED, Guesses
from vsm_toolkit.handoff_game.round_record import Counting, RoundRecord
from vsm_toolkit.handoff_game.rounds import ITEMS, ROLES, SMALLER_BATCH, RoundPlan, plan_rounds
from vsm_toolkit.handoff_game.simulated_players import simulate_round

Event = Mapping[str, Any]
"""What happened, as plain JSON: ``do`` names it, ``at`` is its second."""


@dataclass(frozen=True, slots=True)
class PlayedRound:
    """A round that runs or was played.

    Attributes
    ----------
    started_at : float
        Second of the clock.
    paused_at : float or None
        When the clock was stopped; ``None`` while it runs.
    paused_seconds : float
        How long it stood before.
    broken_off : bool
        Whether it was ended before everything was delivered.
    """

    record: RoundRecord
    guesses: Guesses
    started_at: float = 0.0
    paused_at: float | None = None
    paused_seconds: float = 0.0
    broken_off: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return not self.broken_off and not self.record.is_finished

    def seconds(self, at: float) -> float:
        """Give how long it has been played, pauses left out; never negative, even when the clock was set back."""
        now = at if self.paused_at is None else min(at, self.paused_at)
        return max(0.0, now - self.started_at - self.paused_seconds)


@dataclass(frozen=True, slots=True)
class Game:
    """A game as it stands; every event gives a new one.

    Attributes
    ----------
    plans : tuple of RoundPlan
        The rounds; empty before the game is set up.
    position : int
        The round that is on, from 0.
    stage : {"set_up", "guess", "play", "result"}
        What the room does now.
    guesses : Guesses
        For the round that comes.
    rounds : tuple of PlayedRound
        What was played, in order; a round may have been played more than once.
    """

    plans: tuple[RoundPlan, ...] = ()
    position: int = 0
    stage: Literal["set_up", "guess", "play", "result"] = "set_up"
    guesses: Guesses = NOBODY_GUESSED
    rounds: tuple[PlayedRound, ...] = ()

    @property
    def plan(self) -> RoundPlan:
        """The plan of the round that is on.

        Raises
        ------
        UsageError
            When no game is set up.
        """
        if not self.plans:
            message = "No game is set up yet: say who stands in the line first."
            raise UsageError(message)
        return self.plans[self.position]

    @property
    def current(self) -> PlayedRound | None:
        """The round that runs, or whose result is shown."""
        return self.rounds[-1] if self.rounds and self.stage in {"play", "result"} else None

    def finished(self, key: str) -> tuple[PlayedRound, ...]:
        """Give every time a round was played to its end."""
        return tuple(each for each in self.rounds if each.record.plan.key == key and each.record.is_finished)


def after(game: Game, event: Event) -> Game:
    """Give the game after one more event.

    Raises
    ------
    UsageError
        When that cannot happen now; the sentence says what can.

    Examples
    --------
    >>> game = after(Game(), {"do": "set_up", "roles": ["A", "B", "C", "D"], "items": 4, "batch": 2, "at": 0.0})
    >>> game = after(game, {"do": "start", "counting": "every_handoff", "at": 100.0})
    >>> after(game, {"do": "pass", "role": 0, "at": 109.5}).rounds[0].record.passes[0].at
    9.5
    """
    happening = _HAPPENINGS.get(str(event.get("do")))
    if happening is None:
        message = f"There is no gesture {str(event.get('do'))[:40]!r} in the game."
        raise UsageError(message)
    try:
        if not math.isfinite(event.get("at", 0.0)):
            message = "A gesture without a time cannot be counted."
            raise UsageError(message)
        return happening(game, event)
    except (KeyError, TypeError, AttributeError, OverflowError) as problem:
        message = f"The gesture {event['do']!r} lacks something or holds something else than it should."
        raise UsageError(message) from problem


def play_again(events: Iterable[Event]) -> tuple[Game, int]:
    """Compute the game from all its events.

    Returns
    -------
    game : Game
        The state after the last of them.
    left_out : int
        How many could not happen where they stand, after damage to the file; they are left out.
    """
    game, left_out = Game(), 0
    for event in events:
        try:
            game = after(game, event)
        except (UsageError, ValueError):
            left_out += 1
    return game, left_out


def simulated_game(seed: int) -> Game:
    """Let simulated players play every round once.

    Examples
    --------
    >>> len(simulated_game(7).rounds)
    5
    """
    set_up = {"do": "set_up", "roles": list(ROLES), "items": ITEMS, "batch": SMALLER_BATCH}
    simulate = {"do": "simulate", "seed": seed}
    rounds = [event for plan in plan_rounds() for event in ({"do": "choose", "round": plan.key}, simulate)]
    return play_again([set_up, *rounds])[0]


def _set_up(_game: Game, event: Event) -> Game:
    return Game(plans=plan_rounds(event["roles"], event["items"], event["batch"]), stage="guess")


def _choose(game: Game, event: Event) -> Game:
    _refuse_while_playing(game)
    keys = [plan.key for plan in game.plans]
    if event["round"] not in keys:
        message = f"There is no round {str(event['round'])[:40]!r} in this game."
        raise UsageError(message)
    return replace(game, position=keys.index(event["round"]), stage="guess", guesses=NOBODY_GUESSED)


def _guess(game: Game, event: Event) -> Game:
    _refuse_while_playing(game)
    return replace(game, guesses=Guesses(tuple(map(float, event["first"])), tuple(map(float, event["all"]))))


def _start(game: Game, event: Event) -> Game:
    _refuse_while_playing(game)
    record = RoundRecord(game.plan, Counting(event["counting"]))
    played = PlayedRound(record, game.guesses, started_at=float(event["at"]))
    return replace(game, rounds=(*game.rounds, played), stage="play", guesses=NOBODY_GUESSED)


def _simulate(game: Game, event: Event) -> Game:
    _refuse_while_playing(game)
    played = PlayedRound(simulate_round(game.plan, event["seed"]), game.guesses)
    return replace(game, rounds=(*game.rounds, played), stage="result", guesses=NOBODY_GUESSED)


def _pass(game: Game, event: Event) -> Game:
    played = _running(game)
    if played.paused_at is not None:
        message = "The clock stands. Press Go on first, then tap."
        raise UsageError(message)
    record = played.record.with_pass(event["role"], at=played.seconds(float(event["at"])))
    return _with_last(game, replace(played, record=record))


def _deliveries_only(game: Game, _event: Event) -> Game:
    played = _running(game)
    return _with_last(game, replace(played, record=played.record.deliveries_only()))


def _pause(game: Game, event: Event) -> Game:
    played = _running(game)
    return game if played.paused_at is not None else _with_last(game, replace(played, paused_at=float(event["at"])))


def _resume(game: Game, event: Event) -> Game:
    played = _running(game)
    if played.paused_at is None:
        return game
    stood = max(0.0, float(event["at"]) - played.paused_at)
    return _with_last(game, replace(played, paused_at=None, paused_seconds=played.paused_seconds + stood))


def _stop(game: Game, _event: Event) -> Game:
    return _with_last(game, replace(_running(game), broken_off=True))


def _undo(game: Game, _event: Event) -> Game:
    played = game.current
    if played is None or played.record.simulated:
        message = "There is no tap to take back."
        raise UsageError(message)
    if played.broken_off:
        return _with_last(game, replace(played, broken_off=False))
    return _with_last(game, replace(played, record=played.record.without_last_pass()))


def _with_last(game: Game, played: PlayedRound) -> Game:
    return replace(game, rounds=(*game.rounds[:-1], played), stage="play" if played.is_open else "result")


def _running(game: Game) -> PlayedRound:
    if game.stage != "play":
        message = "No round is running: start the clock first."
        raise UsageError(message)
    return game.rounds[-1]


def _refuse_while_playing(game: Game) -> None:
    if game.stage == "play":
        message = "A round is running. Finish it, or press Break off first."
        raise UsageError(message)


_HAPPENINGS: dict[str, Callable[[Game, Event], Game]] = {
    "set_up": _set_up,
    "choose": _choose,
    "guess": _guess,
    "start": _start,
    "simulate": _simulate,
    "pass": _pass,
    "deliveries_only": _deliveries_only,
    "pause": _pause,
    "resume": _resume,
    "stop": _stop,
    "undo": _undo,
}

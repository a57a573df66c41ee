"""The table the game is played at: takes gestures, keeps each before it counts, tells who follows."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from vsm_toolkit.handoff_game.game import Event, after, play_again


class GameTable:
    """A game that people play; the only thing here that changes.

    Parameters
    ----------
    events : iterable of mapping
        What happened before, from the file.
    keep : callable
        Makes an event durable; what it raises leaves the game as it was.
    clock : callable
        Gives the second of the day's clock, which survives a restart.

    Attributes
    ----------
    game : Game
        As it stands.
    left_out : int
        Events of the file that could not happen where they stand.

    Examples
    --------
    >>> kept = []
    >>> table = GameTable((), kept.append, clock=lambda: 100.0)
    >>> table.do("set_up", roles=["A", "B", "C", "D"], items=8, batch=2)
    >>> table.game.plan.title, kept[0]["at"]
    ('One big batch', 100.0)
    """

    def __init__(self, events: Iterable[Event], keep: Callable[[Event], object], clock: Callable[[], float]) -> None:
        self.game, self.left_out = play_again(events)
        self._keep, self._clock = keep, clock
        self._followers: list[Callable[[], object]] = []

    def now(self) -> float:
        """Give the second of the clock."""
        return self._clock()

    def do(self, gesture: str, **details: object) -> None:
        """Take a gesture.

        Raises
        ------
        VsmError
            When it cannot happen now, or cannot be kept; nothing has changed then.
        """
        event = {"do": gesture, "at": round(self._clock(), 3), **details}
        game = after(self.game, event)
        self._keep(event)
        self.game = game
        for follow in self._followers:
            follow()

    def subscribe(self, follow: Callable[[], object]) -> None:
        """Call a function after every gesture."""
        self._followers.append(follow)

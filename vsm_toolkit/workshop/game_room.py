"""The handoff game a notebook opens: its file, its table, its panels, and the team's own map for the debrief."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from vsm_toolkit.display import list_in_words, quoted_name
from vsm_toolkit.durations import format_hours
from vsm_toolkit.errors import VsmError
from vsm_toolkit.handoff_game.debrief import MONDAY, MapHandoff, longest_handoffs, questions
from vsm_toolkit.handoff_game.rounds_compared import compare_rounds
from vsm_toolkit.handoff_game.table import GameTable
from vsm_toolkit.io.game_file import GAME_FILE, append_event, read_events
from vsm_toolkit.io.map_file import MAP_FILE, load_engagement
from vsm_toolkit.io.shipped_files import sample_engagements
from vsm_toolkit.widgets.blocks import Block, heading, lines
from vsm_toolkit.widgets.handoff_game_panel import HandoffGamePanel
from vsm_toolkit.widgets.safely import PanelErrors
from vsm_toolkit.widgets.text_panel import TextPanel
from vsm_toolkit.workshop.engagement_folder import NAMED_BY
from vsm_toolkit.workshop.sentences import show_errors_as_sentences

_open: dict[Path, HandoffGame] = {}


class HandoffGame:
    """A game in the folder of a notebook; run again or opened tomorrow, it goes on where it was.

    Parameters
    ----------
    folder : Path
        Holds the file of the game; made with the first gesture.

    Attributes
    ----------
    table : GameTable
        The game.
    errors : PanelErrors
        Errors nobody expected, of both panels; a game ends with none.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / GAME_FILE
        events, damage = read_events(self.path)
        self.table = GameTable(events, partial(append_event, self.path), time.time)
        left_out = self.table.left_out
        if left_out:
            damage = (*damage, f"{left_out} gesture(s) of {GAME_FILE} could not happen where they stand; left out.")
        self.errors = PanelErrors()
        self._board = HandoffGamePanel(self.table, damage, errors=self.errors)
        self._debrief: TextPanel | None = None
        self._folder = folder

    def __repr__(self) -> str:
        """Say in a sentence what is open."""
        played = len(self.table.game.rounds)
        return f"Handoff game: {played} round{'' if played == 1 else 's'} so far. Every tap is kept in {self.path}."

    def board(self) -> Any:  # noqa: ANN401 - a widget
        """Show the game."""
        return self._board.widget

    def debrief(self) -> Any:  # noqa: ANN401 - a widget
        """Show what to ask, the longest handoffs of the team's own map, and what to do on Monday."""
        if self._debrief is None:
            self._debrief = TextPanel("Debrief", self._debrief_blocks, errors=self.errors)
            self.table.subscribe(self._show_debrief)
        self._debrief.show()
        return self._debrief.widget

    def _show_debrief(self) -> None:
        # While a round runs nothing may stand between a tap and its time.
        if self._debrief is not None and self.table.game.stage != "play":
            self._debrief.show()

    def _debrief_blocks(self) -> list[Block]:
        rows = compare_rounds(self.table.game)
        return [
            heading("Ask the room"),
            lines(*questions(rows), sign="question"),
            heading("Which handoff of yours is this?"),
            *map_blocks(self._folder),
            heading("On Monday"),
            lines(*MONDAY),
        ]


def map_blocks(folder: Path) -> list[Block]:
    """Name the longest handoffs of the team's map: in the folder, above it, or where ``VSM_ENGAGEMENT`` says.

    Without a map those of a sample stand in, and that is said.
    """
    named = os.environ.get(NAMED_BY)
    places = [Path(named)] if named else [folder, folder.parent]
    found = next((place for place in places if (place / MAP_FILE).is_file()), None)
    try:
        stream = load_engagement(found or sample_engagements()[0]).stream
    except VsmError as problem:
        return [lines(problem.message, sign="problem")]
    handoffs = longest_handoffs(stream)
    if not handoffs:
        return [
            lines(f"The map of {quoted_name(stream.name)} shows no handoff yet: draw who hands over to whom first.")
        ]
    sample = "" if found else "There is no map in this folder, so these are a sample's. "
    opening = f"{sample}Where {quoted_name(stream.name)} waits longest at a handoff:"
    closing = "What is the batch there, who decides about it, and how many items lie there now?"
    return [lines(opening), lines(*_handoff_sentences(handoffs)), lines(closing, sign="question")]


def _handoff_sentences(handoffs: Sequence[MapHandoff]) -> list[str]:
    return [
        f"{list_in_words([quoted_name(giver) for giver in each.givers])} → {quoted_name(each.receiver)}: "
        + ("nobody knows yet how long" if each.wait_hours is None else format_hours(each.wait_hours))
        for each in handoffs
    ]


def open_handoff_game(folder: Path | str = ".") -> HandoffGame:
    """Open the game of a notebook's folder; asked again in the same kernel, give the same game.

    Examples
    --------
    >>> import tempfile
    >>> open_handoff_game(tempfile.mkdtemp()).table.game.stage
    'set_up'
    """
    show_errors_as_sentences()
    place = Path(folder).expanduser().resolve()
    if place not in _open:
        _open[place] = HandoffGame(place)
    return _open[place]

"""The agenda and its timer: what is left of a block in green, amber or red, and two minutes more once."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import ClassVar

from vsm_toolkit.facilitation import Agenda
from vsm_toolkit.facilitation.agenda import AMBER_SHARE, EXTENSION_MINUTES
from vsm_toolkit.widgets.blocks import Block, Row, button, buttons, row, table, timer, words_cell
from vsm_toolkit.widgets.panel import Panel, Place
from vsm_toolkit.widgets.safely import PanelErrors


class AgendaPanel(Panel):
    """Shows an agenda and starts, extends and moves it on; the browser counts down by itself.

    Parameters
    ----------
    agenda : Agenda
        Blocks and minutes; the panel holds the newest one as ``agenda``.
    clock : callable
        Gives seconds that never go back.
    """

    title: ClassVar[str] = "Agenda"

    def __init__(
        self, agenda: Agenda, clock: Callable[[], float] = time.monotonic, *, errors: PanelErrors | None = None
    ) -> None:
        super().__init__(errors=errors)
        self.agenda = agenda
        self._clock = clock
        self.show()

    def content(self) -> list[Block]:
        """Show the block that is on with its time, what can be done, and all blocks."""
        agenda = self.agenda
        moment = agenda.moment(self._clock())
        running = agenda.started_at is not None
        amber_from = max(60.0, agenda.block.minutes * 60 * AMBER_SHARE)
        over = (
            "red: time is up, two minutes more or park it"
            if moment.may_extend
            else "red: time is up, park it and go on"
        )
        silent = ", everybody writes alone" if agenda.block.silent else ""
        phases = [
            (amber_from, "green", f"green: on time{silent}") if running else (-1e9, "plain", "not started"),
            (0.0, "amber", "amber: nearly over"),
            (-1e9, "red", over),
        ]
        last = agenda.position == len(agenda.blocks) - 1
        todo = [
            button("start", "Start again" if running else "Start", main=not running),
            button("stop", "Stop", disabled=not running),
            button("extend", f"+{EXTENSION_MINUTES:g} min, once", disabled=not moment.may_extend),
            button("next", "Next block", main=running, disabled=last),
        ]
        return [
            timer(agenda.block.name, moment.seconds_left, running=running, phases=phases),
            buttons("timer", "Timer", todo),
            table(
                "blocks", f"{agenda.title}: {agenda.minutes:g} min", "Block", (("minutes", "Minutes"),), self._blocks()
            ),
        ]

    def _blocks(self) -> list[Row]:
        rows = []
        for place, each in enumerate(self.agenda.blocks):
            now = place == self.agenda.position
            words = f"{each.minutes:g}{' · in silence' if each.silent else ''}{' · now' if now else ''}"
            go = button("go", "Go to it", title=f"go to {each.name}", disabled=now)
            rows.append(
                row(str(place), each.name, {"minutes": words_cell(words)}, buttons=[go], sign="now" if now else "")
            )
        return rows

    def changed(self, place: Place, value: str | bool) -> None:  # noqa: FBT001
        """Take nothing: an agenda has no fields."""

    def pressed(self, name: str, row: str) -> None:
        """Start, stop, extend, or go on."""
        now = self._clock()
        if name == "start":
            self.agenda = self.agenda.start(now)
        elif name == "stop":
            self.agenda = self.agenda.stop()
        elif name == "extend":
            self.agenda = self.agenda.extend()
        elif name == "next":
            self.agenda = self.agenda.next_block(now)
        elif name == "go":
            self.agenda = self.agenda.go_to(int(row), now)

"""Pictures of the map that follow the session: drawn anew a moment after the last edit, never while people type."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import ClassVar

from vsm_toolkit.display import ShownPicture
from vsm_toolkit.errors import UsageError, VsmError
from vsm_toolkit.model import Engagement
from vsm_toolkit.session import MappingSession
from vsm_toolkit.widgets.blocks import Block, button, buttons, lines
from vsm_toolkit.widgets.panel import SessionPanel
from vsm_toolkit.widgets.safely import PanelErrors

QUIET_SECONDS = 1.5

Draw = Callable[[Engagement], ShownPicture]


class PicturePanel(SessionPanel):
    """Shows pictures of the map as it stands.

    Drawing takes a few tenths of a second, so it waits until nobody has edited anything for a moment; until then, and
    where no event loop runs, the panel says that the map has moved on and offers a button.

    Parameters
    ----------
    draw : sequence of callables
        Each draws one picture of an engagement, and may raise a ``VsmError`` that says why it cannot.
    quiet : float
        Seconds without an edit before the pictures are drawn anew.
    """

    title: ClassVar[str] = "The map as it stands"

    def __init__(
        self,
        session: MappingSession,
        draw: Sequence[Draw],
        *,
        quiet: float = QUIET_SECONDS,
        errors: PanelErrors | None = None,
    ) -> None:
        self._draw, self._quiet = tuple(draw), quiet
        self._drawn = session.engagement
        self._blocks: list[Block] = []
        self._waiting: asyncio.TimerHandle | None = None
        super().__init__(session, errors=errors)
        self.redraw()

    def redraw(self) -> None:
        """Draw every picture from the map as it stands."""
        self._waiting = None
        self._drawn = self.session.engagement
        self._blocks = [block for draw in self._draw for block in self._blocks_of(draw)]
        super().show()

    def _blocks_of(self, draw: Draw) -> list[Block]:
        try:
            picture = draw(self.session.engagement)
        except VsmError as problem:
            return [lines(problem.message, sign="question")]
        shown: Block = {"type": "picture", "address": picture.data_uri(), "words": picture.text_alternative}
        return [shown]

    def show(self) -> None:
        """Draw anew when the map has come to rest; where no event loop runs, say that it has moved on."""
        moved_on = self._drawn is not self.session.engagement
        if not (moved_on and self._redraw_later()):
            super().show()

    def _redraw_later(self) -> bool:
        # Nothing is sent to the browser until then: the pictures are large, and people are typing.
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return False
        if self._waiting is not None:
            self._waiting.cancel()
        self._waiting = loop.call_later(self._quiet, self.redraw)
        return True

    def content(self) -> list[Block]:
        """Give the pictures, and whether the map has changed since they were drawn."""
        if self._drawn is self.session.engagement:
            return self._blocks
        again = buttons("redraw", "Pictures", [button("redraw", "Draw again", title="Draw the pictures again")])
        return [*self._blocks, lines("The map has changed since this was drawn.", sign="question"), again]

    def changed(self, place: object, value: str | bool) -> None:  # noqa: ARG002, FBT001 - there is no field
        """Refuse: there is nothing to type into."""
        message = "Pictures are only shown; the map is edited on its board."
        raise UsageError(message)

    def pressed(self, name: str, row: str) -> None:  # noqa: ARG002 - there is one button
        """Draw again."""
        self._busy = False
        self.redraw()

    def close(self) -> None:
        """Stop following the session."""
        if self._waiting is not None:
            self._waiting.cancel()
        super().close()

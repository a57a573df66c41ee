"""What the next edits are: discovery while mapping, a correction of what was wrong, or an improvement."""

from __future__ import annotations

from typing import ClassVar

from vsm_toolkit.model import ChangeKind
from vsm_toolkit.widgets.blocks import Block, button, buttons, lines
from vsm_toolkit.widgets.panel import SessionPanel

MEANING = {
    ChangeKind.DISCOVERY: "we learn how it is",
    ChangeKind.CORRECTION: "we were wrong before; the baseline is restated",
    ChangeKind.IMPROVEMENT: "it is different now than it was",
}


class KindChoice(SessionPanel):
    """Three buttons; the one that holds is pressed and said in words.

    Parameters
    ----------
    session : MappingSession
        Its ``kind`` is what every following edit carries.
    """

    title: ClassVar[str] = "What are the next edits?"

    def content(self) -> list[Block]:
        """Give the buttons and the meaning of the one that holds."""
        now = self.session.kind
        made = [button(kind.value, kind.value.capitalize(), pressed=kind is now) for kind in ChangeKind]
        return [
            buttons("kind", "Kind of the next edits", made),
            lines(f"The next edits are kept as {now.value}: {MEANING[now]}."),
        ]

    def changed(self, place: object, value: str | bool) -> None:  # noqa: FBT001
        """There is no field to type into."""

    def pressed(self, name: str, row: str) -> None:  # noqa: ARG002 - there is one row
        """Take the kind that was pressed."""
        self.session.kind = ChangeKind(name)

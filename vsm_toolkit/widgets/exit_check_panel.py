"""The exit check: what a session still lacks, each point with a button to the place where it is filled in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Protocol

from vsm_toolkit.display import quoted_name
from vsm_toolkit.model import Engagement
from vsm_toolkit.session import MappingSession
from vsm_toolkit.widgets.blocks import Block, Row, button, lines, row, table, words_cell
from vsm_toolkit.widgets.panel import Place, SessionPanel, if_computable
from vsm_toolkit.widgets.safely import PanelErrors


class MissingPoint(Protocol):
    """What the panel needs of one point that is missing."""

    @property
    def sentence(self) -> str:
        """What is missing, and what to ask."""

    @property
    def table(self) -> str:
        """The table to fill in."""

    @property
    def key(self) -> str:
        """The row, ``""`` for a new one."""

    @property
    def notebook(self) -> str:
        """The session it is filled in."""


Check = Callable[[Engagement], Sequence[MissingPoint]]


class ExitCheckPanel(SessionPanel):
    """Lists what is missing, and nothing when nothing is; no point is a gate.

    Parameters
    ----------
    session : MappingSession
        The workshop's session.
    check : callable
        Gives the points of an engagement, for example ``lambda engagement: exit_check(engagement, "02")``.
    go_to : callable or None
        Told the point whose button was pressed, so that a workshop can open its place.
    """

    title: ClassVar[str] = "Before we close: what is still missing?"

    def __init__(
        self,
        session: MappingSession,
        check: Check,
        go_to: Callable[[MissingPoint], None] | None = None,
        *,
        errors: PanelErrors | None = None,
    ) -> None:
        self._check = check
        self._go_to = go_to
        self._points: Sequence[MissingPoint] = ()
        super().__init__(session, errors=errors)

    def content(self) -> list[Block]:
        """Show the points, or that there are none."""
        return if_computable(self._list)

    def _list(self) -> list[Block]:
        self._points = self._check(self.session.engagement)
        if not self._points:
            return [lines("Nothing that can be checked is missing. Well done; say the next steps aloud.", sign="good")]
        count = len(self._points)
        verb = " is" if count == 1 else "s are"
        said = f"{count} point{verb} still open. You may close all the same; they stay visible."
        rows = [self._line(place, each) for place, each in enumerate(self._points)]
        return [
            lines(said),
            table("points", "What is missing", "Number", (("point", "What is missing"), ("place", "Where")), rows),
        ]

    def _line(self, place: int, point: MissingPoint) -> Row:
        where = " ".join(part for part in (point.table.replace("_", " "), quoted_name(point.key, 40)) if part)
        cells = {
            "point": words_cell(point.sentence),
            "place": words_cell(f"session {point.notebook}: {where}" if point.notebook else where),
        }
        go = button("go", "Go there", title=f"go to point {place + 1}", place=point.key)
        return row(str(place), str(place + 1), cells, buttons=[go])

    def changed(self, place: Place, value: str | bool) -> None:  # noqa: FBT001
        """Take nothing: the list has no fields."""

    def pressed(self, name: str, row: str) -> None:
        """Go to the place of a point."""
        if name == "go" and int(row) < len(self._points):
            point = self._points[int(row)]
            if self._go_to is not None:
                self._go_to(point)
            where = f"{point.table.replace('_', ' ')} {quoted_name(point.key, 40)}".strip()
            self.done = f"Point {int(row) + 1} is filled in at: {where}."

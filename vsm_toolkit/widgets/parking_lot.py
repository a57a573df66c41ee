"""The parking lot: what is not today's topic, kept on screen until each remark has a route."""

from __future__ import annotations

from typing import ClassVar

from vsm_toolkit.display import quoted_name
from vsm_toolkit.model import ParkingLotItem, ParkingRoute
from vsm_toolkit.session import MappingSession
from vsm_toolkit.widgets.blocks import Block, Row, button, cards, choices, lines, row, select_cell, table, text_cell
from vsm_toolkit.widgets.panel import Place, SessionPanel, needed
from vsm_toolkit.widgets.safely import PanelErrors

ROUTES = {
    "waste": "waste log (05)",
    "dependency": "dependencies (03)",
    "ask": "asks (06)",
    "improvement": "improvements (06)",
    "drop": "dropped, agreed by all",
}


class ParkingLot(SessionPanel):
    """Remarks and their routes.

    Parameters
    ----------
    session : MappingSession
        The workshop's session.
    notebook : str
        The session it stands in, such as ``"02"``; kept with every remark. ``""`` keeps nothing.
    """

    title: ClassVar[str] = "Parking lot"

    def __init__(self, session: MappingSession, notebook: str = "", *, errors: PanelErrors | None = None) -> None:
        self._notebook = notebook
        super().__init__(session, errors=errors)

    def content(self) -> list[Block]:
        """Show a line to type into, the remarks, and how many have no route yet."""
        items = self.session.engagement.parking_lot
        open_items = sum(each.route is None for each in items)
        add = button("add", "Park it", main=True)
        new = self.fields("new", "", {"text": text_cell("Said, and not today's topic", "", size="wide")})
        said = _open_words(open_items, len(items))
        rows = [self._line(place, each) for place, each in enumerate(items)]
        columns = (("route", "Where it goes"),)
        return [
            cards("new", [row("", "Park a remark", new, buttons=[add])]),
            lines(said, sign="question" if open_items else "plain"),
            *([table("items", "Parked remarks", "Remark", columns, rows)] if rows else []),
        ]

    def _line(self, place: int, item: ParkingLotItem) -> Row:
        name = quoted_name(item.text, 60)
        route = select_cell(f"route of {name}", item.route.value if item.route else "", choices(ParkingRoute, ROUTES))
        cells = self.fields("items", str(place), {"route": route})
        raised = f"raised in {quoted_name(item.raised_in, 40)}" if item.raised_in else ""
        remove = button("remove", "Remove", title=f"remove {name}")
        made = row(str(place), item.text, cells, sub=raised, buttons=[remove])
        return {**made, "head": quoted_name(item.text, 400)}

    def _key(self, place: str) -> str:
        return self.session.engagement.parking_lot[int(place)].text

    def changed(self, place: Place, value: str | bool) -> None:  # noqa: FBT001
        """Save the route of a remark."""
        self.session.edit("parking_lot", self._key(place.row), "route", value or None)

    def pressed(self, name: str, row: str) -> None:
        """Park or remove a remark."""
        if name == "add":
            text = self.read("text", needed("remark"))
            self.session.add("parking_lot", ParkingLotItem(text=text, raised_in=self._notebook or None))
            self.clear()
            self.done = "Parked."
        elif name == "remove":
            self.session.remove("parking_lot", self._key(row))
            self.done = "Removed; undo brings it back."


def _open_words(open_items: int, parked: int) -> str:
    if not parked:
        return "Nothing is parked."
    if not open_items:
        return "Every remark has a route."
    verb = "has" if open_items == 1 else "have"
    return f"{open_items} of {parked} {verb} no route yet; give each one before you close."

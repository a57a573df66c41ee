"""What all panels share: the view in the browser, drafts, sentences beside fields, and the mark of what is saved.

A panel describes itself as :mod:`blocks <vsm_toolkit.widgets.blocks>` and gets gestures back. What is typed stays on
screen until the session has accepted it; from then on the session's value is shown, marked as saved, because the
session answers only after the edit is durable.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, TypeVar

import anywidget
import traitlets

from vsm_toolkit.errors import UsageError, VsmError
from vsm_toolkit.session import MappingSession
from vsm_toolkit.widgets.blocks import Block, Cell, heading, lines
from vsm_toolkit.widgets.safely import PanelErrors, safely

Value = TypeVar("Value")
FOLDER = Path(__file__).parent


def source_of(*files: str) -> str:
    """Join the parts of a widget's script, in the order in which they need each other.

    Examples
    --------
    >>> source_of("kernel_line.js").startswith("//")
    True
    """
    return "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in files)


class Place(NamedTuple):
    """Where a field stands in a panel."""

    block: str
    row: str
    column: str


class PanelView(anywidget.AnyWidget):
    """Draws blocks in the browser, every text as text, and sends gestures back.

    Attributes
    ----------
    content : list of Block
        What is shown.
    label : str
        Name of the panel for screen readers.
    engagement_key : str
        Whose map it is about, so that a browser never offers one team's unsaved text to another.
    """

    _esm = source_of("kernel_line.js", "panel_keeping.js", "panel.js")
    _css = FOLDER / "panel.css"
    content: traitlets.List[Any] = traitlets.List().tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
    engagement_key = traitlets.Unicode().tag(sync=True)


class Panel:
    """The base of every panel.

    Parameters
    ----------
    errors : PanelErrors or None
        Where errors nobody expected are kept; a workshop hands the same one to all its panels.

    Attributes
    ----------
    widget : PanelView
        What a notebook shows.
    errors : PanelErrors
        See above.
    done : str
        A sentence about the last gesture that worked, shown at the end.
    """

    title: ClassVar[str] = ""
    forms: ClassVar[frozenset[str]] = frozenset({"new"})
    """Blocks whose fields are only kept on screen until a button is pressed."""

    def __init__(self, *, errors: PanelErrors | None = None) -> None:
        self.errors = PanelErrors() if errors is None else errors
        self.widget = PanelView(label=self.title)
        self.done = ""
        self._drafts: dict[Place, str | bool] = {}
        self._problems: dict[Place, str] = {}
        self._problem = ""
        self._saved: Place | None = None
        self._at: Place | None = None
        self._busy = False
        self.widget.on_msg(self._receive)

    def content(self) -> list[Block]:
        """Describe what stands below the title."""
        raise NotImplementedError

    def changed(self, place: Place, value: str | bool) -> None:  # noqa: FBT001 - what a field holds
        """Take what was put into a field; an error of the toolkit is shown beside it."""
        raise NotImplementedError

    def pressed(self, name: str, row: str) -> None:
        """Do what a button says."""
        raise NotImplementedError

    def saves(self) -> int:
        """Count what was made durable so far, so that a field is marked only when its edit was."""
        return 0

    def change(self, block: str, row: str, column: str, value: str | bool) -> None:  # noqa: FBT001
        """Put something into a field, as the browser does when somebody leaves it."""
        place = Place(block, row, column)
        self._start(place)
        self._drafts[place] = value
        before = self.saves()
        if block not in self.forms and self._take(place, value):
            self._drafts.pop(place, None)
            self._saved = place if self.saves() > before else None
        self._end()

    def press(
        self, name: str, row: str = "", *, block: str = "new", private: Mapping[str, str | None] | None = None
    ) -> dict[str, str]:
        """Press a button, as the browser does.

        Parameters
        ----------
        block : str
            The form the button belongs to.
        private : mapping of str to (str or None)
            The texts of the form's private fields, ``None`` where nothing was typed. They are forgotten at once.

        Returns
        -------
        dict of str to str
            What is to be mended in each private field: for the browser that pressed, and for no other.
        """
        self._start(None)
        own = {column: Place(block, row, column) for column in private or {}}
        self._drafts |= {own[column]: text for column, text in (private or {}).items() if text is not None}
        self._press(name, row)
        for place in own.values():
            self._drafts.pop(place, None)
        said = {column: self._problems.pop(place) for column, place in own.items() if place in self._problems}
        self._end()
        return said

    def _start(self, place: Place | None) -> None:
        self._at, self._saved, self._problem, self.done, self._busy = place, None, "", "", True
        if place is None:
            self._problems = {where: said for where, said in self._problems.items() if where.block not in self.forms}
        else:
            self._problems.pop(place, None)

    def _end(self) -> None:
        self._at, self._busy = None, False
        self.show()

    @safely
    def _take(self, place: Place, value: str | bool) -> bool:  # noqa: FBT001
        self.changed(place, value)
        return True

    @safely
    def _press(self, name: str, row: str) -> None:
        self.pressed(name, row)

    def _receive(self, _widget: object, message: Any, _buffers: object) -> None:  # noqa: ANN401 - JSON
        """Take a gesture, and tell the browser that sent it that it was taken in, and is now shown or refused."""
        if isinstance(message, dict):
            answer = self._handle(message) or {}
            self.widget.send({"answers": message.get("request"), **answer})

    @safely
    def _handle(self, message: dict[str, Any]) -> dict[str, Any]:
        if message.get("do") == "change":
            self.change(message["block"], message["row"], message["column"], message["value"])
        elif message.get("do") == "press":
            own = message.get("private")
            said = self.press(message["button"], message["row"], block=message.get("block", ""), private=own)
            return {"problems": said, "refused": bool(said or self._problem)}
        return {}

    def show_problem(self, sentence: str) -> None:
        """Show a sentence beside the field it is about, or at the top of the panel."""
        if self._at is None:
            self._problem = sentence
        else:
            self._problems[self._at] = sentence

    def problems(self) -> tuple[str, ...]:
        """Give every sentence that stands on the panel as a problem, in the order in which they came."""
        return (*([self._problem] if self._problem else []), *self._problems.values())

    def show(self) -> None:
        """Draw the panel anew; what somebody is typing stays."""
        if self._busy:
            return
        kept = self._problem
        described = self._described()
        self.widget.content = described or [heading(self.title, 1), lines(self._problem, sign="problem")]
        self._problem = kept

    @safely
    def _described(self) -> list[Block]:
        top = [heading(self.title, 1)]
        if self._problem:
            top.append(lines(self._problem, sign="problem"))
        if self.done:
            top.append(lines(self.done, sign="good"))
        return [*top, *self.content()]

    def field(self, place: Place, cell: Cell) -> Cell:
        """Complete a field: what was typed and not accepted yet, the sentence about it, the saved mark."""
        value = self._drafts.get(place, cell["value"])
        return {
            **cell,
            "value": value,
            "problem": self._problems.get(place, ""),
            "saved": place == self._saved,
            "draft": place in self._drafts,
        }

    def fields(self, block: str, row: str, cells: dict[str, Cell]) -> dict[str, Cell]:
        """Complete the fields of a row."""
        return {column: self.field(Place(block, row, column), cell) for column, cell in cells.items()}

    def draft(self, column: str, *, block: str = "new", row: str = "", default: str = "") -> str:
        """Give the text that stands in a field of a form."""
        return str(self._drafts.get(Place(block, row, column), default))

    def draft_tick(self, column: str, *, block: str = "new", row: str = "") -> bool:
        """Say whether a box of a form is ticked."""
        return self._drafts.get(Place(block, row, column)) is True

    def read(self, column: str, reader: Callable[[str], Value], *, block: str = "new", row: str = "") -> Value:
        """Read a field of a form; what the reader complains about is shown beside that field.

        Raises
        ------
        VsmError
            What the reader raised.
        """
        self._at = Place(block, row, column)
        found = reader(self.draft(column, block=block, row=row))
        self._at = None
        return found

    def clear(self, block: str = "new") -> None:
        """Empty a form after what stood in it was taken."""
        self._drafts = {place: value for place, value in self._drafts.items() if place.block != block}
        self._problems = {place: said for place, said in self._problems.items() if place.block != block}


class SessionPanel(Panel):
    """A panel on a workshop's session, drawn anew after every accepted edit, whoever made it.

    Parameters
    ----------
    session : MappingSession
        Holds everything; the panel keeps nothing of its own but drafts.
    """

    def __init__(self, session: MappingSession, *, errors: PanelErrors | None = None) -> None:
        super().__init__(errors=errors)
        self.session = session
        self.widget.engagement_key = session.engagement.challenge.id
        self._leave = session.subscribe(lambda _: self.show())
        self.show()

    def saves(self) -> int:
        """Count the entries of the journal."""
        return len(self.session.entries)

    def close(self) -> None:
        """Stop following the session and take the panel off the page."""
        self._leave()
        self.widget.close()


def needed(noun: str) -> Callable[[str], str]:
    """Give a reader of a text that must not be empty.

    Examples
    --------
    >>> needed("name")("  Review ")
    'Review'
    """

    def read(text: str) -> str:
        if not text.strip():
            message = f"The {noun} is still empty; type it here."
            raise UsageError(message)
        return text.strip()

    return read


def if_computable(make: Callable[[], list[Block]]) -> list[Block]:
    """Give some blocks, or the sentence that says why they cannot be computed.

    Examples
    --------
    >>> if_computable(lambda: [lines("fine")])[0]["items"]
    ['fine']
    """
    try:
        return make()
    except VsmError as problem:
        return [lines(problem.message, sign="problem")]


def next_id(prefix: str, taken: tuple[str, ...]) -> str:
    """Give the first id of a kind that is still free.

    Examples
    --------
    >>> next_id("W", ("W1", "W3"))
    'W2'
    """
    number = 1
    while f"{prefix}{number}" in taken:
        number += 1
    return f"{prefix}{number}"

"""The map board: the value stream as swim lanes that a team fills in by keyboard or mouse.

The browser sends gestures and shows states; every gesture becomes edits of the session, and the browser says "saved"
only after the session has made them durable. Nothing is kept here but who looks at what.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

import anywidget
import traitlets

from vsm_toolkit.errors import UsageError, VsmError
from vsm_toolkit.history import Edit, row_values
from vsm_toolkit.io.wall_photo import WallPhoto
from vsm_toolkit.model import EvidenceGrade, ReworkLoop, Step, Team, ValueStream
from vsm_toolkit.session import MappingSession
from vsm_toolkit.widgets import board_gestures as gestures
from vsm_toolkit.widgets.board_state import DEFAULT_WIDTH, board_state
from vsm_toolkit.widgets.branch_shares import with_shares
from vsm_toolkit.widgets.panel import FOLDER, source_of
from vsm_toolkit.widgets.safely import PanelErrors, safely
from vsm_toolkit.widgets.typed_fields import FIELDS, read_field, read_pasted, read_pasted_step, read_share

_STEP_ID: Final = re.compile(r"S\d{2,6}-[a-z0-9]{3,8}")
Message = Mapping[str, Any]


class MapBoard(anywidget.AnyWidget):
    """A map that a team builds together, shown in a notebook.

    Parameters
    ----------
    session : MappingSession
        Holds the map; other boards and panels on the same session follow every change.
    photo : WallPhoto or None
        The photo of the paper wall to type from; ``None`` where no folder can hold one.

    Attributes
    ----------
    errors : PanelErrors
        Errors nobody expected; a workshop ends with none.
    state : dict
        What the browsers show, plain JSON.
    replay : int or None
        How many edits of the history are shown, read-only; ``None`` shows the map as it is now.

    Examples
    --------
    >>> from vsm_toolkit.widgets.map_board import MapBoard
    >>> MapBoard.replay.default_value is None
    True
    """

    _esm = source_of("kernel_line.js", "board_form.js", "board_photo.js", "map_board.js")
    _css = FOLDER / "map_board.css"

    # As one text: ipywidgets would otherwise look through every value of it for binary data, at every edit.
    shown = traitlets.Unicode().tag(sync=True)
    engagement_key = traitlets.Unicode().tag(sync=True)
    replay = traitlets.Int(default_value=None, allow_none=True)

    def __init__(self, session: MappingSession, photo: WallPhoto | None = None) -> None:
        self.session = session
        self.photo = photo
        self.errors = PanelErrors()
        self._room: tuple[float, float | None, bool] = (DEFAULT_WIDTH, None, False)
        self._answer: dict[str, Any] = {}
        self._sent, self._bytes = b"", b""
        self.state: dict[str, Any] = {}
        super().__init__(engagement_key=session.engagement.challenge.id)
        self._show()
        self._stop_listening = session.subscribe(lambda _session: self._show())
        self.on_msg(self._on_message)
        self.observe(lambda _change: self._show(), names="replay")

    def close(self) -> None:
        """Stop following the session, and take the board off the page."""
        self._stop_listening()
        super().close()

    def show_problem(self, sentence: str) -> None:
        """Show a sentence where the person who typed will see it."""
        self._answer["problem"] = sentence

    def _show(self) -> None:
        """Send the state to the browsers; only a real change travels."""
        count = self.replay
        engagement = self.session.engagement if count is None else self.session.at(self._entries_for(count))
        self.state = {
            **board_state(engagement, width=self._room[0], height=self._room[1], whole=self._room[2]),
            "edits": self._edit_count(),
            "replay": count,
            "can_undo": self.session.can_undo(),
            "can_redo": self.session.can_redo(),
            "conflicts": [conflict.sentence() for conflict in self.session.conflicts[-3:]],
            "grades": [grade.value for grade in EvidenceGrade],
            "photo": None if self.photo is None else self.photo.stamp(),
        }
        self.shown = json.dumps(self.state, ensure_ascii=False, separators=(",", ":"))

    def _edit_count(self) -> int:
        return sum(entry.imported is None for entry in self.session.entries)

    def _entries_for(self, edits: int) -> int:
        """Count the entries up to an edit; a map that was taken in whole is an entry and no edit."""
        left = edits
        for number, entry in enumerate(self.session.entries):
            if entry.imported is None:
                if left == 0:
                    return number
                left -= 1
        return len(self.session.entries)

    def _on_message(self, _widget: object, content: Any, buffers: Any) -> None:  # noqa: ANN401 - any JSON
        if not isinstance(content, dict) or not isinstance(content.get("kind"), str):
            return
        self._answer = {"answers": content.get("request"), "kind": content["kind"]}
        self._sent, self._bytes = b"".join(bytes(each) for each in buffers or ()), b""
        self._handle(content)
        self.send(self._answer, *([[self._bytes]] if self._bytes else []))

    @safely
    def _handle(self, message: Message) -> None:
        self.session.refresh()
        handle = self._handlers().get(message["kind"])
        if handle is not None:
            handle(message)

    def _handlers(self) -> dict[str, Callable[[Message], None]]:
        return {
            "look": self._look,
            "size": self._size,
            "check": self._check,
            "add": self._add,
            "edit": self._edit,
            "remove": self._remove,
            "move": self._move,
            "edge": self._edge,
            "loop": self._loop,
            "split": self._split,
            "paste": self._paste,
            "photo": self._photo,
            "undo": lambda _message: self._undo(),
            "redo": lambda _message: self._redo(),
        }

    def _look(self, message: Message) -> None:
        count = message.get("count")
        self.replay = None if count is None else max(0, min(int(count), self._edit_count()))

    def _size(self, message: Message) -> None:
        width, height = float(message["width"]), float(message["height"])
        self._room = (max(700.0, min(4000.0, width)), max(160.0, min(4000.0, height)), bool(message.get("whole")))
        self._show()

    def _change(self, stream: ValueStream) -> None:
        self._refuse_in_the_past()
        self.session.apply(gestures.edits_to(self.session.engagement, stream))

    def _refuse_in_the_past(self) -> None:
        if self.replay is not None:
            problem = "You are looking at an earlier map, which cannot be changed. Go back to now first."
            raise UsageError(problem)

    @property
    def _stream(self) -> ValueStream:
        return self.session.engagement.stream

    def _values(self, texts: Mapping[str, str], old: Step | None = None) -> tuple[dict[str, Any], dict[str, str]]:
        """Read typed fields; gives what could be read, and a sentence for each that could not."""
        values, problems = {}, {}
        for name in FIELDS:
            if name in texts:
                try:
                    values[name] = read_field(name, str(texts[name]), self.session.engagement.challenge.calendar, old)
                except VsmError as problem:
                    problems[name] = problem.message
        return values, problems

    def _check(self, message: Message) -> None:
        self._answer["problems"] = self._values(message["fields"])[1]

    def _add(self, message: Message) -> None:
        values, problems = self._values(message["fields"])
        if "name" in problems:
            self._answer["problems"] = problems
            return
        step = Step(id=self._new_id(message.get("step")), **values)
        self._change(
            gestures.with_step(self._stream, step, after=message.get("after"), branch=bool(message.get("branch")))
        )
        self._answer |= {"step": step.id, "problems": problems}

    @staticmethod
    def _new_id(proposed: object) -> str:
        """Take the id the browser chose, so that a gesture sent twice adds one step."""
        if not isinstance(proposed, str) or not _STEP_ID.fullmatch(proposed):
            problem = "The board sent a step that cannot be named. Reload the page and type it again."
            raise UsageError(problem)
        return proposed

    def _edit(self, message: Message) -> None:
        step_id = str(message["step"])
        step = gestures.step_of(self._stream, step_id)
        values, problems = self._values(message["fields"], step)
        self._answer["problems"] = problems
        old = row_values(step)
        edits = [Edit("steps", step_id, name, old.get(name), value) for name, value in values.items()]
        team = values.get("team")
        if team is not None and all(each.name != team for each in self._stream.teams):
            edits.insert(0, self.session.adding("teams", Team(name=team)))
        self._refuse_in_the_past()
        self.session.apply(edits)

    def _remove(self, message: Message) -> None:
        self._change(gestures.without_step(self._stream, str(message["step"])))

    def _move(self, message: Message) -> None:
        stream, step_id = self._stream, str(message["step"])
        if "team" in message:
            team = str(message["team"]) or None
            steps = tuple(step.with_changes(team=team) if step.id == step_id else step for step in stream.steps)
            stream = gestures.with_team(stream, team).model_copy(update={"steps": steps})
        for side in ("before", "after"):
            if message.get(side):
                stream = gestures.moved_beside(stream, step_id, str(message[side]), before=side == "before")
        self._change(stream)

    def _edge(self, message: Message) -> None:
        change = gestures.with_edge if message["present"] else gestures.without_edge
        self._change(change(self._stream, str(message["from"]), str(message["to"])))

    def _loop(self, message: Message) -> None:
        ends = (str(message["from"]), str(message["to"]))
        if not message["present"]:
            self._change(gestures.without_loop(self._stream, *ends))
            return
        shares, problems = self._shares({name: str(message.get(name, "")) for name in ("probability", "redo_share")})
        self._answer["problems"] = problems
        if problems:
            return
        reason = str(message.get("reason", "")).strip() or None
        loop = ReworkLoop(from_step=ends[0], to_step=ends[1], reason=reason, **shares)
        self._change(gestures.with_loop(self._stream, loop))

    def _split(self, message: Message) -> None:
        shares, problems = self._shares({to: str(text) for to, text in message["shares"].items()})
        self._answer["problems"] = problems if message["one_of"] else {}
        if not self._answer["problems"]:
            self._change(with_shares(self._stream, str(message["step"]), shares if message["one_of"] else None))

    @staticmethod
    def _shares(texts: Mapping[str, str]) -> tuple[dict[str, float | None], dict[str, str]]:
        """Read typed percentages; gives what could be read, and a sentence for each that could not."""
        shares, problems = {}, {}
        for name, text in texts.items():
            try:
                shares[name] = read_share(text)
            except VsmError as problem:
                problems[name] = problem.message
        return shares, problems

    def _paste(self, message: Message) -> None:
        stream, after = self._stream, message.get("after")
        rows = read_pasted(str(message["text"]))
        for row, proposed in zip(rows, message["steps"], strict=False):
            step = read_pasted_step(row, self._new_id(proposed), self.session.engagement.challenge.calendar)
            stream = gestures.with_step(stream, step, after=after)
            after = step.id
        self._change(stream)
        self._answer |= {"step": after, "added": len(rows)}

    def _photo(self, message: Message) -> None:
        """Show the photo of the paper wall, or keep another one, or take it away."""
        if self.photo is None:
            problem = "This board has no folder, so it cannot keep a photo. Open the map with: vsm lab FOLDER"
            raise UsageError(problem)
        if message.get("do") == "keep":
            self.photo.keep(self._sent)
        elif message.get("do") == "remove":
            self.photo.remove()
        found = self.photo.read()
        if found is not None:
            self._answer["type"], self._bytes = found
        self._show()

    def _undo(self) -> None:
        self._refuse_in_the_past()
        self._answer["done"] = self.session.undo()
        self._show()  # what can be done again is known only now

    def _redo(self) -> None:
        self._refuse_in_the_past()
        self._answer["done"] = self.session.redo()
        self._show()  # what can be done again is known only now

"""The one thing that changes during a workshop: it holds the current map, and every accepted edit is durable first.

Widgets call :meth:`MappingSession.edit` and its relatives and are told when the map is a new one; nothing else is
shared between them. The store that makes edits durable is handed in, so that this module knows no files.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import RLock
from typing import Any, Protocol

from vsm_toolkit.errors import UsageError
from vsm_toolkit.history import (
    WHOLE_ROW,
    Conflict,
    Edit,
    JournalEntry,
    apply_edit,
    key_of,
    row_values,
    rows_of,
    value_at,
)
from vsm_toolkit.model import ChangeKind, Engagement, Entity

Listener = Callable[["MappingSession"], None]


class JournalStore(Protocol):
    """What a session needs of the place where edits are kept."""

    def append(self, edits: Sequence[Edit], *, kind: ChangeKind, actor: str, undoes: str | None = None) -> JournalEntry:
        """Make a gesture durable; only then is it true. Raises before anything changed."""

    def others(self) -> tuple[JournalEntry, ...]:
        """Give the entries other sessions wrote since the last call."""

    def current(self) -> tuple[Engagement, tuple[JournalEntry, ...], tuple[Conflict, ...]]:
        """Read everything: the state, the entries that led to it, values that met."""

    def state_after(self, count: int) -> Engagement:
        """Give the state after the first entries of all sessions."""


class MappingSession:
    """A workshop's current map, its history, and who wants to know.

    Parameters
    ----------
    store : JournalStore
        Where edits become durable.
    actor : str
        The role of whoever types; never a person's name.

    Attributes
    ----------
    kind : ChangeKind
        What the next edits are: discovery while mapping, correction, or improvement.
    """

    def __init__(self, store: JournalStore, *, actor: str = "team", kind: ChangeKind = ChangeKind.DISCOVERY) -> None:
        self._store = store
        # Notebooks answer widgets in a thread of their own while a cell or the look for others' edits runs in another.
        self._one_at_a_time = RLock()
        self.actor = actor
        self.kind = kind
        self._engagement, entries, conflicts = store.current()
        self._entries = list(entries)
        self._conflicts = list(conflicts)
        # After a restart the edits this role made before can still be taken back.
        self._own = {entry.name for entry in self._entries if entry.actor == actor}
        self._undone: list[JournalEntry] = []
        self._listeners: list[Listener] = []

    @property
    def engagement(self) -> Engagement:
        """The current state; a new value after every accepted edit."""
        return self._engagement

    @property
    def entries(self) -> tuple[JournalEntry, ...]:
        """Every entry so far, of all sessions, in their order."""
        return tuple(self._entries)

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """Values that two sessions changed without seeing each other; each stays until somebody looks."""
        return tuple(self._conflicts)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Tell a listener after every change; the result takes it off the list again."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def _notify(self) -> None:
        for listener in tuple(self._listeners):
            listener(self)

    def apply(self, edits: Sequence[Edit]) -> None:
        """Carry out the edits of one gesture: checked, made durable, then shown. Nothing happens where none is needed.

        Raises
        ------
        UsageError
            When an edit cannot be applied; nothing has changed then.
        FileError
            When it could not be made durable; nothing has changed then either.
        """
        self._commit(edits, undoes=None, undone=[])

    def _commit(self, edits: Sequence[Edit], *, undoes: str | None, undone: list[JournalEntry]) -> None:
        needed = [edit for edit in edits if edit.old != edit.new]
        if not needed:
            return
        with self._one_at_a_time:
            after, met = self._engagement, False
            for edit in needed:
                if edit.field not in WHOLE_ROW:
                    met = met or value_at(after, edit.table, edit.key, edit.field) not in (edit.old, edit.new)
                after = apply_edit(after, edit)
            entry = self._store.append(needed, kind=self.kind, actor=self.actor, undoes=undoes)
            self._own.add(entry.name)
            # In this order: whoever reads entries first and then the engagement finds none that it does not hold.
            self._engagement, self._undone = after, undone
            self._entries.append(entry)
            if met:  # a value that somebody else had set stood there: shown here as it is to them
                self._conflicts = list(self._store.current()[2])
            self._notify()

    def edit(self, table: str, key: str, field: str, value: Any) -> None:  # noqa: ANN401 - any field's JSON
        """Set one field of one row.

        Parameters
        ----------
        value : object
            Plain JSON; times as ``{"value": 24.0, "low": 16.0}`` in working hours, ``None`` for "not known yet".
        """
        self.apply([Edit(table, key, field, value_at(self._engagement, table, key, field), value)])

    def add(self, table: str, row: Entity, place: int | None = None) -> None:
        """Add a row, at the end unless a place is named."""
        self.apply([self.adding(table, row, place)])

    def adding(self, table: str, row: Entity, place: int | None = None) -> Edit:
        """Give the edit that adds a row, to be part of a larger gesture."""
        where = len(rows_of(self._engagement, table)) if place is None else place
        return Edit(table, key_of(table, row), "added", None, {"row": row_values(row), "place": where})

    def removing(self, table: str, key: str) -> Edit:
        """Give the edit that removes a row, to be part of a larger gesture."""
        for place, row in enumerate(rows_of(self._engagement, table)):
            if key_of(table, row) == key:
                return Edit(table, key, "removed", {"row": row_values(row), "place": place}, None)
        message = f"There is no {key!r} in {table}; somebody may have removed it already."
        raise UsageError(message)

    def remove(self, table: str, key: str) -> None:
        """Remove a row."""
        self.apply([self.removing(table, key)])

    def remove_step(self, step_id: str) -> None:
        """Remove a step with its edges, loops and handoff record, in one gesture."""
        stream = self._engagement.stream
        touching = [
            *(("edges", key_of("edges", each)) for each in stream.edges if step_id in (each.from_step, each.to_step)),
            *(("loops", key_of("loops", each)) for each in stream.loops if step_id in (each.from_step, each.to_step)),
            *(("handoffs", each.to_step) for each in stream.handoffs if each.to_step == step_id),
        ]
        self._apply_in_turn([*touching, ("steps", step_id)])

    def _apply_in_turn(self, rows: Sequence[tuple[str, str]]) -> None:
        # Places are those at the moment of each removal, so that taking the gesture back restores the order.
        after, edits = self._engagement, []
        for table, key in rows:
            for place, row in enumerate(rows_of(after, table)):
                if key_of(table, row) == key:
                    edit = Edit(table, key, "removed", {"row": row_values(row), "place": place}, None)
                    after = apply_edit(after, edit)
                    edits.append(edit)
                    break
        self.apply(edits)

    def move(self, table: str, key: str, place: int) -> None:
        """Move a row to another place in its table."""
        keys = [key_of(table, row) for row in rows_of(self._engagement, table)]
        if key not in keys:
            message = f"There is no {key!r} in {table}; somebody may have removed it already."
            raise UsageError(message)
        self.apply([Edit(table, key, "moved", keys.index(key), place)])

    def can_undo(self) -> bool:
        """Say whether there is an edit of this session to take back."""
        return self._last_own() is not None

    def can_redo(self) -> bool:
        """Say whether an undone edit can be done again."""
        return bool(self._undone)

    def _last_own(self) -> tuple[JournalEntry, list[Edit]] | None:
        """Give the last entry of this role that still stands, at least in part, and the edits that take it back."""
        taken_back = {entry.undoes for entry in self._entries if entry.undoes}
        for entry in reversed(self._entries):
            mine = entry.name in self._own and entry.undoes is None and entry.imported is None
            if mine and entry.name not in taken_back:
                back = self._taking_back(entry)
                if back:
                    return entry, back
        return None

    def _taking_back(self, entry: JournalEntry) -> list[Edit]:
        after, back = self._engagement, []
        for edit in reversed(entry.edits):
            is_field = edit.field not in WHOLE_ROW
            try:
                if is_field and apply_edit(after, edit) != after:
                    continue  # somebody else's value stands there by now, and stays
                after = apply_edit(after, edit.inverse())
            except UsageError:  # the row is gone
                continue
            back.append(edit.inverse())
        return back

    def undo(self) -> bool:
        """Take back the last edit of this role; what others do meanwhile stays. ``False`` when there is none."""
        last = self._last_own()
        if last is None:
            return False
        entry, back = last
        self._commit(back, undoes=entry.name, undone=[*self._undone, entry])
        return True

    def redo(self) -> bool:
        """Do the last undone edit again. ``False`` when there is none."""
        if not self._undone:
            return False
        self._commit(self._undone[-1].edits, undoes=None, undone=self._undone[:-1])
        return True

    def refresh(self) -> int:
        """Take in what other sessions wrote; gives how many entries came."""
        with self._one_at_a_time:
            new = self._store.others()
            if new:
                self._engagement, entries, conflicts = self._store.current()
                self._entries, self._conflicts = list(entries), list(conflicts)
                self._notify()
            return len(new)

    def at(self, count: int) -> Engagement:
        """Give the state after the first entries, for replaying how the map came to be."""
        return self._store.state_after(count)

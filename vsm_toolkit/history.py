"""The journal of a map: every edit with who, when, what it replaced and why, so that any instant can be shown again.

An edit says which row of which table changes and carries the value it replaces; undoing is another edit. Edits of one
gesture (deleting a step with its edges) stand in one entry and are undone together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError

from vsm_toolkit.errors import UsageError
from vsm_toolkit.model import ChangeKind, Engagement, Entity, ValueStream

ROW_KEYS: dict[str, tuple[str, ...]] = {
    "teams": ("name",),
    "steps": ("id",),
    "edges": ("from_step", "to_step"),
    "loops": ("from_step", "to_step"),
    "handoffs": ("to_step",),
    "dependencies": ("id",),
    "waste": ("id",),
    "improvements": ("id",),
    "asks": ("id",),
    "parking_lot": ("text",),
    "scenarios": ("id",),
    "changes": ("scenario", "table", "key", "field", "on"),
    "item_times": ("measure", "item"),
    "retention_checks": ("improvement", "on"),
    "recheck_values": ("on", "table", "key", "field"),
    "owner_readings": ("decision_holder",),
    "adoptions": ("what", "adopted_by"),
    "pulses": ("on",),
}
"""The tables an edit can touch, and the fields that name one of their rows."""

STREAM_TABLES = ("teams", "steps", "edges", "loops", "handoffs", "dependencies", "waste")
WHOLE_ROW = frozenset({"added", "removed", "moved"})
"""What stands in the place of a field when a row changes as a whole."""

SINGLE = ("stream", "challenge")
"""The two parts of an engagement that are one row each; their key is empty."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One field of one row, or a row as a whole.

    Attributes
    ----------
    table : str
        A table, ``"stream"`` or ``"challenge"``.
    key : str
        The row; ``""`` for stream and challenge.
    field : str
        The field that changes, or ``"added"``, ``"removed"``, ``"moved"`` for the row as a whole.
    old, new : object
        Plain JSON: what stood there and what stands there now. A row as a whole carries its values and its place
        (``{"row": {...}, "place": 3}``), a move carries the two places.
    """

    table: str
    key: str
    field: str
    old: Any = None
    new: Any = None

    def inverse(self) -> Edit:
        """Give the edit that takes this one back."""
        opposite = {"added": "removed", "removed": "added"}
        return replace(self, field=opposite.get(self.field, self.field), old=self.new, new=self.old)


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One gesture: the edits it made, with who made them, when and why.

    Attributes
    ----------
    session : str
        Who wrote it: one writer, one journal file.
    number : int
        Counts up within the session from 1.
    lamport : int
        Orders entries of several sessions: larger than every entry its writer had seen.
    at : str
        When, ISO 8601 with zone; for people, never for ordering (clocks go backwards).
    actor : str
        A role, never a person.
    undoes : str or None
        ``"session:number"`` of the entry this one takes back.
    imported : str or None
        A whole map as text that replaces what was there: the first state, or an edit made outside.
    covers : mapping of str to int, or None
        Of an imported map: how many events of each session it was made from. Events beyond that come on top of it.
        ``None`` when it replaces everything before it.
    """

    session: str
    number: int
    lamport: int
    at: str
    actor: str
    kind: ChangeKind
    edits: tuple[Edit, ...] = ()
    undoes: str | None = None
    imported: str | None = None
    covers: Mapping[str, int] | None = None

    @property
    def name(self) -> str:
        """Name the entry so that another can refer to it."""
        return f"{self.session}:{self.number}"

    def order(self) -> tuple[int, str, int]:
        """Give what entries of all sessions are sorted by."""
        return (self.lamport, self.session, self.number)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two people changed the same value without having seen each other's edit; both values are kept here.

    Attributes
    ----------
    expected, found : object
        What the later edit thought it replaced, and what really stood there.
    reason : str
        Why the edit could not be carried out at all, ``""`` when it was.
    """

    entry: JournalEntry
    edit: Edit
    expected: Any
    found: Any
    reason: str = ""

    def sentence(self) -> str:
        """Say which two values met, and which one stands now."""
        place = f"{self.edit.table} {self.edit.key}".strip()
        if self.reason:
            return (
                f"{place}, {self.edit.field.replace('_', ' ')}: what {self.entry.actor} did is in the journal and not "
                f"in the map, because somebody else changed the same place. {self.reason}"
            )
        return (
            f"{place}, {self.edit.field.replace('_', ' ')}: somebody had set {_shown(self.found)} while "
            f"{self.entry.actor} set {_shown(self.edit.new)}, which stands now. Ask which is right."
        )


def _shown(value: Any) -> str:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        return _shown(value.get("value", value))
    return "nothing" if value is None else repr(value)


def key_of(table: str, row: Entity) -> str:
    """Name a row of a table.

    Examples
    --------
    >>> from vsm_toolkit.model import Edge
    >>> key_of("edges", Edge(from_step="A", to_step="B"))
    'A>B'
    """
    return ">".join(str(getattr(row, name)) for name in ROW_KEYS[table])


def rows_of(engagement: Engagement, table: str) -> tuple[Entity, ...]:
    """Give the rows of a table, wherever in the engagement it lies.

    Raises
    ------
    UsageError
        When there is no such table.
    """
    if table not in ROW_KEYS:
        message = f"There is no table {table!r}; the tables are {', '.join(ROW_KEYS)}."
        raise UsageError(message)
    rows: tuple[Entity, ...] = getattr(engagement.stream if table in STREAM_TABLES else engagement, table)
    return rows


def with_rows(engagement: Engagement, table: str, rows: Sequence[Entity]) -> Engagement:
    """Give the engagement with other rows in a table; the original is untouched."""
    if table in STREAM_TABLES:
        return engagement.model_copy(update={"stream": engagement.stream.model_copy(update={table: tuple(rows)})})
    return engagement.model_copy(update={table: tuple(rows)})


def row_values(row: Entity) -> dict[str, Any]:
    """Give a row as plain JSON, unknown values left out.

    Examples
    --------
    >>> from vsm_toolkit.model import Edge
    >>> row_values(Edge(from_step="A", to_step="B"))
    {'from_step': 'A', 'to_step': 'B', 'kind': 'flow'}
    """
    return row.model_dump(mode="json", exclude_none=True)


def value_at(engagement: Engagement, table: str, key: str, name: str) -> Any:  # noqa: ANN401 - any field
    """Read one field as plain JSON, ``None`` where nothing is known.

    Raises
    ------
    UsageError
        When the row or the field does not exist.
    """
    return _row(engagement, table, key).model_dump(mode="json", exclude_none=True).get(name)


def _row(engagement: Engagement, table: str, key: str) -> Entity:
    if table in SINGLE:
        single: Entity = getattr(engagement, table)
        return single
    for row in rows_of(engagement, table):
        if key_of(table, row) == key:
            return row
    message = f"There is no {key!r} in {table}; somebody may have removed or renamed it."
    raise UsageError(message)


def apply_edit(engagement: Engagement, edit: Edit) -> Engagement:
    """Apply one edit and give the new engagement; the original is untouched.

    Raises
    ------
    UsageError
        When the row is gone, already there, or a value cannot be taken; the sentence says which.

    Examples
    --------
    >>> from vsm_toolkit.model import Challenge
    >>> from vsm_toolkit.samples import lantern
    >>> engagement = Engagement(challenge=Challenge(id="lantern"), stream=lantern())
    >>> renamed = apply_edit(engagement, Edit("steps", "L1", "name", "Triage request", "Sort requests"))
    >>> renamed.stream.step("L1").name
    'Sort requests'
    """
    if edit.field == "added":
        return _add_row(engagement, edit)
    if edit.field in {"removed", "moved"}:
        return _take_row(engagement, edit)
    changed = _changed(_row(engagement, edit.table, edit.key), edit)
    if edit.table in SINGLE:
        return engagement.model_copy(update={edit.table: changed})
    rows = [changed if key_of(edit.table, row) == edit.key else row for row in rows_of(engagement, edit.table)]
    return with_rows(engagement, edit.table, rows)


def _changed(row: Entity, edit: Edit) -> Entity:
    if edit.field not in type(row).model_fields:
        message = f"{edit.table} {edit.key} has no field {edit.field!r}.".replace("  ", " ")
        raise UsageError(message)
    try:
        return row.with_changes(**{edit.field: edit.new})
    except ValidationError as problem:
        reason = problem.errors(include_url=False)[0]["msg"]
        message = f"{edit.table} {edit.key}, {edit.field.replace('_', ' ')} cannot take {edit.new!r}: {reason}."
        raise UsageError(message) from None


def _add_row(engagement: Engagement, edit: Edit) -> Engagement:
    rows = list(rows_of(engagement, edit.table))
    kind = _entity_of(edit.table)
    place = edit.new.get("place", len(rows)) if isinstance(edit.new, dict) else None
    if not isinstance(place, int):
        message = f"A row of {edit.table} cannot be added: its values or its place are missing."
        raise UsageError(message)
    try:
        row = kind.model_validate(edit.new.get("row"))
    except ValidationError as problem:
        message = f"A row of {edit.table} cannot be added: {problem.errors(include_url=False)[0]['msg']}."
        raise UsageError(message) from None
    if any(key_of(edit.table, each) == edit.key for each in rows):
        message = f"{edit.key!r} is already in {edit.table}; give the new one another name."
        raise UsageError(message)
    rows.insert(min(place, len(rows)), row)
    return with_rows(engagement, edit.table, rows)


def _take_row(engagement: Engagement, edit: Edit) -> Engagement:
    row = _row(engagement, edit.table, edit.key)
    rows = [each for each in rows_of(engagement, edit.table) if key_of(edit.table, each) != edit.key]
    if edit.field == "moved":
        if not isinstance(edit.new, int):
            message = f"{edit.key!r} cannot be moved to {edit.new!r}; a place is a whole number."
            raise UsageError(message)
        rows.insert(min(edit.new, len(rows)), row)
    return with_rows(engagement, edit.table, rows)


def _entity_of(table: str) -> type[Entity]:
    owner = ValueStream if table in STREAM_TABLES else Engagement
    annotation: Any = owner.model_fields[table].annotation
    kind: type[Entity] = annotation.__args__[0]
    return kind


@dataclass(frozen=True, slots=True)
class Replay:
    """What a journal gives when it is read from its start.

    Attributes
    ----------
    engagement : Engagement
        The state after the last entry.
    conflicts : tuple of Conflict
        Values that two sessions changed without seeing each other.
    not_applied : tuple of (JournalEntry, str)
        Entries that could not be applied, with the reason; they stay in the journal.
    """

    engagement: Engagement
    conflicts: tuple[Conflict, ...] = ()
    not_applied: tuple[tuple[JournalEntry, str], ...] = ()


@dataclass(slots=True)
class _Reading:
    engagement: Engagement
    conflicts: list[Conflict] = field(default_factory=list)
    not_applied: list[tuple[JournalEntry, str]] = field(default_factory=list)


def replay(start: Engagement, entries: Iterable[JournalEntry]) -> Replay:
    """Apply entries in their order; a different value than expected becomes a conflict, never a lost edit.

    Parameters
    ----------
    start : Engagement
        The state before the first entry. Entries that import a whole map must be resolved by the caller
        (:mod:`vsm_toolkit.io.journal_file` does).

    Examples
    --------
    >>> from vsm_toolkit.model import Challenge
    >>> replay(Engagement(challenge=Challenge(id="x"), stream=ValueStream(name="X")), []).conflicts
    ()
    """
    reading = _Reading(start)
    for entry in sorted(entries, key=JournalEntry.order):
        _read_entry(reading, entry)
    return Replay(reading.engagement, tuple(reading.conflicts), tuple(reading.not_applied))


def _is_there_already(engagement: Engagement, edit: Edit) -> bool:
    same = (row for row in rows_of(engagement, edit.table) if key_of(edit.table, row) == edit.key)
    wanted = edit.new.get("row") if isinstance(edit.new, dict) else None
    return any(row_values(row) == wanted for row in same)


def _read_entry(reading: _Reading, entry: JournalEntry) -> None:
    after = reading.engagement
    met: list[Conflict] = []
    edit = Edit("", "", "")
    try:
        for edit in entry.edits:
            if edit.field == "added" and _is_there_already(after, edit):
                continue  # two people added the same team at the same time
            if edit.field not in WHOLE_ROW:
                found = value_at(after, edit.table, edit.key, edit.field)
                if found not in (edit.old, edit.new):
                    met.append(Conflict(entry, edit, edit.old, found))
            after = apply_edit(after, edit)
    except UsageError as problem:
        reading.not_applied.append((entry, problem.message))
        reading.conflicts.append(Conflict(entry, edit, edit.old, None, problem.message))
        return
    reading.engagement = after
    reading.conflicts.extend(met)

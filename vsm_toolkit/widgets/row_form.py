"""Forms on rows of the engagement that no other panel edits: charter, improvements, item times, days to look again.

A form is described as data: which table, which fields, how each is typed. Every field is saved when it is left.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any, ClassVar, Literal

from pydantic import ValidationError

from vsm_toolkit.durations import format_hours, read_time
from vsm_toolkit.errors import UsageError
from vsm_toolkit.history import key_of, row_values, rows_of
from vsm_toolkit.model import Calendar, Engagement, Entity
from vsm_toolkit.session import MappingSession
from vsm_toolkit.widgets.blocks import (
    Block,
    Cell,
    button,
    buttons,
    cards,
    choices,
    heading,
    lines,
    row,
    select_cell,
    text_cell,
)
from vsm_toolkit.widgets.panel import Place, SessionPanel, next_id
from vsm_toolkit.widgets.safely import PanelErrors

FieldKind = Literal["text", "area", "date", "number", "hours", "list", "choice", "yes_no", "part"]


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form.

    Attributes
    ----------
    name : str
        Field of the entity; ``"outcome.text"`` is a field of an entity inside it.
    kind : str
        How it is typed: text, date (ISO), number, hours (``3 d``), list (one per line), choice, yes or no.
    options : type of StrEnum, or callable that gives (value, words) pairs
        For a choice.
    """

    name: str
    label: str
    kind: FieldKind = "text"
    hint: str = ""
    options: type[StrEnum] | Callable[[Engagement], list[tuple[str, str]]] | None = None


@dataclass(frozen=True, slots=True)
class FormPart:
    """The fields of one table within a form.

    Attributes
    ----------
    table : str
        A table of the journal, ``"stream"`` or ``"challenge"``.
    entity : type of Entity or None
        What a new row is made of; ``None`` where rows cannot be added.
    new_id : str
        Letter of new ids, ``""`` where the first fields name the row.
    head : callable
        What to call a row on screen.
    only : callable or None
        Which rows are shown; ``None`` shows all.
    """

    table: str
    title: str
    fields: tuple[FormField, ...]
    entity: type[Entity] | None = None
    new_id: str = ""
    head: Callable[[Engagement, Any], str] = lambda _, each: str(each)
    only: Callable[[Engagement, Any], bool] | None = None
    required: tuple[str, ...] = ()


class RowForm(SessionPanel):
    """A form on one or several tables.

    Parameters
    ----------
    title : str
        Heads the form.
    parts : tuple of FormPart
        In the order to show them.
    intro : tuple of str
        Sentences above the fields.
    """

    title: ClassVar[str] = "Form"

    def __init__(
        self,
        session: MappingSession,
        title: str,
        parts: tuple[FormPart, ...],
        *,
        intro: tuple[str, ...] = (),
        errors: PanelErrors | None = None,
    ) -> None:
        # What is fixed for other panels differs from form to form.
        self.title = title  # type: ignore[misc]
        self.forms = frozenset(f"new-{part.table}" for part in parts)  # type: ignore[misc]
        self._parts = {part.table: part for part in parts}
        self._intro = intro
        super().__init__(session, errors=errors)

    def content(self) -> list[Block]:
        """Give the rows as cards of fields, and below them an empty one to add a row with."""
        blocks: list[Block] = [lines(*self._intro)] if self._intro else []
        for part in self._parts.values():
            blocks += self._part_blocks(part)
        return blocks

    def _part_blocks(self, part: FormPart) -> list[Block]:
        engagement = self.session.engagement
        if part.table in {"stream", "challenge"}:
            entity = getattr(engagement, part.table)
            return [cards(part.table, [row("", part.title, self._cells(part, entity, part.table, ""))])]
        rows = [each for each in rows_of(engagement, part.table) if part.only is None or part.only(engagement, each)]
        shown = [self._card(part, each) for each in rows]
        blocks: list[Block] = [heading(part.title)]
        blocks.append(cards(part.table, shown) if shown else lines("Nothing is written down yet."))
        return [*blocks, *self._empty_card(part)]

    def _card(self, part: FormPart, entity: Entity) -> dict[str, Any]:
        key = key_of(part.table, entity)
        remove = [button(f"remove-{part.table}", "Remove", title=f"Remove {key}")] if part.entity else []
        cells = self._cells(part, entity, part.table, key)
        return row(key, part.head(self.session.engagement, entity), cells, buttons=remove)

    def _empty_card(self, part: FormPart) -> list[Block]:
        if part.entity is None:
            return []
        block = f"new-{part.table}"
        cells = {each.name: self._cell(each, None) for each in part.fields}
        add = buttons(block, "Add", [button(f"add-{part.table}", "Add", title=f"Add to {part.title}", main=True)])
        return [cards(block, [row("", "A new one", self.fields(block, "", cells))]), add]

    def _cells(self, part: FormPart, entity: Entity, block: str, key: str) -> dict[str, Cell]:
        return self.fields(block, key, {each.name: self._cell(each, _value(entity, each.name)) for each in part.fields})

    def _cell(self, field: FormField, value: object) -> Cell:
        if field.kind in {"choice", "yes_no"}:
            shown = {True: "yes", False: "no", None: ""}.get(value, value) if field.kind == "yes_no" else value  # type: ignore[call-overload]
            options = self._options(field)
            return select_cell(field.label, "" if shown is None else str(shown), options, note=field.hint)
        kind: Literal["text", "area", "date"] = "text"
        if field.kind in {"area", "list"}:
            kind = "area"
        elif field.kind == "date":
            kind = "date"
        return text_cell(field.label, self._written(field, value), kind=kind, placeholder=field.hint)

    def _options(self, field: FormField) -> list[tuple[str, str]]:
        if field.kind == "yes_no":
            return [("", "? not said yet"), ("yes", "yes"), ("no", "no")]
        if isinstance(field.options, type):
            return choices(field.options)
        return [("", "? not said yet"), *(field.options(self.session.engagement) if field.options else ())]

    def _written(self, field: FormField, value: object) -> str:
        if value is None:
            return ""
        if field.kind == "list" and isinstance(value, tuple):
            return "\n".join(str(each) for each in value)
        if field.kind == "hours" and isinstance(value, int | float):
            calendar = self.session.engagement.challenge.calendar
            return format_hours(value, hours_per_day=calendar.hours_per_day, days_per_week=calendar.days_per_week)
        return f"{value:g}" if isinstance(value, float) else str(value)

    def changed(self, place: Place, value: str | bool) -> None:  # noqa: FBT001 - what a field holds
        """Save one field of one row."""
        part = self._parts[place.block]
        field = next(each for each in part.fields if each.name == place.column)
        read = read_form_field(field, str(value), self.session.engagement.challenge.calendar)
        outer, _, inner = field.name.partition(".")
        if inner:
            engagement = self.session.engagement
            entity = getattr(engagement, part.table)
            read = _inside(entity, outer, inner, read)
        self.session.edit(part.table, place.row, outer, read)

    def pressed(self, name: str, row: str) -> None:
        """Add or remove a row."""
        verb, _, table = name.partition("-")
        part = self._parts[table]
        if verb == "remove":
            self.session.remove(table, row)
            self.done = f"{row} was removed; undo brings it back."
            return
        new = self._new_row(part)
        self.session.add(table, new)
        self.clear(f"new-{table}")
        self.done = "Added and saved."

    def _new_row(self, part: FormPart) -> Entity:
        block, calendar = f"new-{part.table}", self.session.engagement.challenge.calendar
        values: dict[str, Any] = {}
        for field in part.fields:
            reader = partial(_read_new, part, field, calendar)
            values[field.name] = self.read(field.name, reader, block=block)
        if part.new_id:
            taken = tuple(key_of(part.table, each) for each in rows_of(self.session.engagement, part.table))
            values["id"] = next_id(part.new_id, taken)
        if part.entity is None:
            message = f"Rows of {part.table} cannot be added here."
            raise UsageError(message)
        try:
            return part.entity.model_validate({name: each for name, each in values.items() if each is not None})
        except ValidationError as problem:
            message = f"This cannot be added yet: {problem.errors(include_url=False)[0]['msg']}."
            raise UsageError(message) from None


def _read_new(part: FormPart, field: FormField, calendar: Calendar, text: str) -> Any:  # noqa: ANN401 - any JSON
    if field.name in part.required and not text.strip():
        message = f"{field.label} is still empty; fill it in."
        raise UsageError(message)
    return read_form_field(field, text, calendar)


def _value(entity: Entity, name: str) -> object:
    found: object = entity
    for part in name.split("."):
        found = getattr(found, part, None)
    return found


def _inside(entity: Entity, outer: str, inner: str, value: object) -> Any:  # noqa: ANN401 - any JSON
    held = getattr(entity, outer)
    values = {} if held is None else row_values(held)
    changed = {**values, inner: value}
    kept = {name: each for name, each in changed.items() if each is not None}
    if outer == "outcome" and kept and "text" not in kept:
        message = "Write the outcome as a sentence first, then its figures."
        raise UsageError(message)
    return kept or None


def read_form_field(field: FormField, text: str, calendar: Calendar) -> Any:  # noqa: ANN401 - any field's JSON
    """Read what was typed into a field of a form; an empty field is ``None``, "not known yet".

    Raises
    ------
    VsmError
        When it cannot be read; the sentence says what would be.

    Examples
    --------
    >>> read_form_field(FormField("due", "Until", "date"), "2026-10-09", Calendar())
    '2026-10-09'
    >>> read_form_field(FormField("hours", "Took", "hours"), "3 d", Calendar())
    24.0
    """
    typed = text.strip()
    if field.kind == "list":
        return [line.strip() for line in typed.splitlines() if line.strip()]
    if not typed or typed == "?":
        return None
    if field.kind == "date":
        return _read_day(field, typed)
    if field.kind == "number":
        return _read_number(field, typed)
    if field.kind == "hours":
        span = read_time(typed, hours_per_day=calendar.hours_per_day, days_per_week=calendar.days_per_week)
        return None if span is None else span.hours
    if field.kind == "yes_no":
        return typed == "yes"
    return typed


def _read_day(field: FormField, typed: str) -> str:
    try:
        return date.fromisoformat(typed).isoformat()
    except ValueError:
        message = f"{field.label}: expected a day such as 2026-10-09, found {typed[:40]!r}."
        raise UsageError(message) from None


def _read_number(field: FormField, typed: str) -> float:
    try:
        return float(typed.replace(",", "."))
    except ValueError:
        message = f"{field.label}: expected a number such as 26, found {typed[:40]!r}."
        raise UsageError(message) from None

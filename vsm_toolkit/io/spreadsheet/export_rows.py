"""Which headers and rows an engagement's tables have, before any file is written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from vsm_toolkit.io.spreadsheet.columns import LEAD_TIME_FIELD, STREAM_FIELDS, TABLE_SHAPES, Column, TableShape
from vsm_toolkit.io.spreadsheet.headers import EXTRA_PREFIX
from vsm_toolkit.io.spreadsheet.sheets import CellValue
from vsm_toolkit.io.spreadsheet.tables import STREAM_SHEET
from vsm_toolkit.model import Ask, Challenge, Change, Engagement, Entity, Estimate, Improvement, ParkingLotItem


@dataclass(frozen=True)
class ExportTable:
    """One table ready to be written; a missing value is ``None``."""

    name: str
    headers: tuple[str, ...]
    rows: tuple[tuple[CellValue, ...], ...]


def export_tables(engagement: Engagement) -> tuple[ExportTable, ...]:
    """Lay out every table: the map's, the stream's and the challenge's fields, and what followed.

    Examples
    --------
    >>> from vsm_toolkit.model import ValueStream
    >>> tables = export_tables(Engagement(challenge=Challenge(id="x"), stream=ValueStream(name="X")))
    >>> [table.name for table in tables][:3]
    ['steps', 'edges', 'loops']
    """
    stream = engagement.stream
    return (
        *(_shaped_table(shape, getattr(stream, name)) for name, shape in TABLE_SHAPES.items()),
        ExportTable(STREAM_SHEET, ("field", "value"), tuple(_stream_rows(engagement))),
        ExportTable("challenge", ("field", "value"), tuple(_challenge_rows(engagement.challenge))),
        _plain_table("changes", Change, engagement.changes),
        _plain_table("improvements", Improvement, engagement.improvements),
        _plain_table("asks", Ask, engagement.asks),
        _plain_table("parking_lot", ParkingLotItem, engagement.parking_lot),
    )


def export_notes(engagement: Engagement) -> tuple[str, ...]:
    """Say what the tables cannot hold: extra fields of a single number have no column.

    Examples
    --------
    >>> from vsm_toolkit.model import ValueStream
    >>> export_notes(Engagement(challenge=Challenge(id="x"), stream=ValueStream(name="X")))
    ()
    """
    notes = []
    for step in engagement.stream.steps:
        for name, value in step:
            if isinstance(value, Estimate) and value.model_extra:
                fields = ", ".join(value.model_extra)
                notes.append(f"Step {step.id}, {name.replace('_', ' ')}: {fields} has no column and is left out.")
    return tuple(notes)


def _shaped_table(shape: TableShape, entities: Sequence[Entity]) -> ExportTable:
    columns = [
        column
        for column in shape.columns
        if column.field != LEAD_TIME_FIELD
        and (column.always_written or any(_value(entity, column) is not None for entity in entities))
    ]
    extras = _extra_names(entities)
    own = {column.header for column in shape.columns}
    headers = [
        name if name not in own and not name.startswith(EXTRA_PREFIX) else EXTRA_PREFIX + name for name in extras
    ]
    return ExportTable(
        shape.name,
        (*(column.header for column in columns), *headers),
        tuple((*(_value(entity, column) for column in columns), *_extra_values(entity, extras)) for entity in entities),
    )


def _plain_table(name: str, entity: type[Entity], entities: Sequence[Entity]) -> ExportTable:
    fields = list(entity.model_fields)
    extras = _extra_names(entities)
    rows = tuple((*(_cell(getattr(one, field)) for field in fields), *_extra_values(one, extras)) for one in entities)
    return ExportTable(name, (*fields, *extras), rows)


def _value(entity: Entity, column: Column) -> CellValue:
    value = getattr(entity, column.field)
    if column.part is not None and value is not None:
        value = getattr(value, column.part)
    return _cell(value)


def _cell(value: Any) -> CellValue:  # noqa: ANN401 - any field of any entity
    if value is None:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, (str, int, float)):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple) and all(isinstance(part, str) for part in value):
        return "; ".join(value)
    return json.dumps(value, ensure_ascii=False, default=str)


def _extra_names(entities: Sequence[Entity]) -> list[str]:
    return list(dict.fromkeys(name for entity in entities for name in entity.model_extra or {}))


def _extra_values(entity: Entity, names: Sequence[str]) -> Iterator[CellValue]:
    extras = entity.model_extra or {}
    return (_cell(extras.get(name)) for name in names)


def _stream_rows(engagement: Engagement) -> Iterator[tuple[CellValue, ...]]:
    stream = engagement.stream
    for name in STREAM_FIELDS:
        yield name, _cell(getattr(stream, name))
    for name, value in (stream.model_extra or {}).items():
        yield name, _cell(value)


def _challenge_rows(challenge: Challenge) -> Iterator[tuple[CellValue, ...]]:
    """Spread the challenge's data over one row each: ``outcome.text``, ``calendar.hours_per_day`` ..."""
    yield from _spread("", challenge.model_dump(mode="json"))


def _spread(prefix: str, value: Any) -> Iterator[tuple[CellValue, ...]]:  # noqa: ANN401 - JSON
    pairs: Iterator[tuple[Any, Any]]
    if isinstance(value, dict):
        pairs = iter(value.items())
    elif isinstance(value, list):
        pairs = iter(enumerate(value, 1))
    else:
        yield prefix, _cell(value)
        return
    for name, part in pairs:
        yield from _spread(f"{prefix}.{name}" if prefix else str(name), part)

"""The published shape of ``map.toml`` as JSON Schema, derived from the model."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from vsm_toolkit.io.map_file import ENGAGEMENT_TABLES, STREAM_TABLES
from vsm_toolkit.io.table_rows import ESTIMATE_PARTS, estimate_type, is_hours
from vsm_toolkit.model import SCHEMA_VERSION, Challenge, Entity, Estimate, TimeEstimate, ValueStream

TIME_TEXT = {"type": "string", "description": "A time with its unit, such as '3 d', '45 min', '2-5 d' or '60 wh'."}


def map_json_schema() -> dict[str, Any]:
    """Describe ``map.toml``: every table, its columns, their types and words.

    Unknown columns and tables are allowed, because they are kept.

    Examples
    --------
    >>> schema = map_json_schema()
    >>> schema["properties"]["steps"]["items"]["properties"]["wait_time"]["type"]
    'string'
    """
    definitions: dict[str, Any] = {}
    tables = {**STREAM_TABLES, **ENGAGEMENT_TABLES}
    properties: dict[str, Any] = {
        "schema_version": {"const": SCHEMA_VERSION},
        "challenge": _table(Challenge, definitions),
        "value_stream": _table(ValueStream, definitions, leave_out=set(STREAM_TABLES)),
        **{name: {"type": "array", "items": _table(entity, definitions)} for name, entity in tables.items()},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "One team's engagement (map.toml)",
        "type": "object",
        "required": ["challenge", "value_stream"],
        "properties": properties,
        "$defs": dict(sorted(definitions.items())),
    }


def _table(entity: type[Entity], definitions: dict[str, Any], leave_out: Collection[str] = ()) -> dict[str, Any]:
    raw = entity.model_json_schema(ref_template="#/$defs/{model}")
    definitions.update({name: body for name, body in raw.pop("$defs", {}).items() if not name.endswith("Estimate")})
    columns: dict[str, Any] = {}
    for name, field in entity.model_fields.items():
        if name in leave_out:
            continue
        kind = estimate_type(field)
        if kind is not None:
            columns.update(_estimate_columns(name, kind))
        else:
            columns[name] = TIME_TEXT if is_hours(field) else raw["properties"][name]
    required = [name for name in raw.get("required", []) if name not in leave_out]
    return {
        "type": "object",
        "description": (entity.__doc__ or "").strip().split("\n")[0],
        "required": required,
        "properties": columns,
    }


def _estimate_columns(name: str, kind: type[Estimate]) -> dict[str, Any]:
    number = TIME_TEXT if issubclass(kind, TimeEstimate) else {"type": "number"}
    parts = kind.model_json_schema()["properties"]
    columns = {name: number}
    for part in ESTIMATE_PARTS:
        columns[f"{name}_{part}"] = number if part in {"low", "high"} else _flat(parts[part])
    return columns


def _flat(part: dict[str, Any]) -> dict[str, Any]:
    choices = part.get("anyOf", [part])
    return next(choice for choice in choices if choice.get("type") != "null")

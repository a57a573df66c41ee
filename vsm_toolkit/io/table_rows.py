"""Entities as flat rows and back: the one place where the columns of files are derived from the model.

A number with evidence spreads over columns (``wait_time``, ``wait_time_low``, ``wait_time_grade``, ...); a time is text
with a unit. Everything follows from the model's own annotations, so a new field needs no line here.
"""

from __future__ import annotations

import difflib
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from vsm_toolkit.durations import TimeReading, read_time, write_hours
from vsm_toolkit.errors import DurationError, ReadingProblem
from vsm_toolkit.model import Calendar, Entity, Estimate, Hours, TimeEstimate

EntityType = TypeVar("EntityType", bound=Entity)
ESTIMATE_PARTS = ("low", "high", "grade", "sample_size", "source")
UNION_TAGS = frozenset({"bool", "float", "str"})
"""What pydantic appends to the place of a value that may have one of several types."""


def is_hours(field: FieldInfo) -> bool:
    """Say whether a field is a bare time in working hours."""
    # pydantic unpacks the marker of a required field and leaves it inside an optional one.
    extra = field.json_schema_extra
    return Hours in get_args(field.annotation) or (isinstance(extra, dict) and extra.get("x-unit") == "working hours")


def estimate_type(field: FieldInfo) -> type[Estimate] | None:
    """Give the estimate class of a field, ``None`` for other fields."""
    for part in (field.annotation, *get_args(field.annotation)):
        if isinstance(part, type) and issubclass(part, Estimate):
            return part
    return None


def columns_of(entity: type[Entity]) -> tuple[str, ...]:
    """List the columns a table of this entity can have, in order.

    Examples
    --------
    >>> from vsm_toolkit.model import Edge
    >>> columns_of(Edge)
    ('from_step', 'to_step', 'kind', 'share')
    """
    names: list[str] = []
    for name, field in entity.model_fields.items():
        names.append(name)
        if estimate_type(field):
            names.extend(f"{name}_{part}" for part in ESTIMATE_PARTS)
    return tuple(names)


def to_row(entity: Entity) -> dict[str, Any]:
    """Flatten an entity; unknown and default values are left out, fields of others are kept.

    Examples
    --------
    >>> from vsm_toolkit.model import Step, TimeEstimate
    >>> to_row(Step(id="A", name="Review", wait_time=TimeEstimate(value=24, low=16)))
    {'id': 'A', 'name': 'Review', 'wait_time': '24 wh', 'wait_time_low': '16 wh'}
    """
    row: dict[str, Any] = {}
    for name, field in type(entity).model_fields.items():
        value = getattr(entity, name)
        if value is None or (not field.is_required() and value == field.default):
            continue
        if isinstance(value, Estimate):
            row.update(_estimate_columns(name, value))
        else:
            row[name] = plain(write_hours(value) if is_hours(field) else value)
    row.update({name: plain(value) for name, value in (entity.model_extra or {}).items() if value is not None})
    return row


def _estimate_columns(name: str, estimate: Estimate) -> Iterator[tuple[str, Any]]:
    write: Callable[[float], Any] = write_hours if isinstance(estimate, TimeEstimate) else plain
    yield name, write(estimate.value)
    for part in ESTIMATE_PARTS:
        value = getattr(estimate, part)
        if value is not None:
            yield f"{name}_{part}", write(value) if part in {"low", "high"} else plain(value)


def plain(value: Any) -> Any:  # noqa: ANN401 - any value a file can hold
    """Turn a value into what a file holds: enums as text, whole numbers without a decimal point.

    Examples
    --------
    >>> plain(2.0), plain((1.5, "a"))
    (2, [1.5, 'a'])
    """
    if isinstance(value, Entity):
        return to_row(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items() if each is not None}
    return value


@dataclass(frozen=True, slots=True)
class RowPlace:
    """Where a row stands: its table, its number from 0 and the name it goes by."""

    table: str
    index: int
    label: str


class RowReader:
    """Read rows into entities and collect every place that cannot be read.

    Parameters
    ----------
    calendar : Calendar
        What a day and a week mean in the file.
    name_place : callable
        Puts a :class:`RowPlace` and a column into the words of the file.
    """

    def __init__(self, calendar: Calendar, name_place: Callable[[RowPlace, str], str]) -> None:
        self.calendar = calendar
        self.name_place = name_place
        self.problems: list[ReadingProblem] = []

    def read(self, entity: type[EntityType], row: object, table: str, index: int | None = None) -> EntityType | None:
        """Read one row; ``None`` when it cannot be read, with the reasons added to ``problems``.

        Parameters
        ----------
        index : int or None
            Number of the row from 0; ``None`` for a table there is only one of.
        """
        if not isinstance(row, dict):
            header = f"[{table}]" if index is None else f"[[{table}]]"
            remedy = f"Write it as {header} with one value a line."
            self.add(RowPlace(table, index or 0, ""), "", "named values", row, remedy)
            return None
        label = shortened(str(row.get("id") or row.get("name") or row.get("to_step") or ""))
        place = RowPlace(table, index or 0, label)
        before = len(self.problems)
        values = dict(row)
        for name, field in entity.model_fields.items():
            kind = estimate_type(field)
            if kind is not None:
                self._gather_estimate(kind, name, values, place)
            elif is_hours(field) and name in values:
                values[name] = self.read_hours(values[name], place, name)
        try:
            read = entity.model_validate(values)
        except ValidationError as error:
            self._explain(error, entity, place)
            return None
        return read if len(self.problems) == before else None

    def _gather_estimate(self, kind: type[Estimate], name: str, values: dict[str, Any], place: RowPlace) -> None:
        parts = {part: values.pop(f"{name}_{part}") for part in ESTIMATE_PARTS if f"{name}_{part}" in values}
        before = len(self.problems)
        value = values.pop(name, None)
        if value is not None and issubclass(kind, TimeEstimate):
            value = self._time_parts(value, parts, place, name)
        given = [part for part, each in parts.items() if each is not None]
        if value is not None:
            values[name] = {"value": value, **parts}
        elif given and len(self.problems) == before:
            remedy = f"Fill in {name}, or take {name}_{given[0]} away while it is not known."
            self.add(place, f"{name}_{given[0]}", f"a value in {name} to go with it", None, remedy)

    def _time_parts(self, value: object, parts: dict[str, Any], place: RowPlace, name: str) -> float | None:
        for part in ("low", "high"):
            if part in parts:
                parts[part] = self.read_hours(parts[part], place, f"{name}_{part}")
        reading = self._read_time(value, place, name)
        if reading is None:
            return None
        said = {"low": reading.low_hours, "high": reading.high_hours, "grade": reading.grade}
        for part, each in said.items():
            if each is not None:
                parts.setdefault(part, each)
        return reading.hours

    def read_hours(self, value: object, place: RowPlace, column: str) -> float | None:
        """Read a bare time; ``None`` when it is unknown or cannot be read (then noted in ``problems``)."""
        reading = self._read_time(value, place, column)
        return reading.hours if reading else None

    def _read_time(self, value: object, place: RowPlace, column: str) -> TimeReading | None:
        calendar = self.calendar
        expected = "a time with its unit, such as '3 d' or '45 min'"
        if not isinstance(value, str | int | float) or isinstance(value, bool):
            self.add(place, column, expected, value, "Write it as text in quotes.")
            return None
        try:
            return read_time(value, hours_per_day=calendar.hours_per_day, days_per_week=calendar.days_per_week)
        except DurationError as problem:
            self.add(place, column, expected, value, problem.message)
            return None

    def _explain(self, error: ValidationError, entity: type[Entity], place: RowPlace) -> None:
        found: dict[str, list[tuple[str, str]]] = {}
        inputs: dict[str, object] = {}
        for each in error.errors(include_url=False):
            name = str(each["loc"][0]) if each["loc"] else ""
            field = entity.model_fields.get(name)
            column = _column(each["loc"], field)
            inputs[column] = None if each["type"] == "missing" else each.get("input")
            kind = estimate_type(field) if field else None
            part = kind.model_fields.get(str(each["loc"][-1])) if kind else field
            found.setdefault(column, []).append(_expectation(each["type"], part, each.get("input"), each["msg"]))
        for column, answers in found.items():  # several for one value where the field takes several types
            expected = " or ".join(dict.fromkeys(expected for expected, _ in answers))
            self.add(place, column, expected, inputs[column], answers[-1][1])

    def add(self, place: RowPlace, column: str, expected: str, got: object, remedy: str) -> None:
        """Note one place that cannot be read."""
        shown = "nothing" if got is None else "a table" if isinstance(got, dict) else shortened(repr(got), 80)
        self.problems.append(ReadingProblem(self.name_place(place, column), expected, shown, remedy))


def shortened(text: str, length: int = 40) -> str:
    """Cut a text that would drown the sentence it stands in.

    Examples
    --------
    >>> shortened("Regulatory change intake", 10)
    'Regulat...'
    """
    return text if len(text) <= length else f"{text[: length - 3]}..."


def _column(place: tuple[int | str, ...], field: FieldInfo | None) -> str:
    if field is not None and estimate_type(field):
        return "_".join(str(part) for part in place if part != "value")
    return ".".join(str(part) for part in place if part not in UNION_TAGS)


def _expectation(kind: str, field: FieldInfo | None, got: object, message: str) -> tuple[str, str]:
    choices = _choices(field)
    if choices and kind == "enum":
        near = difflib.get_close_matches(str(got).casefold().replace(" ", "_"), choices, n=1)
        return f"one of {', '.join(choices)}", f"Did you mean {near[0]!r}?" if near else "Use one of these words."
    known = {
        "missing": ("a value here", "Fill it in."),
        "string_type": ("text in quotes", "Put it in quotes."),
        "float_parsing": ("a number", "Write a number, or leave the line out while it is not known."),
        "float_type": ("a number", "Write a number, or leave the line out while it is not known."),
        "finite_number": ("a finite number", "Leave the line out while it is not known."),
        "bool_parsing": ("true or false", "Write true or false."),
        "bool_type": ("true or false", "Write true or false."),
        "int_type": ("a whole number", "Write a whole number, or leave the line out while it is not known."),
        "int_parsing": ("a whole number", "Write a whole number, or leave the line out while it is not known."),
        "int_from_float": ("a whole number", "Write a whole number, or leave the line out while it is not known."),
        "tuple_type": ("a list in [brackets]", "Put it in [brackets], with commas between its parts."),
        "model_type": ("named values", "Write it as a table with one value a line."),
        "enum": ("one of the words this field knows", "Use one of these words."),
    }
    if kind.startswith("date"):
        return "a date such as 2026-03-02", "Write year-month-day, without quotes."
    plainer = message.removeprefix("Input should be ")
    return known.get(
        kind, (plainer[:1].lower() + plainer[1:], "Correct it, or leave the line out while it is not known.")
    )


def _choices(field: FieldInfo | None) -> list[str]:
    if field is None:
        return []
    annotation = field.annotation
    candidates = get_args(annotation) if get_origin(annotation) in (Union, types.UnionType) else (annotation,)
    enums = [each for each in candidates if isinstance(each, type) and issubclass(each, Enum)]
    return [str(member.value) for member in enums[0]] if enums else []

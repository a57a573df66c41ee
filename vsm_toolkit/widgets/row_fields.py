"""The fields of a row of the engagement, described once: how each is shown, and how what people type is read.

Used by every panel that edits rows (dependencies, handoffs, waste, asks): shown values come from the row, read values
are plain JSON as the session takes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from vsm_toolkit.durations import read_time
from vsm_toolkit.errors import UsageError
from vsm_toolkit.estimates import read_amount, write_number, write_time_estimate
from vsm_toolkit.model import Calendar, Entity, TimeEstimate
from vsm_toolkit.widgets.blocks import Cell, select_cell, text_cell
from vsm_toolkit.widgets.panel import Panel

FieldKind = Literal["text", "area", "choice", "hours", "number", "percent", "date", "ids"]
Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class RowField:
    """One field of a row.

    Attributes
    ----------
    name : str
        The field of the entity.
    label : str
        What stands above it.
    kind : {"text", "area", "choice", "hours", "number", "percent", "date", "ids"}
        ``hours`` are read as times, ``percent`` is typed 0-100 and kept 0-1, ``ids`` are names with commas between.
    options : tuple of (str, str)
        For a choice: the value kept and the words shown.
    """

    name: str
    label: str
    kind: FieldKind = "text"
    options: tuple[Option, ...] = ()
    placeholder: str = ""
    note: str = ""

    def cell(self, row: Entity | None, options: Iterable[Option] = ()) -> Cell:
        """Show the field of a row, empty where there is no row or nothing is known."""
        text = self.text(getattr(row, self.name, None))
        if self.kind == "choice":
            offered = [*self.options, *options]
            if text not in {value for value, _ in offered}:
                offered.append((text, text or "? not said yet"))
            return select_cell(self.label, text, offered, note=self.note)
        kind: Literal["text", "area", "date"] = (
            "area" if self.kind == "area" else "date" if self.kind == "date" else "text"
        )
        return text_cell(self.label, text, kind=kind, placeholder=self.placeholder, note=self.note)

    def text(self, value: Any) -> str:  # noqa: ANN401 - any field
        """Write a value the way it is typed; ``""`` where nothing is known."""
        if value is None:
            return ""
        if self.kind == "hours":
            return write_time_estimate(TimeEstimate(value=value))
        if self.kind == "percent":
            return write_number(round(100 * value, 6))
        if self.kind == "number":
            return write_number(value)
        if self.kind == "ids":
            return ", ".join(value)
        return str(value)

    def read(self, text: str, calendar: Calendar) -> Any:  # noqa: ANN401 - any field's JSON
        """Read what was typed into plain JSON; ``None`` where nobody knows.

        Raises
        ------
        VsmError
            When it cannot be read.

        Examples
        --------
        >>> RowField("residual_low", "what would remain", "percent").read("20 %", Calendar())
        0.2
        """
        typed = text.strip()
        if self.kind == "hours":
            reading = read_time(typed, hours_per_day=calendar.hours_per_day, days_per_week=calendar.days_per_week)
            return None if reading is None else reading.hours
        if self.kind in {"number", "percent"}:
            return self._read_number(typed)
        if self.kind == "ids":
            return [each.strip() for each in typed.split(",") if each.strip()]
        if self.kind == "date":
            return _read_date(typed)
        return typed or None

    def _read_number(self, typed: str) -> float | None:
        number = read_amount(typed.removesuffix("%"), self.label.casefold())
        if self.kind != "percent" or number is None:
            return number
        if number > 100:
            message = f"{number:g} % is more than everything: type a share from 0 to 100, or “?” if nobody knows yet."
            raise UsageError(message)
        return number / 100


def _read_date(typed: str) -> str | None:
    if not typed:
        return None
    try:
        return date.fromisoformat(typed).isoformat()
    except ValueError:
        message = f"“{typed[:40]}” is no date: type it as year-month-day, for example 2027-03-15."
        raise UsageError(message) from None


def form_values(panel: Panel, fields: Sequence[RowField], calendar: Calendar, block: str = "new") -> dict[str, Any]:
    """Read every field of a form; the first that cannot be read is complained about beside it.

    Raises
    ------
    VsmError
        What could not be read.
    """
    values = {}
    for field in fields:
        value = panel.read(field.name, lambda text, field=field: field.read(text, calendar), block=block)  # type: ignore[misc]
        if value is not None:
            values[field.name] = value
    return values


def named(rows: Iterable[tuple[str, str]], nothing: str = "? not said yet") -> list[Option]:
    """Offer rows by their id and name, "nothing" first.

    Examples
    --------
    >>> named([("L1", "Triage")])
    [('', '? not said yet'), ('L1', 'L1 · Triage')]
    """
    return [("", nothing), *((key, f"{key} · {name}" if name else key) for key, name in rows)]

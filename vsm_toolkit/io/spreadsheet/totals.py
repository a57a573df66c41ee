"""Rows below the steps that sum them up: published totals, to be compared with what the steps add up to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from vsm_toolkit.io.spreadsheet.columns import LEAD_TIME_FIELD, CellKind
from vsm_toolkit.io.spreadsheet.conventions import LeadTimeConvention, PercentScale, SheetConventions
from vsm_toolkit.io.spreadsheet.headers import Header, compact
from vsm_toolkit.io.spreadsheet.rows import RawRow
from vsm_toolkit.io.spreadsheet.tables import SheetTable
from vsm_toolkit.io.spreadsheet.times import UnansweredError, read_time_cell, read_working_hours
from vsm_toolkit.io.spreadsheet.values import UnreadableCellError, read_number, read_percent

TOTAL_LABELS = frozenset({"total", "totals", "sum", "grandtotal", "overall", "sums"})
SUMMARY_LABELS = frozenset({"average", "averages", "mean", "median", "min", "max"})
ACTIVITY_RATIO_LABELS = frozenset({"activityratio", "ar", "flowefficiency", "percentactivity", "activity"})
_LABELLED_TOTALS = {
    **dict.fromkeys(("totalleadtime", "totallt", "leadtimetotal"), "lead_time_hours"),
    **dict.fromkeys(("totalprocesstime", "totalpt", "processtimetotal"), "process_time_hours"),
    **dict.fromkeys(("totalwait", "totalwaittime", "waittotal"), "wait_hours"),
    **dict.fromkeys(ACTIVITY_RATIO_LABELS - {"activity"}, "activity_ratio"),
    **dict.fromkeys(
        ("rolledca", "rolledpercentca", "rolledcompleteaccurate", "rolledpercentcompleteaccurate", "rolledyield"),
        "rolled_percent_complete_accurate",
    ),
}
_TOTAL_OF_FIELD = {
    LEAD_TIME_FIELD: "lead_time_hours",
    "process_time": "process_time_hours",
    "wait_time": "wait_hours",
    "percent_complete_accurate": "rolled_percent_complete_accurate",
}


@dataclass(frozen=True)
class SplitSteps:
    """A steps table without its summary rows.

    Attributes
    ----------
    totals : dict of str to float
        Hours (working), and shares from 0 to 1.
    """

    steps: SheetTable
    totals: Mapping[str, float]
    notes: tuple[str, ...]


def split_totals(table: SheetTable, conventions: SheetConventions) -> SplitSteps:
    """Part the steps from the rows that sum them up, and read the sums as far as they can be read.

    A row counts as a sum when the first thing in it says so: ``Total``, ``Sum``, ``Activity ratio`` ... Averages are
    left out of both. A row with a single text below a sum is a footnote.
    """
    steps: list[RawRow] = []
    totals: dict[str, float] = {}
    notes: list[str] = []
    seen_total = False
    for row in table.rows:
        label = compact(next(text for text in row.texts() if text.strip()))
        place = f"{table.place}, row {row.number}"
        lone = sum(bool(text.strip()) for text in row.texts()) == 1
        if _is_step_of_own_table(row, table):
            steps.append(row)
        elif label in TOTAL_LABELS or (label in _LABELLED_TOTALS and not lone):
            seen_total = True
            found = _totals_of_row(row, table, conventions, label)
            notes.append(f"{place} is a total, not a step; {_words(found)}.")
            totals.update(found)
        elif label in SUMMARY_LABELS or (seen_total and lone):
            said = "; ".join(text.strip() for text in row.texts() if text.strip())
            notes.append(f'{place} is no step and was not read: "{said[:200]}".')
        else:
            steps.append(row)
    _drop_unclear_lead_time(totals, table, conventions)
    return SplitSteps(replace(table, rows=tuple(steps)), totals, tuple(notes))


def _is_step_of_own_table(row: RawRow, table: SheetTable) -> bool:
    """In the toolkit's own tables a row with an id and a name is a step, even one called "Total"."""
    named = [table.header_row.find(header) for header in ("id", "name")]
    return table.header_row.own and all(one is not None and row.cells[one.index].text.strip() for one in named)


def _totals_of_row(row: RawRow, table: SheetTable, conventions: SheetConventions, label: str) -> dict[str, float]:
    filled = [header for header in table.header_row.headers if row.cells[header.index].text.strip()]
    found: dict[str, float] = {}
    if label in _LABELLED_TOTALS:
        values = [(header, _LABELLED_TOTALS[label]) for header in filled[1:2]]
    else:
        values = [(header, total) for header in filled if (total := _total_of(header)) is not None]
    for header, total in values:
        value = _total(row.cells[header.index].text, header, total, table, conventions)
        if value is not None:
            found[total] = value
    return found


def _total_of(header: Header) -> str | None:
    if header.column is None:
        return "activity_ratio" if compact(header.text) in ACTIVITY_RATIO_LABELS else None
    return _TOTAL_OF_FIELD.get(header.column.field) if header.column.part == "value" else None


def _total(text: str, header: Header, total: str, table: SheetTable, conventions: SheetConventions) -> float | None:
    comma = table.decimal_comma
    try:
        if total.endswith("_hours"):
            if table.header_row.own:
                reading = read_working_hours(text, decimal_comma=comma)
            else:
                is_time = header.column is not None and header.column.kind is CellKind.TIME
                unit = header.unit if is_time else None
                hands_on = total == "process_time_hours"
                reading = read_time_cell(text, unit, conventions, decimal_comma=comma, hands_on=hands_on)
            return None if reading is None else reading.hours
        if total == "activity_ratio":
            return _ratio(text, header, decimal_comma=comma)
        is_share = conventions.percent_scale is PercentScale.SHARE or "share" in header.remark.split()
        percent = read_percent(text, decimal_comma=comma, is_share=is_share)
        return None if percent is None else round(percent / 100, 12)
    except (UnreadableCellError, UnansweredError):
        return None


def _ratio(text: str, header: Header, *, decimal_comma: bool) -> float | None:
    number = read_number(text.strip().removesuffix("%"), decimal_comma=decimal_comma)
    if number is None:
        return None
    is_percent = text.strip().endswith("%") or "%" in header.text or number > 1
    return round(number / 100, 12) if is_percent else number


def _drop_unclear_lead_time(totals: dict[str, float], table: SheetTable, conventions: SheetConventions) -> None:
    """Add the waits to a total that starts when work starts, or drop it where they are not published."""
    if table.header_row.find("lt") is None or "lead_time_hours" not in totals:
        return
    if conventions.lead_time is LeadTimeConvention.WAIT_THEN_LEAD:
        lead = totals.pop("lead_time_hours")
        if "wait_hours" in totals:
            totals["lead_time_hours"] = lead + totals["wait_hours"]


def _words(found: Mapping[str, float]) -> str:
    if not found:
        return "no figure in it could be read"
    return "published: " + ", ".join(f"{name.replace('_', ' ')} {value:g}" for name, value in found.items())

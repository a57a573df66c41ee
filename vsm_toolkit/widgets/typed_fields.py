"""What people type into a step's fields, read into plain JSON and written back, and rows pasted from a spreadsheet.

A field that cannot be read raises with a sentence; what nobody knows yet is ``None``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from vsm_toolkit.durations import format_hours, read_time, write_hours
from vsm_toolkit.errors import UsageError, VsmError
from vsm_toolkit.estimates import read_time_estimate
from vsm_toolkit.model import Calendar, Estimate, EvidenceGrade, Stage, Step, TimeEstimate
from vsm_toolkit.working_week import WorkingWeek, shown_working_week

TIMES: Final = ("wait_time", "process_time", "in_step_delay")
FIELDS: Final = (
    "name",
    "team",
    "wait_time",
    "process_time",
    "percent_complete_accurate",
    "people",
    "stage",
    "evidence",
    "in_step_delay",
)
"""The fields of a step in the order Tab goes through them."""

NOT_KNOWN: Final = frozenset({"", "?", "??", "-", "n/a", "unknown", "tbd"})
_NUMBER: Final = re.compile(r"(\d+(?:[.,]\d+)?|[.,]\d+)\s*(%?)")
_MORE_THAN_ALL: Final = {
    "percent_complete_accurate": "of 100 items, how many could the next step use as they came?",
    "share": "of 100 items, how many go this way?",
}
_PASTED_ORDER: Final = ("name", "team", "wait_time", "process_time", "percent_complete_accurate")
_HEADINGS: Final = {
    "name": ("name", "step", "activity", "process", "process step"),
    "team": ("team", "who", "lane", "done by"),
    "wait_time": ("wait", "wait time", "waiting", "waiting time", "wt"),
    "process_time": ("process time", "work", "work time", "working", "touch time", "pt"),
    "percent_complete_accurate": ("%c&a", "c&a", "percent complete accurate", "complete and accurate", "%ca", "% c&a"),
    "people": ("people", "persons", "number of people"),
    "stage": ("stage",),
    "in_step_delay": ("delay", "in-step delay", "stuck"),
}
MOST_PASTED_ROWS: Final = 200


def read_field(name: str, text: str, calendar: Calendar, old: Step | None = None) -> Any:  # noqa: ANN401 - any field's JSON
    """Read what was typed into one field of a step.

    Parameters
    ----------
    old : Step or None
        The step as it stood: how a time of it was known is kept, unless the words say otherwise.

    Returns
    -------
    object
        Plain JSON as :meth:`vsm_toolkit.session.MappingSession.edit` takes it; times in working hours. ``None`` for
        "not known yet".

    Raises
    ------
    VsmError
        When it cannot be read; the sentence says what would have been readable.

    Examples
    --------
    >>> read_field("wait_time", "2-5 d, likely 3 d", Calendar())
    {'value': 24.0, 'low': 16.0, 'high': 40.0}
    >>> read_field("percent_complete_accurate", "80 %", Calendar())
    {'value': 80.0}
    >>> print(read_field("people", "?", Calendar()))
    None
    """
    text = text.strip()
    if name == "name":
        if not text:
            message = "A step needs a name: a verb and a noun, as in 'Review request'."
            raise UsageError(message)
        return text
    if name == "team":
        return None if text.casefold() in NOT_KNOWN else text
    if name in TIMES:
        return _time(text, calendar, None if old is None else getattr(old, name))
    if name in {"stage", "evidence"}:
        return _choice(name, text)
    return _number(name, text)


def _time(text: str, calendar: Calendar, old: TimeEstimate | None) -> dict[str, Any] | None:
    week = {"hours_per_day": calendar.hours_per_day, "days_per_week": calendar.days_per_week}
    estimate = read_time_estimate(text, old, **week)
    return None if estimate is None else estimate.model_dump(mode="json", exclude_none=True)


def _choice(name: str, text: str) -> str | None:
    if text.casefold() in NOT_KNOWN:
        return None
    kind: type[Stage | EvidenceGrade] = Stage if name == "stage" else EvidenceGrade
    wanted = re.sub(r"\W+", "_", text.casefold())
    if wanted not in {each.value for each in kind}:
        message = f"There is no {name} {text!r}: choose {', '.join(each.value.replace('_', ' ') for each in kind)}."
        raise UsageError(message)
    return wanted


def _number(name: str, text: str) -> dict[str, float] | None:
    if text.casefold() in NOT_KNOWN:
        return None
    is_percent = name in _MORE_THAN_ALL
    found = _NUMBER.fullmatch(text)
    value = float(found.group(1).replace(",", ".")) if found else math.nan
    if found is None or (found.group(2) and not is_percent):
        example = "'80' or '80 %'" if is_percent else "'2'"
        message = f"{text!r} cannot be read as a number: write it as in {example}, or '?' if nobody knows."
        raise UsageError(message)
    if is_percent and not found.group(2) and 0 < value < 1:
        message = f"{text!r} can be read two ways: write '{value * 100:g} %' for {value * 100:g} of 100 items."
        raise UsageError(message)
    if is_percent and value > 100:
        message = f"{text!r} is more than 100 %: {_MORE_THAN_ALL[name]}"
        raise UsageError(message)
    return {"value": value}


def read_share(text: str) -> float | None:
    """Read a share of items typed as a percentage, 0-1; ``None`` for "not known yet".

    Raises
    ------
    UsageError
        When it is no percentage.

    Examples
    --------
    >>> read_share("35 %"), read_share("40"), read_share("?")
    (0.35, 0.4, None)
    """
    percent = _number("share", text.strip())
    return None if percent is None else percent["value"] / 100


def show_field(step: Step, name: str) -> str:
    """Write a field the way people type it, so that reading it again gives the same value.

    Examples
    --------
    >>> from vsm_toolkit.model import TimeEstimate
    >>> show_field(Step(id="A", name="Review", wait_time=TimeEstimate(value=24, low=16, high=40)), "wait_time")
    '2 d to 5 d, likely 3 d'
    """
    value = getattr(step, name)
    if value is None:
        return ""
    if isinstance(value, Estimate):
        return _shown_time(value) if name in TIMES else f"{value.value:g}"
    return str(value).replace("_", " ") if name in {"stage", "evidence"} else str(value)


def _shown_time(estimate: Estimate) -> str:
    if estimate.low is None or estimate.high is None:
        guess = "about " if estimate.grade is EvidenceGrade.GUESS else ""
        return f"{guess}{_exact(estimate.value)}"
    return f"{_exact(estimate.low)} to {_exact(estimate.high)}, likely {_exact(estimate.value)}"


def _exact(hours: float) -> str:
    return _exact_in(hours, shown_working_week())


@lru_cache(maxsize=4096)
def _exact_in(hours: float, week: WorkingWeek) -> str:
    """Write hours short where that reads back as the same number, else in full; a map asks for the same ones often."""
    shown = format_hours(hours, hours_per_day=week.hours_per_day, days_per_week=week.days_per_week)
    try:
        reading = read_time(shown, hours_per_day=week.hours_per_day, days_per_week=week.days_per_week)
    except VsmError:
        return write_hours(hours)
    return shown if reading is not None and reading.hours == hours else write_hours(hours)


@dataclass(frozen=True, slots=True)
class PastedRow:
    """One row that was pasted from a spreadsheet, as text by field."""

    number: int
    texts: Mapping[str, str]


def read_pasted(text: str) -> tuple[PastedRow, ...]:
    r"""Read rows copied from a spreadsheet: name, team, wait, process time, %C&A, or columns in the order of a heading.

    Raises
    ------
    UsageError
        When there is nothing to add, or more than a map can hold.

    Examples
    --------
    >>> [row.texts["name"] for row in read_pasted("Step\tTeam\nReview\tQA\nDeploy\tOps")]
    ['Review', 'Deploy']
    """
    lines = [line.split("\t") for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()]
    columns = _columns(lines[0]) if lines else None
    first = 2 if columns else 1
    rows = tuple(
        PastedRow(number, {name: cell.strip() for name, cell in zip(columns or _PASTED_ORDER, cells, strict=False)})
        for number, cells in enumerate(lines[1:] if columns else lines, first)
    )
    if not rows:
        message = "There are no rows to add: copy the cells with name, team, wait, process time and %C&A."
        raise UsageError(message)
    if len(rows) > MOST_PASTED_ROWS:
        message = f"{len(rows)} rows were pasted; a map takes up to {MOST_PASTED_ROWS} at once. Copy fewer rows."
        raise UsageError(message)
    return rows


def _columns(cells: list[str]) -> tuple[str, ...] | None:
    """Give the fields a heading names, ``None`` when the row is no heading; unknown columns are left out."""
    known = {spelling: name for name, spellings in _HEADINGS.items() for spelling in spellings}
    found = [known.get(cell.strip().casefold(), "") for cell in cells]
    return tuple(found) if "name" in found and (len(cells) == 1 or sum(map(bool, found)) > 1) else None


def read_pasted_step(row: PastedRow, step_id: str, calendar: Calendar) -> Step:
    r"""Read one pasted row into a step.

    Raises
    ------
    UsageError
        When a cell cannot be read; the sentence names row and column.

    Examples
    --------
    >>> row = read_pasted("Review\tQA\t3 d\t2 h\t80 %")[0]
    >>> read_pasted_step(row, "S01", Calendar()).wait_time.value
    24.0
    """
    values: dict[str, Any] = {}
    for name, text in row.texts.items():
        if name:
            try:
                values[name] = read_field(name, text, calendar)
            except VsmError as problem:
                column = "%C&A" if name == "percent_complete_accurate" else name.replace("_", " ")
                message = f"Pasted row {row.number}, {column}: {problem.message} Nothing was added."
                raise UsageError(message) from None
    return Step(id=step_id, **values)

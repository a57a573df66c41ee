"""A coach's spreadsheet becomes a map: nothing that changes the numbers is guessed, and nothing is dropped unsaid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from vsm_toolkit.errors import FileError, ReadingProblem
from vsm_toolkit.io.spreadsheet.conventions import (
    LeadTimeConvention,
    OpenQuestion,
    PercentScale,
    QualityConvention,
    SheetConventions,
    quality_question,
)
from vsm_toolkit.io.spreadsheet.export import write_csv_tables, write_workbook
from vsm_toolkit.io.spreadsheet.findings import AnyEntity, Findings, Record, build
from vsm_toolkit.io.spreadsheet.flow import QUALITY_FIELD, line_of_edges, resolve_steps, shift_received_quality
from vsm_toolkit.io.spreadsheet.headers import Header
from vsm_toolkit.io.spreadsheet.lead_times import apply_lead_times
from vsm_toolkit.io.spreadsheet.records import read_records
from vsm_toolkit.io.spreadsheet.tables import SheetTable, SheetTables, read_tables
from vsm_toolkit.io.spreadsheet.times import DEFAULT_DAYS_PER_WEEK, DEFAULT_HOURS_PER_DAY
from vsm_toolkit.io.spreadsheet.totals import split_totals
from vsm_toolkit.model import (
    Dependency,
    Edge,
    HandoffRecord,
    ReworkLoop,
    Step,
    Team,
    TimeBasis,
    ValueStream,
    WasteObservation,
)

__all__ = [
    "LeadTimeConvention",
    "OpenQuestion",
    "PercentScale",
    "QualityConvention",
    "SheetConventions",
    "SheetImport",
    "SheetTable",
    "SheetTables",
    "open_questions",
    "read_tables",
    "stream_from_tables",
    "write_csv_tables",
    "write_workbook",
]


@dataclass(frozen=True)
class SheetImport:
    """A map as a sheet gave it.

    Attributes
    ----------
    stream : ValueStream
        Times in working hours; what depends on an unanswered question is unknown, its cell kept as an extra field.
    notes : tuple of str
        What was assumed, kept without being understood, or left out.
    published_totals : mapping of str to float, or None
        The file's own totals: ``lead_time_hours``, ``process_time_hours``, ``wait_hours`` in working hours,
        ``activity_ratio`` and ``rolled_percent_complete_accurate`` from 0 to 1. ``None`` when it states none.
    questions : tuple of OpenQuestion
        What the conventions leave unanswered and what changes the numbers of this file.
    """

    stream: ValueStream
    notes: tuple[str, ...]
    published_totals: Mapping[str, float] | None
    questions: tuple[OpenQuestion, ...] = ()


def open_questions(tables: SheetTables, conventions: SheetConventions) -> tuple[OpenQuestion, ...]:
    r"""List what only the team can answer, as far as it changes the numbers of this file.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "steps.csv"
    ...     _ = path.write_text("Step,LT (days),PT (hrs),%C/A\nReview,3,2,80\n")
    ...     tables = read_tables(path)
    >>> [question.option for question in open_questions(tables, SheetConventions())]
    ['--basis', '--lead-time-convention', '--percent-complete-accurate']
    """
    findings = Findings()
    _MapReader(tables, conventions, findings).read()
    # Whether the other conventions matter shows only once the cells can be read, so read them once in some way.
    provisional = replace(
        conventions,
        unit=conventions.unit or "wh",
        basis=conventions.basis or TimeBasis.WORKING,
        percent_scale=conventions.percent_scale or PercentScale.SHARE,
    )
    later = Findings()
    _MapReader(tables, provisional, later).read()
    questions = {**later.questions, **findings.questions}
    return tuple(questions[option] for option in sorted(questions))


def stream_from_tables(tables: SheetTables, conventions: SheetConventions, *, name: str) -> SheetImport:
    r"""Build the map the tables describe.

    Parameters
    ----------
    conventions
        The team's answers. What they leave open stays unknown in the map.
    name
        Name of the value stream.

    Raises
    ------
    FileError
        Listing every cell and row that cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "steps.csv"
    ...     _ = path.write_text("Step,Wait,PT\nReview,3 wh,2 wh\n")
    ...     imported = stream_from_tables(read_tables(path), SheetConventions(), name="Lantern")
    >>> imported.stream.steps[0].wait_time.value
    3.0
    """
    findings = Findings()
    entities, totals = _MapReader(tables, conventions, findings).read()
    stream = None
    if not findings.problems:
        stream = _build_stream(tables, entities, name, findings)
    if findings.problems or stream is None:
        raise FileError(tables.path, tuple(findings.problems))
    return SheetImport(
        stream=stream,
        notes=(*tables.notes, *_table_notes(tables), *findings.notes, *_calendar_notes(conventions, findings)),
        published_totals=totals or None,
        questions=open_questions(tables, conventions),
    )


@dataclass(frozen=True)
class _MapReader:
    """Reads the tables of one map; what comes up goes into the findings."""

    tables: SheetTables
    conventions: SheetConventions
    findings: Findings

    def read(self) -> tuple[dict[str, tuple[Any, ...]], Mapping[str, float]]:
        split = split_totals(self.tables.steps, self.conventions)
        self.findings.notes.extend(split.notes)
        steps = read_records(split.steps, self.conventions, self.findings)
        apply_lead_times(steps, self.conventions, self.findings)
        edges = self._edges(steps)
        self._place_quality(steps, edges)
        tables = self.tables
        entities: dict[str, tuple[Any, ...]] = {
            "steps": self._built(Step, steps),
            "edges": edges,
            "loops": self._others(tables.loops, ReworkLoop, steps),
            "handoffs": self._others(tables.handoffs, HandoffRecord, steps),
            "dependencies": self._others(tables.dependencies, Dependency, steps),
            "waste": self._others(tables.waste, WasteObservation, steps),
            "teams": self._others(tables.teams, Team, steps),
        }
        if tables.teams is None:
            entities["teams"] = _teams_of(entities["steps"], self.findings)
        return entities, split.totals

    def _edges(self, steps: list[Record]) -> tuple[Edge, ...]:
        if self.tables.edges is not None:
            return self._others(self.tables.edges, Edge, steps)
        if len(steps) > 1:
            self.findings.notes.append(
                "There is no table of edges, so the steps were joined into one line in the order of the sheet. If some "
                "of them run side by side, lead time and activity ratio are wrong until the edges are given."
            )
        return line_of_edges([record.values["id"] for record in steps])

    def _place_quality(self, steps: list[Record], edges: tuple[Edge, ...]) -> None:
        header = self.tables.steps.header_row.find("ca")
        if header is None or not any(QUALITY_FIELD in record.values for record in steps):
            return
        convention = self.conventions.percent_complete_accurate or self._quality_said_by(header)
        if convention is QualityConvention.RECEIVED:
            shift_received_quality(steps, edges, self.findings)
        if convention is None:
            self.findings.ask(quality_question(header.text))
            for record in steps:
                record.keep_as_written(QUALITY_FIELD)

    def _quality_said_by(self, header: Header) -> QualityConvention | None:
        words = set(header.remark.split())
        if self.tables.steps.header_row.own or words & {"produced", "outgoing"}:
            return QualityConvention.PRODUCED
        return QualityConvention.RECEIVED if words & {"received", "incoming"} else None

    def _others(self, table: SheetTable | None, entity: type[AnyEntity], steps: list[Record]) -> tuple[AnyEntity, ...]:
        if table is None:
            return ()
        records = read_records(table, self.conventions, self.findings)
        resolve_steps(records, steps, self.findings)
        return self._built(entity, records)

    def _built(self, entity: type[AnyEntity], records: list[Record]) -> tuple[AnyEntity, ...]:
        built = (build(entity, record, self.findings) for record in records)
        return tuple(one for one in built if one is not None)


def _teams_of(steps: tuple[Step, ...], findings: Findings) -> tuple[Team, ...]:
    names = tuple(dict.fromkeys(step.team for step in steps if step.team))
    if names:
        findings.notes.append(
            f"Teams were taken from the steps ({', '.join(names)}); which one is in the Dojo is not known yet."
        )
    return tuple(Team(name=name) for name in names)


def _build_stream(
    tables: SheetTables, entities: Mapping[str, tuple[Any, ...]], name: str, findings: Findings
) -> ValueStream | None:
    described = {key: text for key, text in (tables.stream or {}).items() if text and key not in entities}
    said = described.pop("name", name)
    if said != name:
        findings.notes.append(f"The stream sheet calls the value stream {said!r}; it was imported as {name!r}.")
    try:
        return ValueStream.model_validate({**described, **entities, "name": name})
    except ValidationError as error:
        for detail in error.errors():
            place = " ".join(str(part) for part in ("stream sheet", *detail["loc"]))
            findings.problems.append(ReadingProblem(place, detail["msg"], repr(detail["input"])[:60], "Correct it."))
        return None


def _table_notes(tables: SheetTables) -> list[str]:
    others = (tables.edges, tables.loops, tables.handoffs, tables.dependencies, tables.waste, tables.teams)
    return [note for table in (tables.steps, *others) if table is not None for note in table.notes]


def _calendar_notes(conventions: SheetConventions, findings: Findings) -> list[str]:
    if not findings.calendar_used or (conventions.hours_per_day and conventions.days_per_week):
        return []
    hours = conventions.hours_per_day or DEFAULT_HOURS_PER_DAY
    days = conventions.days_per_week or DEFAULT_DAYS_PER_WEEK
    note = f"A day was read as {hours:g} working hours and a week as {days:g} days; say so if the team's differ"
    return [f"{note} (--hours-per-day, --days-per-week)."]

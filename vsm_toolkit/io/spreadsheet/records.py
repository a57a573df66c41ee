"""From the text cells of a table to the values of an entity, collecting every problem, note and open question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from vsm_toolkit.errors import ReadingProblem
from vsm_toolkit.io.spreadsheet.columns import ID_LETTERS, CellKind, Column
from vsm_toolkit.io.spreadsheet.conventions import (
    PercentScale,
    SheetConventions,
    basis_question,
    percent_scale_question,
    unit_question,
)
from vsm_toolkit.io.spreadsheet.findings import Findings, Record
from vsm_toolkit.io.spreadsheet.headers import Header
from vsm_toolkit.io.spreadsheet.rows import Cell, RawRow
from vsm_toolkit.io.spreadsheet.tables import SheetTable
from vsm_toolkit.io.spreadsheet.times import UnansweredError, depends_on_calendar, read_time_cell, read_working_hours
from vsm_toolkit.io.spreadsheet.values import (
    UnreadableCellError,
    is_missing,
    read_choice,
    read_number,
    read_percent,
    read_share,
    read_yes_no,
)


def read_records(table: SheetTable, conventions: SheetConventions, findings: Findings) -> list[Record]:
    """Read every row of a table."""
    scale = _percent_scale(table, conventions, findings)
    reader = _CellReader(table, conventions, findings, scale)
    records = [reader.record(row) for row in table.rows]
    if table.shape.name in ID_LETTERS:
        _fill_ids(records, ID_LETTERS[table.shape.name])
    if table.shape.name in {*ID_LETTERS, "teams"}:
        _refuse_doubled(records, "id" if table.shape.name in ID_LETTERS else "name", findings)
    return records


@dataclass
class _CellReader:
    """Reads the cells of one table."""

    table: SheetTable
    conventions: SheetConventions
    findings: Findings
    scale: PercentScale | None

    def record(self, row: RawRow) -> Record:
        record = Record(f"{self.table.place}, row {row.number}")
        for header in self.table.header_row.headers:
            cell = row.cells[header.index]
            if header.column is None:
                if cell.text.strip():
                    record.extras[header.text] = cell.text
                continue
            if cell.text and header.column.part in {None, "value"}:
                record.raw[header.column.field] = (header.text, cell.text)
            self._read_into(record, header, header.column, cell)
        self._check_parts(record)
        return record

    def _read_into(self, record: Record, header: Header, column: Column, cell: Cell) -> None:
        place = f'{record.place}, column "{header.text}"'
        try:
            value = self._value(header, column, cell, place)
        except UnansweredError as error:
            self._ask(error.option, header, place)
            record.extras[f"{header.text} (as written)"] = cell.text
            return
        except UnreadableCellError as error:
            if column.lenient:
                record.extras[f"{header.text} (as written)"] = cell.text
                self.findings.notes.append(f"{place}: {cell.text.strip()[:60]!r} is kept as it stands; {error.message}")
            else:
                self.findings.refuse(place, error, cell.text.strip())
                record.failed.add(column.field)
            return
        if value is None:
            return
        if column.part is None:
            record.values[column.field] = value
        elif isinstance(value, dict):
            record.values.setdefault(column.field, {}).update(value)
        else:
            record.values.setdefault(column.field, {})[column.part] = value

    def _value(self, header: Header, column: Column, cell: Cell, place: str) -> Any:  # noqa: ANN401 - any field's type
        if column.kind is CellKind.TEXT:
            return self._text(cell.text)
        if cell.is_date:
            expected = "a length of time" if column.kind is CellKind.TIME else "no date"
            raise UnreadableCellError(
                expected, "It is a date or a time of day; format the cell as text and write '3 d'."
            )
        if column.kind is CellKind.TIME:
            return self._time(header, column, cell.text, place)
        if column.kind is CellKind.CHOICE and column.vocabulary is not None:
            return read_choice(cell.text, column.vocabulary)
        if column.kind is CellKind.PERCENT:
            return self._percent(cell.text)
        if column.kind is CellKind.YES_NO:
            return read_yes_no(cell.text)
        read: Callable[..., float | None] = read_share if column.kind is CellKind.SHARE else read_number
        return read(cell.text, decimal_comma=self.table.decimal_comma)

    def _text(self, text: str) -> str | None:
        if self.table.header_row.own:
            return text or None
        return None if is_missing(text) else text.strip()

    def _time(self, header: Header, column: Column, text: str, place: str) -> dict[str, Any] | float | None:
        comma = self.table.decimal_comma
        if self.table.header_row.own:
            reading = read_working_hours(text, decimal_comma=comma)
        else:
            unit = header.unit or self.conventions.unit
            hands_on = column.field == "process_time"
            reading = read_time_cell(text, unit, self.conventions, decimal_comma=comma, hands_on=hands_on)
            if not self.findings.calendar_used:
                self.findings.calendar_used = depends_on_calendar(text, unit, decimal_comma=comma)
        if reading is None:
            return None
        if reading.flag:
            self.findings.notes.append(f"{place}: {reading.flag}")
        if column.part != "value":
            return reading.hours
        parts = {"value": reading.hours, "low": reading.low_hours, "high": reading.high_hours, "grade": reading.grade}
        return {name: part for name, part in parts.items() if part is not None}

    def _percent(self, text: str) -> float | None:
        comma = self.table.decimal_comma
        if self.scale is None and not is_missing(text) and not text.strip().endswith("%"):
            raise UnansweredError("--percent-scale")
        share = self.scale is PercentScale.SHARE
        percent = read_percent(text, decimal_comma=comma, is_share=share)
        plain = not text.strip().endswith("%") and not self.table.header_row.own
        answered = self.conventions.percent_scale is not None
        if percent is not None and percent <= 1 and plain and not share and not answered:
            raise UnreadableCellError(
                "a percentage like the others in its column", "Write it with its sign, as in 80 %."
            )
        return percent

    def _ask(self, option: str, header: Header, place: str) -> None:
        if option == "--unit":
            self.findings.plain_number_headers.setdefault(header.text)
            self.findings.questions[option] = unit_question(self.findings.plain_number_headers)
        elif option == "--basis":
            self.findings.ask(basis_question(place))
        else:
            self.findings.ask(percent_scale_question(header.text))

    def _check_parts(self, record: Record) -> None:
        """Refuse a range or a grade without its number, unless the number waits for an answer among the extras."""
        for name, value in list(record.values.items()):
            if isinstance(value, dict) and "value" not in value:
                del record.values[name]
                if not record.waits_for_answer(name) and name not in record.failed:
                    noun = name.replace("_", " ")
                    self.findings.problems.append(
                        ReadingProblem(
                            record.place, f"a {noun} beside its {' and '.join(value)}", "none", "Fill in the number."
                        )
                    )


def _percent_scale(table: SheetTable, conventions: SheetConventions, findings: Findings) -> PercentScale | None:
    """Say how plain %C&A figures are scaled; ``None`` when every one is at most 1 and nobody has answered."""
    header = table.header_row.find("ca") if table.shape.name == "steps" else None
    if header is None or table.header_row.own:
        return PercentScale.PERCENT
    if conventions.percent_scale is not None:
        return conventions.percent_scale
    if "share" in header.remark.split():
        return PercentScale.SHARE
    figures = []
    for row in table.rows:
        try:
            figures.append(read_number(row.cells[header.index].text, decimal_comma=table.decimal_comma))
        except UnreadableCellError:
            continue
    plain = [figure for figure in figures if figure]
    if plain and max(plain) <= 1:
        findings.ask(percent_scale_question(header.text))
        return None
    return PercentScale.PERCENT


def _fill_ids(records: list[Record], letter: str) -> None:
    taken = {record.values.get("id") for record in records}
    number = 0
    for record in records:
        while record.values.get("id") is None:
            number += 1
            made = f"{letter}{number:02d}"
            if made not in taken:
                record.values["id"] = made


def _refuse_doubled(records: list[Record], field_name: str, findings: Findings) -> None:
    first: dict[str, str] = {}
    for record in records:
        value = record.values.get(field_name)
        if value is None:
            continue
        if value in first:
            findings.problems.append(
                ReadingProblem(
                    record.place,
                    f"an {field_name} of its own" if field_name == "id" else "a name of its own",
                    f"{value!r}, which {first[value]} has too",
                    "Give each row its own.",
                )
            )
        first.setdefault(value, record.place)

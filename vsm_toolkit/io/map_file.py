"""The engagement folder: ``map.toml`` read and written canonically.

The same engagement always gives the same bytes, one value a line, so that versions compare and merge by line. Fields
the toolkit does not know are kept. The shape is published as JSON Schema, see :mod:`vsm_toolkit.io.map_schema`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import tomli_w

from vsm_toolkit.changes import ESTIMATE_TYPES
from vsm_toolkit.durations import check_working_week, write_hours
from vsm_toolkit.errors import DurationError, FileError, ReadingProblem
from vsm_toolkit.io.atomic_file import cannot_write, write_atomically
from vsm_toolkit.io.table_rows import RowPlace, RowReader, shortened, to_row
from vsm_toolkit.io.toml_text import TomlLines, is_rows, parse_toml, render_table, render_tables
from vsm_toolkit.model import (
    SCHEMA_VERSION,
    Adoption,
    Ask,
    Calendar,
    Challenge,
    Change,
    Dependency,
    Edge,
    Engagement,
    Entity,
    HandoffRecord,
    Improvement,
    ItemTime,
    OwnerReading,
    ParkingLotItem,
    PulseEntry,
    RecheckValue,
    RetentionCheck,
    ReworkLoop,
    Scenario,
    Step,
    Team,
    TimeEstimate,
    ValueStream,
    WasteObservation,
)

MAP_FILE = "map.toml"
SIZE_LIMIT = 2 * 1024 * 1024

STREAM_TABLES: dict[str, type[Entity]] = {
    "teams": Team,
    "steps": Step,
    "edges": Edge,
    "loops": ReworkLoop,
    "handoffs": HandoffRecord,
    "dependencies": Dependency,
    "waste": WasteObservation,
}
ENGAGEMENT_TABLES: dict[str, type[Entity]] = {
    "changes": Change,
    "improvements": Improvement,
    "asks": Ask,
    "parking_lot": ParkingLotItem,
    "scenarios": Scenario,
    "item_times": ItemTime,
    "retention_checks": RetentionCheck,
    "recheck_values": RecheckValue,
    "owner_readings": OwnerReading,
    "adoptions": Adoption,
    "pulses": PulseEntry,
}

VALUE_ROWS = (Change, RecheckValue)
"""Rows that hold the value of another row's field: a time where that field is a time."""

HEADER = """\
# One team's engagement: the challenge, the map as it was first drawn, and what changed since.
# Times are text with a unit ("3 d", "45 min", "60 wh"; wh = working hours). Leave out what nobody knows yet.
# Check it with `vsm check FOLDER`.
"""


def load_engagement(folder: Path) -> Engagement:
    """Read the engagement in a folder (or its ``map.toml`` itself).

    Raises
    ------
    FileError
        Naming every place that cannot be read: line, row, column, what was expected, what came, what to do.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from vsm_toolkit.model import Challenge
    >>> from vsm_toolkit.samples import lantern
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = save_engagement(Engagement(challenge=Challenge(id="lantern"), stream=lantern()), folder)
    >>> load_engagement(folder).stream == lantern()
    True
    """
    return parse_engagement(read_map_text(folder), str(_map_in(folder)))


def read_map_text(folder: Path) -> str:
    """Read the text of the map in a folder (or of the ``map.toml`` itself).

    Raises
    ------
    FileError
        When there is none, or it cannot be read as text.
    """
    return _read_text(_map_in(folder))


def _map_in(folder: Path) -> Path:
    try:
        return folder if folder.is_file() else folder / MAP_FILE
    except OSError:  # a name too long, a folder nobody may enter: reading it says so
        return folder


def _read_text(path: Path) -> str:
    try:
        if path.stat().st_size > SIZE_LIMIT:
            problem = ReadingProblem(
                str(path),
                f"at most {SIZE_LIMIT // 2**20} MiB",
                f"{path.stat().st_size:,} bytes",
                "A map is a few pages of text; is this the right file?",
            )
            raise FileError(str(path), (problem,))
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        problem = ReadingProblem(
            str(path), "a file of that name", "none", "Name an engagement folder that holds a map.toml."
        )
        raise FileError(str(path), (problem,)) from None
    except UnicodeDecodeError as error:
        problem = ReadingProblem(
            f"{path}, byte {error.start}", "UTF-8 text", "another encoding", "Save the file as UTF-8."
        )
        raise FileError(str(path), (problem,)) from None
    except OSError as error:
        problem = ReadingProblem(
            str(path), "a file that can be read", error.strerror or "an error of the disk", "Check its permissions."
        )
        raise FileError(str(path), (problem,)) from error
    except ValueError as error:  # a NUL in its name
        problem = ReadingProblem(str(path), "the name of a file", str(error), "Name an engagement folder.")
        raise FileError(str(path), (problem,)) from error


def parse_engagement(text: str, path: str = MAP_FILE) -> Engagement:
    """Read an engagement from the text of a ``map.toml``.

    Parameters
    ----------
    path : str
        How to name the file in errors.

    Raises
    ------
    FileError
        Naming every place that cannot be read.
    """
    document = parse_toml(text, path)
    version = document.pop("schema_version", SCHEMA_VERSION)
    if version != SCHEMA_VERSION:
        problem = ReadingProblem(
            f"{path}, schema_version",
            str(SCHEMA_VERSION),
            repr(version)[:40],
            "Install the version of vsm-toolkit that wrote it, or a newer one.",
        )
        raise FileError(path, (problem,))
    lines = TomlLines(text)
    reader = RowReader(_calendar(document), lambda place, column: _name_place(lines, path, place, column))
    challenge, stream = _read_challenge(document, reader), _read_stream(document, reader)
    rows = {table: _read_table(table, document, reader) for table in (*STREAM_TABLES, *ENGAGEMENT_TABLES)}
    rest = {**document, "challenge": Challenge(id=""), "stream": ValueStream(name="")}
    engagement = reader.read(Engagement, rest, "")
    if reader.problems or challenge is None or stream is None or engagement is None:
        raise FileError(path, tuple(reader.problems))
    stream = stream.model_copy(update={table: rows.pop(table) for table in STREAM_TABLES})
    return engagement.model_copy(update={"challenge": challenge, "stream": stream, **rows})


def _calendar(document: dict[str, Any]) -> Calendar:
    challenge = document.get("challenge")
    written = challenge.get("calendar") if isinstance(challenge, dict) else None
    silent = RowReader(Calendar(), lambda place, column: f"{place.table} {column}")
    calendar = silent.read(Calendar, written if written is not None else {}, "challenge.calendar") or Calendar()
    return calendar if _is_possible(calendar) else Calendar()


def _is_possible(calendar: Calendar) -> bool:
    try:
        check_working_week(calendar.hours_per_day, calendar.days_per_week)
    except DurationError:
        return False
    return True


def _read_challenge(document: dict[str, Any], reader: RowReader) -> Challenge | None:
    challenge = reader.read(Challenge, document.pop("challenge", None), "challenge")
    if challenge is not None and not _is_possible(challenge.calendar):
        week = f"{challenge.calendar.hours_per_day:g} hours and {challenge.calendar.days_per_week:g} days"
        expected = "up to 24 hours per day and 7 days per week, above 0"
        reader.add(RowPlace("challenge", 0, ""), "calendar", expected, week, "Correct the calendar.")
    return challenge


def _read_stream(document: dict[str, Any], reader: RowReader) -> ValueStream | None:
    place = RowPlace("value_stream", 0, "")
    if "stream" in document:
        reader.add(place, "", "the map under [value_stream]", document.pop("stream"), "Rename [stream].")
    written = document.pop("value_stream", None)
    if isinstance(written, dict):
        for table in sorted(STREAM_TABLES.keys() & written.keys()):
            rows = written.pop(table)
            reader.add(place, table, f"rows of their own, each under [[{table}]]", rows, "Shorten their header.")
    return reader.read(ValueStream, written, "value_stream")


def _read_table(table: str, document: dict[str, Any], reader: RowReader) -> tuple[Entity | None, ...]:
    entity = {**STREAM_TABLES, **ENGAGEMENT_TABLES}[table]
    rows = document.pop(table, [])
    if not isinstance(rows, list):
        reader.add(RowPlace(table, 0, ""), "", f"rows, each under [[{table}]]", rows, "Use double brackets.")
        return ()
    if entity in VALUE_ROWS:
        rows = [_change_value_to_hours(row, reader, table, number) for number, row in enumerate(rows)]
    return tuple(reader.read(entity, row, table, number) for number, row in enumerate(rows))


def _is_time_change(row: dict[str, Any]) -> bool:
    table, field = row.get("table", "steps"), row.get("field")
    if table == "steps":
        return field == "cadence" or ESTIMATE_TYPES.get(str(field)) is TimeEstimate
    return table == "dependencies" and field == "wait_per_occurrence"


def _change_value_to_hours(row: Any, reader: RowReader, table: str, number: int) -> Any:  # noqa: ANN401 - a file's value
    if not isinstance(row, dict) or not _is_time_change(row):
        return row
    place = RowPlace(table, number, shortened(str(row.get("key", ""))))
    times = {name: reader.read_hours(row[name], place, name) for name in ("value", "old") if name in row}
    return {**row, **times}


def _name_place(lines: TomlLines, path: str, place: RowPlace, column: str) -> str:
    line = lines.find(place.table, place.index, column)
    single = place.table in {"", "challenge", "value_stream"}
    row = place.table if single else f"{place.table} row {place.index + 1}{f' ({place.label})' if place.label else ''}"
    return ", ".join(part for part in (path, f"line {line}" if line else "", row, column) if part)


def save_engagement(engagement: Engagement, folder: Path) -> Path:
    """Write an engagement to its folder, whole or not at all, and give the path of the file.

    Raises
    ------
    FileError
        When the folder cannot be written; what was there before stays.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise cannot_write(folder, error) from error
    path = folder / MAP_FILE
    text = render_engagement(engagement)
    try:
        content = text.encode()
    except UnicodeEncodeError as error:
        got = f"half a character behind {text[max(0, error.start - 30) : error.start]!r}"
        problem = ReadingProblem(str(path), "whole characters", got, "Type that text again.")
        raise FileError(str(path), (problem,), "written") from None
    write_atomically(path, content)
    return path


def render_engagement(engagement: Engagement) -> str:
    """Write an engagement as the text of a ``map.toml``; equal engagements give equal text.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> text = render_engagement(Engagement(challenge=Challenge(id="lantern"), stream=lantern()))
    >>> render_engagement(parse_engagement(text)) == text
    True
    """
    whole = to_row(engagement.model_copy(update=dict.fromkeys(ENGAGEMENT_TABLES, ())))
    stream = to_row(engagement.stream.model_copy(update=dict.fromkeys(STREAM_TABLES, ())))
    leading = {name: value for name, value in whole.items() if name not in {"challenge", "stream", "schema_version"}}
    extra = {name: value for name, value in leading.items() if isinstance(value, dict) or is_rows(value)}
    simple = {name: value for name, value in leading.items() if name not in extra}
    parts = [
        HEADER + tomli_w.dumps({"schema_version": engagement.schema_version, **simple}),
        tomli_w.dumps({"challenge": to_row(engagement.challenge)}),
        tomli_w.dumps({"value_stream": stream}),
    ]
    rows = {table: getattr(engagement.stream, table) for table in STREAM_TABLES}
    rows |= {table: getattr(engagement, table) for table in ENGAGEMENT_TABLES}
    for table, entities in rows.items():
        parts.extend(render_table(f"[[{table}]]", _row_for_file(entity)) for entity in entities)
    parts.extend(render_tables("", extra))
    return "\n".join(parts)


def _row_for_file(entity: Entity) -> dict[str, Any]:
    row = to_row(entity)
    if isinstance(entity, VALUE_ROWS) and _is_time_change(row):
        for name in ("value", "old"):
            if isinstance(row.get(name), int | float) and not isinstance(row[name], bool):
                row[name] = write_hours(row[name])
    return row

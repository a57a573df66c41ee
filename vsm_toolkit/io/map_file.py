"""The engagement folder: ``map.toml`` read and written canonically.

The same engagement always gives the same bytes, one value a line, so that versions compare and merge by line. Fields
the toolkit does not know are kept. The shape is published as JSON Schema, see :mod:`vsm_toolkit.io.map_schema`.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import tomli_w

from vsm_toolkit.changes import ESTIMATE_TYPES
from vsm_toolkit.durations import write_hours
from vsm_toolkit.errors import FileError, ReadingProblem
from vsm_toolkit.io.atomic_file import cannot_write, write_atomically
from vsm_toolkit.io.table_rows import RowPlace, RowReader, to_row
from vsm_toolkit.model import (
    SCHEMA_VERSION,
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
    ParkingLotItem,
    ReworkLoop,
    Step,
    Team,
    TimeEstimate,
    ValueStream,
    WasteObservation,
)

MAP_FILE = "map.toml"
SIZE_LIMIT = 5 * 1024 * 1024

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
}

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
    path = folder if folder.is_file() else folder / MAP_FILE
    return parse_engagement(_read_text(path), str(path))


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
    document = _parse_toml(text, path)
    version = document.pop("schema_version", SCHEMA_VERSION)
    if version != SCHEMA_VERSION:
        problem = ReadingProblem(
            f"{path}, schema_version",
            str(SCHEMA_VERSION),
            repr(version)[:40],
            "Install the version of vsm-toolkit that wrote it, or a newer one.",
        )
        raise FileError(path, (problem,))
    reader = RowReader(_calendar(document), lambda place, column: _name_place(text, path, place, column))
    parts = _read_parts(document, reader)
    if reader.problems:
        raise FileError(path, tuple(reader.problems))
    stream = parts.pop("stream").with_changes(**{table: parts.pop(table) for table in STREAM_TABLES})
    return Engagement(stream=stream, **parts)


def _parse_toml(text: str, path: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        what = "tables nested too deeply" if isinstance(error, RecursionError) else str(error)
        problem = ReadingProblem(
            path, "a TOML file", what[:200], "Correct that line; text needs quotes, tables need [brackets]."
        )
        raise FileError(path, (problem,)) from None


def _calendar(document: dict[str, Any]) -> Calendar:
    challenge = document.get("challenge")
    written = challenge.get("calendar") if isinstance(challenge, dict) else None
    silent = RowReader(Calendar(), lambda place, column: f"{place.table} {column}")
    return silent.read(Calendar, written if written is not None else {}, "challenge.calendar") or Calendar()


def _read_parts(document: dict[str, Any], reader: RowReader) -> dict[str, Any]:
    parts: dict[str, Any] = {
        "challenge": reader.read(Challenge, document.pop("challenge", None), "challenge"),
        "stream": reader.read(ValueStream, document.pop("value_stream", None), "value_stream"),
    }
    for table, entity in {**STREAM_TABLES, **ENGAGEMENT_TABLES}.items():
        rows = document.pop(table, [])
        if not isinstance(rows, list):
            reader.add(RowPlace(table, 0, ""), "", f"rows, each under [[{table}]]", rows, "Use double brackets.")
            rows = []
        if entity is Change:
            rows = [_change_value_to_hours(row, reader, number) for number, row in enumerate(rows)]
        parts[table] = tuple(reader.read(entity, row, table, number) for number, row in enumerate(rows))
    return {**parts, **document}


def _is_time_change(row: dict[str, Any]) -> bool:
    table, field = row.get("table", "steps"), row.get("field")
    if table == "steps":
        return field == "cadence" or ESTIMATE_TYPES.get(str(field)) is TimeEstimate
    return table == "dependencies" and field == "wait_per_occurrence"


def _change_value_to_hours(row: Any, reader: RowReader, number: int) -> Any:  # noqa: ANN401 - anything a file holds
    if not isinstance(row, dict) or not _is_time_change(row):
        return row
    place = RowPlace("changes", number, str(row.get("key", "")))
    times = {name: reader.read_hours(row[name], place, name) for name in ("value", "old") if name in row}
    return {**row, **times}


def _name_place(text: str, path: str, place: RowPlace, column: str) -> str:
    line = _line_of(text, place, column)
    single = place.table in {"challenge", "value_stream"}
    row = place.table if single else f"{place.table} row {place.index + 1}{f' ({place.label})' if place.label else ''}"
    return f"{path}{f', line {line}' if line else ''}, {row}{f', {column}' if column else ''}"


def _line_of(text: str, place: RowPlace, column: str) -> int | None:
    header = re.compile(rf"^\s*\[\[?\s*{re.escape(place.table)}\s*\]\]?\s*(#.*)?$")
    key = re.compile(rf"^\s*\"?{re.escape(column.partition('.')[0])}\"?\s*=") if column else None
    seen, start = -1, None
    for number, line in enumerate(text.splitlines(), 1):
        if header.match(line):
            seen += 1
            if seen == place.index:
                start = number
            elif start is not None:
                break
        elif start is not None and line.lstrip().startswith("[["):
            break
        elif start is not None and key is not None and key.match(line):
            return number
    return start


def save_engagement(engagement: Engagement, folder: Path) -> Path:
    """Write an engagement to its folder, whole or not at all, and give the path of the file.

    Raises
    ------
    FileError
        When the folder cannot be written; what was there before stays.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise cannot_write(folder, problem) from problem
    path = folder / MAP_FILE
    write_atomically(path, render_engagement(engagement).encode())
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
    extra = {name: value for name, value in leading.items() if isinstance(value, dict) or _is_rows(value)}
    simple = {name: value for name, value in leading.items() if name not in extra}
    parts = [
        HEADER + tomli_w.dumps({"schema_version": engagement.schema_version, **simple}),
        tomli_w.dumps({"challenge": to_row(engagement.challenge)}),
        tomli_w.dumps({"value_stream": stream}),
    ]
    rows = {table: getattr(engagement.stream, table) for table in STREAM_TABLES}
    rows |= {table: getattr(engagement, table) for table in ENGAGEMENT_TABLES}
    for table, entities in rows.items():
        parts.extend(f"[[{table}]]\n{tomli_w.dumps(_row_for_file(entity))}" for entity in entities)
    if extra:
        parts.append(tomli_w.dumps(extra))
    return "\n".join(parts)


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)


def _row_for_file(entity: Entity) -> dict[str, Any]:
    row = to_row(entity)
    if isinstance(entity, Change) and _is_time_change(row):
        for name in ("value", "old"):
            if isinstance(row.get(name), int | float):
                row[name] = write_hours(row[name])
    return row

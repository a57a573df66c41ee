"""Finished reports read back for a roll-up: found below folders, each taken whole or refused with its reason."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from vsm_toolkit.errors import FileError, ReadingProblem
from vsm_toolkit.program.shared_report import REPORT_SCHEMA, SharedReport

REPORT_FILE = "report.json"
SIZE_LIMIT = 20 * 1024 * 1024
MOST_PARTS = 200_000
"""Values in one report; five hundred steps make a tenth. An error for each of millions would fill the memory."""

PROBLEMS_LISTED = 3
AGAIN = "Make the report again with `vsm report`."


@dataclass(frozen=True, slots=True)
class RefusedReport:
    """A file that is no report a roll-up can use.

    Attributes
    ----------
    reason : str
        Why, in a sentence or more.
    """

    path: Path
    reason: str


def find_reports(places: Sequence[Path]) -> tuple[Path, ...]:
    """Find every ``report.json`` below some folders; a file that is named is taken as it is.

    Hidden folders, in which reports lie while they are written, are left out, and so are links to folders.

    Raises
    ------
    FileError
        When a place does not exist.
    """
    found: dict[Path, None] = {}
    for place in places:
        if not _exists(place):
            problem = ReadingProblem(str(place), "a report.json, or a folder with reports", "nothing", "Correct it.")
            raise FileError(str(place), (problem,))
        found.update(dict.fromkeys(sorted(_below(place)) if place.is_dir() else [place]))
    return tuple(found)


def _exists(place: Path) -> bool:
    try:
        return place.exists()
    except (OSError, ValueError):  # a name too long for a file, or with a NUL in it
        return False


def _below(folder: Path) -> Iterator[Path]:
    for here, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        if REPORT_FILE in files:
            yield Path(here, REPORT_FILE)


def read_reports(paths: Sequence[Path]) -> tuple[tuple[SharedReport, ...], tuple[RefusedReport, ...]]:
    """Read reports; one that cannot be read never stops the others."""
    reports, refused = [], []
    for path in paths:
        try:
            reports.append(read_report(path))
        except FileError as problem:
            refused.append(RefusedReport(path, _in_one_line(path, problem)))
    return tuple(reports), tuple(refused)


def read_report(path: Path) -> SharedReport:
    """Read what a roll-up needs of one ``report.json``.

    Raises
    ------
    FileError
        When it cannot be read, is no report, or was written by another version.
    """
    content = _read(path)
    try:
        return SharedReport.model_validate_json(content)
    except ValidationError as error:
        raise FileError(str(path), tuple(_problems(path, error))) from None


def _read(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > SIZE_LIMIT:
            problem = ReadingProblem(str(path), f"at most {SIZE_LIMIT // 2**20} MiB", f"{size:,} bytes", AGAIN)
            raise FileError(str(path), (problem,))
        content = path.read_bytes()
    except OSError as error:
        why = error.strerror or "an error of the disk"
        problem = ReadingProblem(str(path), "a file that can be read", why, "Check its permissions.")
        raise FileError(str(path), (problem,)) from error
    parts = content.count(b",")
    if parts > MOST_PARTS:
        problem = ReadingProblem(str(path), f"at most {MOST_PARTS:,} values", f"{parts:,}", AGAIN)
        raise FileError(str(path), (problem,))
    return content


def _problems(path: Path, error: ValidationError) -> Iterator[ReadingProblem]:
    found = error.errors(include_url=False)
    version = next((each for each in found if each["loc"] == ("schema",)), None)
    if version is not None:
        yield _other_version(path, version)
        return
    for each in found[:PROBLEMS_LISTED]:
        place = ", ".join([str(path), *([" ".join(str(part)[:40] for part in each["loc"])] if each["loc"] else [])])
        yield ReadingProblem(place, *_expected_and_got(each), AGAIN)


def _expected_and_got(problem: Any) -> tuple[str, str]:  # noqa: ANN401 - pydantic's own error details
    message = problem["msg"][:200]
    if problem["type"] == "missing":
        return "this field", "nothing"
    if problem["type"] == "json_invalid":
        return "JSON", message.removeprefix("Invalid JSON: ")
    if problem["type"] == "value_error":
        return "amounts from 0 to a billion", message.removeprefix("Value error, ")
    return message.removeprefix("Input should be "), f"{problem['input']!r:.60}"


def _in_one_line(path: Path, problem: FileError) -> str:
    """Say every problem of a file after its name, and the remedy once."""
    told = [
        f"{each.place.removeprefix(str(path)).removeprefix(', ')}: expected {each.expected}, found {each.got}"
        for each in problem.problems
    ]
    return f"{'; '.join(each.removeprefix(': ') for each in told)}. {problem.problems[0].remedy}"


def _other_version(path: Path, version: Any) -> ReadingProblem:  # noqa: ANN401 - pydantic's own error details
    got = "no version" if version["type"] == "missing" else f"version {version['input']!r:.20}"
    is_newer = isinstance(version["input"], int) and version["input"] > REPORT_SCHEMA
    remedy = "Install the version of vsm-toolkit that wrote it, or a newer one." if is_newer else AGAIN
    return ReadingProblem(f"{path}, schema", f"version {REPORT_SCHEMA}", got, remedy)

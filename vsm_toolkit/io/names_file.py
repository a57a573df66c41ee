"""What people said about names, in a small file of the program's folder: the same, not the same, or not answered."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from vsm_toolkit.errors import FileError, ReadingProblem
from vsm_toolkit.io.atomic_file import write_atomically
from vsm_toolkit.io.toml_text import parse_toml, render_table
from vsm_toolkit.program.names import NameKind, NameMatch

NAMES_FILE = "names.toml"
SIZE_LIMIT = 1024 * 1024
HEADER = """\
# Names that may mean the same team or role. Answer each with a line:
#   confirmed = true     they are the same; "same_as" is used for both
#   confirmed = false    they are not; it is not asked again
# Only what is confirmed is used. `vsm rollup` adds new questions and keeps every answer.
"""


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    kind: NameKind
    name: str
    same_as: str
    confirmed: bool | None = None
    why: str = ""


def read_names(path: Path) -> tuple[NameMatch, ...]:
    """Read what was said about names; a file that is not there says nothing.

    Raises
    ------
    FileError
        Naming every row that cannot be read.
    """
    try:
        if not path.exists():
            return ()
        if path.stat().st_size > SIZE_LIMIT:
            raise _unreadable(path, str(path), f"at most {SIZE_LIMIT // 2**20} MiB", f"{path.stat().st_size:,} bytes")
        document = parse_toml(path.read_bytes().decode("utf-8-sig"), str(path))
    except UnicodeDecodeError:
        raise _unreadable(path, str(path), "UTF-8 text", "another encoding") from None
    except (OSError, ValueError) as error:
        raise _unreadable(path, str(path), "a file that can be read", str(error)[:200]) from error
    rows = document.get("names", [])
    if not isinstance(rows, list) or document.keys() - {"names"}:
        raise _unreadable(path, str(path), "rows under [[names]] and nothing else", ", ".join(document)[:80])
    return tuple(_match(row, number, path) for number, row in enumerate(rows, 1))


def _match(row: Any, number: int, path: Path) -> NameMatch:  # noqa: ANN401 - anything a file holds
    try:
        read = _Row.model_validate(row)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = " ".join(map(str, first["loc"]))
        message = f"{first['msg'][:1].lower()}{first['msg'][1:120]}"
        expected = "kind (team or role), name, same_as and an answer: confirmed = true or false"
        raise _unreadable(path, f"{path}, names row {number}, {field}", expected, message) from None
    return NameMatch(read.kind, read.name, read.same_as, read.confirmed, read.why)


def _unreadable(path: Path, place: str, expected: str, got: str) -> FileError:
    return FileError(str(path), (ReadingProblem(place, expected, got, "Correct the file, or move it away."),))


def write_names(path: Path, matches: Iterable[NameMatch]) -> None:
    """Write answers and open questions, answered ones first, whole or not at all.

    Raises
    ------
    FileError
        When the file cannot be written; what was there stays.
    """
    write_atomically(path, render_names(matches).encode("utf-8", "replace"))


def render_names(matches: Iterable[NameMatch]) -> str:
    r"""Write names as the text of a ``names.toml``; equal matches give equal text.

    Examples
    --------
    >>> print(render_names([NameMatch("team", "QA", "Shared QA", True)]).split("\n\n")[1])
    [[names]]
    kind = "team"
    name = "QA"
    same_as = "Shared QA"
    confirmed = true
    """
    ordered = sorted(matches, key=lambda each: (each.confirmed is None, each.kind, each.name, each.same_as))
    return "\n".join([HEADER, *(render_table("[[names]]", _row(match)) for match in ordered)])


def _row(match: NameMatch) -> dict[str, Any]:
    row: dict[str, Any] = {"kind": match.kind, "name": match.name, "same_as": match.same_as}
    if match.confirmed is not None:
        row["confirmed"] = match.confirmed
    return {**row, **({"why": match.why} if match.why else {})}

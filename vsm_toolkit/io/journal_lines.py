"""The lines of a journal: one event each, behind a fingerprint of its text; whatever cannot be trusted is named.

Journals travel by git and by shared drives, so nothing in them is believed before it was checked: a line that is not
what this toolkit writes is left out and reported with its file and number, and everything around it is still read.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from vsm_toolkit.errors import FileError, UsageError
from vsm_toolkit.history import Edit, JournalEntry
from vsm_toolkit.io.toml_text import refuse_extremes
from vsm_toolkit.model import ChangeKind

FINGERPRINT = 16
LARGEST_SEGMENT = 256 * 2**20
"""Bytes of one session's journal; a long session writes two or three million."""

LARGEST_COUNT = 2**53
MOST_EDITS = 2_000
"""Edits of one gesture; deleting a step with all its edges makes a few dozen."""

MOST_LISTED = 100
"""Damaged lines that are named one by one; the others are counted."""

SUSPICIOUS_BRACKETS = 24
CUT_OFF = "the last line is not whole: the machine stopped while it was written, or the end of the file is lost"


@dataclass(frozen=True, slots=True)
class JournalDamage:
    """A line of a journal that cannot be trusted; it was left out and is never dropped silently.

    Attributes
    ----------
    line : int
        Counted from 1; 0 when the file as a whole cannot be read.
    """

    file: str
    line: int
    reason: str

    def sentence(self) -> str:
        """Say where the damage is."""
        place = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{place}: {self.reason}. Everything else was read."


def fingerprint(text: str) -> str:
    """Give the first 16 characters of the SHA-256 of a text.

    Examples
    --------
    >>> fingerprint("")
    'e3b0c44298fc1c14'
    """
    return hashlib.sha256(text.encode()).hexdigest()[:FINGERPRINT]


def written_line(event: dict[str, Any]) -> bytes:
    r"""Write an event as the line of a journal, its fingerprint first and its line end last.

    Raises
    ------
    UsageError
        When it holds something no file can: half a character, or a number that is none.

    Examples
    --------
    >>> written_line({"number": 1})
    b'3d6a916e86efba91 {"number":1}\n'
    """
    try:
        body = json.dumps(event, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return f"{fingerprint(body)} {body}\n".encode()
    except UnicodeEncodeError as error:
        behind = error.object[max(0, error.start - 20) : error.start]
        message = f"Half a character stands behind {behind!r}, which no file can hold. Type that text again."
    except (ValueError, RecursionError) as error:
        message = f"That value cannot be kept ({str(error)[:80]}). Type a number people use."
    raise UsageError(message)


def read_segment(path: Path) -> tuple[tuple[JournalEntry, ...], tuple[JournalDamage, ...]]:
    """Read the journal file of one session.

    Returns
    -------
    entries : tuple of JournalEntry
        Every line whose fingerprint is right.
    damage : tuple of JournalDamage
        Lines that are not, a last line that was cut off among them; a file that cannot be read is one damage.
    """
    try:
        if path.stat().st_size > LARGEST_SEGMENT:
            return (), (JournalDamage(path.name, 0, f"it is larger than {LARGEST_SEGMENT // 2**20} MiB"),)
        content = path.read_bytes()
    except OSError as problem:
        return (), (JournalDamage(path.name, 0, f"it cannot be read ({problem.strerror or 'an error of the disk'})"),)
    return read_lines(content, path.name)


def read_lines(content: bytes, file: str) -> tuple[tuple[JournalEntry, ...], tuple[JournalDamage, ...]]:
    r"""Read the lines of a journal; see :func:`read_segment`.

    Examples
    --------
    >>> read_lines(b"half a li", "a.jsonl")[1][0].line
    1
    """
    entries: list[JournalEntry] = []
    damage: list[JournalDamage] = []
    *lines, tail = content.split(b"\n")
    previous, unlisted = "", 0
    for number, line in enumerate(lines, 1):
        entry, problem = read_line(line, previous)
        if problem:
            unlisted += len(damage) >= MOST_LISTED
            damage.extend([JournalDamage(file, number, problem)] if len(damage) < MOST_LISTED else [])
        if entry is not None:
            entries.append(entry)
            previous = line[:FINGERPRINT].decode("ascii")
    if unlisted:
        damage.append(JournalDamage(file, 0, f"{unlisted:,} more lines of it are damaged"))
    if tail:
        entry, problem = _read_tail(tail, previous)
        entries.extend([entry] if entry is not None else [])
        damage.append(JournalDamage(file, len(lines) + 1, problem))
    return tuple(entries), tuple(damage)


def _read_tail(tail: bytes, previous: str) -> tuple[JournalEntry | None, str]:
    # A line that is whole but for its end was written whole: one flipped bit there must not cost an event.
    for line in (tail, tail[:-1]):
        entry, _ = read_line(line, previous)
        if entry is not None:
            return entry, "its line end is damaged; the event itself was read"
    return None, CUT_OFF


def read_line(line: bytes, previous: str) -> tuple[JournalEntry | None, str]:
    """Read one line without its line end.

    Parameters
    ----------
    previous : str
        Fingerprint of the line before it, ``""`` for the first.

    Returns
    -------
    entry : JournalEntry or None
        ``None`` when the line cannot be trusted.
    problem : str
        What is wrong with it or before it, ``""`` when nothing is.
    """
    if not line.startswith(b" {", FINGERPRINT):
        return None, "the line is damaged"
    try:
        mark, body = line[:FINGERPRINT].decode("ascii"), line[FINGERPRINT + 1 :].decode("utf-8")
    except UnicodeDecodeError:
        return None, "the line is damaged"
    if fingerprint(body) != mark:
        return None, "its fingerprint does not match, so it was damaged after it was written"
    try:
        event = json.loads(body, parse_constant=_refuse_constant)
        if body.count("[") + body.count("{") > SUSPICIOUS_BRACKETS:
            refuse_extremes({"event": event}, "journal")
        if "\\ud" in body.lower():
            written_line(event)  # refuses half a character
        entry = _entry_of(event)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, FileError):
        return None, "it is not an event of this toolkit"
    missing = "" if event.get("previous", "") == previous else "the line before it is missing or damaged"
    return entry, missing


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _entry_of(event: dict[str, Any]) -> JournalEntry:
    covers, edits = event.get("covers"), event.get("edits", ())
    if len(edits) > MOST_EDITS:
        raise ValueError
    return JournalEntry(
        session=_text(event["session"]),
        number=_count(event["number"]),
        lamport=_count(event["lamport"]),
        at=_text(event["at"]),
        actor=_text(event["actor"]),
        kind=ChangeKind(event["kind"]),
        edits=tuple(_edit_of(edit) for edit in edits),
        undoes=_text(event["undoes"]) if event.get("undoes") is not None else None,
        imported=_text(event["imported"]) if event.get("imported") is not None else None,
        covers=None if covers is None else {_text(name): _count(number) for name, number in covers.items()},
    )


def _edit_of(edit: dict[str, Any]) -> Edit:
    table, key, field = (_text(edit[name]) for name in ("table", "key", "field"))
    return Edit(table, key, field, edit.get("old"), edit.get("new"))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < LARGEST_COUNT:
        raise TypeError
    return value

"""The journal on disk: one append-only file per session, so that no two writers ever share one.

Every line is a JSON event behind 16 characters of its SHA-256, and names the line before it: a torn last line is
noticed and left out, any other damage is named with file and line. An event is flushed to disk before it counts. The
snapshot ``map.toml`` is derived: it says up to which event it was written and carries a fingerprint of its own text, so
a map edited by hand or merged by git is seen and taken in as an event of its own.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from vsm_toolkit.errors import VsmError
from vsm_toolkit.history import Conflict, Edit, JournalEntry, Replay, replay
from vsm_toolkit.io.atomic_file import append_durably, cannot_write, write_atomically
from vsm_toolkit.io.map_file import MAP_FILE, load_engagement, parse_engagement, render_engagement
from vsm_toolkit.model import ChangeKind, Engagement

JOURNAL = "journal"
FINGERPRINT = 16
STAMP = re.compile(r"\A# Snapshot of the journal up to event (\d+), fingerprint ([0-9a-f]{16})\.\n")


@dataclass(frozen=True, slots=True)
class JournalDamage:
    """A line of a journal that cannot be trusted; it was left out and is never dropped silently."""

    file: str
    line: int
    reason: str

    def sentence(self) -> str:
        """Say where the damage is."""
        return f"{self.file}, line {self.line}: {self.reason}. Everything else was read."


def _fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:FINGERPRINT]


def read_segment(path: Path) -> tuple[tuple[JournalEntry, ...], tuple[JournalDamage, ...]]:
    """Read the journal file of one session.

    Returns
    -------
    entries : tuple of JournalEntry
        Every line whose fingerprint is right.
    damage : tuple of JournalDamage
        Lines that are not; a torn last line (the machine stopped while it was written) is expected and not listed.
    """
    entries: list[JournalEntry] = []
    damage: list[JournalDamage] = []
    content = path.read_bytes()
    lines = content.split(b"\n")
    previous = ""
    for number, line in enumerate(lines[:-1], 1):
        entry, problem = _read_line(line, previous)
        if entry is None:
            damage.append(JournalDamage(path.name, number, problem))
            continue
        if problem:
            damage.append(JournalDamage(path.name, number, problem))
        entries.append(entry)
        previous = line[:FINGERPRINT].decode("ascii", "replace")
    return tuple(entries), tuple(damage)


def _read_line(line: bytes, previous: str) -> tuple[JournalEntry | None, str]:
    try:
        mark, body = line[:FINGERPRINT].decode("ascii"), line[FINGERPRINT + 1 :].decode("utf-8")
    except UnicodeDecodeError:
        return None, "the line is damaged"
    if _fingerprint(body) != mark or line[FINGERPRINT : FINGERPRINT + 1] != b" ":
        return None, "its fingerprint does not match, so it was damaged after it was written"
    try:
        event = json.loads(body)
        edits = tuple(Edit(**edit) for edit in event.get("edits", ()))
        entry = JournalEntry(
            session=event["session"],
            number=event["number"],
            lamport=event["lamport"],
            at=event["at"],
            actor=event["actor"],
            kind=ChangeKind(event["kind"]),
            edits=edits,
            undoes=event.get("undoes"),
            imported=event.get("imported"),
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None, "it is not an event of this toolkit"
    missing = "" if event.get("previous", "") == previous else "the line before it is missing or damaged"
    return entry, missing


class JournalFolder:
    """The store behind a session: writes its own segment, reads everybody's.

    Parameters
    ----------
    folder : Path
        The engagement folder; must hold a ``map.toml``.
    clock : callable
        Gives the time written beside each event.

    Raises
    ------
    FileError
        When the folder cannot be read.
    """

    def __init__(self, folder: Path, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.folder = folder
        self._clock = clock
        started = clock().strftime("%Y%m%dT%H%M%S")
        self.session = f"{started}-{secrets.token_hex(3)}"
        self._segment = folder / JOURNAL / f"{self.session}.jsonl"
        self._number = 0
        self._previous = ""
        self._sizes: dict[str, int] = {}
        self._entries, self.damage = self._read_all()
        self._lamport = max((entry.lamport for entry in self._entries), default=0)
        self._take_in_outside_edit()

    def _read_all(self) -> tuple[list[JournalEntry], tuple[JournalDamage, ...]]:
        entries: list[JournalEntry] = []
        damage: list[JournalDamage] = []
        for path in sorted((self.folder / JOURNAL).glob("*.jsonl")):
            self._sizes[path.name] = path.stat().st_size
            found, problems = read_segment(path)
            entries.extend(found)
            damage.extend(problems)
        return sorted(entries, key=JournalEntry.order), tuple(damage)

    def _take_in_outside_edit(self) -> None:
        text = (self.folder / MAP_FILE).read_text(encoding="utf-8-sig")
        stamp = STAMP.match(text)
        untouched = stamp is not None and _fingerprint(text[stamp.end() :]) == stamp.group(2)
        if self._entries and untouched:
            return
        on_disk = render_engagement(load_engagement(self.folder))
        imports = [entry.imported for entry in self._entries if entry.imported is not None]
        seen_before = imports[-1:] == [on_disk]  # nobody touched the file since it was taken in
        if not seen_before and (not imports or on_disk != render_engagement(self._replayed(self._entries).engagement)):
            self._write({"imported": on_disk}, kind=ChangeKind.DISCOVERY, actor="map.toml")

    def append(self, edits: Sequence[Edit], *, kind: ChangeKind, actor: str, undoes: str | None = None) -> JournalEntry:
        """Write one gesture and flush it to disk; when this returns, it is safe.

        Raises
        ------
        FileError
            When the disk is full or read-only; nothing of the event stays behind.
        """
        rows = [
            {"table": each.table, "key": each.key, "field": each.field, "old": each.old, "new": each.new}
            for each in edits
        ]
        return self._write({"edits": rows, "undoes": undoes}, kind=kind, actor=actor)

    def _write(self, content: dict[str, Any], *, kind: ChangeKind, actor: str) -> JournalEntry:
        event = {
            "session": self.session,
            "number": self._number + 1,
            "lamport": self._lamport + 1,
            "at": self._clock().isoformat(timespec="seconds"),
            "actor": actor,
            "kind": kind.value,
            "previous": self._previous,
            **{name: value for name, value in content.items() if value is not None},
        }
        body = json.dumps(event, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        mark = _fingerprint(body)
        try:
            append_durably(self._segment, f"{mark} {body}\n".encode())
        except OSError as problem:
            raise cannot_write(self._segment, problem) from problem
        self._number += 1
        self._lamport += 1
        self._previous = mark
        self._sizes[self._segment.name] = self._segment.stat().st_size
        entry, _ = _read_line(f"{mark} {body}".encode(), event["previous"])
        if entry is None:
            message = "An event could not be read back after it was written. Keep a copy of the journal folder."
            raise VsmError(message)
        self._entries.append(entry)
        return entry

    def others(self) -> tuple[JournalEntry, ...]:
        """Give what other sessions wrote since the last look, without reading files that did not grow."""
        folder = self.folder / JOURNAL
        segments = (path for path in folder.glob("*.jsonl") if path != self._segment)
        if all(self._sizes.get(path.name) == path.stat().st_size for path in segments):
            return ()
        known = {entry.name for entry in self._entries}
        self._entries, self.damage = self._read_all()
        self._lamport = max(self._lamport, *(entry.lamport for entry in self._entries))
        return tuple(entry for entry in self._entries if entry.name not in known)

    def current(self) -> tuple[Engagement, tuple[JournalEntry, ...], tuple[Conflict, ...]]:
        """Give the state, the entries that led to it and the values that met."""
        found = self._replayed(self._entries)
        return found.engagement, tuple(self._entries), found.conflicts

    def state_after(self, count: int) -> Engagement:
        """Give the state after the first entries, in their order."""
        return self._replayed(self._entries[: max(1, count)]).engagement

    def _replayed(self, entries: Sequence[JournalEntry]) -> Replay:
        ordered = sorted(entries, key=JournalEntry.order)
        last_import = max((place for place, entry in enumerate(ordered) if entry.imported is not None), default=None)
        if last_import is None:
            return replay(load_engagement(self.folder), ordered)
        start = parse_engagement(ordered[last_import].imported or "", MAP_FILE)
        return replay(start, ordered[last_import + 1 :])

    def save_snapshot(self, engagement: Engagement) -> Path:
        """Write ``map.toml`` from the current state, whole or not at all."""
        text = render_engagement(engagement)
        stamp = f"# Snapshot of the journal up to event {self._lamport}, fingerprint {_fingerprint(text)}.\n"
        path = self.folder / MAP_FILE
        write_atomically(path, (stamp + text).encode())
        return path

"""The journal on disk: one append-only file per session, so that no two writers ever share one.

An event is flushed to disk before it counts. The snapshot ``map.toml`` is derived: it says which events it holds and
carries a fingerprint of its own text. A map edited by hand, merged by git or brought without its journal is seen by
that, and taken in as an event of its own; events the map does not hold come on top of it. Where events are damaged or
gone and the snapshot still holds them, it is taken in the same way.
"""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

from vsm_toolkit.errors import FileError, VsmError
from vsm_toolkit.history import Conflict, Edit, JournalEntry, Replay, replay
from vsm_toolkit.io.atomic_file import sweep_unfinished, write_atomically
from vsm_toolkit.io.journal_lines import FINGERPRINT, JournalDamage, read_line, read_segment, written_line
from vsm_toolkit.io.map_file import MAP_FILE, parse_engagement, read_map_text, render_engagement
from vsm_toolkit.io.own_segment import OwnSegment
from vsm_toolkit.io.snapshot_stamp import read_stamp, stamped
from vsm_toolkit.model import ChangeKind, Engagement

JOURNAL = "journal"


@dataclass(frozen=True, slots=True)
class _SegmentRead:
    size: int
    entries: tuple[JournalEntry, ...]
    damage: tuple[JournalDamage, ...]


@lru_cache(maxsize=4)
def _parsed(text: str) -> Engagement:
    return parse_engagement(text, MAP_FILE)


class JournalFolder:
    """The store behind a session: writes its own segment, reads everybody's.

    Parameters
    ----------
    folder : Path
        The engagement folder; must hold a ``map.toml``.
    clock : callable
        Gives the time written beside each event.

    Attributes
    ----------
    damage : tuple of JournalDamage
        Lines of any journal that cannot be trusted.
    notices : tuple of str
        What was found about ``map.toml`` and dealt with, in sentences.

    Raises
    ------
    FileError
        When the folder cannot be read, or neither the map nor a journal gives a state to start from.
    """

    def __init__(self, folder: Path, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.folder = folder
        self._clock = clock
        self.session = f"{clock().strftime('%Y%m%dT%H%M%S')}-{secrets.token_hex(4)}"
        self._own = OwnSegment(folder / JOURNAL / f"{self.session}.jsonl")
        self._number = 0
        self._previous = ""
        self._read: dict[str, _SegmentRead] = {}
        self._known: dict[str, JournalEntry] = {}
        self._entries: list[JournalEntry] = []  # replaced, never changed: the thread that writes snapshots reads it
        self._untold: dict[str, JournalEntry] = {}
        self.damage: tuple[JournalDamage, ...] = ()
        self.notices: tuple[str, ...] = ()
        sweep_unfinished(folder / MAP_FILE)
        self._look_at_segments()
        self._map_seen = self._map_waiting = self._map_state()
        self._take_in_map()
        self._notice_two_hands()

    @property
    def _lamport(self) -> int:
        return self._entries[-1].lamport if self._entries else 0

    def _look_at_segments(self) -> None:
        """Read the segments that changed. What was seen once is never forgotten while the session is open."""
        found: list[JournalEntry] = []
        for path in sorted((self.folder / JOURNAL).glob("*.jsonl")):
            before = self._read.get(path.name)
            try:
                size = path.stat().st_size
            except OSError:  # gone since it was listed
                continue
            if before is None or before.size != size:
                entries, damage = read_segment(path)
                self._read[path.name] = _SegmentRead(size, entries, damage)
                found.extend(entries)
        new = {entry.name: entry for entry in reversed(found) if entry.name not in self._known}
        self._untold.update(new)
        self._remember(*new.values())
        self.damage = tuple(problem for name in sorted(self._read) for problem in self._read[name].damage)

    def _remember(self, *entries: JournalEntry) -> None:
        self._known.update((entry.name, entry) for entry in entries)
        if entries:
            self._entries = sorted([*self._entries, *entries], key=JournalEntry.order)

    def _notice(self, sentence: str) -> None:
        self.notices = tuple(dict.fromkeys((*self.notices, sentence)))

    def _map_state(self) -> tuple[int, int]:
        try:
            found = (self.folder / MAP_FILE).stat()
        except OSError:
            return (0, 0)
        return (found.st_mtime_ns, found.st_size)

    def _has_new_map(self) -> bool:
        """Say whether somebody else wrote ``map.toml``, and has finished: it is the same at two looks."""
        state = self._map_state()
        is_new = state not in (self._map_seen, (0, 0)) and state == self._map_waiting
        self._map_waiting = state
        if is_new:
            self._map_seen = state
        return is_new

    def _take_in_map(self) -> None:
        place, start = self._start()
        try:
            text = read_map_text(self.folder)
            stamp = read_stamp(text)
            missing = self._missing_now(stamp.heads or {}) if stamp is not None else {}
            if start is not None and stamp is not None and stamp.untouched and not missing:
                return
            on_disk = render_engagement(parse_engagement(text, str(self.folder / MAP_FILE)))
        except FileError as problem:
            if start is None:
                raise
            self._work_without_map(problem)
            return
        if start is not None and not missing and self._is_known(on_disk, self._entries[place]):
            return
        for session, number in missing.items():
            self._notice(
                f"{JOURNAL}/{session}.jsonl: not all of its first {number} events are here; what they changed was "
                f"taken from {MAP_FILE}."
            )
        heads = stamp.heads if stamp is not None else None
        # A map without a mark replaces what was there; but never when no other map is left to start from.
        covers = self._heads() if heads is None and start is not None else dict(heads or {})
        entry = self._write({"imported": on_disk, "covers": covers}, kind=ChangeKind.DISCOVERY, actor=MAP_FILE)
        self._untold[entry.name] = entry

    def _notice_two_hands(self) -> None:
        """Say so when a map was edited by hand in two places that did not know of each other; one text stands."""
        imports = [entry for entry in self._entries if entry.imported is not None]
        covers = imports[-1].covers or {}
        for entry in imports[1:-1]:
            unseen = entry.number > covers.get(entry.session, 0)
            if (
                unseen
                and entry.covers is not None
                and entry.imported not in (imports[0].imported, imports[-1].imported)
            ):
                self._notice(
                    f"{MAP_FILE} was edited by hand in two places at once. The later text stands; the other is event "
                    f"{entry.number} of {JOURNAL}/{entry.session}.jsonl."
                )

    def _is_known(self, on_disk: str, last_import: JournalEntry) -> bool:
        """Say whether the map is the one taken in last, or the state itself."""
        return last_import.imported == on_disk or on_disk == render_engagement(self._replayed(self._entries).engagement)

    def _work_without_map(self, problem: FileError) -> None:
        aside = ""
        try:
            content = (self.folder / MAP_FILE).read_bytes()
        except OSError:
            content = b""
        if content:
            copy = self.folder / f"map-edited-by-hand-{hashlib.sha256(content).hexdigest()[:8]}.toml"
            write_atomically(copy, content)
            aside = f" Its text is kept as {copy.name}."
        self._notice(f"The map was put together from the journal, because {problem.message}{aside}")

    def _heads(self) -> dict[str, int]:
        return heads_of(self._entries)

    def _missing_now(self, heads: Mapping[str, int]) -> dict[str, int]:
        """Give the sessions of which a map holds events that no journal here gives any more."""
        if missing_events(heads, self._entries):  # another session may have written both while they were read
            self._look_at_segments()
        return missing_events(heads, self._entries)

    def knows(self, content: bytes) -> bool:
        """Say whether the journal holds whatever a ``map.toml`` holds: a snapshot of it, or a map it took in.

        Only looks: what another session wrote meanwhile is still new to :meth:`others`, whichever thread asks here.
        """
        text = content.decode("utf-8-sig", "replace")
        stamp, entries = read_stamp(text), self._entries
        if stamp is not None and stamp.untouched:
            lacking = missing_events(stamp.heads or {}, entries)
            written = (
                read_segment(path)[0] for path in (self.folder / JOURNAL).glob("*.jsonl") if path.stem in lacking
            )
            if not lacking or not missing_events(stamp.heads or {}, [*entries, *chain.from_iterable(written)]):
                return True
        try:
            on_disk = render_engagement(parse_engagement(text, MAP_FILE))
        except FileError:
            return False
        return any(entry.imported == on_disk for entry in entries)

    def is_map_current(self) -> bool:
        """Say whether ``map.toml`` holds the state as it stands; the program may have ended before it was written."""
        try:
            on_disk = parse_engagement(read_map_text(self.folder), MAP_FILE)
        except FileError:
            return False
        return render_engagement(on_disk) == render_engagement(self._replayed(self._entries).engagement)

    def append(self, edits: Sequence[Edit], *, kind: ChangeKind, actor: str, undoes: str | None = None) -> JournalEntry:
        """Write one gesture and flush it to disk; when this returns, it is safe.

        Raises
        ------
        FileError
            When the disk is full or read-only; nothing of the event counts then.
        UsageError
            When a value is one that no file can hold.
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
        line = written_line(event)
        entry, _ = read_line(line[:-1], self._previous)
        if entry is None:
            message = "That edit cannot be kept: it could not be read back. Nothing was changed; type it differently."
            raise VsmError(message)
        self._own.append(line)
        if self._own.mended:
            self._notice(f"{self._own.path.name} was cut off or removed by another program; it was written again.")
        self._number += 1
        self._previous = line[:FINGERPRINT].decode("ascii")
        self._remember(entry)
        return entry

    def others(self) -> tuple[JournalEntry, ...]:
        """Give what other sessions wrote since the last look, without reading files that did not grow.

        A ``map.toml`` that was edited by hand or brought by git meanwhile is taken in, and is one of the entries.
        """
        self._look_at_segments()
        if self._has_new_map():
            self._take_in_map()
        new, self._untold = self._untold, {}
        if new:
            self._notice_two_hands()
        return tuple(sorted(new.values(), key=JournalEntry.order))

    def current(self) -> tuple[Engagement, tuple[JournalEntry, ...], tuple[Conflict, ...]]:
        """Give the state, the entries that led to it, and the values that met or found no place."""
        self._untold = {}
        found = self._replayed(self._entries)
        return found.engagement, tuple(self._entries), found.conflicts

    def state_after(self, count: int) -> Engagement:
        """Give the state after the first entries, in their order."""
        return self._replayed(self._entries[: max(1, count)]).engagement

    def _start(self, entries: Sequence[JournalEntry] | None = None) -> tuple[int, Engagement | None]:
        """Find the last map in the journal that can be read, and its place among the entries."""
        entries = self._entries if entries is None else entries
        for place in range(len(entries) - 1, -1, -1):
            text = entries[place].imported
            if text is None:
                continue
            try:
                return place, _parsed(text)
            except FileError:
                self._notice(f"Event {entries[place].name} of the journal holds a map that cannot be read.")
        return -1, None

    def _replayed(self, entries: Sequence[JournalEntry]) -> Replay:
        place, start = self._start(entries)
        if start is None:
            message = "The journal holds no map to start from. Restore the journal folder or map.toml from a copy."
            raise VsmError(message)
        covers = entries[place].covers
        if covers is None:
            return replay(start, [each for each in entries[place + 1 :] if each.imported is None])
        on_top = [each for each in entries if each.imported is None and each.number > covers.get(each.session, 0)]
        return replay(start, on_top)

    def save_snapshot(self, engagement: Engagement, entries: Sequence[JournalEntry] | None = None) -> Path:
        """Write ``map.toml`` from the current state, whole or not at all.

        Parameters
        ----------
        entries : sequence of JournalEntry or None
            What the state was made of; ``None`` says all that is known here. The snapshot must never claim an event
            that it does not hold.
        """
        held = self._entries if entries is None else entries
        path = self.folder / MAP_FILE
        last = max((entry.lamport for entry in held), default=0)
        write_atomically(path, stamped(render_engagement(engagement), last, heads_of(held)).encode())
        self._map_seen = self._map_state()
        return path


def heads_of(entries: Sequence[JournalEntry]) -> dict[str, int]:
    """Give how many events of each session there are.

    Examples
    --------
    >>> heads_of(())
    {}
    """
    heads: dict[str, int] = {}
    for entry in entries:
        heads[entry.session] = max(entry.number, heads.get(entry.session, 0))
    return heads


def missing_events(heads: Mapping[str, int], entries: Sequence[JournalEntry]) -> dict[str, int]:
    """Give the sessions of which a map holds events that are not among these, and were not taken in with a map.

    Examples
    --------
    >>> missing_events({"one": 3}, ())
    {'one': 3}
    """
    taken_in: dict[str, int] = {}
    for entry in entries:
        for session, number in (entry.covers or {}).items():
            taken_in[session] = max(number, taken_in.get(session, 0))
    here = Counter(
        session
        for session, number in {(entry.session, entry.number) for entry in entries}
        if taken_in.get(session, 0) < number <= heads.get(session, 0)
    )
    return {name: head for name, head in heads.items() if taken_in.get(name, 0) + here[name] < head}

"""Keeping up in the background: the snapshot of the map soon after every edit, and what other sessions wrote.

The journal is what makes an edit safe; the snapshot only lets other programs read the map. It is written by a timer of
its own, so that nobody waits for it. Other sessions are looked for in the kernel's event loop, where widgets may be
touched.
"""

from __future__ import annotations

import asyncio
import hashlib
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from vsm_toolkit.errors import VsmError
from vsm_toolkit.history import JournalEntry
from vsm_toolkit.io.atomic_file import write_atomically
from vsm_toolkit.io.map_file import MAP_FILE
from vsm_toolkit.model import Engagement
from vsm_toolkit.session import MappingSession

SNAPSHOT_SECONDS = 0.5
LOOK_SECONDS = 1.0


class SnapshotStore(Protocol):
    """What the keeper needs of the place where a session's edits are kept."""

    folder: Path

    def save_snapshot(self, engagement: Engagement, entries: Sequence[JournalEntry]) -> Path:
        """Write the map as a whole, or not at all."""

    def knows(self, content: bytes) -> bool:
        """Say whether a ``map.toml`` holds nothing that the journal does not hold."""


class SnapshotKeeper:
    """Writes ``map.toml`` half a second after an edit, once for all edits that came meanwhile.

    Parameters
    ----------
    delay : float
        Seconds between the first edit and the snapshot.

    Attributes
    ----------
    trouble : str
        Why the last snapshot could not be written, ``""`` when it was; the journal is safe all the same.
    set_aside : tuple of Path
        Copies of a ``map.toml`` that somebody edited by hand while the workshop was open.
    """

    def __init__(self, store: SnapshotStore, session: MappingSession, *, delay: float = SNAPSHOT_SECONDS) -> None:
        self._store, self._session, self._delay = store, session, delay
        self._timer: threading.Timer | None = None
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._seen = self._found()
        self.trouble = ""
        self.set_aside: tuple[Path, ...] = ()
        self._leave = session.subscribe(lambda _: self.soon())

    def _map_file(self) -> Path:
        return self._store.folder / MAP_FILE

    def _found(self) -> bytes:
        try:
            return self._map_file().read_bytes()
        except FileNotFoundError:  # it is made again from the journal
            return b""

    def soon(self) -> None:
        """Write a snapshot shortly, unless one is on its way."""
        with self._lock:
            if self._timer is None:
                self._timer = threading.Timer(self._delay, self._write)
                self._timer.daemon = True
                self._timer.start()

    def _write(self) -> None:
        with self._lock:
            self._timer = None
        with self._writing:
            try:
                self._set_hand_edit_aside()
                entries = self._session.entries  # before the engagement: see MappingSession
                self._seen = self._store.save_snapshot(self._session.engagement, entries).read_bytes()
            except (VsmError, OSError) as problem:
                self.trouble = f"map.toml was not written ({problem}); the edits are safe in the journal."
            else:
                self.trouble = ""

    def _set_hand_edit_aside(self) -> None:
        found = self._found()
        if found in (self._seen, b"") or self._store.knows(found):
            return
        copy = self._map_file().with_name(f"map-edited-by-hand-{hashlib.sha256(found).hexdigest()[:8]}.toml")
        write_atomically(copy, found)
        self.set_aside = tuple(dict.fromkeys((*self.set_aside, copy)))

    def flush(self) -> None:
        """Write at once what is still waiting to be written."""
        with self._lock:
            waiting = self._timer
            if waiting is not None:
                waiting.cancel()
        if waiting is not None:
            self._write()

    def close(self) -> None:
        """Write what is waiting, and follow the session no longer."""
        self._leave()
        self.flush()


def follow_others(look: Callable[[], object], *, seconds: float = LOOK_SECONDS) -> Callable[[], None]:
    """Call a function again and again in the running event loop, and give what ends that.

    Without a running loop (a plain script) nothing is called; the caller looks by itself.

    Parameters
    ----------
    look : callable
        Must not raise.
    seconds : float
        Pause between two calls.

    Examples
    --------
    >>> end = follow_others(lambda: None)
    >>> end()
    """
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return lambda: None

    async def again() -> None:
        """Look again and again while the kernel runs."""
        while True:
            await asyncio.sleep(seconds)
            look()

    task = loop.create_task(again())

    def end() -> None:
        if not loop.is_closed():
            task.cancel()

    return end


def once_quiet(call: Callable[[], object], *, seconds: float = SNAPSHOT_SECONDS) -> Callable[[], None]:
    """Give a function that calls another one when it has not been called for a moment.

    Without a running event loop it calls at once.

    Examples
    --------
    >>> from threading import Thread
    >>> seen = []
    >>> without_a_loop = Thread(target=once_quiet(lambda: seen.append("now")))
    >>> without_a_loop.start()
    >>> without_a_loop.join()
    >>> seen
    ['now']
    """
    waiting: list[asyncio.TimerHandle] = []

    def asked() -> None:
        while waiting:
            waiting.pop().cancel()
        try:
            waiting.append(asyncio.get_running_loop().call_later(seconds, call))
        except RuntimeError:
            call()

    return asked

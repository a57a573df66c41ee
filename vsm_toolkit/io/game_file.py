"""The handoff game on disk: one append-only file of JSON lines in the folder of the notebook.

Each gesture is flushed to disk before the screen shows it, so a game goes on after a restart. A line that cannot be
read is named and never stops the others.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from vsm_toolkit.handoff_game.game import Event
from vsm_toolkit.io.atomic_file import append_durably, cannot_write, ends_within_a_line

GAME_FILE = "handoff_game.jsonl"
LARGEST = 5_000_000


def append_event(path: Path, event: Event) -> None:
    """Write one gesture and flush it to disk; when this returns, it is safe.

    Raises
    ------
    FileError
        When the disk is full or the folder read-only; nothing of the gesture stays behind.
    """
    line = json.dumps(dict(event), ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode() + b"\n"
    try:
        append_durably(path, b"\n" + line if ends_within_a_line(path) else line)
    except OSError as problem:
        raise cannot_write(path, problem) from problem


def read_events(path: Path) -> tuple[tuple[dict[str, Any], ...], tuple[str, ...]]:
    """Read the gestures of a game.

    Returns
    -------
    events : tuple of dict
        In order; empty when there is no file yet.
    damage : tuple of str
        A sentence for every line that could not be read, and for a file that could not.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / GAME_FILE
    >>> append_event(path, {"do": "start", "at": 1.5})
    >>> read_events(path)
    (({'do': 'start', 'at': 1.5},), ())
    """
    if not path.exists():
        return (), ()
    try:
        content = path.read_bytes()[:LARGEST]
    except OSError as problem:
        return (), (f"{path.name} cannot be read: {problem.strerror}. Rename it, and a new game can start.",)
    events, damage = [], []
    for number, line in enumerate(content.split(b"\n"), 1):
        event = _read_line(line) if line.strip() else None
        if event is not None:
            events.append(event)
        elif line.strip():
            damage.append(f"{path.name}, line {number}: it is no gesture of the game. Everything else was read.")
    return tuple(events), tuple(damage)


def _read_line(line: bytes) -> dict[str, Any] | None:
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return event if isinstance(event, dict) and isinstance(event.get("do"), str) else None

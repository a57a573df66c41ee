"""A journal to look at: read from a copy, so that a report never writes into a team's folder."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from vsm_toolkit.history import JournalEntry
from vsm_toolkit.io.journal_file import JOURNAL, JournalFolder
from vsm_toolkit.io.map_file import MAP_FILE, load_engagement
from vsm_toolkit.model import Engagement


@dataclass(frozen=True, slots=True)
class JournalCopy:
    """What a journal held when it was read.

    Attributes
    ----------
    engagement : Engagement
        As it stands.
    entries : tuple of JournalEntry
        Of all sessions, in their order; empty where nobody opened a workshop yet.
    state_after : callable or None
        Gives the engagement after the first so many entries; ``None`` without a journal.
    damage : tuple of str
        Lines that could not be trusted, each as a sentence.
    """

    engagement: Engagement
    entries: tuple[JournalEntry, ...]
    state_after: Callable[[int], Engagement] | None
    damage: tuple[str, ...]


def read_journal(folder: Path) -> JournalCopy:
    """Read the journal of an engagement folder, or of the folder of a ``map.toml``.

    A map edited by hand since the last session counts as an entry of the time its file was written.

    Raises
    ------
    FileError
        When the map cannot be read.

    Examples
    --------
    >>> from vsm_toolkit.io.shipped_files import sample_engagements
    >>> read_journal(sample_engagements()[0]).entries
    ()
    """
    home = folder.parent if folder.is_file() else folder
    if not any((home / JOURNAL).glob("*.jsonl")):
        return JournalCopy(load_engagement(folder), (), None, ())
    map_file = home / MAP_FILE
    written = datetime.fromtimestamp(map_file.stat().st_mtime if map_file.exists() else 0, UTC)
    with tempfile.TemporaryDirectory(prefix="vsm-journal-") as scratch:
        place = Path(scratch) / "copy"
        place.mkdir()
        if map_file.exists():
            shutil.copy2(map_file, place / MAP_FILE)
        shutil.copytree(home / JOURNAL, place / JOURNAL)
        store = JournalFolder(place, clock=lambda: written)
        engagement, entries, _ = store.current()
    damage = (*(each.sentence() for each in store.damage), *store.notices)
    return JournalCopy(engagement, entries, store.state_after, damage)

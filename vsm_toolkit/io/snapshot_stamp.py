"""What a snapshot of the map says about itself: untouched or not, and which events of which journals it holds.

The mark stands in comments, so that every TOML reader reads the map as if it were not there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from vsm_toolkit.io.journal_lines import LARGEST_COUNT, fingerprint

STAMP = re.compile(r"\A# Snapshot of the journal up to event (\d+), fingerprint ([0-9a-f]{16})\.\r?\n")
HEADS = "# It holds the events of these sessions, up to the number named:\n"
_HEAD = re.compile(r"# (\S{1,80}) (\d{1,16})")


@dataclass(frozen=True, slots=True)
class SnapshotStamp:
    """The mark of a snapshot.

    Attributes
    ----------
    untouched : bool
        Whether the text is as the toolkit wrote it.
    heads : mapping of str to int, or None
        Sessions, and how many events of each the map holds; ``None`` when an older version wrote the mark.
    """

    untouched: bool
    heads: Mapping[str, int] | None


def stamped(text: str, event: int, heads: Mapping[str, int]) -> str:
    """Mark the text of a map as a snapshot.

    Parameters
    ----------
    event : int
        The last event it holds.
    heads : mapping of str to int
        How many events of each session it holds.

    Examples
    --------
    >>> print(stamped("name = 'a'", 3, {"one": 2, "two": 1}))
    # Snapshot of the journal up to event 3, fingerprint ....
    ...
    # one 2
    # two 1
    <BLANKLINE>
    """
    end = "" if text.endswith("\n") else "\n"
    body = f"{text}{end}{HEADS}" + "".join(f"# {name} {number}\n" for name, number in sorted(heads.items()))
    return f"# Snapshot of the journal up to event {event}, fingerprint {fingerprint(body)}.\n{body}"


def read_stamp(text: str) -> SnapshotStamp | None:
    """Read the mark of a snapshot; ``None`` when the map has none.

    Examples
    --------
    >>> read_stamp(stamped("name = 'a'", 3, {"one": 3}))
    SnapshotStamp(untouched=True, heads={'one': 3})
    >>> read_stamp("name = 'a'") is None
    True
    """
    found = STAMP.match(text)
    if found is None:
        return None
    body = text[found.end() :]
    untouched = found.group(2) in {fingerprint(body), fingerprint(body.replace("\r\n", "\n"))}
    _, mark, listed = body.replace("\r\n", "\n").rpartition(HEADS)
    if not mark:
        return SnapshotStamp(untouched, None)
    heads = {head.group(1): int(head.group(2)) for head in map(_HEAD.fullmatch, listed.splitlines()) if head}
    return SnapshotStamp(untouched, {name: min(number, LARGEST_COUNT) for name, number in heads.items()})


def is_snapshot(content: bytes) -> bool:
    """Say whether a ``map.toml`` is one that a session wrote and nobody touched since.

    Examples
    --------
    >>> is_snapshot(b"[challenge]")
    False
    """
    stamp = read_stamp(content.decode("utf-8", "replace"))
    return stamp is not None and stamp.untouched

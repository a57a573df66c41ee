"""Progress on disk: in the folder of the exercises, one append-only file of JSON lines per learner.

No account and no server: a learner is a name, the file lies beside the notebooks, and deleting it forgets everything.
Each record is flushed to disk before it counts. A line that cannot be read is named and never stops the others.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from vsm_toolkit.errors import UsageError
from vsm_toolkit.exercises.progress import Attempt, Verdict
from vsm_toolkit.io.atomic_file import append_durably, cannot_write, ends_within_a_line

PROGRESS = "progress"
LONGEST_ANSWER = 500
LONGEST_LEARNER = 80
LARGEST = 8 * 2**20
"""Bytes read of one learner's file: twenty thousand attempts."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Everything learners tried in a folder.

    Attributes
    ----------
    attempts : tuple of Attempt
        Learner by learner, each in the order it happened.
    damage : tuple of str
        A sentence for every line that could not be read.
    """

    attempts: tuple[Attempt, ...]
    damage: tuple[str, ...]


def progress_path(folder: Path, learner: str) -> Path:
    """Give the file of a learner; ``Ana`` and ``ana`` are the same learner.

    Raises
    ------
    UsageError
        When the name is empty or longer than 80 characters.

    Examples
    --------
    >>> progress_path(Path("exercises"), "Ana & Ben").name
    'ana-ben-76914b6e.jsonl'
    """
    name = unicodedata.normalize("NFC", " ".join(learner.split())).casefold()
    if not 0 < len(name) <= LONGEST_LEARNER:
        message = (
            f"A learner has a name of 1 to {LONGEST_LEARNER} characters, and this one has {len(name)}: {name[:90]!r}."
        )
        raise UsageError(message)
    readable = re.sub(r"[^a-z0-9]+", "-", name).strip("-")[:40] or "learner"
    mark = hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:8]
    return folder / PROGRESS / f"{readable}-{mark}.jsonl"


def record_attempt(folder: Path, attempt: Attempt) -> Path:
    """Append one attempt to its learner's file; when this returns, it is safe on disk.

    Parameters
    ----------
    folder : Path
        The folder of the exercises; the folder ``progress`` is made in it.

    Raises
    ------
    UsageError
        When the learner has no name.
    FileError
        When the disk is full or the folder read-only; nothing of the record stays behind.
    """
    path = progress_path(folder, attempt.learner)
    record = asdict(attempt) | {"answer": attempt.answer[:LONGEST_ANSWER]}
    line = json.dumps(record, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"
    try:
        append_durably(path, b"\n" + line if ends_within_a_line(path) else line)
    except OSError as problem:
        raise cannot_write(path, problem) from problem
    return path


def read_progress(folder: Path) -> Progress:
    """Read every learner's file; a folder without any gives no attempts.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> attempt = Attempt("Ana", "e02", "a", "141 h", Verdict.RIGHT, None, "2026-03-02T09:00:00+00:00")
    >>> _ = record_attempt(folder, attempt)
    >>> read_progress(folder).attempts == (attempt,)
    True
    """
    attempts: list[Attempt] = []
    damage: list[str] = []
    for path in sorted((folder / PROGRESS).glob("*.jsonl")):
        try:
            lines = path.read_bytes()[:LARGEST].split(b"\n")
        except OSError as problem:
            damage.append(f"{path.name} cannot be read: {problem.strerror}. The other learners' files were read.")
            continue
        if not any(map(bytes.strip, lines)):
            damage.append(f"{path.name} is empty, so nothing is known of this learner.")
        for number, line in enumerate(lines, 1):
            attempt = _read_line(line) if line.strip() else None
            if attempt is not None:
                attempts.append(attempt)
            elif line.strip():
                damage.append(f"{path.name}, line {number}: it is no record of an exercise. Everything else was read.")
    return Progress(tuple(attempts), tuple(damage))


def read_group(folder: Path) -> Progress:
    """Read the progress of a whole group: in a folder they share, and in folders of their own below it.

    A name found in more than one folder stands for different people and is followed by its folder.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> (folder / "ana").mkdir()
    >>> _ = record_attempt(folder / "ana", Attempt("Ana", "e02", "a", "1", Verdict.WRONG, None, "2026-03-02T09:00Z"))
    >>> len(read_group(folder).attempts)
    1
    """
    own = [path.parent for path in sorted(folder.glob(f"*/{PROGRESS}")) if path.parent.name != PROGRESS]
    found = {place: read_progress(place) for place in (folder, *own)}
    places = Counter(name for each in found.values() for name in {attempt.learner for attempt in each.attempts})
    attempts = [
        replace(attempt, learner=f"{attempt.learner} ({place.name})") if places[attempt.learner] > 1 else attempt
        for place, each in found.items()
        for attempt in each.attempts
    ]
    return Progress(tuple(attempts), tuple(sentence for each in found.values() for sentence in each.damage))


def _read_line(line: bytes) -> Attempt | None:
    try:
        record = json.loads(line)
        told = {key: record[key] for key in ("learner", "exercise", "task", "answer", "at")}
        misconception, seed = record["misconception"], record["variant_seed"]
        verdict = Verdict(record["verdict"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    known = isinstance(misconception, str | None) and isinstance(seed, int | None) and not isinstance(seed, bool)
    if not known or not all(isinstance(each, str) for each in told.values()):
        return None
    return Attempt(**told, verdict=verdict, misconception=misconception, variant_seed=seed)

"""What became of a batch, for people and for scripts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from vsm_toolkit.io.atomic_file import write_atomically
from vsm_toolkit.reports.batch import ReportResult

SUMMARY: Final = "summary.json"


def batch_summary(results: Sequence[ReportResult]) -> dict[str, Any]:
    """Give counts, and each engagement with what became of it.

    Examples
    --------
    >>> batch_summary([ReportResult(Path("a"), None, "Unreadable. Mend it.")])["failed"]
    1
    """
    counts = Counter(result.state for result in results)
    return {
        **{state: counts[state] for state in ("done", "skipped", "failed")},
        "reports": [
            {
                "engagement": str(each.engagement),
                "state": each.state,
                "report": str(each.folder) if each.folder else None,
                "reason": each.reason,
                "notes": [note.sentence for note in each.notes],
            }
            for each in results
        ],
    }


def write_summary(out: Path, results: Sequence[ReportResult]) -> None:
    """Leave the summary beside the reports.

    Raises
    ------
    FileError
        When it cannot be written.
    """
    content = json.dumps(batch_summary(results), indent=1, ensure_ascii=False) + "\n"
    write_atomically(out / SUMMARY, content.encode("utf-8", "backslashreplace"))


def counts_in_words(results: Sequence[ReportResult]) -> str:
    """Say in one line how many of what.

    Examples
    --------
    >>> counts_in_words([ReportResult(Path("a"), Path("b"), None)])
    '1 done, 0 failed.'
    """
    counts = Counter(result.state for result in results)
    kept = f", {counts['skipped']} skipped because nothing changed" if counts["skipped"] else ""
    return f"{counts['done']} done{kept}, {counts['failed']} failed."

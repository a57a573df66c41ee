"""Sessions for the tests of panels, on real journal folders, and ways to look at what a panel shows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.hostile_names import hostile_engagement
from vsm_toolkit.io.journal_file import JournalFolder
from vsm_toolkit.io.map_file import load_engagement, save_engagement
from vsm_toolkit.model import Challenge, Engagement
from vsm_toolkit.samples import lantern
from vsm_toolkit.session import MappingSession

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vsm_toolkit.widgets.panel import Panel


def session_on(folder: Path, engagement: Engagement | None = None) -> MappingSession:
    """Open a session on a new folder that holds an engagement, the six-step Lantern stream by default."""
    folder.mkdir(exist_ok=True)
    save_engagement(engagement or lantern_engagement(), folder)
    return MappingSession(JournalFolder(folder))


def sample_session(folder: Path, sample: Path) -> MappingSession:
    """Open a session on a copy of a sample engagement."""
    return session_on(folder, load_engagement(sample))


def hostile_session(folder: Path) -> MappingSession:
    """Open a session on the engagement whose every text is an attack."""
    return session_on(folder, hostile_engagement("hostile"))


def lantern_engagement() -> Engagement:
    return Engagement(challenge=Challenge(id="lantern"), stream=lantern())


def reopened(folder: Path) -> Engagement:
    """Give what a restart finds on disk."""
    return MappingSession(JournalFolder(folder)).engagement


def blocks(panel: Panel, kind: str) -> list[dict[str, Any]]:
    return [block for block in panel.widget.content if block["type"] == kind]


def rows(panel: Panel, name: str) -> dict[str, dict[str, Any]]:
    """Give the rows of a table or of cards by their key."""
    (block,) = [block for block in panel.widget.content if block.get("name") == name and "rows" in block]
    return {row["key"]: row for row in block["rows"]}


def cell(panel: Panel, block: str, row: str, column: str) -> dict[str, Any]:
    found: dict[str, Any] = rows(panel, block)[row]["cells"][column]
    return found


def texts(panel: Panel) -> list[str]:
    """Give every line, bar and button text of a panel."""
    return list(_texts(panel.widget.content))


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for value in part.values():
            yield from _texts(value)
    elif isinstance(part, list):
        for value in part:
            yield from _texts(value)


def says(panel: Panel, part: str) -> bool:
    """Say whether a text stands on the panel."""
    return any(part in text for text in texts(panel))


def journal_fields(session: MappingSession) -> list[tuple[str, str, str]]:
    """Name what every edit of the journal changed, oldest first."""
    return [(edit.table, edit.key, edit.field) for entry in session.entries for edit in entry.edits]


def assert_travels(panel: Panel) -> None:
    """Fail when what a panel shows cannot go to a browser as it is."""
    shown = panel.widget.content

    assert json.loads(json.dumps(shown, allow_nan=False)) == shown
    assert len(panel.errors) == 0

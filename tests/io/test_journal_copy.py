"""Looking at a journal leaves the team's folder as it was."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from vsm_toolkit.errors import FileError
from vsm_toolkit.io.journal_copy import read_journal
from vsm_toolkit.io.journal_file import JOURNAL, JournalFolder
from vsm_toolkit.io.map_file import MAP_FILE, save_engagement
from vsm_toolkit.model import Challenge, Engagement
from vsm_toolkit.samples import lantern
from vsm_toolkit.session import MappingSession

START = Engagement(challenge=Challenge(id="lantern"), stream=lantern())


@pytest.fixture
def folder(tmp_path):
    """Give a folder with a map and a session of two edits."""
    save_engagement(START, tmp_path)
    clock = iter(datetime(2026, 9, day, 10, tzinfo=UTC) for day in range(1, 30))
    session = MappingSession(JournalFolder(tmp_path, clock=lambda: next(clock)))
    session.edit("steps", "L6", "wait_time", {"value": 20.0})
    session.edit("steps", "L6", "wait_time", {"value": 10.0})
    return tmp_path


def everything(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_reading_gives_every_state_and_writes_nothing(folder):
    before = everything(folder)
    journal = read_journal(folder)
    waits = [
        journal.state_after(count).stream.step("L6").wait_time.value for count in range(1, len(journal.entries) + 1)
    ]

    assert waits == [30, 20, 10]
    assert journal.engagement.stream.step("L6").wait_time.value == 10
    assert everything(folder) == before


def test_a_map_edited_by_hand_is_seen_and_still_nothing_is_written(folder):
    save_engagement(START.with_changes(stream=lantern().with_changes(name="By hand")), folder)
    before = everything(folder)

    assert read_journal(folder).engagement.stream.name == "By hand"
    assert everything(folder) == before


def test_without_a_journal_there_is_the_map_alone(tmp_path):
    save_engagement(START, tmp_path)
    journal = read_journal(tmp_path / MAP_FILE)

    assert (journal.engagement, journal.entries, journal.state_after) == (START, (), None)


def test_damage_is_said(folder):
    (segment,) = (folder / JOURNAL).glob("*.jsonl")
    lines = segment.read_bytes().split(b"\n")
    segment.write_bytes(b"\n".join([lines[0], lines[1].replace(b"20.0", b"21.0"), *lines[2:]]))

    assert any("line 2" in sentence for sentence in read_journal(folder).damage)


def test_a_folder_without_a_map_is_refused_in_words(tmp_path):
    with pytest.raises(FileError, match=r"holds a map\.toml"):
        read_journal(tmp_path)

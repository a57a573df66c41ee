from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import textwrap
from datetime import UTC, datetime, timedelta

import pytest

from vsm_toolkit.errors import FileError
from vsm_toolkit.history import Edit
from vsm_toolkit.io.journal_file import JOURNAL, JournalFolder
from vsm_toolkit.io.journal_lines import read_segment
from vsm_toolkit.io.map_file import MAP_FILE, load_engagement, save_engagement
from vsm_toolkit.model import Challenge, ChangeKind, Engagement
from vsm_toolkit.samples import lantern
from vsm_toolkit.session import MappingSession


@pytest.fixture
def folder(tmp_path):
    save_engagement(Engagement(challenge=Challenge(id="lantern"), stream=lantern()), tmp_path)
    return tmp_path


def _rename(store, name):
    return store.append([Edit("steps", "L1", "name", None, name)], kind=ChangeKind.DISCOVERY, actor="team")


def _segment(folder):
    return next((folder / JOURNAL).glob("*.jsonl"))


def test_each_session_writes_a_file_of_its_own(folder):
    for _ in range(3):
        _rename(JournalFolder(folder), "Sort")

    assert len(list((folder / JOURNAL).glob("*.jsonl"))) == 3


def test_a_torn_last_line_is_left_out_and_named(folder):
    store = JournalFolder(folder)
    _rename(store, "Sort")
    _rename(store, "Sift")
    path = _segment(folder)
    path.write_bytes(path.read_bytes()[:-20])
    entries, damage = read_segment(path)

    assert [entry.number for entry in entries] == [1, 2]
    assert [(each.line, "is not whole" in each.reason) for each in damage] == [(3, True)]


def test_any_flipped_bit_is_noticed_and_costs_at_most_two_lines(folder):
    store = JournalFolder(folder)
    for number in range(30):
        _rename(store, f"name {number}")
    path = _segment(folder)
    whole = path.read_bytes()
    generator = random.Random(7)
    for _ in range(400):
        place, bit = generator.randrange(len(whole)), generator.randrange(8)
        path.write_bytes(whole[:place] + bytes([whole[place] ^ (1 << bit)]) + whole[place + 1 :])
        entries, damage = read_segment(path)

        assert damage
        assert len(entries) >= 31 - 2


def test_damage_names_file_and_line(folder):
    store = JournalFolder(folder)
    for number in range(4):
        _rename(store, f"name {number}")
    path = _segment(folder)
    lines = path.read_bytes().split(b"\n")
    path.write_bytes(b"\n".join([lines[0], b"0" * 16 + lines[1][16:], *lines[2:]]))
    found = JournalFolder(folder).damage

    assert (found[0].file, found[0].line) == (path.name, 2)
    assert "Everything else was read" in found[0].sentence()


def test_a_deleted_line_is_noticed_by_the_line_after_it(folder):
    store = JournalFolder(folder)
    for number in range(4):
        _rename(store, f"name {number}")
    path = _segment(folder)
    lines = path.read_bytes().split(b"\n")
    path.write_bytes(b"\n".join([*lines[:2], *lines[3:]]))
    _, damage = read_segment(path)

    assert [each.line for each in damage] == [3]


def test_a_full_disk_leaves_no_part_of_an_event(folder, monkeypatch):
    store = JournalFolder(folder)
    _rename(store, "Sort")
    before = _segment(folder).read_bytes()
    monkeypatch.setattr("vsm_toolkit.io.atomic_file.os.write", lambda _, line: len(line) // 2)
    with pytest.raises(FileError):
        _rename(store, "Sift")
    monkeypatch.undo()

    assert _segment(folder).read_bytes() == before
    assert _rename(store, "Sieve").number == 3


def test_a_clock_that_goes_backwards_changes_no_order(folder):
    times = iter(datetime(2026, 9, 1, tzinfo=UTC) - timedelta(hours=hour) for hour in range(100))
    store = JournalFolder(folder, clock=lambda: next(times))
    for name in ("Sort", "Sift", "Sieve"):
        _rename(store, name)

    assert JournalFolder(folder).current()[0].stream.step("L1").name == "Sieve"


def test_a_snapshot_is_a_map_that_loads_and_is_not_taken_for_a_hand_edit(folder):
    store = JournalFolder(folder)
    session = MappingSession(store)
    session.edit("steps", "L1", "name", "Sort")
    store.save_snapshot(session.engagement)
    again = JournalFolder(folder)

    assert load_engagement(folder) == session.engagement
    assert len(again.current()[1]) == len(session.entries)


def test_a_snapshot_older_than_the_journal_does_not_win(folder):
    store = JournalFolder(folder)
    session = MappingSession(store)
    session.edit("steps", "L1", "name", "Sort")
    store.save_snapshot(session.engagement)
    session.edit("steps", "L1", "name", "Sift")

    assert MappingSession(JournalFolder(folder)).engagement.stream.step("L1").name == "Sift"


def test_a_map_edited_by_hand_is_taken_in_as_an_event(folder):
    store = JournalFolder(folder)
    session = MappingSession(store)
    session.edit("steps", "L1", "name", "Sort")
    path = store.save_snapshot(session.engagement)
    path.write_text(path.read_text().replace('"Deploy"', '"Go live"'))
    after = MappingSession(JournalFolder(folder))

    assert after.engagement.stream.step("L6").name == "Go live"
    assert after.engagement.stream.step("L1").name == "Sort"
    assert after.entries[-1].actor == MAP_FILE


def test_git_merges_of_two_sessions_lose_nothing(folder, tmp_path):
    other = tmp_path / "clone"
    other.mkdir()
    (other / MAP_FILE).write_bytes((folder / MAP_FILE).read_bytes())
    MappingSession(JournalFolder(folder)).edit("steps", "L1", "name", "Sort")
    for path in (folder / JOURNAL).glob("*.jsonl"):
        (other / JOURNAL).mkdir(exist_ok=True)
        (other / JOURNAL / path.name).write_bytes(path.read_bytes())
    MappingSession(JournalFolder(folder)).edit("steps", "L2", "name", "Write")
    MappingSession(JournalFolder(other)).edit("steps", "L3", "name", "Make")
    for path in (other / JOURNAL).glob("*.jsonl"):
        (folder / JOURNAL / path.name).write_bytes(path.read_bytes())
    names = [step.name for step in MappingSession(JournalFolder(folder)).engagement.stream.steps[:3]]

    assert names == ["Sort", "Write", "Make"]


WRITER = """
import sys
from pathlib import Path
from vsm_toolkit.io.journal_file import JournalFolder
from vsm_toolkit.session import MappingSession
session = MappingSession(JournalFolder(Path(sys.argv[1])))
number = 0
while True:
    number += 1
    session.edit("steps", "L1", "name", f"{sys.argv[2]} {number}")
    print(number, flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is a POSIX signal")
def test_nothing_acknowledged_is_lost_when_the_writer_is_killed(folder):
    lost = 0
    for round_number in range(12):
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(WRITER), str(folder), f"round {round_number}"],
            stdout=subprocess.PIPE,
            text=True,
        )
        acknowledged = 0
        for line in process.stdout:
            acknowledged = int(line)
            if acknowledged >= 3 + round_number % 5:
                break
        process.send_signal(signal.SIGKILL)
        rest = process.communicate()[0].split()
        acknowledged = int(rest[-1]) if rest else acknowledged
        names = {edit.new for entry in MappingSession(JournalFolder(folder)).entries for edit in entry.edits}
        lost += sum(f"round {round_number} {number}" not in names for number in range(1, acknowledged + 1))

    assert lost == 0

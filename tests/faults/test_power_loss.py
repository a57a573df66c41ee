"""The power goes at any moment: every acknowledged edit is there afterwards, and the map can be read."""

from __future__ import annotations

import os
import random
import shutil
from unittest import mock

import pytest

from tests.faults.recorded_disk import RecordedDisk, state_after_power_cut, write_state
from vsm_toolkit.errors import VsmError
from vsm_toolkit.io import atomic_file, journal_file, own_segment
from vsm_toolkit.io.journal_file import JournalFolder
from vsm_toolkit.io.map_file import load_engagement, save_engagement
from vsm_toolkit.model import Challenge, Engagement
from vsm_toolkit.samples import lantern
from vsm_toolkit.session import MappingSession


def record_a_workshop(folder, generator, edits):
    """Two notebooks edit one map and write snapshots now and then; every acknowledged edit leaves a mark."""
    save_engagement(Engagement(challenge=Challenge(id="lantern"), stream=lantern()), folder)
    disk = RecordedDisk(folder)
    with disk.watching():
        stores = [JournalFolder(folder), JournalFolder(folder)]
        sessions = [MappingSession(store) for store in stores]
        for number in range(edits):
            which = generator.randrange(2)
            sessions[which].edit("steps", f"L{generator.randrange(1, 7)}", "name", f"edit {number}")
            disk.mark(f"edit {number}")
            if generator.random() < 0.3:
                sessions[which].refresh()
                stores[which].save_snapshot(sessions[which].engagement)
    return disk


def what_is_lost(folder, acknowledged):
    """Give the acknowledged edits that a new session does not find; raise when it cannot open the map at all."""
    load_engagement(folder)
    found = {edit.new for entry in MappingSession(JournalFolder(folder)).entries for edit in entry.edits}
    return [each for each in acknowledged if each not in found]


def cut_the_power(disk, scratch, generator, states):
    """Try so many states; give how many were lost or not readable."""
    lost = unreadable = 0
    for number in range(states):
        after = number % (len(disk.calls) + 1)
        acknowledged = [call.mark for call in disk.calls[:after] if call.kind == "mark"]
        folder = scratch / "state"
        shutil.rmtree(folder, ignore_errors=True)
        write_state(folder, *state_after_power_cut(disk, after, generator))
        try:
            lost += bool(what_is_lost(folder, acknowledged))
        except (VsmError, OSError):
            unreadable += 1
    return lost, unreadable


def test_the_recording_misses_nothing(fast_folder):
    folder = fast_folder / "recorded"
    disk = record_a_workshop(folder, random.Random(1), 30)

    assert disk.replayed_files() == disk.real_files()
    assert len(disk.calls) > 100


def test_no_power_cut_loses_an_acknowledged_edit(fast_folder, amounts, reached):
    states, done, traces = amounts.of("states", 600, 100_000), 0, 0
    lost = unreadable = 0
    while done < states:
        generator = random.Random(traces)
        folder = fast_folder / f"trace-{traces}"
        disk = record_a_workshop(folder, generator, generator.randrange(3, 14))
        share = min(states - done, 12 * (len(disk.calls) + 1))
        one, other = cut_the_power(disk, fast_folder, generator, share)
        lost, unreadable, done, traces = lost + one, unreadable + other, done + share, traces + 1
        shutil.rmtree(folder)
    figure = f"{done:,} states of {traces} recordings: {lost} lost, {unreadable} unreadable"
    reached(
        2, "power cut at any call: acknowledged edits are there, the map reads", figure, "1,000,000 states, 0 and 0"
    )

    assert (lost, unreadable) == (0, 0)


def in_place(path, content):
    """Save as most programs do."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.write(descriptor, content)
    os.close(descriptor)


CONTROLS = {
    "nothing is flushed": [
        mock.patch.object(atomic_file, "flush_to_disk"),
    ],
    "folders are not flushed": [
        mock.patch.object(atomic_file, "flush_folder"),
    ],
    "the map is written in place": [
        mock.patch.object(journal_file, "write_atomically", in_place),
        mock.patch.object(own_segment, "write_atomically", in_place),
    ],
}


@pytest.mark.parametrize("control", CONTROLS)
def test_the_same_cut_catches_careless_saving(fast_folder, control, reached):
    generator = random.Random(5)
    folder = fast_folder / "control"
    shutil.rmtree(folder, ignore_errors=True)
    for patch in CONTROLS[control]:
        patch.start()
    try:
        disk = record_a_workshop(folder, generator, 8)
    finally:
        mock.patch.stopall()
    damaged = sum(cut_the_power(disk, fast_folder, generator, 120))
    reached(2, f"control, must fail: {control}", f"{damaged} of 120 states damaged", "caught")

    assert damaged > 0

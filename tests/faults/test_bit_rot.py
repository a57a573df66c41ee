"""Flipped bits, cut files, swapped and deleted lines and segments: always noticed, the rest is used, and what the
snapshot still holds comes back from it."""

from __future__ import annotations

import random
import shutil

import pytest

from vsm_toolkit.io.journal_file import JOURNAL, JournalFolder
from vsm_toolkit.io.journal_lines import read_lines
from vsm_toolkit.io.map_file import MAP_FILE, render_engagement, save_engagement
from vsm_toolkit.model import Challenge, Engagement
from vsm_toolkit.samples import lantern
from vsm_toolkit.session import MappingSession

EVENTS = 12


@pytest.fixture(scope="module")
def rotting(fast_folder):
    """Give a folder with the journals of three sessions and a snapshot of them all, and its map."""
    folder = fast_folder / "rot"
    save_engagement(Engagement(challenge=Challenge(id="lantern"), stream=lantern()), folder)
    for writer in range(3):
        store = JournalFolder(folder)
        session = MappingSession(store)
        for number in range(EVENTS):
            session.edit("steps", f"L{writer + 1}", "name", f"writer {writer}, edit {number}")
    store.save_snapshot(session.engagement)
    return folder, render_engagement(session.engagement)


def test_no_flipped_bit_goes_unnoticed(rotting, amounts, reached):
    path = sorted((rotting[0] / JOURNAL).iterdir())[1]
    whole = path.read_bytes()
    entries, damage = read_lines(whole, path.name)
    assert damage == ()
    flips, generator = amounts.of("flips", 4_000, 200_000), random.Random(3)
    unnoticed = changed = most_lost = 0
    for _ in range(flips):
        place, bit = generator.randrange(len(whole)), generator.randrange(8)
        found, damage = read_lines(whole[:place] + bytes([whole[place] ^ (1 << bit)]) + whole[place + 1 :], path.name)
        unnoticed += not damage
        changed += any(entry not in entries for entry in found)
        most_lost = max(most_lost, len(entries) - len(found))
    figure = (
        f"{flips:,} flips: {unnoticed} unnoticed, {changed} changed an event, at most {most_lost} events unreadable"
    )
    reached(6, "a flipped bit in a journal is named with file and line", figure, "1,000,000 flips, 0 unnoticed")

    assert (unnoticed, changed) == (0, 0)
    assert most_lost <= 2


def flip(content, generator):
    place = generator.randrange(len(content))
    return content[:place] + bytes([content[place] ^ (1 << generator.randrange(8))]) + content[place + 1 :]


def cut(content, generator):
    return content[: generator.randrange(len(content))]


def cut_at_a_line(content, generator):
    lines = content.splitlines(keepends=True)
    return b"".join(lines[: generator.randrange(len(lines))])


def swap(content, generator):
    lines = content.splitlines(keepends=True)
    one, other = generator.sample(range(len(lines)), 2)
    lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def drop(content, generator):
    lines = content.splitlines(keepends=True)
    del lines[generator.randrange(len(lines))]
    return b"".join(lines)


def zeros(content, generator):
    place = generator.randrange(len(content))
    return content[:place] + b"\0" * generator.randrange(1, 600) + content[place + 100 :]


def nothing(content, generator):
    return b""


def gone(content, generator):
    return None


DAMAGE = (flip, cut, cut_at_a_line, swap, drop, zeros, nothing, gone)


def test_what_a_damaged_journal_lost_comes_back_from_the_snapshot_and_is_said(rotting, fast_folder, amounts, reached):
    folder, expected = rotting
    times, generator = amounts.of("rot", 80, 3_000), random.Random(9)
    silent = different = 0
    for number in range(times):
        copy = fast_folder / "rotten"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(folder, copy)
        for path in generator.sample(sorted((copy / JOURNAL).iterdir()), generator.choice((1, 1, 2, 3))):
            damaged = DAMAGE[number % len(DAMAGE)](path.read_bytes(), generator)
            path.unlink() if damaged is None else path.write_bytes(damaged)
        store = JournalFolder(copy)
        silent += not (store.damage or store.notices)
        different += render_engagement(MappingSession(store).engagement) != expected
        again = JournalFolder(copy)
        different += render_engagement(MappingSession(again).engagement) != expected
    figure = f"{times:,} damaged folders: {silent} silent, {different} maps that differ"
    reached(6, "journals cut, swapped, deleted: said, and the map is restored", figure, "0 silent, 0 lost")

    assert (silent, different) == (0, 0)


@pytest.mark.parametrize("damage", [b"", b"<<<<<<< HEAD\n", b"\xff\xfe\x00", b"[challenge", None])
def test_a_map_that_cannot_be_read_is_put_together_from_the_journal(rotting, tmp_path, damage):
    folder, expected = rotting
    shutil.copytree(folder, tmp_path / "copy")
    path = tmp_path / "copy" / MAP_FILE
    path.unlink() if damage is None else path.write_bytes(damage)
    store = JournalFolder(tmp_path / "copy")
    store.save_snapshot(store.current()[0])

    assert render_engagement(JournalFolder(tmp_path / "copy").current()[0]) == expected
    assert "put together from the journal" in store.notices[0]
    if damage:
        (aside,) = (tmp_path / "copy").glob("map-edited-by-hand-*.toml")
        assert aside.read_bytes() == damage

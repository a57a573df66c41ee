"""The disk refuses a call, any one of them, or all from it on: an error in words, and nothing saved is harmed."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import subprocess

import pytest

from tests.faults.recorded_disk import RecordedDisk
from vsm_toolkit.errors import FileError
from vsm_toolkit.exercises.progress import Attempt, Verdict
from vsm_toolkit.io.journal_file import JournalFolder
from vsm_toolkit.io.map_file import load_engagement, save_engagement
from vsm_toolkit.io.progress_file import read_progress, record_attempt
from vsm_toolkit.io.step_sheet import write_csv_tables, write_workbook
from vsm_toolkit.io.workshop_folder import make_workshop_folder
from vsm_toolkit.model import Challenge, Engagement
from vsm_toolkit.samples import lantern
from vsm_toolkit.session import MappingSession

ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT, errno.EACCES)
ENGAGEMENT = Engagement(challenge=Challenge(id="lantern"), stream=lantern())


def error(number):
    return OSError(number, os.strerror(number))


def refusals(only_once, errors):
    """Give every way a call can be refused: an error of each kind, and a write that ends early."""
    for number in errors:
        yield (
            os.strerror(number),
            lambda when, number=number: (
                lambda count, _: error(number) if count == when or (count > when and not only_once) else None
            ),
        )
    if only_once:
        yield "short write", lambda when: lambda count, name: 7 if count == when and name == "write" else None


def fresh(folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    save_engagement(ENGAGEMENT, folder)
    return folder


class Workshop:
    """Four edits and two snapshots; remembers which of them were acknowledged."""

    def __init__(self, folder):
        self.folder, self.acknowledged, self.session = folder, [], None

    def run(self):
        self.store = JournalFolder(self.folder)
        self.session = MappingSession(self.store)
        for number in range(4):
            self.edit(f"edit {number}")
            if number in (1, 3):
                self.store.save_snapshot(self.session.engagement)

    def edit(self, name):
        self.session.edit("steps", "L1", "name", name)
        self.acknowledged.append(name)

    def go_on(self):
        """Continue after the first refused call, as a notebook does when its user types again."""
        if self.session is None:
            self.run()
            return
        self.edit("after space was freed")
        self.store.save_snapshot(self.session.engagement)

    def found(self):
        return [edit.new for entry in MappingSession(JournalFolder(self.folder)).entries for edit in entry.edits]


def test_no_refused_call_harms_the_map_or_an_acknowledged_edit(fast_folder, amounts, reached):
    tried, kinds = 0, amounts.of("errors", 2, len(ERRORS))
    for only_once in (True, False):
        for words, refusing in refusals(only_once, ERRORS[:kinds]):
            when = 0
            while True:
                when += 1
                folder = fresh(fast_folder / "refused")
                workshop, disk = Workshop(folder), RecordedDisk(folder)
                disk.refuse = refusing(when)
                with disk.watching(), contextlib.suppress(FileError):
                    workshop.run()
                if disk.count < when:
                    break  # more calls than are made
                tried += 1
                assert load_engagement(folder), (words, when)
                assert set(workshop.acknowledged) <= set(workshop.found()), (words, when)
                workshop.go_on()
                assert workshop.found() == workshop.acknowledged, (words, when, only_once)
                assert load_engagement(folder).stream.step("L1").name == workshop.acknowledged[-1]
                assert not JournalFolder(folder).damage, (words, when)
    reached(3, "any call of a workshop refused, once or from then on", f"{tried} refusals, 0 harmed", "every call, 0")


ATTEMPT = Attempt("Ana", "e02", "a", "141 h", Verdict.RIGHT, None, "2026-03-02T09:00:00+00:00")

SAVE_PATHS = {
    "map": (lambda folder: save_engagement(ENGAGEMENT, folder), load_engagement),
    "csv tables": (lambda folder: write_csv_tables(ENGAGEMENT, folder / "tables"), lambda folder: None),
    "workbook": (lambda folder: write_workbook(ENGAGEMENT, folder / "map.xlsx"), lambda folder: None),
    "workshop folder": (make_workshop_folder, load_engagement),
    "progress": (lambda folder: record_attempt(folder, ATTEMPT), read_progress),
}


@pytest.mark.parametrize("path", SAVE_PATHS)
def test_every_other_way_to_save_says_so_in_words_and_works_once_the_disk_does(fast_folder, path, amounts, reached):
    save, read = SAVE_PATHS[path]
    tried = 0
    for number in ERRORS[: amounts.of("errors", 1, len(ERRORS))]:
        when = 0
        while True:
            when += 1
            folder = fresh(fast_folder / "saved")
            save(folder)
            before = {each: each.read_bytes() for each in folder.rglob("*") if each.is_file()}
            disk = RecordedDisk(folder)
            disk.refuse = lambda count, _, when=when, number=number: error(number) if count >= when else None
            with disk.watching(), contextlib.suppress(FileError):
                save(folder)
            if disk.count < when:
                break
            tried += 1
            after = {each: each.read_bytes() for each in folder.rglob("*") if each.is_file()}
            assert {each: after[each][: len(content)] for each, content in before.items()} == before
            assert read(folder) is not False
            save(folder)
    reached(3, f"any call refused while saving: {path}", f"{tried} refusals, 0 harmed", "every call, 0")

    assert tried > 0


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the administrator may write everywhere")
def test_a_read_only_folder_is_said_in_words(lantern_folder):
    lantern_folder.chmod(0o555)
    try:
        with pytest.raises(FileError, match="cannot be written"):
            JournalFolder(lantern_folder)
    finally:
        lantern_folder.chmod(0o755)


@pytest.mark.soak
@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only the administrator may mount a disk")
def test_a_disk_that_is_really_full_loses_nothing_and_goes_on_when_space_is_freed(tmp_path, reached):
    folder = tmp_path / "small-disk"
    folder.mkdir()
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", folder], check=False)
    if mount.returncode:
        pytest.skip("no disk can be mounted here")
    try:
        save_engagement(ENGAGEMENT, folder)
        store = JournalFolder(folder)
        session = MappingSession(store)
        refused = acknowledged = 0
        for number in range(400):
            try:
                session.edit("steps", "L1", "notes", f"{number} " + "n" * 3_000)
                acknowledged = number
                store.save_snapshot(session.engagement)
            except FileError:
                refused += 1
                assert load_engagement(folder)
        assert MappingSession(JournalFolder(folder)).engagement.stream.step("L1").notes.startswith(f"{acknowledged} ")
        subprocess.run(["mount", "-o", "remount,size=8m", folder], check=True)
        session.edit("steps", "L1", "name", "after space was freed")
        store.save_snapshot(session.engagement)
        again = MappingSession(JournalFolder(folder)).engagement.stream.step("L1")
    finally:
        subprocess.run(["umount", folder], check=False)
    figure = f"{acknowledged + 1} edits acknowledged, {refused} refused in words, 0 lost"
    reached(3, "a disk of 256 KiB that fills up, then grows", figure, "0 lost")

    assert refused > 0
    assert again.name == "after space was freed"
    assert again.notes.startswith(f"{acknowledged} ")

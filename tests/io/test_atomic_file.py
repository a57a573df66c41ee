"""A saved file is the old one or the new one, whole, whatever happens in between."""

from __future__ import annotations

import errno
import os
import random
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from vsm_toolkit.errors import FileError
from vsm_toolkit.io.atomic_file import append_durably, cannot_write, sweep_unfinished, write_atomically

ROOT = Path(__file__).resolve().parents[2]
FULL_DISK = OSError(errno.ENOSPC, "No space left on device")
KILLS = 50

SAVE_LOOP = """
import sys
from pathlib import Path
from vsm_toolkit.io.atomic_file import write_atomically
path, number = Path(sys.argv[1]), 0
print("saving", flush=True)
while True:
    write_atomically(path, f"{number % 10}".encode() * (50_000 + number % 7))
    number += 1
"""


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "map.toml"
    path.write_bytes(b"old")
    return path


def fails_at(monkeypatch: pytest.MonkeyPatch, target: object, name: str, *, call: int = 1) -> None:
    """Let the n-th call of a function fail with a full disk, and the calls before it succeed."""
    real, calls = getattr(target, name), []

    def failing(*arguments, **options):
        calls.append(arguments)
        if len(calls) == call:
            raise FULL_DISK
        return real(*arguments, **options)

    monkeypatch.setattr(target, name, failing)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_holds_exactly_what_was_given(tmp_path):
    path = tmp_path / "map.toml"
    content = bytes(range(256)) * 1000

    write_atomically(path, content)

    assert path.read_bytes() == content
    assert names_in(tmp_path) == ["map.toml"]


def test_an_old_file_is_replaced_whole_by_a_shorter_one(saved):
    saved.write_bytes(b"x" * 100_000)

    write_atomically(saved, b"")

    assert saved.read_bytes() == b""
    assert names_in(saved.parent) == ["map.toml"]


@pytest.mark.parametrize(
    ("target", "name"),
    [(os, "fsync"), (os, "fdopen"), (Path, "replace"), (Path, "chmod")],
)
def test_when_writing_fails_the_old_content_stays_and_no_litter(saved, monkeypatch, target, name):
    fails_at(monkeypatch, target, name)

    with pytest.raises(FileError, match="No space left on device") as caught:
        write_atomically(saved, b"new")
    monkeypatch.undo()

    assert saved.read_bytes() == b"old"
    assert names_in(saved.parent) == ["map.toml"]
    assert "What was there before is intact." in str(caught.value)
    assert str(caught.value).startswith(f"{saved} cannot be written: 1 problem.")


def test_when_a_new_file_cannot_be_written_nothing_is_there(tmp_path, monkeypatch):
    fails_at(monkeypatch, os, "fsync")

    with pytest.raises(FileError):
        write_atomically(tmp_path / "map.toml", b"new")

    assert names_in(tmp_path) == []


def test_once_space_is_free_the_same_file_can_be_saved(saved, monkeypatch):
    fails_at(monkeypatch, os, "fsync")
    with pytest.raises(FileError):
        write_atomically(saved, b"new")

    write_atomically(saved, b"new")

    assert saved.read_bytes() == b"new"


def test_a_folder_that_cannot_take_files_is_said_in_words(saved, monkeypatch):
    def refuse(*arguments, **options):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", refuse)

    with pytest.raises(FileError, match="Permission denied"):
        write_atomically(saved, b"new")
    assert saved.read_bytes() == b"old"


@pytest.mark.skipif(os.name == "nt", reason="folders are not flushed there")
def test_a_disk_that_does_not_confirm_the_new_name_is_not_told_as_if_the_old_file_were_there(saved, monkeypatch):
    fails_at(monkeypatch, os, "fsync", call=2)

    with pytest.raises(FileError) as caught:
        write_atomically(saved, b"new")

    assert saved.read_bytes() == b"new"
    assert "The new content is in place" in str(caught.value)
    assert "intact" not in str(caught.value)


@pytest.mark.skipif(os.name == "nt", reason="folders are not flushed there")
def test_a_network_drive_that_cannot_flush_folders_is_no_failure(saved, monkeypatch):
    real = os.fsync

    def only_files(descriptor):
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", only_files)
    write_atomically(saved, b"new")

    assert saved.read_bytes() == b"new"


@pytest.mark.skipif(os.name == "nt", reason="folders are not flushed there")
def test_the_file_is_flushed_before_it_gets_its_name_and_the_folder_after(saved, monkeypatch):
    steps = []
    real_fsync, real_replace = os.fsync, Path.replace

    def fsync(descriptor):
        steps.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        real_fsync(descriptor)

    def replace(path, target):
        steps.append("name")
        return real_replace(path, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    write_atomically(saved, b"new")

    assert steps == ["file", "name", "folder"]


@pytest.mark.parametrize("place", ["nowhere/map.toml", "map.toml/map.toml"])
def test_a_folder_that_does_not_exist_is_said_in_words(saved, place):
    with pytest.raises(FileError, match="cannot be written"):
        write_atomically(saved.parent / place, b"new")


def test_a_folder_in_the_place_of_the_file_is_kept(tmp_path):
    path = tmp_path / "map.toml"
    path.mkdir()

    with pytest.raises(FileError, match="cannot be written"):
        write_atomically(path, b"new")

    assert path.is_dir()
    assert names_in(tmp_path) == ["map.toml"]


def test_a_name_no_disk_can_hold_is_said_in_words(tmp_path):
    for name in ("nul\0.toml", "x" * 300):
        with pytest.raises(FileError, match="cannot be written"):
            write_atomically(tmp_path / name, b"new")

    assert names_in(tmp_path) == []


@pytest.mark.parametrize("name", ["ä" * 100, "日本語.toml", ".hidden", "a b.toml"])
def test_every_name_the_disk_can_hold_is_written(tmp_path, name):
    write_atomically(tmp_path / name, b"new")

    assert names_in(tmp_path) == [name]


@pytest.mark.skipif(os.name == "nt", reason="no permission bits there")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_a_private_file_stays_private(saved, mode):
    saved.chmod(mode)

    write_atomically(saved, b"new")

    assert stat.S_IMODE(saved.stat().st_mode) == mode


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_stays_a_link_and_its_file_is_written(saved):
    link = saved.parent / "current.toml"
    link.symlink_to(saved)

    write_atomically(link, b"new")

    assert link.is_symlink()
    assert saved.read_bytes() == b"new"


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_that_leads_to_itself_is_said_in_words(tmp_path):
    link = tmp_path / "map.toml"
    link.symlink_to(link)

    with pytest.raises(FileError, match="cannot be written"):
        write_atomically(link, b"new")


def test_an_error_without_words_of_its_own_still_says_something():
    problem = cannot_write(Path("map.toml"), OSError())

    assert problem.problems[0].got == "OSError"


def is_whole(content: bytes) -> bool:
    return content == b"old" or (len(set(content)) == 1 and 50_000 <= len(content) < 50_007)


@pytest.mark.skipif(os.name == "nt", reason="no kill -9 there")
def test_a_save_loop_killed_at_any_moment_leaves_old_or_new_content_whole(saved):
    chance = random.Random(7)
    torn = []
    for _ in range(KILLS):
        command = [sys.executable, "-c", SAVE_LOOP, str(saved)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
            process.stdout.readline()
            time.sleep(chance.random() * 0.02)
            process.kill()
        content = saved.read_bytes()
        if not is_whole(content):
            torn.append(content[:40])

    assert torn == []
    assert saved.read_bytes() != b"old"
    write_atomically(saved, b"after")
    assert saved.read_bytes() == b"after"


def test_a_line_that_does_not_fit_on_the_disk_leaves_nothing_behind(saved, monkeypatch):
    monkeypatch.setattr(os, "write", lambda descriptor, line: 1)

    with pytest.raises(OSError, match="No space left"):
        append_durably(saved, b" and more")
    assert saved.read_bytes() == b"old"


def test_what_a_killed_program_left_behind_is_swept_after_an_hour(saved):
    old, fresh = saved.parent / ".map.toml.abc.new", saved.parent / ".map.toml.def.new"
    for path in (old, fresh):
        path.write_bytes(b"half")
    os.utime(old, (time.time() - 7200, time.time() - 7200))
    sweep_unfinished(saved)

    assert names_in(saved.parent) == [fresh.name, "map.toml"]

from __future__ import annotations

import errno
import os
import shutil
import stat

import pytest

from vsm_toolkit.errors import FileError
from vsm_toolkit.io import atomic_file
from vsm_toolkit.io.own_segment import OwnSegment


@pytest.fixture
def segment(tmp_path):
    made = OwnSegment(tmp_path / "journal" / "one.jsonl")
    made.append(b"first\n")
    return made


def refuse(*_):
    raise OSError(errno.EIO, os.strerror(errno.EIO))


def test_lines_follow_one_another(segment):
    segment.append(b"second\n")

    assert segment.path.read_bytes() == b"first\nsecond\n"
    assert segment.mended == 0


@pytest.mark.parametrize("remove", [lambda path: path.unlink(), lambda path: shutil.rmtree(path.parent)])
def test_a_file_somebody_removed_is_written_again(segment, remove):
    remove(segment.path)
    segment.append(b"second\n")

    assert segment.path.read_bytes() == b"first\nsecond\n"
    assert segment.mended == 1


def test_a_file_somebody_cut_off_is_written_again(segment):
    segment.path.write_bytes(b"fir")
    segment.append(b"second\n")

    assert segment.path.read_bytes() == b"first\nsecond\n"


def test_what_a_failed_write_left_behind_is_cut_off_by_the_next_line(segment, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", refuse)
        patched.setattr(os, "ftruncate", refuse)
        with pytest.raises(FileError, match="Input/output error"):
            segment.append(b"not saved\n")
    segment.append(b"second\n")

    assert segment.path.read_bytes() == b"first\nsecond\n"


@pytest.mark.skipif(os.name == "nt", reason="folders are not flushed there")
def test_no_line_counts_before_the_name_of_its_file_is_on_disk(tmp_path, monkeypatch):
    segment = OwnSegment(tmp_path / "journal" / "one.jsonl")
    with monkeypatch.context() as patched:
        patched.setattr(atomic_file, "flush_folder", refuse)
        with pytest.raises(FileError):
            segment.append(b"first\n")
        left = segment.path.exists()
    segment.append(b"second\n")

    assert not left
    assert segment.path.read_bytes() == b"second\n"


@pytest.mark.skipif(os.name == "nt", reason="folders are not flushed there")
def test_a_network_drive_that_cannot_flush_folders_keeps_a_journal(tmp_path, monkeypatch):
    real = os.fsync

    def only_files(descriptor):
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", only_files)
    segment = OwnSegment(tmp_path / "journal" / "one.jsonl")
    segment.append(b"first\n")

    assert segment.path.read_bytes() == b"first\n"

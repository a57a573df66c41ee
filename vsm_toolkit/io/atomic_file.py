"""Files that are whole or absent: written beside their place, flushed to disk, then renamed."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
from pathlib import Path

from vsm_toolkit.errors import FileError, ReadingProblem

NEW_FILE_MODE = 0o644
CANNOT_FLUSH_FOLDERS = frozenset({errno.EINVAL, errno.ENOTSUP})
"""What network and virtual file systems answer when a folder is to be flushed; they have nothing to flush."""

INTACT = "What was there before is intact. Free some space or choose another folder, then try again."
IN_PLACE = "The new content is in place, but the disk did not confirm it. Save again, and keep a copy elsewhere."


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that a crash at any moment leaves the old content or the new, never a part.

    Parameters
    ----------
    path : Path
        Its folder must exist. Of a link, the file it leads to is written; an existing file keeps its permissions.
    content : bytes
        The whole new content.

    Raises
    ------
    FileError
        When the disk is full, the folder read-only or missing; the old file is untouched. Also, in other words, when
        the new file is in place and the disk does not confirm that its name will survive a power cut.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> folder = Path(tempfile.mkdtemp())
    >>> write_atomically(folder / "note.txt", b"kept")
    >>> (folder / "note.txt").read_bytes()
    b'kept'
    """
    try:
        target = path.resolve() if path.is_symlink() else path
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else NEW_FILE_MODE
        handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", suffix=".new", dir=target.parent)
    except (OSError, ValueError, RuntimeError) as problem:  # the last: a link that leads to itself
        raise cannot_write(path, problem) from problem
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(mode)
        Path(name).replace(target)
    except OSError as problem:
        raise cannot_write(path, problem) from problem
    finally:
        with contextlib.suppress(OSError):
            Path(name).unlink(missing_ok=True)
    try:
        _flush_folder(target.parent)
    except OSError as problem:
        raise cannot_write(path, problem, remedy=IN_PLACE) from problem


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows has no handle on a folder to flush
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as problem:
        if problem.errno not in CANNOT_FLUSH_FOLDERS:
            raise
    finally:
        os.close(descriptor)


def append_durably(path: Path, line: bytes) -> None:
    r"""Append a line to a file, or make the file with it, and flush it to disk; of a line that fails nothing stays.

    Parameters
    ----------
    path : Path
        Its folder is made where it does not exist.
    line : bytes
        With its line feed.

    Raises
    ------
    OSError
        When the disk is full or read-only.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> path = Path(tempfile.mkdtemp()) / "log" / "today.jsonl"
    >>> append_durably(path, b"one\n")
    >>> append_durably(path, b"two\n")
    >>> path.read_bytes().split()
    [b'one', b'two']
    """
    created = not path.exists()
    if created:
        path.parent.mkdir(exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND
    else:
        flags = os.O_WRONLY | os.O_APPEND
    descriptor = os.open(path, flags, 0o644)
    try:
        before = os.fstat(descriptor).st_size
        try:
            written = os.write(descriptor, line)
            if written != len(line):
                raise OSError(28, "No space left on device")
            os.fsync(descriptor)
        except OSError:
            os.ftruncate(descriptor, before)
            raise
    finally:
        os.close(descriptor)
    if created and os.name != "nt":
        for folder in (path.parent, path.parent.parent):
            handle = os.open(folder, os.O_RDONLY)
            os.fsync(handle)
            os.close(handle)


def ends_within_a_line(path: Path) -> bool:
    """Say whether the last line of a file has no end, because the machine stopped while it was written."""
    if not path.exists() or path.stat().st_size == 0:
        return False
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) != b"\n"


def cannot_write(path: Path, problem: Exception, remedy: str = INTACT) -> FileError:
    """Say in words why a file could not be written.

    Examples
    --------
    >>> import errno
    >>> print(cannot_write(Path("map.toml"), OSError(errno.ENOSPC, "No space left on device")).problems[0].remedy)
    What was there before is intact. Free some space or choose another folder, then try again.
    """
    words = problem.strerror if isinstance(problem, OSError) else str(problem)
    got = words or type(problem).__name__
    return FileError(str(path), (ReadingProblem(str(path), "a place that can be written", got, remedy),), "written")

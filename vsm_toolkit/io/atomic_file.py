"""Files that are whole or absent: written beside their place, flushed to disk, then renamed."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
import time
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from vsm_toolkit.errors import FileError, ReadingProblem

fcntl: Any = import_module("fcntl") if find_spec("fcntl") else None  # Windows has none

NEW_FILE_MODE = 0o644
IN_BYTES = getattr(os, "O_BINARY", 0)
"""Windows turns every line feed into two characters unless told not to."""

CANNOT_FLUSH_FOLDERS = frozenset({errno.EINVAL, errno.ENOTSUP})
"""What network and virtual file systems answer when a folder is to be flushed; they have nothing to flush."""

UNFINISHED_SECONDS = 3600

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
            flush_to_disk(stream.fileno())
        Path(name).chmod(mode)
        Path(name).replace(target)
    except OSError as problem:
        raise cannot_write(path, problem) from problem
    finally:
        with contextlib.suppress(OSError):
            Path(name).unlink(missing_ok=True)
    try:
        flush_folder(target.parent)
    except OSError as problem:
        raise cannot_write(path, problem, remedy=IN_PLACE) from problem


def sweep_unfinished(path: Path) -> None:
    """Remove what programs left behind that were killed while they wrote a file; only what is an hour old.

    Examples
    --------
    >>> sweep_unfinished(Path("map.toml"))
    """
    for left in path.parent.glob(f".{path.name[:40]}.*.new"):
        with contextlib.suppress(OSError):  # another program's, or gone meanwhile
            if time.time() - left.stat().st_mtime > UNFINISHED_SECONDS:
                left.unlink()


def flush_to_disk(descriptor: int) -> None:
    """Return when an open file's content is on the disk itself, not only in the memory of the machine or the drive."""
    if hasattr(fcntl, "F_FULLFSYNC"):  # only macOS has it; fsync leaves the content in the drive's memory there
        with contextlib.suppress(OSError):  # a drive that does not know it: fsync is all there is
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
    os.fsync(descriptor)


def flush_folder(folder: Path) -> None:
    """Return when the names in a folder are on disk, where the file system can say so."""
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


def make_durably(path: Path) -> None:
    """Make an empty file, in a folder that is made with it, and have both names on disk.

    Raises
    ------
    OSError
        When that cannot be done, or the file exists; nothing stays behind that a later call would take for made.
    """
    path.parent.mkdir(exist_ok=True)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, NEW_FILE_MODE))
    try:
        flush_folder(path.parent)
        flush_folder(path.parent.parent)
    except OSError:
        path.unlink(missing_ok=True)
        raise


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
    if not path.exists():
        make_durably(path)
    append_flushed(path, line)


def append_flushed(path: Path, line: bytes, size: int | None = None) -> None:
    """Append a line to a file that exists and flush it to disk.

    Parameters
    ----------
    size : int or None
        How long the file must be before; what stands beyond, the rest of a write that failed, is cut off first.
        ``None`` takes the file as it is.

    Raises
    ------
    OSError
        When the disk is full or read-only; nothing of the line counts then.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | IN_BYTES)
    try:
        found = os.fstat(descriptor).st_size
        before = found if size is None else size
        if found != before:
            os.ftruncate(descriptor, before)
        try:
            if os.write(descriptor, line) != len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            flush_to_disk(descriptor)
        except OSError:
            with contextlib.suppress(OSError):  # a disk that refuses this too: the next line cuts it off
                os.ftruncate(descriptor, before)
            raise
    finally:
        with contextlib.suppress(OSError):  # what was flushed is safe, whatever closing says
            os.close(descriptor)


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

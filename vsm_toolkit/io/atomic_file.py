"""Files that are whole or absent: written beside their place, flushed to disk, then renamed."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from vsm_toolkit.errors import FileError, ReadingProblem


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that a crash at any moment leaves the old content or the new, never a part.

    Parameters
    ----------
    path : Path
        Its folder must exist.
    content : bytes
        The whole new content.

    Raises
    ------
    FileError
        When the disk is full, the folder read-only or missing; the old file is untouched.

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
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".new", dir=path.parent)
    except OSError as problem:
        raise cannot_write(path, problem) from problem
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
        _flush_folder(path.parent)
    except OSError as problem:
        raise cannot_write(path, problem) from problem
    finally:
        with contextlib.suppress(OSError):
            Path(name).unlink(missing_ok=True)


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows has no handle on a folder to flush
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def cannot_write(path: Path, problem: OSError) -> FileError:
    """Say in words why a file could not be written.

    Examples
    --------
    >>> import errno
    >>> print(cannot_write(Path("map.toml"), OSError(errno.ENOSPC, "No space left on device")).problems[0].remedy)
    What was there before is intact. Free some space or choose another folder, then try again.
    """
    return FileError(
        str(path),
        (
            ReadingProblem(
                place=str(path),
                expected="a place that can be written",
                got=problem.strerror or type(problem).__name__,
                remedy="What was there before is intact. Free some space or choose another folder, then try again.",
            ),
        ),
    )

"""The journal file of one session, which mends itself: a line is on disk when the call returns, or never counts."""

from __future__ import annotations

from pathlib import Path

from vsm_toolkit.io.atomic_file import append_flushed, cannot_write, make_durably, write_atomically


class OwnSegment:
    """The journal file of one session, which nobody else writes to.

    What somebody else did to the file meanwhile (a ``git clean``, a cut-off copy) is mended before the next line is
    written, from the lines kept in memory; what a failed write left behind is cut off.

    Parameters
    ----------
    path : Path
        Made with the first line, its folder as well.

    Attributes
    ----------
    mended : int
        How often lines had to be written again.

    Examples
    --------
    >>> import tempfile
    >>> segment = OwnSegment(Path(tempfile.mkdtemp()) / "journal" / "one.jsonl")
    >>> segment.append(b"first line, ")
    >>> segment.append(b"second line")
    >>> segment.path.read_bytes()
    b'first line, second line'
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.mended = 0
        self._lines: list[bytes] = []
        self._size = 0
        self._is_made = False

    def append(self, line: bytes) -> None:
        """Write a line and flush it to disk.

        Raises
        ------
        FileError
            When the disk is full or read-only; nothing of the line counts then.
        """
        try:
            if not self._is_made:
                make_durably(self.path)
                self._is_made = True
            elif self._is_shorter():
                self.path.parent.mkdir(exist_ok=True)
                write_atomically(self.path, b"".join(self._lines))
                self.mended += 1
            append_flushed(self.path, line, self._size)
        except OSError as problem:
            raise cannot_write(self.path, problem) from problem
        self._lines.append(line)
        self._size += len(line)

    def _is_shorter(self) -> bool:
        try:
            return self.path.stat().st_size < self._size
        except FileNotFoundError:
            return True

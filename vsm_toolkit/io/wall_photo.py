"""The photo of a team's paper wall: one picture beside the map, to type the steps from, and for nothing else.

It stays in the engagement's folder; no report, table or export reads it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from vsm_toolkit.errors import UsageError
from vsm_toolkit.io.atomic_file import write_atomically

NAMES: Final = ("wall-photo.jpg", "wall-photo.jpeg", "wall-photo.png")
"""What the photo is called when somebody puts it into the folder by hand."""

MOST_BYTES: Final = 8_000_000
_BEGINNINGS: Final = {b"\xff\xd8\xff": ("image/jpeg", ".jpg"), b"\x89PNG\r\n\x1a\n": ("image/png", ".png")}


class WallPhoto:
    r"""The photo in one folder, if there is one.

    Parameters
    ----------
    folder : Path
        The engagement's folder.

    Examples
    --------
    >>> import tempfile
    >>> photo = WallPhoto(Path(tempfile.mkdtemp()))
    >>> photo.stamp()
    ''
    >>> photo.keep(b"\x89PNG\r\n\x1a\n and the picture")
    >>> photo.read()[0], bool(photo.stamp())
    ('image/png', True)
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self) -> Path | None:
        """Say where the photo lies; ``None`` when there is none."""
        found = (self._folder / name for name in NAMES)
        return next((path for path in found if path.is_file()), None)

    def stamp(self) -> str:
        """Give a text that is another one when the photo is another one, ``""`` when there is none."""
        path = self.path()
        if path is None:
            return ""
        facts = path.stat()
        return f"{path.name} {facts.st_size} {facts.st_mtime_ns}"

    def read(self) -> tuple[str, bytes] | None:
        """Read the photo: its media type and its bytes, ``None`` when there is none.

        Raises
        ------
        UsageError
            When it is too large to be shown, neither PNG nor JPEG, or cannot be read.
        """
        path = self.path()
        if path is None:
            return None
        try:
            size, content = path.stat().st_size, b""
            if size <= MOST_BYTES:
                content = path.read_bytes()
        except OSError as problem:
            message = f"{path.name} cannot be read ({problem.strerror}). Put the photo into the folder again."
            raise UsageError(message) from problem
        return _checked(path.name, size, content)[0], content

    def keep(self, content: bytes) -> None:
        """Keep a photo in place of the one before, whole or not at all.

        Raises
        ------
        UsageError
            When it is too large, or neither PNG nor JPEG; the one before is still there.
        FileError
            When it cannot be written; the one before is still there too.
        """
        _, ending = _checked("The chosen photo", len(content), content)
        before, path = self.path(), self._folder / f"wall-photo{ending}"
        write_atomically(path, content)
        if before is not None and before != path:
            before.unlink(missing_ok=True)

    def remove(self) -> None:
        """Remove the photo; removing it twice does no harm."""
        for name in NAMES:
            (self._folder / name).unlink(missing_ok=True)


def _checked(name: str, size: int, content: bytes) -> tuple[str, str]:
    if size > MOST_BYTES:
        message = (
            f"{name} is {size / 1e6:.1f} MB, and at most {MOST_BYTES / 1e6:g} MB can be shown. Choose it with the "
            "board's Wall button instead of copying it here: that makes it smaller."
        )
        raise UsageError(message)
    for beginning, kind in _BEGINNINGS.items():
        if content.startswith(beginning):
            return kind
    message = f"{name} is neither a PNG nor a JPEG picture. Take another photo, or save it as JPEG."
    raise UsageError(message)

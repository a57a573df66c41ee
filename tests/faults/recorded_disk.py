"""A disk that remembers every call made to it, can refuse one of them, and can be cut off from power after any of them.

What Python code does to files is seen by putting functions of our own in the place of those of ``os``. That nothing was
missed is checked at the end: the calls replayed in order must give exactly the files that lie on the real disk.

The power cut follows the worst a POSIX file system may do: of everything that was not flushed, any part may be there
and any other part gone; a write may be torn at any byte or leave zeros; a name is there only when its folder was
flushed.
"""

from __future__ import annotations

import io
import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

SAVING = ("open", "write", "fsync", "ftruncate", "replace", "rename", "unlink", "mkdir", "chmod")


@dataclass
class Call:
    """One call that changed something, or a mark that an edit was acknowledged."""

    kind: str
    inode: int = 0
    content: bytes = b""
    place: int = 0
    folder: str = ""
    name: str = ""
    other: tuple[str, str] = ("", "")
    mark: object = None


@dataclass
class RecordedDisk:
    """Records the calls below one folder.

    Attributes
    ----------
    refuse : callable or None
        Given the number of a call (from 1) and its name; an error it gives back is raised instead of the call.
    """

    root: Path
    calls: list[Call] = field(default_factory=list)
    refuse: Callable[[int, str], OSError | int | None] | None = None
    count: int = 0
    _open: dict[int, tuple[int, str]] = field(default_factory=dict)
    _inodes: dict[tuple[str, str], int] = field(default_factory=dict)
    _next: int = 1

    def __post_init__(self) -> None:
        self.start: dict[tuple[str, str], bytes] = {}
        self.folders = [""]
        for path in sorted(self.root.rglob("*")):
            if path.is_dir():
                self.folders.append(str(path.relative_to(self.root)))
            else:
                self.start[self._place(path)] = path.read_bytes()
        self.first_inodes = {place: self._inode(place) for place in self.start}

    def _inode(self, place: tuple[str, str]) -> int:
        if place not in self._inodes:
            self._inodes[place] = self._next
            self._next += 1
        return self._inodes[place]

    def _place(self, path: object) -> tuple[str, str]:
        relative = Path(os.fspath(path)).absolute().relative_to(self.root.absolute())
        return ("" if relative.parent == Path() else str(relative.parent), relative.name)

    def _is_ours(self, path: object) -> bool:
        try:
            self._place(path)
        except (ValueError, TypeError):
            return False
        return True

    def mark(self, what: object) -> None:
        """Remember that something was acknowledged here."""
        self.calls.append(Call("mark", mark=what))

    @contextmanager
    def watching(self) -> Iterator[RecordedDisk]:
        """Watch the calls of this process while the block runs."""
        real = {name: getattr(os, name) for name in (*SAVING, "close", "fdopen")}

        def asked(name: str) -> int | None:
            self.count += 1
            answer = self.refuse(self.count, name) if self.refuse is not None else None
            if isinstance(answer, OSError):
                raise answer
            return answer

        def fake_open(path, flags, mode=0o777, **options):
            if not self._is_ours(path):
                return real["open"](path, flags, mode, **options)
            changes = bool(flags & (os.O_WRONLY | os.O_RDWR))
            if changes:
                asked("open")
            is_new = bool(flags & os.O_CREAT) and not Path(path).exists()
            descriptor = real["open"](path, flags, mode, **options)
            folder, name = self._place(path)
            if Path(path).is_dir():
                self._open[descriptor] = (0, f"{folder}/{name}".strip("/"))
                return descriptor
            if is_new:
                self._inodes.pop((folder, name), None)
                self.calls.append(Call("link", self._inode((folder, name)), folder=folder, name=name))
            inode = self._inode((folder, name))
            self._open[descriptor] = (inode, "")
            if flags & os.O_TRUNC:
                self.calls.append(Call("cut", inode, place=0))
            return descriptor

        def fake_write(descriptor, content):
            if descriptor not in self._open:
                return real["write"](descriptor, content)
            short = asked("write")
            place = os.fstat(descriptor).st_size
            part = bytes(content) if short is None else bytes(content)[:short]
            written = real["write"](descriptor, part)
            self.calls.append(Call("write", self._open[descriptor][0], part[:written], place))
            return written

        def fake_fsync(descriptor):
            if descriptor not in self._open:
                return real["fsync"](descriptor)
            asked("fsync")
            inode, folder = self._open[descriptor]
            self.calls.append(Call("flush", inode) if inode else Call("flush folder", folder=folder))
            return None

        def fake_ftruncate(descriptor, size):
            asked("ftruncate")
            self.calls.append(Call("cut", self._open[descriptor][0], place=size))
            return real["ftruncate"](descriptor, size)

        def fake_replace(old, new, **options):
            if not self._is_ours(new):
                return real["replace"](old, new, **options)
            asked("replace")
            real["replace"](old, new, **options)
            source, target = self._place(old), self._place(new)
            self._inodes[target] = self._inodes.pop(source)
            self.calls.append(Call("rename", self._inodes[target], folder=target[0], name=target[1], other=source))
            return None

        def fake_unlink(path, **options):
            if self._is_ours(path) and os.path.lexists(path):
                asked("unlink")
                real["unlink"](path, **options)
                folder, name = self._place(path)
                self._inodes.pop((folder, name), None)
                self.calls.append(Call("unlink", folder=folder, name=name))
                return None
            return real["unlink"](path, **options)

        def fake_mkdir(path, *arguments, **options):
            if self._is_ours(path):
                asked("mkdir")
                real["mkdir"](path, *arguments, **options)
                folder, name = self._place(path)
                self.calls.append(Call("mkdir", folder=folder, name=name))
                return None
            return real["mkdir"](path, *arguments, **options)

        def fake_chmod(path, mode, **options):
            if self._is_ours(path):
                asked("chmod")
            return real["chmod"](path, mode, **options)

        def fake_close(descriptor):
            self._open.pop(descriptor, None)
            return real["close"](descriptor)

        def fake_fdopen(descriptor, mode="r", *arguments, **options):
            if descriptor not in self._open or "w" not in mode:
                return real["fdopen"](descriptor, mode, *arguments, **options)
            return io.BufferedWriter(_Descriptor(descriptor))

        fakes = {
            "open": fake_open,
            "write": fake_write,
            "fsync": fake_fsync,
            "ftruncate": fake_ftruncate,
            "replace": fake_replace,
            "rename": fake_replace,
            "unlink": fake_unlink,
            "mkdir": fake_mkdir,
            "chmod": fake_chmod,
            "close": fake_close,
            "fdopen": fake_fdopen,
        }
        with mock.patch.multiple(os, **fakes):
            yield self

    def real_files(self) -> dict[tuple[str, str], bytes]:
        """Give the files as they lie on the real disk."""
        return {self._place(path): path.read_bytes() for path in self.root.rglob("*") if path.is_file()}

    def replayed_files(self) -> dict[tuple[str, str], bytes]:
        """Give the files that the calls lead to when nothing is lost."""
        return state_after_power_cut(self, len(self.calls), None)[1]


class _Descriptor(io.RawIOBase):
    """A raw file whose writes go through ``os.write``, where they are seen."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def writable(self) -> bool:
        return True

    def write(self, content) -> int:
        return os.write(self._descriptor, bytes(content))

    def fileno(self) -> int:
        return self._descriptor

    def close(self) -> None:
        if not self.closed:
            super().close()
            os.close(self._descriptor)


def state_after_power_cut(
    disk: RecordedDisk, after: int, generator: random.Random | None
) -> tuple[list[str], dict[tuple[str, str], bytes]]:
    """Give folders and files as a power cut after some of the calls may leave them; everything, without a generator."""
    calls = disk.calls[:after]
    keep: Callable[[], bool] = (lambda: True) if generator is None else _chance(generator)
    names: dict[tuple[str, str], int] = dict(disk.first_inodes)
    flushed_at = {call.inode: number for number, call in enumerate(calls) if call.kind == "flush"}
    named_at = {call.folder: number for number, call in enumerate(calls) if call.kind == "flush folder"}
    content = {disk.first_inodes[place]: text for place, text in disk.start.items()}
    folders = list(disk.folders)
    for number, call in enumerate(calls):
        if call.kind in {"write", "cut"}:
            is_safe = number < flushed_at.get(call.inode, -1)
            if is_safe or keep():
                whole = generator is None or is_safe or generator.random() < 0.5
                _change(content, call, None if whole else generator)
        elif call.kind in {"link", "rename", "unlink", "mkdir"} and (number < named_at.get(call.folder, -1) or keep()):
            _rename(names, folders, call)
    kept_folders = {folder for folder in folders if folder == "" or _is_reachable(folder, folders)}
    files = {place: content.get(inode, b"") for place, inode in names.items() if place[0] in kept_folders}
    return sorted(kept_folders), files


def _chance(generator: random.Random) -> Callable[[], bool]:
    share = generator.choice((0.0, 0.2, 0.5, 0.8, 1.0))
    return lambda: generator.random() < share


def _is_reachable(folder: str, folders: list[str]) -> bool:
    parts = folder.split("/")
    return all("/".join(parts[: number + 1]) in folders for number in range(len(parts)))


def _change(content: dict[int, bytes], call: Call, torn: random.Random | None) -> None:
    before = content.get(call.inode, b"")
    if call.kind == "cut":
        content[call.inode] = before[: call.place].ljust(call.place, b"\0")
        return
    written = call.content
    if torn is not None and written:
        cut = torn.randrange(len(written))
        written = written[:cut] + (b"\0" * (len(written) - cut) if torn.random() < 0.5 else b"")
    before = before.ljust(call.place, b"\0")
    content[call.inode] = before[: call.place] + written + before[call.place + len(written) :]


def _rename(names: dict[tuple[str, str], int], folders: list[str], call: Call) -> None:
    if call.kind == "mkdir":
        folders.append(f"{call.folder}/{call.name}".strip("/"))
    elif call.kind == "unlink":
        names.pop((call.folder, call.name), None)
    else:
        if call.kind == "rename":
            names.pop(call.other, None)
        names[call.folder, call.name] = call.inode


def write_state(folder: Path, folders: list[str], files: dict[tuple[str, str], bytes]) -> None:
    """Lay a state out in an empty folder."""
    for each in folders:
        (folder / each).mkdir(parents=True, exist_ok=True)
    for (place, name), content in files.items():
        (folder / place / name).write_bytes(content)

"""The folder of a finished report: put in place whole, never over other files, stamped with what it is made from."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any, Final

from vsm_toolkit.errors import UsageError
from vsm_toolkit.io.map_file import MAP_FILE
from vsm_toolkit.io.shipped_files import PACKAGE
from vsm_toolkit.reports.batch import ReportJob
from vsm_toolkit.reports.decision_holder_files import PAGES_FOLDER
from vsm_toolkit.reports.formats.writing import WRITTEN_FILES

STAMP: Final = ".made-from.json"
STAGED, REPLACED = ".staged-", ".replaced-"
REPLACEABLE: Final = {
    *("report.html", "report.json", "team_report.ipynb", STAMP, ".ipynb_checkpoints", ".DS_Store"),
    PAGES_FOLDER,
    *WRITTEN_FILES,
}
"""What lies in the folder of an earlier report: its files, and what opening them leaves behind."""


def made_from(job: ReportJob) -> str:
    """Give the fingerprint of everything a report is made from: engagement, parameters, notebook, toolkit, libraries.

    The day counts too, because a report says how long an ask has been open.

    Raises
    ------
    OSError
        When the engagement cannot be read.
    """
    found = hashlib.sha256(toolkit_fingerprint().encode())
    found.update(job.template.read_bytes())
    found.update(job.parameters.model_dump_json().encode())
    found.update(repr((job.formats, job.made_on)).encode())
    path = job.engagement if job.engagement.is_file() else job.engagement / MAP_FILE
    found.update(path.read_bytes())
    return found.hexdigest()


@cache
def toolkit_fingerprint() -> str:
    """Fingerprint the code, its templates and the versions of what it uses; any of them can change a report."""
    found = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in {".py", ".j2", ".css"} and "shipped" not in path.parts:
            found.update(path.relative_to(PACKAGE).as_posix().encode() + path.read_bytes())
    for requirement in requires("vsm-toolkit") or ():
        name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
        with contextlib.suppress(PackageNotFoundError):
            found.update(f"{name}=={version(name)}".encode())
    return found.hexdigest()


def is_current(job: ReportJob) -> bool:
    """Say whether the report of a job is there, whole, and made from what there is now."""
    try:
        stamp = json.loads((job.folder / STAMP).read_bytes())
        return bool(stamp["made_from"] == made_from(job) and stamp["files"] == _fingerprints(job.folder))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def write_stamp(folder: Path, fingerprint: str) -> None:
    """Leave in a finished folder what it was made from and what its files are."""
    stamp: dict[str, Any] = {"made_from": fingerprint, "files": _fingerprints(folder)}
    (folder / STAMP).write_text(json.dumps(stamp, indent=1) + "\n", encoding="utf-8")


def _fingerprints(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }


def refuse_to_replace_other_files(folder: Path) -> None:
    """Refuse a place where something else than an earlier report lies: publishing replaces the whole folder.

    Raises
    ------
    UsageError
        Naming some of what lies there.
    """
    if not folder.exists():
        return
    others = sorted({each.name for each in folder.iterdir()} - REPLACEABLE) if folder.is_dir() else [folder.name]
    if others:
        shown = ", ".join(others[:3])
        message = (
            f"Its report would replace {folder}, which holds other files than a report ({shown}). Nothing was changed;"
            " choose another --out."
        )
        raise UsageError(message)


def publish(ready: Path, folder: Path) -> None:
    """Put a finished folder in place in one step, on disk before it can be seen."""
    staged = Path(tempfile.mkdtemp(prefix=STAGED, dir=folder.parent))
    outgoing = folder.parent / f"{REPLACED}{folder.name}-{secrets.token_hex(4)}"
    try:
        shutil.copytree(ready, staged, dirs_exist_ok=True)
        staged.chmod(0o755)
        _flush(staged)
        if folder.exists():
            folder.rename(outgoing)
        try:
            staged.rename(folder)
        except OSError:
            if outgoing.exists():
                outgoing.rename(folder)
            raise
        _flush(folder.parent, deep=False)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
        shutil.rmtree(outgoing, ignore_errors=True)


def clear_leftovers(out: Path) -> None:
    """Undo what a killed run left half done: put an earlier report back, and remove what never became one."""
    for path in out.glob(f"{REPLACED}*"):
        folder = out / path.name.removeprefix(REPLACED).rpartition("-")[0]
        if not folder.exists():
            path.rename(folder)
    for path in (*out.glob(f"{STAGED}*"), *out.glob(f"{REPLACED}*")):
        shutil.rmtree(path, ignore_errors=True)


@contextlib.contextmanager
def one_run_at_a_time(out: Path) -> Iterator[None]:
    """Hold a folder of reports for one run; where the system knows no locks, nothing is held.

    Raises
    ------
    UsageError
        When another run holds it.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    handle = os.open(out, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        message = f"Another `vsm report` is writing into {out}. Wait until it has ended, or choose another --out."
        raise UsageError(message) from None
    else:
        yield
    finally:
        os.close(handle)


def _flush(folder: Path, *, deep: bool = True) -> None:
    if os.name == "nt":  # Windows has no handle on a folder to flush
        return
    for path in (*(folder.rglob("*") if deep else ()), folder):
        handle = os.open(path, os.O_RDONLY)
        try:
            with contextlib.suppress(OSError):  # network folders have nothing to flush
                os.fsync(handle)
        finally:
            os.close(handle)

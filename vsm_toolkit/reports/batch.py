"""Reports for many teams, planned before anything runs: which engagements, where each report goes, what is refused."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from vsm_toolkit.errors import UsageError, VsmError
from vsm_toolkit.io.map_file import MAP_FILE, load_engagement
from vsm_toolkit.io.shipped_files import shipped_folder
from vsm_toolkit.reports.formats.contents import FormatNote
from vsm_toolkit.reports.parameters import ReportParameters

TEMPLATE = "reports/team_report.ipynb"
LONGEST_NAME = 60
RESERVED_NAMES = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{device}{number}" for device in ("com", "lpt") for number in range(1, 10)),
}


@dataclass(frozen=True, slots=True)
class ReportJob:
    """One report to make.

    Attributes
    ----------
    engagement : Path
        The engagement folder.
    folder : Path
        Where the finished report goes; no two jobs share one.
    formats : tuple of str
        What is written beside the page, as ``read_formats`` gives it.
    template : Path
        The notebook that is run; always one of ours, never one a team hands in.
    """

    engagement: Path
    folder: Path
    parameters: ReportParameters
    made_on: date | None
    formats: tuple[str, ...] = ()
    template: Path = field(default_factory=lambda: shipped_folder("notebooks") / TEMPLATE)


@dataclass(frozen=True, slots=True)
class ReportResult:
    """What became of one engagement.

    Attributes
    ----------
    folder : Path or None
        The finished report; ``None`` when it failed.
    reason : str or None
        Why it failed and what to do, or why it was skipped, in a sentence.
    notes : tuple of FormatNote
        What the forms beside the page leave out.
    is_kept : bool
        Whether an earlier report still stands, because nothing it is made from has changed.
    """

    engagement: Path
    folder: Path | None
    reason: str | None
    notes: tuple[FormatNote, ...] = ()
    is_kept: bool = False

    @property
    def state(self) -> Literal["done", "failed", "skipped"]:
        """Say in one word what became of it."""
        return "failed" if self.folder is None else "skipped" if self.is_kept else "done"


def find_engagements(folders: Sequence[Path]) -> tuple[Path, ...]:
    """List every engagement below some folders, in the order of their names; hidden folders are left out.

    Raises
    ------
    UsageError
        When a folder holds none.

    Examples
    --------
    >>> from vsm_toolkit.io.shipped_files import shipped_folder
    >>> [folder.name for folder in find_engagements([shipped_folder("data")])]
    ['claims-portal', 'payments-rules', 'platform-request']
    """
    found: dict[Path, None] = {}
    for folder in folders:
        below = []
        for place, folders_inside, files in os.walk(folder):
            if MAP_FILE in (*files, *folders_inside):  # whatever it is: what cannot be read is said later
                below.append(Path(place))
            folders_inside[:] = [name for name in folders_inside if not name.startswith(".")]
        if not below:
            message = f"--all: no engagement found below {folder}. Name a folder above folders that hold a {MAP_FILE}."
            raise UsageError(message)
        found |= dict.fromkeys(sorted(below))
    return tuple(found)


def safe_folder_name(name: str) -> str:
    """Turn any name into a folder name that stays inside its folder and never meets another name's.

    A name that is already plain keeps itself; every other one gets eight characters of its fingerprint.

    Examples
    --------
    >>> safe_folder_name("claims-portal")
    'claims-portal'
    >>> safe_folder_name("../../x")
    'x-9cdf6a50'
    """
    normal = unicodedata.normalize("NFC", name)
    ascii_only = unicodedata.normalize("NFKD", normal).encode("ascii", "ignore").decode().casefold()
    plain = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:LONGEST_NAME].rstrip("-")
    if plain and plain == normal and plain not in RESERVED_NAMES:
        return plain
    fingerprint = hashlib.sha256(normal.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{plain or 'team'}-{fingerprint}"


def plan_reports(
    engagements: Sequence[Path],
    out: Path,
    parameters: ReportParameters,
    made_on: date | None,
    formats: tuple[str, ...] = (),
) -> tuple[tuple[ReportJob, ...], tuple[ReportResult, ...]]:
    """Decide what to run and where it goes, before anything is run.

    Returns
    -------
    jobs : tuple of ReportJob
    refused : tuple of ReportResult
        Engagements that cannot be read, each with its reason.

    Raises
    ------
    UsageError
        When two engagements would write to the same place, or their names cannot be told apart.
    """
    jobs: list[ReportJob] = []
    refused: list[ReportResult] = []
    taken = NameTaken()
    for folder in engagements:
        try:
            challenge = load_engagement(folder).challenge.id
        except VsmError as problem:
            refused.append(ReportResult(folder, None, problem.message))
            continue
        taken.refuse_twice(str(folder), challenge)
        jobs.append(ReportJob(folder, out / safe_folder_name(challenge), parameters, made_on, formats))
    return tuple(jobs), tuple(refused)


class NameTaken:
    """Remembers which names are taken, to refuse one that another would hide."""

    def __init__(self) -> None:
        self._by: dict[str, str] = {}

    def refuse_twice(self, engagement: str, challenge: str) -> None:
        """Take a name.

        Raises
        ------
        UsageError
            When another engagement has it, or one that cannot be told apart.
        """
        for key in {safe_folder_name(challenge), _confusable_key(challenge)}:
            if self._by.setdefault(key, engagement) != engagement:
                message = (
                    f"{self._by[key]} and {engagement} both call their challenge {challenge[:80]!r} (or write it so"
                    " alike that one report would hide the other). Give each challenge its own id in map.toml."
                )
                raise UsageError(message)


def _confusable_key(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "name:" + "".join(each for each in folded if unicodedata.category(each) not in {"Cf", "Cc", "Zs"})

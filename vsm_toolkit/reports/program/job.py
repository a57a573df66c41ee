"""What the program report's notebook opens and closes: one job, given as a path and nothing else."""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from vsm_toolkit.display import Block
from vsm_toolkit.errors import UsageError
from vsm_toolkit.io.experiment_file import EXPERIMENT_FILE, read_experiment
from vsm_toolkit.io.map_file import load_engagement
from vsm_toolkit.io.names_file import NAMES_FILE, read_names
from vsm_toolkit.io.report_files import RefusedReport, find_reports, read_reports
from vsm_toolkit.io.shipped_files import sample_engagements
from vsm_toolkit.program.roll_up import roll_up
from vsm_toolkit.program.suppression import FEWEST_TEAMS
from vsm_toolkit.reports.job import FinishedReport
from vsm_toolkit.reports.machine_readable import report_document
from vsm_toolkit.reports.program.document import program_document
from vsm_toolkit.reports.program.program_report import ProgramReport
from vsm_toolkit.reports.team_report import build_team_report

SAMPLES = "samples"
"""What to name in the notebook to look at the three sample engagements."""


@dataclass(frozen=True, slots=True)
class ProgramJob:
    """One program report to make.

    Attributes
    ----------
    reports : tuple of Path
        Each a ``report.json``.
    names : Path
        What people said about names; need not exist.
    experiment : Path or None
        The systemic experiment; need not exist, ``None`` leaves it out.
    as_of : date or None
        Printed on the report, and the day ages are counted to.
    published : bool
        Whether it goes beyond the program.
    program : str or None
        Leave other programs out; ``None`` takes all.
    """

    reports: tuple[Path, ...]
    names: Path
    experiment: Path | None = None
    as_of: date | None = None
    published: bool = False
    program: str | None = None


@dataclass(frozen=True, slots=True)
class OpenProgramReport:
    """A program report inside its notebook: blocks to display, and a last word.

    Attributes
    ----------
    refused : tuple of RefusedReport
        Files that are no report, each with its reason.
    """

    report: ProgramReport
    refused: tuple[RefusedReport, ...] = field(default=())

    def block(self, key: str) -> Block:
        """Give one block of the report, by its letter, for display."""
        return self.report.block(key)

    def finished(self, nonce: str) -> FinishedReport:
        """Close the report; display the result in the last cell."""
        return FinishedReport(nonce, program_document(self.report))


def compute_program_report(job: ProgramJob) -> OpenProgramReport:
    """Read every report of a job and roll them up; files that cannot be read are named and left out.

    Raises
    ------
    FileError
        When the names or the experiment cannot be read.
    UsageError
        When confirmed names contradict each other, and when fewer than three engagements may be published.
    """
    reports, refused = read_reports(job.reports)
    figures = roll_up(reports, read_names(job.names), as_of=job.as_of, published=job.published, program=job.program)
    included = figures.participation.included
    if job.published and 0 < included < FEWEST_TEAMS:
        message = (
            f"Only {included} of the engagements found share{'s' if included == 1 else ''} beyond the program;"
            f" below {FEWEST_TEAMS} every figure would show a single team. Nothing can be published yet."
        )
        raise UsageError(message)
    told = {} if job.experiment is None or job.published else {"experiment": read_experiment(job.experiment)}
    return OpenProgramReport(ProgramReport(figures, refused=len(refused), **told), refused)


def write_job(path: Path, job: ProgramJob) -> None:
    """Write the job file that the notebook opens."""
    told: dict[str, Any] = {
        "reports": [str(each.resolve()) for each in job.reports],
        "names": str(job.names.resolve()),
        "experiment": str(job.experiment.resolve()) if job.experiment else None,
        "as_of": job.as_of.isoformat() if job.as_of else None,
        "published": job.published,
        "program": job.program,
    }
    path.write_text(json.dumps(told), encoding="utf-8")


def open_program_report(job_path: str) -> OpenProgramReport:
    """Open a job file, a folder below which reports lie, or the samples.

    Raises
    ------
    FileError
        When there is nothing of that name, or the names cannot be read.
    """
    path = sample_reports() if job_path == SAMPLES else Path(job_path)
    if path.suffix == ".json" and path.is_file() and path.name != "report.json":
        return compute_program_report(_read_job(path))
    found = find_reports([path])
    folder = path if path.is_dir() else path.parent
    return compute_program_report(ProgramJob(found, folder / NAMES_FILE, folder / EXPERIMENT_FILE))


def _read_job(path: Path) -> ProgramJob:
    told = json.loads(path.read_text(encoding="utf-8"))
    return ProgramJob(
        reports=tuple(Path(each) for each in told["reports"]),
        names=Path(told["names"]),
        experiment=Path(told["experiment"]) if told["experiment"] else None,
        as_of=date.fromisoformat(told["as_of"]) if told["as_of"] else None,
        published=told["published"],
        program=told["program"],
    )


def job_of_folder(
    places: Sequence[Path],
    folder: Path,
    *,
    names: Path | None = None,
    as_of: date | None = None,
    published: bool = False,
    program: str | None = None,
) -> ProgramJob:
    """Plan the report of a program's folder: its names and its experiment lie there unless named.

    Raises
    ------
    FileError
        When a place does not exist.
    """
    return ProgramJob(
        find_reports(places), names or folder / NAMES_FILE, folder / EXPERIMENT_FILE, as_of, published, program
    )


def sample_reports() -> Path:
    """Put the reports of the sample engagements into a scratch folder; it goes when the program ends.

    Examples
    --------
    >>> [path.parent.name for path in find_reports([sample_reports()])]
    ['claims-portal', 'payments-rules', 'platform-request']
    """
    folder = Path(tempfile.mkdtemp(prefix="vsm-program-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for sample in sample_engagements():
        place = folder / "reports" / sample.name
        place.mkdir(parents=True)
        document = report_document(build_team_report(load_engagement(sample)), None)
        (place / "report.json").write_text(json.dumps(document), encoding="utf-8")
    return folder

"""What the report notebook opens and closes: one job, given as a path and nothing else.

The notebook gets no names, numbers or secrets as parameters, only the path of a job file that the batch wrote (or of an
engagement folder), and a nonce that its last cell must repeat: a run that was cut short cannot pass for a finished one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from vsm_toolkit.display import Block
from vsm_toolkit.errors import UsageError
from vsm_toolkit.io.map_file import load_engagement
from vsm_toolkit.io.shipped_files import sample_engagements
from vsm_toolkit.reports.machine_readable import report_document
from vsm_toolkit.reports.parameters import ReportParameters, read_parameters
from vsm_toolkit.reports.team_report import TeamReport, build_team_report

FINISHED = "application/vnd.vsm-toolkit.report+json"
"""The type of the last cell's output: the report as data, with the nonce."""


@dataclass(frozen=True, slots=True)
class OpenReport:
    """A report inside its notebook: blocks to display, and a last word.

    Attributes
    ----------
    made_on : date or None
        Printed on the report; ``None`` leaves it out.
    """

    report: TeamReport
    made_on: date | None

    def block(self, key: str) -> Block:
        """Give one block of the report, by its letter, for display."""
        return self.report.block(key)

    def finished(self, nonce: str) -> FinishedReport:
        """Close the report; display the result in the last cell."""
        return FinishedReport(nonce, report_document(self.report, self.made_on))


@dataclass(frozen=True, slots=True)
class FinishedReport:
    """The proof that every cell before it ran, and the report as data."""

    nonce: str
    document: dict[str, Any]

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:  # noqa: ARG002
        return {FINISHED: {"nonce": self.nonce, "report": self.document}, "text/plain": "The report is complete."}


def write_job(path: Path, engagement: Path, parameters: ReportParameters, made_on: date | None) -> None:
    """Write the job file that a report notebook opens."""
    job = {
        "engagement": str(engagement),
        "parameters": parameters.model_dump(mode="json", exclude_defaults=True),
        "made_on": made_on.isoformat() if made_on else None,
    }
    path.write_text(json.dumps(job), encoding="utf-8")


def open_report(job_path: str) -> OpenReport:
    """Open a job file, an engagement folder, or a shipped sample by its name.

    Raises
    ------
    UsageError
        When there is nothing of that name.
    FileError, MapNotComputableError
        When the engagement cannot be read or its map has errors.

    Examples
    --------
    >>> open_report("claims-portal").block("A").title
    'One page'
    """
    path = Path(job_path)
    samples = {folder.name: folder for folder in sample_engagements()}
    if path.suffix == ".json" and path.is_file():
        job = json.loads(path.read_text(encoding="utf-8"))
        made_on = date.fromisoformat(job["made_on"]) if job["made_on"] else None
        engagement = load_engagement(Path(job["engagement"]))
        return OpenReport(build_team_report(engagement, read_parameters(job["parameters"]), made_on), made_on)
    if _is_there(path):
        return OpenReport(build_team_report(load_engagement(path)), None)
    if job_path in samples:
        return OpenReport(build_team_report(load_engagement(samples[job_path])), None)
    message = (
        f"There is no engagement at {job_path[:200]!r}. Name a folder with a map.toml, or a sample:"
        f" {', '.join(samples)}."
    )
    raise UsageError(message)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name too long for a file, for one
        return False

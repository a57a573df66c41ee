"""Small engagements, report notebooks and jobs for tests of the batch."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import nbformat

from tests.report_runs import a_step
from vsm_toolkit.io.map_file import save_engagement
from vsm_toolkit.io.shipped_files import shipped_folder
from vsm_toolkit.model import Challenge, Engagement, ValueStream
from vsm_toolkit.reports.batch import TEMPLATE, ReportJob, plan_reports
from vsm_toolkit.reports.parameters import ReportParameters

TODAY = date(2026, 10, 9)
FILES = {"report.html", "report.json", "team_report.ipynb"}
STAMPED = {*FILES, ".made-from.json"}


def engagement_folder(folder: Path, challenge_id: str, **stream) -> Path:
    """Save a small engagement."""
    steps = stream.pop("steps", [a_step("a", wait=8, work=2)])
    whole = Engagement(challenge=Challenge(id=challenge_id), stream=ValueStream(name="Small", steps=steps, **stream))
    save_engagement(whole, folder)
    return folder


def plan(out, *folders):
    return plan_reports(folders, out, ReportParameters(), TODAY)


def a_job(folder: Path, *, cell: str = "", cells: tuple[str, ...] = ("parameters", "open", "finished")) -> ReportJob:
    """Give a job with a small map, and a report notebook of a few of the cells and one more before the last."""
    notebook = nbformat.read(shipped_folder("notebooks") / TEMPLATE, as_version=4)
    notebook.cells = [each for each in notebook.cells if each["id"] in cells]
    if cell:
        notebook.cells.insert(-1, nbformat.v4.new_code_cell(cell))
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, folder / "template.ipynb")
    (job,), _ = plan(folder.parent / "out", engagement_folder(folder / "in", folder.name))
    return replace(job, template=folder / "template.ipynb")

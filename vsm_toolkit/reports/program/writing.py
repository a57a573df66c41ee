"""The program report on disk: its notebook run in a kernel, then page, data and notebook put in place whole."""

from __future__ import annotations

import json
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from nbformat import NotebookNode

from vsm_toolkit.errors import UsageError
from vsm_toolkit.io.atomic_file import cannot_write, write_atomically
from vsm_toolkit.io.shipped_files import shipped_folder
from vsm_toolkit.reports.export import finished_document, report_html, shareable_notebook
from vsm_toolkit.reports.program.job import ProgramJob, write_job
from vsm_toolkit.reports.program.program_report import block_titles
from vsm_toolkit.reports.report_worker import check_template, run_in_standard_kernel

TEMPLATE: Final = "reports/program_report.ipynb"
INSIDE: Final = ("program_report.html", "rollup.json", "program_report.ipynb")
BEYOND: Final = ("published_report.html", "published_rollup.json", "published_report.ipynb")
"""The files of the program's own report, and those of the one that may leave it: never mixed up in one folder."""


@dataclass(frozen=True, slots=True)
class WrittenReport:
    """Where the files of a program report are."""

    page: Path
    data: Path
    notebook: Path


def write_program_report(job: ProgramJob, folder: Path) -> WrittenReport:
    """Run the report's notebook and write its files into a folder; other files there stay.

    Raises
    ------
    UsageError
        When the notebook ends before its last cell.
    FileError
        When the folder cannot be written.
    """
    written = WrittenReport(*(folder / name for name in (BEYOND if job.published else INSIDE)))
    with tempfile.TemporaryDirectory(prefix="vsm-rollup-") as scratch:
        notebook, document = _execute(job, Path(scratch))
    contents = [{"key": key, "title": title} for key, title in block_titles().items()]
    kind = "Program report, for outside the program" if job.published else "Program report"
    page = report_html(notebook, document, contents, kind=kind, made_from="reports that teams agreed to share")
    data = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise cannot_write(folder, problem) from problem
    write_atomically(written.page, page.encode())
    write_atomically(written.data, data.encode())
    write_atomically(written.notebook, _as_text(shareable_notebook(notebook, "reports")).encode())
    return written


def _as_text(notebook: NotebookNode) -> str:
    import nbformat

    return str(nbformat.writes(notebook)) + "\n"


def _execute(job: ProgramJob, scratch: Path) -> tuple[NotebookNode, dict[str, Any]]:
    template = shipped_folder("notebooks") / TEMPLATE
    check_template(template)
    nonce = secrets.token_hex(16)
    job_path = scratch / "job.json"
    write_job(job_path, job)
    notebook = run_in_standard_kernel(template, scratch, {"job_path": str(job_path), "nonce": nonce})
    document = finished_document(notebook, nonce)
    if document is None:
        message = "The notebook of the program report ended before its last cell. Nothing was written."
        raise UsageError(message)
    return notebook, document

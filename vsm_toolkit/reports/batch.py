"""Reports for many teams: planned first, run one notebook each, published whole or named as failed."""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
import tempfile
import unicodedata
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path

from vsm_toolkit.errors import UsageError, VsmError
from vsm_toolkit.io.atomic_file import cannot_write
from vsm_toolkit.io.map_file import load_engagement
from vsm_toolkit.io.shipped_files import shipped_folder
from vsm_toolkit.reports.decision_holder_files import PAGES_FOLDER, write_pages_beside
from vsm_toolkit.reports.formats.contents import FormatNote
from vsm_toolkit.reports.formats.writing import WRITTEN_FILES, write_formats
from vsm_toolkit.reports.parameters import ReportParameters

TEMPLATE = "reports/team_report.ipynb"
TEMPLATE_PARAMETERS = {"job_path", "nonce"}
REPLACEABLE = {
    "report.html",
    "report.json",
    "team_report.ipynb",
    ".ipynb_checkpoints",
    ".DS_Store",
    PAGES_FOLDER,
    *WRITTEN_FILES,
}
"""What lies in the folder of an earlier report: its files, and what opening them leaves behind."""

CELL_SECONDS = 300
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
    """

    engagement: Path
    folder: Path
    parameters: ReportParameters
    made_on: date | None
    formats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportResult:
    """What became of one engagement.

    Attributes
    ----------
    folder : Path or None
        The finished report; ``None`` when it failed.
    reason : str or None
        Why it failed, in a sentence.
    notes : tuple of FormatNote
        What the forms beside the page leave out.
    """

    engagement: Path
    folder: Path | None
    reason: str | None
    notes: tuple[FormatNote, ...] = ()


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
    taken: dict[str, Path] = {}
    for folder in engagements:
        try:
            challenge = load_engagement(folder).challenge.id
        except VsmError as problem:
            refused.append(ReportResult(folder, None, problem.message))
            continue
        name = safe_folder_name(challenge)
        for key in {name, _confusable_key(challenge)}:
            if taken.setdefault(key, folder) is not folder:
                message = (
                    f"{taken[key]} and {folder} both call their challenge {challenge[:80]!r} (or write it so alike that"
                    " one report would hide the other). Give each challenge its own id in map.toml."
                )
                raise UsageError(message)
        jobs.append(ReportJob(folder, out / name, parameters, made_on, formats))
    return tuple(jobs), tuple(refused)


def _confusable_key(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "name:" + "".join(each for each in folded if unicodedata.category(each) not in {"Cf", "Cc", "Zs"})


def run_reports(
    jobs: Sequence[ReportJob], *, workers: int | None = None, on_result: Callable[[ReportResult], None] | None = None
) -> tuple[ReportResult, ...]:
    """Make every report; one that fails never stops the others.

    Parameters
    ----------
    workers : int or None
        Reports at a time; ``None`` takes one per core.
    on_result : callable or None
        Told each result as it comes.

    Returns
    -------
    tuple of ReportResult
        In the order of the jobs.
    """
    count = max(1, min(workers or os.cpu_count() or 1, len(jobs)))
    results: dict[Path, ReportResult] = {}
    if count == 1:
        for job in jobs:
            results[job.folder] = _told(write_report(job), on_result)
    else:
        with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
            running = {pool.submit(write_report, job): job for job in jobs}
            try:
                for future in as_completed(running):
                    job, error = running[future], future.exception()
                    result = (
                        future.result() if error is None else ReportResult(job.engagement, None, _worker_died(error))
                    )
                    results[job.folder] = _told(result, on_result)
            except BaseException:
                pool.shutdown(cancel_futures=True)  # Ctrl-C: what waits for its turn is not started
                raise
    return tuple(results[job.folder] for job in jobs)


def _told(result: ReportResult, on_result: Callable[[ReportResult], None] | None) -> ReportResult:
    if on_result is not None:
        on_result(result)
    return result


def _worker_died(error: BaseException) -> str:
    return f"The process that made this report ended unexpectedly ({type(error).__name__}). Run it again on its own."


def write_report(job: ReportJob) -> ReportResult:
    """Make one report: run its notebook, check that it finished, publish its folder in one step."""
    from vsm_toolkit.reports.team_report import build_team_report

    try:
        # Everything that can be said about bad input or a bad place is said here, before a kernel starts.
        _refuse_to_replace_other_files(job.folder)
        job.folder.parent.mkdir(parents=True, exist_ok=True)
        engagement = load_engagement(job.engagement)
        report = build_team_report(engagement, job.parameters, job.made_on)
        with tempfile.TemporaryDirectory(prefix="vsm-report-") as scratch:
            ready = _execute(job, Path(scratch))
            notes = write_formats(report, ready, job.formats)
            write_pages_beside(ready, engagement, job.parameters, job.made_on)
            _publish(ready, job.folder)
    except VsmError as problem:
        return ReportResult(job.engagement, None, problem.message)
    except OSError as problem:
        return ReportResult(job.engagement, None, cannot_write(job.folder, problem).message)
    except Exception as problem:
        # papermill's own text is a coloured traceback; what the cell raised is in these two.
        name, words = getattr(problem, "ename", type(problem).__name__), getattr(problem, "evalue", str(problem))
        return ReportResult(job.engagement, None, f"Its notebook stopped: {name}: {words[:600]}")
    return ReportResult(job.engagement, job.folder, None, notes)


def _refuse_to_replace_other_files(folder: Path) -> None:
    """Refuse a place where something else than an earlier report lies: publishing replaces the whole folder."""
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


def _execute(job: ReportJob, scratch: Path) -> Path:
    import nbformat
    import papermill
    from traitlets.config import Config

    from vsm_toolkit.reports.export import finished_document, report_html, shareable_notebook
    from vsm_toolkit.reports.job import write_job
    from vsm_toolkit.reports.team_report import block_titles

    template = shipped_folder("notebooks") / TEMPLATE
    check_template(template)
    nonce = secrets.token_hex(16)
    job_path, executed, ready = scratch / "job.json", scratch / "executed.ipynb", scratch / "ready"
    write_job(job_path, job.engagement.resolve(), job.parameters, job.made_on)
    papermill.execute_notebook(
        template,
        executed,
        parameters={"job_path": str(job_path), "nonce": nonce},
        kernel_name="python3",
        progress_bar=False,
        cwd=scratch,
        execution_timeout=CELL_SECONDS,
        # Shutting a kernel down interrupts it, which some kernels report as an error on the terminal.
        extra_arguments=["--IPKernelApp.log_level=CRITICAL"],
        config=Config({"KernelManager": {"transport": "tcp" if os.name == "nt" else "ipc"}}),
    )
    notebook = nbformat.read(executed, as_version=4)
    document = finished_document(notebook, nonce)
    if document is None:
        message = f"The report notebook of {job.engagement} ended before its last cell. Nothing was published."
        raise UsageError(message)
    contents = [{"key": key, "title": title} for key, title in block_titles().items()]
    ready.mkdir()
    (ready / "report.html").write_text(report_html(notebook, document, contents), encoding="utf-8")
    (ready / "report.json").write_text(
        json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8"
    )
    nbformat.write(shareable_notebook(notebook, document["challenge"]), ready / "team_report.ipynb")
    return ready


def check_template(template: Path) -> None:
    """Refuse a report notebook that does not take exactly the parameters the batch gives.

    papermill only logs an unknown parameter and reports on the default team; here that is an error.

    Raises
    ------
    UsageError
        Naming what it takes and what it should take.
    """
    import papermill

    takes = set(papermill.inspect_notebook(template))
    if takes != TEMPLATE_PARAMETERS:
        message = (
            f"The report notebook {template.name} takes {', '.join(sorted(takes)) or 'no parameters'}; "
            f"it must take exactly {', '.join(sorted(TEMPLATE_PARAMETERS))} in its cell tagged 'parameters'."
        )
        raise UsageError(message)


def _publish(ready: Path, folder: Path) -> None:
    staged = Path(tempfile.mkdtemp(prefix=".staged-", dir=folder.parent))
    outgoing = folder.parent / f".replaced-{folder.name}-{secrets.token_hex(4)}"
    try:
        shutil.copytree(ready, staged, dirs_exist_ok=True)
        staged.chmod(0o755)
        if folder.exists():
            folder.rename(outgoing)
        try:
            staged.rename(folder)
        except OSError:
            if outgoing.exists():
                outgoing.rename(folder)
            raise
    finally:
        shutil.rmtree(staged, ignore_errors=True)
        shutil.rmtree(outgoing, ignore_errors=True)

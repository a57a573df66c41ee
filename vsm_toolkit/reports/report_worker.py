"""Making one report: run its notebook, check that it finished, write its files, publish its folder in one step."""

from __future__ import annotations

import json
import os
import re
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vsm_toolkit.errors import UsageError, VsmError
from vsm_toolkit.io.atomic_file import cannot_write
from vsm_toolkit.io.map_file import load_engagement
from vsm_toolkit.io.shipped_files import sample_engagements
from vsm_toolkit.reports.batch import ReportJob, ReportResult
from vsm_toolkit.reports.decision_holder_files import write_pages_beside
from vsm_toolkit.reports.formats.contents import FormatNote
from vsm_toolkit.reports.formats.writing import write_formats
from vsm_toolkit.reports.report_folder import (
    made_from,
    publish,
    refuse_to_replace_other_files,
    toolkit_fingerprint,
    write_stamp,
)
from vsm_toolkit.upstream_patches import build_grammars_when_used

if TYPE_CHECKING:
    from nbformat import NotebookNode

TEMPLATE_PARAMETERS: Final = {"job_path", "nonce"}
CELL_SECONDS: Final = 300
MEBIBYTE: Final = 1 << 20
_ADDRESS_TAKEN: Final = re.compile(r"Address already in use|ZMQBindError|Kernel didn't respond", re.IGNORECASE)

RunNotebook = Callable[[Path, Path, dict[str, str]], "NotebookNode"]
"""Takes the notebook, the folder to run in and the parameters."""


def write_report(job: ReportJob, run: RunNotebook | None = None) -> ReportResult:
    """Make one report; what goes wrong is the reason of its result, never an exception.

    Parameters
    ----------
    run : callable or None
        What runs the notebook; ``None`` takes a standard kernel.
    """
    from vsm_toolkit.reports.team_report import build_team_report

    try:
        refuse_to_replace_other_files(job.folder)
        job.folder.parent.mkdir(parents=True, exist_ok=True)
        if run is None:  # what can be said about a bad map is said before a kernel starts
            build_team_report(load_engagement(job.engagement), job.parameters, job.made_on)
        with tempfile.TemporaryDirectory(prefix="vsm-report-") as scratch:
            fingerprint = made_from(job)
            ready = _execute(job, Path(scratch), run or run_in_standard_kernel)
            notes = _write_beside(job, ready)
            write_stamp(ready, fingerprint)
            publish(ready, job.folder)
    except VsmError as problem:
        return ReportResult(job.engagement, None, problem.message)
    except OSError as problem:
        return ReportResult(job.engagement, None, cannot_write(job.folder, problem).message)
    except Exception as problem:  # papermill's errors have no common class
        return ReportResult(job.engagement, None, _stopped(problem))
    return ReportResult(job.engagement, job.folder, None, notes)


def _stopped(problem: Exception) -> str:
    """Say in a sentence why a notebook stopped; papermill's own text is a coloured traceback."""
    name, words = getattr(problem, "ename", type(problem).__name__), getattr(problem, "evalue", str(problem))
    if name in _own_errors(VsmError):
        return str(words)
    if name == "MemoryError":
        return (
            "It needed more memory than a report may use. Allow more with --memory, or look for what makes it so large."
        )
    return f"Its notebook stopped: {name}: {words[:600]}"


def _own_errors(base: type[VsmError]) -> set[str]:
    return {base.__name__}.union(*(_own_errors(each) for each in base.__subclasses__()))


def _write_beside(job: ReportJob, ready: Path) -> tuple[FormatNote, ...]:
    """Write what belongs beside the page: the decision holders' pages, and the forms that were asked for."""
    from vsm_toolkit.reports.team_report import build_team_report

    engagement = load_engagement(job.engagement)
    write_pages_beside(ready, engagement, job.parameters, job.made_on)
    if not job.formats:
        return ()
    return write_formats(build_team_report(engagement, job.parameters, job.made_on), ready, job.formats)


def _execute(job: ReportJob, scratch: Path, run: RunNotebook) -> Path:
    import nbformat

    from vsm_toolkit.reports.export import finished_document, report_html, shareable_notebook
    from vsm_toolkit.reports.job import write_job
    from vsm_toolkit.reports.team_report import block_titles

    check_template(job.template)
    nonce = secrets.token_hex(16)
    job_path, ready = scratch / "job.json", scratch / "ready"
    write_job(job_path, job.engagement.resolve(), job.parameters, job.made_on)
    notebook = run(job.template, scratch, {"job_path": str(job_path), "nonce": nonce})
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


def run_in_standard_kernel(template: Path, folder: Path, parameters: dict[str, str]) -> NotebookNode:
    """Run a notebook in a kernel of its own, as papermill does everywhere; once more when its address was taken."""
    import papermill
    from traitlets.config import Config

    for is_last_try in (False, True):
        try:
            executed: NotebookNode = papermill.execute_notebook(
                template,
                None,
                parameters=parameters,
                kernel_name="python3",
                progress_bar=False,
                cwd=folder,
                execution_timeout=CELL_SECONDS,
                # Shutting a kernel down interrupts it, which some kernels report as an error on the terminal.
                extra_arguments=["--IPKernelApp.log_level=CRITICAL"],
                config=Config({"KernelManager": {"transport": "tcp" if os.name == "nt" else "ipc"}}),
            )
        except Exception as problem:
            if is_last_try or not _ADDRESS_TAKEN.search(str(problem)):
                raise
        else:
            return executed
    raise AssertionError  # the loop returns or raises


def run_in_this_process(template: Path, folder: Path, parameters: dict[str, str]) -> NotebookNode:
    """Run a notebook in this process, which must end with it."""
    import papermill
    from papermill.engines import papermill_engines

    from vsm_toolkit.reports.warm.engine import SameProcessEngine

    papermill_engines.register("vsm-same-process", SameProcessEngine)
    executed: NotebookNode = papermill.execute_notebook(
        template,
        None,
        parameters=parameters,
        kernel_name="python3",
        engine_name="vsm-same-process",
        progress_bar=False,
        cwd=folder,
        autosave_cell_every=0,
    )
    return executed


def warm_up() -> None:
    """Import what a report needs, and a kernel; runs in the process that is forked for each report."""
    build_grammars_when_used()
    from vsm_toolkit.reports.warm.kernel import in_notebook

    with in_notebook():
        import nbconvert  # noqa: F401
        import papermill  # noqa: F401

        from vsm_toolkit.reports import export, team_report  # noqa: F401


def warm_up_thoroughly() -> None:
    """Compute and write the sample reports as well, so that what is done once only has been done before forking."""
    from vsm_toolkit.reports.warm.kernel import in_notebook

    warm_up()
    with in_notebook():
        import scipy.stats  # noqa: F401 - some reports need it, and it takes longer than the rest of a report

        _write_samples()
    toolkit_fingerprint()


def _write_samples() -> None:
    import nbformat

    from vsm_toolkit.reports.export import report_html
    from vsm_toolkit.reports.job import open_report
    from vsm_toolkit.reports.team_report import BLOCKS

    for sample in sample_engagements():
        report = open_report(sample.name)
        shown = "".join(report.block(key)._repr_html_() for key in BLOCKS)
    output = nbformat.v4.new_output("execute_result", {"text/html": shown})
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(outputs=[output])])
    report_html(notebook, report.finished("").document, [])
    nbformat.writes(notebook)


def write_report_in_fork(messages: Connection, job: ReportJob, memory_mib: int) -> None:
    """Make one report in this process, which was forked for it, and send the result."""

    def run(template: Path, folder: Path, parameters: dict[str, str]) -> NotebookNode:
        with _memory_limit(memory_mib):
            return run_in_this_process(template, folder, parameters)

    messages.send(write_report(job, run))


@contextmanager
def _memory_limit(mebibytes: int) -> Iterator[None]:
    """Hold the notebook to so much memory on top of what is there; what prints a page afterwards is not held."""
    import resource

    with open("/proc/self/statm", encoding="ascii") as sizes:  # noqa: PTH123
        there = int(sizes.read().split()[0]) * resource.getpagesize()
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (there + mebibytes * MEBIBYTE, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))

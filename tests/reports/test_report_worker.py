from __future__ import annotations

from dataclasses import replace

import nbformat
import pytest

from tests.report_runs import a_step
from tests.reports.batch_jobs import STAMPED, a_job, engagement_folder
from vsm_toolkit.errors import UsageError
from vsm_toolkit.io.shipped_files import shipped_folder
from vsm_toolkit.reports.report_worker import check_template, run_in_standard_kernel, write_report


def test_the_template_takes_exactly_the_parameters_of_the_batch(tmp_path):
    template = shipped_folder("notebooks") / "reports" / "team_report.ipynb"
    check_template(template)
    notebook = nbformat.read(template, as_version=4)
    for cell in notebook.cells:
        if "parameters" in cell.metadata.get("tags", []):
            cell.source = cell.source.replace("nonce", "seed")
    nbformat.write(notebook, tmp_path / "other.ipynb")

    with pytest.raises(UsageError, match="takes job_path, seed; it must take exactly job_path, nonce"):
        check_template(tmp_path / "other.ipynb")


@pytest.mark.slow
def test_a_second_run_replaces_the_first_and_a_broken_one_does_not(tmp_path):
    job = a_job(tmp_path / "small", cells=("parameters", "open", "block-j", "finished"))
    out = job.folder.parent
    first = write_report(job)
    (job.folder / ".ipynb_checkpoints").mkdir()
    before = (job.folder / "report.json").read_bytes()
    engagement_folder(job.engagement, "small", steps=[a_step("a", accurate=0)])
    broken = write_report(job)
    kept = (job.folder / "report.json").read_bytes()
    engagement_folder(job.engagement, "small", steps=[a_step("a", wait=16, work=2)])
    second = write_report(job)

    assert (first.folder, broken.folder, second.folder) == (job.folder, None, job.folder)
    assert kept == before
    assert (job.folder / "report.json").read_bytes() != before
    assert [path.name for path in out.iterdir()] == ["small"]


@pytest.mark.slow
def test_a_form_that_cannot_be_written_is_a_note_and_the_report_is_done(tmp_path, monkeypatch):
    monkeypatch.setattr("vsm_toolkit.reports.formats.pdf.find_browser", lambda: None)
    job = replace(a_job(tmp_path / "small"), formats=("pdf",))
    result = write_report(job)

    assert (result.folder, result.reason) == (job.folder, None)
    assert [(note.is_missing, note.sentence[:7]) for note in result.notes] == [(True, "No PDF:")]
    assert {path.name for path in job.folder.iterdir()} == STAMPED


@pytest.fixture
def papermill_runs(monkeypatch):
    """Stand in for papermill: raise what is listed, one run after the other, then succeed."""

    def use(*problems):
        left = list(problems)

        def execute(*_, **__):
            if left:
                raise left.pop(0)
            return "executed"

        monkeypatch.setattr("papermill.execute_notebook", execute)

    return use


def test_a_kernel_whose_address_was_taken_is_started_once_more(papermill_runs, tmp_path):
    taken = RuntimeError("zmq.error.ZMQError: Address already in use (addr='tcp://127.0.0.1:5555')")
    papermill_runs(taken)

    assert run_in_standard_kernel(tmp_path, tmp_path, {}) == "executed"

    papermill_runs(taken, taken)
    with pytest.raises(RuntimeError, match="Address already in use"):
        run_in_standard_kernel(tmp_path, tmp_path, {})


def test_another_error_of_a_kernel_is_not_tried_again(papermill_runs, tmp_path):
    papermill_runs(RuntimeError("no"))

    with pytest.raises(RuntimeError, match="no"):
        run_in_standard_kernel(tmp_path, tmp_path, {})

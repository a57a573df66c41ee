from __future__ import annotations

import json
import os
from datetime import date

import nbformat
import pytest

from tests.report_runs import text_of_html
from tests.shared_reports import sample_reports
from vsm_toolkit.errors import UsageError
from vsm_toolkit.reports.program import writing
from vsm_toolkit.reports.program.document import program_document
from vsm_toolkit.reports.program.job import compute_program_report, job_of_folder
from vsm_toolkit.reports.program.writing import write_program_report

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    """Write the report of the samples once, with one real notebook run."""
    folder = tmp_path_factory.mktemp("program")
    for report in sample_reports():
        (folder / "reports" / report.challenge).mkdir(parents=True)
        (folder / "reports" / report.challenge / "report.json").write_text(
            report.model_dump_json(by_alias=True), encoding="utf-8"
        )
    (folder / "out").mkdir()
    (folder / "out" / "notes.txt").write_text("ours", encoding="utf-8")
    job = job_of_folder([folder / "reports"], folder / "out", as_of=date(2026, 12, 1))
    return folder, job, write_program_report(job, folder / "out")


def test_page_data_and_notebook_lie_beside_what_was_there(program):
    folder, _, written = program

    assert sorted(each.name for each in (folder / "out").iterdir()) == [
        "notes.txt",
        "program_report.html",
        "program_report.ipynb",
        "rollup.json",
    ]
    assert written.page.parent == folder / "out"


def test_the_page_shows_the_table_needs_no_network_and_runs_no_script(program):
    html = program[2].page.read_text(encoding="utf-8")

    assert "Content-Security-Policy" in html
    assert "<script" not in html
    assert "Program report · 2026-12-01 Sample program" in text_of_html(html)
    assert "CISO 2 3,440 2,400 259 50 %" in text_of_html(html)
    assert "Made with vsm-toolkit" in html
    assert html.count("data:image/svg+xml;base64,") == 6


def test_the_data_is_what_was_computed(program):
    _, job, written = program

    assert json.loads(written.data.read_text(encoding="utf-8")) == program_document(compute_program_report(job).report)


def test_the_notebook_names_no_folder_of_this_machine(program):
    folder, _, written = program
    notebook = nbformat.read(written.notebook, as_version=4)

    assert str(folder) not in nbformat.writes(notebook)
    assert os.sep + "tmp" not in nbformat.writes(notebook)


def test_a_notebook_that_ends_early_publishes_nothing(program, monkeypatch, tmp_path):
    monkeypatch.setattr(writing, "finished_document", lambda notebook, nonce: None)
    monkeypatch.setattr("papermill.execute_notebook", lambda *_, **__: nbformat.v4.new_notebook())

    with pytest.raises(UsageError, match=r"ended before its last cell\. Nothing was written"):
        write_program_report(program[1], tmp_path / "new")
    assert not (tmp_path / "new").exists()

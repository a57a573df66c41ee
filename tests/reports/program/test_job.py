from __future__ import annotations

from datetime import date

import pytest

from tests.shared_reports import sample_reports
from vsm_toolkit.errors import FileError
from vsm_toolkit.io.experiment_file import write_experiment
from vsm_toolkit.io.names_file import write_names
from vsm_toolkit.program.experiment import SystemicExperiment
from vsm_toolkit.program.names import NameMatch
from vsm_toolkit.reports.program.job import compute_program_report, job_of_folder, open_program_report, write_job


@pytest.fixture
def reports(tmp_path):
    for number, report in enumerate(sample_reports()):
        folder = tmp_path / "reports" / str(number)
        folder.mkdir(parents=True)
        (folder / "report.json").write_text(report.model_dump_json(by_alias=True), encoding="utf-8")
    return tmp_path / "reports"


def test_a_job_goes_through_its_file_unchanged(reports, tmp_path):
    job = job_of_folder([reports], tmp_path / "program", as_of=date(2026, 12, 1), program="Sample program")
    write_job(tmp_path / "job.json", job)

    assert open_program_report(str(tmp_path / "job.json")).report == compute_program_report(job).report


def test_a_folder_with_reports_is_opened_as_it_is(reports):
    opened = open_program_report(str(reports))

    assert opened.report.figures.participation.included == 3
    assert opened.block("A").tiles[0].value == "3"


def test_names_and_experiment_of_the_programs_folder_are_used(reports, tmp_path):
    write_names(tmp_path / "names.toml", [NameMatch("team", "Enterprise QA", "Shared QA", confirmed=True)])
    write_experiment(tmp_path / "experiment.toml", SystemicExperiment(what="Try"))
    inside = compute_program_report(job_of_folder([reports], tmp_path)).report
    outside = compute_program_report(job_of_folder([reports], tmp_path, published=True)).report

    assert {row.name: row.reach for row in inside.figures.by_team}["Shared QA"] == 2
    assert (inside.experiment.what, outside.experiment.what) == ("Try", "")


def test_a_file_that_is_no_report_is_left_out_with_its_reason(reports, tmp_path):
    (reports / "0" / "report.json").write_text("{", encoding="utf-8")
    opened = compute_program_report(job_of_folder([reports], tmp_path))

    assert opened.report.figures.participation.included == 2
    assert [each.path.parent.name for each in opened.refused] == ["0"]
    assert opened.report.refused == 1


def test_a_place_without_anything_is_named():
    with pytest.raises(FileError, match="gone"):
        open_program_report("gone")

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import date

import pytest

from tests.reports.batch_jobs import FILES, TODAY, a_job, engagement_folder, plan
from vsm_toolkit.errors import UsageError
from vsm_toolkit.reports.batch import ReportJob
from vsm_toolkit.reports.parameters import ReportParameters
from vsm_toolkit.reports.report_folder import (
    clear_leftovers,
    is_current,
    made_from,
    one_run_at_a_time,
    publish,
    write_stamp,
)
from vsm_toolkit.reports.report_worker import write_report


def test_a_report_never_replaces_the_engagement_it_is_about(tmp_path):
    folder = engagement_folder(tmp_path / "small", "small")
    before = (folder / "map.toml").read_bytes()
    (job,), _ = plan(tmp_path, folder)
    result = write_report(job)

    assert result.folder is None
    assert "map.toml" in result.reason
    assert "choose another --out" in result.reason
    assert (folder / "map.toml").read_bytes() == before


def test_a_report_never_replaces_somebody_elses_file(tmp_path):
    folder = engagement_folder(tmp_path / "in", "small")
    (tmp_path / "small").write_text("mine", encoding="utf-8")
    (job,), _ = plan(tmp_path, folder)

    assert write_report(job).folder is None
    assert (tmp_path / "small").read_text(encoding="utf-8") == "mine"


def test_a_place_that_cannot_be_written_is_said(tmp_path):
    folder = engagement_folder(tmp_path / "in", "small")
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = write_report(ReportJob(folder, tmp_path / "file" / "small", ReportParameters(), TODAY))

    assert result.folder is None
    assert "small" in result.reason


@pytest.fixture
def published(tmp_path):
    job = a_job(tmp_path / "team")
    ready = tmp_path / "ready"
    ready.mkdir()
    for name in FILES:
        (ready / name).write_text(name, encoding="utf-8")
    write_stamp(ready, made_from(job))
    job.folder.parent.mkdir()
    publish(ready, job.folder)
    return job


def test_a_report_is_current_until_something_it_is_made_from_changes(published, tmp_path):
    assert is_current(published)
    assert not is_current(replace(published, parameters=ReportParameters(redo_share=1)))
    assert not is_current(replace(published, formats=("pdf",)))
    assert not is_current(replace(published, made_on=date(2027, 1, 1)))  # it says how old each ask is

    engagement_folder(published.engagement, "another")
    assert not is_current(published)


def test_another_notebook_makes_a_report_anew(published):
    published.template.write_text(published.template.read_text(encoding="utf-8") + " ", encoding="utf-8")

    assert not is_current(published)


def test_another_release_of_the_toolkit_or_a_library_makes_a_report_anew(published, monkeypatch):
    monkeypatch.setattr("vsm_toolkit.reports.report_folder.toolkit_fingerprint", lambda: "newer")

    assert not is_current(published)


@pytest.mark.parametrize("name", [*sorted(FILES), ".made-from.json"])
def test_a_report_that_was_damaged_is_made_anew(published, name):
    (published.folder / name).write_text("{}", encoding="utf-8")

    assert not is_current(published)


def test_a_missing_file_or_a_stamp_of_nonsense_is_not_current(published):
    (published.folder / ".made-from.json").write_text(json.dumps([]), encoding="utf-8")

    assert not is_current(published)
    assert not is_current(replace(published, folder=published.folder / "nowhere"))


def test_what_a_killed_run_left_is_cleared_and_an_earlier_report_put_back(published):
    out = published.folder.parent
    before = {path.name: path.read_bytes() for path in published.folder.iterdir()}
    published.folder.rename(out / f".replaced-{published.folder.name}-00ff00ff")
    (out / ".staged-half").mkdir()
    (out / ".staged-half" / "report.html").write_text("half", encoding="utf-8")
    clear_leftovers(out)

    assert {path.name: path.read_bytes() for path in published.folder.iterdir()} == before
    assert [path.name for path in out.iterdir()] == [published.folder.name]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such locks")
def test_a_second_run_into_the_same_folder_is_refused(tmp_path):
    with (
        one_run_at_a_time(tmp_path),
        pytest.raises(UsageError, match="is writing into"),
        one_run_at_a_time(tmp_path),
    ):
        pass


def test_a_finished_run_lets_the_next_one_in(tmp_path):
    for _ in range(2):
        with one_run_at_a_time(tmp_path):
            pass

    assert list(tmp_path.iterdir()) == []

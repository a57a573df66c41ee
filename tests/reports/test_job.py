from __future__ import annotations

from datetime import date

import pytest

from tests.report_runs import CLAIMS
from vsm_toolkit.errors import FileError, UsageError
from vsm_toolkit.io.shipped_files import sample_engagements
from vsm_toolkit.reports.job import FINISHED, open_report, write_job
from vsm_toolkit.reports.parameters import ReportParameters


def test_a_sample_opens_by_its_name():
    assert open_report(CLAIMS).report.challenge.id == CLAIMS


def test_a_folder_opens_by_its_path():
    opened = open_report(str(sample_engagements()[0]))

    assert opened.report.challenge.id == CLAIMS
    assert opened.made_on is None


def test_a_job_says_which_engagement_how_and_when(tmp_path):
    job = tmp_path / "job.json"
    write_job(job, sample_engagements()[0], ReportParameters(currency="CHF", redo_share=1), date(2026, 10, 9))
    opened = open_report(str(job))

    assert opened.made_on == date(2026, 10, 9)
    assert opened.report.challenge.currency == "CHF"
    assert opened.report.parameters.redo_share == 1


def test_a_job_without_a_date_has_none(tmp_path):
    job = tmp_path / "job.json"
    write_job(job, sample_engagements()[0], ReportParameters(), None)

    assert open_report(str(job)).made_on is None


@pytest.mark.parametrize("nowhere", ["claims-portl", "no/such/folder", "x" * 500])
def test_a_name_that_leads_nowhere_is_told_the_samples(nowhere):
    with pytest.raises(UsageError, match=rf"There is no engagement at .*{CLAIMS}"):
        open_report(nowhere)


def test_a_folder_without_a_map_is_refused(tmp_path):
    with pytest.raises(FileError):
        open_report(str(tmp_path))


def test_the_last_cell_repeats_the_nonce_and_holds_the_report():
    closing = open_report(CLAIMS).finished("abc")._repr_mimebundle_()

    assert closing[FINISHED]["nonce"] == "abc"
    assert closing[FINISHED]["report"]["challenge"] == CLAIMS
    assert closing["text/plain"] == "The report is complete."


def test_blocks_come_by_their_letter():
    assert open_report(CLAIMS).block("D").title == "Handoffs and who can change them"

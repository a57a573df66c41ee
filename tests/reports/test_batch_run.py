from __future__ import annotations

import json
import re
import signal

import nbformat
import pytest

from tests.report_runs import (
    CLAIMS,
    DATE,
    NUMBER_FROM_NOTHING,
    PLATFORM,
    RULES,
    made_once,
    session_folder,
    text_of_html,
    write_sample_reports,
)
from tests.reports.batch_jobs import FILES, STAMPED, a_job, engagement_folder, plan
from vsm_toolkit.io.shipped_files import sample_engagements, shipped_folder
from vsm_toolkit.reports.batch import ReportJob
from vsm_toolkit.reports.batch_run import Limits, run_reports
from vsm_toolkit.reports.decision_holder_files import PAGES_FOLDER
from vsm_toolkit.reports.parameters import ReportParameters
from vsm_toolkit.reports.report_worker import write_report
from vsm_toolkit.reports.team_report import BLOCKS

SAMPLES = (CLAIMS, RULES, PLATFORM)


@pytest.fixture(scope="module")
def sample_reports(tmp_path_factory):
    return made_once(session_folder(tmp_path_factory) / "sample-reports", write_sample_reports)


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLES)
def test_a_run_leaves_three_files_the_pages_and_what_they_were_made_from(sample_reports, name):
    assert {path.name for path in (sample_reports / name).iterdir()} == {*STAMPED, PAGES_FOLDER}
    assert {path.name for path in sample_reports.iterdir()} == {*SAMPLES, "summary.json"}


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLES)
def test_the_page_has_every_block(sample_reports, name):
    html = (sample_reports / name / "report.html").read_text(encoding="utf-8")

    assert re.findall(r'<section[^>]* id="block-(\w)"', html) == list(BLOCKS)
    assert re.findall(r'<a href="#block-(\w)">', html) == list(BLOCKS)


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        "14.2 weeks (569 wh, estimated)",
        "12.9 weeks for changes already working (517 wh, re-estimated",
        "it would be 12.5 weeks (projected)",
        "62 % of the waiting in handoffs on the critical path belongs to handoffs this team cannot change",
        "Removing the wait at “Integration service change” entirely would shorten lead time by about 4.3 days",
        "made the work better but did not shorten first-pass lead time. They are not on the critical path.",
        "Chief Architect Architecture review 60 36–54 9.00 234 22,230 EUR 6,000–22,500 EUR",
        "Head of Service Management Change approval 40 28–40 11.79 307 29,118 EUR 4,000–15,000 EUR",
        "Head of Integration Integration service change 96 34 7.46 194 18,437 EUR 9,600–36,000 EUR",
        "Head of Infrastructure Production deployment 24 17–24 2.86 74 7,067 EUR 2,400–9,000 EUR",
        "all together 4 220 115–152 31.11 809 76,851 EUR 22,000–82,500 EUR",
        "End-of-challenge report · 2026-10-09",
    ],
)
def test_the_page_of_a_feature_stream_says(sample_reports, words):
    text = text_of_html((sample_reports / CLAIMS / "report.html").read_text(encoding="utf-8"))

    assert words in text


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLES)
def test_no_page_shows_a_number_that_is_none(sample_reports, name):
    text = text_of_html((sample_reports / name / "report.html").read_text(encoding="utf-8"))

    assert not NUMBER_FROM_NOTHING.search(text)


@pytest.mark.slow
def test_the_report_as_data_is_the_one_of_the_page(sample_reports):
    document = json.loads((sample_reports / CLAIMS / "report.json").read_text(encoding="utf-8"))

    assert document["states"]["baseline"]["lead_time_hours"] == 569
    assert document["states"]["done"]["lead_time_hours"] == 517
    assert document["handoff_ledger"]["total"]["handoffs"] == 10
    assert (document["challenge"], document["made_on"]) == (CLAIMS, DATE)


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLES)
def test_the_notebook_has_no_path_nonce_or_timing(sample_reports, name):
    text = (sample_reports / name / "team_report.ipynb").read_text(encoding="utf-8")
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)

    assert str(sample_reports.parent) not in text
    assert str(shipped_folder("data")) not in text
    assert not re.search(r"job\.json|vsm-report-|\"papermill\"|iopub|20\d\d-\d\d-\d\dT\d\d", text)
    assert not re.search(r"\b[0-9a-f]{32}\b", text)
    assert f"job_path = '{name}'" in text
    assert not any(output.output_type == "error" for cell in notebook.cells for output in cell.get("outputs", []))


@pytest.mark.slow
def test_a_standard_kernel_gives_the_same_bytes(sample_reports, tmp_path):
    (engagement,) = (folder for folder in sample_engagements() if folder.name == PLATFORM)
    (job,), _ = plan(tmp_path, engagement)
    result = write_report(job)

    assert result.reason is None
    for name in FILES:
        assert (tmp_path / PLATFORM / name).read_bytes() == (sample_reports / PLATFORM / name).read_bytes(), name


def test_results_come_in_the_order_of_the_jobs_and_are_told_as_they_come(tmp_path):
    jobs = [
        ReportJob(engagement_folder(tmp_path / name, name, steps=[]), tmp_path / "out" / name, ReportParameters(), None)
        for name in ("b", "a", "c")
    ]
    told = []
    results = run_reports(jobs, workers=1, on_result=told.append)

    assert [result.engagement.name for result in results] == ["b", "a", "c"]
    assert told == list(results)
    assert all("no steps yet" in result.reason for result in results)


HUNG = "import time\ntime.sleep(600)"
FAULTS = {
    "fine": ("", None),
    "raises": (
        "raise RuntimeError('the \\x1b[31mprinter\\x1b[0m is on fire')",
        r"^Its notebook stopped: RuntimeError: the .*printer.* is on fire$",
    ),
    "exits": ("import os\nos._exit(7)", r"ended unexpectedly \(exit code 7\)\. Run it again"),
    "quits": ("import sys\nsys.exit(0)", r"SystemExit|before its last cell"),
    "crashes": ("import os\nos.kill(os.getpid(), 11)", r"killed by SIGSEGV"),
    "hangs": (HUNG, r"stopped after 4 seconds\. Allow more with --seconds"),
    "hangs in C": ("import re\nre.match('(a+)+$', 'a' * 60 + 'b')", r"stopped after 4 seconds"),
    "stops itself": ("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)", r"stopped after 4 seconds"),
    "eats memory": ("x = bytearray(8 << 30)", r"more memory than a report may use\. Allow more with --memory"),
    "closes what it sends through": ("import os\nos.closerange(3, 200)", r"ended unexpectedly|stopped"),
    "asks": ("input()", r"StdinNotImplementedError"),
}


@pytest.fixture(scope="module")
def faulty_batch(tmp_path_factory):
    """Run every fault once, those that never end in a batch of little patience, the others between two fine reports."""
    folder = tmp_path_factory.mktemp("faulty")
    jobs = {name: a_job(folder / name.replace(" ", "-"), cell=cell) for name, (cell, _) in FAULTS.items()}
    jobs["fine at the end"] = a_job(folder / "fine-at-the-end")
    endless = [jobs.pop(name) for name, (_, reason) in FAULTS.items() if reason and "seconds" in reason]
    results = run_reports(list(jobs.values()), limits=Limits(seconds=240, memory_mib=1024))
    stopped = run_reports(endless, workers=len(endless), limits=Limits(seconds=4))
    return {result.engagement.parent.name.replace("-", " "): result for result in (*results, *stopped)}


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, (_, reason) in FAULTS.items() if reason])
def test_a_fault_is_named_and_publishes_nothing(faulty_batch, name):
    result = faulty_batch[name]

    assert result.state == "failed"
    assert re.search(FAULTS[name][1], result.reason)
    assert "Traceback" not in result.reason
    assert not (result.engagement.parent.parent / "out" / name.replace(" ", "-")).exists()


@pytest.mark.slow
def test_faults_stop_no_other_report(faulty_batch):
    assert [name for name, result in faulty_batch.items() if result.state == "done"] == ["fine", "fine at the end"]


@pytest.mark.slow
def test_a_notebook_that_leaves_its_last_cell_out_is_not_published(tmp_path):
    job = a_job(tmp_path / "small", cells=("parameters", "open"))
    (result,) = run_reports([job])

    assert "ended before its last cell. Nothing was published." in result.reason
    assert list(job.folder.parent.iterdir()) == []


LEAK = """
import builtins, os, random, sys
found = [name for name in ("team_secret", "builtins_secret") if name in globals() or hasattr(builtins, name)]
assert not found and "TEAM_SECRET" not in os.environ and "secret_module" not in sys.modules, found
import numpy, pandas
assert pandas.options.display.max_rows == 60
team_secret = builtins.builtins_secret = os.environ["TEAM_SECRET"] = sys.modules["secret_module"] = "mine"
pandas.options.display.max_rows = 7
os.chdir("/")
assert (len(In), Out) == (5, {}), (In, Out)
print(random.random(), numpy.random.random())
"""


@pytest.mark.slow
def test_nothing_of_one_team_reaches_the_next_report(tmp_path):
    jobs = [a_job(tmp_path / f"team-{number}", cell=LEAK) for number in range(3)]
    results = run_reports(jobs, workers=1)

    assert [result.reason for result in results] == [None] * 3

    notebooks = [nbformat.read(job.folder / "team_report.ipynb", as_version=4) for job in jobs]
    numbers = [notebook.cells[-2].outputs[0].text.split() for notebook in notebooks]
    for drawn in zip(*numbers, strict=True):
        assert len(set(drawn)) == 3, "random numbers of two reports are the same"


@pytest.mark.slow
def test_finished_reports_are_skipped_until_forced_and_failed_ones_tried_again(tmp_path):
    good, bad = a_job(tmp_path / "good"), a_job(tmp_path / "bad", cell="1/0")
    first = run_reports([good, bad])
    before = (good.folder / "report.html").stat().st_ino
    second = run_reports([good, bad])
    kept = (good.folder / "report.html").stat().st_ino
    third = run_reports([good, bad], force=True)

    assert [result.state for result in first] == ["done", "failed"]
    assert [result.state for result in second] == ["skipped", "failed"]
    assert "--force" in second[0].reason
    assert kept == before
    assert [result.state for result in third] == ["done", "failed"]
    assert (good.folder / "report.html").stat().st_ino != before


@pytest.mark.slow
def test_when_the_warmed_process_is_killed_another_makes_the_rest(tmp_path):
    mark = tmp_path / "killed"
    cell = f"import os, pathlib\nif not pathlib.Path({str(mark)!r}).exists():\n"
    cell += (
        f"    pathlib.Path({str(mark)!r}).touch(); os.kill(os.getppid(), {int(signal.SIGKILL)}); {HUNG.splitlines()[0]}"
    )
    cell += "; time.sleep(60)"
    jobs = [a_job(tmp_path / "killer", cell=cell), a_job(tmp_path / "next")]

    assert [result.state for result in run_reports(jobs, workers=1)] == ["done", "done"]
    assert mark.exists()


@pytest.mark.slow
def test_where_processes_cannot_be_forked_standard_kernels_make_the_reports(tmp_path, monkeypatch):
    monkeypatch.setattr("vsm_toolkit.reports.batch_run.can_fork", lambda: False)
    jobs = [a_job(tmp_path / "one"), a_job(tmp_path / "two", cell="import os\nos._exit(7)")]
    results = run_reports(jobs, workers=2)

    assert results[0].state == "done"
    assert results[1].state == "failed"
    assert {path.name for path in jobs[0].folder.iterdir()} == STAMPED
    assert [path.name for path in jobs[0].folder.parent.iterdir()] == ["one"]

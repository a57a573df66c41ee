from __future__ import annotations

import json
import re
import unicodedata
from datetime import date
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.report_runs import (
    CLAIMS,
    DATE,
    NUMBER_FROM_NOTHING,
    PLATFORM,
    RULES,
    a_step,
    made_once,
    session_folder,
    text_of_html,
    write_sample_reports,
)
from vsm_toolkit.errors import UsageError
from vsm_toolkit.io.map_file import save_engagement
from vsm_toolkit.io.shipped_files import sample_engagements, shipped_folder
from vsm_toolkit.model import Challenge, Engagement, ValueStream
from vsm_toolkit.reports.batch import (
    LONGEST_NAME,
    ReportJob,
    check_template,
    plan_reports,
    run_reports,
    safe_folder_name,
    write_report,
)
from vsm_toolkit.reports.decision_holder_files import PAGES_FOLDER
from vsm_toolkit.reports.parameters import ReportParameters
from vsm_toolkit.reports.team_report import BLOCKS

FILES = {"report.html", "report.json", "team_report.ipynb"}
SAMPLES = (CLAIMS, RULES, PLATFORM)
TODAY = date(2026, 10, 9)
NAMES = (
    "../../x",
    "CON",
    "con",
    "nul.txt",
    "x" * 300,
    "🚀",
    "",
    " ",
    ".",
    "..",
    "/",
    "a/b",
    "C:\\x",
    "a\x00b",
    "ÄÖ",
    "-x",
)


@pytest.fixture(scope="module")
def sample_reports(tmp_path_factory):
    return made_once(session_folder(tmp_path_factory) / "sample-reports", write_sample_reports)


def engagement_folder(folder: Path, challenge_id: str, **stream) -> Path:
    """Save a small engagement."""
    steps = stream.pop("steps", [a_step("a", wait=8, work=2)])
    whole = Engagement(challenge=Challenge(id=challenge_id), stream=ValueStream(name="Small", steps=steps, **stream))
    save_engagement(whole, folder)
    return folder


def plan(out, *folders):
    return plan_reports(folders, out, ReportParameters(), TODAY)


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLES)
def test_a_run_leaves_three_files_and_the_pages_and_nothing_else(sample_reports, name):
    assert {path.name for path in (sample_reports / name).iterdir()} == {*FILES, PAGES_FOLDER}
    assert {path.name for path in sample_reports.iterdir()} == set(SAMPLES)


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
def test_equal_runs_give_equal_bytes(sample_reports, tmp_path):
    (engagement,) = (folder for folder in sample_engagements() if folder.name == PLATFORM)
    (result,) = run_reports(plan(tmp_path, engagement)[0], workers=1)

    assert result.reason is None
    for name in FILES:
        assert (tmp_path / PLATFORM / name).read_bytes() == (sample_reports / PLATFORM / name).read_bytes(), name


@pytest.mark.parametrize("name", NAMES)
def test_a_folder_name_is_plain_and_stays_inside(tmp_path, name):
    safe = safe_folder_name(name)

    assert re.fullmatch(r"[a-z0-9][a-z0-9-]*", safe)
    assert len(safe) <= LONGEST_NAME + 9
    assert safe not in {"con", "nul"}
    assert (tmp_path / safe).resolve().parent == tmp_path.resolve()


@given(st.text(), st.text())
def test_different_names_get_different_folders(one, other):
    same = unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)

    assert (safe_folder_name(one) == safe_folder_name(other)) == same


def test_a_plain_name_keeps_itself():
    assert safe_folder_name("claims-portal-2") == "claims-portal-2"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Caf\u00e9", "Cafe\u0301"),
        ("claims", "Claims"),
        ("claims", "cla\u200bims"),
        ("claims", "claims"),
        ("claims", "claims\ufeff"),
        ("claims portal", "claims\u00a0portal"),
        ("../../x", safe_folder_name("../../x")),
    ],
)
def test_names_that_look_alike_are_refused_naming_both_folders(tmp_path, one, other):
    folders = [engagement_folder(tmp_path / str(n), name) for n, name in enumerate((one, other))]
    with pytest.raises(UsageError, match="Give each challenge its own id") as refusal:
        plan(tmp_path / "out", *folders)

    assert all(str(folder) in refusal.value.message for folder in folders)


def test_a_plan_refuses_what_cannot_be_read_and_keeps_the_rest(tmp_path):
    good = engagement_folder(tmp_path / "good", "good")
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "map.toml").write_bytes(b"\xff[[")
    jobs, refused = plan(tmp_path / "out", tmp_path / "bad", good, tmp_path / "nowhere")

    assert [job.folder for job in jobs] == [tmp_path / "out" / "good"]
    assert [result.engagement.name for result in refused] == ["bad", "nowhere"]
    assert "UTF-8" in refused[0].reason
    assert not (tmp_path / "out").exists()


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


@pytest.fixture
def template(tmp_path, monkeypatch):
    """Give a way to put another report notebook in the place of the shipped one: some of its cells, and one more."""

    def use(*names: str, extra: str = "") -> None:
        notebook = nbformat.read(shipped_folder("notebooks") / "reports" / "team_report.ipynb", as_version=4)
        notebook.cells = [cell for cell in notebook.cells if cell["id"] in names]
        if extra:
            notebook.cells.insert(-1, nbformat.v4.new_code_cell(extra))
        (tmp_path / "notebooks" / "reports").mkdir(parents=True)
        nbformat.write(notebook, tmp_path / "notebooks" / "reports" / "team_report.ipynb")
        monkeypatch.setattr("vsm_toolkit.reports.batch.shipped_folder", lambda name: tmp_path / name)

    return use


@pytest.mark.slow
def test_a_second_run_replaces_the_first_and_a_broken_one_does_not(tmp_path, template):
    template("parameters", "open", "block-j", "finished")
    folder = engagement_folder(tmp_path / "small", "small")
    out = tmp_path / "out"
    (job,), _ = plan(out, folder)
    first = write_report(job)
    (out / "small" / ".ipynb_checkpoints").mkdir()
    before = (out / "small" / "report.json").read_bytes()
    engagement_folder(folder, "small", steps=[a_step("a", accurate=0)])
    broken = write_report(job)
    kept = (out / "small" / "report.json").read_bytes()
    engagement_folder(folder, "small", steps=[a_step("a", wait=16, work=2)])
    second = write_report(job)

    assert (first.folder, broken.folder, second.folder) == (job.folder, None, job.folder)
    assert kept == before
    assert (out / "small" / "report.json").read_bytes() != before
    assert [path.name for path in out.iterdir()] == ["small"]


@pytest.mark.slow
def test_a_form_that_cannot_be_written_is_a_note_and_the_report_is_done(tmp_path, template, monkeypatch):
    template("parameters", "open", "finished")
    monkeypatch.setattr("vsm_toolkit.reports.formats.pdf.find_browser", lambda: None)
    folder, out = engagement_folder(tmp_path / "small", "small"), tmp_path / "out"
    (job,), _ = plan_reports([folder], out, ReportParameters(), TODAY, ("pdf",))
    result = write_report(job)

    assert (result.folder, result.reason) == (job.folder, None)
    assert [(note.is_missing, note.sentence[:7]) for note in result.notes] == [(True, "No PDF:")]
    assert {path.name for path in job.folder.iterdir()} == FILES


@pytest.mark.slow
def test_a_notebook_that_stops_is_a_sentence_without_a_traceback(tmp_path, template):
    template("parameters", "open", "finished", extra="raise RuntimeError('the \\x1b[31mprinter\\x1b[0m is on fire')")
    (job,), _ = plan(tmp_path / "out", engagement_folder(tmp_path / "in", "small"))
    result = write_report(job)

    assert result.folder is None
    assert result.reason.startswith("Its notebook stopped: RuntimeError: the ")
    assert "Traceback" not in result.reason
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.slow
def test_a_notebook_that_leaves_its_last_cell_out_is_not_published(tmp_path, template):
    template("parameters", "open")
    (job,), _ = plan(tmp_path / "out", engagement_folder(tmp_path / "in", "small"))

    assert "ended before its last cell. Nothing was published." in write_report(job).reason
    assert list((tmp_path / "out").iterdir()) == []

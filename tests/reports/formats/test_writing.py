from __future__ import annotations

import zipfile

import pytest

from tests.report_runs import CLAIMS, sample_report
from vsm_toolkit.errors import UsageError
from vsm_toolkit.model import Challenge, Engagement, ParkingLotItem, ReadinessScore
from vsm_toolkit.reports.formats import pdf, writing
from vsm_toolkit.reports.formats.writing import MODULES, WRITTEN_FILES, read_formats, write_formats
from vsm_toolkit.reports.team_report import BLOCKS, build_team_report
from vsm_toolkit.samples import lantern


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("html", ()),
        ("", ()),
        ("xlsx,pdf", ("pdf", "xlsx")),
        (" HTML , Markdown ", ("markdown",)),
        ("pptx,pptx", ("pptx",)),
        ("all", tuple(MODULES)),
    ],
)
def test_forms_are_read_as_people_write_them(asked, given):
    assert read_formats(asked) == given


@pytest.mark.parametrize(("asked", "hint"), [("powerpoint,pdf", "with commas"), ("pdff", "Did you mean 'pdf'")])
def test_a_form_that_does_not_exist_is_refused_in_a_sentence(asked, hint):
    with pytest.raises(UsageError, match=f"--format: expected html, pdf, .*found.*{hint}"):
        read_formats(asked)


def test_nothing_is_written_when_nothing_is_asked(tmp_path):
    assert write_formats(sample_report(CLAIMS), tmp_path, ()) == ()
    assert list(tmp_path.iterdir()) == []


def test_a_fault_in_one_form_costs_neither_the_page_nor_the_others(tmp_path, monkeypatch):
    def break_down(*_):
        message = "a fault"
        raise RuntimeError(message)

    monkeypatch.setattr(pdf, "write", break_down)
    monkeypatch.setattr(writing, "contents_of", lambda *_: None)
    (note,) = write_formats(sample_report(CLAIMS), tmp_path, ["pdf"])

    assert (note.sentence, note.is_missing) == ("No pdf: RuntimeError: a fault", True)


def test_no_form_writes_over_the_page():
    assert not WRITTEN_FILES & {"report.html", "report.json", "team_report.ipynb"}


SECRET = "Canary Person"


def test_what_the_page_leaves_out_is_in_no_form(tmp_path):
    challenge = Challenge(
        id="x",
        coach_roles=SECRET,
        readiness=(ReadinessScore(attribute="time", score=1, evidence=SECRET),),
        decision_rights=(SECRET,),
    )
    parked = (ParkingLotItem(text=SECRET, raised_in=SECRET),)
    engagement = Engagement(challenge=challenge, stream=lantern(), parking_lot=parked)
    report = build_team_report(engagement)
    page = "".join(report.block(key)._repr_html_() for key in BLOCKS)
    notes = write_formats(report, tmp_path, ["pptx", "xlsx", "markdown"])
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    content = b"".join(path.read_bytes() for path in written)
    for path in written:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                content += b"".join(map(archive.read, archive.namelist()))

    assert [note for note in notes if note.is_missing] == []
    assert {"report.pptx", "report.xlsx", "report.md"} <= {path.name for path in written}
    assert b"Triage request" in content
    assert SECRET not in page
    assert SECRET.encode() not in content

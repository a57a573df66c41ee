from __future__ import annotations

import json

import pytest

from tests.shared_reports import a_report, generated_reports, sample_reports
from vsm_toolkit.reports.program import writing
from vsm_toolkit.reports.program.writing import WrittenReport


@pytest.fixture
def reports(tmp_path):
    def write(*reports):
        for report in reports:
            folder = tmp_path / "reports" / report.challenge
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "report.json").write_text(report.model_dump_json(by_alias=True), encoding="utf-8")
        return tmp_path / "reports"

    return write


@pytest.fixture
def no_kernel(monkeypatch):
    """Leave the notebook run out: what it writes has tests of its own."""
    written = WrittenReport(*(None,) * 3)
    monkeypatch.setattr(writing, "write_program_report", lambda job, folder: folder.mkdir(exist_ok=True) or written)


@pytest.mark.slow
def test_a_report_for_outside_the_program_is_written_and_says_what_it_left_out(vsm, reports, tmp_path):
    generated = generated_reports(30)
    called = vsm("rollup", reports(*generated), "--out", tmp_path / "out", "--published", "--json")
    summary, public = json.loads(called.out), [each for each in generated if each.share_level == "organisation"]

    assert called.code == 0
    assert (summary["included"], summary["not_shared"]) == (len(public), 30 - len(public))
    assert sorted(each.name for each in (tmp_path / "out").iterdir()) == [
        "published_report.html",
        "published_report.ipynb",
        "published_rollup.json",
    ]
    assert "for outside the program" in (tmp_path / "out" / "published_report.html").read_text(encoding="utf-8")


def test_the_summary_names_the_constraints_and_the_questions(vsm, reports, tmp_path, no_kernel):
    called = vsm("rollup", reports(*sample_reports()), "--out", tmp_path / "out", "--date", "2026-12-01")

    assert called.code == 0
    assert "3 engagements agreed to be part of this report." in called.out
    assert "Head of Network" in called.out
    assert "1 name may mean the same as another; answer in" in called.out
    assert 'name = "Enterprise QA"' in (tmp_path / "out" / "names.toml").read_text(encoding="utf-8")


def test_an_answer_is_kept_and_used(vsm, reports, tmp_path, no_kernel):
    place = reports(*sample_reports())
    vsm("rollup", place, "--out", tmp_path / "out")
    names = tmp_path / "out" / "names.toml"
    names.write_text(names.read_text(encoding="utf-8").replace("why =", "confirmed = true\nwhy ="), encoding="utf-8")
    called = vsm("rollup", place, "--out", tmp_path / "out", "--json")

    assert json.loads(called.out)["open_name_questions"] == 0
    assert "confirmed = true" in names.read_text(encoding="utf-8")


def test_bad_files_are_named_and_the_others_go_on(vsm, reports, tmp_path, no_kernel):
    place = reports(*sample_reports())
    (place / "bad").mkdir()
    (place / "bad" / "report.json").write_text('{"schema": 1}', encoding="utf-8")
    called = vsm("rollup", place, "--out", tmp_path / "out")

    assert called.code == 1
    assert "LEFT OUT" in called.out
    assert "found version 1. Make the report again with `vsm report`." in called.out
    assert "3 engagements agreed" in called.out


def test_two_engagements_are_shown_and_not_ranked(vsm, reports, tmp_path, no_kernel):
    called = vsm("rollup", reports(*sample_reports()[:2]), "--out", tmp_path / "out")

    assert called.code == 0
    assert "It rests on 2 engagements. Below 3 nothing is ranked" in called.out


@pytest.mark.parametrize(
    ("shown", "options", "words"),
    [
        ([], (), "There is no report.json in what was named. Make reports first"),
        ([a_report(share_level="team")], (), "1 report was found and none is shared with its program"),
        ([a_report()], ("--published",), "none is shared beyond its program"),
        ([a_report(program="North")], ("--program", "South"), "No report belongs to the program 'South'"),
        (
            [a_report("a", program="North"), a_report("b", program="South")],
            (),
            "2 reports were found and none is shared beyond its program",
        ),
        (
            [a_report(name, share_level="organisation") for name in "ab"],
            ("--published",),
            "Only 2 of the engagements found share beyond the program; below 3",
        ),
        ([a_report()], ("--date", "soon"), "--date: expected a date such as 2026-10-09, found 'soon'."),
    ],
)
def test_what_cannot_be_rolled_up_is_said_and_nothing_is_written(vsm, reports, tmp_path, shown, options, words):
    (tmp_path / "reports").mkdir()
    called = vsm("rollup", reports(*shown), "--out", tmp_path / "out", *options)

    assert called.code == 2
    assert words in called.err
    assert not (tmp_path / "out").exists()


def test_only_bad_files_write_nothing(vsm, tmp_path):
    (tmp_path / "report.json").write_text("{", encoding="utf-8")
    called = vsm("rollup", tmp_path, "--out", tmp_path / "out")

    assert called.code == 2
    assert "None of 1 files could be rolled up, so nothing was written." in called.err
    assert not (tmp_path / "out").exists()


def test_a_hostile_name_cannot_act_on_the_terminal(vsm, reports, tmp_path, no_kernel):
    row = {"to_step": "A", "decision_holder": "[red]CISO\x1b]0;owned\x07", "wait_hours": 5, "critical": True}
    evil = [a_report(name, handoff_ledger={"handoffs": [row]}) for name in "abc"]
    called = vsm("rollup", reports(*evil), "--out", tmp_path / "out")

    assert "\x1b]0" not in called.out
    assert "[red]" in called.out

from __future__ import annotations

import json

import pytest

from tests.report_runs import NUMBER_FROM_NOTHING, a_step, text_of_html
from vsm_toolkit.io.map_file import save_engagement
from vsm_toolkit.io.shipped_files import sample_engagements
from vsm_toolkit.model import Challenge, Engagement, ValueStream

CLAIMS = sample_engagements()[0]


def small(folder, challenge_id="small", *more_steps, **known):
    """Save an engagement of one step or more."""
    stream = ValueStream(name="Small", steps=[a_step("a", **known), *more_steps])
    save_engagement(Engagement(challenge=Challenge(id=challenge_id), stream=stream), folder)
    return folder


@pytest.mark.slow
def test_one_unreadable_folder_does_not_stop_the_others(vsm, tmp_path):
    gaps = a_step("b", team="Other", work=1), a_step("c", team=None)
    good = small(tmp_path / "{good} 100% Größe", "small", *gaps, wait=8, work=2)
    out = tmp_path / "out {a} 50% 🚀"
    called = vsm(
        "report",
        tmp_path / "nowhere",
        good,
        small(tmp_path / "wrong", "wrong", accurate=0),
        "--out",
        out,
        "--jobs",
        1,
    )

    assert called.code == 1
    assert f"done    {out}/small/report.html" in called.out
    assert f"FAILED  {tmp_path / 'nowhere'}: " in called.out
    assert "Name an engagement folder that holds a map.toml." in called.out
    assert f"FAILED  {tmp_path / 'wrong'}: The map has 1 error that would make figures wrong:" in called.out
    assert called.out.splitlines()[-1] == "1 done, 2 failed."
    assert {path.name for path in out.iterdir()} == {"small", "summary.json"}
    text = text_of_html((out / "small" / "report.html").read_text(encoding="utf-8"))
    assert "is at least 10 hours (over 1 of 3 steps)" in text
    assert not NUMBER_FROM_NOTHING.search(text)


def test_failures_as_data(vsm, tmp_path):
    called = vsm("report", tmp_path / "nowhere", "--out", tmp_path / "out", "--json")
    document = json.loads(called.out)

    assert (called.code, document["done"], document["failed"]) == (1, 0, 1)
    assert document["reports"][0]["report"] is None
    assert "nowhere" in document["reports"][0]["reason"]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("rate_per_hours=95", "no parameter 'rate_per_hours'. Did you mean 'rate_per_hour'?"),
        ("zzz=1", "It has: currency, rate_per_hour"),
        ("rate_per_hour", "expected NAME=VALUE, found 'rate_per_hour'"),
        ("rate_per_hour=lots", "parameter rate_per_hour:"),
    ],
)
def test_a_parameter_that_cannot_be_stops_everything(vsm, tmp_path, given, sentence):
    called = vsm("report", CLAIMS, "--out", tmp_path / "out", "-p", given)

    assert called.code == 2
    assert sentence in called.err
    assert not (tmp_path / "out").exists()


def test_a_form_that_does_not_exist_stops_everything(vsm, tmp_path):
    called = vsm("report", CLAIMS, "--out", tmp_path / "out", "--format", "pdf,word")

    assert called.code == 2
    assert "--format: expected html, pdf, pptx, xlsx, markdown, all, found 'word'" in called.err
    assert not (tmp_path / "out").exists()


def test_a_parameter_given_twice_is_refused(vsm, tmp_path):
    called = vsm("report", CLAIMS, "--out", tmp_path / "out", "-p", "redo_share=0.5", "-p", " redo_share = 1")

    assert called.code == 2
    assert "redo_share is given twice" in called.err


@pytest.mark.parametrize("day", ["today", "2026-13-01", "09.10.2026", "2026-10-09T10:00", ""])
def test_a_date_that_is_none_is_refused(vsm, tmp_path, day):
    called = vsm("report", CLAIMS, "--out", tmp_path / "out", "--date", day)

    assert called.code == 2
    assert "expected a date such as 2026-10-09" in called.err


@pytest.mark.parametrize("workers", ["0", "-1", "many"])
def test_a_number_of_workers_that_cannot_be_is_refused(vsm, tmp_path, workers):
    assert vsm("report", CLAIMS, "--out", tmp_path / "out", "--jobs", workers).code == 2


def test_two_challenges_of_one_name_are_refused_before_anything_runs(vsm, tmp_path):
    one, other = small(tmp_path / "one", "Cafe\u0301"), small(tmp_path / "other", "Caf\u00e9")
    called = vsm("report", one, other, "--out", tmp_path / "out")

    assert called.code == 2
    assert str(one) in called.err
    assert str(other) in called.err
    assert not (tmp_path / "out").exists()


def test_a_report_onto_its_own_engagement_is_refused(vsm, tmp_path):
    folder = small(tmp_path / "small", wait=8, work=2)
    called = vsm("report", folder, "--out", tmp_path)

    assert called.code == 1
    assert "holds other files than a report (map.toml)" in called.out
    assert (folder / "map.toml").exists()


def test_half_a_cost_of_delay_fails_with_its_reason(vsm, tmp_path):
    called = vsm("report", CLAIMS, "--out", tmp_path / "out", "-p", "cost_of_delay_low=5")

    assert called.code == 1
    assert "cost_of_delay_low and cost_of_delay_high together" in called.out


@pytest.mark.slow
def test_all_below_a_folder_are_made_once_and_again_when_forced(vsm, tmp_path):
    for name in ("one", "two"):
        small(tmp_path / "in" / name, name, wait=8, work=2)
    (tmp_path / "in" / "three").mkdir()
    (tmp_path / "in" / "three" / "map.toml").write_text("= no toml", encoding="utf-8")
    command = ["report", "--all", tmp_path / "in", "--out", tmp_path / "out"]
    called = [vsm(*command, *more) for more in ([], [], ["--force"])]
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))

    assert [each.out.splitlines()[-1] for each in called] == [
        "2 done, 1 failed.",
        "0 done, 2 skipped because nothing changed, 1 failed.",
        "2 done, 1 failed.",
    ]
    assert [each.code for each in called] == [1, 1, 1]
    assert (summary["done"], summary["failed"]) == (2, 1)


def test_a_folder_without_engagements_is_said(vsm, tmp_path):
    called = vsm("report", "--all", tmp_path, "--out", tmp_path / "out")

    assert called.code == 2
    assert "no engagement found below" in called.err

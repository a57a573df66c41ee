from __future__ import annotations

from tests.report_runs import DATE
from vsm_toolkit.io.map_file import save_engagement
from vsm_toolkit.io.shipped_files import sample_engagements
from vsm_toolkit.model import Challenge, Engagement
from vsm_toolkit.samples import lantern

CLAIMS = sample_engagements()[0]


def test_pages_to_hand_over_are_written_and_drafts_are_named(vsm, tmp_path):
    called = vsm("owners", CLAIMS, "--out", tmp_path / "pages", "--date", DATE)

    assert called.code == 0
    assert "DRAFT  Head of Portfolio" in called.out
    assert "6 read, 1 to hand over." in called.out
    assert len(list((tmp_path / "pages").glob("*.html"))) == 8


def test_without_decision_holders_nothing_is_written(vsm, tmp_path):
    save_engagement(Engagement(challenge=Challenge(id="x"), stream=lantern()), tmp_path / "map")
    called = vsm("owners", tmp_path / "map", "--out", tmp_path / "pages")

    assert "there is no page to write" in called.out
    assert not (tmp_path / "pages").exists()


def test_a_wrong_day_is_a_sentence(vsm, tmp_path):
    called = vsm("owners", CLAIMS, "--out", tmp_path, "--date", "soon")

    assert called.code == 2
    assert "expected a date such as 2026-10-09" in called.err


def test_the_pulse_of_a_week_is_written_as_page_and_markdown(vsm, tmp_path):
    called = vsm("pulse", CLAIMS, "--week", "2026-09-16", "--out", tmp_path)

    assert called.code == 0
    assert {path.name for path in tmp_path.iterdir()} == {"2026-09-14-week-38.html", "2026-09-14-week-38.md"}
    assert "Week 38: 2026-09-14 to 2026-09-20" in (tmp_path / "2026-09-14-week-38.md").read_text(encoding="utf-8")


def test_a_quiet_week_is_said_and_written_all_the_same(vsm, tmp_path):
    save_engagement(Engagement(challenge=Challenge(id="x"), stream=lantern()), tmp_path)
    called = vsm("pulse", tmp_path, "--week", "2026-12-16")

    assert called.out.startswith("Nothing changed and nothing was written down in the week of 2026-12-14.")
    assert (tmp_path / "pulses" / "2026-12-14-week-51.html").exists()


def test_a_wrong_week_is_a_sentence(vsm):
    called = vsm("pulse", CLAIMS, "--week", "38")

    assert (called.code, called.err.strip()) == (2, "--week: expected a date such as 2026-10-09, found '38'.")

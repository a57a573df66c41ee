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

from __future__ import annotations

import json
from pathlib import Path

from vsm_toolkit.reports.batch import ReportResult
from vsm_toolkit.reports.batch_summary import batch_summary, counts_in_words, write_summary
from vsm_toolkit.reports.formats.contents import FormatNote

DONE = ReportResult(Path("in/a"), Path("out/a"), None, (FormatNote("No PDF.", is_missing=True),))
KEPT = ReportResult(Path("in/b"), Path("out/b"), "Nothing has changed.", is_kept=True)
FAILED = ReportResult(Path("in/c"), None, "It cannot be read. Mend it.")


def test_every_engagement_is_named_with_what_became_of_it(tmp_path):
    write_summary(tmp_path, [DONE, KEPT, FAILED])
    summary = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))

    assert summary == batch_summary([DONE, KEPT, FAILED])
    assert (summary["done"], summary["skipped"], summary["failed"]) == (1, 1, 1)
    assert [each["state"] for each in summary["reports"]] == ["done", "skipped", "failed"]
    assert summary["reports"][0]["notes"] == ["No PDF."]
    assert summary["reports"][2] == {
        "engagement": "in/c",
        "state": "failed",
        "report": None,
        "reason": "It cannot be read. Mend it.",
        "notes": [],
    }


def test_counts_in_words():
    assert counts_in_words([DONE, FAILED, FAILED]) == "1 done, 2 failed."
    assert counts_in_words([DONE, KEPT]) == "1 done, 1 skipped because nothing changed, 0 failed."


def test_a_name_that_is_no_text_does_not_lose_the_summary(tmp_path):
    write_summary(tmp_path, [ReportResult(Path("in/\udcff"), None, "Unreadable.")])

    assert "udcff" in (tmp_path / "summary.json").read_text(encoding="utf-8")

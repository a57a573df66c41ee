from __future__ import annotations

from pathlib import Path

import pytest
import rich.console

from vsm_toolkit.cli.report_progress import LISTED, say_summary, shown_progress
from vsm_toolkit.reports.batch import ReportResult

DONE = ReportResult(Path("in/a"), Path("out/a"), None)
KEPT = ReportResult(Path("in/b"), Path("out/b"), "Nothing has changed.", is_kept=True)
FAILED = ReportResult(Path("in/\x1b[31mc"), None, "[bold]It cannot\x1b[0m be read.[/bold] Mend it.")


@pytest.fixture
def terminal(monkeypatch):
    """Let rich believe in a terminal."""
    real = rich.console.Console
    monkeypatch.setattr(rich.console, "Console", lambda **how: real(force_terminal=True, width=160, **how))


def test_without_a_terminal_each_result_is_a_line(capsys):
    with shown_progress(3, [FAILED], is_quiet=False) as tell:
        tell(DONE)
        tell(KEPT)
    say_summary([FAILED, DONE, KEPT])
    out, err = capsys.readouterr()

    assert [line[:7] for line in out.splitlines()] == ["FAILED ", "done   ", "skipped", "1 done,"]
    assert "\x1b" not in out
    assert err == ""


def test_asked_for_a_document_nothing_else_is_printed(capsys):
    with shown_progress(1, [], is_quiet=True) as tell:
        tell(DONE)

    assert capsys.readouterr() == ("", "")


def test_a_terminal_gets_a_bar_and_a_table(terminal, capsys):
    with shown_progress(3, [FAILED], is_quiet=False) as tell:
        tell(DONE)
        tell(KEPT)
    say_summary([FAILED, DONE, KEPT])
    out, err = capsys.readouterr()

    assert "3/3" in err
    assert "in/\\u001b[31mc" in out
    assert "[bold]It cannot\\u001b[0m be read.[/bold] Mend it." in out
    assert out.rstrip().endswith("1 done, 1 skipped because nothing changed, 1 failed.")


def test_of_many_reports_the_table_names_those_that_need_somebody(terminal, capsys):
    say_summary([*[DONE] * LISTED, FAILED])
    out = capsys.readouterr().out

    assert "in/a" not in out
    assert "Mend it." in out

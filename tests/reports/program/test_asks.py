from __future__ import annotations

from dataclasses import replace

from tests.program_reports import published_program, sample_program, table_of
from tests.report_runs import words_of
from tests.shared_reports import a_report, sample_reports
from vsm_toolkit.program.roll_up import roll_up
from vsm_toolkit.reports.program.program_report import ProgramReport


def test_asks_of_the_samples_by_age_and_receiver():
    block = sample_program().block("E")
    oldest = table_of(block, "Open for more than 30 days")

    assert "5 asks are open for more than 30 days; for 4 the day to decide has passed (as of 2026-12-01)." in block.lead
    assert oldest.rows[0] == ("Head of Integration", "access", "heard, overdue", "71", "claims-portal", "K1")
    assert ("Head of Infrastructure", "1", "1", "0", "0", "0", "1", "") in table_of(block, "By receiver").rows


def test_without_a_day_asks_have_no_age():
    report = ProgramReport(roll_up(sample_reports()))

    assert "No day is set, so asks have no age here." in words_of(report.block("E"))


def test_no_ask_is_said_in_words():
    assert ProgramReport(roll_up([a_report()])).block("E").lead == ("No ask was raised yet.",)


def test_beyond_the_program_no_single_ask_is_listed():
    captions = [table.caption for table in published_program().block("E").tables]

    assert captions == ["By receiver"]


def test_an_open_ask_without_a_date_is_counted():
    report = sample_program()
    undated = replace(report.figures.asks.open_asks[0], age_days=None)
    asks = replace(report.figures.asks, open_asks=(undated,))

    block = replace(report, figures=replace(report.figures, asks=asks)).block("E")
    assert "1 open ask has no date and no age." in block.lead

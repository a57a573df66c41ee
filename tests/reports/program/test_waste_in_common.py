from __future__ import annotations

from dataclasses import replace

from tests.program_reports import sample_program, table_of
from tests.report_runs import words_of


def test_overlaps_are_shown_and_not_added():
    block = sample_program().block("D")
    table = table_of(block, "Person-hours")

    assert block.lead[0] == (
        "The logs hold 1,218 person-hours a year; 266 of them already count in handoffs and are not added, which leaves"
        " 952."
    )
    assert ("extra processes", "3", "0", "266", "4") in table.rows
    assert table.total == ("all together", "3", "952", "266", "16")


def test_a_total_that_is_not_shown_says_why():
    report = sample_program()
    waste = replace(report.figures.waste, total=None)
    block = replace(report, figures=replace(report.figures, waste=waste)).block("D")

    assert "would give away what fewer than three teams logged" in words_of(block)
    assert block.tables[0].total == ("all together", "", "< 3 teams", "< 3 teams", "")

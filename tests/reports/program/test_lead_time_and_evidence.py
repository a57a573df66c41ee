from __future__ import annotations

from tests.program_reports import many_engagements, published_program, sample_program, table_of
from tests.report_runs import words_of


def test_the_samples_are_three_dots_and_no_average():
    block = sample_program().block("G")

    assert "re-estimated: 3, from -15 % to -3 %." in block.pictures[0].text_alternative
    assert ("shorter", "3") in table_of(block, "Lead time with").rows
    assert "never added or averaged" in words_of(block)


def test_engagements_are_counted_by_grade():
    block = sample_program().block("G")

    assert sum(int(row[1]) for row in table_of(block, "How the lead time").rows) == 3
    assert "54 of 54 waits and process times on critical paths are known; 0 engagements have a gap there." in block.lead


def test_engagements_with_nothing_done_are_counted_beside_the_dots():
    assert "with nothing done yet" in many_engagements().block("G").pictures[0].text_alternative


def test_beyond_the_program_there_is_no_dot_of_one_engagement():
    assert published_program().block("G").pictures == ()

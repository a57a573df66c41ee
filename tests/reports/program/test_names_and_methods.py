from __future__ import annotations

from tests.program_reports import published_program, sample_program
from tests.report_runs import words_of
from tests.shared_reports import sample_reports
from vsm_toolkit.program.names import NameMatch
from vsm_toolkit.program.roll_up import roll_up
from vsm_toolkit.reports.program.program_report import ProgramReport


def test_an_open_question_is_shown_and_not_used():
    block = sample_program().block("H")

    assert block.tables[0].rows == (
        ("team", "Enterprise QA", "Shared QA", "not answered", "the same but for “enterprise”, “shared”"),
    )
    assert "1 question about names is open." in words_of(block)


def test_a_confirmed_name_is_shown_as_such():
    match = NameMatch("team", "Enterprise QA", "Shared QA", confirmed=True)
    block = ProgramReport(roll_up(sample_reports(), [match])).block("H")

    assert [row[3] for row in block.tables[0].rows] == ["yes"]
    assert block.lead == ("1 name was joined, each confirmed by a person.",)


def test_beyond_the_program_no_name_is_asked_about():
    assert published_program().block("H").tables == ()

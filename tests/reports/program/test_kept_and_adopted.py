from __future__ import annotations

from tests.program_reports import many_engagements, published_program, sample_program, table_of
from tests.report_runs import words_of


def test_re_measured_improvements_of_the_samples_are_counted():
    table = table_of(sample_program().block("F"), "Finished improvements")
    six_weeks = dict(zip(table.columns, table.rows[0], strict=True))

    assert int(six_weeks["Looked at"]) == sum(int(six_weeks[name]) for name in ("Kept", "Partly", "Decayed"))
    assert int(six_weeks["Looked at"]) >= 3


def test_adoptions_of_the_samples_are_drawn_and_listed():
    block = sample_program().block("F")

    assert ("mapping itself", "Claims portal feature", "Payments program", "71") in table_of(block, "Taken up").rows
    assert "2 adoptions by other teams and programs (2 of them), from 1 engagement; the first 63 days" in words_of(
        block
    )
    assert len(block.pictures) == 1


def test_long_lists_are_cut_and_say_so():
    assert len(table_of(many_engagements().block("F"), "Taken up").rows) <= 40


def test_beyond_the_program_adoptions_are_counted_and_not_drawn():
    block = published_program().block("F")

    assert block.pictures == ()
    assert [table.caption for table in block.tables] == ["Finished improvements, when somebody looked again"]

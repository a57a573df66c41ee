from __future__ import annotations

from tests.program_reports import many_engagements, sample_program, table_of
from tests.report_runs import rows_by_name


def test_providers_of_the_samples_with_their_load():
    rows = rows_by_name(table_of(sample_program().block("C"), "Providers"))

    assert rows["Cloud Security"]["Imposed wait wh/yr"] == "3,720"
    assert rows["Cloud Security"]["Blocking index"] == "0.86"
    assert rows["Shared QA"]["Waits itself wh/yr"] == "166"
    assert rows["Shared QA"]["of its hours"] == "?"
    assert rows["Shared QA"]["What helps"] == "ask them"


def test_a_provider_with_too_much_work_needs_capacity_and_not_pressure():
    rows = rows_by_name(table_of(many_engagements().block("C"), "Providers"))

    assert {row["What helps"] for row in rows.values() if row["of its hours"] != "?"} >= {"capacity or self-service"}


def test_the_table_says_what_an_unknown_share_means_and_where_the_answer_goes():
    note = table_of(sample_program().block("C"), "Providers").note

    assert "A ? under “of its hours”" in note
    assert "productive_hours_per_week" in note

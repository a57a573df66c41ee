from __future__ import annotations

from tests.report_runs import CLAIMS, PLATFORM, RULES, sample_block, sample_report
from vsm_toolkit.dependencies import explained_waits
from vsm_toolkit.figures import Figure
from vsm_toolkit.reports.blocks.dependency_tables import (
    every_table,
    explained_table,
    incoming_table,
    index_text,
    provider_table,
)


def test_every_row_of_every_table_has_as_many_texts_as_columns():
    for sample in (CLAIMS, RULES, PLATFORM):
        for table in sample_block(sample, "E").tables:
            assert {len(row) for row in table.rows} == {len(table.columns)}, table.caption
            assert all(position < len(table.columns) for position in table.numeric)


def test_providers_are_ranked_by_imposed_wait():
    waits = [float(row[1]) for row in provider_table(sample_report(RULES)).rows]

    assert waits == [208, 192, 144, 80, 78, 66, 60, 28.8, 0]
    assert waits == sorted(waits, reverse=True)


def test_the_team_reads_what_it_causes_itself():
    assert incoming_table(sample_report(RULES)).rows == (
        ("Independent Validation", "knowledge: historical", "hard", "slowing", "28.8", "Independent validation"),
    )


def test_explained_and_stated_waits_stand_beside_each_other():
    report = sample_report(RULES)
    rows = {row[0]: row[2:] for row in explained_table(report, explained_waits(report.stream)).rows}

    assert rows["Independent validation"] == ("220.8", "188.2", "1.18", "more than stated")
    assert rows["Release-window deployment"] == ("80", "80", "1", "within the wait")


def test_every_dependency_is_listed_once():
    assert [row[0] for row in every_table(sample_report(CLAIMS)).rows] == [f"AD{number}" for number in range(1, 11)]


def test_a_blocking_index_is_a_number_a_band_or_not_defined():
    figures = (Figure(1.0), Figure(0.864), Figure(None, 0.5, 1.0), Figure(None, 0.5, 0.5), None)

    assert [index_text(each) for each in figures] == ["1", "0.86", "0.5–1", "about 0.5", "not defined"]

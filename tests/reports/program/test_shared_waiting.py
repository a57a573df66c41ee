from __future__ import annotations

from tests.program_reports import many_engagements, published_program, sample_program, table_of
from tests.report_runs import rows_by_name


def test_the_table_of_the_samples():
    table = table_of(sample_program().block("B"), "By who decides")

    assert table.rows[2] == ("CISO", "2", "3,440", "2,400", "259", "50 %", "0")
    assert table.rows[-1][0] == "not named (page not read yet, or no consent)"


def test_the_same_handoffs_by_reason_cover_the_same_waiting():
    block = sample_program().block("B")
    by_reason = rows_by_name(table_of(block, "By why"))

    assert by_reason["policy"]["Streams"] == "3"
    assert sum(int(row["of which critical, wh/yr"].replace(",", "")) for row in by_reason.values()) == sum(
        int(row[3].replace(",", "")) for row in table_of(block, "By who decides").rows
    )


def test_both_lenses_are_drawn():
    assert [picture.title for picture in sample_program().block("B").pictures] == [
        "Waiting in handoffs, by volume",
        "Waiting in handoffs, by reach",
    ]


def test_a_bound_is_marked_and_a_suppressed_cell_says_so():
    assert any(row[4].startswith("≥ ") for row in table_of(many_engagements().block("B"), "By who decides").rows)
    cells = [cell for table in published_program().block("B").tables for row in table.rows for cell in row]
    assert "< 3 teams" in cells

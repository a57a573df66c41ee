from __future__ import annotations

from tests.shared_reports import with_handoffs
from vsm_toolkit.figures import Figure
from vsm_toolkit.program.constraints import systemic_constraints
from vsm_toolkit.reports.program.cells import count_cell, hours_cell, in_order, name_cell, named


def test_bounds_unknown_and_suppressed_hours_read_differently():
    cells = [hours_cell(each) for each in (Figure(1234.5), Figure(None, at_least=8.0), Figure(None), None)]

    assert cells == ["1,235", "≥ 8", "?", "< 3 teams"]
    assert (count_cell(0), count_cell(None)) == ("0", "< 3 teams")


def test_rows_without_a_name_are_named_in_words_and_not_ranked():
    rows = systemic_constraints([with_handoffs("a", {"decision_holder": "unknown"}, {"decision_holder": "CISO"})])

    assert [row.name for row in named(rows)] == ["CISO"]
    assert name_cell("unknown") == "nobody knows who decides"
    assert [row.name for row in in_order(rows, "name", ranked=False)] == ["CISO", "unknown"]

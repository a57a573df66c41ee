from __future__ import annotations

from tests.shared_reports import a_report
from vsm_toolkit.program.common_waste import common_waste


def logged(challenge, *rows, items=10):
    full = [
        {"id": str(n), "place": "A", "minutes": 60, "occurrences_per_item": 1, "people": 1, **row}
        for n, row in enumerate(rows)
    ]
    return a_report(challenge, waste={"rows": full}, items_per_year=items)


def test_overlapping_rows_are_shown_and_not_added():
    waste = common_waste([logged("a", {"category": "delays"}, {"category": "delays", "overlaps_with": "handoff B"})])

    assert (waste.total.counted.value, waste.total.overlapping.value) == (10, 10)
    assert waste.lines[0].shown_hours() == 20


def test_categories_are_added_over_streams_largest_first():
    waste = common_waste([logged("a", {"category": "delays"}), logged("b", {"category": "defects"}, items=20)])

    assert [(line.category.value, line.counted.value, line.engagements) for line in waste.lines] == [
        ("defects", 20, ("b",)),
        ("delays", 10, ("a",)),
    ]


def test_a_row_without_minutes_makes_the_sum_a_bound():
    waste = common_waste([logged("a", {"category": "delays"}, {"category": "delays", "minutes": None})])

    assert (waste.total.counted.value, waste.total.counted.at_least, waste.total.counted.of) == (None, 10, 2)


def test_human_cost_is_counted_as_remarks_and_never_in_hours():
    waste = common_waste([logged("a", {"category": "human_cost"})])

    assert (waste.lines, waste.remarks, waste.total.counted.value) == ((), 1, 0)

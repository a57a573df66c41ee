from __future__ import annotations

from tests.report_runs import CLAIMS, PLATFORM, RULES, a_step, report_on, sample_block
from vsm_toolkit.model import ValueStream, WasteObservation
from vsm_toolkit.reports.blocks.waste_log import write_block


def block_with(*rows):
    waste = [
        WasteObservation(**{"id": str(n), "place": "a", "category": "delays", **row}) for n, row in enumerate(rows)
    ]
    return write_block(report_on(ValueStream(name="One", steps=[a_step("a", wait=8, work=2)], waste=waste)))


def test_overlapping_rows_are_shown_and_not_added():
    assert sample_block(CLAIMS, "F").lead == (
        "The log holds 21.25 person-hours of loss per item (over 5 of 5 rows), 553 a year.",
        "1 row is already counted in a handoff and shown without being added (with it the log would say 22.50).",
    )
    assert sample_block(RULES, "F").lead[0].startswith("The log holds 66.00 person-hours")
    assert sample_block(PLATFORM, "F").lead[0].startswith("The log holds 2.25 person-hours")


def test_the_total_is_of_the_counted_rows():
    table = sample_block(PLATFORM, "F").tables[0]
    rows = {row[0]: row for row in table.rows}

    assert table.total[5] == "2.25"
    assert rows["Security questionnaire review"][9] == "no: overlaps handoff C04"
    assert rows["Network and firewall change"][2:6] == ("45", "0.5", "2", "0.75")


def test_no_waste_is_said():
    block = write_block(report_on(ValueStream(name="One", steps=[a_step("a")])))

    assert block.lead == ("No waste was logged.",)
    assert (block.pictures, block.tables) == ((), ())


def test_a_row_without_minutes_makes_the_sum_a_bound():
    block = block_with({"minutes": 60, "occurrences_per_item": 1, "people": 1}, {})

    assert block.lead[0] == "The log holds ≥ 1.00 person-hours of loss per item (over 1 of 2 rows)."
    assert block.tables[0].rows[1][2:6] == ("?", "?", "?", "?")


def test_human_cost_is_noted_and_never_priced():
    block = block_with({"category": "human_cost", "minutes": 60, "occurrences_per_item": 1, "people": 1})

    assert block.lead == ()
    assert block.pictures == ()
    assert block.tables[0].rows[0][9] == "no: never priced"
    assert block.closing == ("Noted and not priced: 1 remark on human cost.",)

from __future__ import annotations

import pytest

from tests.shared_reports import a_report, generated_reports, with_handoffs
from vsm_toolkit.figures import Figure
from vsm_toolkit.program.constraints import by_reach, systemic_constraints
from vsm_toolkit.program.names import apart, suggest_matches


def only(*reports, by="decision_holder"):
    (row,) = systemic_constraints(reports, by)
    return row


def test_wait_and_labour_are_counted_per_year_and_added_over_streams():
    first = with_handoffs("a", {"decision_holder": "CISO", "wait_hours": 8, "labour_hours": 2}, items_per_year=10)
    other = with_handoffs("b", {"decision_holder": "CISO", "wait_hours": 4, "labour_hours": 1, "critical": False})
    row = only(first, other)

    assert (row.item_wait.value, row.critical_item_wait.value, row.labour.value) == (120, 80, 30)
    assert (row.engagements, row.reach, row.handoffs) == (("a", "b"), 2, 2)


def test_an_unknown_wait_or_demand_leaves_a_bound():
    known = with_handoffs("a", {"decision_holder": "CISO", "wait_hours": 8, "labour_hours_at_least": 1})
    silent = with_handoffs("b", {"decision_holder": "CISO", "wait_hours": 8, "labour_hours": 3}, items_per_year=None)
    row = only(known, silent)

    assert row.item_wait == Figure(None, at_least=80, known=1, of=2)
    assert row.labour.sign() + str(row.labour.best()) == "≥ 10.0"


def test_what_a_home_team_decides_is_left_out_even_where_another_team_names_it():
    own = with_handoffs("a", {"decision_holder": "Home a", "wait_hours": 8})
    other = with_handoffs(
        "b", {"decision_holder": "Home a", "team": "X"}, {"decision_holder": "CISO", "team": "Home a"}
    )

    assert [row.name for row in systemic_constraints([own, other])] == ["CISO"]
    assert systemic_constraints([own, other], "team") == ()


def test_the_share_that_is_not_empowered_is_of_the_classified_ones():
    rows = [{"decision_holder": "CISO", "empowerment": kind} for kind in ("not_empowered", "influence", None)]

    assert only(with_handoffs("a", *rows)).not_empowered == 0.5
    assert only(with_handoffs("a", {"decision_holder": "CISO"})).not_empowered is None


def test_open_asks_are_counted_by_receiver_and_by_the_handoff_they_show():
    asks = [
        {"id": "1", "receiver_role": "CISO", "status": "heard", "evidence_ids": ["handoff S1"]},
        {"id": "2", "receiver_role": "CISO", "status": "done", "evidence_ids": ["S1"]},
        {"id": "3", "receiver_role": "Other", "status": "raised", "evidence_ids": ["S1"]},
    ]
    row = {"decision_holder": "CISO", "team": "Security", "reason": "policy"}
    report = with_handoffs("a", row, asks=asks)

    assert only(report).asks_open == 1
    assert only(report, by="team").asks_open == only(report, by="reason").asks_open == 2


def test_a_handoff_without_a_reason_is_said_to_have_none():
    assert only(with_handoffs("a", {"decision_holder": "CISO"}), by="reason").name == "not said"


@pytest.mark.parametrize("by", ["decision_holder", "reason"])
def test_the_critical_wait_is_a_part_of_the_wait(by):
    rows = systemic_constraints(generated_reports(30), by)

    assert rows
    assert all(row.critical_hours() <= row.item_wait.best() + 1e-6 for row in rows)


def test_nothing_comes_of_nothing():
    assert systemic_constraints([]) == systemic_constraints([a_report()]) == ()


def test_stand_ins_of_different_reports_are_not_one_role_and_have_no_rank():
    unread = {"decision_holder": "role 1 (has not read this yet)", "wait_hours": 100}
    asks = [{"id": "1", "receiver_role": unread["decision_holder"]}]
    silent = with_handoffs("a", unread, stand_ins=[unread["decision_holder"]], asks=asks)
    other = with_handoffs("b", unread, {"decision_holder": "CISO", "wait_hours": 1}, stand_ins=silent.stand_ins)
    first, last = by_reach(systemic_constraints(apart([silent, other])))

    assert (first.name, last.name, last.is_named, last.asks_open) == ("CISO", "not named", False, 1)
    assert suggest_matches(apart([silent, other])) == ()


def test_the_stand_in_of_a_home_team_hides_nobody_else():
    home = a_report("a", home_team="team 1", stand_ins=["team 1"])
    other = with_handoffs("b", {"decision_holder": "team 1"})

    assert [row.name for row in systemic_constraints(apart([home, other]))] == ["team 1"]

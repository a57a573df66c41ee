"""What an ask rests on, worked out by hand on sample A (domain figures of its handoffs)."""

from __future__ import annotations

from datetime import date

import pytest

from tests.report_runs import CLAIMS, sample_report
from vsm_toolkit.asks import age_in_days, asks_about, evidence_of, is_overdue, known_ids
from vsm_toolkit.model import Ask, Challenge, Engagement
from vsm_toolkit.samples import lantern

TODAY = date(2026, 10, 9)


def evidence(*ids: str):
    report = sample_report(CLAIMS)
    return evidence_of(report.engagement, report.stream, Ask(id="K", evidence_ids=ids))


def test_the_status_quo_at_integration_is_96_hours_of_which_34_come_back():
    row = evidence("A08").handoffs

    assert (row.critical_wait_hours.value, row.recoverable.low, row.recoverable.high) == (96, 34, 34)
    assert row.labour.value == pytest.approx(7.464, abs=0.001)


def test_a_step_and_the_dependency_that_explains_it_count_one_handoff_once():
    assert evidence("A08", "AD1", "handoff A08").handoffs == evidence("A08").handoffs


def test_two_handoffs_are_recomputed_together_and_not_added():
    row = evidence("A08", "A09").handoffs

    assert (row.recoverable.low, row.recoverable.high) == (55, 55)


def test_a_loss_that_a_handoff_counts_already_is_named_and_not_added():
    found = evidence("A11", "AW2", "AW3")

    assert found.waste.value == 120 / 60 * 1.5 * 2
    assert found.overlapping == ("AW2",)


def test_an_ask_without_evidence_on_the_map_costs_nothing_known():
    found = evidence("I1", "nowhere")

    assert (found.handoffs, found.waste.of, found.not_found) == (None, 0, ("nowhere",))


def test_improvements_and_scenarios_can_be_named_as_evidence():
    report = sample_report(CLAIMS)

    assert {"A08", "AD1", "AW1", "I1"} <= known_ids(report.engagement, report.stream)
    assert known_ids(Engagement(challenge=Challenge(id="x"), stream=lantern()), lantern()) == {
        f"L{number}" for number in range(1, 7)
    }


@pytest.mark.parametrize(
    ("ask", "days"),
    [
        (Ask(id="K", raised_on=date(2026, 9, 28)), 11),
        (Ask(id="K", raised_on=TODAY), 0),
        (Ask(id="K", raised_on=date(2026, 10, 12)), None),
        (Ask(id="K"), None),
    ],
)
def test_age_is_counted_from_the_day_an_ask_was_raised(ask, days):
    assert age_in_days(ask, TODAY) == days
    assert age_in_days(ask, None) is None


def test_only_an_open_ask_can_be_overdue():
    late = date(2026, 10, 8)

    assert is_overdue(Ask(id="K", decide_by=late, status="heard"), TODAY)
    assert not is_overdue(Ask(id="K", decide_by=late, status="declined"), TODAY)
    assert not is_overdue(Ask(id="K", decide_by=TODAY), TODAY)
    assert not is_overdue(Ask(id="K", decide_by=late), None)


def test_an_ask_without_a_receiver_belongs_to_whose_handoff_it_names():
    report = sample_report(CLAIMS)
    handoffs = [each for each in report.comparison.baseline.ledger.handoffs if each.to_step == "A08"]
    asks = [
        Ask(id="K1", receiver_role="CISO", evidence_ids=("A08",)),
        Ask(id="K2", evidence_ids=("A08",)),
        Ask(id="K3", receiver_role="Head of Integration"),
    ]

    assert [ask.id for ask in asks_about(asks, "Head of Integration", handoffs)] == ["K2", "K3"]

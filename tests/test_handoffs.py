"""Handoffs as objects: a wait is owned once, waiting is never priced, a saving is recomputed and never summed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import shares, value_streams
from vsm_toolkit.errors import MapNotComputableError
from vsm_toolkit.figures import Figure
from vsm_toolkit.handoffs import (
    DEFAULT_RESIDUAL,
    UNKNOWN_DECISION_HOLDER,
    HoursRange,
    add_figures,
    empowerment_shift,
    handoff_ledger,
    labour_cost,
    list_handoffs,
    recoverable_lead_time,
    removal_of_wait,
    rework_labour,
)
from vsm_toolkit.model import (
    CostOfDelay,
    Edge,
    Empowerment,
    HandoffRecord,
    NumberEstimate,
    Step,
    TimeEstimate,
    ValueStream,
)
from vsm_toolkit.samples import lantern, two_roads


def a_step(step_id: str, team: str | None, wait: float | None = 10, process: float | None = 1) -> Step:
    return Step(
        id=step_id,
        name=step_id,
        team=team,
        wait_time=None if wait is None else TimeEstimate(value=wait),
        process_time=None if process is None else TimeEstimate(value=process),
        percent_complete_accurate=NumberEstimate(value=50),
    )


def a_map(*steps: Step, edges: str, records: tuple[HandoffRecord, ...] = ()) -> ValueStream:
    arrows = [arrow.split(">") for arrow in edges.split()]
    return ValueStream(
        name="X",
        steps=steps,
        edges=tuple(Edge(from_step=one, to_step=other) for one, other in arrows),
        handoffs=records,
    )


def joining(record: HandoffRecord | None = None) -> ValueStream:
    """Two branches of one team that cross into one step of another."""
    return a_map(
        a_step("S", "One", wait=0),
        a_step("B", "One", wait=1),
        a_step("C", "One", wait=5),
        a_step("J", "Two", wait=20),
        edges="S>B S>C B>J C>J",
        records=(record,) if record else (),
    )


FULL = HandoffRecord(
    to_step="J",
    sender_minutes=30,
    receiver_minutes=15,
    clarifications=2,
    clarification_minutes=10,
    clarification_people=3,
    empowerment=Empowerment.INFLUENCE,
    decision_holder="Head of Release",
    residual_low=0.2,
    residual_high=0.4,
)


def test_two_branches_into_one_step_are_two_crossings_and_one_wait():
    (handoff,) = list_handoffs(joining())

    assert (handoff.to_step, handoff.from_steps, handoff.crossings) == ("J", ("B", "C"), 2)
    assert handoff.wait_hours == 20
    assert handoff_ledger(joining()).total.wait_hours.value == 20


def test_transfer_labour_counts_each_crossing_and_each_clarification_once():
    (handoff,) = list_handoffs(joining(FULL))

    assert handoff.transfer_labour.value == pytest.approx((2 * (30 + 15) + 2 * 10 * 3) / 60)


def test_rework_labour_comes_from_every_sender():
    (handoff,) = list_handoffs(joining(FULL), redo_share=0.5)

    assert handoff.rework_labour.value == pytest.approx(2 * 0.5)
    assert handoff.labour().value == pytest.approx(2.5 + 1)


@pytest.mark.parametrize(
    ("missing", "at_least"),
    [
        (("sender_minutes",), (2 * 15 + 60) / 60),
        (("receiver_minutes",), (2 * 30 + 60) / 60),
        (("clarifications",), 90 / 60),
        (("clarification_people",), 90 / 60),
        (("sender_minutes", "receiver_minutes", "clarifications"), None),
    ],
)
def test_unknown_parts_of_the_transfer_make_it_a_lower_bound(missing, at_least):
    (handoff,) = list_handoffs(joining(FULL.with_changes(**dict.fromkeys(missing))))
    figure = handoff.transfer_labour

    assert (figure.value, figure.at_least) == (None, at_least)


def test_no_clarifications_need_no_minutes_to_be_known():
    record = FULL.with_changes(clarifications=0, clarification_minutes=None, clarification_people=None)
    (handoff,) = list_handoffs(joining(record))

    assert handoff.transfer_labour.value == pytest.approx(1.5)


def test_a_handoff_nobody_described_is_listed_without_class_and_holder():
    (handoff,) = list_handoffs(joining())

    assert (handoff.record, handoff.empowerment) == (None, None)
    assert handoff.decision_holder == UNKNOWN_DECISION_HOLDER
    assert handoff.transfer_labour.best() is None


def test_where_nobody_was_asked_the_residual_is_assumed_and_marked():
    (handoff,) = list_handoffs(joining())
    low, high = DEFAULT_RESIDUAL

    assert handoff.residual_is_assumed
    assert handoff.naive_saving == HoursRange(20 * (1 - high), 20 * (1 - low))


@pytest.mark.parametrize(
    ("low", "high", "saving"),
    [(0.2, 0.4, (12, 16)), (0.2, None, (16, 16)), (None, 0.4, (12, 12)), (0.0, 0.0, (20, 20)), (1.0, 1.0, (0, 0))],
)
def test_a_residual_that_was_given_is_used_and_not_marked(low, high, saving):
    (handoff,) = list_handoffs(joining(FULL.with_changes(residual_low=low, residual_high=high)))

    assert not handoff.residual_is_assumed
    assert (handoff.naive_saving.low, handoff.naive_saving.high) == pytest.approx(saving)


def test_an_unknown_wait_promises_no_saving():
    stream = joining(FULL)
    *others, last = stream.steps
    stream = stream.with_changes(steps=(*others, last.with_changes(wait_time=None)))
    (handoff,) = list_handoffs(stream)

    assert (handoff.wait_hours, handoff.naive_saving, handoff.recoverable) == (None, None, None)
    assert handoff_ledger(stream).total.wait_hours.value is None


def test_what_runs_in_parallel_limits_what_can_be_recovered():
    stream = a_map(
        a_step("S", "One", wait=0),
        a_step("gate", "Two", wait=30),
        a_step("beside", "One", wait=20),
        a_step("E", "One", wait=0),
        edges="S>gate S>beside gate>E beside>E",
        records=(HandoffRecord(to_step="gate", residual_low=0, residual_high=0),),
    )
    handoff = list_handoffs(stream)[0]

    assert handoff.naive_saving == HoursRange(30, 30)
    assert handoff.recoverable == HoursRange(10, 10)


def test_a_wait_with_slack_is_not_critical_and_recovers_nothing():
    stream = a_map(
        a_step("S", "One", wait=0),
        a_step("gate", "Two", wait=5),
        a_step("beside", "One", wait=20),
        edges="S>gate S>beside",
    )
    (handoff,) = list_handoffs(stream)

    assert not handoff.is_critical
    assert handoff.recoverable == HoursRange(0, 0)


def choosing() -> ValueStream:
    """One in ten goes a way of its own, where two branches run side by side."""
    stream = a_map(
        a_step("S", "One", wait=0),
        a_step("usual", "One", wait=50),
        a_step("rare", "One", wait=0),
        a_step("slow", "Two", wait=40),
        a_step("quick", "Two", wait=2),
        a_step("never", "Two", wait=9),
        edges="",
    )
    return stream.with_changes(
        edges=(
            Edge(from_step="S", to_step="usual", share=0.9),
            Edge(from_step="S", to_step="rare", share=0.1),
            Edge(from_step="S", to_step="never", share=0.0),
            Edge(from_step="rare", to_step="slow"),
            Edge(from_step="rare", to_step="quick"),
        )
    )


def test_on_a_way_few_items_take_only_waits_without_slack_are_critical():
    critical = {handoff.to_step: handoff.is_critical for handoff in list_handoffs(choosing())}

    assert critical == {"slow": True, "quick": False, "never": False}


def test_a_wait_few_items_meet_saves_little_on_average():
    slow = next(handoff for handoff in list_handoffs(choosing()) if handoff.to_step == "slow")

    assert slow.recoverable.high == pytest.approx(0.1 * 36)


def test_steps_of_one_team_or_without_a_team_are_no_handoff():
    stream = a_map(a_step("A", "One"), a_step("B", "One"), a_step("C", None), a_step("D", "Two"), edges="A>B B>C C>D")

    assert list_handoffs(stream) == ()


def test_what_could_come_back_is_settled_only_while_no_branch_beside_it_is_unknown():
    known = a_map(a_step("A", "One"), a_step("B", "Two", 40), a_step("C", "One", 4), edges="A>B A>C")
    beside = known.with_changes(steps=(*known.steps[:2], a_step("C", "One", None)))
    in_line = a_map(a_step("A", "One", None), a_step("B", "Two", 40), edges="A>B")
    without_its_wait = a_map(a_step("A", "One"), a_step("B", "Two", None), edges="A>B")

    settled = [handoff_ledger(each).total.is_settled for each in (known, beside, in_line, without_its_wait)]

    assert settled == [True, False, True, False]


def test_a_map_without_handoffs_has_an_empty_ledger():
    ledger = handoff_ledger(a_map(a_step("A", "One"), a_step("B", "One"), edges="A>B"))

    assert (ledger.handoffs, ledger.by_empowerment, ledger.by_decision_holder) == ((), (), ())
    assert ledger.total.recoverable == HoursRange(0, 0)
    assert ledger.share_of_critical_wait(Empowerment.EMPOWERED) is None


def test_a_cycle_is_refused():
    with pytest.raises(MapNotComputableError, match="cycle"):
        handoff_ledger(a_map(a_step("A", "One"), a_step("B", "Two"), edges="A>B B>A"))


def test_adding_a_bound_to_values_gives_a_bound():
    assert add_figures([]) == Figure(0, None, None, 0, 0)
    assert add_figures([Figure(1, known=1, of=1), Figure(2, known=2, of=2)]) == Figure(3, known=3, of=3)
    assert add_figures([Figure(1, known=1, of=1), Figure(None, of=1)]) == Figure(None, at_least=1, known=1, of=2)
    assert add_figures([Figure(None, of=1)]) == Figure(None, known=0, of=1)


@pytest.mark.parametrize("percent", [None, 0])
def test_what_is_redone_is_unknown_where_quality_is_unknown_or_0(percent):
    step = a_step("A", "One").with_changes(
        percent_complete_accurate=None if percent is None else NumberEstimate(value=percent)
    )

    assert rework_labour([step]).value is None
    assert rework_labour([]).value == 0


def test_waiting_cannot_be_priced():
    with pytest.raises(MapNotComputableError, match="nobody is paid for an item that lies still"):
        labour_cost(100, 90, kind="wait")


@pytest.mark.parametrize(("hours", "rate"), [(None, 90), (10, None), (None, None)])
def test_labour_has_no_price_while_a_part_is_unknown(hours, rate):
    assert labour_cost(hours, rate) is None


def test_costs_of_a_year_need_demand_rate_and_labour():
    row = handoff_ledger(joining(FULL)).total
    unknown = handoff_ledger(joining()).total

    assert row.labour_per_year(10) == pytest.approx(35)
    assert row.labour_cost_per_year(10, 100) == pytest.approx(3500)
    assert row.labour_cost_per_year(None, 100) is None
    assert row.labour_cost_per_year(10, None) is None
    assert unknown.labour_per_year(10) is None


def test_delay_has_a_cost_only_where_the_program_gave_one():
    row = handoff_ledger(joining(FULL)).total

    assert row.delay_exposure(None, 40) is None
    assert row.delay_exposure(CostOfDelay(low=1000, high=4000), 40) == (500, 2000)


def test_the_rows_of_a_class_come_in_the_order_of_freedom():
    stream = lantern().with_changes(
        handoffs=(
            HandoffRecord(to_step="L2", empowerment=Empowerment.NOT_EMPOWERED, decision_holder="CISO"),
            HandoffRecord(to_step="L6", empowerment=Empowerment.EMPOWERED),
        )
    )
    ledger = handoff_ledger(stream)

    assert [row.label for row in ledger.by_empowerment] == ["empowered", "not empowered", "not classified"]
    assert {row.label for row in ledger.by_decision_holder} == {"CISO", "unknown"}
    assert ledger.row_of(Empowerment.INFLUENCE) is None
    assert ledger.share_of_critical_wait(Empowerment.NOT_EMPOWERED) == pytest.approx(24 / 74)
    assert ledger.share_of_critical_wait(Empowerment.INFLUENCE) == 0


def test_a_shift_lists_classes_that_came_and_went():
    before = handoff_ledger(joining(FULL))
    after = handoff_ledger(joining(FULL.with_changes(empowerment=Empowerment.EMPOWERED)))
    shifts = {each.empowerment: each for each in empowerment_shift(before, after)}

    assert set(shifts) == {Empowerment.EMPOWERED, Empowerment.INFLUENCE}
    assert (shifts[Empowerment.INFLUENCE].handoffs_before, shifts[Empowerment.INFLUENCE].handoffs_after) == (1, 0)
    assert shifts[Empowerment.EMPOWERED].critical_wait_after == 20


def test_removing_a_wait_says_what_takes_over():
    removal = removal_of_wait(two_roads(), "P4")

    assert removal.wait_hours == 60
    assert removal.saved_hours < removal.wait_hours
    assert removal.takes_over


def test_removing_an_unknown_wait_says_nothing():
    stream = a_map(a_step("A", "One", wait=None), edges="")

    assert removal_of_wait(stream, "A") is None


@given(value_streams(complete=False), shares)
def test_each_split_of_the_ledger_adds_up_to_the_total(stream, redo_share):
    ledger = handoff_ledger(stream, redo_share)
    for rows in (ledger.by_empowerment, ledger.by_decision_holder):
        assert sum(row.handoffs for row in rows) == ledger.total.handoffs
        assert sum(row.crossings for row in rows) == ledger.total.crossings
        assert sorted(step for row in rows for step in row.to_steps) == sorted(ledger.total.to_steps)
        for figure in ("wait_hours", "critical_wait_hours", "transfer_labour", "rework_labour", "labour"):
            parts = add_figures(getattr(row, figure) for row in rows)
            whole = getattr(ledger.total, figure)

            assert (parts.known, parts.of, parts.is_complete()) == (whole.known, whole.of, whole.is_complete())
            assert (parts.best() or 0) == pytest.approx(whole.best() or 0)


@given(value_streams(complete=False))
def test_nothing_recovers_more_than_its_own_wait_or_less_than_nothing(stream):
    for handoff in list_handoffs(stream):
        if handoff.recoverable is not None:
            assert 0 <= handoff.recoverable.low <= handoff.recoverable.high <= handoff.wait_hours + 1e-6
            assert handoff.recoverable.high <= handoff.naive_saving.high + 1e-6
            assert handoff.recoverable.low <= handoff.naive_saving.low + 1e-6


@given(value_streams(), st.data())
def test_more_handoffs_together_never_recover_less(stream, data):
    handoffs = list_handoffs(stream)
    some = data.draw(st.lists(st.sampled_from(handoffs), unique_by=lambda each: each.to_step)) if handoffs else []
    part, whole = recoverable_lead_time(stream, some), recoverable_lead_time(stream, handoffs)

    assert part.low <= whole.low + 1e-6
    assert part.high <= whole.high + 1e-6

"""What must hold on every map, whatever its numbers: the invariants of the domain, drawn at random."""

from __future__ import annotations

import itertools

import networkx as nx
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.strategies import serial_streams, shares, team_names, times, value_streams
from vsm_toolkit.changes import apply_changes
from vsm_toolkit.durations import read_time, write_hours
from vsm_toolkit.flow_graph import FlowGraph
from vsm_toolkit.handoffs import handoff_ledger, list_handoffs, recoverable_lead_time
from vsm_toolkit.metrics import map_metrics, step_times
from vsm_toolkit.model import Change, Edge, Empowerment, Step, TimeEstimate, ValueStream
from vsm_toolkit.rework import expected_rework

CLOSE = 1e-6


def lead_time(stream: ValueStream) -> float:
    hours = map_metrics(stream).lead_time.value
    assert hours is not None
    return hours


def with_step(stream: ValueStream, changed: Step) -> ValueStream:
    return stream.with_changes(steps=tuple(changed if step.id == changed.id else step for step in stream.steps))


def with_wait(stream: ValueStream, step_id: str, hours: float) -> ValueStream:
    return with_step(stream, stream.step(step_id).with_changes(wait_time=TimeEstimate(value=hours)))


def with_teams(stream: ValueStream, team_of: dict[str, str]) -> ValueStream:
    return stream.with_changes(
        steps=tuple(step if step.team is None else step.with_changes(team=team_of[step.team]) for step in stream.steps)
    )


def step_hours(stream: ValueStream) -> list[float]:
    return [step_times(step).lead_time() for step in stream.steps]


@given(value_streams(with_shares=False))
def test_lead_time_lies_between_the_longest_step_and_the_sum_of_all_steps(stream):
    assert max(step_hours(stream)) - CLOSE <= lead_time(stream) <= sum(step_hours(stream)) + CLOSE


@given(value_streams())
def test_lead_time_over_several_routes_never_exceeds_the_sum_of_all_steps(stream):
    assert 0 < lead_time(stream) <= sum(step_hours(stream)) + CLOSE


@given(value_streams())
def test_the_activity_ratio_never_exceeds_the_active_coverage_and_both_lie_between_0_and_1(stream):
    metrics = map_metrics(stream)

    assert 0 < metrics.activity_ratio.value <= metrics.active_coverage.value + 1e-9
    assert metrics.active_coverage.value <= 1 + 1e-9


@given(serial_streams())
def test_on_one_line_of_steps_activity_ratio_and_coverage_are_the_same(stream):
    metrics = map_metrics(stream)

    assert metrics.activity_ratio.value == pytest.approx(metrics.active_coverage.value)


@given(value_streams())
def test_wait_work_and_delay_of_the_critical_path_add_up_to_lead_time(stream):
    metrics = map_metrics(stream)
    parts = (metrics.wait_time, metrics.in_step_delay, metrics.process_time)

    assert sum(part.value for part in parts) == pytest.approx(metrics.lead_time.value)


@given(value_streams(complete=False))
def test_the_classes_of_empowerment_add_up_to_all_handoffs(stream):
    ledger = handoff_ledger(stream)
    rows = [ledger.row_of(each) for each in (*Empowerment, None)]
    present = [row for row in rows if row is not None]

    assert sum(row.handoffs for row in present) == ledger.total.handoffs == len(ledger.handoffs)
    assert sum(row.crossings for row in present) == ledger.total.crossings
    assert sum(row.wait_hours.best() or 0 for row in present) == pytest.approx(ledger.total.wait_hours.best() or 0)
    assert sum(row.labour.best() or 0 for row in present) == pytest.approx(ledger.total.labour.best() or 0)


@given(value_streams(), st.data(), times)
def test_adding_wait_never_shortens_lead_time_and_never_adds_more_than_itself(stream, data, more):
    step = data.draw(st.sampled_from(stream.steps))
    before, after = lead_time(stream), lead_time(with_wait(stream, step.id, step.wait_time.value + more))

    assert before - CLOSE <= after <= before + more + CLOSE


@given(value_streams(with_shares=False), st.data(), shares)
def test_a_wait_off_the_critical_path_can_shrink_without_any_effect(stream, data, share):
    idle = [step for step in stream.steps if map_metrics(stream).slack[step.id] > 0]
    assume(idle)
    step = data.draw(st.sampled_from(idle))

    assert lead_time(with_wait(stream, step.id, step.wait_time.value * share)) == pytest.approx(lead_time(stream))


@given(value_streams(with_shares=False), st.data(), shares)
def test_a_wait_can_grow_within_its_slack_without_any_effect(stream, data, share):
    step = data.draw(st.sampled_from(stream.steps))
    slack = map_metrics(stream).slack[step.id]
    longer = with_wait(stream, step.id, step.wait_time.value + share * slack)

    assert lead_time(longer) == pytest.approx(lead_time(stream))


@given(value_streams())
def test_what_handoffs_recover_together_never_exceeds_the_sum_of_their_waits_or_the_lead_time(stream):
    handoffs = list_handoffs(stream)
    joint = recoverable_lead_time(stream, handoffs)

    assert 0 <= joint.low <= joint.high + CLOSE
    assert joint.low <= sum(each.naive_saving.low for each in handoffs) + CLOSE
    assert joint.high <= sum(each.naive_saving.high for each in handoffs) + CLOSE
    assert joint.high <= lead_time(stream) + CLOSE


@given(value_streams())
def test_handoffs_together_recover_at_least_as_much_as_any_single_one(stream):
    handoffs = list_handoffs(stream)
    joint = recoverable_lead_time(stream, handoffs)
    for handoff in handoffs:
        assert handoff.recoverable.low <= joint.low + CLOSE
        assert handoff.recoverable.high <= joint.high + CLOSE


@given(serial_streams())
def test_redoing_that_takes_no_time_leaves_lead_time_as_it_is(stream):
    rework = expected_rework(stream, redo_share=0)
    assume(rework.not_modelled is None)

    assert rework.lead_time == pytest.approx(lead_time(stream))
    assert rework.rework_share == pytest.approx(0)


@given(serial_streams(), shares)
def test_loops_that_never_happen_leave_lead_time_as_it_is(stream, redo_share):
    never = stream.with_changes(loops=tuple(loop.with_changes(probability=0) for loop in stream.loops))
    rework = expected_rework(never, redo_share)
    assume(rework.not_modelled is None)

    assert rework.lead_time == pytest.approx(lead_time(stream))
    assert list(rework.visits.values()) == pytest.approx([1] * len(stream.steps))
    assert rework.lead_time_deviation == pytest.approx(0, abs=1e-3)


@given(value_streams(), st.data())
def test_regrouping_teams_changes_handoffs_and_never_lead_time(stream, data):
    names = ("Product", "Platform", "Quality", "Operations")
    regrouped = with_teams(stream, {name: data.draw(team_names) for name in names})
    before, after = map_metrics(stream), map_metrics(regrouped)

    assert after.lead_time == before.lead_time
    assert after.critical_path == before.critical_path
    assert set(after.handoffs.crossings) <= set(before.handoffs.crossings)


@given(value_streams())
def test_giving_teams_other_names_changes_no_figure(stream):
    renamed = with_teams(stream, {name: f"The {name}" for name in ("Product", "Platform", "Quality", "Operations")})

    assert map_metrics(renamed) == map_metrics(stream)


@given(value_streams())
def test_one_team_for_everything_has_no_handoffs(stream):
    merged = with_teams(stream, dict.fromkeys(("Product", "Platform", "Quality", "Operations"), "Product"))

    assert map_metrics(merged).handoffs.count.value == 0
    assert list_handoffs(merged) == ()


@given(st.floats(min_value=0, max_value=1e6))
def test_a_time_survives_being_written_and_read(hours):
    assert read_time(write_hours(hours)).hours == hours


@given(st.floats(min_value=0.001, max_value=1000), st.sampled_from([("min", 1 / 60), ("wh", 1), ("d", 8), ("wk", 40)]))
def test_every_unit_reads_as_its_working_hours(number, unit):
    name, factor = unit

    assert read_time(f"{number!r} {name}").hours == pytest.approx(number * factor)


@given(value_streams())
def test_lead_time_and_critical_path_agree_with_networkx(stream):
    graph = FlowGraph(stream)
    hours = dict(zip([step.id for step in stream.steps], step_hours(stream), strict=True))
    for route in graph.routes:
        other = nx.DiGraph()
        other.add_node("start")
        for step_id in route.step_ids:
            other.add_edge("start", step_id, weight=hours[step_id])
        other.add_edges_from((one, two, {"weight": hours[two]}) for one, two in route.edges)
        schedule = graph.schedule(hours, route)
        longest = nx.dag_longest_path(other)[1:]

        assert schedule.lead_time == pytest.approx(nx.dag_longest_path_length(other))
        assert sum(hours[each] for each in schedule.critical_path) == pytest.approx(
            sum(hours[each] for each in longest)
        )


def longest_paths(stream: ValueStream) -> int:
    """Count the longest paths of the most likely routes; with several, which is named depends on their order."""
    graph = FlowGraph(stream)
    hours = dict(zip([step.id for step in stream.steps], step_hours(stream), strict=True))
    best = max(route.share for route in graph.routes)
    count = sum(route.share == best for route in graph.routes) - 1
    for route in graph.routes:
        slack = graph.schedule(hours, route).slack
        tight = [step_id for step_id in route.step_ids if slack[step_id] <= CLOSE]
        path = graph.schedule(hours, route).critical_path
        count += len(tight) - len(path)
    return count


@given(value_streams(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_in_the_file_changes_no_figure(stream, random):
    assume(longest_paths(stream) == 0)
    parts = {name: list(getattr(stream, name)) for name in ("steps", "edges", "handoffs", "loops", "teams", "waste")}
    for rows in parts.values():
        random.shuffle(rows)
    before, after = map_metrics(stream), map_metrics(stream.with_changes(**parts))

    for name in ("lead_time", "process_time", "wait_time", "activity_ratio", "active_coverage", "labour_hours"):
        assert getattr(after, name).value == pytest.approx(getattr(before, name).value)
    assert after.rolled_percent_complete_accurate.value == pytest.approx(before.rolled_percent_complete_accurate.value)
    assert after.handoffs.count == before.handoffs.count
    assert after.slack == pytest.approx(before.slack)
    assert after.critical_path == before.critical_path


@given(value_streams(), st.data(), shares)
def test_splitting_a_step_in_two_keeps_lead_time_work_and_handoffs(stream, data, share):
    whole = data.draw(st.sampled_from(stream.steps))
    work = whole.process_time.value
    first = whole.with_changes(process_time=TimeEstimate(value=work * share), percent_complete_accurate=None)
    second = whole.with_changes(
        id="second",
        wait_time=TimeEstimate(value=0),
        in_step_delay=None,
        process_time=TimeEstimate(value=work * (1 - share)),
    )
    edges = tuple(
        edge.with_changes(from_step="second") if edge.from_step == whole.id else edge for edge in stream.edges
    )
    split = with_step(stream, first).with_changes(edges=(*edges, Edge(from_step=whole.id, to_step="second")))
    split = split.with_changes(steps=(*split.steps, second))
    before, after = map_metrics(stream), map_metrics(split)

    assert after.lead_time.value == pytest.approx(before.lead_time.value)
    assert after.labour_hours.value == pytest.approx(before.labour_hours.value)
    assert after.active_coverage.value == pytest.approx(before.active_coverage.value)
    assert after.handoffs.count.value == before.handoffs.count.value


@given(value_streams(), st.data())
def test_splitting_a_step_by_a_change_keeps_lead_time(stream, data):
    step = data.draw(st.sampled_from(stream.steps))
    change = Change(kind="discovery", status="done", key=step.id, field="split_into", value="second")

    assert lead_time(apply_changes(stream, [change])) == pytest.approx(lead_time(stream))


@given(value_streams(complete=False))
def test_working_with_a_map_never_changes_it(stream):
    before = stream.model_dump()
    map_metrics(stream)
    handoff_ledger(stream)
    expected_rework(stream)

    assert stream.model_dump() == before


@given(value_streams(with_shares=False))
def test_a_second_branch_that_always_runs_never_shortens_lead_time(stream):
    for one, other in itertools.combinations([step.id for step in stream.steps], 2):
        more = stream.with_changes(edges=(*stream.edges, Edge(from_step=one, to_step=other)))

        assert lead_time(more) >= lead_time(stream) - CLOSE

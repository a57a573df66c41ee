"""Figures of one map: a gap turns a total into a bound, and the bound holds whatever fills the gap."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import value_streams
from vsm_toolkit.errors import MapNotComputableError
from vsm_toolkit.flow_graph import FlowGraph
from vsm_toolkit.metrics import MetricRules, StepTimes, count_handoffs, map_metrics, step_times
from vsm_toolkit.model import (
    Edge,
    EdgeKind,
    NumberEstimate,
    Stage,
    Step,
    TimeEstimate,
    ValueStream,
)
from vsm_toolkit.samples import lantern, two_roads


def a_step(step_id: str, wait: float | None, process: float | None, **fields) -> Step:
    return Step(
        id=step_id,
        name=step_id,
        wait_time=None if wait is None else TimeEstimate(value=wait),
        process_time=None if process is None else TimeEstimate(value=process),
        **fields,
    )


def a_map(*steps: Step, edges: str = "") -> ValueStream:
    arrows = [arrow.split(">") for arrow in edges.split()]
    return ValueStream(name="X", steps=steps, edges=tuple(Edge(from_step=a, to_step=b) for a, b in arrows))


def without(stream: ValueStream, step_id: str, *fields: str) -> ValueStream:
    return stream.with_changes(
        steps=tuple(step.with_changes(**dict.fromkeys(fields)) if step.id == step_id else step for step in stream.steps)
    )


def choice(share: float) -> ValueStream:
    """Start, then a quick or a slow way, then the end; the share is of the slow one."""
    stream = a_map(a_step("S", 1, 1), a_step("slow", 90, 10), a_step("quick", 8, 2), a_step("E", 3, 1))
    return stream.with_changes(
        edges=(
            Edge(from_step="S", to_step="slow", share=share),
            Edge(from_step="S", to_step="quick", share=1 - share),
            Edge(from_step="slow", to_step="E"),
            Edge(from_step="quick", to_step="E"),
        )
    )


def test_an_in_step_delay_nobody_reported_counts_as_none():
    assert step_times(a_step("A", 1, 2)) == StepTimes(wait=1, delay=0, process=2)


@pytest.mark.parametrize(
    ("times", "includes_wait", "starts_at_work"),
    [
        (StepTimes(8, 1, 2), 11, 3),
        (StepTimes(None, 1, 2), None, 3),
        (StepTimes(8, 1, None), None, None),
        (StepTimes(0, 0, 0), 0, 0),
    ],
)
def test_the_lead_time_of_a_step_follows_the_convention(times, includes_wait, starts_at_work):
    assert times.lead_time() == includes_wait
    assert times.lead_time("starts_at_work") == starts_at_work


def test_an_empty_map_has_no_figures_and_no_zeros():
    metrics = map_metrics(ValueStream(name="New"))

    for figure in (metrics.lead_time, metrics.process_time, metrics.wait_time, metrics.activity_ratio):
        assert (figure.value, figure.best()) == (None, None)
    assert metrics.rolled_percent_complete_accurate.best() is None
    assert (metrics.critical_path, metrics.top_waits, metrics.handoffs.density) == ((), (), None)


@pytest.mark.parametrize("field", ["wait_time", "process_time"])
def test_a_missing_time_turns_lead_time_into_a_lower_bound_with_coverage(field):
    figure = map_metrics(without(lantern(), "L3", field)).lead_time

    assert figure.value is None
    assert figure.at_least == 141 - {"wait_time": 8, "process_time": 20}[field]
    assert figure.coverage_words("step") == "over 5 of 6 steps"


def test_waits_alone_are_already_a_lower_bound_of_lead_time():
    stream = lantern()
    for step in stream.steps:
        stream = without(stream, step.id, "process_time")
    figure = map_metrics(stream).lead_time

    assert (figure.value, figure.at_least, figure.known) == (None, 108, 0)


def test_a_map_where_nobody_knows_any_time_has_no_bound_either():
    stream = lantern()
    for step in stream.steps:
        stream = without(stream, step.id, "process_time", "wait_time", "in_step_delay")
    metrics = map_metrics(stream)

    assert metrics.lead_time.best() is None
    assert metrics.process_time.best() is None


def test_a_missing_process_time_leaves_the_waits_of_a_line_known():
    metrics = map_metrics(without(lantern(), "L3", "process_time"))

    assert metrics.wait_time.value == 104
    assert (metrics.process_time.value, metrics.process_time.at_least) == (None, 13)
    assert metrics.activity_ratio.value is None
    assert metrics.active_coverage.value is None


def test_with_a_missing_time_nobody_claims_to_know_the_work_on_the_critical_path():
    stream = a_map(
        a_step("S", 0, 1),
        a_step("known", 0, 10),
        a_step("unknown", 5, None),
        a_step("E", 0, 1),
        edges="S>known S>unknown known>E unknown>E",
    )
    before = map_metrics(stream)
    after = map_metrics(
        stream.with_changes(
            steps=tuple(
                step.with_changes(process_time=TimeEstimate(value=8)) if step.id == "unknown" else step
                for step in stream.steps
            )
        )
    )

    assert before.process_time.value is None
    assert before.wait_time.value is None
    assert before.process_time.at_least <= after.process_time.value == 10
    assert before.wait_time.best() <= after.wait_time.value


def gaps_filled(stream: ValueStream, hours: float) -> ValueStream:
    fill = TimeEstimate(value=hours)
    return stream.with_changes(
        steps=tuple(
            step.with_changes(wait_time=step.wait_time or fill, process_time=step.process_time or fill)
            for step in stream.steps
        )
    )


@given(value_streams(complete=False), st.sampled_from((0.0, 0.5, 40.0, 2000.0)))
def test_every_lower_bound_holds_whatever_the_gaps_turn_out_to_be(stream, hours):
    before, after = map_metrics(stream), map_metrics(gaps_filled(stream, hours))
    for name in ("lead_time", "process_time", "wait_time", "in_step_delay", "process_time_all_steps"):
        bound, truth = getattr(before, name), getattr(after, name)

        assert truth.value is not None
        if bound.value is None:
            assert (bound.at_least or 0) <= truth.value + 1e-6
        else:
            assert bound.value == pytest.approx(truth.value)


@given(value_streams(complete=False), st.floats(min_value=0.5, max_value=100))
def test_the_upper_bound_of_rolled_quality_holds_whatever_the_gaps_turn_out_to_be(stream, percent):
    fill = NumberEstimate(value=percent)
    filled = stream.with_changes(
        steps=tuple(
            step.with_changes(percent_complete_accurate=step.percent_complete_accurate or fill) for step in stream.steps
        )
    )
    bound = map_metrics(stream).rolled_percent_complete_accurate
    truth = map_metrics(filled).rolled_percent_complete_accurate.value

    assert truth <= (1 if bound.best() is None else bound.best()) + 1e-9


@given(value_streams(complete=False))
def test_a_figure_is_a_value_only_when_all_it_needs_is_known(stream):
    metrics = map_metrics(stream)
    for figure in (metrics.lead_time, metrics.process_time_all_steps, metrics.rolled_percent_complete_accurate):
        assert figure.is_complete() is (figure.known == figure.of)
        assert 0 <= figure.known <= figure.of


def test_branches_with_shares_are_weighted():
    metrics = map_metrics(choice(0.25))

    assert metrics.route_count == 2
    assert metrics.lead_time.value == pytest.approx(0.25 * 106 + 0.75 * 16)
    assert metrics.process_time.value == pytest.approx(0.25 * 12 + 0.75 * 4)
    assert metrics.wait_time.value == pytest.approx(0.25 * 94 + 0.75 * 12)
    assert metrics.activity_ratio.value == pytest.approx(6 / 38.5)
    assert metrics.critical_path == ("S", "quick", "E")


def test_the_critical_path_is_the_one_most_items_take():
    assert map_metrics(choice(0.6)).critical_path == ("S", "slow", "E")


def test_labour_counts_people_over_all_steps_and_one_where_nobody_said():
    stream = a_map(
        a_step("A", 0, 2, people=NumberEstimate(value=3)),
        a_step("B", 0, 5),
        a_step("C", 0, 1),
        edges="A>B A>C",
    )

    assert map_metrics(stream).labour_hours.value == 2 * 3 + 5 + 1


def test_labour_is_a_lower_bound_while_a_process_time_is_missing():
    labour = map_metrics(without(lantern(), "L3", "process_time")).labour_hours

    assert (labour.value, labour.at_least, labour.known, labour.of) == (None, 28, 5, 6)


def test_rolled_quality_is_an_upper_bound_while_a_figure_is_missing():
    rolled = map_metrics(without(lantern(), "L4", "percent_complete_accurate")).rolled_percent_complete_accurate

    assert (rolled.value, rolled.at_least) == (None, None)
    assert rolled.at_most == pytest.approx(0.8 * 0.75 * 0.85 * 0.7 * 0.95)
    assert rolled.sign() == "≤ "


def test_rolled_quality_of_a_choice_is_weighted_over_the_routes():
    accurate = {"S": 100, "slow": 50, "quick": 90, "E": 100}
    stream = choice(0.25)
    stream = stream.with_changes(
        steps=tuple(
            step.with_changes(percent_complete_accurate=NumberEstimate(value=accurate[step.id]))
            for step in stream.steps
        )
    )

    assert map_metrics(stream).rolled_percent_complete_accurate.value == pytest.approx(0.25 * 0.5 + 0.75 * 0.9)


def test_work_on_a_branch_counts_as_active_coverage_and_not_in_the_activity_ratio():
    stream = a_map(
        a_step("S", 0, 1), a_step("work", 0, 10), a_step("wait", 19, 1), a_step("E", 0, 1), edges="S>work S>wait"
    ).with_changes(
        edges=tuple(
            Edge(from_step=a, to_step=b) for a, b in (("S", "work"), ("S", "wait"), ("work", "E"), ("wait", "E"))
        )
    )
    metrics = map_metrics(stream)

    assert metrics.activity_ratio.value == pytest.approx(3 / 22)
    assert metrics.active_coverage.value == pytest.approx(13 / 22)


def test_work_at_the_same_time_is_covered_once():
    stream = a_map(a_step("A", 0, 10), a_step("B", 2, 8), a_step("C", 5, 5))

    assert map_metrics(stream).active_coverage.value == pytest.approx(1)


def test_a_map_of_no_time_at_all_has_no_ratio():
    metrics = map_metrics(a_map(a_step("A", 0, 0)))

    assert metrics.lead_time.value == 0
    assert (metrics.activity_ratio.value, metrics.active_coverage.value) == (None, None)


def test_the_three_longest_waits_are_listed_and_marked_when_critical():
    assert map_metrics(two_roads()).top_waits == (("P4", 60, True), ("P3", 36, False), ("P5", 12, False))


def test_a_wait_of_0_or_unknown_is_no_top_wait():
    stream = a_map(a_step("A", 0, 1), a_step("B", None, 1), a_step("C", 4, 1))

    assert map_metrics(stream).top_waits == (("C", 4, True),)


def test_summing_branches_reproduces_tools_that_add_every_step():
    metrics = map_metrics(two_roads(), MetricRules(branch_rule="sum_of_branches"))
    stream = two_roads()

    assert metrics.lead_time.value == sum(step_times(step).lead_time() for step in stream.steps)
    assert metrics.process_time.value == metrics.process_time_all_steps.value
    assert metrics.wait_time.value == sum(step.wait_time.value for step in stream.steps)
    assert metrics.critical_path == tuple(step.id for step in stream.steps)


def test_the_quality_of_the_critical_path_alone_is_a_rule_of_its_own():
    stream = a_map(
        a_step("S", 0, 1, percent_complete_accurate=NumberEstimate(value=80)),
        a_step("long", 9, 1, percent_complete_accurate=NumberEstimate(value=50)),
        a_step("short", 1, 1, percent_complete_accurate=NumberEstimate(value=10)),
        edges="S>long S>short",
    )
    rules = MetricRules(percent_complete_accurate_rule="critical_path")

    assert map_metrics(stream).rolled_percent_complete_accurate.value == pytest.approx(0.8 * 0.5 * 0.1)
    assert map_metrics(stream, rules).rolled_percent_complete_accurate.value == pytest.approx(0.8 * 0.5)


def test_a_cycle_is_refused():
    with pytest.raises(MapNotComputableError, match="cycle"):
        map_metrics(a_map(a_step("A", 1, 1), a_step("B", 1, 1), edges="A>B B>A"))


def test_every_edge_between_teams_is_a_handoff_of_the_receiving_stage():
    stream = ValueStream(
        name="X",
        steps=(
            Step(id="A", name="a", team="One", stage=Stage.BUILD),
            Step(id="B", name="b", team="Two", stage=Stage.VERIFY),
            Step(id="C", name="c", team="Two", stage=Stage.VERIFY),
            Step(id="D", name="d", team="One"),
        ),
        edges=(
            Edge(from_step="A", to_step="B"),
            Edge(from_step="A", to_step="C"),
            Edge(from_step="B", to_step="D"),
            Edge(from_step="C", to_step="D"),
            Edge(from_step="B", to_step="A", kind=EdgeKind.INFORMATION),
        ),
    )
    handoffs = map_metrics(stream).handoffs

    assert handoffs.crossings == (("A", "B"), ("A", "C"), ("B", "D"), ("C", "D"))
    assert handoffs.count.value == 4
    assert handoffs.by_stage == {Stage.VERIFY: 2, None: 2}
    assert handoffs.on_critical_path == 2
    assert handoffs.density == 1


def test_a_step_without_a_team_makes_the_count_a_lower_bound_and_the_density_unknown():
    handoffs = map_metrics(without(lantern(), "L2", "team")).handoffs

    assert (handoffs.count.value, handoffs.count.at_least) == (None, 2)
    assert (handoffs.count.known, handoffs.count.of) == (3, 5)
    assert handoffs.density is None


def test_a_change_of_role_within_a_team_is_counted_apart():
    stream = ValueStream(
        name="X",
        steps=(
            Step(id="A", name="a", team="One", roles="developer"),
            Step(id="B", name="b", team="One", roles="tester"),
            Step(id="C", name="c", team="One"),
        ),
        edges=(Edge(from_step="A", to_step="B"), Edge(from_step="B", to_step="C")),
    )
    handoffs = map_metrics(stream).handoffs

    assert (handoffs.count.value, handoffs.internal) == (0, 1)


def test_only_neighbours_on_the_critical_path_are_critical_crossings():
    stream = lantern()
    counted = count_handoffs(stream, FlowGraph(stream), ("L1", "L2", "L5", "L6"))

    assert counted.on_critical_path == 2


@given(value_streams(complete=False))
def test_crossings_and_undecided_edges_never_exceed_the_edges(stream):
    metrics = map_metrics(stream)
    handoffs = metrics.handoffs

    assert len(handoffs.crossings) <= handoffs.count.known <= metrics.edges
    assert sum(handoffs.by_stage.values()) == len(handoffs.crossings)
    assert handoffs.on_critical_path <= len(handoffs.crossings)


@given(value_streams(complete=False))
def test_computing_figures_leaves_the_map_untouched(stream):
    before = stream.model_dump()
    map_metrics(stream)

    assert stream.model_dump() == before

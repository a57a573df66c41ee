"""Order, branches and slack: an AND join waits for all, a share sends an item one way only."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given

from tests.strategies import value_streams
from vsm_toolkit.errors import MapNotComputableError
from vsm_toolkit.flow_graph import ROUTE_LIMIT, FlowGraph, least_slack, wrong_branches
from vsm_toolkit.metrics import step_times
from vsm_toolkit.model import Edge, EdgeKind, Step, ValueStream
from vsm_toolkit.samples import lantern, two_roads


def a_map(step_ids: str, *edges: str | tuple[str, float]) -> ValueStream:
    """Build a map from ``"A B C"`` and edges such as ``"A>B"`` or ``("A>B", 0.4)``."""
    pairs = [(edge, None) if isinstance(edge, str) else edge for edge in edges]
    return ValueStream(
        name="X",
        steps=tuple(Step(id=step_id, name=step_id) for step_id in step_ids.split()),
        edges=tuple(
            Edge(from_step=arrow.split(">")[0], to_step=arrow.split(">")[1], share=share) for arrow, share in pairs
        ),
    )


def diamonds(count: int, *, share: float | None = 0.5) -> ValueStream:
    """Build a chain of branches: each item goes one of two ways, ``count`` times."""
    ids, edges = [], []
    for number in range(count):
        ids += [f"A{number}", f"B{number}", f"C{number}"]
        edges += [(f"A{number}>B{number}", share), (f"A{number}>C{number}", share)]
        edges += [(f"{side}{number}>A{number + 1}", None) for side in "BC"]
    return a_map(" ".join([*ids, f"A{count}"]), *edges)


def test_steps_are_ordered_by_the_flow_and_not_by_the_file():
    assert FlowGraph(a_map("C B A", "A>B", "B>C")).order == ("A", "B", "C")


def test_steps_of_equal_rank_keep_the_order_of_the_file():
    assert FlowGraph(a_map("D A C B")).order == ("D", "A", "C", "B")


@pytest.mark.parametrize(
    ("stream", "cycle"),
    [
        (a_map("A B C", "A>B", "B>C", "C>A"), {"A", "B", "C"}),
        (a_map("A", "A>A"), {"A"}),
        (a_map("S A B E", "S>A", "A>B", "B>A", "B>E"), {"A", "B"}),
    ],
)
def test_a_cycle_is_refused_and_named_step_by_step_along_its_edges(stream, cycle):
    with pytest.raises(MapNotComputableError, match="cycle") as caught:
        FlowGraph(stream)
    named = re.search(r": (.*)\.$", caught.value.sentence).group(1).split(" → ")
    edges = {(edge.from_step, edge.to_step) for edge in stream.edges}

    assert set(named) == cycle
    assert named[0] == named[-1]
    assert set(itertools.pairwise(named)) <= edges
    assert "rework loop" in caught.value.remedy


def test_an_edge_to_a_step_the_map_does_not_have_is_left_out():
    graph = FlowGraph(a_map("A B", "A>B", "B>Z", "Y>A"))

    assert [(edge.from_step, edge.to_step) for edge in graph.edges] == [("A", "B")]


def test_information_edges_are_left_out():
    stream = a_map("A B", "A>B").with_changes(edges=(Edge(from_step="B", to_step="A", kind=EdgeKind.INFORMATION),))

    assert FlowGraph(stream).edges == ()


def test_a_map_without_steps_has_a_schedule_of_nothing():
    schedule = FlowGraph(ValueStream(name="New")).schedule({})

    assert (schedule.lead_time, schedule.slack, schedule.critical_path) == (0.0, {}, ())


def test_a_join_waits_for_its_longest_branch():
    graph = FlowGraph(a_map("A B C D", "A>B", "A>C", "B>D", "C>D"))
    schedule = graph.schedule({"A": 1, "B": 10, "C": 4, "D": 2})

    assert schedule.lead_time == 13
    assert schedule.critical_path == ("A", "B", "D")
    assert schedule.slack == {"A": 0, "B": 0, "C": 6, "D": 0}


def test_a_step_nothing_flows_to_starts_at_once():
    assert FlowGraph(a_map("A B C", "A>B")).schedule({"A": 1, "B": 1, "C": 5}).critical_path == ("C",)


@pytest.mark.parametrize("known", [0, 1, 2])
def test_the_critical_path_reaches_the_end_while_the_last_steps_have_no_times(known):
    graph = FlowGraph(a_map("A B C", "A>B", "B>C"))
    durations = {step_id: 5.0 if index < known else 0.0 for index, step_id in enumerate("ABC")}

    assert graph.schedule(durations).critical_path == ("A", "B", "C")


def test_a_branch_with_shares_is_weighted_and_not_waited_for():
    graph = FlowGraph(a_map("A B C D", ("A>B", 0.25), ("A>C", 0.75), "B>D", "C>D"))
    durations = {"A": 1, "B": 100, "C": 10, "D": 2}

    assert [(route.share, route.step_ids) for route in graph.routes] == [
        (0.25, ("A", "B", "D")),
        (0.75, ("A", "C", "D")),
    ]
    assert graph.lead_time(durations) == pytest.approx(0.25 * 103 + 0.75 * 13)
    assert graph.most_likely_route().step_ids == ("A", "C", "D")
    assert graph.schedule(durations).lead_time == 13


def test_a_branch_of_share_0_is_on_no_route():
    graph = FlowGraph(a_map("A B C", ("A>B", 0.0), ("A>C", 1.0)))

    assert [route.step_ids for route in graph.routes] == [("A", "C")]


def test_an_and_branch_inside_a_chosen_branch_belongs_to_one_route():
    graph = FlowGraph(a_map("A B C D E", ("A>B", 0.5), ("A>E", 0.5), "B>C", "B>D", "C>E", "D>E"))
    durations = {"A": 1, "B": 1, "C": 5, "D": 9, "E": 1}

    assert len(graph.routes) == 2
    assert graph.lead_time(durations) == pytest.approx(0.5 * 12 + 0.5 * 2)


def test_two_choices_one_after_the_other_multiply():
    routes = FlowGraph(diamonds(2, share=0.5)).routes

    assert [route.share for route in routes] == [0.25] * 4


@pytest.mark.parametrize(
    ("stream", "total"),
    [
        (a_map("A B C", ("A>B", 0.5), ("A>C", 0.4)), "0.9"),
        (a_map("A B C", ("A>B", 0.7), ("A>C", 0.7)), "1.4"),
        (a_map("A B C", ("A>B", 1.0), "A>C"), "1"),
        (a_map("A B", ("A>B", 0.3)), "0.3"),
    ],
)
def test_shares_that_do_not_add_up_are_refused(stream, total):
    graph = FlowGraph(stream)

    with pytest.raises(MapNotComputableError, match=rf"leave A .* add up to {re.escape(total)}\. Leave all shares"):
        _ = graph.routes


def test_every_wrong_branch_is_named():
    stream = a_map("A B C D", ("A>B", 0.5), "A>C", ("B>D", 0.2), "C>D")

    assert list(wrong_branches(stream.flow_edges())) == ["A", "B"]


def test_a_thousand_routes_are_computed_and_more_are_refused():
    most = ROUTE_LIMIT.bit_length() - 1

    assert len(FlowGraph(diamonds(most)).routes) == 2**most
    with pytest.raises(MapNotComputableError, match="more than 1000 routes"):
        _ = FlowGraph(diamonds(most + 1)).routes


def test_more_branches_than_python_allows_calls_are_refused_in_words():
    with pytest.raises(MapNotComputableError, match="more than 1000 routes"):
        _ = FlowGraph(diamonds(1500)).routes


def test_a_long_line_of_single_branches_is_one_route():
    count = 3000
    ids = [f"S{number}" for number in range(count)]
    graph = FlowGraph(a_map(" ".join(ids), *((f"{one}>{other}", 1.0) for one, other in itertools.pairwise(ids))))

    assert [len(route.step_ids) for route in graph.routes] == [count]
    assert graph.lead_time(dict.fromkeys(ids, 1.0)) == count


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e5, 1e7])
def test_rounding_noise_never_makes_a_critical_step_look_slack(scale):
    ids = [f"S{number}" for number in range(12)]
    graph = FlowGraph(a_map(" ".join(ids), *(f"{one}>{other}" for one, other in itertools.pairwise(ids))))
    schedule = graph.schedule({step_id: scale * (number + 0.1) / 3 for number, step_id in enumerate(ids)})

    assert set(schedule.slack.values()) == {0.0}


def test_the_least_slack_is_the_one_of_the_route_where_the_step_matters_most():
    graph = FlowGraph(a_map("A B C D E", ("A>B", 0.9), ("A>C", 0.1), "B>D", "B>E", "C>E"))
    durations = {"A": 1, "B": 1, "C": 1, "D": 5, "E": 2}
    least = least_slack(graph.schedule(durations, route) for route in graph.routes)

    assert graph.schedule(durations).slack["E"] == 3
    assert least == {"A": 0, "B": 0, "C": 0, "D": 0, "E": 0}


def test_a_step_on_no_route_has_no_slack_to_speak_of():
    graph = FlowGraph(a_map("A B C", ("A>B", 0.0), ("A>C", 1.0)))
    durations = dict.fromkeys("ABC", 1.0)

    assert set(least_slack(graph.schedule(durations, route) for route in graph.routes)) == {"A", "C"}


def test_the_shortest_path_ends_where_the_flow_ends():
    graph = FlowGraph(a_map("A B C D", "A>B", "A>C", "B>D", "C>D"))

    assert graph.shortest(graph.routes[0], {"A": 1, "B": 10, "C": 4, "D": 2}) == 7


@pytest.mark.parametrize(
    ("stream", "serial"),
    [
        (lantern(), True),
        (two_roads(), False),
        (ValueStream(name="New"), True),
        (a_map("A"), True),
        (a_map("A B"), False),
        (a_map("A B C", "A>B"), False),
        (a_map("A B", "A>B", "A>B"), False),
        (a_map("A B C", "A>B", "A>C"), False),
        (a_map("A B C", "A>C", "B>C"), False),
    ],
)
def test_a_map_is_serial_when_it_is_one_unbroken_line(stream, serial):
    assert FlowGraph(stream).is_serial() is serial


@given(value_streams(complete=False))
def test_the_shares_of_all_routes_add_up_to_1(stream):
    assert sum(route.share for route in FlowGraph(stream).routes) == pytest.approx(1)


@given(value_streams(complete=False))
def test_every_route_follows_its_edges_from_a_start_in_flow_order(stream):
    graph = FlowGraph(stream)
    for route in graph.routes:
        reached = set()
        for step_id in route.step_ids:
            before = graph.predecessors[step_id]

            assert not before or any((each, step_id) in route.edges and each in reached for each in before)
            reached.add(step_id)


@given(value_streams(complete=False))
def test_the_critical_path_is_as_long_as_the_lead_time_and_has_no_slack(stream):
    graph = FlowGraph(stream)
    durations = {step.id: step_times(step).known_hours() for step in stream.steps}
    for route in graph.routes:
        schedule = graph.schedule(durations, route)
        path = schedule.critical_path

        assert sum(durations[step_id] for step_id in path) == pytest.approx(schedule.lead_time)
        assert all(schedule.slack[step_id] == 0 for step_id in path)
        assert set(itertools.pairwise(path)) <= route.edges
        assert graph.shortest(route, durations) <= schedule.lead_time + 1e-9


@given(value_streams(complete=False))
def test_a_step_may_take_all_of_its_slack_longer_and_not_more(stream):
    graph = FlowGraph(stream)
    durations = {step.id: step_times(step).known_hours() for step in stream.steps}
    for route in graph.routes:
        schedule = graph.schedule(durations, route)
        for step_id, slack in schedule.slack.items():
            within = {**durations, step_id: durations[step_id] + slack}
            beyond = {**durations, step_id: durations[step_id] + slack + 1}

            assert graph.schedule(within, route).lead_time == pytest.approx(schedule.lead_time)
            assert graph.schedule(beyond, route).lead_time == pytest.approx(schedule.lead_time + 1)

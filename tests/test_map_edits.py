"""Edits of a map's structure: what they keep, what they recompute, and what they refuse."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import serial_streams, shares, steps, value_streams
from vsm_toolkit.errors import MapNotComputableError, UsageError
from vsm_toolkit.flow_graph import FlowGraph
from vsm_toolkit.map_checks import check_map, errors_only
from vsm_toolkit.map_edits import (
    STRUCTURAL,
    add_edge,
    add_loop,
    merge_steps,
    remove_step,
    split_step,
    wait_after_batch,
    wait_after_cadence,
)
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.model import (
    Dependency,
    Edge,
    EvidenceGrade,
    HandoffRecord,
    NumberEstimate,
    ReworkLoop,
    Step,
    TimeEstimate,
    ValueStream,
    WasteObservation,
)
from vsm_toolkit.rework import expected_rework
from vsm_toolkit.samples import coming_back, lantern, two_roads

NEVER_FINISHES = {"never_finishes", "probability_range"}


def a_step(step_id: str, wait: float = 8, process: float = 4, **fields) -> Step:
    return Step(
        id=step_id,
        name=f"Do {step_id}",
        wait_time=TimeEstimate(value=wait),
        process_time=TimeEstimate(value=process),
        percent_complete_accurate=NumberEstimate(value=80),
        **fields,
    )


def a_map(edges: str, **tables) -> ValueStream:
    """Build a map from edges such as ``"A>B:0.4 B>C"``."""
    drawn = []
    for text in edges.split():
        ends, _, share = text.partition(":")
        one, other = ends.split(">")
        drawn.append(Edge(from_step=one, to_step=other, share=float(share) if share else None))
    ids = dict.fromkeys(end for edge in drawn for end in (edge.from_step, edge.to_step))
    steps = tables.pop("steps", tuple(a_step(step_id) for step_id in ids))
    return ValueStream(name="A map", steps=steps, edges=tuple(drawn), **tables)


def ends_and_shares(stream: ValueStream) -> dict[str, float | None]:
    return {f"{edge.from_step}>{edge.to_step}": edge.share for edge in stream.edges}


def lead_time(stream: ValueStream) -> float:
    hours = map_metrics(stream).lead_time.value
    assert hours is not None
    return hours


def labour(stream: ValueStream) -> float:
    hours = map_metrics(stream).labour_hours.value
    assert hours is not None
    return hours


def touching_pairs(stream: ValueStream) -> list[tuple[str, str]]:
    """Give neighbours that only lead to each other: nothing else joins or leaves between them."""
    edges = stream.flow_edges()
    leaving, entering = [edge.from_step for edge in edges], [edge.to_step for edge in edges]
    return [
        (edge.from_step, edge.to_step)
        for edge in edges
        if leaving.count(edge.from_step) == 1 and entering.count(edge.to_step) == 1
    ]


def with_a_last_step(stream: ValueStream, last: Step) -> ValueStream:
    """Let work go on from one step where it ends, so that the map has at least one pair of neighbours."""
    goes_on = {edge.from_step for edge in stream.edges}
    end = next(step.id for step in stream.steps if step.id not in goes_on)
    return stream.model_copy(
        update={"steps": (*stream.steps, last), "edges": (*stream.edges, Edge(from_step=end, to_step=last.id))}
    )


def test_removing_a_step_joins_its_neighbours():
    assert ends_and_shares(remove_step(lantern(), "L3")) == {
        "L1>L2": None,
        "L2>L4": None,
        "L4>L5": None,
        "L5>L6": None,
    }


def test_removing_the_first_and_the_last_step_leaves_no_loose_edge():
    stream = remove_step(remove_step(lantern(), "L1"), "L6")

    assert ends_and_shares(stream) == {"L2>L3": None, "L3>L4": None, "L4>L5": None}


def test_removing_a_step_of_a_branch_with_shares_keeps_the_share_of_the_branch():
    stream = remove_step(a_map("A>B:0.4 A>C:0.6 B>D C>D"), "B")

    assert ends_and_shares(stream) == {"A>C": 0.6, "C>D": None, "A>D": 0.4}


def test_removing_a_step_adds_up_the_shares_of_two_ways_to_the_same_step():
    stream = remove_step(a_map("A>B:0.4 A>C:0.6 B>C C>D"), "B")

    assert ends_and_shares(stream) == {"A>C": 1.0, "C>D": None}
    assert lead_time(stream) == 36


def test_removing_a_step_multiplies_shares_behind_each_other():
    stream = remove_step(a_map("A>B:0.4 A>C:0.6 B>D:0.25 B>E:0.75"), "B")

    assert ends_and_shares(stream) == {"A>C": 0.6, "A>D": pytest.approx(0.1), "A>E": pytest.approx(0.3)}


def test_removing_a_step_behind_which_everything_goes_one_way_leaves_a_parallel_branch_alone():
    stream = remove_step(a_map("A>B A>C B>D:1"), "B")

    assert ends_and_shares(stream) == {"A>C": None, "A>D": None}


@pytest.mark.parametrize("edges", ["A>B:0.4 A>C:0.6", "A>B:0.4 A>C:0.6 B>D B>E", "A>B A>C B>D:0.3 B>E:0.7"])
def test_a_removal_after_which_shares_would_not_add_up_is_refused(edges):
    with pytest.raises(UsageError, match=r"^B cannot be removed: The branches that leave A need .* Change the shares"):
        remove_step(a_map(edges), "B")


def test_a_map_whose_shares_are_already_wrong_can_still_be_edited():
    mended = remove_step(a_map("A>B:0.4 A>C:1"), "B")
    still_wrong = remove_step(a_map("A>B:0.4 A>C:0.4 C>D"), "D")

    assert lead_time(mended) == 24
    assert ends_and_shares(still_wrong) == {"A>B": 0.4, "A>C": 0.4}


def test_removing_a_step_takes_along_what_was_said_about_it():
    stream = lantern().model_copy(
        update={
            "loops": (ReworkLoop(from_step="L5", to_step="L3"), ReworkLoop(from_step="L4", to_step="L4")),
            "handoffs": (HandoffRecord(to_step="L4"), HandoffRecord(to_step="L5")),
            "waste": (
                WasteObservation(id="W1", place="L4", category="delays"),
                WasteObservation(id="W2", place="D1", category="delays"),
            ),
            "dependencies": (
                Dependency(id="D1", dependent="Product", provider="Operations", explains_step="L4"),
                Dependency(id="D2", dependent="Product", provider="Operations", explains_step="L5"),
            ),
        }
    )
    after = remove_step(stream, "L4")

    assert [loop.from_step for loop in after.loops] == ["L5"]
    assert [record.to_step for record in after.handoffs] == ["L5"]
    assert [row.id for row in after.waste] == ["W2"]
    assert [row.explains_step for row in after.dependencies] == [None, "L5"]
    assert errors_only(check_map(after)) == ()


def test_a_loop_into_a_removed_step_goes_with_it():
    after = remove_step(coming_back(), "B")

    assert after.loops == ()


def test_information_edges_are_bridged_apart_from_flow_edges():
    stream = a_map("A>B B>C")
    told = Edge(from_step="A", to_step="B", kind="information")
    after = remove_step(stream.model_copy(update={"edges": (*stream.edges, told)}), "B")

    assert [(edge.from_step, edge.to_step, edge.kind.value) for edge in after.edges] == [("A", "C", "flow")]


def test_removing_the_only_step_gives_an_empty_map():
    after = remove_step(ValueStream(name="One", steps=[a_step("A")]), "A")

    assert (after.steps, after.edges) == ((), ())


@pytest.mark.parametrize("edit", [remove_step, lambda stream, key: split_step(stream, key, "N")])
def test_an_unknown_step_is_named(edit):
    with pytest.raises(UsageError, match=r"'L9' cannot be .*: the map has no step of that id"):
        edit(lantern(), "L9")


@given(value_streams(), st.data())
def test_removing_a_step_keeps_the_map_computable(stream, data):
    gone = data.draw(st.sampled_from(stream.steps)).id
    try:
        after = remove_step(stream, gone)
    except UsageError:
        return

    order = FlowGraph(after).order
    assert set(order) == {step.id for step in stream.steps} - {gone}
    assert sum(route.share for route in FlowGraph(after).routes) == pytest.approx(1)


@given(value_streams(with_shares=False), st.data())
def test_removing_a_step_never_raises_lead_time_and_never_skips_the_order(stream, data):
    gone = data.draw(st.sampled_from(stream.steps)).id
    after = remove_step(stream, gone)
    reachable = {(one, other) for one, other in paths(stream) if gone not in (one, other)}

    assert paths(after) == reachable
    if after.steps:
        assert lead_time(after) <= lead_time(stream) + 1e-6


def paths(stream: ValueStream) -> set[tuple[str, str]]:
    """Give every pair of steps of which the first comes before the second."""
    found = {(edge.from_step, edge.to_step) for edge in stream.flow_edges()}
    while True:
        longer = {(one, end) for one, middle in found for start, end in found if middle == start} - found
        if not longer:
            return found
        found |= longer


@given(value_streams(complete=False), st.data())
def test_no_edit_touches_the_original(stream, data):
    before = stream.model_dump_json()
    step = data.draw(st.sampled_from(stream.steps)).id
    other = data.draw(st.sampled_from(stream.steps)).id
    edits = (
        lambda: remove_step(stream, step),
        lambda: merge_steps(stream, step, other),
        lambda: split_step(stream, step, "N"),
        lambda: add_edge(stream, step, other),
        lambda: add_loop(stream, step, other),
    )
    for edit in edits:
        try:
            edit()
        except UsageError:
            continue

    assert stream.model_dump_json() == before


@pytest.mark.parametrize(("gone", "into"), [("L4", "L3"), ("L3", "L4")])
def test_merging_works_from_either_side_and_keeps_one_id(gone, into):
    merged = merge_steps(lantern(), gone, into)

    assert [step.id for step in merged.steps if step.id in {"L3", "L4"}] == [into]
    assert merged.step(into).name == "Build + Review"
    assert merged.step(into).wait_time.value == 8
    assert merged.step(into).process_time.value == 21
    assert merged.step(into).in_step_delay.value == 4
    assert lead_time(merged) == 141 - 6


@given(serial_streams(), st.data())
def test_merging_neighbours_of_a_line_saves_exactly_the_wait_between_them(stream, data):
    pairs = touching_pairs(stream)
    if not pairs:
        return
    first, second = data.draw(st.sampled_from(pairs))
    gone, into = data.draw(st.permutations((first, second)))
    after = merge_steps(stream, gone, into)
    saved = stream.step(second).wait_time.value

    assert lead_time(after) == pytest.approx(lead_time(stream) - saved)
    assert labour(after) == pytest.approx(labour(stream))
    assert len(after.steps) == len(stream.steps) - 1


@given(value_streams(with_shares=False), steps("last"), st.data())
def test_merging_removes_one_quality_factor_and_one_queue_and_never_raises_lead_time(stream, last, data):
    stream = with_a_last_step(stream, last)
    first, second = data.draw(st.sampled_from(touching_pairs(stream)))
    after = merge_steps(stream, *data.draw(st.permutations((first, second))))
    before_rolled = map_metrics(stream).rolled_percent_complete_accurate
    after_rolled = map_metrics(after).rolled_percent_complete_accurate
    factor = stream.step(first).percent_complete_accurate.value / 100

    assert after_rolled.of == before_rolled.of - 1
    assert after_rolled.value * factor == pytest.approx(before_rolled.value)
    assert len([step for step in after.steps if step.wait_time]) == len(stream.steps) - 1
    assert labour(after) == pytest.approx(labour(stream))
    assert lead_time(after) <= lead_time(stream) + 1e-6


@given(value_streams(), steps("last"), st.data())
def test_any_merge_that_is_carried_out_keeps_labour_and_a_computable_map(stream, last, data):
    stream = with_a_last_step(stream, last)
    edge = data.draw(st.sampled_from(stream.edges))
    gone, into = data.draw(st.permutations((edge.from_step, edge.to_step)))
    try:
        after = merge_steps(stream, gone, into)
    except UsageError:
        return

    assert labour(after) == pytest.approx(labour(stream))
    assert sum(route.share for route in FlowGraph(after).routes) == pytest.approx(1)
    assert all(gone not in (end.from_step, end.to_step) for end in (*after.edges, *after.loops))
    assert not {problem.code for problem in errors_only(check_map(after))} & NEVER_FINISHES


def test_where_other_work_joins_between_the_two_lead_time_can_grow_and_is_recomputed():
    stream = a_map("A>B X>B", steps=(a_step("A", 0, 10), a_step("B", 0, 10), a_step("X", 0, 100)))
    after = merge_steps(stream, "B", "A")

    assert lead_time(stream) == 110
    assert lead_time(after) == 120


def test_steps_that_are_no_neighbours_cannot_be_merged():
    with pytest.raises(UsageError, match="L1 and L3 cannot be merged: no flow edge connects them"):
        merge_steps(lantern(), "L1", "L3")


def test_a_step_cannot_be_merged_into_itself():
    with pytest.raises(UsageError, match="no flow edge connects them"):
        merge_steps(lantern(), "L3", "L3")


def test_information_does_not_make_two_steps_neighbours():
    stream = ValueStream(
        name="Told",
        steps=(a_step("A"), a_step("B")),
        edges=(Edge(from_step="A", to_step="B", kind="information"),),
    )

    with pytest.raises(UsageError, match="no flow edge"):
        merge_steps(stream, "B", "A")


@pytest.mark.parametrize("detour", ["A>X X>B", "A>X X>Y Y>B"])
def test_a_merge_around_other_work_is_refused(detour):
    with pytest.raises(UsageError, match="other work runs between them"):
        merge_steps(a_map(f"A>B {detour}"), "B", "A")


@pytest.mark.parametrize(
    ("edges", "share"),
    [
        ("A>B:0.4 A>C:0.6 B>D C>D", "60 %"),
        ("X>A:0.4 X>B:0.6 A>B", "60 %"),
        ("X>A:0.25 X>Y:0.75 A>B Y>B", "75 %"),
    ],
)
def test_steps_that_only_some_items_pass_together_are_not_one_step(edges, share):
    with pytest.raises(UsageError, match=f"A and B cannot be merged: {share} of the items pass only one of them"):
        merge_steps(a_map(edges), "A", "B")


def test_steps_on_the_same_branch_with_a_share_can_be_merged():
    after = merge_steps(a_map("X>A:0.4 X>C:0.6 A>B B>D C>D"), "A", "B")

    assert ends_and_shares(after) == {"X>B": 0.4, "X>C": 0.6, "B>D": None, "C>D": None}


def test_a_merge_that_would_mix_branches_with_and_without_shares_is_refused():
    with pytest.raises(UsageError, match="A and B cannot be merged: The branches that leave A need a share each"):
        merge_steps(a_map("A>B A>C B>D:0.3 B>E:0.7"), "B", "A")


def test_a_merge_on_a_map_with_wrong_shares_says_what_is_wrong():
    with pytest.raises(UsageError, match="B and C cannot be merged: The branches that leave A"):
        merge_steps(a_map("A>B:0.4 A>D:0.4 B>C"), "C", "B")


def test_two_ways_into_and_out_of_the_merged_step_become_one():
    after = merge_steps(a_map("X>A X>B A>B A>Y B>Y"), "B", "A")

    assert ends_and_shares(after) == {"X>A": None, "A>Y": None}


def test_an_unknown_process_time_makes_the_sum_unknown_and_an_unknown_delay_does_not():
    stream = a_map(
        "A>B",
        steps=(
            a_step("A", in_step_delay=TimeEstimate(value=3)),
            Step(id="B", name="Do B", people=NumberEstimate(value=2)),
        ),
    )
    merged = merge_steps(stream, "B", "A").step("A")

    assert merged.process_time is None
    assert merged.percent_complete_accurate is None
    assert merged.in_step_delay.value == 3


def test_ranges_of_process_times_add_up_end_by_end():
    stream = a_map(
        "A>B",
        steps=(
            Step(id="A", name="A", process_time=TimeEstimate(value=4, low=2, high=8)),
            Step(id="B", name="B", process_time=TimeEstimate(value=1)),
        ),
    )
    merged = merge_steps(stream, "B", "A").step("A").process_time

    assert (merged.low, merged.value, merged.high) == (3, 5, 9)


@pytest.mark.parametrize(
    ("grade_of_a", "grade_of_b", "expected"),
    [
        ("measured", "guess", "guess"),
        ("guess", "measured", "guess"),
        ("sampled", "sampled", "sampled"),
        ("measured", None, None),
        (None, None, None),
    ],
)
@pytest.mark.parametrize("into", ["A", "B"])
def test_a_sum_is_known_no_better_than_its_weakest_part(grade_of_a, grade_of_b, expected, into):
    stream = a_map("A>B", steps=(a_step("A", evidence=grade_of_a), a_step("B", evidence=grade_of_b)))
    merged = merge_steps(stream, "B" if into == "A" else "A", into).step(into)

    assert merged.grade_of(merged.process_time) == (EvidenceGrade(expected) if expected else None)
    assert merged.grade_of(merged.wait_time) == (EvidenceGrade(grade_of_a) if grade_of_a else None)


def test_the_wait_of_the_merged_step_brings_what_explains_it():
    stream = a_map(
        "A>B",
        steps=(a_step("A", queue_items=3, cadence=40), a_step("B", queue_items=9, batch_size=12)),
        dependencies=(
            Dependency(id="D1", dependent="x", provider="y", explains_step="A"),
            Dependency(id="D2", dependent="x", provider="y", explains_step="B"),
            Dependency(id="D3", dependent="x", provider="y"),
        ),
    )
    after = merge_steps(stream, "A", "B")
    merged = after.step("B")

    assert (merged.queue_items, merged.cadence, merged.batch_size) == (3, 40, None)
    assert [row.explains_step for row in after.dependencies] == ["B", None, None]


def test_the_record_of_the_crossing_between_the_two_goes_and_that_of_the_first_stays():
    stream = a_map(
        "X>A A>B B>C",
        handoffs=(
            HandoffRecord(to_step="A", sender_minutes=1),
            HandoffRecord(to_step="B", sender_minutes=2),
            HandoffRecord(to_step="C", sender_minutes=3),
        ),
    )

    for into in ("A", "B"):
        records = merge_steps(stream, "B" if into == "A" else "A", into).handoffs
        assert [(record.to_step, record.sender_minutes) for record in records] == [(into, 1), ("C", 3)]


def test_the_record_of_work_that_joins_from_elsewhere_is_not_lost():
    stream = a_map("A>B X>B", handoffs=(HandoffRecord(to_step="B", sender_minutes=30),))
    records = merge_steps(stream, "B", "A").handoffs

    assert [(record.to_step, record.sender_minutes) for record in records] == [("A", 30)]


def test_a_loop_between_the_two_becomes_a_loop_of_the_merged_step():
    after = merge_steps(coming_back(), "T", "B")

    assert [(loop.from_step, loop.to_step, loop.probability) for loop in after.loops] == [
        ("B", "B", 0.3),
        ("D", "B", 0.1),
    ]


def test_only_what_the_first_part_lets_through_can_come_back_from_the_second():
    loops = (
        ReworkLoop(from_step="A", to_step="X", probability=0.6),
        ReworkLoop(from_step="B", to_step="X", probability=0.5),
        ReworkLoop(from_step="B", to_step="B", probability=0.25),
    )
    after = merge_steps(a_map("X>A A>B", loops=loops), "A", "B")

    assert [(loop.from_step, loop.to_step, loop.probability) for loop in after.loops] == [
        ("B", "X", pytest.approx(0.6 + 0.4 * 0.5)),
        ("B", "B", pytest.approx(0.4 * 0.25)),
    ]
    assert expected_rework(after).visits["X"] > 1


def test_a_return_of_unknown_probability_stays_unknown_when_joined():
    loops = (
        ReworkLoop(from_step="A", to_step="X", probability=0.2),
        ReworkLoop(from_step="B", to_step="X"),
        ReworkLoop(from_step="B", to_step="A"),
    )
    after = merge_steps(a_map("X>A A>B", loops=loops), "B", "A")

    assert [loop.probability for loop in after.loops] == [None, None]


@given(value_streams(complete=False), shares, st.data())
def test_splitting_keeps_every_sum_but_the_quality_nobody_has_judged(stream, share, data):
    step = data.draw(st.sampled_from(stream.steps)).id
    after = split_step(stream, step, "new", share)
    before_metrics, after_metrics = map_metrics(stream), map_metrics(after)
    if before_metrics.lead_time.best() is None:
        return

    assert after_metrics.lead_time.best() == pytest.approx(before_metrics.lead_time.best())
    assert after_metrics.process_time_all_steps.best() == pytest.approx(before_metrics.process_time_all_steps.best())
    assert after_metrics.labour_hours.best() == pytest.approx(before_metrics.labour_hours.best())
    assert after.step(step).percent_complete_accurate is None
    assert after_metrics.rolled_percent_complete_accurate.value is None


@given(value_streams(), shares, st.data())
def test_splitting_then_merging_gives_the_same_figures(stream, share, data):
    step = data.draw(st.sampled_from(stream.steps)).id
    back = merge_steps(split_step(stream, step, "new", share), "new", step)

    assert lead_time(back) == pytest.approx(lead_time(stream))
    assert labour(back) == pytest.approx(labour(stream))
    assert ends_and_shares(back) == ends_and_shares(stream)
    assert sorted(back.loops, key=str) == sorted(stream.loops, key=str)
    assert back.handoffs == stream.handoffs
    assert back.dependencies == stream.dependencies
    assert map_metrics(back).rolled_percent_complete_accurate.value == pytest.approx(
        map_metrics(stream).rolled_percent_complete_accurate.value
    )


def test_the_two_parts_stand_side_by_side_and_only_the_first_waits():
    whole = a_step("B", 30, 20, cadence=40, batch_size=6, queue_items=4, in_step_delay=TimeEstimate(value=2))
    parts = split_step(a_map("A>B B>C", steps=(a_step("A"), whole, a_step("C"))), "B", "B2", 0.25)
    first, second = parts.step("B"), parts.step("B2")

    assert [step.id for step in parts.steps] == ["A", "B", "B2", "C"]
    assert ends_and_shares(parts) == {"A>B": None, "B2>C": None, "B>B2": None}
    assert (first.wait_time.value, first.process_time.value, first.in_step_delay.value) == (30, 15, 2)
    assert (second.wait_time.value, second.process_time.value, second.in_step_delay) == (0, 5, None)
    assert (first.cadence, first.queue_items) == (40, 4)
    assert (second.cadence, second.batch_size, second.queue_items) == (None, None, None)


def test_returns_leave_from_the_second_part_and_arrive_at_the_first():
    parts = split_step(coming_back(), "B", "B2")
    parts = split_step(parts, "T", "T2")

    assert [(loop.from_step, loop.to_step) for loop in parts.loops] == [("T2", "B"), ("D", "B")]


def test_a_range_is_split_with_its_time():
    stream = a_map(
        "A>B", steps=(Step(id="A", name="A", process_time=TimeEstimate(value=8, low=4, high=16)), a_step("B"))
    )
    second = split_step(stream, "A", "A2", 0.25).step("A2").process_time

    assert (second.low, second.value, second.high) == (1, 2, 4)


def test_a_part_cannot_take_the_id_of_another_step():
    with pytest.raises(UsageError, match="already has a step of that id"):
        split_step(lantern(), "L3", "L4")


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_share_outside_0_to_1_is_refused(share):
    with pytest.raises(UsageError, match="expected a share from 0 to 1"):
        split_step(lantern(), "L3", "L3b", share)


def test_an_edge_or_a_loop_is_drawn_once():
    stream = lantern()

    assert add_edge(stream, "L1", "L2") == stream
    assert add_loop(add_loop(stream, "L5", "L3"), "L5", "L3") == add_loop(stream, "L5", "L3")


def test_an_edge_that_leads_back_is_found_when_the_map_is_computed():
    with pytest.raises(MapNotComputableError, match="cycle"):
        map_metrics(add_edge(lantern(), "L6", "L1"))


def test_a_gate_that_opens_daily_instead_of_weekly_saves_half_the_difference():
    board = a_step("B", wait=36, cadence=40)

    assert wait_after_cadence(board, 8).value == 20
    assert wait_after_cadence(board, 80).value == 56
    assert wait_after_cadence(board, 40).value == 36


def test_a_wait_cannot_become_negative():
    assert wait_after_cadence(a_step("B", wait=10, cadence=40), 0).value == 0
    assert wait_after_batch(a_step("B", wait=10, batch_size=12), 1, 52).value == 0


def test_a_monthly_batch_of_twelve_explains_five_and_a_half_weeks():
    release = a_step("R", wait=220, batch_size=12)

    assert wait_after_batch(release, 1, items_per_year=52).value == 0
    assert wait_after_batch(release, 6, items_per_year=52).value == 100
    assert wait_after_batch(release, 24, items_per_year=52).value == 460


@pytest.mark.parametrize(
    "step", [a_step("B"), Step(id="B", name="B", cadence=40, batch_size=3), Step(id="B", name="B")]
)
def test_without_the_old_cadence_batch_or_wait_the_wait_stays(step):
    assert wait_after_cadence(step, 8) == step.wait_time
    assert wait_after_batch(step, 1, 52) == step.wait_time


@pytest.mark.parametrize("items_per_year", [None, 0])
def test_without_a_demand_a_batch_explains_no_wait(items_per_year):
    step = a_step("B", batch_size=12)

    assert wait_after_batch(step, 1, items_per_year) == step.wait_time


def test_a_computed_wait_keeps_its_relative_range_and_is_not_called_measured():
    wait = TimeEstimate(value=36, low=18, high=72, grade="measured", sample_size=20, source="tickets")
    moved = wait_after_cadence(Step(id="B", name="B", wait_time=wait, cadence=40), 8)

    assert (moved.low, moved.value, moved.high) == (10, 20, 40)
    assert (moved.grade, moved.sample_size, moved.source) == (None, None, None)


def test_a_wait_of_nothing_that_grows_has_no_range():
    wait = TimeEstimate(value=0, low=0, high=0)
    moved = wait_after_cadence(Step(id="B", name="B", wait_time=wait, cadence=8), 40)

    assert (moved.value, moved.low, moved.high) == (16, None, None)


def test_every_structural_edit_belongs_to_a_table_of_the_map():
    tables = set(STRUCTURAL)

    assert tables <= set(ValueStream.model_fields)
    assert not set(itertools.chain(*STRUCTURAL.values())) & set(Step.model_fields)


def test_merging_what_is_left_pair_by_pair_ends_in_one_step():
    stream = remove_step(two_roads(), "P4")
    with pytest.raises(UsageError, match="other work runs between them"):
        merge_steps(add_edge(stream, "P1", "P5"), "P5", "P1")
    stream = remove_step(remove_step(stream, "P3"), "P2")
    for gone in ("P5", "P6"):
        stream = merge_steps(stream, gone, "P1")

    assert [step.id for step in stream.steps] == ["P1"]
    assert stream.edges == ()

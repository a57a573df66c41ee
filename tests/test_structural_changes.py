"""Changes that do something to a row as a whole, or move a wait with its cadence: as data, replayed and checked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import value_streams, what_ifs
from vsm_toolkit.changes import apply_changes
from vsm_toolkit.comparison import compare_states
from vsm_toolkit.errors import MapNotComputableError, UsageError
from vsm_toolkit.map_checks import check_engagement, errors_only
from vsm_toolkit.map_edits import STRUCTURAL
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.model import (
    Challenge,
    Change,
    Dependency,
    Edge,
    Engagement,
    HandoffRecord,
    Scenario,
    Step,
    TimeEstimate,
    ValueStream,
    WasteObservation,
)
from vsm_toolkit.samples import coming_back, lantern


def a_change(key: str, field: str, value: object = None, table: str = "steps", **fields) -> Change:
    return Change(
        **{"kind": "improvement", "status": "projected"} | fields, table=table, key=key, field=field, value=value
    )


NEW_STEP = (
    a_change("L7", "added", "Support"),
    a_change("L6>L7", "added", table="edges"),
    a_change("L7", "wait_time", 8),
    a_change("L7", "process_time", 2),
    a_change("L7", "team", "Operations"),
    a_change("L7", "percent_complete_accurate", 90),
)
"""A step that grows change by change: all but the first need one before them."""


def with_tables() -> ValueStream:
    return lantern().model_copy(
        update={
            "handoffs": (HandoffRecord(to_step="L5", sender_minutes=20), HandoffRecord(to_step="L6")),
            "dependencies": (Dependency(id="D1", dependent="Product", provider="Operations", explains_step="L6"),),
            "waste": (WasteObservation(id="W1", place="L4", category="delays"),),
        }
    )


def ends(stream: ValueStream) -> list[str]:
    return [f"{edge.from_step}>{edge.to_step}" for edge in stream.edges]


def an_engagement(*changes: Change, stream: ValueStream | None = None, scenarios: str = "") -> Engagement:
    return Engagement(
        challenge=Challenge(id="lantern"),
        stream=stream or lantern(),
        changes=changes,
        scenarios=tuple(Scenario(id=each, name=each) for each in scenarios.split()),
    )


def errors_of(engagement: Engagement) -> list[tuple[str, str]]:
    return [(problem.code, problem.place) for problem in errors_only(check_engagement(engagement))]


def test_a_step_is_added_filled_and_connected_by_changes():
    after = apply_changes(lantern(), NEW_STEP)

    assert after.step("L7").name == "Support"
    assert ends(after)[-1] == "L6>L7"
    assert map_metrics(after).lead_time.value == 141 + 10
    assert map_metrics(after).labour_hours.value == 68 + 2


def test_an_added_step_without_a_name_is_called_by_its_id():
    assert apply_changes(lantern(), [a_change("L7", "added")]).step("L7").name == "L7"


def test_an_added_step_has_no_times_and_says_so():
    lead_time = map_metrics(apply_changes(lantern(), [a_change("L7", "added")])).lead_time

    assert (lead_time.value, lead_time.at_least) == (None, 141)


def test_a_handoff_a_loop_and_an_edge_are_added_once():
    twice = 2 * [
        a_change("L5", "added", table="handoffs"),
        a_change("L5>L3", "added", table="loops"),
        a_change("L1>L3", "added", table="edges"),
    ]
    after = apply_changes(lantern(), twice)

    assert [record.to_step for record in after.handoffs] == ["L5"]
    assert [(loop.from_step, loop.to_step, loop.probability) for loop in after.loops] == [("L5", "L3", None)]
    assert ends(after).count("L1>L3") == 1


def test_an_added_loop_can_be_given_its_probability():
    changes = (a_change("L5>L3", "added", table="loops"), a_change("L5>L3", "probability", 0.2, table="loops"))

    assert apply_changes(lantern(), changes).loops[0].probability == 0.2


def test_adding_a_handoff_again_keeps_what_was_written_about_it():
    after = apply_changes(with_tables(), [a_change("L5", "added", table="handoffs")])

    assert after.handoffs == with_tables().handoffs


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("steps", "L4"),
        ("edges", "L3>L4"),
        ("loops", "T>B"),
        ("handoffs", "L5"),
        ("dependencies", "D1"),
        ("waste", "W1"),
    ],
)
def test_a_row_of_every_table_can_be_removed(table, key):
    stream = coming_back() if table == "loops" else with_tables()
    after = apply_changes(stream, [a_change(key, "removed", table=table)])

    assert len(getattr(after, table)) == len(getattr(stream, table)) - 1


def test_removing_an_edge_leaves_the_steps_alone():
    after = apply_changes(lantern(), [a_change("L3>L4", "removed", table="edges")])

    assert len(after.steps) == 6
    assert map_metrics(after).lead_time.value == 17 + 28 + 32


def test_a_merge_and_a_split_are_changes_like_any_other():
    merged = apply_changes(lantern(), [a_change("L4", "merged_into", "L3")])
    split = apply_changes(lantern(), [a_change("L3", "split_into", "L3b"), a_change("L3b", "team", "Shared QA")])

    assert map_metrics(merged).lead_time.value == 135
    assert map_metrics(split).lead_time.value == 141
    assert map_metrics(split).handoffs.count.value == 3 + 2


def test_the_wait_follows_the_cadence_and_the_batch():
    board = Step(id="B", name="Board", wait_time=TimeEstimate(value=36), cadence=40, batch_size=12)
    stream = ValueStream(name="Gate", steps=[board], items_per_year=104)
    daily = apply_changes(stream, [a_change("B", "cadence", 8)]).step("B")
    single = apply_changes(stream, [a_change("B", "batch_size", 11)]).step("B")

    assert (daily.cadence, daily.wait_time.value) == (8, 20)
    assert (single.batch_size, single.wait_time.value) == (11, 26)


def test_a_cadence_nobody_knew_before_is_noted_and_moves_no_wait():
    after = apply_changes(lantern(), [a_change("L6", "cadence", 8)]).step("L6")

    assert (after.cadence, after.wait_time.value) == (8, 30)


def test_a_cadence_that_is_forgotten_leaves_the_wait():
    stream = ValueStream(name="Gate", steps=[Step(id="B", name="B", wait_time=TimeEstimate(value=36), cadence=40)])
    after = apply_changes(stream, [a_change("B", "cadence")]).step("B")

    assert (after.cadence, after.wait_time.value) == (None, 36)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (a_change("L3", "added"), "already has"),
        (a_change("L9", "added", table="handoffs"), "the map has no step L9"),
        (a_change("L9>L1", "added", table="edges"), "the map has no step L9"),
        (a_change("L1>L9", "added", table="loops"), "the map has no step L9"),
        (a_change("L1", "added", table="edges"), "name both ends, as in 'A09>A06'"),
        (a_change("L1>L2>L3", "added", table="edges"), "name both ends"),
        (a_change("D1", "added", table="dependencies"), "'D1' in dependencies, which this map does not have"),
        (a_change("L9", "removed"), "'L9' in steps, which this map does not have"),
        (a_change("L9", "merged_into", "L3"), "'L9' in steps, which this map does not have"),
        (a_change("L3", "merged_into", "L9"), "L3 and L9 cannot be merged"),
        (a_change("L3", "merged_into"), "needs the id of a step, not None"),
        (a_change("L3", "split_into"), "needs the id of a step, not None"),
        (a_change("L3", "split_into", " "), "needs the id of a step, not ' '"),
        (a_change("L3", "split_into", 7), "needs the id of a step, not 7.0"),
        (a_change("L3", "split_into", "L4"), "already has a step of that id"),
        (a_change("L3>L4", "split_into", "x", table="edges"), "'split_into' of edges L3>L4, which cannot be changed"),
        (a_change("D1", "merged_into", "x", table="dependencies"), "which this map does not have"),
        (a_change("L3", "cadence", "weekly"), "needs a number, not 'weekly'"),
        (a_change("L3", "cadence", value=True), "needs a number, not True"),
        (a_change("L3", "wait_time", value=True), "needs a number, not True"),
    ],
)
def test_a_structural_change_that_cannot_be_made_is_refused_in_words(change, words):
    with pytest.raises(UsageError) as refused:
        apply_changes(lantern(), [change])

    assert words in refused.value.message


def test_no_structural_field_is_reported_as_unknown():
    stream = with_tables().model_copy(update={"loops": coming_back().loops[:0]})
    changes = [
        *NEW_STEP,
        a_change("L4", "merged_into", "L3"),
        a_change("L2", "split_into", "L2b"),
        a_change("L1", "removed"),
        a_change("L5>L3", "added", table="loops"),
        a_change("L5>L3", "removed", table="loops"),
        a_change("L6>L7", "removed", table="edges"),
        a_change("L7", "added", table="handoffs"),
        a_change("L7", "removed", table="handoffs"),
        a_change("D1", "removed", table="dependencies"),
        a_change("W1", "removed", table="waste"),
    ]
    used = {(change.table, change.field) for change in changes}

    assert {(table, field) for table, fields in STRUCTURAL.items() for field in fields} <= used
    assert errors_of(an_engagement(*changes, stream=stream)) == []


def test_a_scenario_may_edit_rows_it_added_before():
    changes = [each.model_copy(update={"scenario": "S1"}) for each in NEW_STEP]

    assert errors_of(an_engagement(*changes, scenarios="S1")) == []
    assert errors_of(an_engagement(*reversed(changes), scenarios="S1"))[0] == (
        "change_not_applicable",
        "change 1, L7 percent_complete_accurate",
    )


def test_a_scenario_does_not_see_the_rows_of_another():
    first = [each.model_copy(update={"scenario": "S1"}) for each in NEW_STEP]
    second = a_change("L7", "wait_time", 4, scenario="S2")

    assert errors_of(an_engagement(*first, second, scenarios="S1 S2")) == [
        ("change_not_applicable", "change 7, L7 wait_time")
    ]


def test_a_scenario_builds_on_what_is_done_and_not_on_what_is_planned():
    waits_for = a_change("L7", "wait_time", 4, scenario="S1")
    done = [each.model_copy(update={"status": "done"}) for each in NEW_STEP]

    assert errors_of(an_engagement(*done, waits_for, scenarios="S1")) == []
    assert errors_of(an_engagement(*NEW_STEP, waits_for, scenarios="S1")) == [
        ("change_not_applicable", "change 7, L7 wait_time")
    ]


def test_changes_that_make_a_cycle_are_an_error_before_any_report_fails_on_it():
    back = a_change("L6>L1", "added", table="edges", status="done")

    assert errors_of(an_engagement(back)) == [("changed_map_not_computable", "changes")]
    assert errors_of(an_engagement(back.model_copy(update={"scenario": "S1"}), scenarios="S1")) == [
        ("changed_map_not_computable", "scenario S1")
    ]
    with pytest.raises(MapNotComputableError):
        compare_states(an_engagement(back))


def test_a_cycle_of_the_first_map_is_not_said_again_for_every_state():
    edges = (*lantern().edges, Edge(from_step="L6", to_step="L1"))
    engagement = an_engagement(a_change("L6", "wait_time", 1), stream=lantern().model_copy(update={"edges": edges}))

    assert errors_of(engagement) == [("cycle", "edges")]


def branched() -> ValueStream:
    stream = lantern()
    edges = [edge for edge in stream.edges if edge.from_step != "L2"]
    branch = [Edge(from_step="L2", to_step="L3", share=0.5), Edge(from_step="L2", to_step="L5", share=0.5)]
    return stream.model_copy(update={"edges": (*edges, *branch)})


def test_two_shares_of_a_branch_change_together():
    shares = (
        a_change("L2>L3", "share", 0.8, table="edges", status="done"),
        a_change("L2>L5", "share", 0.2, table="edges", status="done"),
    )
    comparison = compare_states(an_engagement(*shares, stream=branched()))

    assert errors_of(an_engagement(*shares, stream=branched())) == []
    assert errors_of(an_engagement(shares[0], stream=branched())) == [("changed_map_not_computable", "changes")]
    assert [effect.lead_time_change for effect in comparison.effects] == [None, None]
    assert comparison.done.metrics.lead_time.value == pytest.approx(141 - 39 * 0.2)


def test_a_report_can_show_changes_that_need_each_other():
    changes = [each.model_copy(update={"status": "done"}) for each in NEW_STEP]
    effects = compare_states(an_engagement(*changes)).effects

    assert [(effect.before, effect.lead_time_change) for effect in effects] == [
        (False, None),
        (False, None),
        *4 * [(None, None)],
    ]


def test_a_report_can_show_a_merge_and_a_split():
    merge = a_change("L4", "merged_into", "L3", status="done")
    split = a_change("L5", "split_into", "L5b", status="done")
    comparison = compare_states(an_engagement(merge, split))

    assert [(effect.before, effect.after, effect.lead_time_change) for effect in comparison.effects] == [
        ("L4", "L3", -6),
        ("L5", "L5b", 0),
    ]
    assert comparison.done.metrics.lead_time.value == 135


@given(value_streams(with_shares=False), st.data())
def test_changes_one_by_one_are_the_same_as_all_at_once(stream, data):
    changes = data.draw(what_ifs(stream))
    step_by_step = stream
    for change in changes:
        step_by_step = apply_changes(step_by_step, [change])

    assert step_by_step == apply_changes(stream, changes)


@given(value_streams(), st.data())
def test_what_can_be_applied_is_no_problem_and_what_cannot_is_one(stream, data):
    changes = data.draw(what_ifs(stream))
    if not changes:
        return
    wrong = a_change("nobody", "wait_time", 1)
    scenario = {"scenario": "S1"}
    own = tuple(each.model_copy(update=scenario) for each in (*changes, wrong))
    codes = [code for code, _ in errors_of(an_engagement(*own, stream=stream, scenarios="S1"))]

    assert codes.count("change_not_applicable") == 1

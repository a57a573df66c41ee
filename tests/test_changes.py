"""Changes are data: applying them gives a new map, in the order of their dates, and never touches the old one."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import changes, engagements, value_streams
from vsm_toolkit.changes import KEY_FIELDS, apply_changes, map_after, restated_baseline, select_changes
from vsm_toolkit.errors import UsageError
from vsm_toolkit.flow_graph import FlowGraph
from vsm_toolkit.history import key_of
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.model import (
    Challenge,
    Change,
    ChangeKind,
    ChangeStatus,
    Dependency,
    Edge,
    EdgeKind,
    Engagement,
    EvidenceGrade,
    HandoffRecord,
    NumberEstimate,
    ReworkLoop,
    Step,
    TimeEstimate,
    ValueStream,
    WasteObservation,
)
from vsm_toolkit.samples import coming_back, lantern


def a_change(key: str, field: str, value: object = None, **fields) -> Change:
    return Change(**{"kind": "improvement", "status": "done", "key": key, "field": field, "value": value, **fields})


def a_map(edges: str, **shares: float) -> ValueStream:
    """Build a map of steps of 1 wh from arrows; a share is named by its arrow, ``AB=0.4``."""
    arrows = [arrow.split(">") for arrow in edges.split()]
    ids = dict.fromkeys(each for arrow in arrows for each in arrow)
    return ValueStream(
        name="X",
        steps=tuple(
            Step(id=each, name=each, wait_time=TimeEstimate(value=0), process_time=TimeEstimate(value=1))
            for each in ids
        ),
        edges=tuple(Edge(from_step=one, to_step=other, share=shares.get(f"{one}{other}")) for one, other in arrows),
    )


def arrows_of(stream: ValueStream) -> dict[str, float | None]:
    return {f"{edge.from_step}>{edge.to_step}": edge.share for edge in stream.edges}


@given(st.data(), engagements(complete=False))
def test_applying_changes_leaves_the_original_untouched(data, engagement):
    before = engagement.model_dump()
    apply_changes(engagement.stream, engagement.changes)
    gone = data.draw(st.sampled_from(engagement.stream.steps)).id
    with contextlib.suppress(UsageError):  # some branches cannot lose a step
        apply_changes(engagement.stream, [a_change(gone, "removed")])

    assert engagement.model_dump() == before


def test_no_changes_give_the_same_map():
    assert apply_changes(lantern(), []) == lantern()


def test_changes_apply_in_the_order_given():
    after = apply_changes(lantern(), [a_change("L6", "wait_time", 6), a_change("L6", "wait_time", 9)])

    assert after.step("L6").wait_time.value == 9


@given(st.data(), value_streams(complete=False))
def test_a_change_touches_its_own_field_of_its_own_row_alone(data, stream):
    change = data.draw(changes(stream))
    after = apply_changes(stream, [change])
    before_row, after_row = dict(stream.step(change.key)), dict(after.step(change.key))
    before_row.pop(change.field)
    after_row.pop(change.field)

    assert after_row == before_row
    assert [step for step in after.steps if step.id != change.key] == [
        step for step in stream.steps if step.id != change.key
    ]
    assert after.with_changes(steps=()) == stream.with_changes(steps=())


@pytest.mark.parametrize(
    ("table", "key", "field", "value"),
    [
        ("steps", "T", "name", "Test by hand"),
        ("steps", "T", "cadence", 40),
        ("steps", "T", "automated", True),
        ("edges", "B>T", "share", 1.0),
        ("loops", "T>B", "probability", 0.1),
        ("handoffs", "T", "empowerment", "empowered"),
        ("dependencies", "D1", "impact", "ok"),
        ("waste", "W1", "minutes", 5),
    ],
)
def test_every_table_can_be_changed(table, key, field, value):
    stream = coming_back().with_changes(
        handoffs=(HandoffRecord(to_step="T"),),
        dependencies=(Dependency(id="D1", dependent="Developers", provider="Testers"),),
        waste=(WasteObservation(id="W1", place="T", category="delays"),),
    )
    after = apply_changes(stream, [a_change(key, field, value, table=table)])
    row = next(row for row in getattr(after, table) if key_of(table, row) == key)

    assert getattr(row, field) == value
    assert apply_changes(after, [a_change(key, "removed", table=table)]) != after


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (a_change("L9", "wait_time", 1), "'L9' in steps, which this map does not have"),
        (a_change("L1", "wait_time", 1, table="people"), "the table 'people'; the tables are steps, edges"),
        (a_change("L1", "waiting", 1), "the field 'waiting' of steps L1, which cannot be changed"),
        (a_change("L1", "id", "L2"), "the field 'id' of steps L1, which cannot be changed"),
        (a_change("L1>L2", "to_step", "L9", table="edges"), "which cannot be changed"),
        (a_change("L1", "model_config", 1), "which cannot be changed"),
        (a_change("L1", "wait_time", "soon"), "needs a number, not 'soon'"),
        (a_change("L1", "percent_complete_accurate", True), "needs a number, not True"),
        (a_change("L1", "team", 5), "cannot take 5.0: Input should be"),
        (a_change("L1", "name", None), "cannot take None: Input should be"),
        (a_change("L1", "evidence", "rumour"), "cannot take 'rumour': Input should be"),
        (a_change("L1>L2", "share", "half", table="edges"), "cannot take 'half': Input should be"),
        (a_change("L9", "removed"), "which this map does not have"),
    ],
)
def test_a_change_that_cannot_be_made_is_refused_in_words(change, words):
    with pytest.raises(UsageError) as caught:
        apply_changes(lantern(), [change])

    assert words in caught.value.message
    assert caught.value.message.endswith(".")


def test_a_new_value_keeps_the_width_of_the_old_range():
    stream = lantern()
    first, *others = stream.steps
    ranged = first.with_changes(wait_time=TimeEstimate(value=16, low=8, high=32, source="tickets of May"))
    after = apply_changes(stream.with_changes(steps=(ranged, *others)), [a_change("L1", "wait_time", 4)])

    assert after.step("L1").wait_time == TimeEstimate(value=4, low=2, high=8)


def test_the_range_of_a_share_never_leaves_100_percent():
    stream = lantern()
    first, *others = stream.steps
    ranged = first.with_changes(percent_complete_accurate=NumberEstimate(value=80, low=60, high=90))
    stream = stream.with_changes(steps=(ranged, *others))

    assert apply_changes(stream, [a_change("L1", "percent_complete_accurate", 95)]).step(
        "L1"
    ).percent_complete_accurate == NumberEstimate(value=95, low=71.25, high=100)


@pytest.mark.parametrize("old", [None, TimeEstimate(value=0, low=0, high=4)])
def test_a_value_that_was_unknown_or_0_lends_no_range(old):
    stream = lantern()
    first, *others = stream.steps
    stream = stream.with_changes(steps=(first.with_changes(wait_time=old), *others))
    after = apply_changes(stream, [a_change("L1", "wait_time", 3, grade="measured")])

    assert after.step("L1").wait_time == TimeEstimate(value=3, grade=EvidenceGrade.MEASURED)


def test_a_value_can_become_unknown():
    assert apply_changes(lantern(), [a_change("L1", "wait_time", None)]).step("L1").wait_time is None


def test_removing_a_step_connects_what_came_before_with_what_comes_after():
    after = apply_changes(a_map("A>C B>C C>D C>E"), [a_change("C", "removed")])

    assert set(arrows_of(after)) == {"A>D", "A>E", "B>D", "B>E"}
    assert [step.id for step in after.steps] == ["A", "B", "D", "E"]


@pytest.mark.parametrize(("gone", "left"), [("A", {"B>C"}), ("C", {"A>B"}), ("B", {"A>C"})])
def test_removing_an_end_leaves_the_rest(gone, left):
    assert set(arrows_of(apply_changes(a_map("A>B B>C"), [a_change(gone, "removed")]))) == left


def test_removing_a_step_takes_what_hangs_on_it():
    stream = a_map("A>B B>C").with_changes(
        loops=(ReworkLoop(from_step="B", to_step="A"), ReworkLoop(from_step="C", to_step="A")),
        handoffs=(HandoffRecord(to_step="B"), HandoffRecord(to_step="C")),
        waste=(WasteObservation(id="W1", place="B", category="delays"),),
        dependencies=(Dependency(id="D1", dependent="X", provider="Y", explains_step="B"),),
    )
    after = apply_changes(stream, [a_change("B", "removed")])

    assert [loop.from_step for loop in after.loops] == ["C"]
    assert [record.to_step for record in after.handoffs] == ["C"]
    assert after.waste == ()
    assert [row.explains_step for row in after.dependencies] == [None]


def test_removing_a_step_on_a_chosen_way_hands_its_share_on():
    after = apply_changes(a_map("A>B A>C B>D C>D", AB=0.3, AC=0.7), [a_change("B", "removed")])

    assert arrows_of(after) == {"A>C": 0.7, "C>D": None, "A>D": 0.3}
    assert map_metrics(after).lead_time.value == pytest.approx(0.7 * 3 + 0.3 * 2)


def test_removing_a_step_that_chooses_hands_the_choice_back():
    after = apply_changes(a_map("A>B B>C B>D", BC=0.3, BD=0.7), [a_change("B", "removed")])

    assert arrows_of(after) == {"A>C": 0.3, "A>D": 0.7}


def test_a_way_that_now_ends_where_another_does_joins_its_share():
    after = apply_changes(a_map("A>B A>C B>C", AB=0.4, AC=0.6), [a_change("B", "removed")])

    assert arrows_of(after) == {"A>C": pytest.approx(1)}
    assert map_metrics(after).lead_time.value == 2


def test_an_information_edge_does_not_stand_in_for_the_flow():
    stream = a_map("A>B B>C")
    note = Edge(from_step="A", to_step="C", kind=EdgeKind.INFORMATION)
    after = apply_changes(stream.with_changes(edges=(*stream.edges, note)), [a_change("B", "removed")])

    assert [(edge.from_step, edge.to_step) for edge in after.flow_edges()] == [("A", "C")]


@given(st.data(), value_streams(complete=False, with_shares=False))
def test_removing_a_step_never_disconnects_and_never_lengthens(data, stream):
    gone = data.draw(st.sampled_from(stream.steps)).id
    after = apply_changes(stream, [a_change(gone, "removed")])
    before, graph = FlowGraph(stream), FlowGraph(after)
    hours = {step.id: 1.0 for step in stream.steps}

    assert gone not in {end for edge in after.edges for end in (edge.from_step, edge.to_step)}
    assert graph.lead_time(hours) <= before.lead_time(hours)
    assert graph.lead_time(hours) >= before.lead_time(hours) - 1


def test_changes_are_picked_by_kind_and_status_and_sorted_by_date():
    listed = [
        a_change("L1", "wait_time", 1, on=date(2026, 3, 2)),
        a_change("L1", "wait_time", 2, on=date(2026, 3, 1)),
        a_change("L1", "wait_time", 3),
        a_change("L1", "wait_time", 4, status="projected"),
        a_change("L1", "wait_time", 5, kind="correction"),
        a_change("L1", "wait_time", 6, on=date(2026, 3, 1)),
    ]
    engagement = Engagement(challenge=Challenge(id="x"), stream=lantern(), changes=tuple(listed))
    chosen = select_changes(engagement, kinds={ChangeKind.IMPROVEMENT}, statuses={ChangeStatus.DONE})

    assert [change.value for change in chosen] == [3, 2, 6, 1]


def test_corrections_and_discoveries_restate_the_baseline_and_improvements_do_not():
    engagement = Engagement(
        challenge=Challenge(id="x"),
        stream=lantern(),
        changes=(
            a_change("L1", "wait_time", 20, kind="correction"),
            a_change("L2", "wait_time", 30, kind="discovery", status="projected"),
            a_change("L6", "wait_time", 6),
            a_change("L5", "wait_time", 5, status="projected"),
        ),
    )
    baseline = restated_baseline(engagement)
    done = map_after(engagement, {ChangeStatus.DONE})

    def waits(stream: ValueStream) -> list[float]:
        return [stream.step(step_id).wait_time.value for step_id in ("L1", "L2", "L5", "L6")]

    assert waits(engagement.stream) == [16, 24, 20, 30]
    assert waits(baseline) == [20, 30, 20, 30]
    assert waits(done) == [20, 30, 20, 6]
    assert waits(map_after(engagement, set(ChangeStatus))) == [20, 30, 5, 6]


@pytest.mark.parametrize("table", KEY_FIELDS)
def test_the_name_of_a_row_finds_it_again(table):
    rows = {
        "steps": Step(id="A", name="a"),
        "edges": Edge(from_step="A", to_step="B"),
        "loops": ReworkLoop(from_step="A", to_step="B"),
        "handoffs": HandoffRecord(to_step="A"),
        "dependencies": Dependency(id="A", dependent="x", provider="y"),
        "waste": WasteObservation(id="A", place="A", category="delays"),
    }

    assert key_of(table, rows[table]) == ("A>B" if table in {"edges", "loops"} else "A")

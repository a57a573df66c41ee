"""Gestures change the map as a team means them, and their edits lead there and back again."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.errors import UsageError
from vsm_toolkit.history import apply_edit
from vsm_toolkit.model import Challenge, Edge, EdgeKind, Engagement, ReworkLoop, Step, ValueStream
from vsm_toolkit.samples import lantern
from vsm_toolkit.widgets import board_gestures as gestures


def arrows(stream: ValueStream) -> set[str]:
    """Give the edges as texts."""
    return {f"{edge.from_step}>{edge.to_step}" for edge in stream.edges}


def in_a_row(*names: str) -> ValueStream:
    """Build a map of steps in a row."""
    edges = tuple(Edge(from_step=one, to_step=other) for one, other in pairwise(names))
    return ValueStream(name="A row", steps=tuple(Step(id=name, name=name) for name in names), edges=edges)


FORK = ValueStream(
    name="A fork",
    steps=tuple(Step(id=name, name=name) for name in "ABCD"),
    edges=tuple(Edge(from_step=one, to_step=other) for one, other in ("AB", "AC", "BD", "CD")),
)


def test_a_step_added_after_another_one_stands_between_it_and_what_followed():
    stream = gestures.with_step(in_a_row("A", "B"), Step(id="N", name="New", team="QA"), after="A")

    assert arrows(stream) == {"A>N", "N>B"}
    assert [step.id for step in stream.steps] == ["A", "N", "B"]
    assert [team.name for team in stream.teams] == ["QA"]


def test_a_branch_leaves_what_followed_in_place():
    stream = gestures.with_step(in_a_row("A", "B"), Step(id="N", name="New"), after="A", branch=True)

    assert arrows(stream) == {"A>B", "A>N"}


def test_adding_the_same_step_twice_adds_it_once():
    once = gestures.with_step(in_a_row("A"), Step(id="N", name="New"), after="A")

    assert gestures.with_step(once, Step(id="N", name="New"), after="A") == once


def test_an_information_edge_stays_where_it_was():
    stream = in_a_row("A", "B").model_copy(
        update={"edges": (Edge(from_step="A", to_step="B", kind=EdgeKind.INFORMATION),)}
    )

    assert arrows(gestures.with_step(stream, Step(id="N", name="New"), after="A")) == {"A>B", "A>N"}


def test_removing_a_step_links_its_neighbours():
    assert arrows(gestures.without_step(in_a_row("A", "B", "C"), "B")) == {"A>C"}


def test_removing_one_of_two_branches_draws_no_line_beside_the_other():
    assert arrows(gestures.without_step(FORK, "B")) == {"A>C", "C>D"}


def test_removing_a_step_keeps_the_shares_of_a_choice():
    edges = (Edge(from_step="A", to_step="B", share=0.3), Edge(from_step="A", to_step="C", share=0.7),
             Edge(from_step="B", to_step="D"))  # fmt: skip
    stream = gestures.without_step(FORK.model_copy(update={"edges": edges}), "B")

    assert {(edge.to_step, edge.share) for edge in stream.edges} == {("C", 0.7), ("D", 0.3)}


@pytest.mark.parametrize(
    ("before", "order", "expected"), [(False, "ACBD", {"A>C", "C>B", "B>D"}), (True, "BACD", {"B>A", "A>C", "C>D"})]
)
def test_a_step_moves_right_before_or_after_another_one(before, order, expected):
    stream = gestures.moved_beside(in_a_row(*"ABCD"), "B", "A" if before else "C", before=before)

    assert "".join(step.id for step in stream.steps) == order
    assert arrows(stream) == expected


def test_a_line_that_would_make_a_circle_is_refused_with_the_way_out():
    with pytest.raises(UsageError, match="rework loop"):
        gestures.with_edge(in_a_row("A", "B", "C"), "C", "A")


def test_a_line_to_itself_is_refused():
    with pytest.raises(UsageError, match="circle"):
        gestures.with_edge(in_a_row("A", "B"), "A", "A")


def test_a_loop_drawn_again_takes_what_is_said_now():
    loop = ReworkLoop(from_step="B", to_step="A", probability=0.2, redo_share=0.5)
    once = gestures.with_loop(in_a_row("A", "B"), loop)
    (again,) = gestures.with_loop(once, ReworkLoop(from_step="B", to_step="A", probability=0.3, reason="late")).loops

    assert (again.probability, again.reason, again.redo_share) == (0.3, "late", None)
    assert gestures.without_loop(once, "B", "A").loops == ()


@pytest.mark.parametrize("gesture", [gestures.without_step, lambda stream, gone: gestures.with_edge(stream, "A", gone)])
def test_a_step_that_is_gone_is_said_in_a_sentence(gesture):
    with pytest.raises(UsageError, match="no longer on the map"):
        gesture(in_a_row("A"), "gone")


def changed(stream: ValueStream, choice: int, one: str, other: str) -> ValueStream:
    """Make one of the gestures."""
    return [
        lambda: gestures.with_step(stream, Step(id="N", name="New", team="New team"), after=one),
        lambda: gestures.with_step(stream, Step(id="N", name="New"), after=one, branch=True),
        lambda: gestures.without_step(stream, one),
        lambda: gestures.moved_beside(stream, one, other, before=True),
        lambda: gestures.moved_beside(stream, one, other, before=False),
        lambda: gestures.without_edge(stream, "L2", "L3"),
        lambda: gestures.with_loop(stream, ReworkLoop(from_step=one, to_step=other, probability=0.1)),
    ][choice]()


STEPS = st.sampled_from([step.id for step in lantern().steps])


@given(st.integers(0, 6), STEPS, STEPS)
def test_the_edits_of_a_gesture_lead_to_its_map_and_their_inverses_back(choice, one, other):
    engagement = Engagement(challenge=Challenge(id="x"), stream=lantern())
    wanted = changed(engagement.stream, choice, one, other)
    edits = gestures.edits_to(engagement, wanted)
    after = engagement
    for edit in edits:
        after = apply_edit(after, edit)
    back = after
    for edit in reversed(edits):
        back = apply_edit(back, edit.inverse())

    assert after.stream.steps == wanted.steps
    assert arrows(after.stream) == arrows(wanted)
    assert after.stream.loops == wanted.loops
    assert back == engagement


@given(st.integers(0, 6), STEPS, STEPS)
def test_no_gesture_makes_the_work_run_in_a_circle(choice, one, other):
    stream = changed(lantern(), choice, one, other)

    assert not any(gestures.leads_to(stream.edges, edge.to_step, edge.from_step) for edge in stream.edges)

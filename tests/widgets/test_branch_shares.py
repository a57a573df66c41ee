"""How the work divides after a step: shares read, completed and changed together, and said in the names people see."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.errors import UsageError
from vsm_toolkit.flow_graph import wrong_branches
from vsm_toolkit.model import Edge, EdgeKind, Step, ValueStream
from vsm_toolkit.widgets.branch_shares import (
    branches_after,
    describe_splits,
    shares_problem,
    with_shares,
    without_lone_shares,
)


def fork(*shares: float | None) -> ValueStream:
    """Build a step with a branch for each share."""
    ends = "BCDEFGH"[: len(shares)]
    edges = tuple(Edge(from_step="A", to_step=end, share=share) for end, share in zip(ends, shares, strict=True))
    names = {"A": "Triage", "B": "Fix", "C": "Ask back"}
    return ValueStream(
        name="Fork", steps=tuple(Step(id=one, name=names.get(one, one)) for one in f"A{ends}"), edges=edges
    )


def shares_of(stream: ValueStream) -> list[float | None]:
    """Give the shares in the order of the edges."""
    return [edge.share for edge in stream.edges]


def test_the_branch_left_open_gets_the_rest():
    assert shares_of(with_shares(fork(None, None, None), "A", {"B": 0.6, "C": 0.3, "D": None})) == [0.6, 0.3, 0.1]


def test_all_branches_run_when_no_shares_are_wanted():
    assert shares_of(with_shares(fork(0.6, 0.4), "A", None)) == [None, None]


@pytest.mark.parametrize(
    ("shares", "sentence"),
    [
        ({"B": 0.7, "C": 0.2}, r"70 % \+ 20 % = 90 % of the items, .* 10 % are missing"),
        ({"B": 0.7, "C": 0.7}, "140 % of the items, .* 40 % too much"),
        ({"B": None, "C": None}, "2 branches have no share yet"),
        ({"B": 1.2, "C": None}, "20 % too much"),
    ],
)
def test_shares_that_cannot_add_up_are_refused_with_the_sum(shares, sentence):
    with pytest.raises(UsageError, match=sentence):
        with_shares(fork(None, None), "A", shares)


def test_a_step_that_does_not_branch_says_how_to_draw_a_branch():
    with pytest.raises(UsageError, match="Draw another one first"):
        with_shares(fork(None), "A", {"B": 1.0})


@given(st.lists(st.integers(0, 1000), min_size=2, max_size=7).filter(any))
def test_percentages_of_a_whole_are_always_accepted(parts):
    whole = sum(parts)
    stream = fork(*(None for _ in parts))
    shares = {edge.to_step: part / whole for edge, part in zip(stream.edges[:-1], parts, strict=False)}

    assert wrong_branches(with_shares(stream, "A", shares).edges) == {}


def test_a_line_that_is_left_alone_loses_its_share():
    edges = fork(0.7, 0.3).edges

    assert [edge.share for edge in without_lone_shares(edges)] == [0.7, 0.3]
    assert [edge.share for edge in without_lone_shares(edges[:1])] == [None]


def test_information_is_no_branch():
    told = Edge(from_step="A", to_step="C", kind=EdgeKind.INFORMATION)

    assert branches_after((*fork(None).edges, told)) == {}


@pytest.mark.parametrize(
    ("shares", "sentence"),
    [
        ((0.6, 0.3), "After 'Triage' the branches' shares add up to 90 %, not 100 %: select it and press x."),
        ((0.6, None), "After 'Triage' one branch has no share yet: select it and press x."),
        ((0.6, None, None), "After 'Triage' 2 branches have no share yet: select it and press x."),
        ((0.6, 0.4), ""),
        ((None, None), ""),
    ],
)
def test_what_is_wrong_is_said_with_the_name_of_the_step(shares, sentence):
    assert shares_problem(fork(*shares)) == sentence


def test_the_board_is_told_where_each_branch_leads_and_how_often():
    (split,) = describe_splits(fork(0.333, 0.667))

    assert (split["step"], split["one_of"], split["wrong"]) == ("A", True, False)
    assert [(each["name"], each["share"]) for each in split["branches"]] == [("Fix", "33.3 %"), ("Ask back", "66.7 %")]
    assert describe_splits(fork(None, None))[0]["one_of"] is False

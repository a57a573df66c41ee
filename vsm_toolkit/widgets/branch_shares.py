"""Branches as a team talks about them: all of them run, or an item takes one of them, and how often which.

On the map a branch without a share always runs (AND) and shares of one step add up to 1 (XOR). Here the shares of one
step are read, completed, changed together and described for the board, so that no gesture leaves them half said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vsm_toolkit.display import quoted_name
from vsm_toolkit.durations import format_percent
from vsm_toolkit.errors import UsageError
from vsm_toolkit.flow_graph import SHARE_TOLERANCE, wrong_branches
from vsm_toolkit.model import Edge, EdgeKind, ValueStream


def branches_after(edges: Sequence[Edge]) -> dict[str, list[Edge]]:
    """Give the flow edges that leave each step, for the steps that more than one leaves.

    Examples
    --------
    >>> from vsm_toolkit.model import Edge
    >>> list(branches_after([Edge(from_step="A", to_step="B"), Edge(from_step="A", to_step="C")]))
    ['A']
    """
    leaving: dict[str, list[Edge]] = {}
    for edge in edges:
        if edge.kind is EdgeKind.FLOW:
            leaving.setdefault(edge.from_step, []).append(edge)
    return {step_id: found for step_id, found in leaving.items() if len(found) > 1}


def with_shares(stream: ValueStream, step_id: str, shares: Mapping[str, float | None] | None) -> ValueStream:
    """Say how the work divides after a step, for all its branches at once.

    Parameters
    ----------
    shares : mapping of str to float or None
        0-1 by the id of the step a branch leads to; one branch left open gets the rest. ``None`` instead of a mapping:
        every branch always runs.

    Raises
    ------
    UsageError
        When fewer than two lines leave the step, or the shares cannot add up to 100 %.

    Examples
    --------
    >>> from vsm_toolkit.model import Step
    >>> edges = (Edge(from_step="A", to_step="B"), Edge(from_step="A", to_step="C"))
    >>> fork = ValueStream(name="Fork", steps=tuple(Step(id=one, name=one) for one in "ABC"), edges=edges)
    >>> [edge.share for edge in with_shares(fork, "A", {"B": 0.7, "C": None}).edges]
    [0.7, 0.3]
    """
    branches = branches_after(stream.edges).get(step_id, [])
    if not branches:
        message = "Fewer than two lines leave this step. Draw another one first: b for a new step beside, e for a line."
        raise UsageError(message)
    wanted = {} if shares is None else _completed({edge.to_step: shares.get(edge.to_step) for edge in branches})
    edges = tuple(
        edge.model_copy(update={"share": wanted.get(edge.to_step)}) if edge in branches else edge
        for edge in stream.edges
    )
    return stream.model_copy(update={"edges": edges})


def _completed(shares: Mapping[str, float | None]) -> dict[str, float]:
    known = {to_step: share for to_step, share in shares.items() if share is not None}
    rest = round(1 - sum(known.values()), 9)
    open_ends = [to_step for to_step in shares if to_step not in known]
    if len(open_ends) > 1:
        message = f"{len(open_ends)} branches have no share yet. Fill in all but one; the last one gets the rest."
        raise UsageError(message)
    if open_ends and rest >= 0:
        return known | {open_ends[0]: rest}
    if abs(rest) > SHARE_TOLERANCE:
        given = " + ".join(format_percent(share) for share in known.values())
        off = f"{format_percent(abs(rest))} {'are missing' if rest > 0 else 'too much'}"
        message = f"{given} = {format_percent(1 - rest)} of the items, and together it must be 100 %: {off}."
        raise UsageError(message)
    return known


def without_lone_shares(edges: Sequence[Edge]) -> tuple[Edge, ...]:
    """Take the share off a line that is the only one left after its step: every item takes it now.

    Examples
    --------
    >>> without_lone_shares([Edge(from_step="A", to_step="B", share=0.7)])[0].share is None
    True
    """
    branching = branches_after(edges)
    return tuple(
        edge if edge.share is None or edge.from_step in branching else edge.model_copy(update={"share": None})
        for edge in edges
    )


def shares_problem(stream: ValueStream) -> str:
    """Say which shares do not add up, in the names people see; ``""`` when all do.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> shares_problem(lantern())
    ''
    """
    names = {step.id: quoted_name(step.name) for step in reversed(stream.steps)}
    leaving = branches_after(stream.edges)
    sentences = []
    for step_id in wrong_branches(stream.flow_edges()):
        shares = [edge.share for edge in leaving.get(step_id, ())]
        fault = (
            "one branch has no share yet"
            if shares.count(None) == 1
            else f"{shares.count(None)} branches have no share yet"
        )
        if None not in shares:
            fault = f"the branches' shares add up to {format_percent(sum(each or 0.0 for each in shares))}, not 100 %"
        sentences.append(f"After '{names.get(step_id, step_id)}' {fault}: select it and press x.")
    return " ".join(sentences)


def describe_splits(stream: ValueStream) -> list[dict[str, Any]]:
    """Describe for the board how the work divides, one entry for each step with more than one branch.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> describe_splits(lantern())
    []
    """
    names = {step.id: quoted_name(step.name) for step in reversed(stream.steps)}
    wrong = wrong_branches(stream.flow_edges())
    return [
        {
            "step": step_id,
            "one_of": any(edge.share is not None for edge in branches),
            "wrong": step_id in wrong,
            "branches": [
                {"to": edge.to_step, "name": names.get(edge.to_step, edge.to_step), "share": _typed(edge.share)}
                for edge in branches
            ],
        }
        for step_id, branches in branches_after(stream.edges).items()
    ]


def _typed(share: float | None) -> str:
    return "" if share is None else f"{round(share * 100, 6):g} %"

"""Edits of a map's structure: remove, merge, split and add. Each gives a new map; the original is untouched.

What an edit does to lead time is never stated here: it is recomputed on the new map.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from vsm_toolkit.durations import format_percent
from vsm_toolkit.errors import MapNotComputableError, UsageError
from vsm_toolkit.flow_graph import FlowGraph, wrong_branches
from vsm_toolkit.model import (
    Edge,
    EdgeKind,
    Estimate,
    EvidenceGrade,
    HandoffRecord,
    NumberEstimate,
    ReworkLoop,
    Step,
    TimeEstimate,
    ValueStream,
)

AnyEstimate = TypeVar("AnyEstimate", bound=Estimate)

HOURS_PER_YEAR = 52 * 40
"""Working hours behind "items per year" when a batch has to wait for its items."""


def remove_step(stream: ValueStream, step_id: str) -> ValueStream:
    """Take a step out; its predecessors connect to its successors, its loops, handoff record and waste go with it.

    Raises
    ------
    UsageError
        When the map has no such step, or the shares of a branch would no longer add up to 1.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> [(edge.from_step, edge.to_step) for edge in remove_step(lantern(), "L4").edges][-2:]
    [('L5', 'L6'), ('L3', 'L5')]
    """
    _need_step(stream, step_id, "removed")
    before = [edge for edge in stream.edges if edge.to_step == step_id]
    after = [edge for edge in stream.edges if edge.from_step == step_id]
    bridges = [
        Edge(from_step=one.from_step, to_step=other.to_step, kind=one.kind, share=_bridge_share(one, other))
        for one in before
        for other in after
        if one.kind is other.kind
    ]
    kept = [edge for edge in stream.edges if step_id not in (edge.from_step, edge.to_step)]
    edges = _distinct_edges([*kept, *bridges])
    _refuse_new_wrong_branches(stream, edges, f"{step_id} cannot be removed")
    return stream.model_copy(
        update={
            "steps": tuple(step for step in stream.steps if step.id != step_id),
            "edges": edges,
            "loops": tuple(loop for loop in stream.loops if step_id not in (loop.from_step, loop.to_step)),
            "handoffs": tuple(record for record in stream.handoffs if record.to_step != step_id),
            "waste": tuple(row for row in stream.waste if row.place != step_id),
            "dependencies": tuple(
                row.model_copy(update={"explains_step": None}) if row.explains_step == step_id else row
                for row in stream.dependencies
            ),
        }
    )


def _need_step(stream: ValueStream, step_id: str, what: str) -> Step:
    for step in stream.steps:
        if step.id == step_id:
            return step
    message = f"{step_id!r} cannot be {what}: the map has no step of that id. Check its spelling."
    raise UsageError(message)


def _bridge_share(before: Edge, after: Edge) -> float | None:
    if after.share is None or after.share == 1:
        return before.share
    return after.share if before.share is None else before.share * after.share


def _distinct_edges(edges: Iterable[Edge]) -> tuple[Edge, ...]:
    joined: dict[tuple[str, str, EdgeKind], Edge] = {}
    for edge in edges:
        key = (edge.from_step, edge.to_step, edge.kind)
        joined[key] = _joined_edges(joined[key], edge) if key in joined else edge
    return tuple(joined.values())


def _joined_edges(one: Edge, other: Edge) -> Edge:
    if one.share is None or other.share is None:
        return one.model_copy(update={"share": None})
    return one.model_copy(update={"share": min(1.0, one.share + other.share)})


def _refuse_new_wrong_branches(stream: ValueStream, edges: tuple[Edge, ...], what: str) -> None:
    broken = wrong_branches(edge for edge in edges if edge.kind is EdgeKind.FLOW)
    if broken and not wrong_branches(stream.flow_edges()):
        message = f"{what}: {' '.join(broken.values())} Change the shares there first."
        raise UsageError(message)


def merge_steps(stream: ValueStream, gone: str, into: str) -> ValueStream:
    """Let one team do two neighbouring steps as one: the queue, the handoff and one %C&A between them disappear.

    Process times and delays add up, labour stays, the wait of the earlier step and the %C&A of the later one remain.
    The merged step keeps the id, team and stage of ``into``. Where other work joins or leaves between the two, it now
    waits for both, and lead time can grow.

    Raises
    ------
    UsageError
        When the two are not neighbours, other work runs between them, or some items pass only one of them.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> merged = merge_steps(lantern(), "L4", "L3").step("L3")
    >>> merged.wait_time.value, merged.process_time.value, merged.percent_complete_accurate.value
    (8.0, 21.0, 90.0)
    """
    first, second = _neighbours(stream, gone, into)
    _refuse_detour(stream, first.id, second.id)
    _refuse_partial(stream, first, second)

    def renamed(step_id: str) -> str:
        return into if step_id == gone else step_id

    edges = _renamed_edges(stream, renamed)
    _refuse_new_wrong_branches(stream, edges, f"{first.id} and {second.id} cannot be merged")
    merged = _merged_step(stream.step(into), first, second)
    # What explained the queue between the two explains nothing any more.
    explained = {first.id: into, second.id: None}
    return stream.model_copy(
        update={
            "steps": tuple(merged if step.id == into else step for step in stream.steps if step.id != gone),
            "edges": edges,
            "loops": _merged_loops(stream, first.id, second.id, renamed),
            "handoffs": _merged_records(stream, first.id, second.id, into),
            "waste": tuple(row.model_copy(update={"place": renamed(row.place)}) for row in stream.waste),
            "dependencies": tuple(
                row.model_copy(update={"explains_step": explained.get(row.explains_step, row.explains_step)})
                if row.explains_step
                else row
                for row in stream.dependencies
            ),
        }
    )


def _merged_step(target: Step, first: Step, second: Step) -> Step:
    return target.model_copy(
        update={
            "name": f"{first.name} + {second.name}",
            "wait_time": _graded(first, first.wait_time),
            "process_time": _added(
                _graded(first, first.process_time), _graded(second, second.process_time), needed=True
            ),
            "in_step_delay": _added(
                _graded(first, first.in_step_delay), _graded(second, second.in_step_delay), needed=False
            ),
            "percent_complete_accurate": _graded(second, second.percent_complete_accurate),
            "people": _people_that_keep_labour(first, second),
            "evidence": target.evidence if first.evidence is second.evidence else None,
            **{field: getattr(first, field) for field in ("cadence", "batch_size", "queue_items")},
        }
    )


def _graded(step: Step, estimate: AnyEstimate | None) -> AnyEstimate | None:
    """Write the grade of the step into its number: in the merged step it would take that of the other."""
    return None if estimate is None else estimate.model_copy(update={"grade": step.grade_of(estimate)})


def _merged_records(stream: ValueStream, first: str, second: str, into: str) -> tuple[HandoffRecord, ...]:
    described = any(record.to_step == first for record in stream.handoffs)
    joined_by_others = any(edge.to_step == second and edge.from_step != first for edge in stream.flow_edges())
    kept = second if joined_by_others and not described else first
    return tuple(
        record.model_copy(update={"to_step": into}) if record.to_step == kept else record
        for record in stream.handoffs
        if record.to_step == kept or record.to_step not in (first, second)
    )


def _neighbours(stream: ValueStream, one: str, other: str) -> tuple[Step, Step]:
    for edge in stream.flow_edges():
        if {edge.from_step, edge.to_step} == {one, other} and one != other:
            return stream.step(edge.from_step), stream.step(edge.to_step)
    message = f"{one} and {other} cannot be merged: no flow edge connects them. Merge neighbours, one pair at a time."
    raise UsageError(message)


def _refuse_detour(stream: ValueStream, first: str, second: str) -> None:
    reached = {edge.to_step for edge in stream.flow_edges() if edge.from_step == first and edge.to_step != second}
    grown = True
    while grown:
        more = {edge.to_step for edge in stream.flow_edges() if edge.from_step in reached} - reached
        grown = bool(more)
        reached |= more
    if second in reached:
        message = (
            f"{first} and {second} cannot be merged: other work runs between them, so one step would wait for itself. "
            "Merge the steps of that branch first."
        )
        raise UsageError(message)


def _refuse_partial(stream: ValueStream, first: Step, second: Step) -> None:
    try:
        routes = FlowGraph(stream).routes
    except MapNotComputableError as problem:
        message = f"{first.id} and {second.id} cannot be merged: {problem.message}"
        raise UsageError(message) from None
    partly = sum(route.share for route in routes if (first.id in route.step_ids) != (second.id in route.step_ids))
    if partly > 0:
        message = (
            f"{first.id} and {second.id} cannot be merged: {format_percent(partly)} of the items pass only one of them."
        )
        raise UsageError(message)


def _added(one: TimeEstimate | None, other: TimeEstimate | None, *, needed: bool) -> TimeEstimate | None:
    if one is None or other is None:
        return None if needed else one or other
    has_range = any(part is not None for part in (one.low, one.high, other.low, other.high))
    low, high = one.spread()[0] + other.spread()[0], one.spread()[1] + other.spread()[1]
    return TimeEstimate(
        value=one.value + other.value,
        low=low if has_range else None,
        high=high if has_range else None,
        grade=_weakest(one.grade, other.grade),
    )


def _weakest(one: EvidenceGrade | None, other: EvidenceGrade | None) -> EvidenceGrade | None:
    if one is None or other is None:
        return None
    return max(one, other, key=list(EvidenceGrade).index)


def _people_that_keep_labour(first: Step, second: Step) -> NumberEstimate | None:
    parts = [
        (step.process_time.value, step.people.value if step.people else 1.0)
        for step in (first, second)
        if step.process_time
    ]
    hours = sum(process for process, _ in parts)
    if not hours or len(parts) < 2:
        return first.people or second.people
    return NumberEstimate(value=sum(process * people for process, people in parts) / hours)


def _renamed_edges(stream: ValueStream, renamed: Callable[[str], str]) -> tuple[Edge, ...]:
    moved = [
        edge.model_copy(update={"from_step": renamed(edge.from_step), "to_step": renamed(edge.to_step)})
        for edge in stream.edges
    ]
    return _distinct_edges([edge for edge in moved if edge.from_step != edge.to_step])


def _merged_loops(
    stream: ValueStream, first: str, second: str, renamed: Callable[[str], str]
) -> tuple[ReworkLoop, ...]:
    # Only what the first part lets through can be sent back by the second.
    let_through = 1 - sum(loop.probability or 0.0 for loop in stream.loops if loop.from_step == first)
    joined: dict[tuple[str, str], ReworkLoop] = {}
    for loop in stream.loops:
        key = (renamed(loop.from_step), renamed(loop.to_step))
        moved = loop.model_copy(update={"from_step": key[0], "to_step": key[1]})
        if loop.from_step == second and loop.probability is not None:
            moved = moved.model_copy(update={"probability": loop.probability * max(0.0, let_through)})
        joined[key] = _joined_loops(joined[key], moved) if key in joined else moved
    return tuple(joined.values())


def _joined_loops(one: ReworkLoop, other: ReworkLoop) -> ReworkLoop:
    known = one.probability is not None and other.probability is not None
    return one.model_copy(
        update={"probability": (one.probability or 0.0) + (other.probability or 0.0) if known else None}
    )


def split_step(stream: ValueStream, step_id: str, new_id: str, share: float = 0.5) -> ValueStream:
    """Split a step in two in a row: the second part is new, has no wait, and takes the %C&A of the whole.

    Parameters
    ----------
    new_id : str
        Id of the second part.
    share : float
        Share of the process time that goes to the second part, 0-1.

    Raises
    ------
    UsageError
        When the map has no such step or already one of the new id, or the share is outside 0 to 1.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> parts = split_step(lantern(), "L3", "L3b", share=0.25)
    >>> parts.step("L3").process_time.value, parts.step("L3b").process_time.value
    (15.0, 5.0)
    """
    whole = _need_step(stream, step_id, "split")
    if any(step.id == new_id for step in stream.steps):
        message = f"{step_id} cannot be split into {new_id}: the map already has a step of that id. Choose another one."
        raise UsageError(message)
    if not 0 <= share <= 1:
        message = f"{step_id} cannot be split: expected a share from 0 to 1, found {share:g}."
        raise UsageError(message)
    first = whole.model_copy(
        update={"process_time": _part(whole.process_time, 1 - share), "percent_complete_accurate": None}
    )
    second = whole.model_copy(
        update={
            "id": new_id,
            "name": f"{whole.name} (second part)",
            "wait_time": TimeEstimate(value=0.0),
            "in_step_delay": None,
            **dict.fromkeys(("cadence", "batch_size", "queue_items")),
            "process_time": _part(whole.process_time, share),
        }
    )
    position = next(index for index, step in enumerate(stream.steps) if step.id == step_id)
    steps = [*stream.steps[:position], first, second, *stream.steps[position + 1 :]]
    edges = [
        edge.model_copy(update={"from_step": new_id}) if edge.from_step == step_id else edge for edge in stream.edges
    ]
    loops = tuple(
        loop.model_copy(update={"from_step": new_id}) if loop.from_step == step_id else loop for loop in stream.loops
    )
    between = Edge(from_step=step_id, to_step=new_id)
    return stream.model_copy(update={"steps": tuple(steps), "edges": (*edges, between), "loops": loops})


def _part(estimate: TimeEstimate | None, share: float) -> TimeEstimate | None:
    return None if estimate is None else _scaled(estimate, share)


def _scaled(estimate: TimeEstimate, factor: float) -> TimeEstimate:
    low, high = (None if part is None else part * factor for part in (estimate.low, estimate.high))
    return estimate.model_copy(update={"value": estimate.value * factor, "low": low, "high": high})


def add_edge(stream: ValueStream, from_step: str, to_step: str) -> ValueStream:
    """Draw a flow edge between two steps; drawing it twice changes nothing.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> len(add_edge(lantern(), "L2", "L4").edges)
    6
    """
    if any((edge.from_step, edge.to_step) == (from_step, to_step) for edge in stream.flow_edges()):
        return stream
    edge = Edge(from_step=from_step, to_step=to_step, kind=EdgeKind.FLOW)
    return stream.model_copy(update={"edges": (*stream.edges, edge)})


def add_loop(stream: ValueStream, from_step: str, to_step: str) -> ValueStream:
    """Draw a rework loop whose probability is not known yet; drawing it twice changes nothing.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> add_loop(lantern(), "L5", "L3").loops[0].probability is None
    True
    """
    if any((loop.from_step, loop.to_step) == (from_step, to_step) for loop in stream.loops):
        return stream
    return stream.model_copy(update={"loops": (*stream.loops, ReworkLoop(from_step=from_step, to_step=to_step))})


def wait_after_cadence(step: Step, cadence: float) -> Estimate | None:
    """Give the wait of a gate that opens more or less often: half the difference between openings (M22).

    Returns
    -------
    Estimate or None
        Unchanged while the old cadence or the wait is not known.

    Examples
    --------
    >>> weekly = Step(id="B", name="Board", wait_time=TimeEstimate(value=36), cadence=40)
    >>> wait_after_cadence(weekly, 8).value
    20.0
    """
    if step.wait_time is None or step.cadence is None:
        return step.wait_time
    return _moved(step.wait_time, (cadence - step.cadence) / 2)


def wait_after_batch(step: Step, batch_size: float, items_per_year: float | None) -> Estimate | None:
    """Give the wait of a step that collects more or fewer items before it starts: (B - 1) / (2 x demand) (M23).

    Returns
    -------
    Estimate or None
        Unchanged while the old batch size, the demand or the wait is not known.

    Examples
    --------
    >>> step = Step(id="B", name="Release", wait_time=TimeEstimate(value=240), batch_size=12)
    >>> wait_after_batch(step, 1, items_per_year=52).value
    20.0
    """
    if step.wait_time is None or step.batch_size is None or not items_per_year:
        return step.wait_time
    hours_per_item = HOURS_PER_YEAR / items_per_year
    return _moved(step.wait_time, (batch_size - step.batch_size) / 2 * hours_per_item)


def _moved(wait: TimeEstimate, hours: float) -> TimeEstimate:
    """Make a wait longer; a range keeps its relative width, and a grade does not outlive the number it was given to."""
    moved = max(0.0, wait.value + hours)
    scaled = _scaled(wait, moved / wait.value) if wait.value else wait.model_copy(update={"low": None, "high": None})
    return scaled.model_copy(update={"value": moved, "grade": None, "sample_size": None, "source": None})


STRUCTURAL: Mapping[str, tuple[str, ...]] = {
    "steps": ("added", "removed", "merged_into", "split_into"),
    "edges": ("added", "removed"),
    "loops": ("added", "removed"),
    "handoffs": ("added", "removed"),
    "dependencies": ("removed",),
    "waste": ("removed",),
}
"""What a change can do to a row as a whole, by table, in place of naming a field."""

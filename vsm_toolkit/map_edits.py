"""Edits of a map's structure: remove, merge, split and add. Each gives a new map; the original is untouched.

What an edit does to lead time is never stated here: it is recomputed on the new map.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from vsm_toolkit.errors import UsageError
from vsm_toolkit.model import (
    Edge,
    EdgeKind,
    Estimate,
    EvidenceGrade,
    NumberEstimate,
    ReworkLoop,
    Step,
    TimeEstimate,
    ValueStream,
)

HOURS_PER_YEAR = 52 * 40
"""Working hours behind "items per year" when a batch has to wait for its items."""


def remove_step(stream: ValueStream, step_id: str) -> ValueStream:
    """Take a step out; its predecessors connect to its successors, its loops, handoff record and waste go with it.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> [(edge.from_step, edge.to_step) for edge in remove_step(lantern(), "L4").edges][-2:]
    [('L5', 'L6'), ('L3', 'L5')]
    """
    before = [edge for edge in stream.edges if edge.to_step == step_id]
    after = [edge for edge in stream.edges if edge.from_step == step_id]
    bridges = [
        Edge(from_step=one.from_step, to_step=other.to_step, kind=one.kind, share=_bridge_share(one, other))
        for one in before
        for other in after
        if one.kind is other.kind
    ]
    kept = [edge for edge in stream.edges if step_id not in (edge.from_step, edge.to_step)]
    return stream.model_copy(
        update={
            "steps": tuple(step for step in stream.steps if step.id != step_id),
            "edges": _distinct_edges([*kept, *bridges]),
            "loops": tuple(loop for loop in stream.loops if step_id not in (loop.from_step, loop.to_step)),
            "handoffs": tuple(record for record in stream.handoffs if record.to_step != step_id),
            "waste": tuple(row for row in stream.waste if row.place != step_id),
            "dependencies": tuple(
                row.model_copy(update={"explains_step": None}) if row.explains_step == step_id else row
                for row in stream.dependencies
            ),
        }
    )


def _bridge_share(before: Edge, after: Edge) -> float | None:
    if before.share is None and after.share is None:
        return None
    return (1.0 if before.share is None else before.share) * (1.0 if after.share is None else after.share)


def _distinct_edges(edges: list[Edge]) -> tuple[Edge, ...]:
    return tuple({(edge.from_step, edge.to_step, edge.kind): edge for edge in edges}.values())


def merge_steps(stream: ValueStream, gone: str, into: str) -> ValueStream:
    """Let one team do two neighbouring steps as one: the queue, the handoff and one %C&A between them disappear.

    Process times and delays add up, labour stays, the wait of the earlier step and the %C&A of the later one remain.
    The merged step keeps the id, team and stage of ``into``.

    Raises
    ------
    UsageError
        When the two are not neighbours, or other work runs between them.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> merged = merge_steps(lantern(), "L4", "L3").step("L3")
    >>> merged.wait_time.value, merged.process_time.value, merged.percent_complete_accurate.value
    (8.0, 21.0, 90.0)
    """
    first, second = _neighbours(stream, gone, into)
    _refuse_detour(stream, first.id, second.id)
    target = stream.step(into)
    merged = target.model_copy(
        update={
            "name": f"{first.name} + {second.name}",
            "wait_time": first.wait_time,
            "process_time": _added(first.process_time, second.process_time, needed=True),
            "in_step_delay": _added(first.in_step_delay, second.in_step_delay, needed=False),
            "percent_complete_accurate": second.percent_complete_accurate,
            "people": _people_that_keep_labour(first, second),
        }
    )

    def renamed(step_id: str) -> str:
        return into if step_id == gone else step_id

    records = tuple(
        record.model_copy(update={"to_step": into}) if record.to_step == first.id else record
        for record in stream.handoffs
        if record.to_step != second.id
    )
    return stream.model_copy(
        update={
            "steps": tuple(merged if step.id == into else step for step in stream.steps if step.id != gone),
            "edges": _renamed_edges(stream, renamed),
            "loops": _renamed_loops(stream, renamed),
            "handoffs": records,
            "waste": tuple(row.model_copy(update={"place": renamed(row.place)}) for row in stream.waste),
            "dependencies": tuple(
                row.model_copy(update={"explains_step": renamed(row.explains_step) if row.explains_step else None})
                for row in stream.dependencies
            ),
        }
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


def _added(one: TimeEstimate | None, other: TimeEstimate | None, *, needed: bool) -> TimeEstimate | None:
    if one is None or other is None:
        return None if needed else one or other
    has_range = any(part is not None for part in (one.low, one.high, other.low, other.high))
    low, high = one.spread()[0] + other.spread()[0], one.spread()[1] + other.spread()[1]
    order = list(EvidenceGrade)
    grades = [each.grade for each in (one, other) if each.grade]
    return TimeEstimate(
        value=one.value + other.value,
        low=low if has_range else None,
        high=high if has_range else None,
        grade=max(grades, key=order.index) if grades else None,
    )


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


def _renamed_loops(stream: ValueStream, renamed: Callable[[str], str]) -> tuple[ReworkLoop, ...]:
    joined: dict[tuple[str, str], ReworkLoop] = {}
    for loop in stream.loops:
        key = (renamed(loop.from_step), renamed(loop.to_step))
        moved = loop.model_copy(update={"from_step": key[0], "to_step": key[1]})
        joined[key] = _joined_loops(joined[key], moved) if key in joined else moved
    return tuple(joined.values())


def _joined_loops(one: ReworkLoop, other: ReworkLoop) -> ReworkLoop:
    if one.probability is None or other.probability is None:
        return one.model_copy(update={"probability": None})
    return one.model_copy(update={"probability": one.probability + other.probability})


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
        When the map already has a step of that id, or the share is outside 0 to 1.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> parts = split_step(lantern(), "L3", "L3b", share=0.25)
    >>> parts.step("L3").process_time.value, parts.step("L3b").process_time.value
    (15.0, 5.0)
    """
    if any(step.id == new_id for step in stream.steps):
        message = f"{step_id} cannot be split into {new_id}: the map already has a step of that id. Choose another one."
        raise UsageError(message)
    if not 0 <= share <= 1:
        message = f"{step_id} cannot be split: expected a share from 0 to 1, found {share:g}."
        raise UsageError(message)
    whole = stream.step(step_id)
    first = whole.model_copy(
        update={"process_time": _scaled(whole.process_time, 1 - share), "percent_complete_accurate": None}
    )
    second = whole.model_copy(
        update={
            "id": new_id,
            "name": f"{whole.name} (second part)",
            "wait_time": TimeEstimate(value=0.0),
            "in_step_delay": None,
            "process_time": _scaled(whole.process_time, share),
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


def _scaled(estimate: TimeEstimate | None, factor: float) -> TimeEstimate | None:
    if estimate is None:
        return None
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
    return TimeEstimate(value=max(0.0, step.wait_time.value + (cadence - step.cadence) / 2), grade=step.wait_time.grade)


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
    saved = (batch_size - step.batch_size) / 2 * hours_per_item
    return TimeEstimate(value=max(0.0, step.wait_time.value + saved), grade=step.wait_time.grade)


STRUCTURAL: Mapping[str, tuple[str, ...]] = {
    "steps": ("added", "removed", "merged_into", "split_into"),
    "edges": ("added", "removed"),
    "loops": ("added", "removed"),
    "handoffs": ("added", "removed"),
    "dependencies": ("removed",),
    "waste": ("removed",),
}
"""What a change can do to a row as a whole, by table, in place of naming a field."""

"""What a gesture on the map board does to the map, as a function from map to map, and the edits that lead there.

A step added after another one is linked to it; a step taken out leaves its neighbours linked, unless another way leads
from one to the other anyway.
"""

from __future__ import annotations

from collections.abc import Sequence

from vsm_toolkit.errors import UsageError
from vsm_toolkit.history import Edit, apply_edit, key_of, row_values, rows_of
from vsm_toolkit.model import Edge, EdgeKind, Engagement, Entity, ReworkLoop, Step, Team, ValueStream
from vsm_toolkit.widgets.branch_shares import without_lone_shares

TABLES = ("teams", "steps", "edges", "loops", "handoffs", "waste", "dependencies")


def edits_to(engagement: Engagement, stream: ValueStream) -> tuple[Edit, ...]:
    """List the edits that turn an engagement's map into another one, in an order in which each can be applied.

    Examples
    --------
    >>> from vsm_toolkit.model import Challenge
    >>> from vsm_toolkit.samples import lantern
    >>> engagement = Engagement(challenge=Challenge(id="x"), stream=lantern())
    >>> [(edit.table, edit.key, edit.new) for edit in edits_to(engagement, without_edge(lantern(), "L1", "L2"))]
    [('edges', 'L1>L2', None)]
    """
    edits: list[Edit] = []
    for table in reversed(TABLES):
        edits += _removals(engagement, table, getattr(stream, table))
    for edit in edits:
        engagement = apply_edit(engagement, edit)
    for table in TABLES:
        for edit in _additions(engagement, table, getattr(stream, table)):
            engagement = apply_edit(engagement, edit)
            edits.append(edit)
    return tuple(edits)


def _removals(engagement: Engagement, table: str, wanted: Sequence[Entity]) -> list[Edit]:
    kept = {key_of(table, row) for row in wanted}
    gone = [(place, row) for place, row in enumerate(rows_of(engagement, table)) if key_of(table, row) not in kept]
    # From the last to the first, so that every place is right when its turn comes, both ways.
    return [
        Edit(table, key_of(table, row), "removed", {"row": row_values(row), "place": place}, None)
        for place, row in reversed(gone)
    ]


def _additions(engagement: Engagement, table: str, wanted: Sequence[Entity]) -> list[Edit]:
    there = {key_of(table, row): row for row in rows_of(engagement, table)}
    order = list(there)
    edits = []
    for place, row in enumerate(wanted):
        key = key_of(table, row)
        if key not in there:
            edits.append(Edit(table, key, "added", None, {"row": row_values(row), "place": place}))
            order.insert(place, key)
            continue
        if table == "steps" and order.index(key) != place:
            edits.append(Edit(table, key, "moved", order.index(key), place))
            order.remove(key)
            order.insert(place, key)
        if row is not there[key]:
            edits += _field_edits(table, key, there[key], row)
    return edits


def _field_edits(table: str, key: str, one: Entity, other: Entity) -> list[Edit]:
    before, after = row_values(one), row_values(other)
    names = [name for name in dict.fromkeys((*before, *after)) if before.get(name) != after.get(name)]
    return [Edit(table, key, name, before.get(name), after.get(name)) for name in names]


def with_team(stream: ValueStream, name: str | None) -> ValueStream:
    """Add a team nobody has named before."""
    if name is None or any(team.name == name for team in stream.teams):
        return stream
    return stream.model_copy(update={"teams": (*stream.teams, Team(name=name))})


def with_step(stream: ValueStream, step: Step, *, after: str | None = None, branch: bool = False) -> ValueStream:
    """Add a step behind another one; the edges that left it now leave the new one, unless it is a new branch.

    Parameters
    ----------
    after : str or None
        Id of the step before; ``None`` puts the step at the end without an edge.
    branch : bool
        Leave the edges of the step before as they are: the new step runs beside what follows.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> [key_of("edges", edge) for edge in with_step(lantern(), Step(id="N", name="New"), after="L1").edges][:2]
    ['N>L2', 'L2>L3']
    """
    if any(each.id == step.id for each in stream.steps):
        return stream
    stream = with_team(stream, step.team)
    ids = [each.id for each in stream.steps]
    if after is None or after not in ids:
        return stream.model_copy(update={"steps": (*stream.steps, step)})
    place = ids.index(after) + 1
    edges = stream.edges if branch else tuple(_leaving(edge, after, step.id) for edge in stream.edges)
    return stream.model_copy(
        update={
            "steps": (*stream.steps[:place], step, *stream.steps[place:]),
            "edges": (*edges, Edge(from_step=after, to_step=step.id)),
        }
    )


def _leaving(edge: Edge, before: str, now: str) -> Edge:
    is_flow = edge.from_step == before and edge.kind is EdgeKind.FLOW
    return edge.model_copy(update={"from_step": now}) if is_flow else edge


def _entering(edge: Edge, before: str, now: str) -> Edge:
    is_flow = edge.to_step == before and edge.kind is EdgeKind.FLOW
    return edge.model_copy(update={"to_step": now}) if is_flow else edge


def unlinked(stream: ValueStream, step_id: str) -> ValueStream:
    """Take a step out of the flow; its neighbours are linked where no other way leads from one to the other.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> key_of("edges", unlinked(lantern(), "L2").edges[-1])
    'L1>L3'
    """
    before = [edge for edge in stream.flow_edges() if edge.to_step == step_id]
    after = [edge for edge in stream.flow_edges() if edge.from_step == step_id]
    edges = [edge for edge in stream.edges if edge not in before and edge not in after]
    for one in before:
        for other in after:
            if not leads_to(edges, one.from_step, other.to_step):
                share = one.share if other.share is None else (one.share or 1.0) * other.share
                edges.append(Edge(from_step=one.from_step, to_step=other.to_step, share=share))
    return stream.model_copy(update={"edges": without_lone_shares(edges)})


def leads_to(edges: Sequence[Edge], start: str, end: str) -> bool:
    """Say whether work can flow from one step to another.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> leads_to(lantern().edges, "L1", "L6"), leads_to(lantern().edges, "L6", "L1")
    (True, False)
    """
    following: dict[str, list[str]] = {}
    for edge in edges:
        if edge.kind is EdgeKind.FLOW:
            following.setdefault(edge.from_step, []).append(edge.to_step)
    reached, waiting = {start}, [start]
    while waiting:
        for step_id in following.get(waiting.pop(), ()):
            if step_id not in reached:
                reached.add(step_id)
                waiting.append(step_id)
    return end in reached


def without_step(stream: ValueStream, step_id: str) -> ValueStream:
    """Remove a step with its loops, handoff record and waste; its neighbours are linked instead.

    Raises
    ------
    UsageError
        When the map has no such step.
    """
    step_of(stream, step_id)
    stream = unlinked(stream, step_id)
    return stream.model_copy(
        update={
            "steps": tuple(step for step in stream.steps if step.id != step_id),
            "edges": tuple(edge for edge in stream.edges if step_id not in (edge.from_step, edge.to_step)),
            "loops": tuple(loop for loop in stream.loops if step_id not in (loop.from_step, loop.to_step)),
            "handoffs": tuple(record for record in stream.handoffs if record.to_step != step_id),
            "waste": tuple(row for row in stream.waste if row.place != step_id),
            "dependencies": tuple(
                row.model_copy(update={"explains_step": None}) if row.explains_step == step_id else row
                for row in stream.dependencies
            ),
        }
    )


def moved_beside(stream: ValueStream, step_id: str, other_id: str, *, before: bool) -> ValueStream:
    """Put a step right before or right after another one in the flow and in the list of steps.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> [step.id for step in moved_beside(lantern(), "L2", "L3", before=False).steps][:3]
    ['L1', 'L3', 'L2']
    """
    step, _ = step_of(stream, step_id), step_of(stream, other_id)
    if step_id == other_id:
        return stream
    stream = unlinked(stream, step_id)
    relink = _entering if before else _leaving
    edges = tuple(relink(edge, other_id, step_id) for edge in stream.edges)
    link = Edge(from_step=step_id, to_step=other_id) if before else Edge(from_step=other_id, to_step=step_id)
    steps = [each for each in stream.steps if each.id != step_id]
    place = [each.id for each in steps].index(other_id) + (0 if before else 1)
    steps.insert(place, step)
    return stream.model_copy(update={"steps": tuple(steps), "edges": (*edges, link)})


def with_edge(stream: ValueStream, from_step: str, to_step: str) -> ValueStream:
    """Draw an edge; drawing it twice changes nothing.

    Raises
    ------
    UsageError
        When it would lead back to where the work came from.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> len(with_edge(lantern(), "L2", "L4").edges)
    6
    """
    first, second = step_of(stream, from_step), step_of(stream, to_step)
    if any((edge.from_step, edge.to_step) == (from_step, to_step) for edge in stream.edges):
        return stream
    if leads_to(stream.edges, to_step, from_step):
        message = (
            f"A line from {first.name!r} to {second.name!r} would make the work run in a circle. "
            "For work that comes back, draw a rework loop (r)."
        )
        raise UsageError(message)
    return stream.model_copy(update={"edges": (*stream.edges, Edge(from_step=from_step, to_step=to_step))})


def without_edge(stream: ValueStream, from_step: str, to_step: str) -> ValueStream:
    """Take an edge away; taking it away twice changes nothing."""
    kept = tuple(edge for edge in stream.edges if (edge.from_step, edge.to_step) != (from_step, to_step))
    return stream.model_copy(update={"edges": without_lone_shares(kept)})


def with_loop(stream: ValueStream, loop: ReworkLoop) -> ValueStream:
    """Draw a rework loop, or change how often and why an existing one is taken and how much is done again.

    Raises
    ------
    UsageError
        When one of its steps is gone.
    """
    step_of(stream, loop.from_step)
    step_of(stream, loop.to_step)
    ends = (loop.from_step, loop.to_step)
    if any((each.from_step, each.to_step) == ends for each in stream.loops):
        changed = {"probability": loop.probability, "reason": loop.reason, "redo_share": loop.redo_share}
        loops = tuple(
            each.model_copy(update=changed) if (each.from_step, each.to_step) == ends else each for each in stream.loops
        )
        return stream.model_copy(update={"loops": loops})
    return stream.model_copy(update={"loops": (*stream.loops, loop)})


def without_loop(stream: ValueStream, from_step: str, to_step: str) -> ValueStream:
    """Take a rework loop away; taking it away twice changes nothing."""
    kept = tuple(loop for loop in stream.loops if (loop.from_step, loop.to_step) != (from_step, to_step))
    return stream.model_copy(update={"loops": kept})


def step_of(stream: ValueStream, step_id: str) -> Step:
    """Find a step by its id.

    Raises
    ------
    UsageError
        When it is no longer on the map.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> step_of(lantern(), "L1").name
    'Triage request'
    """
    try:
        return stream.step(step_id)
    except KeyError:
        message = (
            "This step is no longer on the map; somebody may have removed it. Press Ctrl+Z to bring back your own."
        )
        raise UsageError(message) from None

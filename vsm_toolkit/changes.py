"""Applying dated, kinded edits to a map: the edits are data, the map they give is new.

Kinds matter (a correction restates the baseline, an improvement moves away from it), and so does how far a change has
come (done, in progress, projected). Both are chosen here by name, never mixed silently.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from pydantic import ValidationError

from vsm_toolkit.errors import UsageError
from vsm_toolkit.model import (
    Change,
    ChangeKind,
    ChangeStatus,
    Edge,
    Engagement,
    Entity,
    Estimate,
    NumberEstimate,
    Step,
    TimeEstimate,
    ValueStream,
)

ESTIMATE_TYPES: dict[str, type[Estimate]] = {
    "wait_time": TimeEstimate,
    "process_time": TimeEstimate,
    "in_step_delay": TimeEstimate,
    "percent_complete_accurate": NumberEstimate,
    "people": NumberEstimate,
}
"""The fields of a step that hold a number with its evidence."""

KEY_FIELDS: dict[str, tuple[str, ...]] = {
    "steps": ("id",),
    "edges": ("from_step", "to_step"),
    "loops": ("from_step", "to_step"),
    "handoffs": ("to_step",),
    "dependencies": ("id",),
    "waste": ("id",),
}
"""The tables a change can touch and the fields that name one of their rows."""


def row_key(table: str, row: Entity) -> str:
    """Name a row the way a change does: ``"A09"``, or ``"A09>A06"`` for edges and loops.

    Examples
    --------
    >>> row_key("edges", Edge(from_step="A", to_step="B"))
    'A>B'
    """
    return ">".join(str(getattr(row, field)) for field in KEY_FIELDS[table])


def apply_changes(stream: ValueStream, changes: Iterable[Change]) -> ValueStream:
    """Apply changes in the order given and return the new map; the original is untouched.

    Removing a step connects its predecessors to its successors and drops its loops, handoff record and waste. A new
    point value keeps the old range's relative width until the team gives a new one.

    Raises
    ------
    UsageError
        When a change names a table, row or field the map does not have, or a value the field cannot hold.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> sooner = Change(kind="improvement", status="done", key="L6", field="wait_time", value=6)
    >>> after = apply_changes(lantern(), [sooner])
    >>> after.step("L6").wait_time.value
    6.0
    """
    for change in changes:
        stream = _apply(stream, change)
    return stream


def _apply(stream: ValueStream, change: Change) -> ValueStream:
    if change.table not in KEY_FIELDS:
        message = f"A change names the table {change.table!r}; the tables are {', '.join(KEY_FIELDS)}."
        raise UsageError(message)
    rows: tuple[Entity, ...] = getattr(stream, change.table)
    if all(row_key(change.table, row) != change.key for row in rows):
        message = f"A change names {change.key!r} in {change.table}, which this map does not have. Check its spelling."
        raise UsageError(message)
    if change.field == "removed":
        return _without(stream, change)
    edited = tuple(_edit(row, change) if row_key(change.table, row) == change.key else row for row in rows)
    return stream.model_copy(update={change.table: edited})


def _edit(row: Entity, change: Change) -> Entity:
    if change.field not in type(row).model_fields or change.field in KEY_FIELDS[change.table]:
        message = f"A change names the field {change.field!r} of {change.table} {change.key}, which cannot be changed."
        raise UsageError(message)
    value: Any = change.value
    if isinstance(row, Step) and change.field in ESTIMATE_TYPES and value is not None:
        value = _new_estimate(getattr(row, change.field), change)
    try:
        return row.with_changes(**{change.field: value})
    except ValidationError as problem:
        message = (
            f"A change gives {change.field} of {change.table} {change.key} the value {change.value!r}, which it cannot "
            f"hold: {problem.errors()[0]['msg'].lower()}. Correct the value, or the field."
        )
        raise UsageError(message) from problem


def _new_estimate(old: Estimate | None, change: Change) -> Estimate:
    kind = ESTIMATE_TYPES[change.field]
    if isinstance(change.value, bool | str) or change.value is None:
        message = f"The change of {change.field} at {change.key} needs a number, not {change.value!r}."
        raise UsageError(message)
    value = float(change.value)
    factor = value / old.value if old is not None and old.value else None
    low = old.low * factor if old is not None and old.low is not None and factor is not None else None
    high = old.high * factor if old is not None and old.high is not None and factor is not None else None
    if change.field == "percent_complete_accurate" and high is not None:
        high = max(value, min(100.0, high))
    return kind(value=value, low=low, high=high, grade=change.grade)


def _without(stream: ValueStream, change: Change) -> ValueStream:
    if change.table != "steps":
        rows = (row for row in getattr(stream, change.table) if row_key(change.table, row) != change.key)
        return stream.model_copy(update={change.table: tuple(rows)})
    gone = change.key
    incoming = [edge for edge in stream.edges if edge.to_step == gone]
    outgoing = [edge for edge in stream.edges if edge.from_step == gone]
    bridges = [
        Edge(from_step=before.from_step, to_step=after.to_step, kind=before.kind, share=_bridge_share(before, after))
        for before in incoming
        for after in outgoing
        if before.kind is after.kind and gone not in (before.from_step, after.to_step)
    ]
    kept = [edge for edge in stream.edges if gone not in (edge.from_step, edge.to_step)]
    return stream.model_copy(
        update={
            "steps": tuple(step for step in stream.steps if step.id != gone),
            "edges": _joined(kept, bridges),
            "loops": tuple(loop for loop in stream.loops if gone not in (loop.from_step, loop.to_step)),
            "handoffs": tuple(record for record in stream.handoffs if record.to_step != gone),
            "waste": tuple(row for row in stream.waste if row.place != gone),
            "dependencies": tuple(
                row.model_copy(update={"explains_step": None}) if row.explains_step == gone else row
                for row in stream.dependencies
            ),
        }
    )


def _joined(kept: Iterable[Edge], bridges: Iterable[Edge]) -> tuple[Edge, ...]:
    """Add bridges; one that runs beside an edge already there gives it its share of the items."""
    edges = {(edge.from_step, edge.to_step, edge.kind): edge for edge in kept}
    for bridge in bridges:
        place = (bridge.from_step, bridge.to_step, bridge.kind)
        beside = edges.get(place)
        if beside is None:
            edges[place] = bridge
        elif beside.share is not None and bridge.share is not None:
            edges[place] = beside.with_changes(share=min(1.0, beside.share + bridge.share))
    return tuple(edges.values())


def _bridge_share(before: Edge, after: Edge) -> float | None:
    if before.share is None and after.share is None:
        return None
    return (1.0 if before.share is None else before.share) * (1.0 if after.share is None else after.share)


def select_changes(
    engagement: Engagement, *, kinds: Collection[ChangeKind], statuses: Collection[ChangeStatus]
) -> tuple[Change, ...]:
    """Pick changes by kind and status, in the order of their dates (undated first, then as written).

    Examples
    --------
    >>> from vsm_toolkit.model import Challenge
    >>> engagement = Engagement(challenge=Challenge(id="x"), stream=ValueStream(name="X"))
    >>> select_changes(engagement, kinds=set(ChangeKind), statuses=set(ChangeStatus))
    ()
    """
    chosen = [each for each in engagement.changes if each.kind in kinds and each.status in statuses]
    return tuple(sorted(chosen, key=lambda each: each.on.toordinal() if each.on else 0))


RESTATING = frozenset({ChangeKind.CORRECTION, ChangeKind.DISCOVERY})
"""Kinds of change that say the first map was wrong or incomplete, so that they restate the baseline."""


def restated_baseline(engagement: Engagement) -> ValueStream:
    """Give the baseline with every correction and discovery applied; all comparisons use it.

    Examples
    --------
    >>> from vsm_toolkit.model import Challenge
    >>> restated_baseline(Engagement(challenge=Challenge(id="x"), stream=ValueStream(name="X"))).name
    'X'
    """
    return apply_changes(
        engagement.stream, select_changes(engagement, kinds=RESTATING, statuses=frozenset(ChangeStatus))
    )


def map_after(engagement: Engagement, statuses: Collection[ChangeStatus]) -> ValueStream:
    """Give the restated baseline with the improvements of some statuses applied.

    Examples
    --------
    >>> from vsm_toolkit.model import Challenge
    >>> engagement = Engagement(challenge=Challenge(id="x"), stream=ValueStream(name="X"))
    >>> map_after(engagement, {ChangeStatus.DONE}).name
    'X'
    """
    improvements = select_changes(engagement, kinds={ChangeKind.IMPROVEMENT}, statuses=statuses)
    return apply_changes(restated_baseline(engagement), improvements)

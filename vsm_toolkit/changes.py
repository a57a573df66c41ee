"""Applying dated, kinded edits to a map: the edits are data, the map they give is new.

Kinds matter (a correction restates the baseline, an improvement moves away from it), and so does how far a change has
come (done, in progress, projected). Both are chosen here by name, never mixed silently.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from pydantic import ValidationError

from vsm_toolkit.errors import UsageError
from vsm_toolkit.history import ROW_KEYS, key_of
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
from vsm_toolkit.model import (
    Change,
    ChangeKind,
    ChangeStatus,
    Engagement,
    Entity,
    Estimate,
    HandoffRecord,
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

FIELD_WORDS = {
    "wait_time": "wait",
    "process_time": "process time",
    "in_step_delay": "in-step delay",
    "percent_complete_accurate": "%C&A",
    "probability": "share sent back",
    "people": "people",
}
"""What people call the fields that changes touch."""

KEY_FIELDS = {table: ROW_KEYS[table] for table in ("steps", "edges", "loops", "handoffs", "dependencies", "waste")}
"""The tables a change can touch and the fields that name one of their rows."""


def apply_changes(stream: ValueStream, changes: Iterable[Change]) -> ValueStream:
    """Apply changes in the order given and return the new map; the original is untouched.

    A change names a field and its new value, or does something to the row as a whole: ``added``, ``removed``,
    ``merged_into`` (the value is the other step), ``split_into`` (the value is the id of the second part). A new point
    value keeps the old range's relative width until the team gives a new one; a new cadence or batch size moves the
    wait with it.

    Raises
    ------
    UsageError
        When a change names a table, row or field the map does not have, or cannot be carried out.

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
    if change.field == "added" and change.field in STRUCTURAL[change.table]:
        return _add(stream, change)
    rows: tuple[Entity, ...] = getattr(stream, change.table)
    if all(key_of(change.table, row) != change.key for row in rows):
        message = f"A change names {change.key!r} in {change.table}, which this map does not have. Check its spelling."
        raise UsageError(message)
    if change.field in STRUCTURAL[change.table]:
        return _restructure(stream, change)
    edited = tuple(
        _edit(row, change, stream.items_per_year) if key_of(change.table, row) == change.key else row for row in rows
    )
    return stream.model_copy(update={change.table: edited})


def _add(stream: ValueStream, change: Change) -> ValueStream:
    if change.table == "steps":
        if any(step.id == change.key for step in stream.steps):
            message = f"A change adds the step {change.key}, which the map already has. Give the new step its own id."
            raise UsageError(message)
        name = change.value if isinstance(change.value, str) else change.key
        return stream.model_copy(update={"steps": (*stream.steps, Step(id=change.key, name=name))})
    if change.table == "handoffs":
        _need_steps(stream, change, (change.key,))
        record = HandoffRecord(to_step=change.key)
        present = any(each.to_step == change.key for each in stream.handoffs)
        return stream if present else stream.model_copy(update={"handoffs": (*stream.handoffs, record)})
    ends = change.key.split(">")
    if len(ends) != 2:
        message = f"A change adds {change.key!r} to {change.table}; name both ends, as in 'A09>A06'."
        raise UsageError(message)
    _need_steps(stream, change, ends)
    return add_edge(stream, *ends) if change.table == "edges" else add_loop(stream, *ends)


def _need_steps(stream: ValueStream, change: Change, step_ids: Iterable[str]) -> None:
    known = {step.id for step in stream.steps}
    for step_id in step_ids:
        if step_id not in known:
            message = f"A change adds {change.key} to {change.table}, but the map has no step {step_id}."
            raise UsageError(message)


def _restructure(stream: ValueStream, change: Change) -> ValueStream:
    if change.field == "merged_into":
        return merge_steps(stream, change.key, _step_id(change))
    if change.field == "split_into":
        return split_step(stream, change.key, _step_id(change))
    if change.table == "steps":
        return remove_step(stream, change.key)
    rows = (row for row in getattr(stream, change.table) if key_of(change.table, row) != change.key)
    return stream.model_copy(update={change.table: tuple(rows)})


def _step_id(change: Change) -> str:
    if not isinstance(change.value, str) or not change.value.strip():
        message = f"The change {change.field} of {change.key} needs the id of a step, not {change.value!r}."
        raise UsageError(message)
    return change.value


def _edit(row: Entity, change: Change, items_per_year: float | None) -> Entity:
    if change.field not in type(row).model_fields or change.field in KEY_FIELDS[change.table]:
        message = f"A change names the field {change.field!r} of {change.table} {change.key}, which cannot be changed."
        raise UsageError(message)
    value: Any = change.value
    more: dict[str, Any] = {}
    if isinstance(row, Step) and value is not None:
        if change.field in ESTIMATE_TYPES:
            value = _new_estimate(getattr(row, change.field), change)
        elif change.field == "cadence":
            more["wait_time"] = wait_after_cadence(row, _number(change))
        elif change.field == "batch_size":
            more["wait_time"] = wait_after_batch(row, _number(change), items_per_year)
    try:
        return row.with_changes(**{change.field: value, **more})
    except ValidationError as problem:
        message = (
            f"The change of {change.field} at {change.key} cannot take {change.value!r}: "
            f"{problem.errors(include_url=False)[0]['msg']}."
        )
        raise UsageError(message) from None


def _number(change: Change) -> float:
    if change.value is None or isinstance(change.value, bool | str):
        message = f"The change of {change.field} at {change.key} needs a number, not {change.value!r}."
        raise UsageError(message)
    return float(change.value)


def _new_estimate(old: Estimate | None, change: Change) -> Estimate:
    value = _number(change)
    factor = value / old.value if old is not None and old.value else None
    low = old.low * factor if old is not None and old.low is not None and factor is not None else None
    high = old.high * factor if old is not None and old.high is not None and factor is not None else None
    if change.field == "percent_complete_accurate" and high is not None:
        high = max(value, min(100.0, high))
    return ESTIMATE_TYPES[change.field](value=value, low=low, high=high, grade=change.grade)


def select_changes(
    engagement: Engagement, *, kinds: Collection[ChangeKind], statuses: Collection[ChangeStatus]
) -> tuple[Change, ...]:
    """Pick changes of the map itself by kind and status, in the order of their dates (undated first, then as written).

    Examples
    --------
    >>> from vsm_toolkit.model import Challenge
    >>> engagement = Engagement(challenge=Challenge(id="x"), stream=ValueStream(name="X"))
    >>> select_changes(engagement, kinds=set(ChangeKind), statuses=set(ChangeStatus))
    ()
    """
    chosen = [
        each for each in engagement.changes if each.scenario is None and each.kind in kinds and each.status in statuses
    ]
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

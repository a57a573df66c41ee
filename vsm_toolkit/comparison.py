"""Before and after, kept honest: the restated baseline, what is done, what is still in progress or projected.

Every effect is recomputed on the map. Effects of single changes do not add up to the effect of all together.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from vsm_toolkit.changes import ESTIMATE_TYPES, RESTATING, apply_changes, map_after, restated_baseline, select_changes
from vsm_toolkit.errors import MapNotComputableError, UsageError
from vsm_toolkit.handoffs import HandoffLedger, handoff_ledger, rework_labour
from vsm_toolkit.history import key_of
from vsm_toolkit.map_edits import STRUCTURAL
from vsm_toolkit.metrics import MapMetrics, map_metrics
from vsm_toolkit.model import (
    Change,
    ChangeKind,
    ChangeStatus,
    Engagement,
    Estimate,
    EvidenceGrade,
    TimeEstimate,
    ValueStream,
)

ChangeTag = Literal["correction", "measured", "re-estimated", "in progress", "projected"]
UNCHANGED_HOURS = 1e-6


@dataclass(frozen=True, slots=True)
class MapState:
    """One state of a map with its figures.

    Attributes
    ----------
    label : str
        What to call it beside the others.
    claim : {"known", "done", "projected"}
        Whether the figures describe what was mapped, what is done, or what would be if it holds.
    """

    label: str
    claim: Literal["known", "done", "projected"]
    stream: ValueStream
    metrics: MapMetrics
    ledger: HandoffLedger


@dataclass(frozen=True, slots=True)
class ChangeEffect:
    """One change, its old and new value, and what it does to lead time on its own.

    Attributes
    ----------
    before, after : str, float, bool or None
        Times in working hours; ``None`` where the old value was unknown. A row that is added or removed was ``False``,
        a step that is merged or split was itself.
    tag : str
        How far the claim reaches.
    lead_time_change : float or None
        Working hours, negative is shorter, with only this change applied; ``None`` while lead time is unknown, and for
        a change that cannot stand alone (it edits a row that another change adds, or one share of a branch).
    on_critical_path : bool
        Whether the changed step is on the critical path before the change.
    """

    change: Change
    before: bool | float | str | None
    after: bool | float | str | None
    tag: ChangeTag
    lead_time_change: float | None
    on_critical_path: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """The states of one engagement side by side.

    Attributes
    ----------
    first : MapState
        The map as it was first drawn.
    baseline : MapState
        With corrections and discoveries: what everything is compared with.
    done : MapState
        With improvements that are done; the only state a headline may use.
    in_progress : MapState
        With improvements done and in progress: projected.
    projected : MapState
        With every improvement, planned ones too: projected.
    """

    first: MapState
    baseline: MapState
    done: MapState
    in_progress: MapState
    projected: MapState
    effects: tuple[ChangeEffect, ...]

    def correction_hours(self) -> float | None:
        """Say how far corrections moved the baseline's lead time, working hours; ``None`` while it is unknown."""
        return lead_time_difference(self.first.metrics, self.baseline.metrics)

    def zero_effects(self) -> tuple[ChangeEffect, ...]:
        """Give the finished changes of time that did not shorten lead time."""
        return tuple(
            effect
            for effect in self.effects
            if effect.change.kind is ChangeKind.IMPROVEMENT
            and effect.change.status is ChangeStatus.DONE
            and ESTIMATE_TYPES.get(effect.change.field) is TimeEstimate
            and effect.lead_time_change is not None
            and abs(effect.lead_time_change) < UNCHANGED_HOURS
        )


def lead_time_difference(before: MapMetrics, after: MapMetrics) -> float | None:
    """Give after minus before in working hours, ``None`` when either is not known.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> metrics = map_metrics(lantern())
    >>> lead_time_difference(metrics, metrics)
    0.0
    """
    if before.lead_time.value is None or after.lead_time.value is None:
        return None
    return after.lead_time.value - before.lead_time.value


def compare_states(engagement: Engagement) -> Comparison:
    """Compute every state of an engagement and the effect of every change.

    Raises
    ------
    UsageError
        When a change names something the map does not have.
    MapNotComputableError
        When a map contradicts itself.

    Examples
    --------
    >>> from vsm_toolkit.model import Challenge
    >>> from vsm_toolkit.samples import lantern
    >>> sooner = Change(kind="improvement", status="done", key="L6", field="wait_time", value=6)
    >>> engagement = Engagement(challenge=Challenge(id="lantern"), stream=lantern(), changes=[sooner])
    >>> compare_states(engagement).done.metrics.lead_time.value
    117.0
    """
    baseline = restated_baseline(engagement)
    done, started = {ChangeStatus.DONE}, {ChangeStatus.DONE, ChangeStatus.IN_PROGRESS}
    return Comparison(
        first=_state("First map", "known", engagement.stream),
        baseline=_state("Baseline", "known", baseline),
        done=_state("Done", "done", map_after(engagement, done)),
        in_progress=_state("If what is in progress holds", "projected", map_after(engagement, started)),
        projected=_state("If everything planned happens", "projected", map_after(engagement, set(ChangeStatus))),
        effects=_effects(engagement, baseline),
    )


def _state(label: str, claim: Literal["known", "done", "projected"], stream: ValueStream) -> MapState:
    return MapState(label, claim, stream, map_metrics(stream), handoff_ledger(stream))


def _effects(engagement: Engagement, baseline: ValueStream) -> tuple[ChangeEffect, ...]:
    every = set(ChangeStatus)
    restating = select_changes(engagement, kinds=RESTATING, statuses=every)
    improving = select_changes(engagement, kinds={ChangeKind.IMPROVEMENT}, statuses=every)
    return tuple(
        [_effect(engagement.stream, change) for change in restating]
        + [_effect(baseline, change) for change in improving]
    )


def _effect(stream: ValueStream, change: Change) -> ChangeEffect:
    before = map_metrics(stream)
    try:
        alone = lead_time_difference(before, map_metrics(apply_changes(stream, [change])))
    except (UsageError, MapNotComputableError):
        alone = None  # the states, with every change applied, raise where something is wrong
    return ChangeEffect(
        change=change,
        before=_value_before(stream, change),
        after=change.value,
        tag=change_tag(change),
        lead_time_change=alone,
        on_critical_path=change.key in before.critical_path,
    )


def _value_before(stream: ValueStream, change: Change) -> bool | float | str | None:
    if change.field in {"added", "removed"}:
        return False
    if change.field in STRUCTURAL[change.table]:
        return change.key
    row = next((row for row in getattr(stream, change.table) if key_of(change.table, row) == change.key), None)
    value = getattr(row, change.field, None)
    known: bool | float | str | None = value.value if isinstance(value, Estimate) else value
    return known


def change_tag(change: Change) -> ChangeTag:
    """Say how far a changed value is known: measured only when it is done and its grade says so.

    Examples
    --------
    >>> change_tag(Change(kind="improvement", status="done", key="L3", field="wait_time", value=4, grade="sampled"))
    'measured'
    """
    if change.kind in RESTATING:
        return "correction"
    if change.status is ChangeStatus.IN_PROGRESS:
        return "in progress"
    if change.status is ChangeStatus.PROJECTED:
        return "projected"
    return "measured" if change.grade in {EvidenceGrade.MEASURED, EvidenceGrade.SAMPLED} else "re-estimated"


def handoff_labour_saved(before: ValueStream, after: ValueStream, redo_share: float = 0.5) -> float | None:
    """Compute the handoff labour saved per item, person-hours; ``None`` while a part is unknown.

    Where a crossing is gone but its edge remains (both steps now belong to one team), the transfer is credited and the
    rework its sender still causes is not: that needs a better %C&A.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> handoff_labour_saved(lantern(), lantern()) is None
    True
    """
    one, other = handoff_ledger(before, redo_share), handoff_ledger(after, redo_share)
    crossed = {(sender, each.to_step) for each in other.handoffs for sender in each.from_steps}
    still_edges = {(edge.from_step, edge.to_step) for edge in after.flow_edges()}
    no_longer_crossing = [
        sender for each in one.handoffs for sender in each.from_steps if (sender, each.to_step) in still_edges - crossed
    ]
    remaining = rework_labour([after.step(sender) for sender in no_longer_crossing], redo_share)
    if one.total.labour.value is None or other.total.labour.value is None or remaining.value is None:
        return None
    return one.total.labour.value - other.total.labour.value - remaining.value


def changed_steps(effects: Collection[ChangeEffect]) -> frozenset[str]:
    """Give the ids of the steps that any change touches, for marking them on the map.

    Examples
    --------
    >>> changed_steps([])
    frozenset()
    """
    return frozenset(
        effect.change.key for effect in effects if effect.change.table == "steps" and effect.tag != "correction"
    )

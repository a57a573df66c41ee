"""The pictures a workshop shows beside its panels, by name, from the map as it stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from vsm_toolkit.charts.before_after import BeforeAfterBar, before_after
from vsm_toolkit.charts.dependency_graph import dependency_graph_picture
from vsm_toolkit.charts.evidence_bar import evidence_bar
from vsm_toolkit.charts.handoff_ledger import LedgerBar, handoff_ledger_picture
from vsm_toolkit.charts.lead_time_by import lead_time_by_stage, lead_time_by_team
from vsm_toolkit.charts.lead_time_ladder import lead_time_ladder
from vsm_toolkit.charts.map_diagram import map_diagram
from vsm_toolkit.charts.waste_pareto import WasteBar, waste_pareto
from vsm_toolkit.comparison import MapState, compare_states
from vsm_toolkit.errors import UsageError
from vsm_toolkit.evidence import evidence_summary
from vsm_toolkit.handoffs import HandoffLedger, LedgerRow, handoff_ledger
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.model import ChangeStatus, Empowerment, Engagement, WasteCategory
from vsm_toolkit.waste import waste_hours

if TYPE_CHECKING:
    from vsm_toolkit.charts.picture import Picture


def draw_picture(engagement: Engagement, name: str) -> Picture:
    """Draw one picture of the map as it stands.

    Parameters
    ----------
    name : str
        One of :data:`PICTURES`.

    Raises
    ------
    UsageError
        When there is no such picture, or too little is known to draw it; the sentence says what.
    MapNotComputableError
        When the map contradicts itself.

    Examples
    --------
    >>> from vsm_toolkit.model import Challenge
    >>> from vsm_toolkit.samples import lantern
    >>> draw_picture(Engagement(challenge=Challenge(id="x"), stream=lantern()), "map").title
    'Map of Lantern'
    """
    if name not in PICTURES:
        message = f"There is no picture {name!r}; the pictures are {', '.join(PICTURES)}."
        raise UsageError(message)
    if not engagement.stream.steps:
        message = "There is no step to draw yet; the picture appears with the first one."
        raise UsageError(message)
    return PICTURES[name](engagement)


def _map(engagement: Engagement) -> Picture:
    critical = frozenset(map_metrics(engagement.stream).critical_path)
    return map_diagram(engagement.stream, critical_steps=critical)


def _ladder(engagement: Engagement) -> Picture:
    return lead_time_ladder(engagement.stream, map_metrics(engagement.stream).critical_path)


def _stage(engagement: Engagement) -> Picture:
    return lead_time_by_stage(engagement.stream, map_metrics(engagement.stream).critical_path)


def _team(engagement: Engagement) -> Picture:
    return lead_time_by_team(engagement.stream, map_metrics(engagement.stream).critical_path)


def _evidence(engagement: Engagement) -> Picture:
    summary = evidence_summary(engagement.stream, map_metrics(engagement.stream).critical_path)
    return evidence_bar(summary.shares, known_values=summary.known_values, needed_values=summary.needed_values)


def _handoffs(engagement: Engagement) -> Picture:
    ledger = _complete_ledger(engagement)
    return handoff_ledger_picture([_ledger_bar(row) for row in ledger.by_empowerment], by="empowerment")


def _holders(engagement: Engagement) -> Picture:
    ledger = _complete_ledger(engagement)
    return handoff_ledger_picture([_ledger_bar(row) for row in ledger.by_decision_holder], by="decision holder")


def _complete_ledger(engagement: Engagement) -> HandoffLedger:
    ledger = handoff_ledger(engagement.stream)
    if not ledger.handoffs:
        message = "No work crosses from team to team yet, so there is no handoff to show."
        raise UsageError(message)
    if not ledger.total.wait_hours.is_complete():
        # A bar has no sign for "at least".
        message = "The wait before some handoff is not known yet; the picture appears when every one is."
        raise UsageError(message)
    return ledger


def _ledger_bar(row: LedgerRow) -> LedgerBar:
    whole, critical = row.wait_hours.best() or 0.0, row.critical_wait_hours.best() or 0.0
    return LedgerBar(row.label, row.empowerment, critical, whole - critical, row.labour.value)


def _dependencies(engagement: Engagement) -> Picture:
    if not engagement.stream.dependencies:
        message = "No dependency is written down yet; the picture appears with the first one."
        raise UsageError(message)
    return dependency_graph_picture(engagement.stream)


def _waste(engagement: Engagement) -> Picture:
    rows = [row for row in engagement.stream.waste if row.category is not WasteCategory.HUMAN_COST]
    if not rows:
        message = "No loss is logged yet; the picture appears with the first one."
        raise UsageError(message)
    return waste_pareto([_waste_bar(engagement, each) for each in dict.fromkeys(row.category for row in rows)])


def _waste_bar(engagement: Engagement, category: WasteCategory) -> WasteBar:
    rows = [row for row in engagement.stream.waste if row.category is category]
    hours: dict[Empowerment | None, float] = {}
    for row in rows:
        lost = waste_hours(row)
        if lost is not None and not row.overlaps_with:
            hours[row.empowerment] = hours.get(row.empowerment, 0.0) + lost
    overlapping = sum(waste_hours(row) or 0.0 for row in rows if row.overlaps_with)
    not_measured = sum(waste_hours(row) is None for row in rows)
    return WasteBar(category.value.replace("_", " "), hours, overlapping, not_measured)


def _before_after(engagement: Engagement) -> Picture:
    comparison = compare_states(engagement)
    states = (comparison.baseline, comparison.done, comparison.projected)
    if not all(state.metrics.lead_time.is_complete() for state in states):
        message = "The lead time is not known yet, so before and after cannot be compared."
        raise UsageError(message)
    return before_after([_state_bar(state) for state in states])


def _state_bar(state: MapState) -> BeforeAfterBar:
    status = {"known": None, "done": ChangeStatus.DONE, "projected": ChangeStatus.PROJECTED}[state.claim]
    wait, delay, work = state.metrics.wait_time, state.metrics.in_step_delay, state.metrics.process_time
    return BeforeAfterBar(state.label, wait.value, delay.value or 0.0, work.value, status)


PICTURES: dict[str, Callable[[Engagement], Picture]] = {
    "map": _map,
    "ladder": _ladder,
    "stage": _stage,
    "team": _team,
    "evidence": _evidence,
    "handoffs": _handoffs,
    "holders": _holders,
    "dependencies": _dependencies,
    "waste": _waste,
    "before_after": _before_after,
}
"""Every picture by its name."""

"""Handoffs as objects: what each costs, whose it is to change, and what would be gained (M24 to M31).

A wait is owned once, by the step that receives; where two branches cross into one step there are two crossings and one
wait. Waiting is delay and never multiplied by a rate. A saving is recomputed on the map, never summed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from vsm_toolkit.errors import MapNotComputableError
from vsm_toolkit.figures import Figure
from vsm_toolkit.flow_graph import FlowGraph, least_slack
from vsm_toolkit.metrics import count_handoffs, step_times
from vsm_toolkit.model import CostOfDelay, Empowerment, HandoffRecord, Step, ValueStream

DEFAULT_RESIDUAL = (0.1, 0.5)
"""Share of a wait assumed to remain when nobody who does both ends was asked."""

UNKNOWN_DECISION_HOLDER = "unknown"


@dataclass(frozen=True, slots=True)
class HoursRange:
    """A range of working hours, low to high."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Handoff:
    """One receiving step that gets work from another team, with everything known about that.

    Attributes
    ----------
    record : HandoffRecord or None
        What the team wrote down; ``None`` while the crossing is not described.
    wait_hours : float or None
        Wait of the receiving step, working hours of item time.
    is_critical : bool
        Whether the receiving step has no slack on one of the routes it lies on.
    crossings : int
        Edges that cross into the step.
    transfer_labour, rework_labour : Figure
        Person-hours per item; bounds while parts are unknown.
    naive_saving : HoursRange or None
        The wait minus its residual, as if nothing ran in parallel. ``None`` while the wait is unknown.
    recoverable : HoursRange or None
        The same change recomputed on the map (M29).
    residual_is_assumed : bool
        Whether the default band stands in for an answer nobody gave.
    """

    to_step: str
    from_steps: tuple[str, ...]
    record: HandoffRecord | None
    wait_hours: float | None
    is_critical: bool
    crossings: int
    transfer_labour: Figure
    rework_labour: Figure
    naive_saving: HoursRange | None
    recoverable: HoursRange | None
    residual_is_assumed: bool

    @property
    def empowerment(self) -> Empowerment | None:
        """The class of the handoff, ``None`` while nobody classified it."""
        return self.record.empowerment if self.record else None

    @property
    def decision_holder(self) -> str:
        """The deciding role; ``"unknown"`` is a finding of its own."""
        return (self.record.decision_holder if self.record else None) or UNKNOWN_DECISION_HOLDER

    def labour(self) -> Figure:
        """Add transfer and rework labour, person-hours per item."""
        return add_figures((self.transfer_labour, self.rework_labour))


def add_figures(figures: Iterable[Figure]) -> Figure:
    """Add figures up; one that is only a bound makes the sum a bound.

    Examples
    --------
    >>> add_figures([Figure(1.0, known=1, of=1), Figure(None, at_least=2.0, known=0, of=1)])
    Figure(value=None, at_least=3.0, at_most=None, known=1, of=2)
    """
    listed = list(figures)
    parts = [part for figure in listed if (part := figure.best()) is not None]
    complete = all(figure.is_complete() for figure in listed)
    known, of = sum(figure.known for figure in listed), sum(figure.of for figure in listed)
    if complete:
        return Figure(sum(parts, 0.0), None, None, known, of)
    return Figure(None, sum(parts) if parts else None, None, known, of)


def list_handoffs(stream: ValueStream, redo_share: float = 0.5) -> tuple[Handoff, ...]:
    """List every receiving step with a crossing, in the order of the map.

    Parameters
    ----------
    redo_share : float
        Share of the original work a redo takes (0-1), for the rework labour; show the band 0.25-1.

    Raises
    ------
    MapNotComputableError
        When the flow edges form a cycle.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> [(handoff.to_step, handoff.wait_hours) for handoff in list_handoffs(lantern())]
    [('L2', 24.0), ('L5', 20.0), ('L6', 30.0)]
    """
    graph = FlowGraph(stream)
    durations = _durations(stream)
    slack = least_slack(graph.schedule(durations, route) for route in graph.routes)
    ground = _Ground(stream, graph, durations, slack, redo_share)
    senders: dict[str, list[str]] = {}
    for sender, receiver in count_handoffs(stream, graph, ()).crossings:
        senders.setdefault(receiver, []).append(sender)
    return tuple(_describe(step, tuple(senders[step.id]), ground) for step in stream.steps if step.id in senders)


@dataclass(frozen=True, slots=True)
class _Ground:
    """What every handoff of one map is described on."""

    stream: ValueStream
    graph: FlowGraph
    durations: Mapping[str, float]
    slack: Mapping[str, float]
    redo_share: float


def _describe(step: Step, from_steps: tuple[str, ...], ground: _Ground) -> Handoff:
    record = next((each for each in ground.stream.handoffs if each.to_step == step.id), None)
    wait = step.wait_time.value if step.wait_time else None
    residual_low, residual_high, assumed = _residual(record)
    recoverable = naive = None
    if wait is not None:
        naive = HoursRange(wait * (1 - residual_high), wait * (1 - residual_low))
        recoverable = HoursRange(
            _saved(ground.graph, ground.durations, {step.id: naive.low}),
            _saved(ground.graph, ground.durations, {step.id: naive.high}),
        )
    return Handoff(
        to_step=step.id,
        from_steps=from_steps,
        record=record,
        wait_hours=wait,
        is_critical=ground.slack.get(step.id) == 0.0,
        crossings=len(from_steps),
        transfer_labour=_transfer_labour(record, len(from_steps)),
        rework_labour=rework_labour([ground.stream.step(sender) for sender in from_steps], ground.redo_share),
        naive_saving=naive,
        recoverable=recoverable,
        residual_is_assumed=assumed,
    )


def _residual(record: HandoffRecord | None) -> tuple[float, float, bool]:
    low = record.residual_low if record else None
    high = record.residual_high if record else None
    if low is None and high is None:
        return (*DEFAULT_RESIDUAL, True)
    return (low if low is not None else high or 0.0, high if high is not None else low or 0.0, False)


def _durations(stream: ValueStream) -> dict[str, float]:
    return {step.id: step_times(step).known_hours() for step in stream.steps}


def _saved(graph: FlowGraph, durations: Mapping[str, float], reductions: Mapping[str, float]) -> float:
    shorter = {step_id: hours - reductions.get(step_id, 0.0) for step_id, hours in durations.items()}
    return max(0.0, round(graph.lead_time(durations) - graph.lead_time(shorter), 9))


def _transfer_labour(record: HandoffRecord | None, crossings: int) -> Figure:
    if record is None:
        return Figure(None, None, None, 0, 3)
    minutes = [
        None if record.sender_minutes is None else crossings * record.sender_minutes,
        None if record.receiver_minutes is None else crossings * record.receiver_minutes,
        _clarification_minutes(record),
    ]
    known = [each for each in minutes if each is not None]
    hours = sum(known) / 60
    if len(known) == len(minutes):
        return Figure(hours, None, None, 3, 3)
    return Figure(None, hours if known else None, None, len(known), 3)


def _clarification_minutes(record: HandoffRecord) -> float | None:
    if record.clarifications is None:
        return None
    if record.clarifications == 0:
        return 0.0
    if record.clarification_minutes is None or record.clarification_people is None:
        return None
    return record.clarifications * record.clarification_minutes * record.clarification_people


def rework_labour(senders: Iterable[Step], redo_share: float = 0.5) -> Figure:
    """Add up what the senders redo because the receiver could not use it as it came, person-hours per item.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> rework_labour([lantern().step("L2")]).value
    2.0
    """
    parts = []
    for step in senders:
        accurate = step.percent_complete_accurate.value / 100 if step.percent_complete_accurate else None
        process = step.process_time.value if step.process_time else None
        people = step.people.value if step.people else 1.0
        parts.append(
            None if not accurate or process is None else (1 - accurate) / accurate * redo_share * process * people
        )
    known = [part for part in parts if part is not None]
    if len(known) == len(parts):
        return Figure(sum(known), None, None, len(known), len(parts))
    return Figure(None, sum(known) if known else None, None, len(known), len(parts))


def recoverable_lead_time(stream: ValueStream, handoffs: Collection[Handoff]) -> HoursRange:
    """Recompute how much shorter the map would be if these handoffs kept only their residual wait (M29).

    Handoffs whose wait is unknown contribute nothing. The figures of single handoffs do not add up to this one.

    Returns
    -------
    HoursRange
        Working hours, from the highest to the lowest residual share.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> recoverable_lead_time(lantern(), list_handoffs(lantern()))
    HoursRange(low=37.0, high=66.6)
    """
    graph, durations = FlowGraph(stream), _durations(stream)
    savings = {handoff.to_step: handoff.naive_saving for handoff in handoffs if handoff.naive_saving}
    low = _saved(graph, durations, {step_id: saving.low for step_id, saving in savings.items()})
    high = _saved(graph, durations, {step_id: saving.high for step_id, saving in savings.items()})
    return HoursRange(low, high)


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One line of the handoff ledger: a class of empowerment, a decision holder, or everything together (M28).

    Attributes
    ----------
    label : str
        The class or the decision holder.
    wait_hours, critical_wait_hours : Figure
        Item time of the receiving steps.
    transfer_labour, rework_labour, labour : Figure
        Person-hours per item.
    recoverable : HoursRange
        Jointly recomputed for all handoffs of the row.
    is_settled : bool
        Whether no time that is still missing can change ``recoverable``: every wait of the row is known and, where
        work runs in parallel, every time on the map, because an unknown branch may turn out to be the longest.
    """

    label: str
    empowerment: Empowerment | None
    to_steps: tuple[str, ...]
    handoffs: int
    crossings: int
    wait_hours: Figure
    critical_wait_hours: Figure
    transfer_labour: Figure
    rework_labour: Figure
    labour: Figure
    recoverable: HoursRange
    is_settled: bool

    def labour_per_year(self, items_per_year: float | None) -> float | None:
        """Give person-hours a year, ``None`` while demand or labour is unknown."""
        return None if items_per_year is None or self.labour.value is None else self.labour.value * items_per_year

    def labour_cost_per_year(self, items_per_year: float | None, rate_per_hour: float | None) -> float | None:
        """Price the labour of a year in the program's currency, ``None`` while a part is unknown."""
        return labour_cost(self.labour_per_year(items_per_year), rate_per_hour)

    def delay_exposure(self, cost: CostOfDelay | None, hours_per_week: float) -> tuple[float, float] | None:
        """Give what the critical wait costs per item, low to high, if the program gave a cost of delay (M42)."""
        if cost is None or self.critical_wait_hours.value is None:
            return None
        weeks = self.critical_wait_hours.value / hours_per_week
        return (weeks * cost.low, weeks * cost.high)


def labour_cost(labour_hours: float | None, rate_per_hour: float | None, *, kind: str = "labour") -> float | None:
    """Price labour; waiting is delay and is refused.

    Raises
    ------
    MapNotComputableError
        When asked to price waiting.

    Examples
    --------
    >>> labour_cost(10, 90)
    900
    """
    if kind != "labour":
        message = (
            "Waiting hours cannot be multiplied by an hourly rate: nobody is paid for an item that lies still. "
            "Price the labour of handoffs, or give a cost of delay per week."
        )
        raise MapNotComputableError(message)
    return None if labour_hours is None or rate_per_hour is None else labour_hours * rate_per_hour


@dataclass(frozen=True, slots=True)
class HandoffLedger:
    """The handoffs of a map split by empowerment and by decision holder; each split adds up to the total.

    Attributes
    ----------
    by_empowerment : tuple of LedgerRow
        Empowered, influence, not empowered, and not classified where there are any.
    by_decision_holder : tuple of LedgerRow
        One row per class and holder, largest recoverable lead time first.
    total : LedgerRow
        All handoffs.
    """

    handoffs: tuple[Handoff, ...]
    by_empowerment: tuple[LedgerRow, ...]
    by_decision_holder: tuple[LedgerRow, ...]
    total: LedgerRow

    def row_of(self, empowerment: Empowerment | None) -> LedgerRow | None:
        """Give the row of one class, ``None`` when no handoff is in it."""
        return next((row for row in self.by_empowerment if row.empowerment is empowerment), None)

    def share_of_critical_wait(self, empowerment: Empowerment) -> float | None:
        """Give the class's share of the critical handoff wait, 0-1; ``None`` when it cannot be known."""
        whole = self.total.critical_wait_hours.value
        row = self.row_of(empowerment)
        part = row.critical_wait_hours.value if row else 0.0
        return None if not whole or part is None else part / whole


def handoff_ledger(stream: ValueStream, redo_share: float = 0.5) -> HandoffLedger:
    """Split the handoffs of a map by whose they are to change.

    Parameters
    ----------
    redo_share : float
        For the rework labour; show the band 0.25-1.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> handoff_ledger(lantern()).total.wait_hours.value
    74.0
    """
    handoffs = list_handoffs(stream, redo_share)

    def split(key: Callable[[Handoff], tuple[str, Empowerment | None]]) -> list[LedgerRow]:
        groups: dict[tuple[str, Empowerment | None], list[Handoff]] = {}
        for handoff in handoffs:
            groups.setdefault(key(handoff), []).append(handoff)
        return [ledger_row(stream, group, label, empowerment) for (label, empowerment), group in groups.items()]

    ranked: list[Empowerment | None] = [*Empowerment, None]
    by_class = sorted(
        split(lambda each: (_class_label(each.empowerment), each.empowerment)),
        key=lambda row: ranked.index(row.empowerment),
    )
    by_holder = sorted(
        split(lambda each: (each.decision_holder, each.empowerment)),
        key=lambda row: (-ranked.index(row.empowerment), -row.recoverable.high, -(row.critical_wait_hours.best() or 0)),
    )
    return HandoffLedger(handoffs, tuple(by_class), tuple(by_holder), ledger_row(stream, handoffs, "all together"))


def _class_label(empowerment: Empowerment | None) -> str:
    return "not classified" if empowerment is None else empowerment.value.replace("_", " ")


def ledger_row(
    stream: ValueStream, handoffs: Collection[Handoff], label: str, empowerment: Empowerment | None = None
) -> LedgerRow:
    """Put some handoffs of a map into one row, what they could give back recomputed for all of them together.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> ledger_row(lantern(), list_handoffs(lantern())[:1], "into L2").wait_hours.value
    24.0
    """
    critical = [handoff for handoff in handoffs if handoff.is_critical]
    wait_hours = _wait_total(handoffs)
    return LedgerRow(
        label=label,
        empowerment=empowerment,
        to_steps=tuple(handoff.to_step for handoff in handoffs),
        handoffs=len(handoffs),
        crossings=sum(handoff.crossings for handoff in handoffs),
        wait_hours=wait_hours,
        critical_wait_hours=_wait_total(critical),
        transfer_labour=add_figures(handoff.transfer_labour for handoff in handoffs),
        rework_labour=add_figures(handoff.rework_labour for handoff in handoffs),
        labour=add_figures(handoff.labour() for handoff in handoffs),
        recoverable=recoverable_lead_time(stream, handoffs),
        is_settled=wait_hours.is_complete() and (FlowGraph(stream).is_serial() or _knows_every_time(stream)),
    )


def _knows_every_time(stream: ValueStream) -> bool:
    return all(step_times(step).is_complete() for step in stream.steps)


def _wait_total(handoffs: Collection[Handoff]) -> Figure:
    return add_figures(
        Figure(handoff.wait_hours, None, None, int(handoff.wait_hours is not None), 1) for handoff in handoffs
    )


@dataclass(frozen=True, slots=True)
class EmpowermentShift:
    """How a class changed between two maps (M31)."""

    empowerment: Empowerment | None
    handoffs_before: int
    handoffs_after: int
    critical_wait_before: float | None
    critical_wait_after: float | None


def empowerment_shift(before: HandoffLedger, after: HandoffLedger) -> tuple[EmpowermentShift, ...]:
    """Compare handoff count and critical wait per class.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> ledger = handoff_ledger(lantern())
    >>> empowerment_shift(ledger, ledger)[-1].critical_wait_after
    74.0
    """
    shifts = []
    for empowerment in (*Empowerment, None):
        one, other = before.row_of(empowerment), after.row_of(empowerment)
        if one or other:
            shifts.append(
                EmpowermentShift(
                    empowerment,
                    one.handoffs if one else 0,
                    other.handoffs if other else 0,
                    one.critical_wait_hours.value if one else 0.0,
                    other.critical_wait_hours.value if other else 0.0,
                )
            )
    return tuple(shifts)


@dataclass(frozen=True, slots=True)
class WaitRemoval:
    """What removing one wait entirely would gain, and why it is not more.

    Attributes
    ----------
    wait_hours, saved_hours : float
        The wait of the step, and how much shorter the map would be; working hours.
    takes_over : tuple of str
        Ids of the steps that newly decide the lead time once the wait is gone.
    """

    to_step: str
    wait_hours: float
    saved_hours: float
    takes_over: tuple[str, ...]


def removal_of_wait(stream: ValueStream, step_id: str) -> WaitRemoval | None:
    """Recompute the map without the wait of one step; ``None`` while that wait is unknown.

    Examples
    --------
    >>> from vsm_toolkit.samples import two_roads
    >>> removal_of_wait(two_roads(), "P4")
    WaitRemoval(to_step='P4', wait_hours=60.0, saved_hours=1.0, takes_over=('P2', 'P5'))
    """
    step = stream.step(step_id)
    if step.wait_time is None:
        return None
    graph, durations = FlowGraph(stream), _durations(stream)
    without = {**durations, step_id: durations[step_id] - step.wait_time.value}
    before, after = graph.schedule(durations).critical_path, graph.schedule(without).critical_path
    return WaitRemoval(
        to_step=step_id,
        wait_hours=step.wait_time.value,
        saved_hours=_saved(graph, durations, {step_id: step.wait_time.value}),
        takes_over=tuple(each for each in after if each not in before),
    )

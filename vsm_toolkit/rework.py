"""What comes back: first-pass share, geometric attempts and expected visits (M11 to M14, M16, M26).

Loops on a serial map are an absorbing Markov chain (Kemeny and Snell, 1960). The chain assumes that every pass fails
with the same chance and that a queue stays as long as it was; read its results as the band over the redo share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

from vsm_toolkit.errors import MapNotComputableError
from vsm_toolkit.figures import Figure
from vsm_toolkit.flow_graph import FlowGraph, Route
from vsm_toolkit.metrics import step_times
from vsm_toolkit.model import ReworkLoop, ValueStream

REDO_BAND = (0.25, 0.5, 1.0)
"""Shares of the original time a redo takes that are shown side by side: nobody knows the one right value."""


def returns_by_step(stream: ValueStream) -> dict[str, float]:
    """Give the chance that a visit ends in any return, by discovering step; loops without a probability are left out.

    Raises
    ------
    MapNotComputableError
        When the returns of a step add up to 1 or more: the work would never finish.

    Examples
    --------
    >>> from vsm_toolkit.samples import coming_back
    >>> returns_by_step(coming_back())
    {'T': 0.3, 'D': 0.1}
    """
    returns: dict[str, float] = {}
    for loop in stream.loops:
        if loop.probability is not None:
            returns[loop.from_step] = returns.get(loop.from_step, 0.0) + loop.probability
    for step_id, total in returns.items():
        if total >= 1:
            message = (
                f"The returns that {step_id} sends back add up to {total:.0%}, so the work would never finish. "
                "Their probabilities must stay below 1 together."
            )
            raise MapNotComputableError(message)
    return returns


def first_pass_share(stream: ValueStream) -> Figure:
    """Give the share of items that no step sends back (M11), 0-1.

    Stricter in another way than rolled %C&A: being sent back is rarer than having to ask.

    Returns
    -------
    Figure
        Without a value when no loop was recorded (nobody asked yet); an upper bound while a loop has no probability.

    Examples
    --------
    >>> from vsm_toolkit.samples import coming_back
    >>> round(first_pass_share(coming_back()).value, 2)
    0.63
    """
    known = sum(loop.probability is not None for loop in stream.loops)
    if not known:
        return Figure(None, None, None, 0, len(stream.loops))
    returns = returns_by_step(stream)

    def passes(route: Route) -> float:
        return reduce(lambda so_far, each: so_far * (1 - returns.get(each, 0.0)), route.step_ids, route.share)

    share = sum(passes(route) for route in FlowGraph(stream).routes)
    complete = known == len(stream.loops)
    return Figure(share if complete else None, None, None if complete else share, known, len(stream.loops))


@dataclass(frozen=True, slots=True)
class GeometricRework:
    """Extra work when each step's producer redoes what the receiver could not use (M12).

    Attributes
    ----------
    redo_share : float
        Share of the original time a redo takes.
    attempts : dict of str to float
        Expected attempts, 1 over the accepted share, by step id.
    process_time, lead_time : Figure
        Along the given path, rework included; bounds while a step's %C&A or time is missing. Working hours.
    """

    redo_share: float
    attempts: dict[str, float]
    process_time: Figure
    lead_time: Figure


def geometric_rework(stream: ValueStream, path: Sequence[str], redo_share: float = 0.5) -> GeometricRework:
    """Expect repeated attempts from %C&A alone; use where no loops are recorded, never on top of them.

    Parameters
    ----------
    path : sequence of str
        Step ids whose times are added, usually the critical path.
    redo_share : float
        0-1.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> stream = lantern()
    >>> round(geometric_rework(stream, [step.id for step in stream.steps], 0.5).lead_time.value, 1)
    157.4
    """
    attempts: dict[str, float] = {}
    process = lead = 0.0
    complete = True
    for step_id in path:
        step = stream.step(step_id)
        times = step_times(step)
        accurate = step.percent_complete_accurate.value / 100 if step.percent_complete_accurate else None
        factor = 1.0
        if accurate:
            attempts[step_id] = 1 / accurate
            factor = 1 + redo_share * (1 - accurate) / accurate
        complete = complete and bool(accurate) and times.is_complete()  # at 0 % nothing ever passes
        process += (times.process or 0.0) * factor
        lead += times.known_hours() * factor
    known = len(attempts)

    def figure(hours: float) -> Figure:
        return Figure(hours if complete else None, None if complete or not hours else hours, None, known, len(path))

    return GeometricRework(redo_share, attempts, figure(process), figure(lead))


@dataclass(frozen=True, slots=True)
class ExpectedRework:
    """What loops add on a serial map (M13, M14, M16, M26), or the reason why they are not modelled.

    Attributes
    ----------
    not_modelled : str or None
        A sentence; every other field is then ``None``.
    redo_share : float
        Share of the original time that a second and later visit takes.
    visits : dict of str to float or None
        Expected visits by step id.
    lead_time, process_time, labour_hours : float or None
        Expected, rework included; working hours and person-hours.
    lead_time_deviation : float or None
        Standard deviation of the lead time when a redo takes the full time (redo share 1), working hours.
    rework_share : float or None
        Share of expected process time that is rework (M14), 0-1.
    crossings : float or None
        Expected crossings between teams, returns included (M26).
    """

    not_modelled: str | None
    redo_share: float
    visits: dict[str, float] | None = None
    lead_time: float | None = None
    process_time: float | None = None
    labour_hours: float | None = None
    lead_time_deviation: float | None = None
    rework_share: float | None = None
    crossings: float | None = None


def expected_rework(stream: ValueStream, redo_share: float = 0.5) -> ExpectedRework:
    """Expect visits, lead time and crossings with the map's rework loops, by the absorbing chain.

    Parameters
    ----------
    redo_share : float
        0-1; show the band :data:`REDO_BAND`.

    Returns
    -------
    ExpectedRework
        ``not_modelled`` says why where the chain would give a wrong number: parallel branches, unknown times, loops
        without a probability.

    Raises
    ------
    MapNotComputableError
        When the returns of a step add up to 1 or more, or the flow has a cycle.

    Examples
    --------
    >>> from vsm_toolkit.samples import coming_back
    >>> round(expected_rework(coming_back(), redo_share=1).lead_time, 2)
    79.84
    """
    import numpy as np

    graph = FlowGraph(stream)
    reason = _reason_not_modelled(stream, graph)
    if reason:
        return ExpectedRework(reason, redo_share)
    order = graph.order
    transitions = np.array(_transitions(stream, order))
    fundamental = np.linalg.inv(np.eye(len(order)) - transitions)
    visits = fundamental[0]
    steps = [stream.step(step_id) for step_id in order]
    lead = np.array([step_times(step).known_hours() for step in steps])
    process = np.array([step_times(step).process or 0.0 for step in steps])
    people = np.array([step.people.value if step.people else 1.0 for step in steps])
    repeated = redo_share * (visits - 1)
    expected_process = float(process.sum() + (repeated * process).sum())
    mean = fundamental @ lead
    second_moment = fundamental @ (lead**2 + 2 * lead * (transitions @ mean))
    crosses = np.array([[float(one.team != other.team) for other in steps] for one in steps])
    return ExpectedRework(
        not_modelled=None,
        redo_share=redo_share,
        visits=dict(zip(order, visits.tolist(), strict=True)),
        lead_time=float(lead.sum() + (repeated * lead).sum()),
        process_time=expected_process,
        labour_hours=float((process * people * (1 + repeated)).sum()),
        lead_time_deviation=float(np.sqrt(max(0.0, second_moment[0] - mean[0] ** 2))),
        rework_share=(expected_process - float(process.sum())) / expected_process if expected_process else None,
        crossings=float((visits[:, None] * transitions * crosses).sum()),
    )


def _transitions(stream: ValueStream, order: tuple[str, ...]) -> list[list[float]]:
    position = {step_id: index for index, step_id in enumerate(order)}
    matrix = [[0.0] * len(order) for _ in order]
    returns = returns_by_step(stream)
    for index, step_id in enumerate(order[:-1]):
        matrix[index][index + 1] = 1 - returns.get(step_id, 0.0)
    for loop in stream.loops:
        matrix[position[loop.from_step]][position[loop.to_step]] += loop.probability or 0.0
    return matrix


def _reason_not_modelled(stream: ValueStream, graph: FlowGraph) -> str | None:
    known = set(graph.order)
    if not stream.loops:
        return "Rework is not modelled: no loop is recorded on this map."
    if not graph.is_serial():
        return "Rework is not modelled: the map has parallel branches, where the chain would give a wrong number."
    if any({loop.from_step, loop.to_step} - known for loop in stream.loops):
        return "Rework is not modelled: a loop starts or ends at a step the map does not have."
    if any(loop.probability is None for loop in stream.loops):
        return "Rework is not modelled: a loop has no probability yet."
    if not all(step_times(step).is_complete() for step in stream.steps):
        return "Rework is not modelled: a step has no wait or process time yet."
    if any(_goes_forward(loop, graph.order) for loop in stream.loops):
        return "Rework is not modelled: a loop leads forward; a return goes to the same or an earlier step."
    return None


def _goes_forward(loop: ReworkLoop, order: tuple[str, ...]) -> bool:
    return order.index(loop.to_step) > order.index(loop.from_step)

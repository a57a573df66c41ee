"""The wait of a step beside what dependencies explain of it: the guard against counting hours twice."""

from __future__ import annotations

from dataclasses import dataclass

from vsm_toolkit.dependencies.imposed_wait import total_imposed_wait
from vsm_toolkit.figures import Figure
from vsm_toolkit.flow_graph import FlowGraph
from vsm_toolkit.model import ValueStream
from vsm_toolkit.rework import returns_by_step


@dataclass(frozen=True, slots=True)
class ExplainedWait:
    """The wait of one step beside what dependencies say about it; the guard against counting hours twice.

    Attributes
    ----------
    dependency_ids : tuple of str
        The rows that explain this step.
    explained : Figure
        What they impose together, working hours per item.
    wait_hours : float or None
        Wait of the step at one visit, working hours.
    visits : float or None
        Expected visits per item, returns included; ``None`` where they cannot be computed.
    """

    step_id: str
    dependency_ids: tuple[str, ...]
    explained: Figure
    wait_hours: float | None
    visits: float | None

    @property
    def stated(self) -> float | None:
        """Wait over all visits, working hours per item; ``None`` while wait or visits are unknown."""
        return None if self.wait_hours is None or self.visits is None else self.wait_hours * self.visits

    @property
    def is_exceeded(self) -> bool | None:
        """Whether more is explained than stands on the map; ``None`` when that cannot be told yet."""
        best = self.explained.best()
        if self.stated is None or best is None:
            return None
        if best > self.stated + 1e-9:
            return True
        return False if self.explained.is_complete() else None

    def warning(self) -> str | None:
        """Say in a sentence that more is explained than stated; ``None`` when there is nothing to warn of."""
        if not self.is_exceeded:
            return None
        return (
            f"The dependencies {', '.join(self.dependency_ids)} explain {self.explained.sign()}"
            f"{self.explained.best():.1f} wh of waiting at {self.step_id}, which waits {self.stated:.1f} wh over"
            f" {self.visits:.2f} visits. Rows may tell of the same hours, or a number is off; none of it is added to"
            " lead time."
        )


def explained_waits(stream: ValueStream) -> tuple[ExplainedWait, ...]:
    """Compare the wait of each step with what dependencies explain of it, in the order of the map.

    Expected visits follow from the rework loops: a return runs every step between the two ends of the loop again.

    Raises
    ------
    MapNotComputableError
        When the flow edges form a cycle, or the returns of a step add up to 1 or more.

    Examples
    --------
    >>> from vsm_toolkit.model import Dependency
    >>> from vsm_toolkit.samples import lantern
    >>> row = Dependency(
    ...     id="D1", dependent="Product", provider="Operations", explains_step="L6",
    ...     frequency_per_item=1.5, wait_per_occurrence=30)
    >>> (found,) = explained_waits(lantern().with_changes(dependencies=[row]))
    >>> found.explained.value, found.stated, found.is_exceeded
    (45.0, 30.0, True)
    """
    visits = _expected_visits(stream)
    found = []
    for step in stream.steps:
        rows = [row for row in stream.dependencies if row.explains_step == step.id]
        if rows:
            ids = tuple(row.id for row in rows)
            wait = step.wait_time.value if step.wait_time else None
            found.append(ExplainedWait(step.id, ids, total_imposed_wait(rows), wait, visits.get(step.id)))
    return tuple(found)


def _expected_visits(stream: ValueStream) -> dict[str, float]:
    """Expect visits per item; steps whose loops lack a probability, or meet branches with shares, are left out."""
    graph, returns = FlowGraph(stream), returns_by_step(stream)
    known = set(graph.order)
    loops = [loop for loop in stream.loops if {loop.from_step, loop.to_step} <= known]
    upstream = _ancestors(graph)
    if loops and len(graph.routes) > 1:
        return {}
    visits = {
        step_id: sum(route.share for route in graph.routes if step_id in route.step_ids) for step_id in graph.order
    }
    undecided: set[str] = set()
    # Backwards, because only what lies at or after a step can send work back over it.
    for step_id in reversed(graph.order):
        over = [
            loop
            for loop in loops
            if step_id in upstream[loop.from_step] and loop.to_step in upstream[step_id] and loop.from_step != step_id
        ]
        own = [loop for loop in loops if loop.from_step == step_id]
        unknown = any(loop.probability is None for loop in (*over, *own))
        if unknown or any(loop.from_step in undecided for loop in over):
            undecided.add(step_id)
            del visits[step_id]
            continue
        again = sum((loop.probability or 0.0) * visits[loop.from_step] for loop in over)
        visits[step_id] = (visits[step_id] + again) / (1 - returns.get(step_id, 0.0))
    return visits


def _ancestors(graph: FlowGraph) -> dict[str, set[str]]:
    upstream: dict[str, set[str]] = {}
    for step_id in graph.order:
        upstream[step_id] = {step_id}.union(*(upstream[before] for before in graph.predecessors[step_id]))
    return upstream

"""Order, branches, critical path and slack of a map's flow edges, in plain Python.

A branch with shares (XOR) means that an item takes one of several routes; every route is scheduled on its own and the
results are weighted by the route's share. A branch without shares (AND) belongs to one route and its join waits for
all. Source: the critical path method; the branch rules reproduce the Lean Enterprise map that DORA republishes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from vsm_toolkit.errors import MapNotComputableError
from vsm_toolkit.model import Edge, ValueStream

ROUTE_LIMIT = 1000
SHARE_TOLERANCE = 1e-6
BRANCH_REMEDY = "Leave all shares empty when every branch always runs."


@dataclass(frozen=True, slots=True)
class Route:
    """One way an item can take through the map.

    Attributes
    ----------
    share : float
        0-1: share of items that take it.
    step_ids : tuple of str
        The steps on it, in flow order.
    edges : frozenset of (str, str)
        The flow edges that are used.
    """

    share: float
    step_ids: tuple[str, ...]
    edges: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Schedule:
    """When each step of one route can finish, and what that leaves.

    Attributes
    ----------
    lead_time : float
        Longest path through the route, in the unit of the durations given (working hours).
    earliest_finish : dict of str to float
        By step id.
    slack : dict of str to float
        Latest minus earliest finish, by step id; 0 on the critical path.
    critical_path : tuple of str
        One longest path, first to last step; among equals the one that comes first in the map.
    """

    lead_time: float
    earliest_finish: dict[str, float]
    slack: dict[str, float]
    critical_path: tuple[str, ...]


class FlowGraph:
    """The flow edges of one map, ordered once and scheduled as often as needed.

    Parameters
    ----------
    stream : ValueStream
        Edges whose ends are unknown are left out here; :func:`vsm_toolkit.map_checks.check_map` names them.

    Raises
    ------
    MapNotComputableError
        When the flow edges form a cycle (rework belongs in the loops), when the shares of a branch do not add up to 1,
        or when the branches make more than 1,000 routes.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> graph = FlowGraph(lantern())
    >>> graph.order
    ('L1', 'L2', 'L3', 'L4', 'L5', 'L6')
    """

    def __init__(self, stream: ValueStream) -> None:
        known = {step.id: None for step in stream.steps}
        self.edges: tuple[Edge, ...] = tuple(
            edge for edge in stream.flow_edges() if edge.from_step in known and edge.to_step in known
        )
        self.predecessors: dict[str, list[str]] = {step_id: [] for step_id in known}
        self.successors: dict[str, list[str]] = {step_id: [] for step_id in known}
        for edge in self.edges:
            self.predecessors[edge.to_step].append(edge.from_step)
            self.successors[edge.from_step].append(edge.to_step)
        self.order: tuple[str, ...] = self._topological_order()

    def _topological_order(self) -> tuple[str, ...]:
        waiting_for = {step_id: len(before) for step_id, before in self.predecessors.items()}
        ready = [step_id for step_id, count in waiting_for.items() if count == 0]
        order: list[str] = []
        for step_id in ready:  # grows while it is read: Kahn's algorithm
            order.append(step_id)
            for follower in self.successors[step_id]:
                waiting_for[follower] -= 1
                if waiting_for[follower] == 0:
                    ready.append(follower)
        if len(order) < len(waiting_for):
            sentence = f"The flow edges form a cycle: {' → '.join(self._find_cycle(set(order)))}."
            remedy = "Work flows forward along edges; draw what comes back as a rework loop instead."
            raise MapNotComputableError(sentence, remedy)
        return tuple(order)

    def _find_cycle(self, ordered: set[str]) -> list[str]:
        current = next(step_id for step_id in self.predecessors if step_id not in ordered)
        seen: dict[str, None] = {}
        while current not in seen:
            seen[current] = None
            current = next(before for before in self.predecessors[current] if before not in ordered)
        walked = list(seen)
        return [current, *reversed(walked[walked.index(current) :])]

    @cached_property
    def routes(self) -> tuple[Route, ...]:
        """Every way an item can take, with its share; one route of share 1 when no branch has shares."""
        wrong = wrong_branches(self.edges)
        if wrong:
            raise MapNotComputableError(" ".join(wrong.values()), BRANCH_REMEDY)
        branches: dict[str, list[Edge]] = {}
        for edge in self.edges:
            if edge.share:
                branches.setdefault(edge.from_step, []).append(edge)
        if not branches:
            every_edge = frozenset((edge.from_step, edge.to_step) for edge in self.edges)
            return (Route(1.0, self.order, every_edge),)
        found = tuple(islice(self._walk_routes(branches), ROUTE_LIMIT + 1))
        if len(found) > ROUTE_LIMIT:
            sentence = f"The branches with shares make more than {ROUTE_LIMIT} routes."
            raise MapNotComputableError(sentence, "Merge branches that end alike.")
        return found

    def _walk_routes(self, branches: Mapping[str, Sequence[Edge]]) -> Iterator[Route]:
        open_ends = [(0, Route(1.0, (), frozenset()))]
        while open_ends:  # not recursive: a map can have more branching steps than Python allows calls
            position, so_far = open_ends.pop()
            steps, used = list(so_far.step_ids), set(so_far.edges)
            for index in range(position, len(self.order)):
                step_id = self.order[index]
                before = self.predecessors[step_id]
                if before and not any((origin, step_id) in used for origin in before):
                    continue
                steps.append(step_id)
                taken = branches.get(step_id, ())
                if len(taken) > 1:
                    trunk, edges = tuple(steps), frozenset(used)
                    open_ends.extend(
                        (index + 1, Route(so_far.share * (edge.share or 0.0), trunk, edges | {(step_id, edge.to_step)}))
                        for edge in reversed(taken)
                    )
                    break
                followers = [edge.to_step for edge in taken] or self.successors[step_id]
                used.update((step_id, follower) for follower in followers)
            else:
                yield Route(so_far.share, tuple(steps), frozenset(used))

    def schedule(self, durations: Mapping[str, float], route: Route | None = None) -> Schedule:
        """Schedule one route (the first by default) with the given step durations.

        Parameters
        ----------
        durations : mapping of str to float
            Lead time per step id, working hours.
        route : Route or None
            Which route; ``None`` takes the only, or most likely, one.

        Returns
        -------
        Schedule
            Lead time 0 and empty parts for a map without steps.
        """
        chosen = route or self.most_likely_route()
        finish: dict[str, float] = {}
        came_from: dict[str, str] = {}
        for step_id in chosen.step_ids:
            start = 0.0
            for before in self.predecessors[step_id]:
                if before in finish and (before, step_id) in chosen.edges:
                    if finish[before] > start or step_id not in came_from:
                        came_from[step_id] = before
                    start = max(start, finish[before])
            finish[step_id] = start + durations[step_id]
        lead_time = max(finish.values(), default=0.0)
        goes_on = {origin for origin, _ in chosen.edges}
        # A path ends where the flow ends, also while the last steps have no times yet.
        ends = {step_id: hours for step_id, hours in finish.items() if step_id not in goes_on}
        return Schedule(lead_time, finish, self._slack(chosen, durations, finish, lead_time), _path(ends, came_from))

    def _slack(
        self, route: Route, durations: Mapping[str, float], finish: Mapping[str, float], lead_time: float
    ) -> dict[str, float]:
        latest: dict[str, float] = {}
        for step_id in reversed(route.step_ids):
            latest[step_id] = min(
                (
                    latest[after] - durations[after]
                    for after in self.successors[step_id]
                    if after in latest and (step_id, after) in route.edges
                ),
                default=lead_time,
            )
        # Rounding noise of sums would make a critical step look slack.
        noise = max(5e-10, lead_time * 1e-12)
        spare = {step_id: latest[step_id] - finish[step_id] for step_id in route.step_ids}
        return {step_id: 0.0 if hours <= noise else round(hours, 9) for step_id, hours in spare.items()}

    def most_likely_route(self) -> Route:
        """Give the route most items take."""
        return max(self.routes, key=lambda route: route.share)

    def lead_time(self, durations: Mapping[str, float]) -> float:
        """Give the lead time of the map: longest path, weighted over routes by their share.

        Parameters
        ----------
        durations : mapping of str to float
            Lead time per step id, working hours.
        """
        return sum(route.share * self._longest(route, durations) for route in self.routes)

    def _longest(self, route: Route, durations: Mapping[str, float]) -> float:
        finish: dict[str, float] = {}
        for step_id in route.step_ids:
            start = max(
                (finish[before] for before in self.predecessors[step_id] if (before, step_id) in route.edges),
                default=0.0,
            )
            finish[step_id] = start + durations[step_id]
        return max(finish.values(), default=0.0)

    def shortest(self, route: Route, durations: Mapping[str, float]) -> float:
        """Give what every path through a route takes at least, from its first steps to where it ends.

        Parameters
        ----------
        durations : mapping of str to float
            By step id, working hours.
        """
        finish: dict[str, float] = {}
        for step_id in route.step_ids:
            arrivals = [finish[before] for before in self.predecessors[step_id] if (before, step_id) in route.edges]
            finish[step_id] = min(arrivals, default=0.0) + durations[step_id]
        goes_on = {origin for origin, _ in route.edges}
        return min((hours for step_id, hours in finish.items() if step_id not in goes_on), default=0.0)

    def is_serial(self) -> bool:
        """Say whether the flow is one unbroken line of steps, without branches or loose ends."""
        single = all(len(before) <= 1 for before in self.predecessors.values()) and all(
            len(after) <= 1 for after in self.successors.values()
        )
        return single and len(self.edges) == max(0, len(self.order) - 1)


def wrong_branches(edges: Iterable[Edge]) -> dict[str, str]:
    """Say what is wrong with each step whose branches have shares that do not add up to 1, by step id.

    Examples
    --------
    >>> wrong_branches([Edge(from_step="A", to_step="B", share=0.4), Edge(from_step="A", to_step="C")])
    {'A': 'The branches that leave A need a share each, adding up to 1; they add up to 0.4.'}
    """
    leaving: dict[str, list[float | None]] = {}
    for edge in edges:
        leaving.setdefault(edge.from_step, []).append(edge.share)
    wrong: dict[str, str] = {}
    for step_id, shares in leaving.items():
        given = [share for share in shares if share is not None]
        if given and (len(given) < len(shares) or abs(sum(given) - 1) > SHARE_TOLERANCE):
            wrong[step_id] = (
                f"The branches that leave {step_id} need a share each, adding up to 1; they add up to {sum(given):g}."
            )
    return wrong


def least_slack(schedules: Iterable[Schedule]) -> dict[str, float]:
    """Give the least slack of each step over the routes it lies on, working hours; steps on no route are left out.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> graph = FlowGraph(lantern())
    >>> set(least_slack([graph.schedule(dict.fromkeys(graph.order, 1.0))]).values())
    {0.0}
    """
    least: dict[str, float] = {}
    for schedule in schedules:
        for step_id, hours in schedule.slack.items():
            least[step_id] = min(hours, least.get(step_id, hours))
    return least


def _path(ends: Mapping[str, float], came_from: Mapping[str, str]) -> tuple[str, ...]:
    if not ends:
        return ()
    step_id = max(ends, key=lambda each: ends[each])
    path = [step_id]
    while step_id in came_from:
        step_id = came_from[step_id]
        path.append(step_id)
    return tuple(reversed(path))

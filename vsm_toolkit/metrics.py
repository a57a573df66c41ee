"""Lead time, process time, activity ratio, quality and labour of one map (M1 to M10, M15, M24, M25).

Every total states what it covers: a total with a missing part has no value, only a bound. Conventions that change the
numbers are arguments, collected in :class:`MetricRules`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Literal

from vsm_toolkit.figures import Figure
from vsm_toolkit.flow_graph import FlowGraph, Route, Schedule, least_slack
from vsm_toolkit.model import Stage, Step, ValueStream


@dataclass(frozen=True, slots=True)
class MetricRules:
    """The conventions a number depends on; the defaults are this toolkit's, stated on every report.

    Attributes
    ----------
    branch_rule : {"longest_branch", "sum_of_branches"}
        A join waits for its longest branch (ours); summing branches reproduces totals of tools that add every step.
    percent_complete_accurate_rule : {"all_steps", "critical_path"}
        Which steps the rolled figure multiplies; ours takes both branches of a parallel block.
    lead_time_convention : {"includes_wait", "starts_at_work"}
        Whether a *step's* lead time contains the wait in front of it (ours). The map's total is the same either way.
    rounding : {"nearest", "down", "up"}
        How displayed figures are rounded; ours is nearest. The others reproduce published maps.
    hours_per_day, days_per_week : float
        The working calendar used for display.
    """

    branch_rule: Literal["longest_branch", "sum_of_branches"] = "longest_branch"
    percent_complete_accurate_rule: Literal["all_steps", "critical_path"] = "all_steps"
    lead_time_convention: Literal["includes_wait", "starts_at_work"] = "includes_wait"
    rounding: Literal["nearest", "down", "up"] = "nearest"
    hours_per_day: float = 8.0
    days_per_week: float = 5.0


OUR_RULES = MetricRules()


@dataclass(frozen=True, slots=True)
class StepTimes:
    """The times of one step in working hours; what nobody knows yet is ``None``."""

    wait: float | None
    delay: float
    process: float | None

    def known_hours(self) -> float:
        """Add up what is known; a lower bound while a part is missing."""
        return (self.wait or 0.0) + self.delay + (self.process or 0.0)

    def is_complete(self) -> bool:
        """Say whether wait and process time are both known."""
        return self.wait is not None and self.process is not None

    def lead_time(self, convention: str = "includes_wait") -> float | None:
        """Give the step's lead time by one of the two conventions, ``None`` while a part of it is unknown."""
        if self.process is None or (convention == "includes_wait" and self.wait is None):
            return None
        return self.delay + self.process + ((self.wait or 0.0) if convention == "includes_wait" else 0.0)


def step_times(step: Step) -> StepTimes:
    """Read the times of a step; an in-step delay nobody reported counts as 0.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> step_times(lantern().step("L3")).lead_time()
    32.0
    """
    return StepTimes(
        wait=step.wait_time.value if step.wait_time else None,
        delay=step.in_step_delay.value if step.in_step_delay else 0.0,
        process=step.process_time.value if step.process_time else None,
    )


@dataclass(frozen=True, slots=True)
class HandoffCount:
    """How often work crosses from one team to another (M24, M25).

    Attributes
    ----------
    crossings : tuple of (str, str)
        The flow edges whose two steps are done by different teams.
    count : Figure
        A lower bound while a step has no team.
    on_critical_path : int
        Crossings between neighbours on the critical path.
    by_stage : dict of Stage or None to int
        By the stage of the receiving step.
    internal : int
        Same team, different role; counted apart.
    density : float or None
        Crossings per flow edge; ``None`` for a map without edges and while a step has no team.
    """

    crossings: tuple[tuple[str, str], ...]
    count: Figure
    on_critical_path: int
    by_stage: dict[Stage | None, int]
    internal: int
    density: float | None


@dataclass(frozen=True, slots=True)
class MapMetrics:
    """The figures of one map, for one item of the stated type; times in working hours, shares 0-1.

    Attributes
    ----------
    lead_time : Figure
        Longest path (M5).
    process_time, wait_time, in_step_delay : Figure
        Along the critical path (M1 to M3).
    process_time_all_steps : Figure
        Over every step, for comparison with effort.
    activity_ratio : Figure
        Process time over lead time, both on the critical path (M6). A conversation opener, never a target.
    active_coverage : Figure
        Share of the clock on which anybody worked on the item (M7), branches included.
    rolled_percent_complete_accurate : Figure
        Product over the steps (M10); an upper bound while a step's figure is missing.
    labour_hours : Figure
        Process time times people over all steps (M15), person-hours.
    handoffs : HandoffCount
        Crossings between teams.
    critical_path : tuple of str
        Step ids; of the most likely route when branches have shares.
    slack : dict of str to float
        Working hours by step id.
    top_waits : tuple of (str, float, bool)
        The three longest waits: step id, working hours, whether critical (M8).
    route_count : int
        1 unless branches have shares; then totals are weighted over the routes.
    """

    lead_time: Figure
    process_time: Figure
    wait_time: Figure
    in_step_delay: Figure
    process_time_all_steps: Figure
    activity_ratio: Figure
    active_coverage: Figure
    rolled_percent_complete_accurate: Figure
    labour_hours: Figure
    steps: int
    teams: int
    edges: int
    handoffs: HandoffCount
    critical_path: tuple[str, ...]
    slack: dict[str, float]
    top_waits: tuple[tuple[str, float, bool], ...]
    route_count: int


def map_metrics(stream: ValueStream, rules: MetricRules = OUR_RULES) -> MapMetrics:
    """Compute the figures of a map.

    Parameters
    ----------
    stream : ValueStream
        May be incomplete; totals then carry a bound instead of a value.
    rules : MetricRules
        Conventions; the defaults are this toolkit's.

    Raises
    ------
    MapNotComputableError
        When the flow edges form a cycle or branch shares do not add up.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> metrics = map_metrics(lantern())
    >>> metrics.lead_time.value, metrics.process_time.value, round(metrics.activity_ratio.value, 3)
    (141.0, 33.0, 0.234)
    """
    graph = FlowGraph(stream)
    steps = {step.id: step for step in stream.steps}
    times = {step_id: step_times(step) for step_id, step in steps.items()}
    durations = {step_id: each.known_hours() for step_id, each in times.items()}
    schedules = [(route, graph.schedule(durations, route)) for route in graph.routes]
    main = max(schedules, key=lambda pair: pair[0].share)[1]
    path = main.critical_path if rules.branch_rule == "longest_branch" else tuple(steps)
    complete = bool(times) and all(each.is_complete() for each in times.values())
    covered = sum(each.is_complete() for each in times.values())
    anything_known = any(each.wait is not None or each.process is not None for each in times.values())

    def along_paths(part: str) -> Figure:
        return _weighted(graph, schedules, times, part, rules)

    if rules.branch_rule == "longest_branch":
        hours = sum(route.share * schedule.lead_time for route, schedule in schedules)
    else:
        hours = sum(durations.values())
    lead_time = Figure(
        hours if complete else None, hours if anything_known and not complete else None, None, covered, len(steps)
    )
    process_time = along_paths("process")
    all_processes = [each.process for each in times.values()]
    return MapMetrics(
        lead_time=lead_time,
        process_time=process_time,
        wait_time=along_paths("wait"),
        in_step_delay=along_paths("delay"),
        process_time_all_steps=_total(all_processes),
        activity_ratio=_ratio(process_time, lead_time),
        active_coverage=_active_coverage(schedules, times, lead_time),
        rolled_percent_complete_accurate=_rolled(stream, graph.routes, path, rules),
        labour_hours=_total([_labour(step, times[step.id]) for step in stream.steps]),
        steps=len(steps),
        teams=len({step.team for step in stream.steps if step.team is not None}),
        edges=len(graph.edges),
        handoffs=count_handoffs(stream, graph, main.critical_path),
        critical_path=path,
        slack=least_slack(schedule for _, schedule in schedules),
        top_waits=_top_waits(times, set(main.critical_path)),
        route_count=len(schedules),
    )


def count_handoffs(stream: ValueStream, graph: FlowGraph, critical_path: tuple[str, ...]) -> HandoffCount:
    """Count the crossings between teams.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> stream = lantern()
    >>> count_handoffs(stream, FlowGraph(stream), ("L1", "L2")).count.value
    3.0
    """
    steps = {step.id: step for step in stream.steps}
    neighbours = set(itertools.pairwise(critical_path))
    crossings: list[tuple[str, str]] = []
    by_stage: dict[Stage | None, int] = {}
    undecided = internal = 0
    for edge in graph.edges:
        sender, receiver = steps[edge.from_step], steps[edge.to_step]
        if sender.team is None or receiver.team is None:
            undecided += 1
        elif sender.team != receiver.team:
            crossings.append((sender.id, receiver.id))
            by_stage[receiver.stage] = by_stage.get(receiver.stage, 0) + 1
        elif sender.roles and receiver.roles and sender.roles != receiver.roles:
            internal += 1
    known, total = len(graph.edges) - undecided, len(graph.edges)
    count = float(len(crossings))
    return HandoffCount(
        crossings=tuple(crossings),
        count=Figure(None if undecided else count, count if undecided else None, None, known, total),
        on_critical_path=sum(crossing in neighbours for crossing in crossings),
        by_stage=by_stage,
        internal=internal,
        density=len(crossings) / total if total and not undecided else None,
    )


def _total(parts: Iterable[float | None]) -> Figure:
    listed = list(parts)
    known = [part for part in listed if part is not None]
    if known and len(known) == len(listed):
        return Figure(sum(known), None, None, len(known), len(listed))
    return Figure(None, sum(known) if known else None, None, len(known), len(listed))


def _ratio(part: Figure, whole: Figure) -> Figure:
    if part.value is None or whole.value is None or whole.value <= 0:
        return Figure(None, None, None, min(part.known, whole.known), whole.of)
    return Figure(part.value / whole.value, None, None, whole.known, whole.of)


def _labour(step: Step, times: StepTimes) -> float | None:
    people = step.people.value if step.people else 1.0
    return None if times.process is None else times.process * people


def _weighted(
    graph: FlowGraph,
    schedules: list[tuple[Route, Schedule]],
    times: Mapping[str, StepTimes],
    part: str,
    rules: MetricRules,
) -> Figure:
    parts: dict[str, float | None] = {step_id: getattr(each, part) for step_id, each in times.items()}
    known = sum(hours is not None for hours in parts.values())
    known_hours = {step_id: hours or 0.0 for step_id, hours in parts.items()}
    if rules.branch_rule == "sum_of_branches":
        return _total(parts.values())
    total, complete = 0.0, bool(times)
    for route, schedule in schedules:
        path = schedule.critical_path
        # While a time is missing, another branch may turn out to be the longest.
        settled = len(path) == len(route.step_ids) or all(times[each].is_complete() for each in route.step_ids)
        complete = complete and settled and all(parts[each] is not None for each in path)
        hours = sum(known_hours[each] for each in path) if settled else graph.shortest(route, known_hours)
        total += route.share * hours
    return Figure(total if complete else None, total if known and not complete else None, None, known, len(parts))


def _active_coverage(
    schedules: list[tuple[Route, Schedule]], times: Mapping[str, StepTimes], lead_time: Figure
) -> Figure:
    if lead_time.value is None or lead_time.value <= 0:
        return Figure(None, None, None, lead_time.known, lead_time.of)
    covered = sum(route.share * _union_of_work(route, schedule, times) for route, schedule in schedules)
    return Figure(covered / lead_time.value, None, None, lead_time.known, lead_time.of)


def _union_of_work(route: Route, schedule: Schedule, times: Mapping[str, StepTimes]) -> float:
    spans = sorted(
        (schedule.earliest_finish[step_id] - (times[step_id].process or 0.0), schedule.earliest_finish[step_id])
        for step_id in route.step_ids
    )
    covered, reached = 0.0, 0.0
    for start, end in spans:
        covered += max(0.0, end - max(start, reached))
        reached = max(reached, end)
    return covered


def _rolled(stream: ValueStream, routes: tuple[Route, ...], path: tuple[str, ...], rules: MetricRules) -> Figure:
    shares = {
        step.id: step.percent_complete_accurate.value / 100 if step.percent_complete_accurate else None
        for step in stream.steps
    }
    counted = path if rules.percent_complete_accurate_rule == "critical_path" else tuple(shares)
    known = sum(shares[step_id] is not None for step_id in counted)
    if not known:
        return Figure(None, None, None, 0, len(counted))
    product = sum(
        route.share
        * reduce(lambda so_far, each: so_far * (1.0 if shares[each] is None else shares[each] or 0.0), on_route, 1.0)
        for route in routes
        for on_route in [[step_id for step_id in route.step_ids if step_id in counted]]
    )
    complete = known == len(counted)
    return Figure(product if complete else None, None, None if complete else product, known, len(counted))


def _top_waits(times: Mapping[str, StepTimes], critical: set[str]) -> tuple[tuple[str, float, bool], ...]:
    waits = [(step_id, each.wait) for step_id, each in times.items() if each.wait]
    longest = sorted(waits, key=lambda pair: -pair[1])[:3]
    return tuple((step_id, hours, step_id in critical) for step_id, hours in longest)

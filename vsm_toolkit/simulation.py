"""The lead time of one map as a spread: Monte Carlo over the team's ranges and rework loops (M45, M13).

What one simulated item does: it passes the steps in flow order and a join waits for all its branches. After a step that
sends work back, each of the step's loops is drawn; a return to an earlier step runs the steps between the two again
(longest path, their own loops included) and then the discovering step draws once more. A redo takes its share of a
*freshly drawn* time, not of the time the first pass took. Where branches have shares, an item takes one route. On a
line of steps this is the absorbing chain of :mod:`vsm_toolkit.rework`, and their means agree.

All items are walked at once, step by step, as arrays. The number of returns of a visit is geometric, so the returns of
all items are drawn together and the walk recurses over returns, never over items.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from vsm_toolkit.durations import format_percent
from vsm_toolkit.errors import UsageError
from vsm_toolkit.flow_graph import FlowGraph, Route
from vsm_toolkit.metrics import step_times
from vsm_toolkit.model import Estimate, ReworkLoop, Step, ValueStream
from vsm_toolkit.rework import returns_by_step

Numbers = NDArray[np.float64]
Items = NDArray[np.intp]

FEWEST_SAMPLES: Final = 200
TOLERANCE: Final = 0.02
MOST_VISITS: Final = 500
"""Expected step visits of one item beyond which its loops are taken for a mistake and not walked."""

_NORMAL_95: Final = 1.96
_P10_TO_P90: Final = 2.563  # standard deviations between P10 and P90 of a normal distribution


@dataclass(frozen=True, slots=True)
class Convergence:
    """How far the simulated percentiles could still move with more items.

    The intervals are those of order statistics: they need no shape of the spread, so they hold for the long and lumpy
    tails that rework makes.

    Attributes
    ----------
    p50_half_width, p85_half_width : float
        Half of the 95 % interval around the percentile, working hours.
    relative_half_width : float
        That of P85 over P85, 0-1.
    """

    p50_half_width: float
    p85_half_width: float
    relative_half_width: float

    def is_enough(self) -> bool:
        """Say whether P85 is known to 2 %."""
        return self.relative_half_width <= TOLERANCE

    def sentence(self) -> str:
        """Say how well P85 is known, and what to do when that is not well enough."""
        known = f"With these simulated items P85 is known to ± {format_percent(self.relative_half_width)}"
        return f"{known}." if self.is_enough() else f"{known}: simulate more of them before quoting it."


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedLeadTime:
    """The simulated lead times of one map, or the reason why there are none.

    Attributes
    ----------
    not_modelled : str or None
        A sentence; every figure is then ``None``.
    samples, seed : int
        Simulated items, and what makes the same run again.
    redo_share : float
        Share of the original time a redo takes, for loops that have none of their own.
    correlated : bool
        Whether one draw decides all waits and process times of an item.
    assumptions : tuple of str
        What the figures rest on, one sentence each, for the report.
    lead_times : ndarray or None
        One per item, working hours, in the order they were drawn.
    point_lead_time : float or None
        What the map says when every time is its point value (M5), working hours.
    p10, p50, p85, p95 : float or None
        Percentiles, each a lead time that occurred, working hours. Quote P50 and P85.
    mean, deviation : float or None
        Of the lead times, working hours. The mean is not typical where loops make a long tail.
    standard_error : float or None
        Of the mean, working hours.
    share_never_sent_back : float or None
        0-1; ``None`` where no loop is walked.
    share_above_point : float or None
        Share of items that take longer than :attr:`point_lead_time`, 0-1.
    convergence : Convergence or None
        Whether there were enough items.
    """

    not_modelled: str | None
    samples: int
    seed: int
    redo_share: float
    correlated: bool
    assumptions: tuple[str, ...] = ()
    lead_times: Numbers | None = None
    point_lead_time: float | None = None
    p10: float | None = None
    p50: float | None = None
    p85: float | None = None
    p95: float | None = None
    mean: float | None = None
    deviation: float | None = None
    standard_error: float | None = None
    share_never_sent_back: float | None = None
    share_above_point: float | None = None
    convergence: Convergence | None = None

    def quantiles(self, shares: Iterable[float]) -> tuple[float, ...]:
        """Give the lead times (working hours) that these shares of the items stay within; empty when not modelled."""
        if self.lead_times is None:
            return ()
        return tuple(_quantiles(self.lead_times, tuple(shares)))

    def share_longer_than(self, hours: float) -> float | None:
        """Give the share of items (0-1) that take longer than so many working hours; ``None`` when not modelled."""
        return None if self.lead_times is None else _share_longer(self.lead_times, hours)


def simulate_lead_time(
    stream: ValueStream,
    *,
    redo_share: float = 0.5,
    with_ranges: bool = True,
    with_loops: bool = True,
    correlated: bool = False,
    samples: int = 20_000,
    seed: int = 7,
) -> SimulatedLeadTime:
    """Simulate the lead time of many items on a map with parallel branches, routes by share and rework loops.

    Wait, process time and in-step delay are drawn apart. A range is read as P10 and P90 of a lognormal distribution; a
    range from 0 as a triangle from 0 over the point to its end; a time without a range is fixed at its point. With
    independent branches a join waits longer than its longest branch does on average, and point values of skewed times
    add up to less than the median: neither is an error.

    Parameters
    ----------
    stream : ValueStream
        One map; simulate the map before and the map after with the same seed to compare them.
    redo_share : float
        0-1, for loops without a redo share of their own; show the band :data:`vsm_toolkit.rework.REDO_BAND`.
    with_ranges : bool
        ``False`` fixes every time at its point.
    with_loops : bool
        ``False`` sends nothing back.
    correlated : bool
        ``True`` draws one quantile per item for all its waits and process times, redone ones too: the other bound of
        the spread, because independent draws understate it. In-step delays are still drawn on their own.
    samples : int
        Items, at least 200.
    seed : int
        0 or more; the same seed gives the same numbers.

    Returns
    -------
    SimulatedLeadTime
        ``not_modelled`` says why where a time or a probability is unknown or contradicts itself.

    Raises
    ------
    UsageError
        When there are too few samples, the redo share is not a share, or the seed is negative.
    MapNotComputableError
        When the flow has a cycle, branch shares do not add up to 1, or the returns of a step add up to 1 or more.

    Examples
    --------
    >>> from vsm_toolkit.samples import coming_back
    >>> result = simulate_lead_time(coming_back(), redo_share=1)
    >>> result.p50, result.p85, result.p95
    (53.0, 106.0, 185.0)
    >>> print(f"{result.share_never_sent_back:.2f}", result.convergence.is_enough())
    0.63 True
    """
    _check_arguments(redo_share, samples, seed)
    graph = FlowGraph(stream)
    loops = stream.loops if with_loops else ()
    reason = _reason_not_modelled(stream, loops)
    draws = _Draws(stream.steps, samples, seed, with_ranges=with_ranges, correlated=correlated)
    walks = [] if reason else [_Walk(graph, route, loops, redo_share, draws) for route in graph.routes]
    reason = reason or next((walk.reason for walk in walks if walk.reason), None)
    if reason:
        return SimulatedLeadTime(f"The lead time is not simulated: {reason}", samples, seed, redo_share, correlated)
    lead_times: Numbers = np.empty(samples)
    came_back = np.zeros(samples, dtype=bool)
    for walk, items in _items_by_route(walks, samples, draws.random):
        lead_times[items] = walk.lead_times(items)
        came_back[items] = walk.came_back[items]
    point = graph.lead_time({step.id: step_times(step).known_hours() for step in stream.steps})
    p10, p50, p85, p95 = _quantiles(lead_times, (0.1, 0.5, 0.85, 0.95))
    deviation = float(lead_times.std(ddof=1))
    return SimulatedLeadTime(
        not_modelled=None,
        samples=samples,
        seed=seed,
        redo_share=redo_share,
        correlated=correlated,
        assumptions=tuple(_assumptions(stream, draws, graph, redo_share, with_loops=with_loops)),
        lead_times=lead_times,
        point_lead_time=point,
        p10=p10,
        p50=p50,
        p85=p85,
        p95=p95,
        mean=float(lead_times.mean()),
        deviation=deviation,
        standard_error=deviation / math.sqrt(samples),
        share_never_sent_back=float(1 - came_back.mean()) if loops else None,
        share_above_point=_share_longer(lead_times, point),
        convergence=_convergence(lead_times),
    )


def _check_arguments(redo_share: float, samples: int, seed: int) -> None:
    if samples < FEWEST_SAMPLES:
        message = f"samples: expected at least {FEWEST_SAMPLES} simulated items, but got {samples}. Leave it out."
        raise UsageError(message)
    if not 0 <= redo_share <= 1:
        message = f"redo_share: expected a share from 0 to 1, but got {redo_share:g}. Half of the time is 0.5."
        raise UsageError(message)
    if seed < 0:
        message = f"seed: expected a whole number from 0 on, but got {seed}. Any will do; keep the one you used."
        raise UsageError(message)


def _reason_not_modelled(stream: ValueStream, loops: tuple[ReworkLoop, ...]) -> str | None:
    if not stream.steps:
        return "the map has no steps yet."
    known = {step.id for step in stream.steps}
    for loop in loops:
        name = f"the loop {loop.from_step} → {loop.to_step}"
        if not {loop.from_step, loop.to_step} <= known:
            return f"{name} starts or ends at a step the map does not have."
        if loop.probability is None:
            return f"{name} has no probability yet."
        if not 0 <= loop.probability <= 1 or not 0 <= (loop.redo_share or 0.0) <= 1:
            return f"{name} has a probability or redo share outside 0 to 1."
    for step in stream.steps:
        if not step_times(step).is_complete():
            return f"{step.id} has no wait or process time yet."
        if not all(time.is_in_order() for time in _times(step)):
            return f"{step.id} has a time below 0 or outside its own range."
    returns_by_step(stream.with_changes(loops=loops))
    return None


@dataclass(frozen=True, slots=True)
class _Time:
    """One time of a step; ``goes_together`` says whether it shares the quantile of its item in a correlated run."""

    estimate: Estimate
    goes_together: bool

    def is_in_order(self) -> bool:
        low, high = self.estimate.spread()
        return 0 <= low <= self.estimate.value <= high

    def has_range(self) -> bool:
        low, high = self.estimate.low, self.estimate.high
        return low is not None and high is not None and low < high

    def hours_at(self, normal: Numbers) -> Numbers:
        """Turn standard normal draws into hours: the same place in this time's own distribution."""
        low, high = self.estimate.spread()
        if low > 0:
            centre, width = 0.5 * math.log(low * high), math.log(high / low) / _P10_TO_P90
            lognormal: Numbers = np.exp(centre + width * normal)
            return lognormal
        from scipy.special import ndtr

        quantile, point = ndtr(normal), self.estimate.value
        rising = np.sqrt(quantile * high * point)
        falling = high - np.sqrt((1 - quantile) * high * (high - point))
        triangle: Numbers = np.where(quantile * high < point, rising, falling)
        return triangle


def _times(step: Step) -> Iterator[_Time]:
    # What interrupts a step once it is started is not what makes a whole item slow, so a delay is drawn on its own.
    for estimate, goes_together in ((step.wait_time, True), (step.process_time, True), (step.in_step_delay, False)):
        if estimate is not None:
            yield _Time(estimate, goes_together)


class _Draws:
    """Draws lead times of steps; ``shared`` holds one standard normal per item where its times go together."""

    def __init__(self, steps: Iterable[Step], samples: int, seed: int, *, with_ranges: bool, correlated: bool) -> None:
        self.random = np.random.default_rng(seed)
        self.samples = samples
        self.shared: Numbers | None = self.random.standard_normal(samples) if correlated else None
        self.fixed: dict[str, float] = {}
        self.ranges: dict[str, list[_Time]] = {}
        for step in steps:
            times = [(time, with_ranges and time.has_range()) for time in _times(step)]
            self.ranges[step.id] = [time for time, varies in times if varies]
            self.fixed[step.id] = sum(time.estimate.value for time, varies in times if not varies)

    def lead_times(self, step_id: str, items: Items) -> Numbers:
        """Draw the step's lead time for every visit; an item stands in ``items`` once for each of its visits."""
        hours: Numbers = np.full(len(items), self.fixed[step_id], dtype=np.float64)
        for time in self.ranges[step_id]:
            if self.shared is not None and time.goes_together:
                normal = self.shared[items]
            else:
                normal = self.random.standard_normal(len(items))
            hours += time.hours_at(normal)
        return hours


@dataclass(frozen=True, slots=True)
class _Return:
    """One loop as it is walked: each step that is done again, with the steps among them that it waits for."""

    probability: float
    redo_share: float
    steps: tuple[tuple[str, tuple[str, ...]], ...]


class _Walk:
    """All that items of one route do; ``came_back`` marks who was sent back."""

    def __init__(
        self, graph: FlowGraph, route: Route, loops: Iterable[ReworkLoop], redo_share: float, draws: _Draws
    ) -> None:
        self.draws = draws
        self.share = route.share
        self.came_back = np.zeros(draws.samples, dtype=bool)
        self.reason: str | None = None
        self.steps = _with_predecessors(graph, route, set(route.step_ids))
        self.returns: dict[str, list[_Return]] = {}
        # An item can be sent back to a branch it did not take the first time; then it takes that one.
        routes = [route, *sorted(graph.routes, key=lambda each: -each.share)]
        for loop in loops:
            again = next(filter(None, (_between(graph, each, loop) for each in routes)), None)
            if again is None:
                self.reason = f"no flow edges lead from {loop.to_step}, where a loop goes back to, to {loop.from_step}."
            elif loop.probability:
                share = redo_share if loop.redo_share is None else loop.redo_share
                self.returns.setdefault(loop.from_step, []).append(_Return(loop.probability, share, again))
        visits = self._expected_visits(graph.order)
        if visits > MOST_VISITS and self.reason is None:
            self.reason = f"with these loops an item would pass {visits:,.0f} steps; check their probabilities."

    def _expected_visits(self, order: Sequence[str]) -> float:
        again = dict.fromkeys(order, 0.0)
        for step_id in order:
            onward = 1 - sum(each.probability for each in self.returns.get(step_id, ()))
            for each in self.returns.get(step_id, ()):
                visits = sum(1 + (again[one] if one != step_id else 0.0) for one, _ in each.steps)
                again[step_id] += each.probability / onward * visits
        return sum(1 + again[step_id] for step_id, _ in self.steps)

    def lead_times(self, items: Items) -> Numbers:
        """Walk the route once with every item."""
        finish: dict[str, Numbers] = {}
        for step_id, before in self.steps:
            hours = self.draws.lead_times(step_id, items) + self._returns_of(step_id, items)
            finish[step_id] = _start(finish, before) + hours
        longest: Numbers = np.maximum.reduce(list(finish.values()))
        return longest

    def _returns_of(self, step_id: str, items: Items) -> Numbers:
        """Draw what each visit sends back, and give the hours that adds to the visit."""
        extra: Numbers = np.zeros(len(items))
        returns = self.returns.get(step_id, [])
        if not returns or not len(items):
            return extra
        random = self.draws.random
        chances = np.cumsum([each.probability for each in returns])
        # The step draws again after every return, so the number of returns before the item moves on is geometric.
        counts = random.geometric(1 - chances[-1], len(items)) - 1
        visits = np.repeat(np.arange(len(items)), counts)
        self.came_back[items[visits]] = True
        chosen = np.searchsorted(chances, random.random(len(visits)) * chances[-1], side="right")
        for number, each in enumerate(returns):
            sent = visits[chosen == number]
            extra += np.bincount(sent, self._again(each, step_id, items[sent]), len(items))
        return extra

    def _again(self, each: _Return, discovered_by: str, items: Items) -> Numbers:
        """Do the steps of a return once more; the discovering step's next draw is already counted."""
        finish: dict[str, Numbers] = {}
        for step_id, before in each.steps:
            hours = each.redo_share * self.draws.lead_times(step_id, items)
            if step_id != discovered_by:
                hours += self._returns_of(step_id, items)
            finish[step_id] = _start(finish, before) + hours
        return finish[discovered_by]


def _start(finish: Mapping[str, Numbers], before: tuple[str, ...]) -> Numbers | float:
    """Give when all steps waited for are done: 0 for the first step."""
    if not before:
        return 0.0
    latest: Numbers = np.maximum.reduce([finish[step_id] for step_id in before])
    return latest


def _with_predecessors(graph: FlowGraph, route: Route, among: set[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(
        (
            step_id,
            tuple(each for each in graph.predecessors[step_id] if each in among and (each, step_id) in route.edges),
        )
        for step_id in route.step_ids
        if step_id in among
    )


def _between(graph: FlowGraph, route: Route, loop: ReworkLoop) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Give the steps of a route on any path from a loop's target to its discoverer; empty when there is no path."""
    after = {loop.to_step} & set(route.step_ids)
    for step_id in route.step_ids:
        if any(each in after and (each, step_id) in route.edges for each in graph.predecessors[step_id]):
            after.add(step_id)
    before = {loop.from_step} & after
    for step_id in reversed(route.step_ids):
        if any(each in before and (step_id, each) in route.edges for each in graph.successors[step_id]):
            before.add(step_id)
    return _with_predecessors(graph, route, after & before)


def _items_by_route(walks: list[_Walk], samples: int, random: np.random.Generator) -> Iterator[tuple[_Walk, Items]]:
    if len(walks) == 1:
        yield walks[0], np.arange(samples)
        return
    shares = np.array([walk.share for walk in walks])
    chosen = random.choice(len(walks), samples, p=shares / shares.sum())
    for number, walk in enumerate(walks):
        items = np.flatnonzero(chosen == number)
        if len(items):
            yield walk, items


def _quantiles(lead_times: Numbers, shares: tuple[float, ...]) -> list[float]:
    # Not interpolated: between two lead times that loops make possible lies one that never occurs.
    found: list[float] = np.quantile(lead_times, shares, method="inverted_cdf").tolist()
    return found


def _share_longer(lead_times: Numbers, hours: float) -> float:
    # Sums in another order differ in their last digits; that is not "longer".
    return float((lead_times > hours * (1 + 1e-9)).mean())


def _convergence(lead_times: Numbers) -> Convergence:
    ordered = np.sort(lead_times)
    count = len(ordered)

    def half_width(share: float) -> float:
        reach = _NORMAL_95 * math.sqrt(share * (1 - share) * count)
        low, high = math.floor(share * count - reach) - 1, math.ceil(share * count + reach) - 1
        return float(ordered[min(high, count - 1)] - ordered[max(low, 0)]) / 2

    p85 = _quantiles(lead_times, (0.85,))[0]
    return Convergence(half_width(0.5), half_width(0.85), half_width(0.85) / p85 if p85 else 0.0)


def _assumptions(
    stream: ValueStream, draws: _Draws, graph: FlowGraph, redo_share: float, *, with_loops: bool
) -> Iterator[str]:
    ranges = sum(map(len, draws.ranges.values()))
    times = sum(time.estimate.value > 0 for step in stream.steps for time in _times(step))
    if not ranges:
        yield "Every time is fixed at its point value, so the spread comes from rework and branches alone."
    else:
        yield (
            f"{ranges} of {max(times, ranges)} times have a range, read as P10 to P90; people's ranges are usually too "
            "narrow, so the true spread is wider."
        )
        if draws.shared is None:
            yield "Every time is drawn on its own; in real work long waits come together, so the spread is understated."
        else:
            yield "An item's waits and process times are all long or all short, so the spread is overstated."
    if len(graph.routes) > 1:
        yield "An item takes one branch by its share, and a redo stays on those it took unless it goes back to another."
    if not with_loops:
        yield "Rework is left out."
    elif not stream.loops:
        yield "No rework loop is recorded on this map, so nothing comes back."
    else:
        yield from _rework_assumptions(stream, redo_share)


def _rework_assumptions(stream: ValueStream, redo_share: float) -> Iterator[str]:
    own = any(loop.redo_share is not None for loop in stream.loops)
    yield (
        f"A redo takes {format_percent(redo_share, 0)} of a newly drawn time"
        f"{' unless its loop has its own share' if own else ''}, at every step between the two."
    )
    yield "Every pass fails with the same chance, and queues stay as long as they were."

"""Many variants of one map at once, as arrays: for what-if sweeps and sampled ranges.

The arrays have one row per map and one column per step, in the order of :attr:`EnsembleTopology.step_ids`. NaN marks
what is unknown and taints every figure that needs it; this is the only place where NaN is allowed, because an array of
numbers has no ``None``. Results agree with :func:`vsm_toolkit.metrics.map_metrics` and
:func:`vsm_toolkit.rework.expected_rework`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from vsm_toolkit.errors import MapNotComputableError, UsageError
from vsm_toolkit.flow_graph import FlowGraph
from vsm_toolkit.model import ValueStream

Numbers = NDArray[np.float64]

MAPS_AT_ONCE = 4096
"""Maps in one block: few enough that the block's numbers stay in the processor's cache from one step to the next."""


MOST_STEPS = 150
"""Beyond this the product of percentages leaves the range of floating-point numbers."""


@dataclass(frozen=True, slots=True)
class EnsembleTopology:
    """What all maps of an ensemble share: the steps and what each waits for.

    Attributes
    ----------
    step_ids : tuple of str
        In flow order; the columns of every array.
    predecessors : tuple of tuple of int
        For each step, the columns it waits for (it waits for all of them).

    Examples
    --------
    >>> from vsm_toolkit.samples import two_roads
    >>> EnsembleTopology.of(two_roads()).predecessors
    ((), (0,), (0,), (0,), (1, 2), (4, 3))
    """

    step_ids: tuple[str, ...]
    predecessors: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, stream: ValueStream) -> EnsembleTopology:
        """Read the topology of a map.

        Raises
        ------
        MapNotComputableError
            When the flow edges form a cycle, when a branch has shares (items would take different routes), or when the
            map has no steps or more than 150.
        """
        graph = FlowGraph(stream)
        if any(edge.share is not None for edge in graph.edges):
            message = (
                f"{stream.name}: an ensemble needs branches that always run, but a branch of this map has shares. "
                "Compute each route as a map of its own and weight the results."
            )
            raise MapNotComputableError(message)
        if not 0 < len(graph.order) <= MOST_STEPS:
            message = f"{stream.name}: an ensemble needs 1 to {MOST_STEPS} steps, and this map has {len(graph.order)}."
            raise MapNotComputableError(message)
        column = {step_id: index for index, step_id in enumerate(graph.order)}
        before = tuple(tuple(column[each] for each in graph.predecessors[step_id]) for step_id in graph.order)
        return cls(graph.order, before)

    def last_steps(self) -> tuple[int, ...]:
        """Give the columns of the steps nothing waits for: there the map ends."""
        waited_for = {column for before in self.predecessors for column in before}
        return tuple(column for column in range(len(self.step_ids)) if column not in waited_for)


@dataclass(frozen=True, slots=True, eq=False)
class EnsembleMetrics:
    """The figures of every map of an ensemble; arrays with one number per map, NaN where a part is unknown.

    Attributes
    ----------
    lead_time : ndarray
        Longest path, working hours.
    process_time : ndarray
        Along the critical path, working hours; of one of them where several paths are equally long.
    activity_ratio : ndarray
        Process time over lead time, 0-1; NaN where the lead time is 0.
    rolled_percent_complete_accurate : ndarray or None
        Product over all steps, 0-1; ``None`` when no %C&A was given.
    labour_hours : ndarray
        Process time times people over all steps, person-hours.
    """

    lead_time: Numbers
    process_time: Numbers
    activity_ratio: Numbers
    rolled_percent_complete_accurate: Numbers | None
    labour_hours: Numbers


def ensemble_metrics(
    topology: EnsembleTopology,
    wait: ArrayLike,
    process_time: ArrayLike,
    *,
    delay: ArrayLike | None = None,
    percent_complete_accurate: ArrayLike | None = None,
    people: ArrayLike | None = None,
) -> EnsembleMetrics:
    """Compute the figures of many maps with the same steps and edges.

    Parameters
    ----------
    topology : EnsembleTopology
        Steps and edges; column ``i`` of every array belongs to ``topology.step_ids[i]``.
    wait, process_time : array of shape (maps, steps)
        Working hours; NaN is unknown.
    delay : array of shape (maps, steps) or None
        In-step delay, working hours; ``None`` is none anywhere.
    percent_complete_accurate : array of shape (maps, steps) or None
        0-100; NaN is unknown.
    people : array of shape (maps, steps) or None
        Who work on a step at once; ``None`` is one everywhere.

    Returns
    -------
    EnsembleMetrics
        A NaN in wait, process time or delay taints the map's lead time, process time and activity ratio wherever it
        stands, because the longest path cannot be known without it.

    Raises
    ------
    UsageError
        When the arrays differ in shape or do not have one column per step.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> shorter_deploy_wait = [[16, 24, 8, 6, 20, 30], [16, 24, 8, 6, 20, 6]]
    >>> work = [[1, 4, 20, 1, 6, 1]] * 2
    >>> delay = [[0, 0, 4, 0, 0, 0]] * 2
    >>> metrics = ensemble_metrics(EnsembleTopology.of(lantern()), shorter_deploy_wait, work, delay=delay)
    >>> metrics.lead_time.tolist()
    [141.0, 117.0]
    """
    given = {
        "wait": wait,
        "process_time": process_time,
        "delay": delay,
        "percent_complete_accurate": percent_complete_accurate,
        "people": people,
    }
    arrays = {name: _columns(name, values, topology) for name, values in given.items() if values is not None}
    _check_same_length(arrays)
    count = len(arrays["wait"])
    lead, path_work, labour = np.empty(count), np.empty(count), np.zeros(count)
    # Percentages become shares once for all steps, in what the product starts from.
    rolled = None if percent_complete_accurate is None else np.full(count, 0.01 ** len(topology.step_ids))
    scratch = _Scratch(topology, min(count, MAPS_AT_ONCE))
    for start in range(0, count, MAPS_AT_ONCE):
        block = slice(start, start + MAPS_AT_ONCE)
        part = {name: array[block] for name, array in arrays.items()}
        scratch.walk(part, labour[block], None if rolled is None else rolled[block])
        scratch.finish_map(lead[block], path_work[block])
    ratio = np.full(count, np.nan)
    np.divide(path_work, lead, out=ratio, where=lead > 0)
    return EnsembleMetrics(lead, path_work, ratio, rolled, labour)


def _columns(name: str, values: ArrayLike, topology: EnsembleTopology) -> Numbers:
    array = np.asarray(values, dtype=np.float64)
    steps = len(topology.step_ids)
    if array.ndim != 2 or array.shape[1] != steps:
        message = (
            f"{name}: expected an array of shape (maps, {steps}), one column per step, but got {array.shape}. "
            "Give the columns in the order of topology.step_ids."
        )
        raise UsageError(message)
    return array


def _check_same_length(arrays: Mapping[str, Numbers]) -> None:
    lengths = {name: len(array) for name, array in arrays.items()}
    if len(set(lengths.values())) > 1:
        listed = ", ".join(f"{name} {length}" for name, length in lengths.items())
        message = f"The arrays of an ensemble need one row per map, but they have different lengths: {listed}."
        raise UsageError(message)


class _Scratch:
    """The working memory of one block of maps, allocated once: a row per step, so that every row is contiguous."""

    def __init__(self, topology: EnsembleTopology, maps: int) -> None:
        self.topology = topology
        self.last = topology.last_steps()
        self.finish = np.empty((len(topology.step_ids), maps))
        self.worked = np.empty((len(topology.step_ids), maps))
        self.work = np.empty(maps)
        self.other = np.empty(maps)
        self.later = np.empty(maps, dtype=bool)

    def walk(self, part: Mapping[str, Numbers], labour: Numbers, rolled: Numbers | None) -> None:
        """Go through the steps in flow order, each for all maps of the block at once."""
        maps = len(labour)
        work, other = self.work[:maps], self.other[:maps]
        for step, before in enumerate(self.topology.predecessors):
            end, done = self.finish[step, :maps], self.worked[step, :maps]
            np.copyto(work, part["process_time"][:, step])
            np.add(part["wait"][:, step], work, out=other)
            if "delay" in part:
                other += part["delay"][:, step]
            if before:
                start, done_before = self._latest(before, end, done)
                np.add(start, other, out=end)
                np.add(done_before, work, out=done)
            else:
                np.copyto(end, other)
                np.copyto(done, work)
            if rolled is not None:
                rolled *= part["percent_complete_accurate"][:, step]
            if "people" in part:
                work *= part["people"][:, step]
            labour += work

    def finish_map(self, lead: Numbers, path_work: Numbers) -> None:
        """Write the lead time of every map of the block, and the work on its longest path."""
        end, done = self._latest(self.last, lead, path_work)
        np.copyto(lead, end)
        np.copyto(path_work, done)
        later = self.later[: len(lead)]
        # An unknown time reaches the lead time by itself; the work was chosen by comparing, which loses it.
        np.copyto(path_work, lead, where=np.isnan(lead, out=later))

    def _latest(self, steps: tuple[int, ...], end: Numbers, done: Numbers) -> tuple[Numbers, Numbers]:
        """Give finish and work of the step that finishes last, map by map; the first where two finish together."""
        maps = len(end)
        first = steps[0]
        if len(steps) == 1:
            return self.finish[first, :maps], self.worked[first, :maps]
        np.copyto(end, self.finish[first, :maps])
        np.copyto(done, self.worked[first, :maps])
        later = self.later[:maps]
        for step in steps[1:]:
            np.greater(self.finish[step, :maps], end, out=later)
            np.copyto(done, self.worked[step, :maps], where=later)
            np.maximum(end, self.finish[step, :maps], out=end)
        return end, done


def ensemble_expected_visits(returns: ArrayLike) -> Numbers:
    """Expect how often each step of a line is visited, for many sets of rework loops at once (M13).

    Parameters
    ----------
    returns : array of shape (maps, steps, steps)
        ``returns[m, i, j]`` is the share of visits to step ``i`` that ends in a return to step ``j``, the same or an
        earlier one; the rest moves on. NaN is unknown.

    Returns
    -------
    ndarray of shape (maps, steps)
        Expected visits; NaN throughout a map with an unknown return.

    Raises
    ------
    UsageError
        When the array has another shape, a return leads forward, or a share is negative.
    MapNotComputableError
        When the returns of a step add up to 1 or more: the work would never finish.

    Examples
    --------
    >>> test_and_deploy_return_to_build = [[[0, 0, 0], [0.3, 0, 0], [0.1, 0, 0]]]
    >>> ensemble_expected_visits(test_and_deploy_return_to_build).round(3).tolist()
    [[1.587, 1.587, 1.111]]
    """
    shares = np.asarray(returns, dtype=np.float64)
    if shares.ndim != 3 or shares.shape[1] != shares.shape[2] or not shares.shape[1]:
        message = f"returns: expected an array of shape (maps, steps, steps), but got {shares.shape}."
        raise UsageError(message)
    steps = shares.shape[1]
    if any(shares[:, step, step + 1 :].any() for step in range(steps)):
        message = "returns: a return goes to the same or an earlier step, but a share stands above the diagonal."
        raise UsageError(message)
    leaving = shares.sum(axis=2)
    _check_returns(shares, leaving)
    visits = np.empty(leaving.shape)
    for start in range(0, len(shares), MAPS_AT_ONCE):
        block = slice(start, start + MAPS_AT_ONCE)
        visits[block] = _solve_visits(shares[block], leaving[block])
    return visits


def _solve_visits(shares: Numbers, leaving: Numbers) -> Numbers:
    """Solve (I - Qᵀ) v = start: what enters a step is one start, what moves on to it and what comes back to it."""
    steps = shares.shape[1]
    unknown = np.isnan(leaving).any(axis=1)
    balance: Numbers = np.eye(steps) - shares.transpose(0, 2, 1)
    onward = np.arange(steps - 1)
    balance[:, onward + 1, onward] -= 1 - leaving[:, :-1]
    balance[unknown] = np.eye(steps)
    start = np.zeros((steps, 1))
    start[0] = 1.0
    visits = np.asarray(np.linalg.solve(balance, start)[..., 0], dtype=np.float64)
    visits[unknown] = np.nan
    return visits


def ensemble_visits_one_step_back(returns: ArrayLike) -> Numbers:
    """Expect visits where every return goes back one step, without solving equations.

    What moves on from a step must, on balance, be one item: visits times the share that moves on, less what the next
    step sends back. Reading this from the last step to the first gives every count in turn.

    Parameters
    ----------
    returns : array of shape (maps, steps)
        Share of visits to a step that goes back to the step before it; the first step's go to itself. NaN is unknown.

    Returns
    -------
    ndarray of shape (maps, steps)
        Expected visits; NaN at every step up to the last unknown return.

    Raises
    ------
    UsageError
        When the array has another shape or a share is negative.
    MapNotComputableError
        When a step returns everything: the work would never finish.

    Examples
    --------
    >>> ensemble_visits_one_step_back([[0, 0.5, 0]]).tolist()
    [[2.0, 2.0, 1.0]]
    """
    shares = np.asarray(returns, dtype=np.float64)
    if shares.ndim != 2 or not shares.shape[1]:
        message = f"returns: expected an array of shape (maps, steps), but got {shares.shape}."
        raise UsageError(message)
    _check_returns(shares, shares)
    visits: Numbers = np.empty(shares.shape, order="F")
    moved_on: Numbers = np.ones(len(shares))
    for step in reversed(range(shares.shape[1])):
        np.divide(moved_on, 1 - shares[:, step], out=visits[:, step])
        np.multiply(visits[:, step], shares[:, step], out=moved_on)
        moved_on += 1
    return visits


def _check_returns(shares: Numbers, leaving: Numbers) -> None:
    if (shares < 0).any():
        message = f"returns: a share lies between 0 and 1, but one is {np.nanmin(shares):g}."
        raise UsageError(message)
    endless = np.argwhere(leaving >= 1)
    if len(endless):
        row, step = endless[0]
        message = (
            f"Map {row}: the returns that step {step} sends back add up to {leaving[row, step]:.0%}, so the work would "
            "never finish. They must stay below 1 together."
        )
        raise MapNotComputableError(message)

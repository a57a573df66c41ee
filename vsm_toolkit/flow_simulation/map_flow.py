"""Simulate a value stream map and say what came out, with intervals and assumptions."""

from __future__ import annotations

from dataclasses import dataclass

from vsm_toolkit.flow_simulation.map_network import FlowSettings, network_of_map
from vsm_toolkit.flow_simulation.replications import Engine, run_network
from vsm_toolkit.flow_simulation.run_records import EngineName, Interval, RunRecord
from vsm_toolkit.model import ValueStream

NO_TIME_LEFT = 0.98
"""Utilisation from which a queue can no longer be told from one that grows for ever."""

KEEPS_UP = 0.97
"""Share of the demand that must finish, to within the interval, for a queue not to be growing."""

ENOUGH_ITEMS = 400

ENGINE_WORDS = {
    "compiled": "machine code (numba)",
    "python": "plain Python; with numba (extra 'fast') the same numbers come some seventy times faster",
    "recursion": "the array recursion for single-server lines",
}


@dataclass(frozen=True, slots=True)
class FlowResult:
    """What the runs of a map say together; every number is a mean over replications with its 95 % interval.

    Attributes
    ----------
    settings : FlowSettings
    engine : {"compiled", "python", "recursion"}
        What ran.
    throughput_per_year : Interval
        Items finished.
    time_in_system, median_time, time_85 : Interval
        From start to end of an item, working hours: mean, 50th and 85th percentile.
    wait_to_start : Interval
        Working hours outside a full map before the start; 0 without a limit.
    items_in_progress : Interval
        Started and not finished.
    most_in_progress : int
        The largest number in any run.
    utilisation : dict of str to Interval
        By team, 0-1, other work included.
    waits : dict of str to Interval
        By step id, working hours from work available to someone starting on it.
    visits : dict of str to Interval
        By step id, per finished item.
    assumptions : tuple of str
        Show them with the numbers.
    warnings : tuple of str
        Where the numbers do not mean what they seem to.
    runs : tuple of RunRecord
    """

    settings: FlowSettings
    engine: EngineName
    throughput_per_year: Interval
    time_in_system: Interval
    median_time: Interval
    time_85: Interval
    wait_to_start: Interval
    items_in_progress: Interval
    most_in_progress: int
    utilisation: dict[str, Interval]
    waits: dict[str, Interval]
    visits: dict[str, Interval]
    assumptions: tuple[str, ...]
    warnings: tuple[str, ...]
    runs: tuple[RunRecord, ...]

    def sentences(self) -> tuple[str, ...]:
        """Say the result in sentences, warnings first, how it was computed last."""
        mean, late = self.time_in_system.value, self.time_85.value
        if mean is None or late is None:
            result = "No item finished in the simulated time."
        else:
            result = (
                f"An item takes {mean:.4g} wh on average, 85 % of the items at most {late:.4g} wh, "
                f"with {self.items_in_progress.value or 0.0:.3g} items in progress."
            )
        how = f"{len(self.runs)} runs of {self.settings.years:g} years by {ENGINE_WORDS[self.engine]}."
        return (*self.warnings, result, *self.assumptions, how)


def simulate_flow(
    stream: ValueStream, settings: FlowSettings | None = None, engine: Engine = "auto", threads: int | None = None
) -> FlowResult:
    """Simulate items flowing through a map: an illustration of how the system behaves, not a forecast.

    A team's people serve all its steps from one line, first come first served. Branches without shares run beside each
    other and their join waits for all; of branches with shares an item takes one. A return repeats every step between
    where it is found and where it goes back to. See :class:`FlowSettings` for limits, batches, gates and other work.

    Parameters
    ----------
    stream : ValueStream
        Process time and team of every step must be known.
    settings : FlowSettings or None
        ``None`` takes the map as it is.
    engine : {"auto", "compiled", "python", "recursion"}
        See :func:`vsm_toolkit.flow_simulation.run_network`.
    threads : int or None
        Replications at once; ``None`` is one for every core.

    Raises
    ------
    MapNotComputableError
        When the map lacks what a simulation needs, or contradicts itself.
    UsageError
        When the settings are impossible.

    Examples
    --------
    >>> from vsm_toolkit.samples import coming_back
    >>> settings = FlowSettings(items_per_year=1, years=4000, replications=8, default_servers=1, service="fixed")
    >>> result = simulate_flow(coming_back(), settings, engine="python")
    >>> 1.55 < result.visits["B"].value < 1.62  # the absorbing chain says 1.587
    True
    """
    chosen = settings or FlowSettings()
    made = network_of_map(stream, chosen)
    year = chosen.hours_per_year()
    runs = run_network(
        made.network,
        chosen.years * year,
        warm_up_hours=chosen.warm_up_years * year,
        replications=chosen.replications,
        seed=chosen.seed,
        engine=engine,
        threads=threads,
    )
    finished = Interval.of(run.throughput_per_hour * year for run in runs)
    asked_for = None if chosen.arrival_times else made.network.arrivals_per_hour * year
    utilisation = {team: Interval.of(run.utilisation[team] for run in runs) for team in made.network.pools}
    steps = [step.id for step in stream.steps]
    return FlowResult(
        settings=chosen,
        engine=runs[0].engine,
        throughput_per_year=finished,
        time_in_system=Interval.of(run.mean_time for run in runs),
        median_time=Interval.of(run.median_time for run in runs),
        time_85=Interval.of(run.time_85 for run in runs),
        wait_to_start=Interval.of(run.mean_outside for run in runs),
        items_in_progress=Interval.of(run.items_in_progress for run in runs),
        most_in_progress=max(run.most_in_progress for run in runs),
        utilisation=utilisation,
        waits={step_id: Interval.of(run.waits[step_id] for run in runs) for step_id in steps},
        visits={step_id: Interval.of(run.visits[step_id] for run in runs) for step_id in steps},
        assumptions=made.assumptions,
        warnings=_warnings(utilisation, finished, asked_for, runs),
        runs=runs,
    )


def _warnings(
    utilisation: dict[str, Interval], finished: Interval, asked_for: float | None, runs: tuple[RunRecord, ...]
) -> tuple[str, ...]:
    meaning = "the queue grows without limit, and the times say only how long the simulation ran."
    said = [
        f"{team} has no time left ({share.value:.0%}): {meaning}"
        for team, share in utilisation.items()
        if share.value is not None and share.value >= NO_TIME_LEFT
    ]
    falls_behind = asked_for is not None and finished.high is not None and finished.high < KEEPS_UP * asked_for
    if falls_behind and not said:
        said.append(f"{finished.value:.4g} items a year finish where {asked_for:.4g} come: {meaning}")
    number = sum(run.counted for run in runs)
    if number < ENOUGH_ITEMS:
        said.append(f"Only {number} items finished in all runs; simulate more years or runs before comparing.")
    return tuple(said)

"""A value stream map as a network that can be simulated, with every assumption that took said in a sentence."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from vsm_toolkit.errors import MapNotComputableError, UsageError
from vsm_toolkit.flow_arithmetic import HOURS_PER_WEEK, WEEKS_PER_YEAR, batch_wait, cadence_wait
from vsm_toolkit.flow_graph import FlowGraph
from vsm_toolkit.flow_simulation.network import FlowNetwork, ItemRoute, OtherWork, Return, ServiceKind, Station
from vsm_toolkit.model import Step, Team, ValueStream


@dataclass(frozen=True, slots=True)
class FlowSettings:
    """What a simulation of a map needs beside the map.

    Attributes
    ----------
    items_per_year : float or None
        Demand; ``None`` takes the map's.
    years, warm_up_years : float
        Simulated time of one run, and how much of its beginning is left out.
    replications, seed : int
        How many runs, and what makes their random numbers; the same seed gives the same result.
    arrivals : {"poisson", "even"}
        How items come.
    arrival_times : tuple of float or None
        Working hours, rising; given arrivals replace demand.
    servers : mapping of str to int
        People who can work at once, by team; a team that is missing here has its size on the map.
    default_servers : int or None
        For teams whose size is not known either; ``None`` refuses to guess.
    other_work : mapping of str to float
        Share of a team's time that work from elsewhere takes, 0 to below 1.
    stated_waits : {"kept", "left_out"}
        Kept, a step's wait is a fixed lag in front of it, shortened by what the simulation itself explains (cadence,
        batch), and dropped where the team's other work explains it. Left out, only simulated queues make items wait.
    service : {"lognormal", "exponential", "fixed"}
        How working times vary around the map's process times.
    service_variation : float
        Standard deviation over mean of lognormal working times.
    redo_share : float
        Share of the usual working time that a visit after a return takes, where the loop does not say it.
    map_limit : int or None
        Most items at work in the whole map at once; more wait outside.
    step_limits, batch_sizes : mapping of str to int
        By step id; a batch replaces the one on the map.
    cadences : mapping of str to float
        By step id, working hours; replaces the one on the map.
    deadlines : mapping of str to float
        By step id: working hours before an opening by which an item must be handed in.
    hours_per_week, weeks_per_year : float
        The working calendar.

    Examples
    --------
    >>> FlowSettings(items_per_year=52, map_limit=5).replications
    20
    """

    items_per_year: float | None = None
    years: float = 10.0
    warm_up_years: float = 1.0
    replications: int = 20
    seed: int = 0
    arrivals: Literal["poisson", "even"] = "poisson"
    arrival_times: tuple[float, ...] | None = None
    servers: Mapping[str, int] = field(default_factory=dict)
    default_servers: int | None = None
    other_work: Mapping[str, float] = field(default_factory=dict)
    stated_waits: Literal["kept", "left_out"] = "kept"
    service: ServiceKind = "lognormal"
    service_variation: float = 1.0
    redo_share: float = 0.5
    map_limit: int | None = None
    step_limits: Mapping[str, int] = field(default_factory=dict)
    batch_sizes: Mapping[str, int] = field(default_factory=dict)
    cadences: Mapping[str, float] = field(default_factory=dict)
    deadlines: Mapping[str, float] = field(default_factory=dict)
    hours_per_week: float = HOURS_PER_WEEK
    weeks_per_year: float = WEEKS_PER_YEAR

    def hours_per_year(self) -> float:
        """Give the working hours of a year."""
        return self.hours_per_week * self.weeks_per_year


@dataclass(frozen=True, slots=True)
class MapNetwork:
    """A network made from a map.

    Attributes
    ----------
    network : FlowNetwork
        Stations are named by step id, pools by team.
    assumptions : tuple of str
        Sentences to show with every result.
    """

    network: FlowNetwork
    assumptions: tuple[str, ...]


def network_of_map(stream: ValueStream, settings: FlowSettings) -> MapNetwork:
    """Make a network from a map.

    Raises
    ------
    MapNotComputableError
        When a process time, a team or a team's size is not known, the demand is not known, or the flow has a cycle.
    UsageError
        When the settings name a step or team that the map does not have.

    Examples
    --------
    >>> from vsm_toolkit.samples import coming_back
    >>> made = network_of_map(coming_back(), FlowSettings(items_per_year=26, default_servers=1))
    >>> made.network.pools
    {'Developers': 1, 'Testers': 1, 'Operations': 1}
    >>> made.assumptions[0]
    'The size of Developers, Testers and Operations is not known; each counts as 1.'
    """
    _refuse_unknown_names(stream, settings)
    _refuse_gaps(stream, settings)
    graph = FlowGraph(stream)
    place = {step_id: index for index, step_id in enumerate(graph.order)}
    routes = tuple(
        ItemRoute(route.share, route.step_ids, tuple(sorted(route.edges, key=lambda e: (place[e[0]], place[e[1]]))))
        for route in graph.routes
    )
    per_hour = (settings.items_per_year or stream.items_per_year or 0.0) / settings.hours_per_year()
    if settings.arrival_times:
        per_hour = len(settings.arrival_times) / max(settings.arrival_times)
    reached = {step_id: sum(r.share for r in routes if step_id in r.stations) for step_id in graph.order}
    builder = _Builder(stream, settings, per_hour, reached)
    network = FlowNetwork(
        stations=tuple(builder.station(step) for step in stream.steps),
        pools=builder.pools,
        arrivals_per_hour=per_hour,
        routes=routes,
        returns=builder.returns(),
        other_work=builder.other_work(),
        limit=settings.map_limit,
        arrivals=settings.arrivals,
        arrival_times=settings.arrival_times,
    )
    return MapNetwork(network, tuple(builder.assumptions()))


class _Builder:
    """Reads the parts of a map and collects what had to be assumed."""

    def __init__(
        self, stream: ValueStream, settings: FlowSettings, per_hour: float, reached: Mapping[str, float]
    ) -> None:
        self.stream, self.settings, self.per_hour, self.reached = stream, settings, per_hour, reached
        known = {team.name: team for team in stream.teams}
        self.teams = {step.team: known.get(step.team) for step in stream.steps if step.team is not None}
        self.guessed_sizes: list[str] = []
        self.pools = {name: self._people_in(name, team) for name, team in self.teams.items()}
        self.cut_to_size: list[str] = []
        self.unknown_waits: list[str] = []

    def _people_in(self, name: str, team: Team | None) -> int:
        if name in self.settings.servers:
            return self.settings.servers[name]
        if team is not None and team.size is not None:
            return max(1, math.floor(team.size))
        self.guessed_sizes.append(name)
        return self.settings.default_servers or 1

    def _slowness(self, name: str) -> float:
        """Give how much longer work takes because the team has fewer productive hours than people."""
        team = self.teams[name]
        hours = team.productive_hours_per_week if team else None
        return self.pools[name] * self.settings.hours_per_week / hours if hours else 1.0

    def station(self, step: Step) -> Station:
        settings, name = self.settings, step.team or ""
        wanted = max(1, round(step.people.value)) if step.people else 1
        if wanted > self.pools[name]:
            self.cut_to_size.append(step.id)
        hours = (step.process_time.value if step.process_time else 0.0) * self._slowness(name)
        cadence = settings.cadences.get(step.id, step.cadence)
        batch = settings.batch_sizes.get(step.id, max(1, round(step.batch_size)) if step.batch_size else 1)
        return Station(
            name=step.id,
            pool=name,
            service_hours=hours,
            service=settings.service if hours > 0 else "fixed",
            service_variation=settings.service_variation,
            people=min(wanted, self.pools[name]),
            lag_hours=self._lag(step, cadence, batch),
            cadence_hours=cadence or None,
            deadline_hours=settings.deadlines.get(step.id, 0.0) if cadence else 0.0,
            batch_size=batch,
            limit=settings.step_limits.get(step.id),
        )

    def _lag(self, step: Step, cadence: float | None, batch: int) -> float:
        delay = step.in_step_delay.value if step.in_step_delay else 0.0
        if self.settings.stated_waits == "left_out" or self.settings.other_work.get(step.team or ""):
            return delay
        if step.wait_time is None:
            self.unknown_waits.append(step.id)
            return delay
        explained = 0.0
        if cadence:
            explained += cadence_wait(cadence, self.settings.deadlines.get(step.id, 0.0)).value or 0.0
        weekly = self.per_hour * self.reached[step.id] * self.settings.hours_per_week
        if batch > 1 and weekly > 0:
            explained += batch_wait(batch, weekly, self.settings.hours_per_week).value or 0.0
        return max(0.0, step.wait_time.value - explained) + delay

    def returns(self) -> tuple[Return, ...]:
        return tuple(
            Return(
                loop.from_step,
                loop.to_step,
                loop.probability,
                self.settings.redo_share if loop.redo_share is None else loop.redo_share,
            )
            for loop in self.stream.loops
            if loop.probability
        )

    def other_work(self) -> tuple[OtherWork, ...]:
        found = []
        for team, share in self.settings.other_work.items():
            own = [s.process_time.value for s in self.stream.steps if s.team == team and s.process_time is not None]
            hours = (sum(own) / len(own) or 1.0) * self._slowness(team)
            if share > 0:
                found.append(OtherWork(team, share * self.pools[team] / hours, hours))
        return tuple(found)

    def assumptions(self) -> list[str]:
        settings = self.settings
        said = []
        if self.guessed_sizes:
            verb = "is not known; each counts as" if len(self.guessed_sizes) > 1 else "is not known; it counts as"
            said.append(f"The size of {_listed(self.guessed_sizes)} {verb} {settings.default_servers}.")
        if self.cut_to_size:
            said.append(f"{_listed(self.cut_to_size)} names more people than the team has; it takes the whole team.")
        if settings.stated_waits == "left_out":
            said.append(
                "The waits written on the map are left out: only simulated queues, gates and batches hold work up."
            )
        else:
            said.append(
                "The waits written on the map are kept as fixed lags, less what a cadence or batch explains; "
                "queues that this map's own items make come on top."
            )
        if self.unknown_waits:
            said.append(f"The wait of {_listed(self.unknown_waits)} is not known and counts as none.")
        for team, share in settings.other_work.items():
            said.append(
                f"Other work takes {share:.0%} of {team}'s time, in pieces like its steps here; "
                "it replaces the waits written for its steps."
            )
        unknown = [f"{loop.from_step} to {loop.to_step}" for loop in self.stream.loops if loop.probability is None]
        if unknown:
            said.append(f"Returns without a probability are not simulated: {_listed(unknown)}.")
        if self.stream.loops:
            said.append("A return meets the full wait again; only its working time is reduced to the redo share.")
        return said


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _refuse_unknown_names(stream: ValueStream, settings: FlowSettings) -> None:
    steps = {step.id for step in stream.steps}
    teams = {step.team for step in stream.steps}
    by_step = {*settings.step_limits, *settings.batch_sizes, *settings.cadences, *settings.deadlines}
    for what, names, known in (
        ("step", by_step, steps),
        ("team with steps", {*settings.servers, *settings.other_work}, teams),
    ):
        unknown = sorted(names - known)
        if unknown:
            message = f"{stream.name}: the settings name {', '.join(unknown)}, but the map has no such {what}."
            raise UsageError(f"{message} Use the names on the map.")
    for team, share in settings.other_work.items():
        if not 0 <= share < 1:
            message = f"{stream.name}: other work of {team} must take 0 to below 1 of its time; it is {share}."
            raise UsageError(f"{message} Give a share such as 0.6.")


def _refuse_gaps(stream: ValueStream, settings: FlowSettings) -> None:
    sizes = {team.name for team in stream.teams if team.size is not None}
    gaps = []
    if not stream.steps:
        gaps.append("it has no steps")
    if settings.items_per_year is None and not stream.items_per_year and not settings.arrival_times:
        gaps.append("the items per year are not known")
    if without := [step.id for step in stream.steps if step.process_time is None]:
        gaps.append(f"the process time of {_listed(without)} is not known")
    if without := [step.id for step in stream.steps if step.team is None]:
        gaps.append(f"nobody is named who does {_listed(without)}")
    named = dict.fromkeys(step.team for step in stream.steps if step.team is not None)
    unsized = [team for team in named if team not in sizes and team not in settings.servers]
    if unsized and settings.default_servers is None:
        gaps.append(f"the size of {_listed(unsized)} is not known")
    if gaps:
        sentence = f"{stream.name} cannot be simulated: {'; '.join(gaps)}."
        raise MapNotComputableError(sentence, "Fill it in on the map, or say it in the settings of the simulation.")

"""Who waits for whom: imposed waits, blocking, odds of being on time, and what changed (M32 to M36).

A dependency is a standing reliance of one team on another. It *explains* the wait of a step and never adds to lead
time; :func:`explained_waits` compares the two. Rank providers by imposed wait, colour them by blocking index.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import prod
from typing import TYPE_CHECKING, Final, Literal

from vsm_toolkit.figures import Figure
from vsm_toolkit.flow_graph import FlowGraph
from vsm_toolkit.model import (
    Change,
    ChangeKind,
    ChangeStatus,
    Dependency,
    DependencyImpact,
    DependencyStrength,
    ValueStream,
)
from vsm_toolkit.rework import returns_by_step

if TYPE_CHECKING:
    import networkx as nx

IMPACT_WEIGHTS: Final = {
    DependencyImpact.OK: 0.0,
    DependencyImpact.SLOWING: 0.5,
    DependencyImpact.BLOCKING: 1.0,
}
"""What an occurrence counts in the blocking index: a convention of this toolkit, listed among the caveats."""

COIN_FLIP: Final = 0.5


def imposed_wait(dependency: Dependency) -> float | None:
    """Give what one dependency imposes per item: frequency times wait, working hours (M32).

    Returns
    -------
    float or None
        ``None`` while frequency or wait is unknown; a wait of 0 imposes 0 however often it occurs.

    Examples
    --------
    >>> row = Dependency(id="D1", dependent="Web", provider="QA", frequency_per_item=1.3, wait_per_occurrence=60)
    >>> imposed_wait(row), imposed_wait(row.with_changes(frequency_per_item=None))
    (78.0, None)
    """
    often, wait = dependency.frequency_per_item, dependency.wait_per_occurrence
    if 0 in (often, wait):
        return 0.0
    return None if often is None or wait is None else often * wait


def total_imposed_wait(dependencies: Iterable[Dependency]) -> Figure:
    """Add up what dependencies impose per item, working hours of item time.

    Returns
    -------
    Figure
        A lower bound while a row lacks frequency or wait; without a value when there are no rows at all.

    Examples
    --------
    >>> known = Dependency(id="D1", dependent="Web", provider="QA", frequency_per_item=1, wait_per_occurrence=8)
    >>> total_imposed_wait([known, Dependency(id="D2", dependent="Web", provider="QA")])
    Figure(value=None, at_least=8.0, at_most=None, known=1, of=2)
    """
    parts = [imposed_wait(row) for row in dependencies]
    known = [part for part in parts if part is not None]
    if known and len(known) == len(parts):
        return Figure(sum(known), None, None, len(known), len(parts))
    return Figure(None, sum(known) if known else None, None, len(known), len(parts))


def blocking_index(dependencies: Iterable[Dependency]) -> Figure | None:
    """Weigh how a provider is felt, 0 (OK) to 1 (blocking), by how often each dependency bites (M34).

    Returns
    -------
    Figure or None
        ``None``, not defined, without rows, when no impact is known, and when nothing ever occurs. While a frequency
        or an impact is missing there is no value, only how low and how high it can be.

    Notes
    -----
    The weights of :data:`IMPACT_WEIGHTS` are a convention: compare providers of one map, not numbers of two programs.

    Examples
    --------
    >>> often = Dependency(id="1", dependent="Web", provider="QA", impact="blocking", frequency_per_item=3)
    >>> rarely = Dependency(id="2", dependent="App", provider="QA", impact="ok", frequency_per_item=1)
    >>> blocking_index([often, rarely]).value
    0.75
    """
    rows = list(dependencies)
    if all(row.impact is None for row in rows):
        return None
    known = [row for row in rows if row.impact is not None and row.frequency_per_item is not None]
    weighed = [(row.frequency_per_item, *_weights(row)) for row in rows]
    counted = [(often, low, high) for often, low, high in weighed if often is not None]
    whole = sum(often for often, _, _ in counted)
    loose = [(low, high) for often, low, high in weighed if often is None]
    if not whole and not loose:
        return None
    if whole:
        loose.append(
            (
                sum(often * low for often, low, _ in counted) / whole,
                sum(often * high for often, _, high in counted) / whole,
            )
        )
    low, high = min(each[0] for each in loose), max(each[1] for each in loose)
    if len(known) == len(rows):
        return Figure(low, None, None, len(known), len(rows))
    return Figure(None, low, high, len(known), len(rows))


def _weights(row: Dependency) -> tuple[float, float]:
    return (0.0, 1.0) if row.impact is None else (IMPACT_WEIGHTS[row.impact],) * 2


@dataclass(frozen=True, slots=True)
class OnTimeOdds:
    """The chance that no hard dependency delays an item (M36).

    Attributes
    ----------
    hard : int
        Hard dependencies counted; soft ones do not hold delivery back.
    own_rates : Figure
        Product of the team's own on-time rates, 0-1, as if they were independent. An upper bound while a rate is
        missing, without any figure while none is known.
    coin_flip : float
        Half for every hard dependency: a model to teach compounding with, not an estimate of anything.
    """

    hard: int
    own_rates: Figure
    coin_flip: float


def on_time_odds(dependencies: Iterable[Dependency]) -> OnTimeOdds:
    """Multiply the on-time rates of hard dependencies.

    Each is taken as independent of the others. The coin-flip version (half each, after Magennis) teaches compounding;
    a vendor's data on many items found 50-80 % on time at three dependencies where it says 12.5 %. Use own rates.

    Examples
    --------
    >>> five = [Dependency(id=str(n), dependent="a", provider="b", strength="hard", on_time_rate=0.8) for n in range(5)]
    >>> odds = on_time_odds(five)
    >>> round(odds.own_rates.value, 2), round(odds.coin_flip, 2)
    (0.33, 0.03)
    """
    hard = [row for row in dependencies if row.strength is DependencyStrength.HARD]
    rates = [row.on_time_rate for row in hard if row.on_time_rate is not None]
    odds = prod(rates)
    complete = bool(hard) and len(rates) == len(hard)
    own = Figure(odds if complete else None, None, odds if rates and not complete else None, len(rates), len(hard))
    return OnTimeOdds(len(hard), own, COIN_FLIP ** len(hard))


@dataclass(frozen=True, slots=True)
class ProviderWait:
    """One team others wait for.

    Attributes
    ----------
    dependency_ids, dependents : tuple of str
        The rows, and the distinct teams that wait; in the order of the map.
    imposed_wait : Figure
        Working hours of item time per item, over all dependents (M32).
    blocking_index : Figure or None
        0-1 (M34); ``None`` is not defined.
    hard, blocking : int
        Rows known to be so.
    own_load : Figure
        What the provider itself waits for, working hours per item (M33): often the reason behind its own delay.
    """

    provider: str
    dependency_ids: tuple[str, ...]
    dependents: tuple[str, ...]
    imposed_wait: Figure
    blocking_index: Figure | None
    hard: int
    blocking: int
    own_load: Figure

    @property
    def fan_in(self) -> int:
        """Distinct teams that depend on it (M35)."""
        return len(self.dependents)


@dataclass(frozen=True, slots=True)
class TeamLoad:
    """What one team waits for.

    Attributes
    ----------
    dependency_ids, providers : tuple of str
        Its rows, and the distinct teams it waits for; in the order of the map.
    load : Figure
        Working hours of item time per item (M33). Explains waits of steps; never added to lead time.
    hard, blocking : int
        Rows known to be so.
    odds : OnTimeOdds
        The chance that none of the hard ones delays an item.
    """

    team: str
    dependency_ids: tuple[str, ...]
    providers: tuple[str, ...]
    load: Figure
    hard: int
    blocking: int
    odds: OnTimeOdds

    @property
    def fan_out(self) -> int:
        """Distinct providers (M35)."""
        return len(self.providers)


def _hard(rows: Iterable[Dependency]) -> int:
    return sum(row.strength is DependencyStrength.HARD for row in rows)


def _blocking(rows: Iterable[Dependency]) -> int:
    return sum(row.impact is DependencyImpact.BLOCKING for row in rows)


def provider_waits(stream: ValueStream) -> tuple[ProviderWait, ...]:
    """Describe every team others wait for, largest imposed wait first.

    Examples
    --------
    >>> rows = [Dependency(id="1", dependent="Web", provider="QA", frequency_per_item=2, wait_per_occurrence=8)]
    >>> [(each.provider, each.imposed_wait.value) for each in provider_waits(ValueStream(name="x", dependencies=rows))]
    [('QA', 16.0)]
    """
    groups: dict[str, list[Dependency]] = {}
    for row in stream.dependencies:
        groups.setdefault(row.provider, []).append(row)
    waits = [
        ProviderWait(
            provider=provider,
            dependency_ids=tuple(row.id for row in rows),
            dependents=tuple(dict.fromkeys(row.dependent for row in rows)),
            imposed_wait=total_imposed_wait(rows),
            blocking_index=blocking_index(rows),
            hard=_hard(rows),
            blocking=_blocking(rows),
            own_load=team_load(stream, provider).load,
        )
        for provider, rows in groups.items()
    ]
    return tuple(sorted(waits, key=lambda each: -(each.imposed_wait.best() or 0.0)))


def team_load(stream: ValueStream, team: str) -> TeamLoad:
    """Describe what one team waits for.

    Examples
    --------
    >>> rows = [Dependency(id="1", dependent="Web", provider="QA", frequency_per_item=2, wait_per_occurrence=8)]
    >>> team_load(ValueStream(name="x", dependencies=rows), "Web").fan_out
    1
    """
    rows = [row for row in stream.dependencies if row.dependent == team]
    return TeamLoad(
        team=team,
        dependency_ids=tuple(row.id for row in rows),
        providers=tuple(dict.fromkeys(row.provider for row in rows)),
        load=total_imposed_wait(rows),
        hard=_hard(rows),
        blocking=_blocking(rows),
        odds=on_time_odds(rows),
    )


def team_loads(stream: ValueStream) -> tuple[TeamLoad, ...]:
    """Describe what every team with a dependency waits for, largest load first.

    Examples
    --------
    >>> rows = [Dependency(id="1", dependent="Web", provider="QA"), Dependency(id="2", dependent="QA", provider="Ops")]
    >>> [each.team for each in team_loads(ValueStream(name="x", dependencies=rows))]
    ['Web', 'QA']
    """
    loads = [team_load(stream, team) for team in dict.fromkeys(row.dependent for row in stream.dependencies)]
    return tuple(sorted(loads, key=lambda each: -(each.load.best() or 0.0)))


def incoming_dependencies(stream: ValueStream, team: str | None = None) -> tuple[Dependency, ...]:
    """List what other teams wait for from one team: the question a team forgets to ask itself.

    Parameters
    ----------
    team : str or None
        ``None`` takes the home team; a map without one has no incoming dependencies.

    Examples
    --------
    >>> rows = [Dependency(id="1", dependent="Validation", provider="Rules")]
    >>> [row.dependent for row in incoming_dependencies(ValueStream(name="x", dependencies=rows), "Rules")]
    ['Validation']
    """
    home = stream.home_team()
    asked = team if team is not None else home.name if home else None
    return tuple(row for row in stream.dependencies if row.provider == asked)


def dependency_graph(stream: ValueStream) -> nx.MultiDiGraph:
    """Give teams and dependencies as a networkx graph, edges from the dependent to the provider it needs.

    Returns
    -------
    networkx.MultiDiGraph
        A node per team named anywhere on the map, with the team's fields where it is described; an edge per dependency
        under its id, with all its fields and ``imposed_wait`` (working hours per item). Unknown values stay ``None``.

    Examples
    --------
    >>> rows = [Dependency(id="D1", dependent="Web", provider="QA", strength="hard")]
    >>> graph = dependency_graph(ValueStream(name="x", dependencies=rows))
    >>> graph.edges["Web", "QA", "D1"]["strength"].value
    'hard'
    """
    import networkx as nx

    graph = nx.MultiDiGraph(name=stream.name)
    graph.add_nodes_from(dict.fromkeys(step.team for step in stream.steps if step.team is not None))
    for team in stream.teams:
        graph.add_node(team.name, **team.model_dump(exclude={"name"}))
    for row in stream.dependencies:
        fields = row.model_dump(exclude={"dependent", "provider"})
        graph.add_edge(row.dependent, row.provider, key=row.id, **{**fields, "imposed_wait": imposed_wait(row)})
    return graph


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


TrendKind = Literal["added", "removed", "softened", "hardened", "strength recorded", "impact changed", "wait changed"]


@dataclass(frozen=True, slots=True)
class DependencyChange:
    """One way in which one dependency differs between two maps.

    Attributes
    ----------
    before, after : str, float or None
        Strength or impact in words, or imposed wait in working hours per item; ``None`` is not known.
    is_better : bool or None
        For the dependent team; ``None`` when it cannot be said.
    """

    dependency: Dependency
    kind: TrendKind
    before: str | float | None = None
    after: str | float | None = None
    is_better: bool | None = None


@dataclass(frozen=True, slots=True)
class DependencyTrend:
    """How the dependencies of one stream moved between two dated maps.

    Attributes
    ----------
    before_on, after_on : date or None
        When each was asked; ``None`` is not recorded.
    changes : tuple of DependencyChange
        In the order of the later map, what is gone last. A dependency can change in several ways.
    """

    before_on: date | None
    after_on: date | None
    changes: tuple[DependencyChange, ...]

    def of_kind(self, kind: TrendKind) -> tuple[Dependency, ...]:
        """Give the dependencies that changed in one way, as the later map has them."""
        return tuple(change.dependency for change in self.changes if change.kind == kind)


def dependency_trend(
    before: ValueStream, after: ValueStream, *, before_on: date | None = None, after_on: date | None = None
) -> DependencyTrend:
    """Compare the dependencies of two maps by id.

    Parameters
    ----------
    before_on, after_on : date or None
        The dates of the maps, kept with the result.

    Examples
    --------
    >>> hard = Dependency(id="D1", dependent="Web", provider="QA", strength="hard")
    >>> one = ValueStream(name="x", dependencies=[hard])
    >>> other = ValueStream(name="x", dependencies=[hard.with_changes(strength="soft")])
    >>> [change.kind for change in dependency_trend(one, other).changes]
    ['softened']
    """
    old = {row.id: row for row in before.dependencies}
    new = {row.id: row for row in after.dependencies}
    changes: list[DependencyChange] = []
    for row in after.dependencies:
        changes += _differences(old[row.id], row) if row.id in old else [DependencyChange(row, "added")]
    changes += [DependencyChange(row, "removed") for row in before.dependencies if row.id not in new]
    return DependencyTrend(before_on, after_on, tuple(changes))


def _differences(old: Dependency, new: Dependency) -> Iterator[DependencyChange]:
    if old.strength is not new.strength:
        kind: TrendKind = "strength recorded"
        if None not in (old.strength, new.strength):
            kind = "softened" if new.strength is DependencyStrength.SOFT else "hardened"
        better = None if kind == "strength recorded" else kind == "softened"
        yield DependencyChange(new, kind, old.strength, new.strength, better)
    if old.impact is not new.impact:
        one, other = old.impact, new.impact
        better = None if one is None or other is None else IMPACT_WEIGHTS[other] < IMPACT_WEIGHTS[one]
        yield DependencyChange(new, "impact changed", one, other, better)
    waited, waits = imposed_wait(old), imposed_wait(new)
    if waited != waits:
        better = None if waited is None or waits is None else waits < waited
        yield DependencyChange(new, "wait changed", waited, waits, better)


SofteningWay = Literal["feature flag", "self-service", "contract and stub", "decoupling"]

_WAYS_BY_KIND: Final[dict[str, dict[SofteningWay, str]]] = {
    "knowledge": {
        "self-service": "What the provider knows is written down where the team can use it without asking",
        "contract and stub": "Both agree beforehand on what is needed, and the team goes on with the agreed assumption",
        "decoupling": "The knowledge comes into the team: pairing, a rotation, or training",
    },
    "process": {
        "self-service": "The provider offers its check or approval as something the team can run itself",
        "feature flag": "The team delivers switched off, and the provider's activity decides only about switching on",
        "decoupling": "A standing agreement takes the place of the single case; the provider samples afterwards",
    },
    "resource": {
        "feature flag": "The team delivers switched off and switches on when the provider's part is there",
        "self-service": "The provider offers the resource so that the team can take it without a ticket",
        "contract and stub": "Both agree on the interface, and the team builds and tests against a stub",
        "decoupling": "The design changes so that the feature no longer needs the provider's part",
    },
}
_WAYS_WITHOUT_KIND: Final[Sequence[SofteningWay]] = ("feature flag", "self-service", "contract and stub", "decoupling")
_ASK_FOR_KIND: Final = "Ask first what is needed from the provider: knowledge, a step of its process, or a resource"


@dataclass(frozen=True, slots=True)
class SofteningOption:
    """One way in which a hard dependency could become soft: a question to the team, never a promise.

    Attributes
    ----------
    words : str
        What would have to be different.
    changes : tuple of Change
        The same as a what-if, projected; apply them with :func:`vsm_toolkit.changes.apply_changes`. They alter the
        dependency only: what it does to a step's wait is for the team to say.
    """

    way: SofteningWay
    words: str
    changes: tuple[Change, ...]


def what_would_make_soft(dependency: Dependency) -> tuple[SofteningOption, ...]:
    """Suggest ways to make a dependency soft, by its class (Strode: knowledge, process or resource).

    Returns
    -------
    tuple of SofteningOption
        Empty for a dependency that is soft already.

    Examples
    --------
    >>> row = Dependency(id="D1", dependent="Web", provider="QA", kind="process.activity", strength="hard")
    >>> [option.way for option in what_would_make_soft(row)]
    ['self-service', 'feature flag', 'decoupling']
    """
    if dependency.strength is DependencyStrength.SOFT:
        return ()
    ways = _WAYS_BY_KIND.get((dependency.kind or "").partition(".")[0].strip().casefold())
    if ways is None:
        ways = dict.fromkeys(_WAYS_WITHOUT_KIND, _ASK_FOR_KIND)
    return tuple(SofteningOption(way, words, _what_if(dependency, way)) for way, words in ways.items())


def _what_if(dependency: Dependency, way: SofteningWay) -> tuple[Change, ...]:
    soft = Change(
        kind=ChangeKind.IMPROVEMENT,
        status=ChangeStatus.PROJECTED,
        table="dependencies",
        key=dependency.id,
        field="strength",
        value=DependencyStrength.SOFT.value,
        old=dependency.strength.value if dependency.strength else None,
        note=f"what if: {way}",
    )
    return (soft,)

"""Who waits for whom: every provider, every waiting team, and the graph of both (M33, M35)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vsm_toolkit.dependencies.imposed_wait import (
    OnTimeOdds,
    blocking_index,
    imposed_wait,
    on_time_odds,
    total_imposed_wait,
)
from vsm_toolkit.figures import Figure
from vsm_toolkit.model import Dependency, DependencyImpact, DependencyStrength, ValueStream

if TYPE_CHECKING:
    import networkx as nx


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

"""How well a grouping fits who works with whom: coordination cost, modularity, conductance (M37, M38).

These figures are about structure, not about time: compare only groupings of the same map, and show them next to lead
time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

from vsm_toolkit.errors import UsageError
from vsm_toolkit.model import ValueStream

if TYPE_CHECKING:
    import networkx as nx

Interactions = Mapping[tuple[str, str], float]
"""How strongly two members interact, each pair once; both directions of a pair add up, a weight of 0 only names it."""

Groups = Collection[Collection[str]]
"""Members by group; nobody is in two groups."""


def step_interactions(stream: ValueStream) -> dict[tuple[str, str], float]:
    """Give what steps of a map pass to each other: 1 per flow edge, the probability per rework loop (M37).

    A loop of a step onto itself needs nobody else and is left out, and so is a loop without a probability.

    Examples
    --------
    >>> from vsm_toolkit.samples import coming_back
    >>> step_interactions(coming_back())
    {('B', 'T'): 1.3, ('D', 'T'): 1.0, ('B', 'D'): 0.1}
    """
    passed = [(edge.from_step, edge.to_step, 1.0) for edge in stream.flow_edges()]
    passed += [(loop.from_step, loop.to_step, loop.probability or 0.0) for loop in stream.loops]
    return _added_up(passed)


def team_interactions(streams: Iterable[ValueStream]) -> dict[tuple[str, str], float]:
    """Give what teams pass to each other over several maps: 1 per crossing, the probability per loop between teams.

    Steps without a team are left out.

    Examples
    --------
    >>> from vsm_toolkit.samples import coming_back
    >>> team_interactions([coming_back()])
    {('Developers', 'Testers'): 1.3, ('Operations', 'Testers'): 1.0, ('Developers', 'Operations'): 0.1}
    """
    passed = []
    for stream in streams:
        team_of = {step.id: step.team for step in stream.steps}
        for (one, other), weight in step_interactions(stream).items():
            sender, receiver = team_of.get(one), team_of.get(other)
            if sender is not None and receiver is not None:
                passed.append((sender, receiver, weight))
    return _added_up(passed)


def _added_up(passed: Iterable[tuple[str, str, float]]) -> dict[tuple[str, str], float]:
    total: dict[tuple[str, str], float] = {}
    for one, other, weight in passed:
        if one != other and weight:
            pair = (one, other) if one < other else (other, one)
            total[pair] = total.get(pair, 0.0) + weight
    return total


def steps_by_team(stream: ValueStream) -> tuple[tuple[str, ...], ...]:
    """Group the steps of a map by the team that does them; a step without a team stands alone.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> steps_by_team(lantern())
    (('L1',), ('L2', 'L3', 'L4'), ('L5',), ('L6',))
    """
    groups: dict[tuple[str, str], list[str]] = {}
    for step in stream.steps:
        key = ("step", step.id) if step.team is None else ("team", step.team)
        groups.setdefault(key, []).append(step.id)
    return tuple(map(tuple, groups.values()))


def coordination_cost(weights: Interactions, groups: Groups, power: float = 1.0) -> float:
    """Weigh every interaction with the size of the group that has to hold it (M37, after the design structure matrix).

    An interaction inside a group costs its weight times the group's size to a power, one across groups its weight times
    the number of all members to that power.

    Parameters
    ----------
    weights : mapping of (str, str) to float
        For a map take :func:`step_interactions`.
    groups : collection of collections of str
        For a map take :func:`steps_by_team`. Members in no group stand alone.
    power : float
        How fast coordination grows with size.

    Returns
    -------
    float
        Without a unit: compare only groupings of the same map. One group for everything looks bad, rightly.

    Raises
    ------
    UsageError
        When somebody is in two groups or a weight is negative.

    Notes
    -----
    Source: Thebeau (2001), after Fernandez (1998), on clustering the design structure matrix.

    Examples
    --------
    >>> weights = {("a", "b"): 2, ("b", "c"): 1, ("c", "d"): 2}
    >>> coordination_cost(weights, ["ab", "cd"]), coordination_cost(weights, ["abcd"])
    (12.0, 20.0)
    """
    check_weights(weights)
    listed = _with_singles(weights, groups)
    home = {member: number for number, group in enumerate(listed) for member in group}
    everybody = len(home)
    cost = 0.0
    for (one, other), weight in weights.items():
        if one != other:
            together = home[one] == home[other]
            cost += weight * (len(listed[home[one]]) if together else everybody) ** power
    return cost


def check_weights(weights: Interactions) -> None:
    """Refuse weights that are negative or no numbers.

    Raises
    ------
    UsageError
        Naming the first such pair.
    """
    for (one, other), weight in weights.items():
        if not isfinite(weight) or weight < 0:
            message = f"The interaction of {one!r} and {other!r} has the weight {weight!r}. A weight is 0 or more."
            raise UsageError(message)


def _with_singles(weights: Interactions, groups: Groups) -> list[tuple[str, ...]]:
    listed = [tuple(dict.fromkeys(group)) for group in groups if group]
    seen: set[str] = set()
    for group in listed:
        twice = seen & set(group)
        if twice:
            message = f"{sorted(twice)[0]!r} is in two groups. Everybody belongs to one."
            raise UsageError(message)
        seen.update(group)
    left = dict.fromkeys(member for pair in weights for member in pair if member not in seen)
    return [*listed, *((member,) for member in left)]


@dataclass(frozen=True, slots=True)
class GroupStructure:
    """How well a grouping fits the interactions (M37, M38); larger modularity and smaller cost fit better.

    Attributes
    ----------
    coordination_cost : float
        Without a unit.
    modularity : float or None
        -0.5 to 1; ``None`` without any interaction.
    conductance : tuple of float or None
        Share of a group's interactions that leave it, 0-1, in the order of the groups; ``None`` for a group without
        interactions or with nobody outside.
    is_thin : bool
        Fewer than two members a group on average: then modularity is near 0 whatever one does, and says nothing.
    """

    coordination_cost: float
    modularity: float | None
    conductance: tuple[float | None, ...]
    is_thin: bool


def group_structure(weights: Interactions, groups: Groups, power: float = 1.0) -> GroupStructure:
    """Judge a grouping by coordination cost, modularity and conductance.

    Raises
    ------
    UsageError
        When somebody is in two groups or a weight is negative.

    Examples
    --------
    >>> structure = group_structure({("a", "b"): 2, ("b", "c"): 1, ("c", "d"): 2}, ["ab", "cd"])
    >>> round(structure.modularity, 2), [round(share, 2) for share in structure.conductance]
    (0.3, [0.2, 0.2])
    """
    import networkx as nx

    cost = coordination_cost(weights, groups, power)
    listed = _with_singles(weights, groups)
    graph = nx.Graph()
    graph.add_nodes_from(member for group in listed for member in group)
    for (one, other), weight in weights.items():
        if one != other and weight:
            before = graph.edges[one, other]["weight"] if graph.has_edge(one, other) else 0.0
            graph.add_edge(one, other, weight=before + weight)
    fits = nx.community.modularity(graph, listed, weight="weight") if graph.size() else None
    leaving = tuple(_conductance(graph, group) for group in listed)
    return GroupStructure(cost, fits, leaving, len(graph) < 2 * len(listed))


def _conductance(graph: nx.Graph, group: Collection[str]) -> float | None:
    import networkx as nx

    others = set(graph) - set(group)
    if not nx.volume(graph, group, weight="weight") or not nx.volume(graph, others, weight="weight"):
        return None
    return float(nx.conductance(graph, set(group), others, weight="weight"))


def adjusted_rand_index(one: Groups, other: Groups) -> float:
    """Say how alike two groupings of the same members are: 1 the same, about 0 no more than by chance.

    Members that only one of them has are left out. Source: Hubert and Arabie (1985).

    Examples
    --------
    >>> adjusted_rand_index(["abc", "def"], ["fed", "cba"])
    1.0
    >>> round(adjusted_rand_index(["abc", "def"], ["ab", "cd", "ef"]), 2)
    0.24
    """
    first = {member: number for number, group in enumerate(one) for member in group}
    second = {member: number for number, group in enumerate(other) for member in group}
    both = [(first[member], second[member]) for member in first if member in second]
    together = _pairs(both)
    in_first, in_second = _pairs(pair[0] for pair in both), _pairs(pair[1] for pair in both)
    every = len(both) * (len(both) - 1) / 2
    expected = in_first * in_second / every if every else 0.0
    most = (in_first + in_second) / 2
    return 1.0 if most == expected else (together - expected) / (most - expected)


def _pairs(labels: Iterable[object]) -> float:
    counts: dict[object, int] = {}
    for label in labels:
        counts[label] = counts.get(label, 0) + 1
    return sum(count * (count - 1) / 2 for count in counts.values())

"""What it costs to coordinate across groups, and which teams belong together (M37, M38).

These figures are about structure, not about time: compare only groupings of the same map, and show them next to lead
time. They ignore people, skills and history, so a proposal is a question for the teams, never an organisation chart.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from math import ceil, isfinite
from typing import TYPE_CHECKING, Final

from vsm_toolkit.errors import UsageError
from vsm_toolkit.model import ValueStream

if TYPE_CHECKING:
    import networkx as nx
    from scipy.sparse import csr_array

Interactions = Mapping[tuple[str, str], float]
"""How strongly two members interact, each pair once; both directions of a pair add up, a weight of 0 only names it."""

Groups = Collection[Collection[str]]
"""Members by group; nobody is in two groups."""

USUAL_RESOLUTION: Final = 0.2
"""Share of the mean weight two members of a group should interact with at least, on average."""

_NOTHING_GAINED: Final = 1e-9


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
    _check_weights(weights)
    listed = _with_singles(weights, groups)
    home = {member: number for number, group in enumerate(listed) for member in group}
    everybody = len(home)
    cost = 0.0
    for (one, other), weight in weights.items():
        if one != other:
            together = home[one] == home[other]
            cost += weight * (len(listed[home[one]]) if together else everybody) ** power
    return cost


def _check_weights(weights: Interactions) -> None:
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


@dataclass(frozen=True, slots=True)
class GroupProposal:
    """Which teams interact so much that they might belong together.

    Attributes
    ----------
    groups : tuple of tuple of str
        Each in alphabetical order, and ordered by their first name.
    quality : float
        Weight inside groups minus resolution times pairs inside groups: what was maximised.
    resolution : float
        Weight per pair.
    """

    groups: tuple[tuple[str, ...], ...]
    quality: float
    resolution: float


def propose_groups(
    interactions: Interactions,
    *,
    resolution: float | None = None,
    smallest: int = 5,
    largest: int = 15,
    seed: int = 7,
) -> GroupProposal:
    """Propose groups of teams by maximising the constant Potts model, then keep every group within two sizes.

    Modularity merges groups of the size of a value stream once there are many of them (its resolution limit); the
    constant Potts model asks only whether two teams interact more than the resolution, so it finds them in a crowd.

    Parameters
    ----------
    interactions : mapping of (str, str) to float
        For maps take :func:`team_interactions`. A weight of 0 names teams that interact with nobody.
    resolution : float or None
        Weight per pair that members of a group exceed on average; higher gives smaller groups. ``None`` takes
        :data:`USUAL_RESOLUTION` of the mean weight.
    smallest, largest : int
        Members of a group. Fewer members than ``smallest`` altogether make one group.
    seed : int
        Of the order in which members are visited; the same seed and interactions give the same groups.

    Raises
    ------
    UsageError
        When a weight is negative, the resolution is not positive, or ``largest`` is below twice ``smallest`` minus 1
        (then some numbers of teams could not be divided).

    Notes
    -----
    Source: Traag, Van Dooren and Nesterov (2011) on the constant Potts model. The search is that of Blondel et al.
    (2008): members, then whole groups, move while the quality rises; then, as Traag, Waltman and van Eck (2019) ask
    for, members move once more and groups that fall apart are divided. On networks with known groups of 5 to 15 it
    reaches a higher quality than the Leiden of graspologic-native 1.3 in about the same time; see ``benchmarks``.

    Examples
    --------
    >>> trio = {("a", "b"): 1, ("b", "c"): 1, ("a", "c"): 1, ("x", "y"): 1, ("y", "z"): 1, ("x", "z"): 1, ("c", "x"): 1}
    >>> propose_groups(trio, smallest=2, largest=4, resolution=0.5).groups
    (('a', 'b', 'c'), ('x', 'y', 'z'))
    """
    if smallest < 1 or largest < 2 * smallest - 1:
        message = (
            f"Groups of {smallest} to {largest} were asked for. The smallest size must be at least 1 and the largest at"
            f" least twice the smallest minus 1, so that any number of teams can be divided."
        )
        raise UsageError(message)
    network = _Network.of(interactions)
    if resolution is None:
        resolution = USUAL_RESOLUTION * network.mean_weight
    if not isfinite(resolution) or resolution <= 0:
        message = f"The resolution {resolution!r} was asked for. It is a weight per pair of teams, above 0."
        raise UsageError(message)
    labels = _move_until_settled(network, resolution, seed)
    sized = _SizedGroups(network, labels, resolution, smallest, largest)
    sized.keep_within_sizes()
    groups = sorted(tuple(network.names[each] for each in sorted(group)) for group in sized.members.values())
    return GroupProposal(tuple(groups), sized.quality(), resolution)


Links = Sequence[Sequence[tuple[int, float]]]
"""Neighbours of each member, by number, with the weight of the interaction."""


@dataclass(frozen=True, slots=True)
class _Network:
    """Who interacts with whom, by number in alphabetical order of the names."""

    names: list[str]
    matrix: csr_array
    links: Links
    mean_weight: float

    @classmethod
    def of(cls, interactions: Interactions) -> _Network:
        import numpy as np
        from scipy.sparse import coo_array

        names = sorted(set(chain.from_iterable(interactions)))
        number = {name: index for index, name in enumerate(names)}
        numbers = map(number.__getitem__, chain.from_iterable(interactions))
        ends = np.fromiter(numbers, dtype=np.int32, count=2 * len(interactions)).reshape(-1, 2)
        weights = np.fromiter(interactions.values(), dtype=float, count=len(interactions))
        if not np.isfinite(weights).all() or (weights < 0).any():
            _check_weights(interactions)
        counted = (ends[:, 0] != ends[:, 1]) & (weights > 0)
        rows, columns = ends[counted].T
        one_way = coo_array((weights[counted], (rows, columns)), shape=(len(names), len(names))).tocsr()
        matrix = (one_way + one_way.T).tocsr()
        matrix.sort_indices()
        pairs = list(zip(matrix.indices.tolist(), matrix.data.tolist(), strict=True))
        links = [pairs[start:end] for start, end in pairwise(matrix.indptr.tolist())]
        return cls(names, matrix, links, float(matrix.data.mean()) if matrix.nnz else 1.0)


def _move_until_settled(network: _Network, resolution: float, seed: int) -> list[int]:
    """Move members, then whole groups, while the quality rises; divide what falls apart."""
    from random import Random

    shuffle = Random(seed).shuffle  # noqa: S311 - an order of visiting, not a secret
    links, sizes = network.links, [1] * len(network.links)
    belongs = list(range(len(links)))
    while True:
        order = list(range(len(links)))
        shuffle(order)
        labels = _move(links, sizes, order, resolution)
        numbers = {label: index for index, label in enumerate(dict.fromkeys(labels))}
        if len(numbers) == len(links):
            break
        belongs = [numbers[labels[node]] for node in belongs]
        links, sizes = _merged(links, sizes, [numbers[label] for label in labels], len(numbers))
    everybody = range(len(network.links))
    settled = _move(network.links, [1] * len(everybody), everybody, resolution, belongs)
    return _connected_parts(network, settled)


def _move(
    links: Links, sizes: Sequence[int], order: Iterable[int], resolution: float, start: Sequence[int] | None = None
) -> list[int]:
    """Let each node join the group where it adds most, again while its neighbours move; ``None`` starts alone."""
    labels = list(range(len(links))) if start is None else list(start)
    total = [0] * len(links)
    for node, label in enumerate(labels):
        total[label] += sizes[node]
    queue, is_queued = deque(order), [True] * len(links)
    while queue:
        node = queue.popleft()
        is_queued[node] = False
        home, size = labels[node], sizes[node]
        total[home] -= size
        pull = {home: 0.0}
        for other, weight in links[node]:
            label = labels[other]
            pull[label] = pull.get(label, 0.0) + weight
        cost = resolution * size
        best, most = home, pull[home] - cost * total[home]
        for label, weight in pull.items():
            gain = weight - cost * total[label]
            if gain > most + _NOTHING_GAINED:
                best, most = label, gain
        if most < -_NOTHING_GAINED and total[node] == 0:
            best = node  # alone is better, and the group of its own number stands empty
        total[best] += size
        if best != home:
            labels[node] = best
            for other, _ in links[node]:
                if labels[other] != best and not is_queued[other]:
                    is_queued[other] = True
                    queue.append(other)
    return labels


def _merged(links: Links, sizes: Sequence[int], labels: Sequence[int], count: int) -> tuple[Links, list[int]]:
    """Make every group one node, with its size and its interactions with other groups."""
    merged: list[dict[int, float]] = [{} for _ in range(count)]
    total = [0] * count
    for node, label in enumerate(labels):
        total[label] += sizes[node]
        into = merged[label]
        for other, weight in links[node]:
            there = labels[other]
            if there != label:
                into[there] = into.get(there, 0.0) + weight
    return [list(each.items()) for each in merged], total


def _connected_parts(network: _Network, labels: Sequence[int]) -> list[int]:
    """Divide groups whose members hang together only through others."""
    import numpy as np
    from scipy.sparse.csgraph import connected_components

    matrix, label = network.matrix, np.array(labels)
    inside = np.repeat(label, np.diff(matrix.indptr)) == label[matrix.indices]
    kept = matrix.copy()
    kept.data *= inside
    kept.eliminate_zeros()
    parts: list[int] = connected_components(kept, directed=False)[1].tolist()
    return parts


class _SizedGroups:
    """Groups that are divided and joined until each has an allowed size, always where it costs the least quality."""

    def __init__(
        self, network: _Network, labels: Sequence[int], resolution: float, smallest: int, largest: int
    ) -> None:
        self.network = network
        self.resolution = resolution
        self.smallest, self.largest = smallest, largest
        self.labels = list(labels)
        self.members: dict[int, set[int]] = {label: set() for label in labels}
        for node, label in enumerate(labels):
            self.members[label].add(node)
        self.next_label = max(self.members, default=0) + 1
        self.touched: set[int] = set()

    def keep_within_sizes(self) -> None:
        """Divide what is too large, join what is too small, then let members of changed groups change sides."""
        for label in [label for label, group in self.members.items() if len(group) > self.largest]:
            self._divide(label)
        small = [(len(group), label) for label, group in self.members.items() if len(group) < self.smallest]
        heapq.heapify(small)
        while small and len(self.members) > 1:
            size, label = heapq.heappop(small)
            if len(self.members.get(label, ())) == size:
                joined = self._join(label)
                if len(self.members[joined]) < self.smallest:
                    heapq.heappush(small, (len(self.members[joined]), joined))
        self._settle()

    def quality(self) -> float:
        """Give the constant Potts model's quality."""
        import numpy as np

        labels, matrix = np.array(self.labels), self.network.matrix
        senders = np.repeat(labels, np.diff(matrix.indptr))
        inside = float(matrix.data[senders == labels[matrix.indices]].sum()) / 2
        pairs = sum(len(group) * (len(group) - 1) / 2 for group in self.members.values())
        return inside - self.resolution * pairs

    def _pull(self, nodes: Iterable[int]) -> dict[int, float]:
        pull: dict[int, float] = {}
        for node in nodes:
            for other, weight in self.network.links[node]:
                label = self.labels[other]
                pull[label] = pull.get(label, 0.0) + weight
        return pull

    def _assign(self, nodes: Iterable[int], label: int) -> None:
        group = self.members.setdefault(label, set())
        for node in nodes:
            self.members[self.labels[node]].discard(node)
            if not self.members[self.labels[node]]:
                del self.members[self.labels[node]]
            self.labels[node] = label
            group.add(node)
        self.members[label] = group
        self.touched.add(label)

    def _join(self, label: int) -> int:
        """Join a group with the one where it fits best; where none has room, join and divide evenly."""
        group = self.members[label]
        pull = self._pull(group)
        pull.pop(label, None)
        room = self.largest - len(group)
        fitting = [each for each in pull if len(self.members[each]) <= room]
        if not fitting and not pull:
            others = (each for each in self.members if each != label)
            fitting = [min(others, key=lambda each: (len(self.members[each]), each))]
        choice = fitting or pull
        best = max(
            choice,
            key=lambda each: (
                pull.get(each, 0.0) - self.resolution * len(group) * len(self.members[each]),
                -each,
            ),
        )
        self._assign(list(group), best)
        if len(self.members[best]) > self.largest:
            self._divide_evenly(best)
        return best

    def _divide(self, label: int) -> None:
        """Divide a group where it is loosest: search inside it with a rising resolution, evenly where that fails."""
        nodes = sorted(self.members[label])
        number = {node: index for index, node in enumerate(nodes)}
        links = [
            [(number[other], weight) for other, weight in self.network.links[node] if other in number] for node in nodes
        ]
        resolution = self.resolution
        strongest = max((weight for each in links for _, weight in each), default=0.0)
        while resolution <= strongest:
            parts = _move(links, [1] * len(nodes), range(len(nodes)), resolution)
            if max(parts.count(part) for part in set(parts)) <= self.largest:
                for part in sorted(set(parts)):
                    self._assign([node for node, own in zip(nodes, parts, strict=True) if own == part], self._new())
                return
            resolution *= 1.5
        self._divide_evenly(label)

    def _divide_evenly(self, label: int) -> None:
        """Divide a group into as few parts as allowed, each grown from the member with the fewest ties left."""
        left = set(self.members[label])
        count = ceil(len(left) / self.largest)
        for remaining in range(count, 1, -1):
            size = len(left) // remaining
            part: set[int] = set()
            tie = {node: self._ties(node, left) for node in left}
            while len(part) < size:
                # Most ties into the part, fewest to those who stay; the number makes the choice repeatable.
                node = min(left, key=lambda each: (tie[each], each))
                left.discard(node)
                part.add(node)
                for other, weight in self.network.links[node]:
                    if other in left:
                        tie[other] -= 2 * weight
            self._assign(part, self._new())
        self.touched.add(label)

    def _ties(self, node: int, group: Collection[int]) -> float:
        return sum(weight for other, weight in self.network.links[node] if other in group)

    def _new(self) -> int:
        self.next_label += 1
        return self.next_label

    def _settle(self) -> None:
        """Move single members of changed groups while that raises the quality and no size leaves its bounds."""
        queue = deque(sorted(node for label in self.touched for node in self.members.get(label, ())))
        while queue:
            node = queue.popleft()
            home = self.labels[node]
            if len(self.members[home]) <= self.smallest:
                continue
            pull = self._pull([node])
            stays = pull.get(home, 0.0) - self.resolution * (len(self.members[home]) - 1)
            gains = {
                label: weight - self.resolution * len(self.members[label]) - stays
                for label, weight in pull.items()
                if label != home and len(self.members[label]) < self.largest
            }
            best = max(gains, key=lambda label: (gains[label], -label), default=home)
            if best != home and gains[best] > _NOTHING_GAINED:
                self._assign([node], best)
                queue.extend(sorted(other for other, _ in self.network.links[node]))

"""Find planted groups of teams again: ours beside networkx's Louvain and, where installed, a native Leiden.

Every way gets the same teams (groups of 5 to 15, most of 12; 70 % of the pairs of a group interact; 30 % of all
interactions lead outside; names and order shuffled) in turns within one run. Read the ratios and the adjusted Rand
index: 1 is the planted grouping, 0 is chance.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import statistics
import time
from collections.abc import Callable
from itertools import combinations
from unittest.mock import patch

import networkx as nx
import numpy as np

from vsm_toolkit.team_groups import adjusted_rand_index, member_moves, propose_groups

WITHIN, OUTSIDE, SMALLEST, LARGEST = 0.7, 0.3, 5, 15
Network = dict[tuple[str, str], float]
Search = Callable[[], list[tuple[str, ...]]]


def planted_teams(count: int, seed: int) -> tuple[Network, list[list[str]]]:
    """Draw teams, the groups they belong to, and how they interact."""
    chance = np.random.default_rng(seed)
    names = [f"team {number:05}" for number in chance.permutation(count)]
    groups, left = [], names
    while left:
        size = int(np.clip(round(chance.normal(12, 2)), SMALLEST, LARGEST))
        size = len(left) if len(left) < size + SMALLEST else size
        groups.append(left[:size])
        left = left[size:]
    pairs = {pair for group in groups for pair in combinations(sorted(group), 2) if chance.random() < WITHIN}
    home = {name: number for number, group in enumerate(groups) for name in group}
    wanted = round(len(pairs) / (1 - OUTSIDE))
    while len(pairs) < wanted:
        one, other = sorted(names[number] for number in chance.integers(0, count, 2))
        if home[one] != home[other]:
            pairs.add((one, other))
    ordered = sorted(pairs)
    random.Random(seed).shuffle(ordered)
    return dict.fromkeys(ordered, 1.0), groups


def louvain(network: Network) -> Search:
    """Search by modularity, as networkx does; building the graph is not counted."""
    graph = nx.Graph(network.keys())
    return lambda: [tuple(group) for group in nx.community.louvain_communities(graph, seed=7)]


def native_leiden(network: Network) -> Search:
    """Search the same quality with graspologic-native, sizes unbounded; preparing its input is not counted."""
    from graspologic_native import leiden

    edges = [(one, other, weight) for (one, other), weight in network.items()]

    def search() -> list[tuple[str, ...]]:
        _, found = leiden(edges, resolution=0.2, use_modularity=False, seed=7)
        groups: dict[int, list[str]] = {}
        for name, label in found.items():
            groups.setdefault(label, []).append(name)
        return [tuple(group) for group in groups.values()]

    return search


def ours(network: Network, *, compiled: bool) -> Search:
    """Propose groups from the interactions as a report has them, reading them included."""

    def search() -> list[tuple[str, ...]]:
        with patch.object(member_moves, "is_compiled_available", lambda: compiled):
            return list(propose_groups(network, smallest=SMALLEST, largest=LARGEST).groups)

    return search


def fit(network: Network, groups: list[tuple[str, ...]], resolution: float = 0.2) -> float:
    """Give the constant Potts model's quality."""
    home = {name: number for number, group in enumerate(groups) for name in group}
    inside = sum(weight for (one, other), weight in network.items() if home[one] == home[other])
    return inside - resolution * sum(len(group) * (len(group) - 1) / 2 for group in groups)


def compare(count: int, rounds: int) -> None:
    """Time every way in turns and print a line each."""
    network, planted = planted_teams(count, seed=count)
    ways = {"networkx louvain (modularity)": louvain(network)}
    if importlib.util.find_spec("graspologic_native"):
        ways["graspologic-native leiden (CPM)"] = native_leiden(network)
    ways["propose_groups, plain Python"] = ours(network, compiled=False)
    if member_moves.is_compiled_available() and count >= member_moves.COMPILED_FROM:
        ways["propose_groups, with numba"] = ours(network, compiled=True)
    groups = {name: search() for name, search in ways.items()}  # the first call of each is not timed
    clocks: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, search in ways.items():
            wall, work = time.perf_counter(), time.process_time()
            search()
            clocks[name].append((time.perf_counter() - wall, time.process_time() - work))
    print(f"\n{count:,} teams, {len(network):,} interacting pairs, {len(planted):,} planted groups")
    print(f"{'':34}{'CPU ms':>9}{'wall ms':>9}{'least':>8}{'ratio':>7}{'ARI':>7}{'groups':>8}{'sizes':>9}{'fit':>11}")
    base = statistics.median(work for _, work in clocks["networkx louvain (modularity)"])
    for name, times in clocks.items():
        work, wall = (statistics.median(each[place] for each in times) for place in (1, 0))
        least = min(each[0] for each in times)
        sizes = [len(group) for group in groups[name]]
        likeness = adjusted_rand_index(groups[name], planted)
        print(
            f"{name:34}{work * 1e3:9.1f}{wall * 1e3:9.1f}{least * 1e3:8.1f}{base / work:7.1f}{likeness:7.3f}"
            f"{len(sizes):8,}{f'{min(sizes)}-{max(sizes)}':>9}{fit(network, groups[name]):11,.0f}"
        )


def main() -> None:
    """Compare at three sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--teams", type=int, nargs="+", default=[100, 1_000, 10_000])
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    for count in options.teams:
        compare(count, options.rounds)


if __name__ == "__main__":
    main()

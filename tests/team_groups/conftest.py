"""Networks of teams whose groups are known."""

from itertools import combinations

import numpy as np
import pytest


def planted(teams, *, within=0.7, outside=0.3, seed=1):
    """Draw groups of 5 to 15 teams, and how they interact: most pairs of a group do, a share of all leads outside."""
    chance = np.random.default_rng(seed)
    names = [f"team {number:05}" for number in chance.permutation(teams)]
    groups, left = [], names
    while left:
        size = int(np.clip(round(chance.normal(12, 2)), 5, 15))
        size = len(left) if len(left) < size + 5 else size
        groups.append(left[:size])
        left = left[size:]
    interactions = {
        pair: 1.0 for group in groups for pair in combinations(sorted(group), 2) if chance.random() < within
    }
    wanted = len(interactions) / (1 - outside)
    home = {name: number for number, group in enumerate(groups) for name in group}
    while len(interactions) < wanted:
        one, other = sorted(names[number] for number in chance.integers(0, teams, 2))
        if home[one] != home[other]:
            interactions[one, other] = 1.0
    return interactions, groups


@pytest.fixture
def planted_teams():
    return planted

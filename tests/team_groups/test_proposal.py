import math

import pytest

from vsm_toolkit.errors import UsageError
from vsm_toolkit.team_groups import adjusted_rand_index, member_moves, propose_groups


@pytest.mark.parametrize(("teams", "seed"), [(100, 1), (300, 2), (300, 3)])
def test_planted_groups_are_found_again_within_the_sizes(planted_teams, teams, seed):
    interactions, groups = planted_teams(teams, seed=seed)
    found = propose_groups(interactions)

    assert adjusted_rand_index(found.groups, groups) >= 0.95
    assert all(5 <= len(group) <= 15 for group in found.groups)


@pytest.mark.parametrize("compiled_from", [0, 10**9])
def test_with_numba_and_without_the_proposal_is_the_same(planted_teams, compiled_from, monkeypatch):
    interactions, _ = planted_teams(150, within=0.5, outside=0.4)
    usual = propose_groups(interactions)
    if compiled_from and member_moves.is_compiled_available():
        monkeypatch.setattr(member_moves, "is_compiled_available", lambda: False)
    monkeypatch.setattr(member_moves, "COMPILED_FROM", compiled_from)

    assert propose_groups(interactions) == usual


def test_everybody_is_in_exactly_one_group(planted_teams):
    interactions, groups = planted_teams(60)
    found = propose_groups(interactions)

    assert sorted(name for group in found.groups for name in group) == sorted(
        name for group in groups for name in group
    )


def test_the_order_and_direction_of_the_interactions_do_not_matter(planted_teams):
    interactions, _ = planted_teams(60, within=0.4)
    turned = {(other, one): weight for (one, other), weight in reversed(interactions.items())}

    assert propose_groups(turned) == propose_groups(interactions)


def test_the_usual_resolution_follows_the_scale_of_the_weights(planted_teams):
    interactions, _ = planted_teams(60)
    tenfold = {pair: 10 * weight for pair, weight in interactions.items()}

    assert propose_groups(tenfold).groups == propose_groups(interactions).groups


def test_a_higher_resolution_gives_more_groups(planted_teams):
    interactions, _ = planted_teams(100)
    counts = [
        len(propose_groups(interactions, resolution=resolution, smallest=1, largest=50).groups)
        for resolution in (0.05, 0.5, 1.1)
    ]

    assert counts == sorted(counts)
    assert counts[-1] == 100


def test_a_finer_optimum_than_the_planted_one_is_never_worse(planted_teams):
    interactions, groups = planted_teams(200, within=0.6)
    found = propose_groups(interactions, smallest=1, largest=200)
    inside = sum(any({*pair} <= {*group} for group in groups) for pair in interactions)
    planted_fit = inside - found.resolution * sum(len(group) * (len(group) - 1) / 2 for group in groups)

    assert found.fit >= planted_fit - 1e-9


def test_both_directions_of_a_pair_add_up():
    one_way = {("a", "b"): 2.0, ("b", "c"): 1.0}
    both = {("a", "b"): 1.0, ("b", "a"): 1.0, ("b", "c"): 1.0}

    assert propose_groups(both, smallest=1, largest=3) == propose_groups(one_way, smallest=1, largest=3)


def test_teams_without_interactions_are_placed_too():
    found = propose_groups({("a", "b"): 0, ("c", "c"): 1}, smallest=1, largest=2)

    assert found.groups == (("a",), ("b",), ("c",))


def test_nobody_gives_no_groups():
    assert propose_groups({}).groups == ()


@pytest.mark.parametrize(("smallest", "largest"), [(0, 5), (5, 8), (3, 2)])
def test_sizes_that_cannot_always_be_kept_are_refused(smallest, largest):
    with pytest.raises(UsageError, match=f"Groups of {smallest} to {largest} were asked for"):
        propose_groups({("a", "b"): 1}, smallest=smallest, largest=largest)


@pytest.mark.parametrize("resolution", [0, -0.1, math.nan, math.inf])
def test_a_resolution_that_is_not_above_zero_is_refused(resolution):
    with pytest.raises(UsageError, match="The resolution"):
        propose_groups({("a", "b"): 1}, resolution=resolution)


@pytest.mark.parametrize("weight", [-1, math.nan])
def test_a_weight_that_is_no_weight_is_refused(weight):
    with pytest.raises(UsageError, match="'a' and 'b' has the weight"):
        propose_groups({("a", "b"): weight})

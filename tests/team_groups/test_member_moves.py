import numpy as np
import pytest
from scipy.sparse import csr_array

from vsm_toolkit.team_groups import member_moves
from vsm_toolkit.team_groups.member_moves import is_compiled_available, settle


def two_triangles():
    pairs = [(0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5), (2, 3)]
    dense = np.zeros((6, 6))
    for one, other in pairs:
        dense[one, other] = dense[other, one] = 1
    return csr_array(dense)


def settled(matrix, labels=None, resolution=0.5):
    everybody = np.arange(matrix.shape[0])
    start = everybody if labels is None else np.array(labels)
    return settle(matrix, np.ones(len(everybody), dtype=np.int64), start, everybody, resolution).tolist()


def test_members_end_with_those_they_interact_with_most():
    labels = settled(two_triangles())

    assert len(set(labels[:3])) == len(set(labels[3:])) == 1
    assert labels[0] != labels[3]


def test_a_member_in_the_wrong_group_changes_sides():
    labels = settled(two_triangles(), [0, 0, 3, 3, 3, 3])

    assert labels[2] == labels[0]


def test_above_every_weight_everybody_stands_alone():
    assert len(set(settled(two_triangles(), [0] * 6, resolution=1.5))) == 6


def test_the_start_is_left_as_it_was():
    start = np.zeros(6, dtype=np.int64)
    settle(two_triangles(), np.ones(6, dtype=np.int64), start, np.arange(6), 1.5)

    assert start.tolist() == [0] * 6


def test_nobody_to_move_is_no_problem():
    assert settled(csr_array((0, 0))) == []


@pytest.mark.skipif(not is_compiled_available(), reason="numba is not installed")
def test_compiled_and_plain_python_give_the_same_groups(monkeypatch):
    chance = np.random.default_rng(3)
    dense = np.triu(chance.random((300, 300)) * (chance.random((300, 300)) < 0.05), 1)
    matrix, ones = csr_array(dense + dense.T), np.ones(300, dtype=np.int64)
    plain = settle(matrix, ones, np.arange(300), chance.permutation(300), 0.1)
    chance = np.random.default_rng(3)
    chance.random((2, 300, 300))
    monkeypatch.setattr(member_moves, "COMPILED_FROM", 0)
    compiled = settle(matrix, ones, np.arange(300), chance.permutation(300), 0.1)

    assert compiled.tolist() == plain.tolist()
    assert len(set(plain.tolist())) > 20


def test_small_networks_load_nothing_to_be_searched(monkeypatch):
    monkeypatch.setattr(member_moves, "compiled_moves", lambda: pytest.fail("compiled for six members"))

    assert len(settled(two_triangles())) == 6

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from vsm_toolkit.team_groups.size_bounds import SizedGroups


def matrix_of(count, pairs):
    dense = np.zeros((count, count))
    for one, other in pairs:
        dense[one, other] = dense[other, one] = 1.0
    return csr_array(dense)


def cliques(*sizes):
    """Give groups in which all interact, each tied to the next by one pair."""
    starts = np.cumsum([0, *sizes])
    pairs = [
        (i, j)
        for start, size in zip(starts, sizes, strict=False)
        for i in range(start, start + size)
        for j in range(start, i)
    ]
    pairs += [(int(start), int(start) - 1) for start in starts[1:-1]]
    return matrix_of(int(starts[-1]), pairs)


def sized(matrix, labels, smallest, largest, resolution=0.2):
    groups = SizedGroups(matrix, np.array(labels, dtype=np.int64), resolution, smallest, largest)
    groups.keep_within_sizes()
    return groups


@st.composite
def cases(draw):
    count = draw(st.integers(1, 40))
    smallest = draw(st.integers(1, 6))
    largest = draw(st.integers(2 * smallest - 1, 15))
    pairs = draw(st.sets(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(lambda p: p[0] < p[1])))
    labels = draw(st.lists(st.integers(0, count - 1), min_size=count, max_size=count))
    return matrix_of(count, pairs), labels, smallest, largest


@given(cases())
def test_every_group_keeps_within_its_sizes_and_nobody_is_lost(case):
    matrix, labels, smallest, largest = case
    groups = sized(matrix, labels, smallest, largest)
    sizes = [len(group) for group in groups.members.values()]

    assert sorted(node for group in groups.members.values() for node in group) == list(range(len(labels)))
    assert max(sizes) <= largest
    assert min(sizes) >= smallest or len(sizes) == 1
    assert all(node in groups.members[label] for node, label in enumerate(groups.labels))


def test_groups_that_fit_already_stay_as_they_are():
    groups = sized(cliques(6, 7), [0] * 6 + [1] * 7, 5, 15)

    assert sorted(map(sorted, groups.members.values())) == [list(range(6)), list(range(6, 13))]


def test_what_is_too_large_is_divided_where_it_is_loosest():
    groups = sized(cliques(6, 7, 5), [0] * 18, 5, 8)

    assert sorted(map(sorted, groups.members.values())) == [list(range(6)), list(range(6, 13)), list(range(13, 18))]


def test_what_cannot_come_apart_is_divided_into_as_few_parts_as_allowed():
    groups = sized(cliques(11), [0] * 11, 3, 5)

    assert len(groups.members) == 3


def test_what_is_too_small_joins_those_it_interacts_with():
    matrix = matrix_of(
        11,
        [
            *((i, j) for i in range(5) for j in range(i)),
            *((i, j) for i in range(5, 10) for j in range(5, i)),
            (10, 2),
            (10, 7),
            (10, 8),
        ],
    )
    groups = sized(matrix, [0] * 5 + [1] * 5 + [2], 5, 15)

    assert {10, *range(5, 10)} in groups.members.values()


def test_those_without_interactions_fill_up_the_smallest_group():
    groups = sized(cliques(5, 6), [0] * 5 + [1] * 6, 5, 15)
    matrix = csr_array(np.pad(cliques(5, 6).toarray(), (0, 1)))
    filled = sized(matrix, [0] * 5 + [1] * 6 + [2], 5, 15)

    assert len(groups.members) == 2
    assert {0, 1, 2, 3, 4, 11} in filled.members.values()


def test_fewer_than_the_smallest_size_make_one_group():
    assert len(sized(matrix_of(3, []), [0, 1, 2], 5, 15).members) == 1


def test_the_fit_is_weight_inside_minus_resolution_times_pairs():
    groups = SizedGroups(cliques(4, 3), np.array([0, 0, 0, 0, 1, 1, 1]), 0.2, 1, 7)

    assert groups.fit() == pytest.approx((6 + 3) - 0.2 * (6 + 3))

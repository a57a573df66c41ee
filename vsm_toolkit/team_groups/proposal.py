"""Proposing groups of teams that interact more with each other than with others, within two sizes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from math import isfinite
from typing import TYPE_CHECKING, Final

from vsm_toolkit.errors import UsageError
from vsm_toolkit.team_groups.coordination import Interactions, check_weights
from vsm_toolkit.team_groups.member_moves import settle
from vsm_toolkit.team_groups.size_bounds import SizedGroups

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from vsm_toolkit.team_groups.member_moves import Numbers

USUAL_RESOLUTION: Final = 0.2
"""Share of the mean weight that members of a group exceed on average, pairs without interaction included."""


@dataclass(frozen=True, slots=True)
class GroupProposal:
    """Which teams interact so much that they might belong together.

    Attributes
    ----------
    groups : tuple of tuple of str
        Each in alphabetical order, and ordered by their first name.
    fit : float
        Weight inside groups minus resolution times pairs inside groups: what was maximised. Without a unit.
    resolution : float
        Weight per pair.
    """

    groups: tuple[tuple[str, ...], ...]
    fit: float
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
        For maps take :func:`vsm_toolkit.team_groups.team_interactions`. A weight of 0 names teams that interact with
        nobody; they fill up what is smallest.
    resolution : float or None
        Weight per pair that members of a group exceed on average; higher gives smaller groups. ``None`` takes
        :data:`USUAL_RESOLUTION` of the mean weight.
    smallest, largest : int
        Members of a group. Fewer members than ``smallest`` altogether make one group.
    seed : int
        Of the order in which members are visited; the same seed and interactions give the same groups, with numba
        and without.

    Raises
    ------
    UsageError
        When a weight is negative, the resolution is not positive, or ``largest`` is below twice ``smallest`` minus 1
        (then some numbers of teams could not be divided).

    Notes
    -----
    Source: Traag, Van Dooren and Nesterov (2011) on the constant Potts model. The search is that of Blondel et al.
    (2008): members, then whole groups, move while the fit rises. After it, as Traag, Waltman and van Eck (2019) ask
    for, members move once more and groups that hang together only through others are divided.

    Examples
    --------
    >>> trio = {("a", "b"): 1, ("b", "c"): 1, ("a", "c"): 1, ("x", "y"): 1, ("y", "z"): 1, ("x", "z"): 1, ("c", "x"): 1}
    >>> propose_groups(trio, smallest=2, largest=4, resolution=0.5).groups
    (('a', 'b', 'c'), ('x', 'y', 'z'))
    """
    if smallest < 1 or largest < 2 * smallest - 1:
        message = (
            f"Groups of {smallest} to {largest} were asked for. The smallest size must be at least 1 and the largest at"
            " least twice the smallest minus 1, so that any number of teams can be divided."
        )
        raise UsageError(message)
    names, matrix = _read(interactions)
    if resolution is None:
        resolution = USUAL_RESOLUTION * (float(matrix.data.mean()) if matrix.nnz else 1.0)
    if not isfinite(resolution) or resolution <= 0:
        message = f"The resolution {resolution!r} was asked for. It is a weight per pair of teams, above 0."
        raise UsageError(message)
    sized = SizedGroups(matrix, _search(matrix, resolution, seed), resolution, smallest, largest)
    sized.keep_within_sizes()
    groups = sorted(tuple(names[each] for each in sorted(group)) for group in sized.members.values())
    return GroupProposal(tuple(groups), sized.fit(), resolution)


def _read(interactions: Interactions) -> tuple[list[str], csr_array]:
    """Give names in alphabetical order, and the interactions between them as a symmetric matrix."""
    import numpy as np
    from scipy.sparse import coo_array

    names = sorted(set(chain.from_iterable(interactions)))
    number = {name: index for index, name in enumerate(names)}
    numbers = map(number.__getitem__, chain.from_iterable(interactions))
    ends = np.fromiter(numbers, dtype=np.int32, count=2 * len(interactions)).reshape(-1, 2)
    weights = np.fromiter(interactions.values(), dtype=float, count=len(interactions))
    if not np.isfinite(weights).all() or (weights < 0).any():
        check_weights(interactions)
    counted = (ends[:, 0] != ends[:, 1]) & (weights > 0)
    rows, columns = ends[counted].T
    one_way = coo_array((weights[counted], (rows, columns)), shape=(len(names), len(names))).tocsr()
    matrix = (one_way + one_way.T).tocsr()
    matrix.sort_indices()
    return names, matrix


def _search(matrix: csr_array, resolution: float, seed: int) -> Numbers:
    import numpy as np

    chance = np.random.default_rng(seed)
    everybody = np.arange(matrix.shape[0])
    belongs, inner, sizes = everybody, matrix, np.ones(len(everybody), dtype=np.int64)
    while True:
        labels = settle(inner, sizes, np.arange(len(sizes)), chance.permutation(len(sizes)), resolution)
        _, labels = np.unique(labels, return_inverse=True)
        belongs = labels[belongs]
        if not len(labels) or labels.max() + 1 == len(labels):
            break
        inner, sizes = _merged(inner, sizes, labels)
    settled = settle(matrix, np.ones(len(everybody), dtype=np.int64), belongs, everybody, resolution)
    return _connected_parts(matrix, settled)


def _merged(matrix: csr_array, sizes: Numbers, labels: Numbers) -> tuple[csr_array, Numbers]:
    """Make every group one member, with its size and its interactions with other groups."""
    import numpy as np
    from scipy.sparse import coo_array

    count = int(labels.max()) + 1
    rows, columns = np.repeat(labels, np.diff(matrix.indptr)), labels[matrix.indices]
    between = rows != columns
    merged = coo_array((matrix.data[between], (rows[between], columns[between])), shape=(count, count)).tocsr()
    merged.sort_indices()
    return merged, np.bincount(labels, weights=sizes, minlength=count).astype(np.int64)


def _connected_parts(matrix: csr_array, labels: Numbers) -> Numbers:
    """Divide groups whose members hang together only through others."""
    import numpy as np
    from scipy.sparse.csgraph import connected_components

    kept = matrix.copy()
    kept.data *= np.repeat(labels, np.diff(matrix.indptr)) == labels[matrix.indices]
    kept.eliminate_zeros()
    parts: Numbers = connected_components(kept, directed=False)[1].astype(np.int64)
    return parts

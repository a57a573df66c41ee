"""Moving members between groups while the fit rises: one text that runs as plain Python and as machine code.

Where numba (extra ``fast``) is installed, large networks are searched by the same text compiled; the results are the
same. Small ones are always searched in plain Python, which takes a millisecond and has nothing to load.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable, Iterator, MutableSequence, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from scipy.sparse import csr_array

    Numbers = np.ndarray[Any, np.dtype[np.int64]]

COMPILED_FROM: Final = 2_000
"""From so many members on the compiled text is worth loading."""


class Ties(NamedTuple):
    """Who interacts with whom, as lists or as numpy arrays.

    Attributes
    ----------
    starts, others, weights : sequence
        The neighbours of ``i`` stand at ``starts[i]`` up to ``starts[i + 1]``.
    sizes : sequence of int
        How many teams each member stands for.
    """

    starts: Sequence[int]
    others: Sequence[int]
    weights: Sequence[float]
    sizes: Sequence[int]


class Places(NamedTuple):
    """Who is where, changed in place; all as long as there are members.

    Attributes
    ----------
    labels : sequence of int
        Group of each member, a number below how many members there are.
    inside : sequence of int
        Teams in each group.
    queue : sequence of int
        Every member once, in the order of the first visit; used up.
    waiting, pull, around : sequence
        Room to work in: ones, zeros, anything.
    """

    labels: MutableSequence[int]
    inside: MutableSequence[int]
    queue: MutableSequence[int]
    waiting: MutableSequence[int]
    pull: MutableSequence[float]
    around: MutableSequence[int]


def move_members(ties: Ties, places: Places, resolution: float) -> None:
    """Let each member join the group where it adds most to the fit, again whenever its neighbours moved.

    The fit is the constant Potts model: weight inside groups minus ``resolution`` for every pair inside a group.

    Parameters
    ----------
    places : Places
        Changed in place.
    resolution : float
        Weight per pair.
    """
    starts, others, weights, sizes = ties
    labels, inside, queue, waiting, pull, around = places
    count = len(labels)
    first, queued = 0, count
    while queued > 0:
        node = queue[first]
        first = (first + 1) % count
        queued -= 1
        waiting[node] = 0
        home, size = labels[node], sizes[node]
        inside[home] -= size
        found = 0
        for place in range(starts[node], starts[node + 1]):
            label = labels[others[place]]
            if pull[label] == 0.0:
                around[found] = label
                found += 1
            pull[label] += weights[place]
        best, most = home, pull[home] - resolution * size * inside[home]
        for index in range(found):
            label = around[index]
            gain = pull[label] - resolution * size * inside[label]
            if gain > most + 1e-9:
                best, most = label, gain
            pull[label] = 0.0
        if most < -1e-9 and inside[node] == 0:
            best = node  # alone is better, and the group of its own number stands empty
        inside[best] += size
        if best != home:
            labels[node] = best
            for place in range(starts[node], starts[node + 1]):
                other = others[place]
                if labels[other] != best and waiting[other] == 0:
                    waiting[other] = 1
                    queue[(first + queued) % count] = other
                    queued += 1


def is_compiled_available() -> bool:
    """Say whether numba is installed, without importing it.

    Examples
    --------
    >>> is_compiled_available() in {True, False}
    True
    """
    return importlib.util.find_spec("numba") is not None


@cache
def compiled_moves() -> Callable[..., None]:
    """Give :func:`move_members` as machine code; its first call compiles it or reads it from numba's cache.

    Raises
    ------
    ImportError
        When numba is not installed; ask :func:`is_compiled_available` first.
    """
    import numba

    compiled: Callable[..., None] = numba.njit(cache=True, nogil=True)(move_members)
    return compiled


def settle(matrix: csr_array, sizes: Numbers, labels: Numbers, order: Numbers, resolution: float) -> Numbers:
    """Move members until nobody gains; give the groups they end in.

    Parameters
    ----------
    matrix : scipy.sparse.csr_array
        Symmetric, weights above 0, empty diagonal.
    sizes, labels, order : numpy arrays of int
        Of each member its size and its group at the start; all members in the order of the first visit.
    resolution : float
        Weight per pair.
    """
    import numpy as np

    count = len(labels)
    inside = np.bincount(labels, weights=sizes, minlength=count)
    room = (np.ones(count), np.zeros(count), np.zeros(count))
    network = (matrix.indptr, matrix.indices, matrix.data, sizes)
    if count >= COMPILED_FROM and is_compiled_available():
        ties = Ties(*_typed(network, Ties._fields))
        places = Places(*_typed((labels, inside, order, *room), Places._fields))
        compiled_moves()(ties, places, float(resolution))
        return np.asarray(places.labels)
    lists: list[Any] = [each.tolist() for each in (*network, labels, inside.astype(np.int64), order, *room)]
    places = Places(*lists[4:])
    move_members(Ties(*lists[:4]), places, float(resolution))
    return np.array(places.labels, dtype=np.int64)


def _typed(arrays: Iterable[Any], names: Iterable[str]) -> Iterator[Any]:
    """Give copies of fixed types, so that the loop is compiled once."""
    for array, name in zip(arrays, names, strict=True):
        yield array.astype("float64" if name in {"weights", "pull"} else "int64")

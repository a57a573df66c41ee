"""Keeping groups within two sizes: dividing what is too large and joining what is too small, where it costs least."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Collection, Iterable, Iterator
from math import ceil
from typing import TYPE_CHECKING

from vsm_toolkit.team_groups.member_moves import settle

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from vsm_toolkit.team_groups.member_moves import Numbers


class SizedGroups:
    """Groups that are divided and joined until each has an allowed size.

    Parameters
    ----------
    matrix : scipy.sparse.csr_array
        Interactions: symmetric, weights above 0, empty diagonal.
    labels : numpy array of int
        Group of each member at the start.
    resolution : float
        Weight per pair.
    smallest, largest : int
        Allowed sizes; ``largest`` is at least twice ``smallest`` minus 1.

    Attributes
    ----------
    members : dict of int to set of int
        Members by group.
    """

    def __init__(self, matrix: csr_array, labels: Numbers, resolution: float, smallest: int, largest: int) -> None:
        self.matrix = matrix
        self.resolution = resolution
        self.smallest, self.largest = smallest, largest
        self.labels: list[int] = labels.tolist()
        self.members: dict[int, set[int]] = {label: set() for label in self.labels}
        for node, label in enumerate(self.labels):
            self.members[label].add(node)
        self._changed: set[int] = set()
        self._next_label = max(self.members, default=0) + 1

    def keep_within_sizes(self) -> None:
        """Divide what is too large, join what is too small, then let members of changed groups change sides.

        When there are fewer members than ``smallest``, one group holds them all.
        """
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
        self._let_members_change_sides()

    def fit(self) -> float:
        """Give the constant Potts model's quality: weight inside groups minus resolution times pairs inside groups."""
        import numpy as np

        labels = np.array(self.labels, dtype=np.int64)
        own = np.repeat(labels, np.diff(self.matrix.indptr))
        inside = float(self.matrix.data[own == labels[self.matrix.indices]].sum()) / 2
        pairs = sum(len(group) * (len(group) - 1) / 2 for group in self.members.values())
        return inside - self.resolution * pairs

    def _neighbours(self, node: int) -> Iterator[tuple[int, float]]:
        start, end = self.matrix.indptr[node : node + 2]
        return zip(self.matrix.indices[start:end].tolist(), self.matrix.data[start:end].tolist(), strict=True)

    def _pull(self, nodes: Iterable[int]) -> dict[int, float]:
        """Give the weight between some members and each group."""
        pull: dict[int, float] = {}
        for node in nodes:
            for other, weight in self._neighbours(node):
                label = self.labels[other]
                pull[label] = pull.get(label, 0.0) + weight
        return pull

    def _assign(self, nodes: Iterable[int], label: int) -> None:
        group = self.members.setdefault(label, set())
        for node in nodes:
            left = self.members[self.labels[node]]
            left.discard(node)
            if not left:
                del self.members[self.labels[node]]
            self.labels[node] = label
            group.add(node)
        self._changed.add(label)

    def _new_label(self) -> int:
        self._next_label += 1
        return self._next_label

    def _join(self, label: int) -> int:
        """Join a group with the one where it fits best; where none has room, join and divide evenly."""
        group = self.members[label]
        pull = self._pull(group)
        pull.pop(label, None)
        room = self.largest - len(group)
        fitting: Collection[int] = [each for each in pull if len(self.members[each]) <= room]
        if not pull:
            fitting = [min((len(other), each) for each, other in self.members.items() if each != label)[1]]

        def gain(each: int) -> float:
            return pull.get(each, 0.0) - self.resolution * len(group) * len(self.members[each])

        best = max(fitting or pull, key=lambda each: (gain(each), -each))
        self._assign(list(group), best)
        if len(self.members[best]) > self.largest:
            self._divide_evenly(best)
        return best

    def _divide(self, label: int) -> None:
        """Divide a group where it is loosest: search inside it with a rising resolution, evenly where that fails."""
        import numpy as np

        nodes = np.array(sorted(self.members[label]))
        inside = self.matrix[nodes][:, nodes].tocsr()
        everybody, ones = np.arange(len(nodes)), np.ones(len(nodes), dtype=np.int64)
        resolution = self.resolution
        while inside.nnz and resolution <= inside.data.max():
            parts = settle(inside, ones, everybody, everybody, resolution)
            if np.bincount(parts).max() <= self.largest:
                for part in np.unique(parts):
                    self._assign(nodes[parts == part].tolist(), self._new_label())
                return
            resolution *= 1.5
        self._divide_evenly(label)

    def _divide_evenly(self, label: int) -> None:
        """Divide a group into as few parts as allowed, each grown along the strongest ties."""
        left = set(self.members[label])
        for parts_to_come in range(ceil(len(left) / self.largest), 1, -1):
            size = len(left) // parts_to_come
            ties = {node: sum(weight for other, weight in self._neighbours(node) if other in left) for node in left}
            part: list[int] = []
            while len(part) < size:
                # Fewest ties to those who stay, most to those who go; the number makes the choice repeatable.
                node = min(left, key=lambda each: (ties[each], each))
                left.discard(node)
                part.append(node)
                for other, weight in self._neighbours(node):
                    if other in left:
                        ties[other] -= 2 * weight
            self._assign(part, self._new_label())
        self._changed.add(label)

    def _let_members_change_sides(self) -> None:
        """Move single members of changed groups while the fit rises and no size leaves its bounds."""
        queue = deque(sorted(node for label in self._changed for node in self.members.get(label, ())))
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
            if best != home and gains[best] > 1e-9:
                self._assign([node], best)
                queue.extend(other for other, _ in self._neighbours(node))

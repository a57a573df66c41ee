"""Where the steps of a swim-lane map stand: their column, their lane and their box."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from vsm_toolkit.model import ValueStream

UNKNOWN_TEAM: Final = "team not known yet"
_SLOT_GAP: Final = 14.0
_LANE_PADDING: Final = 7.0
_ARC_ROOM: Final = 28.0


@dataclass(frozen=True)
class StepBox:
    """Where one step stands, pixels, y downwards.

    Attributes
    ----------
    step_id : str
        Id of the step.
    lane, rank, slot : int
        Which lane, which column, and which place among the steps of that lane and column.
    x, y, width, height : float
        The box.
    """

    step_id: str
    lane: int
    rank: int
    slot: int
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right border."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower border."""
        return self.y + self.height

    @property
    def middle(self) -> tuple[float, float]:
        """The centre."""
        return (self.x + self.width / 2, self.y + self.height / 2)

    def holds(self, x: float, y: float, *, across: float = 0.0, down: float = 0.0) -> bool:
        """Say whether a point lies in the box, widened by a margin."""
        return self.x - across < x < self.right + across and self.y - down < y < self.bottom + down


@dataclass(frozen=True)
class Lane:
    """One team's lane; ``team`` is ``None`` for the steps whose team is not known yet."""

    team: str | None
    y: float
    height: float

    @property
    def name(self) -> str:
        """What stands in front of the lane."""
        return UNKNOWN_TEAM if self.team is None else self.team


@dataclass(frozen=True)
class Columns:
    """The columns of a map: from ``left``, one every ``pitch`` pixels, ``gap`` of it free for arrows."""

    left: float
    pitch: float
    gap: float

    @property
    def box_width(self) -> float:
        """How wide every box is."""
        return self.pitch - self.gap

    def box_left(self, rank: int) -> float:
        """Give where the boxes of a column begin."""
        return self.left + rank * self.pitch + self.gap / 2

    def gutter_left(self, rank: int) -> float:
        """Give where the free gutter behind a column begins."""
        return self.box_left(rank) + self.box_width


def successors(stream: ValueStream) -> dict[str, list[str]]:
    """Give the steps work moves on to, by step id; edges to unknown steps or to the step itself are left out.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> successors(lantern())["L1"]
    ['L2']
    """
    following: dict[str, list[str]] = {step.id: [] for step in stream.steps}
    for edge in stream.flow_edges():
        known = edge.from_step in following and edge.to_step in following
        if known and edge.from_step != edge.to_step and edge.to_step not in following[edge.from_step]:
            following[edge.from_step].append(edge.to_step)
    return following


def column_ranks(following: Mapping[str, Sequence[str]]) -> tuple[dict[str, int], frozenset[tuple[str, str]]]:
    """Give each step its column: the number of flow edges on the longest way to it.

    Parameters
    ----------
    following : mapping of str to sequence of str
        What :func:`successors` gives; a cycle is legal, the map may be under construction.

    Returns
    -------
    dict of str to int, frozenset of (str, str)
        Ranks by step id, and the edges left out because they close a cycle.

    Examples
    --------
    >>> column_ranks({"A": ["B"], "B": ["C"], "C": ["A"]})
    ({'A': 0, 'B': 1, 'C': 2}, frozenset({('C', 'A')}))
    """
    finished, closing = _depth_first(following)
    ranks = dict.fromkeys(following, 0)
    for step_id in reversed(finished):
        for next_id in following[step_id]:
            if (step_id, next_id) not in closing:
                ranks[next_id] = max(ranks[next_id], ranks[step_id] + 1)
    return ranks, frozenset(closing)


def _depth_first(following: Mapping[str, Sequence[str]]) -> tuple[list[str], set[tuple[str, str]]]:
    """Give the steps in the order they are finished, and the edges that lead back into the way taken."""
    finished: list[str] = []
    closing: set[tuple[str, str]] = set()
    is_open: dict[str, bool] = {}
    for start in following:
        way = [] if start in is_open else [(start, iter(following[start]))]
        while way:
            step_id, rest = way[-1]
            is_open[step_id] = True
            next_id = next(rest, None)
            if next_id is None:
                is_open[step_id] = False
                finished.append(step_id)
                way.pop()
            elif next_id not in is_open:
                way.append((next_id, iter(following[next_id])))
            elif is_open[next_id]:
                closing.add((step_id, next_id))
    return finished, closing


def place_steps(
    stream: ValueStream,
    ranks: Mapping[str, int],
    heights: Sequence[float],
    columns: Columns,
    under_arcs: Collection[str] = (),
) -> tuple[tuple[Lane, ...], tuple[StepBox, ...]]:
    """Stack the lanes and stand every step in its lane and column.

    Parameters
    ----------
    heights : sequence of float
        How high the box of each step must be, in the order of ``stream.steps``.
    under_arcs : collection of str
        Ids of steps an arc leaves upwards; their lanes get headroom.

    Returns
    -------
    tuple of Lane, tuple of StepBox
        Lanes from the top; boxes in the order of ``stream.steps``.
    """
    teams = _lane_order(stream, ranks)
    addresses = _addresses(stream, ranks, teams)
    slot_heights: dict[int, dict[int, float]] = defaultdict(dict)
    for (lane, _rank, slot), height in zip(addresses, heights, strict=True):
        slot_heights[lane][slot] = max(height, slot_heights[lane].get(slot, 0.0))
    with_arcs = {address[0] for step, address in zip(stream.steps, addresses, strict=True) if step.id in under_arcs}
    lanes: list[Lane] = []
    slot_middles: dict[tuple[int, int], float] = {}
    y = 0.0
    for lane, team in enumerate(teams):
        top = y
        y += _ARC_ROOM if lane in with_arcs else _LANE_PADDING
        for slot, height in sorted(slot_heights[lane].items()):
            slot_middles[lane, slot] = y + height / 2
            y += height + _SLOT_GAP
        y += _LANE_PADDING - _SLOT_GAP
        lanes.append(Lane(team, top, y - top))
    boxes = [
        StepBox(step.id, lane, rank, slot, columns.box_left(rank), slot_middles[lane, slot] - height / 2,
                columns.box_width, height)
        for step, (lane, rank, slot), height in zip(stream.steps, addresses, heights, strict=True)
    ]  # fmt: skip
    return tuple(lanes), tuple(boxes)


def _lane_order(stream: ValueStream, ranks: Mapping[str, int]) -> list[str | None]:
    """Give the teams in the order the flow first meets them; steps without a team come last."""
    along_the_flow = sorted(stream.steps, key=lambda step: ranks[step.id])
    teams: list[str | None] = list(dict.fromkeys(step.team for step in along_the_flow if step.team))
    return [*teams, None] if any(not step.team for step in stream.steps) else teams


def _addresses(
    stream: ValueStream, ranks: Mapping[str, int], teams: Sequence[str | None]
) -> list[tuple[int, int, int]]:
    """Give lane, rank and slot of each step."""
    lane_of = {team: lane for lane, team in enumerate(teams)}
    taken: dict[tuple[int, int], int] = defaultdict(int)
    addresses = []
    for step in stream.steps:
        lane, rank = lane_of[step.team or None], ranks[step.id]
        addresses.append((lane, rank, taken[lane, rank]))
        taken[lane, rank] += 1
    return addresses

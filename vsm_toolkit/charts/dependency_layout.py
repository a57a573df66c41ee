"""Where teams and the arrows between them go: columns from those who wait to those who are waited for.

The steps are those of Sugiyama, Tagawa and Toda (1981): break cycles, choose columns, give arrows that pass a column a
lane of their own between the boxes, order each column to cross little, then place everything near what it is tied to.
The same rows always give the same picture.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

Point = tuple[float, float]
Place = str | tuple[int, int]
"""A team by its name, or the lane of an arrow in a column as (number of the arrow, column)."""

MOST_COLUMNS: Final = 5
WIDEST_BOX: Final = 260.0
HEAD: Final = 13.0
"""Pixels before a box that are left to the head of an arrow."""

_SWEEPS: Final = 24
_CURVE: Final = 24
_LANE: Final = 8.0
_TRUNK: Final = 14.0


@dataclass(frozen=True)
class Room:
    """How much room boxes and arrows get, pixels.

    Attributes
    ----------
    width : float
        Of the whole picture.
    least_height : float
        Of a box.
    pitch : float
        Between two arrows at one side of a box; a box with many arrows grows.
    between : float
        From box to box in a column.
    filled : float
        Share of the width that boxes may take, 0-1; the rest is for arrows.
    """

    width: float
    least_height: float
    pitch: float
    between: float
    filled: float = 0.7


@dataclass(frozen=True)
class PlacedTeam:
    """A box, its top left corner at ``x``, ``y``."""

    name: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class PlacedArrow:
    """A line from the team that needs to just before the team that is needed.

    Attributes
    ----------
    number : int
        Which of the given pairs.
    points : tuple of (float, float)
        From the side of one box to :data:`HEAD` pixels before the other.
    points_right : bool
        Whether it arrives at the left side of its box.
    """

    number: int
    points: tuple[Point, ...]
    points_right: bool


@dataclass(frozen=True)
class DependencyLayout:
    """Everything placed; the top is 0."""

    teams: tuple[PlacedTeam, ...]
    arrows: tuple[PlacedArrow, ...]
    height: float


def lay_out_dependencies(pairs: Sequence[tuple[str, str]], room: Room) -> DependencyLayout:
    """Place teams and arrows so that no two boxes overlap and no arrow runs through a box.

    Parameters
    ----------
    pairs : sequence of (str, str)
        Who needs whom, dependent first; a team that needs itself is left out.

    Examples
    --------
    >>> layout = lay_out_dependencies([("Web", "QA"), ("QA", "Ops")], Room(900, 50, 12, 14))
    >>> [(team.name, team.x) for team in layout.teams]
    [('Web', 0.0), ('QA', 345.0), ('Ops', 690.0)]
    """
    columns = _Columns([(number, *pair) for number, pair in enumerate(pairs) if pair[0] != pair[1]])
    return _Sheet(columns, room).layout()


class _Columns:
    """Which team and which lane stands in which column, and in which order."""

    def __init__(self, ties: Sequence[tuple[int, str, str]]) -> None:
        self.ties = ties
        self.column_of = _choose_columns([(one, other) for _, one, other in ties])
        self.count = max(self.column_of.values(), default=-1) + 1
        self.paths = {number: self._path(number, one, other) for number, one, other in ties}
        self.beside: dict[Place, list[Place]] = {}
        for path in self.paths.values():
            for one, other in pairwise(path):
                self.beside.setdefault(one, []).append(other)
                self.beside.setdefault(other, []).append(one)
        self.orders = self._ordered()

    def _path(self, number: int, one: str, other: str) -> list[Place]:
        """Give what an arrow passes from left to right: its two teams and its lanes in the columns between them."""
        left, right = (one, other) if self.column_of[one] <= self.column_of[other] else (other, one)
        return [left, *((number, column) for column in range(self.column_of[left] + 1, self.column_of[right])), right]

    def column(self, place: Place) -> int:
        """Give the column of a team or a lane."""
        return self.column_of[place] if isinstance(place, str) else place[1]

    def is_at_left(self, team: str, partner: str) -> bool:
        """Say whether an arrow touches a team at its left side; within a column it goes round outside the boxes."""
        own, other = self.column_of[team], self.column_of[partner]
        return other < own or (other == own == self.count - 1 and self.count > 1)

    def _ordered(self) -> list[list[Place]]:
        """Order every column by where its neighbours stand, sweeping to and fro; keep what crosses least."""
        orders: list[list[Place]] = [[] for _ in range(self.count)]
        for place in dict.fromkeys([*self.column_of, *(lane for path in self.paths.values() for lane in path[1:-1])]):
            orders[self.column(place)].append(place)
        best, fewest = orders, float("inf")
        for sweep in range(_SWEEPS):
            orders = [list(order) for order in orders]
            for order in orders if sweep % 2 else orders[::-1]:
                height = {place: (row + 0.5) / len(each) for each in orders for row, place in enumerate(each)}
                wanted = {place: _mean([height[other] for other in self.beside[place]]) for place in order}
                order.sort(key=wanted.__getitem__)
            crossings = self._crossings(orders)
            if crossings < fewest:
                best, fewest = orders, crossings
        return best

    def _crossings(self, orders: Sequence[Sequence[Place]]) -> int:
        row = {place: number for order in orders for number, place in enumerate(order)}
        spans: dict[int, list[tuple[int, int]]] = {}
        for path in self.paths.values():
            for one, other in pairwise(path):
                spans.setdefault(self.column(one), []).append((row[one], row[other]))
        return sum(
            (a - c) * (b - d) < 0
            for each in spans.values()
            for index, (a, b) in enumerate(each)
            for c, d in each[:index]
        )


def _choose_columns(pairs: Sequence[tuple[str, str]]) -> dict[str, int]:
    """Choose a column for each team: right of everybody who needs it, cycles aside."""
    teams = list(dict.fromkeys(team for pair in pairs for team in pair))
    rank = {team: number for number, team in enumerate(_sequence(teams, pairs))}
    forward = [pair for pair in pairs if rank[pair[0]] < rank[pair[1]]]
    column: dict[str, int] = {}
    for team in sorted(teams, key=rank.__getitem__):
        column[team] = max((column[one] + 1 for one, other in forward if other == team), default=0)
    layers = [[team for team in teams if column[team] == number] for number in sorted(set(column.values()))]
    while len(layers) > MOST_COLUMNS:
        _join_two(layers, pairs)
    column = {team: number for number, layer in enumerate(layers) for team in layer}
    for team in {one for one, _ in pairs} - {other for _, other in pairs}:
        # Nobody needs it, so it can stand beside what it needs.
        column[team] = max(0, min(column[other] for one, other in pairs if one == team) - 1)
    used = sorted(set(column.values()))
    return {team: used.index(column[team]) for team in teams}


def _join_two(layers: list[list[str]], pairs: Sequence[tuple[str, str]]) -> None:
    """Make one column of the two neighbours that need each other least, small ones first."""

    def between(number: int) -> tuple[int, int]:
        joined = {*layers[number], *layers[number + 1]}
        return (sum(one in joined and other in joined for one, other in pairs), len(joined))

    number = min(range(len(layers) - 1), key=between)
    layers[number : number + 2] = [layers[number] + layers[number + 1]]


def _sequence(teams: Sequence[str], pairs: Sequence[tuple[str, str]]) -> list[str]:
    """Order teams so that few pairs lead back (the greedy rule of Eades, Lin and Smyth, 1993)."""
    left = list(teams)
    first: list[str] = []
    last: list[str] = []
    while left:
        open_pairs = [(one, other) for one, other in pairs if one in left and other in left]
        needs = {team: sum(one == team for one, _ in open_pairs) for team in left}
        needed = {team: sum(other == team for _, other in open_pairs) for team in left}
        sinks = [team for team in left if not needs[team]]
        sources = [team for team in left if not needed[team]]
        if sinks:
            last = [*sinks, *last]
        else:
            first += sources or [max(left, key=lambda team: needs[team] - needed[team])]
        left = [team for team in left if team not in first and team not in last]
    return [*first, *last]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


class _Sheet:
    """Columns with a place in pixels for everything in them."""

    def __init__(self, columns: _Columns, room: Room) -> None:
        self.columns = columns
        self.room = room
        self.box = min(WIDEST_BOX, room.width * room.filled / max(columns.count, 1))
        self.step = (room.width - self.box) / max(columns.count - 1, 1)
        self.sides: dict[tuple[str, bool], list[int]] = {}
        for number, one, other in columns.ties:
            for team, partner in ((one, other), (other, one)):
                self.sides.setdefault((team, columns.is_at_left(team, partner)), []).append(number)

    def layout(self) -> DependencyLayout:
        """Put everything in its place."""
        ports = self._ports()
        arrows = tuple(self._arrow(number, one, other, ports) for number, one, other in self.columns.ties)
        teams = tuple(
            PlacedTeam(place, self._left(place), self.middles[place] - self._height(place) / 2, self.box, height)
            for order in self.columns.orders
            for place in order
            if isinstance(place, str)
            for height in [self._height(place)]
        )
        return DependencyLayout(teams, arrows, max((team.y + team.height for team in teams), default=0.0))

    def _left(self, place: Place) -> float:
        return self.columns.column(place) * self.step

    def _height(self, place: Place) -> float:
        if not isinstance(place, str):
            return _LANE
        arrows = max(len(self.sides.get((place, side), ())) for side in (True, False))
        return max(self.room.least_height, (arrows + 1) * self.room.pitch)

    def _distance(self, one: Place, other: Place) -> float:
        boxes = isinstance(one, str) + isinstance(other, str)
        gap = (0.0, _LANE, self.room.between)[boxes]
        return (self._height(one) + self._height(other)) / 2 + gap

    @cached_property
    def middles(self) -> dict[Place, float]:
        """The middle of every place: near the mean of its neighbours, within the height of the fullest column."""
        orders = self.columns.orders
        offsets = [self._offsets(order) for order in orders]
        ends = zip(orders, offsets, strict=True)
        tall = max((each[-1] + (self._height(o[0]) + self._height(o[-1])) / 2 for o, each in ends), default=0.0)
        middles: dict[Place, float] = {}
        for sweep in range(_SWEEPS + 1):
            numbers = range(len(orders)) if sweep % 2 == 0 else range(len(orders) - 1, -1, -1)
            for number in numbers:
                order = orders[number]
                wanted = [
                    _mean([middles[other] for other in self.columns.beside[place]])
                    if sweep
                    else tall * (row + 0.5) / len(order)
                    for row, place in enumerate(order)
                ]
                bounds = self._height(order[0]) / 2, tall - self._height(order[-1]) / 2 - offsets[number][-1]
                shifts = _in_order([want - offset for want, offset in zip(wanted, offsets[number], strict=True)])
                for place, shift, offset in zip(order, shifts, offsets[number], strict=True):
                    middles[place] = min(max(shift, bounds[0]), bounds[1]) + offset
        top = min((middle - self._height(place) / 2 for place, middle in middles.items()), default=0.0)
        return {place: middle - top for place, middle in middles.items()}

    def _offsets(self, order: Sequence[Place]) -> list[float]:
        offsets = [0.0]
        for one, other in pairwise(order):
            offsets.append(offsets[-1] + self._distance(one, other))
        return offsets

    def _ports(self) -> dict[tuple[int, str], float]:
        """Give where each arrow touches its two teams, in the order of where it goes from there."""
        ports: dict[tuple[int, str], float] = {}
        for (team, _), numbers in self.sides.items():
            rows = sorted((self._next_middle(number, team), number) for number in numbers)
            for row, (_, number) in enumerate(rows):
                ports[number, team] = self.middles[team] + (row - (len(rows) - 1) / 2) * self.room.pitch
        return ports

    def _next_middle(self, number: int, team: str) -> float:
        path = self.columns.paths[number]
        return self.middles[path[1] if path[0] == team else path[-2]]

    def _arrow(self, number: int, one: str, other: str, ports: Mapping[tuple[int, str], float]) -> PlacedArrow:
        path = self.columns.paths[number] if self.columns.paths[number][0] == one else self.columns.paths[number][::-1]
        leaves_left, arrives_left = self.columns.is_at_left(one, other), self.columns.is_at_left(other, one)
        start = (self._left(one) + (0.0 if leaves_left else self.box), ports[number, one])
        end = (self._left(other) + (-HEAD if arrives_left else self.box + HEAD), ports[number, other])
        stops = [start]
        for lane in path[1:-1]:
            sides = [self._left(lane), self._left(lane) + self.box]
            stops += [(x, self.middles[lane]) for x in (sides if arrives_left else sides[::-1])]
        stops.append(end)
        if self.columns.column_of[one] == self.columns.column_of[other]:
            depth = min(
                0.45 * (self.step - self.box) if self.columns.count > 1 else 60, 24 + 0.1 * abs(end[1] - start[1])
            )
            points = _round_outside(start, end, -depth if leaves_left else depth)
        else:
            points = [stops[0]]
            for place, (here, there) in enumerate(pairwise(stops)):
                points += [there] if place % 2 else _curve(here, there)
        return PlacedArrow(number, tuple(points), arrives_left)


def _in_order(wanted: Sequence[float]) -> list[float]:
    """Give the rising numbers nearest to the wanted ones (isotonic regression by pooling neighbours)."""
    blocks: list[tuple[float, int]] = []
    for number in wanted:
        blocks.append((number, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (high, many), (low, few) = blocks[-2:]
            blocks[-2:] = [((high * many + low * few) / (many + few), many + few)]
    return [number for number, many in blocks for _ in range(many)]


def _curve(here: Point, there: Point) -> list[Point]:
    """Give an S from one point to another, level at both ends."""
    (x1, y1), (x2, y2) = here, there
    trunk = min(_TRUNK, abs(x2 - x1) / 4) * (1 if x2 > x1 else -1)
    points = [here]
    for number in range(_CURVE + 1):
        part = number / _CURVE
        level = part * part * (3 - 2 * part)
        points.append((x1 + trunk + (x2 - x1 - 2 * trunk) * part, y1 + (y2 - y1) * level))
    return [*points[1:], there]


def _round_outside(here: Point, there: Point, depth: float) -> list[Point]:
    """Give a bow beside a column, ``depth`` pixels out."""
    points = []
    for number in range(_CURVE + 1):
        part = number / _CURVE
        out = 4 * part * (1 - part)
        points.append((here[0] + (there[0] - here[0]) * part + depth * out, here[1] + (there[1] - here[1]) * part))
    return points

"""Where the arrows of a swim-lane map run.

Flow edges are orthogonal: along a free row, up or down in the gutter between two columns, or along the border between
two lanes, so that none crosses a box. Rework runs back as an arc; of several bends the one that meets the fewest boxes
is taken.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from math import dist
from typing import Final

from vsm_toolkit.charts.map_places import Columns, Lane, StepBox

Point = tuple[float, float]
Pair = tuple[StepBox, StepBox]
_PORT_SPACING: Final = 13.0
_ARC_POINTS: Final = 28


@dataclass(frozen=True)
class Route:
    """The points of one arrow and the place of its letter or percentage."""

    points: tuple[Point, ...]
    label_at: Point


@dataclass(frozen=True)
class _Climb:
    """One vertical stretch in the gutter behind column ``gutter``."""

    gutter: int
    from_y: float
    to_y: float

    def is_beside(self, other: _Climb) -> bool:
        low, high = sorted((self.from_y, self.to_y))
        other_low, other_high = sorted((other.from_y, other.to_y))
        return self.gutter == other.gutter and low <= other_high + 4 and other_low <= high + 4


def route_edges(
    pairs: Sequence[Pair], boxes: Sequence[StepBox], lanes: Sequence[Lane], columns: Columns
) -> tuple[Route, ...]:
    """Route flow edges from the right border of one box to the left border of a box in a later column.

    Returns
    -------
    tuple of Route
        In the order of ``pairs``.
    """
    leaving = _ports(pairs, side=0)
    arriving = _ports(pairs, side=1)
    climbs = [
        _climbs(pair, leaving[number], arriving[number], boxes, lanes, off_border=(number % 3 - 1) * 5.0)
        for number, pair in enumerate(pairs)
    ]
    across = _gutter_places([climb for group in climbs for climb in group], columns)
    routes = []
    for number, (one, two) in enumerate(pairs):
        points = [(one.right, leaving[number])]
        for climb in climbs[number]:
            x = across[climb]
            points += [(x, climb.from_y), (x, climb.to_y)]
        points.append((two.x, arriving[number]))
        routes.append(Route(_without_repeats(points), _border_crossing(one, two, points, lanes)))
    return tuple(routes)


def _ports(pairs: Sequence[Pair], *, side: int) -> dict[int, float]:
    """Give the height at which each edge leaves (side 0) or enters (side 1) its box, spread so they do not merge."""
    by_box: dict[str, list[int]] = defaultdict(list)
    for number, pair in enumerate(pairs):
        by_box[pair[side].step_id].append(number)
    heights = {}
    for numbers in by_box.values():
        box = pairs[numbers[0]][side]
        numbers.sort(key=lambda number: pairs[number][1 - side].middle[1])
        level = [place for place, number in enumerate(numbers) if _is_level(pairs[number])]
        anchor = level[0] if level else (len(numbers) - 1) / 2
        spacing = min(_PORT_SPACING, (box.height - 16) / 2 / len(numbers))
        for place, number in enumerate(numbers):
            heights[number] = box.middle[1] + (place - anchor) * spacing
    return heights


def _is_level(pair: Pair) -> bool:
    return abs(pair[0].middle[1] - pair[1].middle[1]) < 1


def _climbs(
    pair: Pair, leaving: float, arriving: float, boxes: Sequence[StepBox], lanes: Sequence[Lane], *, off_border: float
) -> tuple[_Climb, ...]:
    one, two = pair
    if _is_free(leaving, one, two, boxes):
        return (_Climb(two.rank - 1, leaving, arriving),)
    if _is_free(arriving, one, two, boxes):
        return (_Climb(one.rank, leaving, arriving),)
    border = _border_before(one, two, lanes) + off_border
    return (_Climb(one.rank, leaving, border), _Climb(two.rank - 1, border, arriving))


def _is_free(y: float, one: StepBox, two: StepBox, boxes: Iterable[StepBox]) -> bool:
    between = range(one.rank + 1, two.rank)
    return not any(box.rank in between and box.y - 6 < y < box.bottom + 6 for box in boxes)


def _border_before(one: StepBox, two: StepBox, lanes: Sequence[Lane]) -> float:
    """Give the border of the second box's lane that an arrow from the first one passes."""
    lane = lanes[two.lane]
    return lane.y + lane.height if two.lane < one.lane else lane.y


def _gutter_places(climbs: Sequence[_Climb], columns: Columns) -> dict[_Climb, float]:
    """Give every vertical stretch its own line in its gutter; this order makes neighbours cross least."""
    placed: dict[_Climb, int] = {}
    in_order = sorted(
        dict.fromkeys(climbs), key=lambda climb: -climb.from_y if climb.to_y > climb.from_y else climb.from_y
    )
    for climb in in_order:
        beside = [line for other, line in placed.items() if climb.is_beside(other)]
        placed[climb] = max(beside, default=-1) + 1
    lines = {climb.gutter: 1 for climb in placed}
    for climb, line in placed.items():
        lines[climb.gutter] = max(lines[climb.gutter], line + 1)
    return {
        climb: columns.gutter_left(climb.gutter) + columns.gap * (line + 1) / (lines[climb.gutter] + 1)
        for climb, line in placed.items()
    }


def _without_repeats(points: Sequence[Point]) -> tuple[Point, ...]:
    kept = [points[0]]
    for point in points[1:]:
        if dist(point, kept[-1]) > 0.01:
            kept.append(point)
    return tuple(kept)


def _border_crossing(one: StepBox, two: StepBox, points: Sequence[Point], lanes: Sequence[Lane]) -> Point:
    if one.lane == two.lane:
        return ((points[0][0] + points[-1][0]) / 2, points[-1][1])
    return (points[-2][0], _border_before(one, two, lanes))


def route_loop(
    pair: Pair, boxes: Sequence[StepBox], lanes: Sequence[Lane], columns: Columns, drawn: Sequence[Route]
) -> Route:
    """Route rework as an arc from the box that discovers back to the box that redoes.

    Parameters
    ----------
    drawn : sequence of Route
        Arrows already there; the new one keeps away from them where it can.

    Returns
    -------
    Route
        Over the boxes of one lane where both share it, else the bend that meets the fewest boxes.
    """
    one, two = pair
    if one.lane == two.lane and one.slot == two.slot:
        return _arc_over(one, two, boxes)
    others = [box for box in boxes if box.step_id not in (one.step_id, two.step_id)]
    candidates = [*_bends(one, two), *_corners(one, two), *_ways_around(one, two, columns, lanes)]
    met = [_boxes_met(points, others) for points in candidates]
    least = [points for points, count in zip(candidates, met, strict=True) if count == min(met)]
    best = min(least, key=lambda points: _points_beside(points, drawn) * 40 + _length(points))
    return Route(best, _clear_place(best, boxes, drawn))


def _arc_over(one: StepBox, two: StepBox, boxes: Iterable[StepBox]) -> Route:
    ranks = range(min(one.rank, two.rank), max(one.rank, two.rank) + 1)
    tops = [box.y for box in boxes if (box.lane, box.slot) == (one.lane, one.slot) and box.rank in ranks]
    inset = one.width * (0.3 if one.step_id == two.step_id else 0.1)
    back = 1 if one.rank < two.rank else -1
    start = (one.middle[0] + back * inset, one.y)
    end = (two.middle[0] - back * inset, two.y)
    peak = min(tops) - 32
    points = _cubic(start, (start[0], peak), (end[0], peak), end)
    return Route(points, points[len(points) // 2])


def _bends(one: StepBox, two: StepBox) -> list[tuple[Point, ...]]:
    rises = two.middle[1] < one.middle[1]
    from_y, to_y = (one.y, two.bottom) if rises else (one.bottom, two.y)
    bends = []
    for leave, enter, bow in product((0.0, -0.3, 0.3), (0.3, 0.1), (0.4, 0.65, 0.95)):
        start = (one.middle[0] + leave * one.width, from_y)
        end = (two.middle[0] + enter * two.width, to_y)
        reach = bow * (to_y - from_y)
        bends.append(_cubic(start, (start[0], from_y + reach), (end[0], to_y - reach), end))
    return bends


def _corners(one: StepBox, two: StepBox) -> list[tuple[Point, ...]]:
    """Give the ways that leave the first box sideways and turn once towards the second."""
    rises = two.middle[1] < one.middle[1]
    leftwards = two.middle[0] < one.middle[0]
    ways = []
    for leave, enter in product((0.3, -0.3), (0.3, 0.1)):
        start = (one.x if leftwards else one.right, one.middle[1] + leave * one.height)
        end = (two.middle[0] + enter * two.width, two.bottom if rises else two.y)
        near_x, near_y = start[0] * 0.15 + end[0] * 0.85, start[1] * 0.85 + end[1] * 0.15
        ways.append(_cubic(start, (near_x, start[1]), (end[0], near_y), end))
    return ways


def _ways_around(one: StepBox, two: StepBox, columns: Columns, lanes: Sequence[Lane]) -> list[tuple[Point, ...]]:
    """Give ways along lane borders and a gutter, which meet no box of another lane."""
    rises = two.middle[1] < one.middle[1]
    from_y, to_y = (one.y, two.bottom) if rises else (one.bottom, two.y)
    leave_lane, enter_lane = lanes[one.lane], lanes[two.lane]
    leave_y = leave_lane.y + 3 if rises else leave_lane.y + leave_lane.height - 3
    enter_y = enter_lane.y + enter_lane.height - 3 if rises else enter_lane.y + 3
    start_x, end_x = one.middle[0], two.middle[0] + two.width * 0.25
    gutters = [
        columns.gutter_left(two.rank - before) + columns.gap * share for before in (0, 1) for share in (0.5, 0.15, 0.85)
    ]
    return [
        ((start_x, from_y), (start_x, leave_y), (x, leave_y), (x, enter_y), (end_x, enter_y), (end_x, to_y))
        for x in gutters
    ]


def _cubic(start: Point, first: Point, second: Point, end: Point) -> tuple[Point, ...]:
    points = []
    for number in range(_ARC_POINTS + 1):
        t = number / _ARC_POINTS
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
        x, y = (
            sum(weight * point[axis] for weight, point in zip(weights, (start, first, second, end), strict=True))
            for axis in (0, 1)
        )
        points.append((x, y))
    return (start, *points[1:-1], end)


def _length(points: Sequence[Point]) -> float:
    return sum(dist(one, two) for one, two in pairwise(points))


def _boxes_met(points: Sequence[Point], boxes: Sequence[StepBox]) -> int:
    way = _dense(points)
    return sum(any(box.holds(x, y, across=5, down=5) for x, y in way) for box in boxes)


def _points_beside(points: Sequence[Point], drawn: Sequence[Route]) -> int:
    """Count the points that lie on or next to an arrow already drawn."""
    stretches = [
        (min(a[0], b[0]) - 7, max(a[0], b[0]) + 7, min(a[1], b[1]) - 7, max(a[1], b[1]) + 7)
        for route in drawn
        for a, b in pairwise(route.points)
    ]
    return sum(
        any(left < x < right and top < y < bottom for left, right, top, bottom in stretches) for x, y in _dense(points)
    )


def _dense(points: Sequence[Point]) -> list[Point]:
    """Give points no more than about 20 pixels apart along a way."""
    dense = []
    for (x, y), (next_x, next_y) in pairwise(points):
        parts = max(1, round(dist((x, y), (next_x, next_y)) / 20))
        dense += [(x + (next_x - x) * part / parts, y + (next_y - y) * part / parts) for part in range(parts)]
    return [*dense, points[-1]]


def _clear_place(points: Sequence[Point], boxes: Sequence[StepBox], drawn: Sequence[Route]) -> Point:
    """Give the point nearest to the middle of the way where a short label covers no box and no other label."""
    way = _dense(points)[1:-1] or list(points)
    for share in (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8):
        x, y = way[int(share * (len(way) - 1))]
        covers_label = any(abs(x - a) < 44 and abs(y - b) < 24 for a, b in (route.label_at for route in drawn))
        if not covers_label and not any(box.holds(x, y, across=26, down=13) for box in boxes):
            return (x, y)
    return way[len(way) // 2]

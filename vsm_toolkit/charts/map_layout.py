"""A swim-lane map in pixels: lanes, boxes and arrows, before anything is drawn.

Lanes are teams in the order the flow first meets them; a step's column is the longest way to it. A map under
construction is legal: edges to unknown steps are left out, and an edge that closes a cycle runs backwards like rework.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from vsm_toolkit.charts.map_places import Columns, Lane, StepBox, column_ranks, place_steps, successors
from vsm_toolkit.charts.map_routes import Pair, Point, Route, route_edges, route_loop
from vsm_toolkit.model import Step, ValueStream

MOST_WIDTH: Final = 1600.0
ROOMY_RANKS: Final = 12
_WIDEST_PITCH: Final = 200.0


@dataclass(frozen=True)
class Arrow:
    """A routed flow edge or rework loop.

    Attributes
    ----------
    from_step, to_step : str
        Ids of the steps.
    points : tuple of (float, float)
        From the border of the first box to the border of the second, pixels.
    label_at : tuple of (float, float)
        Where a letter or a percentage belongs.
    """

    from_step: str
    to_step: str
    points: tuple[Point, ...]
    label_at: Point


@dataclass(frozen=True)
class MapLayout:
    """A whole map in pixels, top left 0, 0, y downwards.

    Attributes
    ----------
    columns : Columns
        Where columns begin; the lane names stand left of the first one.
    edges : tuple of Arrow
        Flow edges.
    closing_edges : tuple of Arrow
        Flow edges that close a cycle: a contradiction the map check lists.
    loops : tuple of Arrow
        Rework, in the order of the map's loops between known steps.
    """

    width: float
    height: float
    rank_count: int
    columns: Columns
    lanes: tuple[Lane, ...]
    boxes: tuple[StepBox, ...]
    edges: tuple[Arrow, ...]
    closing_edges: tuple[Arrow, ...]
    loops: tuple[Arrow, ...]

    def box(self, step_id: str) -> StepBox:
        """Find the box of a step.

        Raises
        ------
        KeyError
            When the map has no such step.
        """
        for box in self.boxes:
            if box.step_id == step_id:
                return box
        raise KeyError(step_id)


def lay_out_map(
    stream: ValueStream, *, box_height: Callable[[Step, float], float] = lambda _step, _width: 72.0
) -> MapLayout:
    """Place every step, flow edge and rework loop of a map.

    Parameters
    ----------
    stream : ValueStream
        May be incomplete; of steps with the same id, the first one has the arrows.
    box_height : callable
        Gives the height a step's box needs for a box width, both in pixels.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> [lane.name for lane in lay_out_map(lantern()).lanes]
    ['Support', 'Product', 'Shared QA', 'Operations']
    """
    following = successors(stream)
    ranks, closing = column_ranks(following)
    columns = _columns(max(ranks.values(), default=0) + 1)
    heights = [box_height(step, columns.box_width) for step in stream.steps]
    under_arcs = {one for one, _ in closing} | {loop.from_step for loop in stream.loops}
    lanes, boxes = place_steps(stream, ranks, heights, columns, under_arcs)
    first = {box.step_id: box for box in reversed(boxes)}
    forward = [(first[a], first[b]) for a, after in following.items() for b in after if (a, b) not in closing]
    backward = [(first[a], first[b]) for a, b in sorted(closing)]
    rework = [(first[loop.from_step], first[loop.to_step]) for loop in stream.loops
              if loop.from_step in first and loop.to_step in first]  # fmt: skip
    routes = list(route_edges(forward, boxes, lanes, columns))
    for pair in [*backward, *rework]:
        routes.append(route_loop(pair, boxes, lanes, columns, routes))
    return MapLayout(
        width=columns.left + columns.pitch * (max(ranks.values(), default=0) + 1),
        height=lanes[-1].y + lanes[-1].height if lanes else 0.0,
        rank_count=max(ranks.values(), default=0) + 1,
        columns=columns,
        lanes=lanes,
        boxes=boxes,
        edges=_arrows(forward, routes[: len(forward)]),
        closing_edges=_arrows(backward, routes[len(forward) : len(forward) + len(backward)]),
        loops=_arrows(rework, routes[len(forward) + len(backward) :]),
    )


def _columns(rank_count: int) -> Columns:
    left = 124.0 if rank_count <= ROOMY_RANKS else 104.0
    pitch = min(_WIDEST_PITCH, (MOST_WIDTH - left) / rank_count)
    return Columns(left, pitch, max(14.0, min(40.0, pitch * 0.175)))


def _arrows(pairs: list[Pair], routes: list[Route]) -> tuple[Arrow, ...]:
    return tuple(
        Arrow(one.step_id, two.step_id, route.points, route.label_at)
        for (one, two), route in zip(pairs, routes, strict=True)
    )

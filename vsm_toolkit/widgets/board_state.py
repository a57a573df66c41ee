"""What the map board shows, as plain JSON: lanes, boxes with their texts, lines, loops, the time ladder and the totals.

Nothing is computed here that another module can compute; places come from the charts, figures from the metrics. Boxes
are as high as their name needs, whatever their numbers, so that typing a time moves nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from vsm_toolkit.charts.map_places import Columns, Lane, StepBox, column_ranks, place_steps, successors
from vsm_toolkit.charts.map_routes import Route, route_edges, route_loop
from vsm_toolkit.charts.text_fit import longest_word, text_width, wrapped
from vsm_toolkit.charts.text_fit import visible as made_visible
from vsm_toolkit.charts.theme import EMPOWERMENT_SIGNS, SMALLEST_SIZE
from vsm_toolkit.durations import format_hours as written_hours
from vsm_toolkit.durations import format_percent
from vsm_toolkit.errors import MapNotComputableError
from vsm_toolkit.figures import Figure
from vsm_toolkit.handoffs import add_figures
from vsm_toolkit.metrics import MapMetrics, StepTimes, map_metrics, step_times
from vsm_toolkit.model import Edge, Empowerment, Engagement, Stage, Step, ValueStream
from vsm_toolkit.widgets.branch_shares import describe_splits, shares_problem
from vsm_toolkit.widgets.typed_fields import FIELDS, show_field
from vsm_toolkit.working_week import WorkingWeek, shown_in, shown_working_week

DEFAULT_WIDTH: Final = 1200.0
_FEWEST_COLUMNS: Final = 5
_LEAST_PITCH: Final = 84.0
_NARROW: Final = 112.0
_LONGEST_NAME: Final = 300
_STAGES: Final = tuple(Stage)
_SIDE_BY_SIDE: Final = "of item time, side by side too"
_SCALES: Final = (1.3, 1.15, 1.0, 0.92, 0.85, 0.78, 0.72)
_SMALLER_SCALES: Final = (0.65, 0.58, 0.52, 0.46, 0.4)

# The same names and times are shown again after every edit.
visible = lru_cache(maxsize=4096)(made_visible)


def format_hours(hours: float | None) -> str:
    """Show hours in the week of the map, remembered from the last time they were shown.

    Examples
    --------
    >>> format_hours(24.0)
    '3 d'
    """
    return _hours_in(hours, shown_working_week())


@lru_cache(maxsize=4096)
def _hours_in(hours: float | None, week: WorkingWeek) -> str:
    return written_hours(hours, hours_per_day=week.hours_per_day, days_per_week=week.days_per_week)


def board_state(
    engagement: Engagement,
    metrics: MapMetrics | None = None,
    *,
    width: float = DEFAULT_WIDTH,
    height: float | None = None,
    whole: bool = False,
) -> dict[str, Any]:
    """Give everything the board draws, as plain JSON.

    Parameters
    ----------
    engagement : Engagement
        May be incomplete or contradictory; ``problem`` then holds the sentence and the totals are empty.
    metrics : MapMetrics or None
        The figures of the map where the caller has them already.
    width : float
        Pixels the board has; columns spread over them.
    height : float or None
        Pixels it may be high; ``None`` for as high as it gets. The drawing may be wider than ``width``, to be shown
        smaller, but never so small that its texts cannot be read.
    whole : bool
        Fit the height all the same, however small the texts get.

    Examples
    --------
    >>> from vsm_toolkit.model import Challenge
    >>> from vsm_toolkit.samples import lantern
    >>> state = board_state(Engagement(challenge=Challenge(id="lantern"), stream=lantern()))
    >>> [(total["label"], total["value"]) for total in state["totals"]][:2]
    [('Lead time', '3.5 wk'), ('Process time', '4.1 d')]
    """
    stream = engagement.stream
    problem = ""
    if metrics is None:
        try:
            metrics = map_metrics(stream)
        except MapNotComputableError as error:
            problem = shares_problem(stream) or error.message
    calendar = engagement.challenge.calendar
    with shown_in(WorkingWeek(calendar.hours_per_day, calendar.days_per_week)):
        places = _places(stream, width, height, whole=whole)
        critical = frozenset(metrics.critical_path) if metrics and len(stream.steps) > 1 else frozenset[str]()
        return {
            "title": visible(stream.name),
            "width": places.width,
            "height": places.height,
            "left": places.columns.left,
            "lanes": _lanes(stream, places),
            "steps": _steps(stream, places, critical),
            "edges": _edges(stream, places, metrics),
            "splits": describe_splits(stream),
            "loops": _loops(stream, places),
            "stages": _stages(stream),
            "ladder": _ladder(stream, metrics),
            "totals": _totals(stream, metrics),
            "teams": list(dict.fromkeys([*(t.name for t in stream.teams), *(s.team for s in stream.steps if s.team)])),
            "problem": problem,
        }


@dataclass(frozen=True, slots=True)
class _Shape:
    """What decides where everything stands: no time and no percentage."""

    width: float
    height: float | None
    whole: bool
    step_ids: tuple[str, ...]
    teams: tuple[str | None, ...]
    names: tuple[str, ...]
    edges: tuple[tuple[str, str], ...]
    loops: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Places:
    width: float
    height: float
    columns: Columns
    lanes: tuple[Lane, ...]
    boxes: tuple[StepBox, ...]
    names: tuple[tuple[str, ...], ...]
    name_size: float
    number_size: float
    edges: dict[tuple[str, str], Route]
    loops: dict[tuple[str, str], Route]


def _places(stream: ValueStream, width: float, height: float | None, *, whole: bool) -> _Places:
    return _placed(
        _Shape(
            round(width),
            None if height is None else round(height),
            whole,
            tuple(step.id for step in stream.steps),
            tuple(step.team for step in stream.steps),
            tuple(step.name for step in stream.steps),
            tuple((edge.from_step, edge.to_step) for edge in stream.flow_edges()),
            tuple((loop.from_step, loop.to_step) for loop in stream.loops),
        )
    )


@lru_cache(maxsize=32)
def _placed(shape: _Shape) -> _Places:
    stream = _bare_stream(shape)
    following = successors(stream)
    ranks, closing = column_ranks(following)
    standing = _largest_that_fits(shape, stream, ranks, {one for one, _ in (*closing, *shape.loops)})
    first = {box.step_id: box for box in reversed(standing.boxes)}
    pairs = [(one, other) for one, after in following.items() for other in after if (one, other) not in closing]
    around = (standing.boxes, standing.lanes, standing.columns)
    routes = list(route_edges([(first[one], first[other]) for one, other in pairs], *around))
    edges = dict(zip(pairs, routes, strict=True))
    loops: dict[tuple[str, str], Route] = {}
    for one, other in [*sorted(closing), *shape.loops]:
        if one in first and other in first:
            route = route_loop((first[one], first[other]), *around, routes)
            routes.append(route)
            (edges if (one, other) in closing else loops)[one, other] = route
    return replace(standing, edges=edges, loops=loops)


def _bare_stream(shape: _Shape) -> ValueStream:
    steps = zip(shape.step_ids, shape.names, shape.teams, strict=True)
    return ValueStream(
        name="",
        steps=tuple(Step(id=one, name=name, team=team) for one, name, team in steps),
        edges=tuple(Edge(from_step=one, to_step=other) for one, other in shape.edges),
    )


def _largest_that_fits(
    shape: _Shape, stream: ValueStream, ranks: Mapping[str, int], under_arcs: Collection[str]
) -> _Places:
    for scale in (*_SCALES, *(_SMALLER_SCALES if shape.whole else ())):
        columns = _columns(shape.width / scale, max(ranks.values(), default=0) + 1)
        names, heights, name_size, number_size = _name_lines(shape.names, columns.box_width)
        lanes, boxes = place_steps(stream, ranks, heights, columns, under_arcs)
        high = lanes[-1].y + lanes[-1].height if lanes else 120.0
        wide = columns.left + columns.pitch * max(_FEWEST_COLUMNS, max(ranks.values(), default=0) + 1) + 12
        standing = _Places(wide, high, columns, lanes, boxes, names, name_size, number_size, {}, {})
        if high * scale <= (shape.height or high) and wide * scale <= shape.width + 1:
            break
    return standing


def _columns(width: float, rank_count: int) -> Columns:
    left = 132.0
    pitch = max(_LEAST_PITCH, (width - left - 12) / max(_FEWEST_COLUMNS, rank_count))
    return Columns(left, pitch, max(20.0, min(44.0, pitch * 0.19)))


def _name_lines(
    names: tuple[str, ...], box_width: float
) -> tuple[tuple[tuple[str, ...], ...], list[float], float, float]:
    number_size = 16.0 if box_width >= 132 else 14.0 if box_width >= 100 else float(SMALLEST_SIZE) + 1
    inner = box_width - 12
    shown = [name[:_LONGEST_NAME] for name in names]
    size = next(
        (
            size
            for size in (17.0, 16.0, 15.0, 14.0)
            if all(longest_word(name, size, bold=True) <= inner for name in shown)
        ),
        13.0,
    )
    lines = tuple(wrapped(name, inner, size=size, lines=3, bold=True) for name in shown)
    number_lines = 3 if box_width < _NARROW else 2
    heights = [9 + max(1, len(each)) * size * 1.17 + number_lines * number_size * 1.2 for each in lines]
    return lines, heights, size, number_size


def _lanes(stream: ValueStream, places: _Places) -> list[dict[str, Any]]:
    home = stream.home_team()
    return [
        {
            "team": lane.team or "",
            "label": visible(lane.name),
            "y": lane.y,
            "height": lane.height,
            "home": home is not None and lane.team == home.name,
        }
        for lane in places.lanes
    ]


def _steps(stream: ValueStream, places: _Places, critical: frozenset[str]) -> list[dict[str, Any]]:
    return [
        {
            "id": step.id,
            "x": box.x,
            "y": box.y,
            "width": box.width,
            "height": box.height,
            "rank": box.rank,
            "lane": box.lane,
            "name": list(name),
            "numbers": _numbers(step, box.width, places.number_size),
            "name_size": places.name_size,
            "number_size": places.number_size,
            "critical": step.id in critical,
            "stage": 0 if step.stage is None else _STAGES.index(step.stage) + 1,
            "label": _step_words(step, critical),
            "fields": {field: show_field(step, field) for field in FIELDS},
        }
        for step, box, name in zip(stream.steps, places.boxes, places.names, strict=True)
    ]


def _stage_words(stage: Stage) -> str:
    return stage.value.replace("_", " ")


def _stages(stream: ValueStream) -> list[dict[str, Any]]:
    """Give the seven stages in their order with the steps in each; a stage without a step is a question to the room."""
    return [
        {
            "words": _stage_words(stage),
            "label": _stage_words(stage).replace("operate support", "operate, support").capitalize(),
            "names": [visible(step.name) for step in stream.steps if step.stage is stage],
        }
        for stage in _STAGES
    ]


def _numbers(step: Step, box_width: float, size: float) -> list[str]:
    times = step_times(step)
    narrow = box_width < _NARROW
    wait = f"{'W' if narrow else 'wait'} {format_hours(times.wait)}"
    stuck = f" + {format_hours(times.delay)}" if times.delay else ""
    work = f"{'P' if narrow else 'work'} {format_hours(times.process)}{stuck}"
    accurate = step.percent_complete_accurate
    percent = "? %" if accurate is None else f"{accurate.value:.4g} %"
    if narrow:
        return [wait, work, percent]
    fits = text_width(f"{work} · {percent}", size) <= box_width - 9
    return [wait, f"{work} · {percent}"] if fits else [f"{wait} · {percent}", work]


def _step_words(step: Step, critical: frozenset[str]) -> str:
    times = step_times(step)
    accurate = step.percent_complete_accurate
    parts = [
        visible(step.name),
        f"team {visible(step.team)}" if step.team else "team not known yet",
        *([f"stage {_stage_words(step.stage)}"] if step.stage else []),
        "wait not known yet" if times.wait is None else f"wait {format_hours(times.wait)}",
        *([f"stuck {format_hours(times.delay)}"] if times.delay else []),
        "work not known yet" if times.process is None else f"work {format_hours(times.process)}",
        "share complete and accurate not known yet"
        if accurate is None
        else f"{accurate.value:.4g} % complete and accurate",
        *(["on the critical path"] if step.id in critical else []),
    ]
    return ", ".join(parts)


def _edges(stream: ValueStream, places: _Places, metrics: MapMetrics | None) -> list[dict[str, Any]]:
    team_of = {step.id: step.team for step in reversed(stream.steps)}
    classes = {record.to_step: record.empowerment for record in reversed(stream.handoffs)}
    critical = _critical_pairs(metrics)
    lines = []
    for edge in stream.flow_edges():
        route = places.edges.get((edge.from_step, edge.to_step))
        if route is not None:
            sender, receiver = team_of[edge.from_step], team_of[edge.to_step]
            crossing = sender is not None and receiver is not None and sender != receiver
            lines.append(
                _edge(edge, route, crossing=crossing, empowerment=classes.get(edge.to_step), critical=critical)
            )
    return lines


def _critical_pairs(metrics: MapMetrics | None) -> frozenset[tuple[str, str]]:
    path = metrics.critical_path if metrics else ()
    return frozenset(pairwise(path))


def _edge(
    edge: Edge,
    route: Route,
    *,
    crossing: bool,
    empowerment: Empowerment | None,
    critical: frozenset[tuple[str, str]],
) -> dict[str, Any]:
    sign = EMPOWERMENT_SIGNS[empowerment]
    return {
        "from": edge.from_step,
        "to": edge.to_step,
        "points": [[round(x, 1), round(y, 1)] for x, y in route.points],
        "label_at": [round(each, 1) for each in route.label_at],
        "crossing": crossing,
        "empowerment": empowerment.value if empowerment else "",
        "letter": sign.letter if crossing else "",
        "words": sign.words if crossing else "",
        "critical": (edge.from_step, edge.to_step) in critical,
        "share": "" if edge.share is None else format_percent(edge.share, 0),
    }


def _loops(stream: ValueStream, places: _Places) -> list[dict[str, Any]]:
    return [
        {
            "from": loop.from_step,
            "to": loop.to_step,
            "points": [[round(x, 1), round(y, 1)] for x, y in route.points],
            "label_at": [round(each, 1) for each in route.label_at],
            "text": "? %" if loop.probability is None else format_percent(loop.probability),
            "probability": "" if loop.probability is None else f"{round(loop.probability * 100, 6):g} %",
            "redo_share": "" if loop.redo_share is None else f"{round(loop.redo_share * 100, 6):g} %",
            "reason": loop.reason or "",
        }
        for loop in stream.loops
        if (route := places.loops.get((loop.from_step, loop.to_step))) is not None
    ]


def _ladder(stream: ValueStream, metrics: MapMetrics | None) -> list[dict[str, Any]]:
    if metrics is None:
        return []
    steps = {step.id: step for step in stream.steps}
    return [_rung(steps[step_id], step_times(steps[step_id])) for step_id in metrics.critical_path]


def _rung(step: Step, times: StepTimes) -> dict[str, Any]:
    return {
        "id": step.id,
        "name": visible(step.name),
        "wait": times.wait,
        "delay": times.delay,
        "work": times.process,
        "wait_text": format_hours(times.wait),
        "work_text": format_hours(times.process),
    }


def _totals(stream: ValueStream, metrics: MapMetrics | None) -> list[dict[str, str]]:
    if metrics is None or not stream.steps:
        return []
    handoffs = metrics.handoffs
    receivers = dict.fromkeys(receiver for _, receiver in handoffs.crossings)
    waits = [step_times(stream.step(receiver)).wait for receiver in receivers]
    waiting = add_figures(Figure(wait, known=int(wait is not None), of=1) for wait in waits)
    return [
        _total("lead_time", "Lead time", _hours(metrics.lead_time), _coverage(metrics.lead_time)),
        _total("process_time", "Process time", _hours(metrics.process_time), _share_words(metrics)),
        _total("handoffs", "Handoffs", _count(handoffs.count), f"{handoffs.on_critical_path} on the critical path"),
        _total("waiting", "Waiting in handoffs", _hours(waiting), _coverage(waiting, "wait") or _SIDE_BY_SIDE),
        _total(
            "rolled",
            "All steps right first time",
            _percent(metrics.rolled_percent_complete_accurate),
            _coverage(metrics.rolled_percent_complete_accurate),
        ),
    ]


def _total(key: str, label: str, value: str, note: str) -> dict[str, str]:
    return {"key": key, "label": label, "value": value, "note": note}


def _hours(figure: Figure) -> str:
    return f"{figure.sign()}{format_hours(figure.best())}"


def _count(figure: Figure) -> str:
    best = figure.best()
    return "?" if best is None else f"{figure.sign()}{best:g}"


def _percent(figure: Figure) -> str:
    return f"{figure.sign()}{format_percent(figure.best(), 0)}"


def _coverage(figure: Figure, noun: str = "step") -> str:
    return (
        "" if figure.is_complete() else f"known for {figure.known} of {figure.of} {noun}{'' if figure.of == 1 else 's'}"
    )


def _share_words(metrics: MapMetrics) -> str:
    share = metrics.activity_ratio.value
    return "" if share is None else f"{format_percent(share, 0)} of the lead time"

"""The swim-lane map: who does what, where work crosses from team to team, and who can change that."""

from __future__ import annotations

from itertools import groupby
from typing import Final

from vsm_toolkit.charts.drawing import Drawing
from vsm_toolkit.charts.legend import LINE_HEIGHT, Entry, draw_legend, legend_lines, sign_entry, words_entry
from vsm_toolkit.charts.map_layout import lay_out_map
from vsm_toolkit.charts.map_routes import Point
from vsm_toolkit.charts.map_scene import MapScene, counted
from vsm_toolkit.charts.picture import Picture
from vsm_toolkit.charts.step_text import NARROW_BOX, step_text
from vsm_toolkit.charts.text_fit import fitted, text_width, visible, wrapped
from vsm_toolkit.charts.theme import (
    EMPOWERMENT_SIGNS,
    LIGHT,
    REWORK_COLOUR,
    SMALL_SIZE,
    SMALLEST_SIZE,
    SUBTITLE_SIZE,
    TITLE_SIZE,
)
from vsm_toolkit.durations import format_percent
from vsm_toolkit.model import Step, ValueStream

_HEADER: Final = 66.0
_STAGES: Final = 28.0
_LEAST_WIDTH: Final = 1000.0
_CHANGED_COLOUR: Final = "#005f9e"
_OUTLINE: Final = "#8c8c8c"


def map_diagram(
    stream: ValueStream,
    *,
    critical_steps: frozenset[str] = frozenset(),
    changed_steps: frozenset[str] = frozenset(),
) -> Picture:
    """Draw the map of a value stream, one lane per team.

    Parameters
    ----------
    stream : ValueStream
        May be incomplete: what is not known yet shows as ``?``.
    critical_steps : frozenset of str
        Ids of the steps on the critical path, drawn with a bold outline.
    changed_steps : frozenset of str
        Ids of steps to mark as changed.

    Returns
    -------
    Picture
        At most 1600 pixels wide; above 20 columns boxes become too narrow for names.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> map_diagram(lantern()).text_alternative[:54]
    'Map of Lantern: 6 steps, 4 teams, 3 handoffs between t'
    """

    def box_height(step: Step, width: float) -> float:
        return step_text(step, width).height + (8 if step.id in changed_steps else 0)

    known = frozenset(step.id for step in stream.steps)
    layout = lay_out_map(stream, box_height=box_height)
    scene = MapScene(stream, layout, critical_steps & known, changed_steps & known)
    top = _HEADER + (_STAGES if any(step.stage for step in stream.steps) else 0)
    bottom = top + scene.layout.height + 12
    width = max(_LEAST_WIDTH, scene.layout.width)
    entries = _legend_entries(scene)
    sheet = Drawing(width, bottom + LINE_HEIGHT * len(legend_lines(entries, width)))
    _draw_header(sheet, scene)
    _draw_stages(sheet, scene)
    _draw_lanes(sheet, scene, top)
    _draw_edges(sheet, scene, top)
    _draw_loops(sheet, scene, top)
    _draw_boxes(sheet, scene, top)
    _draw_arrow_heads(sheet, scene, top)
    _draw_loop_labels(sheet, scene, top)
    _draw_badges(sheet, scene, top)
    draw_legend(sheet, 0, bottom, entries, width)
    return Picture(sheet.chart(scene.words()), f"Map of {visible(stream.name)}", scene.words())


def _draw_header(sheet: Drawing, scene: MapScene) -> None:
    title = fitted(f"Map of {scene.stream.name}", sheet.width, size=TITLE_SIZE, bold=True)
    sheet.text(0, 16, title, size=TITLE_SIZE, bold=True)
    sheet.text(0, 44, " · ".join(scene.counts()), size=SUBTITLE_SIZE, colour=LIGHT.muted)


def _draw_stages(sheet: Drawing, scene: MapScene) -> None:
    """Draw the strip of stages over the columns; a column whose steps disagree names both."""
    by_rank: dict[int, dict[str, None]] = {}
    for box, step in zip(scene.layout.boxes, scene.stream.steps, strict=True):
        by_rank.setdefault(box.rank, {})[step.stage.replace("_", ", ") if step.stage else "?"] = None
    names = [" / ".join(by_rank[rank]) for rank in sorted(by_rank)]
    if set(names) <= {"?"}:
        return
    columns = scene.layout.columns
    first = 0
    for name, group in groupby(names):
        count = len(list(group))
        x, width = columns.left + first * columns.pitch + 2, count * columns.pitch - 4
        sheet.rect(x, _HEADER - 2, width, 22, fill="#dfdfdb", radius=3)
        sheet.text(x + width / 2, _HEADER + 9, fitted(name, width, size=SMALL_SIZE), size=SMALL_SIZE, align="center")
        first += count


def _draw_lanes(sheet: Drawing, scene: MapScene, top: float) -> None:
    home = scene.stream.home_team()
    home_name = None if home is None else home.name
    for lane in scene.layout.lanes:
        fill = LIGHT.home_lane if home_name is not None and lane.team == home_name else LIGHT.lane
        sheet.rect(0, top + lane.y + 1, sheet.width, lane.height - 2, fill=fill)
    size = SMALL_SIZE if scene.layout.columns.left > 120 else SMALLEST_SIZE + 1
    for lane in scene.layout.lanes:
        name = wrapped(lane.name, scene.layout.columns.left - 14, size=size, lines=3, bold=True)
        is_home = home_name is not None and lane.team == home_name
        lines = [*((line, True) for line in name), *([("home team", False)] if is_home else [])]
        middle = top + lane.y + lane.height / 2
        for number, (line, bold) in enumerate(lines):
            sheet.text(8, middle + (number - (len(lines) - 1) / 2) * size * 1.2, line, size=size, bold=bold)


def _draw_edges(sheet: Drawing, scene: MapScene, top: float) -> None:
    critical = scene.critical_pairs()
    handoffs = set(scene.handoffs())
    for arrow in sorted(scene.layout.edges, key=lambda arrow: (arrow.from_step, arrow.to_step) in critical):
        points = _moved(arrow.points, top)
        is_critical = (arrow.from_step, arrow.to_step) in critical
        if arrow in handoffs:
            if is_critical:
                sheet.line(points, stroke=LIGHT.ink, stroke_width=9)
            sheet.line(points, stroke=scene.sign(arrow).colour, stroke_width=5)
        else:
            sheet.line(points, stroke=LIGHT.ink if is_critical else LIGHT.muted, stroke_width=5 if is_critical else 2.5)


def _draw_loops(sheet: Drawing, scene: MapScene, top: float) -> None:
    for arrow in (*scene.layout.loops, *scene.layout.closing_edges):
        sheet.line(_moved(arrow.points, top), stroke=REWORK_COLOUR, stroke_width=2.5, dash=(7, 5))


def _moved(points: tuple[Point, ...], down: float) -> list[Point]:
    return [(x, y + down) for x, y in points]


def _draw_boxes(sheet: Drawing, scene: MapScene, top: float) -> None:
    for box, step in zip(scene.layout.boxes, scene.stream.steps, strict=True):
        stroke, width = (LIGHT.ink, 4.0) if box.step_id in scene.critical else (_OUTLINE, 1.5)
        place = (box.x, box.y + top, box.width, box.height)
        sheet.rect(*place, fill=LIGHT.box, stroke=stroke, stroke_width=width, radius=5, tip=step.name)
    for box, step in zip(scene.layout.boxes, scene.stream.steps, strict=True):
        for line, y, size, is_name in step_text(step, box.width).places(box.y + top):
            bold = is_name and box.width >= NARROW_BOX
            colour = LIGHT.ink if is_name else LIGHT.muted
            sheet.text(box.middle[0], y, line, size=size, align="center", bold=bold, colour=colour)
    for box in scene.layout.boxes:
        if box.step_id in scene.changed:
            _draw_changed(sheet, box.x + 2, box.bottom + top)


def _draw_changed(sheet: Drawing, x: float, y: float) -> None:
    width = text_width("changed", SMALLEST_SIZE, bold=True) + 10
    sheet.rect(x, y - 9, width, 17, fill=_CHANGED_COLOUR, radius=4)
    sheet.text(x + width / 2, y, "changed", size=SMALLEST_SIZE, colour="#ffffff", align="center", bold=True)


def _draw_arrow_heads(sheet: Drawing, scene: MapScene, top: float) -> None:
    critical = scene.critical_pairs()
    handoffs = set(scene.handoffs())
    for arrow in scene.layout.edges:
        x, y = arrow.points[-1]
        colour = scene.sign(arrow).colour if arrow in handoffs else LIGHT.muted
        outline = LIGHT.ink if (arrow.from_step, arrow.to_step) in critical else colour
        sheet.symbol(x - 5, y + top, shape="triangle-right", area=170, fill=colour, stroke=outline)
    for arrow in (*scene.layout.loops, *scene.layout.closing_edges):
        (_, before), (x, y) = arrow.points[-2:]
        shape, shift = ("triangle-up", 5) if y < before else ("triangle-down", -5)
        sheet.symbol(x, y + top + shift, shape=shape, area=130, fill=REWORK_COLOUR)


def _draw_loop_labels(sheet: Drawing, scene: MapScene, top: float) -> None:
    known = {box.step_id for box in scene.layout.boxes}
    loops = [loop for loop in scene.stream.loops if loop.from_step in known and loop.to_step in known]
    for arrow, loop in zip(scene.layout.loops, loops, strict=True):
        x, y = arrow.label_at
        words = "? %" if loop.probability is None else format_percent(loop.probability)
        width = text_width(words, SMALL_SIZE, bold=True) + 10
        sheet.rect(x - width / 2, y + top - 10, width, 20, fill=LIGHT.paper, stroke=REWORK_COLOUR, radius=9)
        sheet.text(x, y + top + 1, words, size=SMALL_SIZE, colour=REWORK_COLOUR, align="center", bold=True)


def _draw_badges(sheet: Drawing, scene: MapScene, top: float) -> None:
    """Draw one letter where the arrows enter a receiving lane; arrows close together share it."""
    done: list[tuple[str, float, float]] = []
    for arrow in scene.handoffs():
        x, y = arrow.label_at
        if not any(step == arrow.to_step and abs(x - a) < 25 and abs(y - b) < 12 for step, a, b in done):
            done.append((arrow.to_step, x, y))
            sheet.badge(x, y + top, scene.sign(arrow), radius=11)


def _legend_entries(scene: MapScene) -> list[Entry]:
    classes = scene.handoff_counts()
    entries = [
        sign_entry(sign, f"{counted(classes[each], 'handoff')} {sign.words}")
        for each, sign in EMPOWERMENT_SIGNS.items()
        if classes[each]
    ]
    if scene.critical:
        entries.append(Entry(_draw_critical_key, 34, "critical path"))
    if scene.layout.loops:
        entries.append(Entry(_draw_rework_key, 34, "rework: share of visits sent back"))
    if scene.layout.closing_edges:
        entries.append(Entry(_draw_rework_key, 34, "without a share: a flow edge that closes a circle, ask the team"))
    if scene.changed:
        entries.append(Entry(_draw_changed, 62, "since the baseline"))
    if scene.layout.columns.box_width < NARROW_BOX:
        entries.append(words_entry("W wait, D stuck, P work"))
    entries.append(words_entry("70 %: the next step could use 70 of 100 as they came"))
    entries.append(words_entry("?: not known yet"))
    return entries


def _draw_critical_key(sheet: Drawing, x: float, y: float) -> None:
    sheet.rect(x, y - 9, 34, 18, fill=LIGHT.box, stroke=LIGHT.ink, stroke_width=4, radius=4)


def _draw_rework_key(sheet: Drawing, x: float, y: float) -> None:
    sheet.line([(x, y), (x + 34, y)], stroke=REWORK_COLOUR, stroke_width=2.5, dash=(7, 5))

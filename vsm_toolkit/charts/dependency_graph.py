"""The dependencies of a stream as a directed graph: an arrow points at the team that is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from vsm_toolkit.charts.bars import HEADER, draw_header
from vsm_toolkit.charts.dependency_layout import (
    HEAD,
    DependencyLayout,
    PlacedArrow,
    PlacedTeam,
    Room,
    lay_out_dependencies,
)
from vsm_toolkit.charts.dependency_signs import (
    IMPACT_SIGNS,
    STRENGTH_DASHES,
    draw_impact,
    impact_entries,
    index_sign,
    index_words,
    strength_entries,
    worst_impact,
)
from vsm_toolkit.charts.drawing import Drawing
from vsm_toolkit.charts.legend import LINE_HEIGHT, Entry, draw_legend, legend_lines
from vsm_toolkit.charts.picture import Picture
from vsm_toolkit.charts.text_fit import ELLIPSIS, fitted, text_width, visible, wrapped
from vsm_toolkit.charts.theme import LABEL_SIZE, LIGHT, SMALL_SIZE, WIDTH
from vsm_toolkit.dependencies import ProviderWait, TeamLoad, provider_waits, team_load
from vsm_toolkit.display import list_in_words
from vsm_toolkit.durations import format_hours
from vsm_toolkit.figures import Figure
from vsm_toolkit.model import Dependency, DependencyImpact, ValueStream

_BAND: Final = 9.0
_MARGIN: Final = 3.0
_TIGHT: Final = 13
_LEADING: Final = 1.2
_LISTED: Final = 12
_MANY_TEAMS: Final = 14
_WORST_FIRST: Final = tuple(IMPACT_SIGNS)


@dataclass(frozen=True)
class _Look:
    """Room and sizes for few teams or for many."""

    room: Room
    symbol: float
    names: tuple[tuple[int, int], ...]
    """Font size and lines of a name, the first that fits is taken."""


_ROOMY: Final = _Look(
    Room(WIDTH - 2 * _MARGIN, least_height=66, pitch=16, between=18),
    symbol=14,
    names=((LABEL_SIZE, 1), (LABEL_SIZE, 2), (SMALL_SIZE, 2), (_TIGHT, 3)),
)
_CLOSE: Final = _Look(
    Room(WIDTH - 2 * _MARGIN, least_height=40, pitch=10, between=9, filled=0.64),
    symbol=10,
    names=((SMALL_SIZE, 1), (SMALL_SIZE, 2), (_TIGHT, 2)),
)


def dependency_graph_picture(stream: ValueStream) -> Picture:
    """Draw who needs whom, with strength as dashes and impact as colour, symbol and width.

    Columns lead from teams that wait to teams that are waited for; what runs back is part of a circle. Between two
    teams every dependency has an arrow of its own.

    Examples
    --------
    >>> rows = [Dependency(id="D1", dependent="Web", provider="QA", impact="slowing")]
    >>> dependency_graph_picture(ValueStream(name="Shop", dependencies=rows)).text_alternative
    'Who needs whom: Shop. QA is needed by Web (imposes ?, BI about 0.5).'
    """
    rows = [row for row in stream.dependencies if visible(row.dependent) and visible(row.provider)]
    teams = dict.fromkeys(team for row in rows for team in (row.dependent, row.provider))
    look = _CLOSE if len(teams) > _MANY_TEAMS else _ROOMY
    layout = lay_out_dependencies([(row.dependent, row.provider) for row in rows], look.room)
    waits = provider_waits(stream)
    entries = _legend_entries(rows, stream)
    notes = _notes(stream, rows, teams)
    bottom = HEADER + layout.height + 18
    sheet = Drawing(WIDTH, bottom + 24 * len(notes) + 8 + LINE_HEIGHT * len(legend_lines(entries, WIDTH)))
    title = f"Who needs whom: {visible(stream.name)}"
    draw_header(sheet, title, _takeaway(waits))
    _draw_arrows(sheet, layout, rows, look)
    provided = {wait.provider: wait for wait in waits}
    for team in layout.teams:
        _draw_team(sheet, team, stream, provided.get(team.name), look)
    for number, note in enumerate(notes):
        sheet.note(0, bottom + 24 * (number + 0.5), fitted(note, WIDTH, size=SMALL_SIZE))
    draw_legend(sheet, 0, bottom + 24 * len(notes) + 4, entries, WIDTH)
    words = " ".join([f"{title}.", *_sentences(waits)])
    return Picture(sheet.chart(words), title, words)


def _draw_arrows(sheet: Drawing, layout: DependencyLayout, rows: Sequence[Dependency], look: _Look) -> None:
    # The worst last, so that nothing lies over it.
    for arrow in sorted(layout.arrows, key=lambda each: -_WORST_FIRST.index(rows[each.number].impact)):
        row = rows[arrow.number]
        sign, dash = IMPACT_SIGNS[row.impact], STRENGTH_DASHES[row.strength]
        points = [(_MARGIN + x, HEADER + y) for x, y in arrow.points]
        sheet.line(points, stroke=LIGHT.paper, stroke_width=sign.width + 3)
        sheet.line(points, stroke=sign.colour, stroke_width=sign.width, dash=dash)
    for arrow in layout.arrows:
        _draw_ends(sheet, arrow, rows[arrow.number], look)


def _draw_ends(sheet: Drawing, arrow: PlacedArrow, row: Dependency, look: _Look) -> None:
    (x, y), foot = arrow.points[-1], arrow.points[0]
    towards = 1 if arrow.points_right else -1
    shape = "triangle-right" if arrow.points_right else "triangle-left"
    colour = IMPACT_SIGNS[row.impact].colour
    sheet.symbol(
        _MARGIN + x + towards * HEAD / 2,
        HEADER + y,
        shape=shape,
        area=14 * look.symbol,
        fill=colour,
        stroke=LIGHT.paper,
    )
    leaves = 1 if arrow.points[1][0] > foot[0] else -1
    draw_impact(sheet, _MARGIN + foot[0] + leaves * 8, HEADER + foot[1], row.impact, size=look.symbol)


def _draw_team(sheet: Drawing, team: PlacedTeam, stream: ValueStream, wait: ProviderWait | None, look: _Look) -> None:
    x, y, load, home = _MARGIN + team.x, HEADER + team.y, team_load(stream, team.name), stream.home_team()
    is_home = home is not None and team.name == home.name
    note = ", ".join(_notes_of(wait, load))
    sheet.rect(
        x,
        y,
        team.width,
        team.height,
        fill=LIGHT.home_lane if is_home else LIGHT.box,
        stroke=LIGHT.ink,
        stroke_width=3 if is_home else 1.5,
        radius=5,
        tip=f"{visible(team.name)}: {note}",
    )
    indent = 10.0
    if wait is not None:
        sheet.rect(x + 2, y + 2, _BAND, team.height - 4, fill=index_sign(wait.blocking_index).colour)
        indent = _BAND + 10
    _write_in_box(sheet, team, x + indent, _notes_of(wait, load), look, is_home=is_home)


def _write_in_box(
    sheet: Drawing, team: PlacedTeam, x: float, notes: Sequence[str], look: _Look, *, is_home: bool
) -> None:
    """Write the name as large as it fits without a cut, and as many notes as there is room for."""
    width, height = _MARGIN + team.x + team.width - x - 8, team.height - 8
    for size, most in look.names:
        lines = wrapped(
            team.name, width, size=size, lines=min(most, max(1, int(height / (size * _LEADING)))), bold=is_home
        )
        if not lines[-1].endswith(ELLIPSIS) and len(lines) * size * _LEADING <= height:
            break
    note_size = SMALL_SIZE if size == LABEL_SIZE else _TIGHT
    spare = height - len(lines) * size * _LEADING
    shown = _packed(notes, width, note_size)[: int(spare / (note_size * _LEADING))]
    top = HEADER + team.y + team.height / 2 - (len(lines) * size + len(shown) * note_size) * _LEADING / 2
    for number, line in enumerate(lines):
        sheet.text(x, top + (number + 0.5) * size * _LEADING, line, size=size, bold=is_home)
    top += len(lines) * size * _LEADING
    for number, note in enumerate(shown):
        text = fitted(note, width, size=note_size)
        sheet.text(x, top + (number + 0.5) * note_size * _LEADING, text, size=note_size, colour=LIGHT.muted)


def _packed(notes: Sequence[str], width: float, size: float) -> list[str]:
    """Put as many notes on a line as fit."""
    lines: list[str] = []
    for note in notes:
        longer = f"{lines[-1]}, {note}" if lines else note
        if lines and text_width(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(note)
    return lines


def _notes_of(wait: ProviderWait | None, load: TeamLoad) -> list[str]:
    notes = []
    if wait is not None:
        notes += [f"imposes {_hours(wait.imposed_wait)}", index_words(wait.blocking_index)]
    if load.dependency_ids:
        notes.append(f"waits {_hours(load.load)}")
    return notes


def _hours(figure: Figure) -> str:
    return f"{figure.sign()}{format_hours(figure.best())}"


def _notes(stream: ValueStream, rows: Sequence[Dependency], teams: dict[str, None]) -> list[str]:
    notes = []
    if not rows:
        notes.append("No dependency is noted on this map yet.")
    circles = [row for row in rows if row.dependent == row.provider]
    if circles:
        notes.append(f"Not drawn, a team that needs itself: {list_in_words([visible(row.id) for row in circles])}.")
    apart = [visible(team.name) for team in stream.teams if team.name not in teams]
    if apart and rows:
        notes.append(f"No dependency noted: {list_in_words(apart)}.")
    return notes


def _takeaway(waits: Sequence[ProviderWait]) -> str:
    if not waits:
        return "Nobody has been asked yet who waits for whom."
    top = waits[0]
    if not top.imposed_wait.best():
        return "How long teams wait for each other is not known yet."
    teams = f"{top.fan_in} team{'' if top.fan_in == 1 else 's'}"
    return f"{visible(top.provider)} is waited for most: {_hours(top.imposed_wait)} per item, by {teams}."


def _sentences(waits: Sequence[ProviderWait]) -> list[str]:
    sentences = [
        f"{visible(wait.provider)} is needed by {list_in_words([visible(team) for team in wait.dependents])}"
        f" (imposes {_hours(wait.imposed_wait)}, {index_words(wait.blocking_index)})."
        for wait in waits[:_LISTED]
    ]
    if len(waits) > _LISTED:
        sentences.append(f"And {len(waits) - _LISTED} more providers that impose less.")
    return sentences or ["No dependency is noted on this map yet."]


def _legend_entries(rows: Sequence[Dependency], stream: ValueStream) -> list[Entry]:
    entries = [Entry(_arrow_key, 44, "the arrow points at the team that is needed")] if rows else []
    entries += impact_entries(row.impact for row in rows)
    entries += strength_entries(row.strength for row in rows)
    if rows and worst_impact(rows) is not None:
        entries.append(Entry(_band_key, _BAND, "band: blocking index (BI) of a team, darker is worse"))
    if stream.home_team() is not None and rows:
        entries.append(Entry(_home_key, 30, "home team"))
    return entries


def _arrow_key(sheet: Drawing, x: float, y: float) -> None:
    sheet.line([(x, y), (x + 34, y)], stroke=LIGHT.ink, stroke_width=2.5)
    sheet.symbol(x + 38, y, shape="triangle-right", area=210, fill=LIGHT.ink)


def _band_key(sheet: Drawing, x: float, y: float) -> None:
    sheet.rect(x, y - 10, _BAND, 20, fill=IMPACT_SIGNS[DependencyImpact.BLOCKING].colour)


def _home_key(sheet: Drawing, x: float, y: float) -> None:
    sheet.rect(x + 2, y - 9, 28, 18, fill=LIGHT.home_lane, stroke=LIGHT.ink, stroke_width=3, radius=4)

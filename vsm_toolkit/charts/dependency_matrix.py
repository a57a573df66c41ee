"""Who waits for whom as a table: rows need, columns are needed, alike ones beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from vsm_toolkit.charts.bars import HEADER, draw_header
from vsm_toolkit.charts.dependency_signs import IMPACT_SIGNS, draw_impact, worst_impact
from vsm_toolkit.charts.drawing import Drawing
from vsm_toolkit.charts.legend import LINE_HEIGHT, Entry, draw_legend, legend_lines, words_entry
from vsm_toolkit.charts.picture import Picture
from vsm_toolkit.charts.text_fit import fitted, text_width, visible
from vsm_toolkit.charts.theme import LABEL_SIZE, LIGHT, SMALL_SIZE, SMALLEST_SIZE, WIDTH
from vsm_toolkit.dependencies import total_imposed_wait
from vsm_toolkit.durations import format_hours
from vsm_toolkit.model import Dependency, DependencyImpact, ValueStream
from vsm_toolkit.working_week import shown_working_week

_LEFT: Final = 270.0
_WIDEST: Final = 120.0
_NARROW: Final = 36.0
_LONGEST_HEAD: Final = 250.0
_SLANT: Final = 300
_SMALL: Final = 13
_LISTED: Final = 12

Cells = Mapping[tuple[str, str], list[Dependency]]


def dependency_matrix(stream: ValueStream) -> Picture:
    """Draw the wait each provider imposes on each dependent, working days per item, with the worst impact of the pair.

    Rows and columns with much in common stand beside each other (hierarchical clustering by shared dependencies), so
    that blocks show who leans on the same providers.

    Examples
    --------
    >>> row = Dependency(
    ...     id="D1", dependent="Web", provider="QA", impact="slowing", frequency_per_item=2, wait_per_occurrence=20)
    >>> dependency_matrix(ValueStream(name="Shop", dependencies=[row])).text_alternative
    'Waits between teams, per item: Web waits 5 d for QA.'
    """
    cells: dict[tuple[str, str], list[Dependency]] = {}
    for row in stream.dependencies:
        cells.setdefault((row.dependent, row.provider), []).append(row)
    entries = _legend_entries(stream.dependencies)
    grid = _Grid.of(cells)
    sheet = _MatrixDrawing(WIDTH, grid.bottom + 14 + LINE_HEIGHT * len(legend_lines(entries, WIDTH)))
    title = f"Waits between teams: {visible(stream.name)}"
    draw_header(sheet, title, _takeaway(cells))
    _draw_grid(sheet, grid)
    for (one, other), tied in cells.items():
        _draw_cell(sheet, grid, (grid.columns.index(other), grid.rows.index(one)), tied)
    draw_legend(sheet, 0, grid.bottom + 8, entries, WIDTH)
    words = _words(cells)
    return Picture(sheet.chart(words), title, words)


@dataclass(frozen=True)
class _Grid:
    """The table in pixels: its rows and columns in order, and how large a cell is."""

    rows: list[str]
    columns: list[str]
    top: float
    cell_width: float
    cell_height: float

    @classmethod
    def of(cls, cells: Cells) -> _Grid:
        rows, columns = _clustered(cells), _clustered({(other, one): tied for (one, other), tied in cells.items()})
        longest = max((text_width(name, SMALL_SIZE) for name in columns), default=0.0)
        head = min(_LONGEST_HEAD, longest) * 0.9 + 12
        # The heads lean to the right, so the last one needs room beside the table.
        width = min(_WIDEST, (WIDTH - _LEFT - head * 0.6) / max(len(columns), 1))
        height = 36.0 if width < _NARROW else 44.0 if len(rows) <= 12 else 24.0
        return cls(rows, columns, HEADER + head, width, height)

    @property
    def right(self) -> float:
        return _LEFT + self.cell_width * len(self.columns)

    @property
    def bottom(self) -> float:
        return self.top + self.cell_height * len(self.rows)


class _MatrixDrawing(Drawing):
    """A sheet that can also write uphill."""

    def slanted_text(self, x: float, y: float, text: str) -> None:
        """Write one line that starts at a point and rises to the right."""
        mark = {"type": "text", "align": "left", "baseline": "middle", "fontWeight": "normal", "angle": _SLANT}
        self._add(mark, {"x": x, "y": y, "text": visible(text), "size": SMALL_SIZE, "fill": LIGHT.ink})


def _clustered(cells: Cells) -> list[str]:
    """Order the first teams of the pairs so that those with the same partners stand beside each other."""
    names, partners = list(dict.fromkeys(one for one, _ in cells)), dict.fromkeys(other for _, other in cells)
    if len(names) < 3:
        return names
    from scipy.cluster.hierarchy import leaves_list, linkage

    tied = [[float((name, partner) in cells) for partner in partners] for name in names]
    order = leaves_list(linkage(tied, method="average", metric="cityblock", optimal_ordering=True))
    return [names[number] for number in order]


def _draw_grid(sheet: _MatrixDrawing, grid: _Grid) -> None:
    size = LABEL_SIZE if grid.cell_height > 30 else SMALL_SIZE
    for number, name in enumerate(grid.rows):
        y = grid.top + grid.cell_height * (number + 0.5)
        sheet.text(_LEFT - 10, y, fitted(name, _LEFT - 14, size=size), size=size, align="right")
    for number, name in enumerate(grid.columns):
        x = _LEFT + grid.cell_width * (number + 0.5)
        sheet.slanted_text(x, grid.top - 6, fitted(name, _LONGEST_HEAD, size=SMALL_SIZE))
    for number in range(len(grid.rows) + 1 if grid.rows else 0):
        y = grid.top + grid.cell_height * number
        sheet.line([(_LEFT, y), (grid.right, y)], stroke=LIGHT.faint)
    for number in range(len(grid.columns) + 1 if grid.rows else 0):
        x = _LEFT + grid.cell_width * number
        sheet.line([(x, grid.top), (x, grid.bottom)], stroke=LIGHT.faint)


def _draw_cell(sheet: Drawing, grid: _Grid, place: tuple[int, int], rows: Sequence[Dependency]) -> None:
    width, height = grid.cell_width, grid.cell_height
    x, y = _LEFT + width * place[0], grid.top + height * place[1]
    impact = worst_impact(rows)
    sign = IMPACT_SIGNS[impact]
    tip = f"{visible(rows[0].dependent)} needs {visible(rows[0].provider)}: {_hours(rows)}, {sign.words}"
    sheet.rect(x + 1.5, y + 1.5, width - 3, height - 3, fill=sign.tint, stroke=sign.colour, tip=tip)
    text, is_worst = _days(rows), impact is DependencyImpact.BLOCKING
    symbol = 13 if width > 50 else 10
    if width < _NARROW:  # the symbol over the number
        draw_impact(sheet, x + width / 2, y + 10, impact, size=symbol)
        if text_width(text, SMALLEST_SIZE, bold=is_worst) < width:
            sheet.text(x + width / 2, y + 25, text, size=SMALLEST_SIZE, align="center", bold=is_worst)
        return
    left = symbol + 5.0
    sizes = (LABEL_SIZE, SMALL_SIZE, _SMALL) if height > 30 else (SMALL_SIZE, _SMALL, SMALLEST_SIZE)
    size = next((each for each in sizes if text_width(text, each, bold=is_worst) < width - left - 2), SMALLEST_SIZE)
    draw_impact(sheet, x + 4 + symbol / 2, y + height / 2, impact, size=symbol)
    sheet.text(x + (width + left) / 2, y + height / 2, text, size=size, align="center", bold=is_worst)


def _days(rows: Sequence[Dependency]) -> str:
    total = total_imposed_wait(rows)
    best = total.best()
    if best is None:
        return "?"
    days = best / shown_working_week().hours_per_day
    number = int(days + 0.5) if days >= 10 else int(days * 10 + 0.5) / 10
    return f"{total.sign().strip()}{number:g}"


def _hours(rows: Sequence[Dependency]) -> str:
    total = total_imposed_wait(rows)
    return f"{total.sign()}{format_hours(total.best())}"


def _takeaway(cells: Cells) -> str:
    if not cells:
        return "No dependency is noted on this map yet."
    known = {pair: total_imposed_wait(rows).best() or 0.0 for pair, rows in cells.items()}
    one, other = max(known, key=lambda pair: known[pair])
    if not known[one, other]:
        return "How long teams wait for each other is not known yet."
    return f"The longest: {visible(one)} waits {_hours(cells[one, other])} for {visible(other)}, per item."


def _words(cells: Cells) -> str:
    ranked = sorted(cells.values(), key=lambda rows: -(total_imposed_wait(rows).best() or 0.0))
    sentences = [
        f"{visible(rows[0].dependent)} waits {_hours(rows)} for {visible(rows[0].provider)}"
        for rows in ranked[:_LISTED]
    ]
    if len(ranked) > _LISTED:
        sentences.append(f"and {len(ranked) - _LISTED} shorter ones")
    return f"Waits between teams, per item: {'; '.join(sentences) or 'none noted yet'}."


def _legend_entries(rows: Sequence[Dependency]) -> list[Entry]:
    if not rows:
        return []
    present = {row.impact for row in rows}
    entries = [words_entry("row: who needs, column: who is needed, number: working days imposed per item")]
    return entries + [_impact_entry(impact) for impact in IMPACT_SIGNS if impact in present]


def _impact_entry(impact: DependencyImpact | None) -> Entry:
    sign = IMPACT_SIGNS[impact]

    def draw(sheet: Drawing, x: float, y: float) -> None:
        sheet.rect(x, y - 10, 34, 20, fill=sign.tint, stroke=sign.colour)
        draw_impact(sheet, x + 17, y, impact, size=13)

    return Entry(draw, 34, sign.words)

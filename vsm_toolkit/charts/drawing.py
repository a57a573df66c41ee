"""A sheet measured in pixels that becomes a picture.

Charts place their shapes themselves, because tiny segments, lanes and routed arrows need exact places. Everything a
team typed enters the chart only as a value in the column ``text`` or ``tip``: never as a column name, an address or
part of an expression.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from vsm_toolkit.charts.drawn_sheet import DrawnSheet, Shape
from vsm_toolkit.charts.hatching import hatch_line
from vsm_toolkit.charts.text_fit import visible
from vsm_toolkit.charts.theme import LABEL_SIZE, LIGHT, SMALL_SIZE, Fill, Sign

Point = tuple[float, float]
Align = Literal["left", "center", "right"]
_LONGEST_TIP: Final = 300


@dataclass
class Drawing:
    """A sheet to draw on, top left is 0, 0.

    Attributes
    ----------
    width, height : float
        Pixels.

    Examples
    --------
    >>> drawing = Drawing(200, 100)
    >>> drawing.text(10, 20, "Change approval")
    >>> drawing.chart("One label").to_dict()["layer"][0]["mark"]["type"]
    'text'
    """

    width: float
    height: float
    _shapes: list[Shape] = field(default_factory=list, repr=False)
    _line_count: int = field(default=0, repr=False)

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str = "transparent",
        stroke: str = "transparent",
        stroke_width: float = 1,
        dash: Sequence[float] = (),
        radius: float = 0,
        tip: str | None = None,
    ) -> None:
        """Draw a rectangle; ``tip`` is shown under the pointer where the picture is live."""
        mark = {"type": "rect", "strokeDash": tuple(dash), "cornerRadius": radius, "tooltip": tip is not None}
        row: dict[str, Any] = {"x": x, "y": y, "x2": x + width, "y2": y + height}
        row |= {"fill": fill, "stroke": stroke, "stroke_width": stroke_width}
        if tip is not None:
            row["tip"] = visible(tip[:_LONGEST_TIP])
        self._add(mark, row)

    def line(
        self, points: Iterable[Point], *, stroke: str = LIGHT.ink, stroke_width: float = 1, dash: Sequence[float] = ()
    ) -> None:
        """Draw a line through points."""
        self._line_count += 1
        mark = {"type": "line", "strokeDash": tuple(dash), "stroke": stroke, "strokeWidth": stroke_width}
        mark |= {"strokeJoin": "round", "strokeCap": "butt"}
        rows = [{"x": x, "y": y, "line": self._line_count, "place": place} for place, (x, y) in enumerate(points)]
        self._add(mark, *rows)

    def symbol(self, x: float, y: float, *, shape: str, area: float, fill: str, stroke: str = "transparent") -> None:
        """Draw one of Vega's symbols (``circle`` or one of ``CORNERS``), ``area`` in square pixels."""
        mark = {"type": "point", "shape": shape, "filled": True, "opacity": 1, "strokeWidth": 2}
        self._add(mark, {"x": x, "y": y, "area": area, "fill": fill, "stroke": stroke})

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = LABEL_SIZE,
        colour: str = LIGHT.ink,
        align: Align = "left",
        bold: bool = False,
    ) -> None:
        """Write one line, its middle at ``y``."""
        mark = {"type": "text", "align": align, "baseline": "middle", "fontWeight": "bold" if bold else "normal"}
        row = {"x": x, "y": y, "text": visible(text), "size": size, "fill": colour}
        self._add(mark, row)

    def area(
        self, x: float, y: float, width: float, height: float, fill: Fill, *, solid: bool = True, tip: str | None = None
    ) -> None:
        """Draw a bar segment in one of the theme's fills; not ``solid`` leaves it hollow with a dashed outline."""
        colour = fill.colour if solid else LIGHT.paper
        dash = () if solid else (6, 4)
        stroke = LIGHT.paper if solid and fill.hatching == "none" else fill.hatch_colour
        self.rect(x, y, width, height, fill=colour, tip=tip)
        for hatching in ("rising", "falling"):
            if fill.hatching in (hatching, "crossed"):
                spacing = 9.0 if solid else 18.0
                points = hatch_line(x, y, width, height, spacing=spacing, falling=hatching == "falling")
                self.line(points, stroke=fill.hatch_colour, stroke_width=1)
        self.rect(x, y, width, height, stroke=stroke, stroke_width=1 if solid else 2, dash=dash)

    def badge(self, x: float, y: float, sign: Sign, *, radius: float = 11) -> None:
        """Draw the letter of a class on its colour."""
        self.symbol(x, y, shape="circle", area=3.1416 * radius**2, fill=sign.colour, stroke=LIGHT.paper)
        self.text(x, y + 0.5, sign.letter, size=radius * 1.4, colour=sign.letter_colour, align="center", bold=True)

    def note(self, x: float, y: float, text: str, *, align: Align = "left") -> None:
        """Write a small muted line."""
        self.text(x, y, text, size=SMALL_SIZE, colour=LIGHT.muted, align=align)

    def chart(self, description: str) -> DrawnSheet:
        """Give what was drawn so far.

        Parameters
        ----------
        description : str
            The content in words.
        """
        return DrawnSheet(self.width, self.height, tuple(self._shapes), description)

    def _add(self, mark: dict[str, Any], *rows: dict[str, Any]) -> None:
        self._shapes.append(Shape(tuple(sorted(mark.items())), rows))

"""A finished sheet of shapes, written twice: as a Vega-Lite spec for live notebooks and as SVG for everything else.

Both say the same; the SVG is written directly because it takes a thousandth of the time a Vega runtime takes, and no
thread that would outlive it in a process that forks.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from math import floor, sqrt
from typing import Any, Final

from vsm_toolkit.charts.text_fit import visible
from vsm_toolkit.charts.theme import FONT, LIGHT, config

PADDING: Final = 8
MIDDLE_OF_TEXT: Final = 0.3
"""How far below its middle a line of text has its baseline, in font sizes, in whole pixels; as Vega places it."""

_ANCHORS: Final = {"left": "start", "center": "middle", "right": "end"}
_TRIANGLE: Final = sqrt(3) / 2
CORNERS: Final = {
    "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    "diamond": ((-1, 0), (0, -1), (1, 0), (0, 1)),
    "triangle-up": ((0, -_TRIANGLE), (-1, _TRIANGLE), (1, _TRIANGLE)),
    "triangle-down": ((0, _TRIANGLE), (-1, -_TRIANGLE), (1, -_TRIANGLE)),
    "triangle-right": ((_TRIANGLE, 0), (-_TRIANGLE, -1), (-_TRIANGLE, 1)),
    "triangle-left": ((-_TRIANGLE, 0), (_TRIANGLE, -1), (_TRIANGLE, 1)),
}
"""Corners of Vega's symbols, in halves of the root of their area."""

_FIXED: Final = {"scale": None, "legend": None}
_CHANNELS: Final[dict[str, dict[str, dict[str, Any]]]] = {
    "rect": {
        "x2": {"field": "x2"},
        "y2": {"field": "y2"},
        "fill": {"field": "fill", "type": "nominal", **_FIXED},
        "stroke": {"field": "stroke", "type": "nominal", **_FIXED},
        "strokeWidth": {"field": "stroke_width", "type": "quantitative", **_FIXED},
    },
    "line": {"detail": {"field": "line", "type": "nominal"}, "order": {"field": "place", "type": "quantitative"}},
    "point": {
        "size": {"field": "area", "type": "quantitative", **_FIXED},
        "fill": {"field": "fill", "type": "nominal", **_FIXED},
        "stroke": {"field": "stroke", "type": "nominal", **_FIXED},
    },
    "text": {
        "text": {"field": "text", "type": "nominal"},
        "size": {"field": "size", "type": "quantitative", **_FIXED},
        "color": {"field": "fill", "type": "nominal", **_FIXED},
    },
}


@dataclass(frozen=True, slots=True)
class Shape:
    """One mark with its rows; shapes of equal ``mark`` that follow each other share a layer of the spec."""

    mark: tuple[tuple[str, Any], ...]
    rows: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class DrawnSheet:
    """Shapes on a sheet, top left is 0, 0.

    Attributes
    ----------
    width, height : float
        Pixels, without the padding of 8 around.
    description : str
        The content in words.
    """

    width: float
    height: float
    shapes: tuple[Shape, ...]
    description: str

    def to_dict(self) -> dict[str, Any]:
        """Give the sheet as a Vega-Lite spec, themed."""
        layers, datasets = [], {}
        for number, (mark, shapes) in enumerate(groupby(self.shapes, key=lambda shape: shape.mark)):
            datasets[f"rows-{number}"] = [row for shape in shapes for row in shape.rows]
            layers.append({"data": {"name": f"rows-{number}"}, **self._layer(dict(mark))})
        nothing = {"data": {"values": []}, **self._layer({"type": "text"})}
        return {
            "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
            "description": visible(self.description),
            "width": self.width,
            "height": self.height,
            "config": config(),
            "layer": layers or [nothing],
            "datasets": datasets,
        }

    def svg(self, words: str) -> str:
        """Draw the sheet as one ``<svg>`` element; all text in it is escaped.

        Parameters
        ----------
        words : str
            What a screen reader says instead of the picture.
        """
        width, height = _number(self.width + 2 * PADDING), _number(self.height + 2 * PADDING)
        shapes = "".join(part for shape in self.shapes for part in _svg_parts(shape))
        return (
            f'<svg role="img" aria-label="{html.escape(visible(words))}" xmlns="http://www.w3.org/2000/svg" '
            f'width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
            f'<rect width="{width}" height="{height}" fill="{LIGHT.paper}"/>'
            f'<g transform="translate({PADDING},{PADDING})" font-family="{FONT}" fill="none" stroke-linejoin="round">'
            f"{shapes}</g></svg>"
        )

    def _layer(self, mark: dict[str, Any]) -> dict[str, Any]:
        settings: dict[str, Any] = {
            name: list(value) if isinstance(value, tuple) else value for name, value in mark.items()
        }
        has_tip = settings.pop("tooltip", False)
        if not settings.get("strokeDash", True):
            del settings["strokeDash"]
        encoding = {
            "x": _axisless("x", [0, self.width]),
            "y": _axisless("y", [self.height, 0]),
            **_CHANNELS[settings["type"]],
            **({"tooltip": {"field": "tip", "type": "nominal"}} if has_tip else {}),
        }
        return {"mark": settings, "encoding": encoding}


def _axisless(field: str, domain: list[float]) -> dict[str, Any]:
    scale = {"domain": domain, "nice": False, "zero": False}
    return {"field": field, "type": "quantitative", "axis": None, "scale": scale}


def _svg_parts(shape: Shape) -> Iterator[str]:
    mark = dict(shape.mark)
    match mark["type"]:
        case "rect":
            yield from (_rect(mark, row) for row in shape.rows)
        case "line":
            yield _line(mark, shape.rows)
        case "point":
            yield from (_symbol(mark, row) for row in shape.rows)
        case "text":
            yield from (_text(mark, row) for row in shape.rows)


def _rect(mark: dict[str, Any], row: dict[str, Any]) -> str:
    radius = f' rx="{_number(mark["cornerRadius"])}"' if mark["cornerRadius"] else ""
    left, top = min(row["x"], row["x2"]), min(row["y"], row["y2"])
    width, height = abs(row["x2"] - row["x"]), abs(row["y2"] - row["y"])
    return (
        f'<rect x="{_number(left)}" y="{_number(top)}" width="{_number(width)}" height="{_number(height)}"{radius}'
        f"{_fill(row['fill'])}{_stroke(row['stroke'], row['stroke_width'], mark['strokeDash'])}/>"
    )


def _line(mark: dict[str, Any], rows: tuple[dict[str, Any], ...]) -> str:
    points = "L".join(f"{_number(row['x'])},{_number(row['y'])}" for row in rows)
    return f'<path d="M{points}"{_stroke(mark["stroke"], mark["strokeWidth"], mark["strokeDash"])}/>' if rows else ""


def _symbol(mark: dict[str, Any], row: dict[str, Any]) -> str:
    looks = f"{_fill(row['fill'])}{_stroke(row['stroke'], mark['strokeWidth'])}"
    if mark["shape"] == "circle":
        radius = _number(sqrt(row["area"]) / 2)
        path = f"M{radius},0A{radius},{radius},0,1,1,-{radius},0A{radius},{radius},0,1,1,{radius},0Z"
    else:
        half = sqrt(row["area"]) / 2
        path = f"M{'L'.join(f'{_number(x * half)},{_number(y * half)}' for x, y in CORNERS[mark['shape']])}Z"
    return f'<path transform="translate({_number(row["x"])},{_number(row["y"])})" d="{path}"{looks}/>'


def _text(mark: dict[str, Any], row: dict[str, Any]) -> str:
    x, y, below = _number(row["x"]), row["y"], floor(MIDDLE_OF_TEXT * row["size"] + 0.5)
    if "angle" in mark:
        place = f"translate({x},{_number(y)})rotate({_number(mark['angle'])})translate(0,{_number(below)})"
    else:
        place = f"translate({x},{_number(y + below)})"
    weight = f' font-weight="{mark["fontWeight"]}"' if mark["fontWeight"] != "normal" else ""
    return (
        f'<text transform="{place}" text-anchor="{_ANCHORS[mark["align"]]}" font-size="{_number(row["size"])}px"'
        f"{weight}{_fill(row['fill'])}>{html.escape(row['text'])}</text>"
    )


def _fill(colour: str) -> str:
    return "" if colour == "transparent" else f' fill="{colour}"'


def _stroke(colour: str, width: float, dash: tuple[float, ...] = ()) -> str:
    if colour == "transparent":
        return ""
    dashes = f' stroke-dasharray="{",".join(map(_number, dash))}"' if dash else ""
    return f' stroke="{colour}" stroke-width="{_number(width)}"{dashes}'


def _number(value: float) -> str:
    return f"{round(value, 3):.3f}".rstrip("0").rstrip(".")

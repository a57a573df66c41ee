"""A picture: one drawing, its title, and the same content in words for who cannot see it."""

from __future__ import annotations

import base64
import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from vsm_toolkit.charts.drawn_sheet import DrawnSheet
from vsm_toolkit.charts.text_fit import visible

if TYPE_CHECKING:
    import altair as alt

    from vsm_toolkit.display import Table

VEGA_LITE_VERSION: Final = "6.4"
VEGA_LITE_MIME: Final = "application/vnd.vegalite.v5+json"
"""What JupyterLab can draw by itself; it has no renderer for the type Altair 6 emits."""


def svg_of(spec: Mapping[str, Any], words: str = "") -> str:
    """Draw a Vega-Lite spec as SVG without a browser and without the network.

    Parameters
    ----------
    spec : mapping
        A Vega-Lite spec.
    words : str
        What a screen reader says instead of the picture; empty marks the picture as without words.

    Returns
    -------
    str
        One ``<svg>`` element; all text in it is escaped.

    Examples
    --------
    >>> svg_of({"data": {"values": []}, "mark": "bar"}, "empty")[:45]
    '<svg role="img" aria-label="empty" xmlns="htt'
    """
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(dict(spec), vl_version=VEGA_LITE_VERSION, allowed_base_urls=[])
    return svg.replace("<svg ", f'<svg role="img" aria-label="{html.escape(visible(words))}" ', 1)


def number_text(amount: float) -> str:
    """Write a number for a table behind a picture: at most two decimals, no unit.

    Examples
    --------
    >>> number_text(96.0), number_text(2.345)
    ('96', '2.35')
    """
    return f"{round(amount + 1e-9, 2):.2f}".rstrip("0").rstrip(".")


@dataclass(frozen=True)
class Picture:
    """A drawn figure.

    Attributes
    ----------
    chart : DrawnSheet or altair chart
        What is drawn: a sheet of our own, or any Altair chart.
    title : str
        What it shows.
    text_alternative : str
        One or two sentences with its actual content, for screen readers and for text output.
    numbers : Table or None
        The numbers it is drawn from, where no table of the report has them; ``None`` where one does.

    Examples
    --------
    >>> import altair as alt
    >>> Picture(alt.Chart(alt.InlineData([])).mark_bar(), "Nothing", "Nothing is known yet.").text_alternative
    'Nothing is known yet.'
    """

    chart: DrawnSheet | alt.TopLevelMixin = field(repr=False)
    title: str
    text_alternative: str
    numbers: Table | None = None

    @cached_property
    def spec(self) -> dict[str, Any]:
        """The Vega-Lite spec of the picture."""
        if isinstance(self.chart, DrawnSheet):
            return self.chart.to_dict()
        # Every spec is built from our own marks, and tests validate each picture; here it would cost half of the time.
        return self.chart.to_dict(validate=False)

    def svg(self) -> str:
        """Give the picture as one SVG element, with its text alternative as label."""
        if isinstance(self.chart, DrawnSheet):
            return self.chart.svg(self.text_alternative)
        return svg_of(self.spec, self.text_alternative)

    def png(self, scale: float = 2) -> bytes:
        """Give the picture as a PNG file.

        Parameters
        ----------
        scale : float
            Pixels per picture unit.
        """
        import vl_convert

        png: bytes = vl_convert.svg_to_png(self.svg(), scale=scale)
        return png

    def data_uri(self) -> str:
        """Give the SVG as a ``data:`` address, for an ``<img>`` that needs no other file."""
        return "data:image/svg+xml;base64," + base64.b64encode(self.svg().encode()).decode("ascii")

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:  # noqa: ARG002
        """Show the picture in a notebook: interactive where Vega-Lite is at hand, else the SVG, else words."""
        return {
            VEGA_LITE_MIME: self.spec,
            "image/svg+xml": self.svg(),
            "text/plain": f"{self.title}. {self.text_alternative}",
        }

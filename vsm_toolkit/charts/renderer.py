"""The Altair renderer ``vsm``: any Altair chart drawn offline, in JupyterLab as in an exported page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vsm_toolkit.charts.picture import VEGA_LITE_MIME, svg_of


def render(spec: Mapping[str, Any], **options: object) -> dict[str, Any]:  # noqa: ARG001 - altair passes its own
    """Give what a notebook needs to show a chart without the network.

    Turn it on with ``altair.renderers.enable("vsm")``.

    Parameters
    ----------
    spec : mapping
        The Vega-Lite spec Altair made.
    **options
        Ignored; Altair passes options meant for other renderers.

    Returns
    -------
    dict
        MIME bundle: the spec, a static SVG, and the chart's description in words.

    Examples
    --------
    >>> sorted(render({"data": {"values": []}, "mark": "bar", "description": "No items yet."}))
    ['application/vnd.vegalite.v5+json', 'image/svg+xml', 'text/plain']
    """
    description = spec.get("description")
    words = description if isinstance(description, str) else "Chart without a description"
    return {VEGA_LITE_MIME: dict(spec), "image/svg+xml": svg_of(spec, words), "text/plain": words}

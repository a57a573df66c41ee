"""Draw the pictures that README and docs show, from the shipped samples: ``python docs/make_pictures.py``."""

from __future__ import annotations

from pathlib import Path

from vsm_toolkit.changes import restated_baseline
from vsm_toolkit.charts.map_diagram import map_diagram
from vsm_toolkit.io.map_file import load_engagement
from vsm_toolkit.io.shipped_files import sample_engagements
from vsm_toolkit.metrics import map_metrics

IMAGES = Path(__file__).parent / "images"


def main() -> None:
    """Write the map of the platform-request sample."""
    folder = next(path for path in sample_engagements() if path.name == "platform-request")
    stream = restated_baseline(load_engagement(folder))
    path = map_metrics(stream).critical_path
    (IMAGES / "map.png").write_bytes(map_diagram(stream, critical_steps=frozenset(path)).png(scale=1))


if __name__ == "__main__":
    main()

"""Where the notebooks and sample engagements lie: inside an installed copy, or beside the package in a checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from vsm_toolkit.io.map_file import load_engagement
from vsm_toolkit.model import Engagement

PACKAGE = Path(__file__).resolve().parent.parent


def shipped_folder(name: Literal["notebooks", "exercises", "data"]) -> Path:
    """Find a folder that travels with the toolkit.

    Examples
    --------
    >>> (shipped_folder("data") / "engagements" / "claims-portal" / "map.toml").exists()
    True
    """
    installed = PACKAGE / "shipped" / name
    return installed if installed.is_dir() else PACKAGE.parent / name


def sample_engagements() -> tuple[Path, ...]:
    """List the folders of the sample engagements.

    Examples
    --------
    >>> [folder.name for folder in sample_engagements()]
    ['claims-portal', 'payments-rules', 'platform-request']
    """
    return tuple(sorted(path.parent for path in (shipped_folder("data") / "engagements").glob("*/map.toml")))


def sample_engagement(name: str) -> Engagement:
    """Load a sample engagement by the name of its folder.

    Raises
    ------
    FileError
        When there is no such sample.

    Examples
    --------
    >>> len(sample_engagement("platform-request").stream.steps)
    10
    """
    return load_engagement(shipped_folder("data") / "engagements" / name)

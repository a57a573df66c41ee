"""Which engagement a notebook works on: the one of its folder, the one a coach named, or a copy of a sample."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from vsm_toolkit.errors import UsageError
from vsm_toolkit.io.map_file import MAP_FILE
from vsm_toolkit.io.shipped_files import sample_engagements

NAMED_BY = "VSM_ENGAGEMENT"
SAMPLE = "claims-portal"


@dataclass(frozen=True, slots=True)
class EngagementFolder:
    """Where an engagement lies.

    Attributes
    ----------
    is_scratch : bool
        Whether it is a copy of a sample in a scratch folder, made for looking around.
    """

    path: Path
    is_scratch: bool = False

    def remove_if_scratch(self) -> None:
        """Remove the copy of a sample again; any other folder stays."""
        if self.is_scratch:
            shutil.rmtree(self.path.parent, ignore_errors=True)


def find_engagement_folder(path: Path | str = ".") -> EngagementFolder:
    """Find the engagement of a notebook.

    What ``VSM_ENGAGEMENT`` names comes first, then the folder itself. In a notebook folder without a map (the ones this
    toolkit ships) a copy of a sample is made, so that what is tried out there never touches what is shipped.

    Parameters
    ----------
    path : Path or str
        The folder of the notebook.

    Raises
    ------
    UsageError
        When the named folder holds no ``map.toml``.

    Examples
    --------
    >>> found = find_engagement_folder()
    >>> found.is_scratch, (found.path / "map.toml").exists()
    (True, True)
    >>> found.remove_if_scratch()
    """
    named = os.environ.get(NAMED_BY)
    folder = Path(named or path).expanduser().resolve()
    if (folder / MAP_FILE).is_file():
        return EngagementFolder(folder)
    if named or str(path) != ".":
        origin = f"{NAMED_BY} names" if named else "open_workshop was given"
        message = f"{origin} {folder}, which holds no {MAP_FILE}. Make a workshop folder with: vsm new FOLDER"
        raise UsageError(message)
    return copy_of_sample()


def copy_of_sample(name: str = SAMPLE) -> EngagementFolder:
    """Copy a sample engagement to a scratch folder of its own.

    Raises
    ------
    UsageError
        When there is no sample of that name.
    """
    folders = {folder.name: folder for folder in sample_engagements()}
    if name not in folders:
        message = f"There is no sample {name!r}; the samples are {', '.join(folders)}."
        raise UsageError(message)
    scratch = Path(tempfile.mkdtemp(prefix="vsm-sample-")) / name
    shutil.copytree(folders[name], scratch)
    return EngagementFolder(scratch, is_scratch=True)

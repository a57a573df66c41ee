"""A folder a team works in: the notebooks in order beside its map; an upgrade refreshes only what nobody changed.

Beside the notebooks lies a list of what was put there, with a fingerprint of the cells of each. Running a notebook
changes its outputs and not its cells, so a notebook that was only run still counts as untouched.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from vsm_toolkit.errors import UsageError
from vsm_toolkit.io.atomic_file import cannot_write, write_atomically
from vsm_toolkit.io.map_file import MAP_FILE, save_engagement
from vsm_toolkit.io.shipped_files import sample_engagements, shipped_folder
from vsm_toolkit.model import Challenge, Engagement, ValueStream

SHIPPED_LIST = ".vsm-notebooks.json"
FIRST_NOTEBOOK = "00_orientation_and_readiness.ipynb"


class NotebooksBrought(NamedTuple):
    """Names of notebooks: new, replaced by a newer one, and left as somebody changed them."""

    added: tuple[str, ...]
    refreshed: tuple[str, ...]
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FolderMade:
    """What was done in a workshop folder.

    Attributes
    ----------
    map_made : bool
        ``False`` when the team's map was there already; it is never touched.
    added, refreshed, kept : tuple of str
        Names of notebooks: new, replaced by a newer one, and left as the team changed them.
    """

    folder: Path
    map_made: bool
    added: tuple[str, ...]
    refreshed: tuple[str, ...]
    kept: tuple[str, ...]


def shipped_notebooks() -> tuple[Path, ...]:
    """List the workshop's notebooks that travel with the toolkit, in order.

    Examples
    --------
    >>> shipped_notebooks()[0].name
    '00_orientation_and_readiness.ipynb'
    """
    return tuple(sorted(shipped_folder("notebooks").glob("[0-9][0-9]_*.ipynb")))


def fingerprint_of_cells(path: Path) -> str:
    """Give a fingerprint of a notebook's cells without their outputs; ``""`` for a file that is no notebook.

    Examples
    --------
    >>> len(fingerprint_of_cells(shipped_notebooks()[0]))
    64
    """
    try:
        return fingerprint_of_text(path.read_bytes())
    except OSError:
        return ""


def fingerprint_of_text(notebook: bytes) -> str:
    """Give the same fingerprint for the text of a notebook file.

    Examples
    --------
    >>> fingerprint_of_text(b"no notebook")
    ''
    """
    try:
        cells = json.loads(notebook)["cells"]
        told = [[cell["cell_type"], "".join(cell["source"])] for cell in cells]
    except (ValueError, LookupError, TypeError, RecursionError):
        return ""
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def make_workshop_folder(folder: Path, *, sample: str | None = None, name: str | None = None) -> FolderMade:
    """Make a folder a team can work in, or bring its notebooks up to date.

    Parameters
    ----------
    folder : Path
        Made where it does not exist.
    sample : str or None
        Start from the map of this sample; ``None`` starts from an empty map.
    name : str or None
        Name of the value stream of an empty map; the folder's name by default.

    Raises
    ------
    UsageError
        When there is no such sample, or a sample is asked for where a map is already.
    FileError
        When the folder cannot be written.
    """
    has_map = (folder / MAP_FILE).exists()
    if has_map and (sample or name):
        message = f"{folder} already holds a {MAP_FILE}; it is never overwritten. Leave out --sample and --name."
        raise UsageError(message)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not has_map:
            _make_map(folder, sample, name)
        brought = bring_notebooks(folder, {path.name: path.read_bytes() for path in shipped_notebooks()})
    except OSError as problem:
        raise cannot_write(folder, problem) from problem
    return FolderMade(folder, not has_map, *brought)


def _make_map(folder: Path, sample: str | None, name: str | None) -> None:
    if sample is None:
        stream = ValueStream(name=name or folder.resolve().name)
        save_engagement(Engagement(challenge=Challenge(id=folder.resolve().name), stream=stream), folder)
        return
    samples = {each.name: each for each in sample_engagements()}
    if sample not in samples:
        message = f"There is no sample {sample!r}; the samples are {', '.join(samples)}."
        raise UsageError(message)
    if name:
        message = "--name is for an empty map; a sample has its name already. Leave one of the two out."
        raise UsageError(message)
    shutil.copyfile(samples[sample] / MAP_FILE, folder / MAP_FILE)


def bring_notebooks(folder: Path, notebooks: Mapping[str, bytes]) -> NotebooksBrought:
    """Put notebooks into a folder; one whose cells somebody changed stays as it is.

    Raises
    ------
    FileError
        When the folder cannot be written.
    """
    put_here = _read_list(folder)
    outcome: dict[Literal["added", "refreshed", "kept"], list[str]] = {"added": [], "refreshed": [], "kept": []}
    for name, content in notebooks.items():
        target, newest = folder / name, fingerprint_of_text(content)
        found = fingerprint_of_cells(target) if target.exists() else None
        if found is None:
            outcome["added"].append(name)
        elif found == newest:
            put_here[name] = newest
            continue
        elif found == put_here.get(name):
            outcome["refreshed"].append(name)
        else:
            outcome["kept"].append(name)
            continue
        write_atomically(target, content)
        put_here[name] = newest
    write_atomically(folder / SHIPPED_LIST, json.dumps(put_here, indent=1).encode())
    return NotebooksBrought(tuple(outcome["added"]), tuple(outcome["refreshed"]), tuple(outcome["kept"]))


def _read_list(folder: Path) -> dict[str, str]:
    try:
        found = json.loads((folder / SHIPPED_LIST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return {str(name): str(mark) for name, mark in found.items()} if isinstance(found, dict) else {}

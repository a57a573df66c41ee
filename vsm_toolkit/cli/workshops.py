"""``vsm new`` and ``vsm lab``: a folder with the notebooks and the map, opened in front of a team."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vsm_toolkit.cli.app import EVERYTHING_FINE, app, say
from vsm_toolkit.errors import UsageError


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder to make, or to bring up to date.")],
    sample: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Start from a sample: claims-portal, payments-rules or platform-request."),
    ] = None,
    name: Annotated[str | None, typer.Option(metavar="NAME", help="Name of the value stream of an empty map.")] = None,
) -> None:
    """Make a workshop folder: the notebooks in order beside an empty or sample map. Run again, it only adds.

    Nothing a team entered is overwritten: a map stays, and a notebook is refreshed only when nobody changed its cells.
    """
    from vsm_toolkit.io.workshop_folder import make_workshop_folder

    made = make_workshop_folder(folder, sample=sample, name=name)
    if made.map_made:
        say(f"Made {made.folder / 'map.toml'}.")
    else:
        say(f"{made.folder / 'map.toml'} was there already and stays as it is.")
    say(f"Notebooks: {len(made.added)} added, {len(made.refreshed)} refreshed, {len(made.kept)} kept.")
    for notebook in made.kept:
        say(f"  kept {notebook}: its cells were changed here. Rename it and run this again to get the new one as well.")
    say(f"Open it with: vsm lab {made.folder}")
    say("To practise first: vsm exercise new FOLDER")


@app.command()
def lab(
    folder: Annotated[
        Path, typer.Argument(metavar="[FOLDER]", help="A workshop folder; this one by default.")
    ] = Path(),
    share: Annotated[
        bool, typer.Option("--share", help="Let the people in the room join from their own browsers (extra live).")
    ] = False,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Where to listen; the first free one by default.")
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")] = False,
) -> None:
    """Open JupyterLab on a workshop folder: on this machine only, behind a token. Ctrl-C ends it."""
    from vsm_toolkit.cli.lab_server import LabStart, run_lab, shared_start
    from vsm_toolkit.io.map_file import MAP_FILE
    from vsm_toolkit.io.notebook_trust import trust_notebooks

    root = folder.expanduser().resolve()
    if not (root / MAP_FILE).is_file() and not any(root.glob("e[0-9][0-9]_*.ipynb")):
        message = f"{folder} holds no {MAP_FILE}, so it is no workshop folder. Make one with: vsm new {folder}"
        raise UsageError(message)
    first = _first_notebook(root)
    if share:
        start = shared_start(root, port, browser=not no_browser, first_notebook=first)
        say(f"People in the room open   http://{start.address}:{start.port}/lab")
        say(f"and type the token        {start.token}")
        say("Whoever has the token can run programs on this machine as you, and what travels is not encrypted:")
        say("share it in this room only, on a network you trust, and press Ctrl-C when the session is over.")
    else:
        start = LabStart(root, port=port, browser=not no_browser, first_notebook=first)
    for notebook in trust_notebooks(root):
        say(f"{notebook} shows outputs from elsewhere: whoever joins sees them after you have run its cells again.")
    raise typer.Exit(EVERYTHING_FINE if run_lab(start) == 0 else 1)


def _first_notebook(folder: Path) -> str | None:
    from vsm_toolkit.io.workshop_folder import FIRST_NOTEBOOK

    found = sorted(path.name for path in (*folder.glob("[0-9][0-9]_*.ipynb"), *folder.glob("e[0-9][0-9]_*.ipynb")))
    return FIRST_NOTEBOOK if FIRST_NOTEBOOK in found else next(iter(found), None)

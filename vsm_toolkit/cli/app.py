"""The application object, the options every command shares, and how results are printed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

EVERYTHING_FINE, FOUND_SOMETHING, CANNOT = 0, 1, 2

app = typer.Typer(
    name="vsm",
    help="Map how value flows from idea to support, see the waste in handoffs, and report it to those who can act.",
    epilog="Exit codes: 0 all is well, 1 something was found or failed, 2 the command could not be carried out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

FolderArgument = Annotated[
    Path, typer.Argument(metavar="FOLDER", help="An engagement folder: one that holds a map.toml.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Plain JSON for scripts instead of a table for people.")]


def print_json(document: dict[str, Any]) -> None:
    """Print a document for scripts; unknown values are ``null``, never NaN."""
    typer.echo(json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False))

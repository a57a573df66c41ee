"""The application object, the options every command shares, and how results are printed."""

from __future__ import annotations

import json
import re
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


_ACTS_ON_A_TERMINAL = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066\u2067\ud800-\udfff]"
)
"""Control characters but the line feed, characters that turn the direction of writing, and halves of characters."""


def as_seen(text: str) -> str:
    r"""Write what would act on a terminal as an escape, so that a name can only be read.

    Examples
    --------
    >>> print(as_seen("Review\x1b]0;owned\x07"))
    Review\u001b]0;owned\u0007
    """
    return _ACTS_ON_A_TERMINAL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def say(text: str, *, err: bool = False) -> None:
    """Print a sentence to people."""
    typer.echo(as_seen(text), err=err)


def say_line(text: str) -> None:
    """Print one line, even when a name within it has a line break."""
    say(text.replace("\n", "\\n"))


def print_json(document: dict[str, Any]) -> None:
    """Print a document for scripts; unknown values are ``null``, never NaN."""
    # An escape as \u001b is also how JSON writes that character.
    typer.echo(as_seen(json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)))

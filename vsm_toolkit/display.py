"""The one place that turns text of a team into HTML; everything is escaped here and nowhere else.

A report is made of blocks: sentences, tiles, tables and pictures as plain data. :func:`block_html` writes one block,
with every name as text: ``<img onerror=...>`` in a step's name reads as typed and does nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
LONG_NAME = 80
LONG_CELL = 300
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"


class ShownPicture(Protocol):
    """What the display needs of a picture."""

    @property
    def title(self) -> str:
        """What the picture shows, as its caption."""

    @property
    def text_alternative(self) -> str:
        """The content of the picture in words."""

    def data_uri(self) -> str:
        """Give the picture as ``data:image/svg+xml;base64,...``."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One large number with what it is, how it is known and a line of explanation."""

    label: str
    value: str
    badge: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of ready texts.

    Attributes
    ----------
    caption : str
        What the table shows.
    columns : tuple of str
        Column names with their unit.
    rows : tuple of tuple of str
        One text per column.
    numeric : frozenset of int
        Positions of columns that align right.
    total : tuple of str or None
        A last row set apart.
    note : str
        What a reader must know to read it rightly.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()
    total: tuple[str, ...] | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a report.

    Attributes
    ----------
    key : str
        Letter of the block.
    reader : str
        For whom it is.
    notice : str
        A warning shown above everything else of the block, ``""`` for none.
    lead : tuple of str
        Sentences that open the block.
    """

    key: str
    title: str
    reader: str
    notice: str = ""
    lead: tuple[str, ...] = ()
    tiles: tuple[Tile, ...] = ()
    pictures: tuple[ShownPicture, ...] = ()
    tables: tuple[Table, ...] = ()
    closing: tuple[str, ...] = ()

    def _repr_html_(self) -> str:
        """Show the block in a notebook."""
        return block_html(self)


def quoted_name(name: str, longest: int = LONG_NAME) -> str:
    """Prepare a team's text for use inside one of our sentences.

    Very long names are shortened (tables carry them whole), line breaks become spaces, and a name written right to left
    cannot turn the sentence around it.

    Examples
    --------
    >>> quoted_name("Code review")
    'Code review'
    >>> len(quoted_name("x" * 10_000))
    80
    """
    single_line = " ".join(name.split())
    short = single_line if len(single_line) <= longest else f"{single_line[: longest - 1]}…"
    if any(
        unicodedata.bidirectional(each) in {"R", "AL", "RLE", "RLO", "LRE", "LRO", "RLI", "LRI", "FSI"}
        for each in short
    ):
        return f"{FIRST_STRONG_ISOLATE}{short}{POP_ISOLATE}"
    return short


def list_in_words(parts: Sequence[str], conjunction: Literal["and", "or"] = "and") -> str:
    """Join texts the way a sentence does.

    Examples
    --------
    >>> list_in_words(["build", "review", "test"])
    'build, review and test'
    """
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {conjunction} {parts[-1]}"


def block_html(block: Block) -> str:
    """Write a block as a section of HTML without scripts, styles or links.

    Examples
    --------
    >>> html = block_html(Block("A", "<b>bold</b>", "team"))
    >>> "&lt;b&gt;bold&lt;/b&gt;" in html, "<b>" in html
    (True, False)
    """
    return _environment().get_template("block.html.j2").render(block=block, long_cell=LONG_CELL)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

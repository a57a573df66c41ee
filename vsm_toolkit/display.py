"""The one place that turns text of a team into HTML or Markdown; everything is escaped here and nowhere else.

A report is made of blocks: sentences, tiles, tables and pictures as plain data. :func:`block_html` and
:func:`block_markdown` write one block, with every name as text: ``<img onerror=...>`` in a step's name reads as typed
and does nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
LONG_NAME = 80
LONG_CELL = 300
LONG_SENTENCE = 2_000
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"


class ShownPicture(Protocol):
    """What the display needs of a picture."""

    @property
    def title(self) -> str:
        """What the picture shows, as its caption."""

    @property
    def text_alternative(self) -> str:
        """The content of the picture in words."""

    @property
    def numbers(self) -> Table | None:
        """The numbers it is drawn from, where no table beside it has them."""

    def data_uri(self) -> str:
        """Give the picture as ``data:image/svg+xml;base64,...``."""

    def svg(self) -> str:
        """Give the picture as one SVG element."""

    def png(self, scale: float = 2) -> bytes:
        """Give the picture as a PNG file."""


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


@dataclass(frozen=True, slots=True)
class DataSheet:
    """Tables and pictures under each other, shown by a notebook without any widget."""

    tables: tuple[Table, ...] = ()
    pictures: tuple[ShownPicture, ...] = ()

    def __repr__(self) -> str:
        """Write the tables as plain text, and say what the pictures show."""
        parts = [line for table in self.tables for line in _table_lines(table)]
        return "\n".join([*parts, *(picture.text_alternative for picture in self.pictures)])

    def _repr_html_(self) -> str:
        """Show the sheet in a notebook."""
        return _environment().get_template("data_sheet.html.j2").render(sheet=self)


def _table_lines(table: Table) -> list[str]:
    rows = [table.columns, *table.rows]
    widths = [max(len(row[place]) for row in rows) for place in range(len(table.columns))]
    lines = ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return [table.caption, *lines, *([table.note] if table.note else []), ""]


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


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link from one page to another in the same folder."""

    file: str
    words: str


@dataclass(frozen=True, slots=True)
class Page:
    """Blocks as a page of their own.

    Attributes
    ----------
    kind : str
        What the page is, above its title.
    draft : str
        Why the page is still a draft, ``""`` when it is none; a draft is marked on every sheet of paper.
    footer : str
        The last line.
    """

    title: str
    kind: str
    blocks: tuple[Block, ...]
    draft: str = ""
    links: tuple[PageLink, ...] = ()
    footer: str = ""


def page_html(page: Page) -> str:
    """Write a page as one HTML file that needs no network and runs no script.

    Examples
    --------
    >>> html = page_html(Page("<b>bold</b>", "Example", (), draft="Nobody has read it."))
    >>> "&lt;b&gt;bold&lt;/b&gt;" in html, "<b>" in html, "DRAFT" in html
    (True, False, True)
    """
    return _environment().get_template("page.html.j2").render(page=page, blocks=page.blocks, long_cell=LONG_CELL)


def block_html(block: Block) -> str:
    """Write a block as a section of HTML without scripts, styles or links.

    Examples
    --------
    >>> html = block_html(Block("A", "<b>bold</b>", "team"))
    >>> "&lt;b&gt;bold&lt;/b&gt;" in html, "<b>" in html
    (True, False)
    """
    return _environment().get_template("block.html.j2").render(block=block, long_cell=LONG_CELL)


_MARKDOWN_SIGNS = re.compile(r"[\\`*_\[\]{}|~$^=]|(?<=:)/(?=/)|(?<=\bwww)\.", re.IGNORECASE)
_STARTS_A_BLOCK = re.compile(r"^(?:(?P<sign>#{1,6}(?=\s|$)|[+\-](?=[\s\-]|$))|(?P<number>\d{1,9}(?=[.)](?:\s|$))))")
_HTML_SIGNS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_BROKEN = "\ufffd"


def markdown_text(text: str, longest: int = LONG_SENTENCE) -> str:
    r"""Write any text so that Markdown shows it as typed, on one line: no markup, no link, no picture.

    Examples
    --------
    >>> markdown_text("**now** [x](http://a.b) <b> a|b")
    '\\*\\*now\\*\\* \\[x\\](http:\\//a.b) &lt;b&gt; a\\|b'
    """
    line = "".join(
        _BROKEN if unicodedata.category(each) in {"Cc", "Cs"} else each for each in quoted_name(text, longest)
    )
    escaped = _MARKDOWN_SIGNS.sub(r"\\\g<0>", line).translate(_HTML_SIGNS)
    return _STARTS_A_BLOCK.sub(lambda found: f"\\{found[0]}" if found["sign"] else f"{found[0]}\\", escaped)


def block_markdown(block: Block, picture_files: Sequence[str]) -> str:
    """Write a block as GitHub-flavoured Markdown.

    Parameters
    ----------
    picture_files : sequence of str
        Where each picture of the block lies, as a relative address of our own making.

    Examples
    --------
    >>> print(block_markdown(Block("A", "One page", "everyone", lead=("1 of <b>2</b>.",)), ()))
    ## A · One page
    <BLANKLINE>
    *For everyone.*
    <BLANKLINE>
    1 of &lt;b&gt;2&lt;/b&gt;.
    <BLANKLINE>
    """
    parts = [f"## {markdown_text(block.key)} · {markdown_text(block.title)}", f"*For {markdown_text(block.reader)}.*"]
    if block.notice:
        parts.append(f"> **Please note:** {markdown_text(block.notice)}")
    parts += map(markdown_text, block.lead)
    if block.tiles:
        parts.append(_markdown_tiles(block.tiles))
    parts += [
        f"![{markdown_text(picture.text_alternative)}]({address})"
        for picture, address in zip(block.pictures, picture_files, strict=True)
    ]
    for table in block.tables:
        parts += [f"**{markdown_text(table.caption)}**", _markdown_table(table)]
        parts += [f"*{markdown_text(table.note)}*"] if table.note else []
    parts += map(markdown_text, block.closing)
    return "\n\n".join(parts) + "\n"


def _markdown_tiles(tiles: Sequence[Tile]) -> str:
    columns = [(f"{each.label}", f"**{markdown_text(each.value)}**", each.badge, each.note) for each in tiles]
    label, value, *rest = zip(*columns, strict=True)
    lines = [_markdown_row(map(markdown_text, label)), _markdown_row("---" for _ in tiles), _markdown_row(value)]
    return "\n".join([*lines, *(_markdown_row(map(markdown_text, row)) for row in rest if any(row))])


def _markdown_table(table: Table) -> str:
    rules = ("--:" if place in table.numeric else "---" for place in range(len(table.columns)))
    rows = [_markdown_row(markdown_text(text, LONG_CELL) for text in row) for row in table.rows]
    if table.total:
        bold = (f"**{markdown_text(text, LONG_CELL)}**" if text.strip() else "" for text in table.total)
        rows.append(_markdown_row(bold))
    return "\n".join([_markdown_row(map(markdown_text, table.columns)), _markdown_row(rules), *rows])


def _markdown_row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


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

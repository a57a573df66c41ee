"""Pages for a wiki: one Markdown file, and its pictures as SVG files in a folder beside it."""

from __future__ import annotations

from pathlib import Path

from vsm_toolkit import __version__
from vsm_toolkit.display import LONG_CELL, block_markdown, markdown_text
from vsm_toolkit.reports.formats.contents import FormatNote, ReportContents

PICTURES = "report-pictures"


def write(contents: ReportContents, folder: Path) -> tuple[FormatNote, ...]:
    """Write ``report.md`` and the folder of its pictures, which move together."""
    (folder / PICTURES).mkdir(exist_ok=True)
    addresses = {block.key: picture_addresses(block.key, len(block.pictures)) for block in contents.blocks}
    for block in contents.blocks:
        for picture, address in zip(block.pictures, addresses[block.key], strict=True):
            (folder / address).write_text(picture.svg(), encoding="utf-8")
    (folder / "report.md").write_text(markdown_page(contents, addresses), encoding="utf-8")
    tables = [table for block in contents.blocks for table in block.tables]
    cut = sum(len(text) > LONG_CELL for table in tables for row in table.rows for text in row)
    if not cut:
        return ()
    what = f"{cut} texts are" if cut > 1 else "1 text is"
    return (FormatNote(f"report.md: {what} cut at {LONG_CELL} characters; report.html has them whole."),)


def picture_addresses(key: str, count: int) -> list[str]:
    """Name the pictures of a block by its letter and their place, never by text of a team.

    Examples
    --------
    >>> picture_addresses("B", 2)
    ['report-pictures/B1.svg', 'report-pictures/B2.svg']
    """
    return [f"{PICTURES}/{key}{number}.svg" for number in range(1, count + 1)]


def markdown_page(contents: ReportContents, addresses: dict[str, list[str]]) -> str:
    """Write the page.

    Parameters
    ----------
    addresses : dict of str to list of str
        Where the pictures of each block lie, by its letter.
    """
    about = " · ".join(markdown_text(part) for part in (contents.kind, contents.program) if part)
    blocks = [block_markdown(block, addresses[block.key]) for block in contents.blocks]
    made_with = f"Made with vsm-toolkit {__version__} from the team's own map. Share level: {contents.share_level}."
    return "\n".join([f"# {markdown_text(contents.title)}", "", about, "", *blocks, made_with, ""])

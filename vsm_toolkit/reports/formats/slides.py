"""The slides: the one-page view, before and after, and the asks, one message per slide, in shapes people can edit."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from vsm_toolkit.charts.text_fit import visible
from vsm_toolkit.display import Block, Table
from vsm_toolkit.reports.formats.contents import FormatNote, ReportContents
from vsm_toolkit.reports.formats.slide_cards import STRIP_ACROSS, add_notice, add_strip, add_tiles
from vsm_toolkit.reports.formats.slide_shapes import (
    BODY_HEIGHT,
    BODY_TOP,
    HEIGHT,
    ROOM,
    TITLE_TOP,
    Sheet,
    add_notes,
    add_paragraphs,
    add_picture,
    add_sheet,
    new_deck,
)
from vsm_toolkit.reports.formats.slide_tables import add_table, fits_a_slide, table_parts
from vsm_toolkit.reports.formats.slide_text import SMALLEST_TYPE, largest_size

if TYPE_CHECKING:
    from pptx.presentation import Presentation

MOST_OF_A_KIND = 6
"""Tables or pictures of one block that get a slide; the others stay on the page."""

STRIP_STEPS = 3 * STRIP_ACROSS
STRIP_LEGEND = (
    "Thick outline: critical path. Δ and blue: changed. A letter tells of the handoff into a step: E empowered,"
    " I influence, N not empowered, ? not classified yet."
)
CAVEAT = "Projected figures are computed on the map, not seen. Savings are recomputed, never added up."
_UNDATED = date(2000, 1, 1)
_FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)


class Deck:
    """The slides made so far, and what did not fit on them.

    Attributes
    ----------
    left_out : list of str
        Sentences about tables too wide for type a room can read.
    """

    def __init__(self, contents: ReportContents) -> None:
        self.contents = contents
        self.deck: Presentation = new_deck()
        self.sheets: list[Sheet] = []
        self.left_out: list[str] = []

    def sheet(self, title: str, *notes: str, size: int = 30, top: float = TITLE_TOP) -> Sheet:
        """Begin a slide."""
        new = add_sheet(self.deck, title, size=size, top=top)
        new.notes += [note for note in notes if note]
        self.sheets.append(new)
        return new

    def opening(self) -> None:
        """Say what the report is about, and how sure it is."""
        contents, first = self.contents, self.contents.block("A")
        sheet = self.sheet(contents.title, size=40, top=70)
        about = [contents.kind, contents.program, f"Share level: {contents.share_level}"]
        add_paragraphs(sheet, [" · ".join(part for part in about if part)], 160, 36, sizes=(22, 20, SMALLEST_TYPE))
        if first is not None and first.lead:
            add_paragraphs(sheet, first.lead[:1], 220, 130)
        if first is not None and first.notice:
            add_notice(sheet, first.notice, HEIGHT - 150, 90)

    def headlines(self, block: Block) -> None:
        """Show the headline numbers, each with how it is known."""
        if not block.tiles:
            return
        best = block.tiles[0]
        sheet = self.sheet(f"{best.label}: {best.value}", block.notice)
        add_tiles(sheet, block.tiles, BODY_TOP, 236)
        add_paragraphs(sheet, block.lead[1:], BODY_TOP + 254, BODY_HEIGHT - 254, sizes=(20, SMALLEST_TYPE))

    def strip(self) -> None:
        """Show the map in short, in type a room can read."""
        steps = self.contents.strip
        for start in range(0, len(steps), STRIP_STEPS):
            title = "How an item travels, step by step"
            sheet = self.sheet(title, "Branches run side by side; the map on the next slide shows which.")
            add_strip(sheet, steps[start : start + STRIP_STEPS], BODY_TOP - 8)
            add_paragraphs(sheet, [STRIP_LEGEND], HEIGHT - 66, 50, sizes=(SMALLEST_TYPE,))

    def pictures(self, block: Block, title: str, beneath: Sequence[str] = ()) -> None:
        """Give each picture a slide, the first with sentences beneath it where there is room."""
        for number, picture in enumerate(block.pictures[:MOST_OF_A_KIND]):
            sheet = self.sheet(title, picture.text_alternative)
            used = add_picture(sheet, picture, BODY_TOP - 6, BODY_HEIGHT + 16)
            if number == 0 and beneath:
                self.beneath(sheet, beneath, used)

    def beneath(self, sheet: Sheet, sentences: Sequence[str], used: float) -> None:
        """Write as many sentences as there is room for under what is on a slide, the others into its notes."""
        room = BODY_HEIGHT - used - 10
        fitting = max(
            (n for n in range(len(sentences) + 1) if largest_size(sentences[:n], ROOM, room, (SMALLEST_TYPE,))),
            default=0,
        )
        if fitting:
            add_paragraphs(sheet, sentences[:fitting], BODY_TOP + used + 8, room, sizes=(20, SMALLEST_TYPE))
        sheet.notes += sentences[fitting:]

    def tables(self, tables: Sequence[Table]) -> None:
        """Give each table a slide, or several where it has many rows."""
        for number, table in enumerate(tables[:MOST_OF_A_KIND], 1):
            if not fits_a_slide(table):
                self.left_out.append(f"“{visible(table.caption)}” has too many columns for type that a room can read.")
                continue
            of_many = f"{number} of {len(tables)}: " if len(tables) > MOST_OF_A_KIND else ""
            parts = table_parts(table, BODY_HEIGHT)
            for part, rows in enumerate(parts, 1):
                continued = " (continued)" if part > 1 else ""
                sheet = self.sheet(f"{of_many}{table.caption}{continued}")
                used = add_table(sheet, table, rows, BODY_TOP)
                if table.note:
                    self.beneath(sheet, [table.note], used)

    def sentences(self, title: str, sentences: Sequence[str]) -> None:
        """Give some sentences a slide."""
        if sentences:
            add_paragraphs(self.sheet(title), sentences, BODY_TOP, BODY_HEIGHT)

    def asks(self, block: Block) -> None:
        """Say how many decisions are asked for, then show each."""
        sheet = self.sheet(block.title)
        used = 0.0
        if block.notice:
            add_notice(sheet, block.notice, BODY_TOP, 84)
            used = 100.0
        if block.tiles:
            add_tiles(sheet, block.tiles, BODY_TOP + used, 160)
            used += 176
        self.beneath(sheet, block.lead, used)
        self.tables(block.tables)

    def finished(self) -> bytes:
        """Write the notes of every slide and give the file."""
        methods = self.contents.block("J")
        caveats = (CAVEAT, *(methods.closing if methods else ()))
        for sheet in self.sheets:
            if sheet.cut:
                sheet.notes.append("Texts on this slide are shortened to fit; report.html has them whole.")
            add_notes(sheet, caveats)
        _describe(self.deck, self.contents)
        content = io.BytesIO()
        self.deck.save(content)
        return _without_times(content.getvalue())


def write(contents: ReportContents, folder: Path) -> tuple[FormatNote, ...]:
    """Write ``report.pptx``; say what had to be shortened or left out."""
    deck = Deck(contents)
    _add_slides(deck, contents)
    (folder / "report.pptx").write_bytes(deck.finished())
    notes = [FormatNote(f"report.pptx: {sentence}") for sentence in deck.left_out]
    cut = sum(sheet.cut for sheet in deck.sheets)
    if cut:
        what = f"{cut} texts are" if cut > 1 else "1 text is"
        notes.append(FormatNote(f"report.pptx: {what} shortened to fit the slides; report.html has them whole."))
    return tuple(notes)


def _add_slides(deck: Deck, contents: ReportContents) -> None:
    first, compared, asks, methods = map(contents.block, "ACHJ")
    deck.opening()
    if first:
        deck.headlines(first)
        deck.strip()
        deck.pictures(first, "The map, changed steps marked")
        deck.tables(first.tables)
        deck.sentences("What it means", first.closing)
    if compared:
        deck.pictures(compared, compared.title, compared.lead)
        if not compared.pictures:
            deck.sentences(compared.title, compared.lead)
    if asks:
        deck.asks(asks)
    if methods:
        deck.sentences("How these figures were made, and what they do not say", (*methods.lead, *methods.closing))


def _describe(deck: Presentation, contents: ReportContents) -> None:
    day = contents.made_on or _UNDATED
    properties = deck.core_properties
    properties.title, properties.subject = visible(contents.title)[:250], contents.kind
    properties.author = properties.last_modified_by = properties.keywords = properties.comments = ""
    properties.created = properties.modified = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a day
    properties.revision = 1


def _without_times(content: bytes) -> bytes:
    """Take the moment of writing out of the archive: equal reports give equal bytes."""
    rewritten = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(rewritten, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.infolist():
            new.writestr(zipfile.ZipInfo(each.filename, _FIRST_DAY_OF_ZIP), old.read(each), zipfile.ZIP_DEFLATED)
    return rewritten.getvalue()

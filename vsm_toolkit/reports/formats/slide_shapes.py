"""A 16:9 slide and the native shapes on it: title, paragraphs, boxes, pictures, speaker notes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from vsm_toolkit.charts.text_fit import visible
from vsm_toolkit.display import ShownPicture
from vsm_toolkit.reports.formats.slide_text import LINE_SPACING, SMALLEST_TYPE, cut_to_lines, largest_size

if TYPE_CHECKING:
    from pptx.dml.color import RGBColor
    from pptx.presentation import Presentation
    from pptx.slide import Slide

WIDTH, HEIGHT, MARGIN = 960.0, 540.0, 36.0
"""Points; 13.33 by 7.5 inches."""

Area = tuple[float, float, float, float]
"""Left, top, width and height in points."""

ROOM: Final = WIDTH - 2 * MARGIN
TITLE_TOP, TITLE_HEIGHT = 22.0, 74.0
BODY_TOP: Final = TITLE_TOP + TITLE_HEIGHT + 12
BODY_HEIGHT: Final = HEIGHT - BODY_TOP - 26
INK, QUIET, ACCENT, SOFT, LINE, PAPER = "#1b1f24", "#505a66", "#005f9e", "#f3f6f9", "#c9d1da", "#ffffff"
FONT: Final = "Arial"
_TITLE_ONLY: Final = 5


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph with its look; ``size`` in points."""

    text: str
    size: float = SMALLEST_TYPE
    bold: bool = False
    colour: str = INK


@dataclass
class Sheet:
    """One slide being filled, and what its speaker should know.

    Attributes
    ----------
    notes : list of str
        Paragraphs of the speaker notes.
    cut : int
        Texts that had to be shortened to fit.
    """

    slide: Slide
    notes: list[str] = field(default_factory=list)
    cut: int = 0

    def fitted(self, text: str, width: float, size: float, lines: int, *, bold: bool = False) -> str:
        """Shorten a text to so many lines, and remember that it was cut."""
        shown = cut_to_lines(text, width, size, lines, bold=bold)
        self.cut += shown != visible(text)
        return shown


def new_deck() -> Presentation:
    """Open an empty deck of 16:9 slides."""
    import pptx

    deck = pptx.Presentation()
    deck.slide_width, deck.slide_height = points(WIDTH, HEIGHT)
    return deck


def add_sheet(deck: Presentation, title: str, *, size: int = 30, top: float = TITLE_TOP) -> Sheet:
    """Add a slide with a title of at most two lines."""
    sheet = Sheet(deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY]))
    shape: Any = sheet.slide.shapes.title
    place(shape, MARGIN, top, ROOM, TITLE_HEIGHT)
    shown = sheet.fitted(title, ROOM, size, 2, bold=True)
    fill_text(shape.text_frame, [Line(shown, size, bold=True)], anchor="MIDDLE")
    return sheet


def add_paragraphs(
    sheet: Sheet, texts: Sequence[str], top: float, height: float, *, sizes: Sequence[int] = (24, 22, 20, SMALLEST_TYPE)
) -> None:
    """Write paragraphs at the largest size that fits; what does not fit at the smallest is cut."""
    shown = [visible(text) for text in texts if text]
    size = largest_size(shown, ROOM, height, sizes)
    if size is None:
        size = sizes[-1]
        lines = int(height / (size * LINE_SPACING)) // max(1, len(shown))
        shown = [sheet.fitted(text, ROOM, size, max(1, lines)) for text in shown]
    add_text(sheet, (MARGIN, top, ROOM, height), [Line(text, size) for text in shown], between=size * 0.6)


def add_picture(sheet: Sheet, picture: ShownPicture, top: float, height: float) -> float:
    """Place a picture as large as it fits, told in words; give the height it takes, in points."""
    shape: Any = sheet.slide.shapes.add_picture(io.BytesIO(picture.png(2)), *points(MARGIN, top))
    wide, high = float(shape.width), float(shape.height)
    room_wide, room_high = points(ROOM, height)
    scale = min(room_wide / wide, room_high / high)
    shape.width, shape.height = int(wide * scale), int(high * scale)
    shape.left = shape.left + int(room_wide - wide * scale) // 2
    shape.name = visible(picture.title)
    # What PowerPoint shows and reads out as alternative text; the library has no name for it.
    shape._element.nvPicPr.cNvPr.set("descr", visible(picture.text_alternative))  # noqa: SLF001
    return float(high * scale) * height / float(room_high)


def add_notes(sheet: Sheet, paragraphs: Sequence[str]) -> None:
    """Write the speaker notes."""
    frame: Any = sheet.slide.notes_slide.notes_text_frame
    frame.text = "\n".join(visible(each) for each in (*sheet.notes, *paragraphs) if each)


def add_box(
    sheet: Sheet,
    area: Area,
    *,
    fill: str,
    line: str,
    line_width: float = 1,
    kind: Any = None,  # noqa: ANN401 - a number of the library's own
) -> Any:  # noqa: ANN401 - the library's own shape
    """Draw a shape, a rectangle unless told otherwise."""
    from pptx.enum.shapes import MSO_SHAPE

    shape = sheet.slide.shapes.add_shape(kind or MSO_SHAPE.RECTANGLE, *points(*area))
    shape.shadow.inherit = False
    shape.fill.solid()
    shape.fill.fore_color.rgb = colour_of(fill)
    shape.line.color.rgb = colour_of(line)
    (shape.line.width,) = points(line_width)
    return shape


def add_text(sheet: Sheet, area: Area, lines: Sequence[Line], *, between: float = 0.0) -> None:
    """Write paragraphs into a box of their own."""
    box = sheet.slide.shapes.add_textbox(*points(*area))
    fill_text(box.text_frame, lines, between=between)


def fill_text(
    frame: Any,  # noqa: ANN401 - the library's own text frame
    lines: Sequence[Line],
    *,
    align: Literal["LEFT", "CENTER", "RIGHT"] = "LEFT",
    anchor: Literal["TOP", "MIDDLE"] = "TOP",
    between: float = 0.0,
    sides: float = 0.0,
) -> None:
    """Write paragraphs into a shape, with no room around them but what ``sides`` says, in points."""
    from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN

    alignments = {"LEFT": PP_ALIGN.LEFT, "CENTER": PP_ALIGN.CENTER, "RIGHT": PP_ALIGN.RIGHT}
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE if anchor == "MIDDLE" else MSO_ANCHOR.TOP
    frame.margin_left, frame.margin_right, frame.margin_top, frame.margin_bottom = points(sides, sides, 0, 0)
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = alignments[align]
        (paragraph.space_after,) = points(between)
        run = paragraph.add_run()
        run.text = line.text
        (run.font.size,) = points(line.size)
        run.font.bold, run.font.name = line.bold, FONT
        run.font.color.rgb = colour_of(line.colour)


def colour_of(hexadecimal: str) -> RGBColor:
    """Give a colour written as ``#005f9e`` to the library."""
    from pptx.dml.color import RGBColor

    make: Any = RGBColor  # untyped in the library
    colour: RGBColor = make(*bytes.fromhex(hexadecimal.removeprefix("#")))
    return colour


def points(*lengths: float) -> tuple[Any, ...]:
    """Give lengths in points to the library."""
    from pptx.util import Pt

    return tuple(Pt(each) for each in lengths)


def place(shape: Any, left: float, top: float, width: float, height: float) -> None:  # noqa: ANN401
    """Put a shape somewhere, in points."""
    shape.left, shape.top, shape.width, shape.height = points(left, top, width, height)

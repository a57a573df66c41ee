from __future__ import annotations

import io

import pptx
import pytest
from PIL import Image
from pptx.util import Pt

from vsm_toolkit.reports.formats.slide_shapes import (
    BODY_HEIGHT,
    BODY_TOP,
    Line,
    add_box,
    add_notes,
    add_paragraphs,
    add_picture,
    add_sheet,
    add_text,
    colour_of,
    fill_text,
    new_deck,
)


class Wide:
    """A picture four times as wide as high."""

    title, text_alternative, numbers = "Wide\n", "Four\x00 by one", None

    def png(self, scale=2):
        content = io.BytesIO()
        Image.new("RGB", (400, 100)).save(content, "PNG")
        return content.getvalue()


@pytest.fixture
def sheet():
    return add_sheet(new_deck(), "A title")


def test_a_deck_is_16_to_9_and_its_slides_have_real_titles(sheet):
    deck = new_deck()

    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, abs=0.01)
    assert sheet.slide.shapes.title.text_frame.text == "A title"


def test_paragraphs_that_do_not_fit_are_cut_and_counted(sheet):
    add_paragraphs(sheet, ["word " * 600, "second"], BODY_TOP, 100)
    first, second = (each.text for each in sheet.slide.shapes[-1].text_frame.paragraphs)

    assert sheet.cut == 1
    assert first.endswith("word…")
    assert second == "second"


def test_a_picture_keeps_its_shape_and_is_told_in_words(sheet):
    used = add_picture(sheet, Wide(), BODY_TOP, BODY_HEIGHT)
    shape = sheet.slide.shapes[-1]

    assert shape.width / shape.height == pytest.approx(4, abs=0.01)
    assert used == pytest.approx(shape.height / Pt(1))
    assert shape._element.nvPicPr.cNvPr.get("descr") == "Four by one"
    assert shape.name == "Wide"


def test_notes_of_the_slide_come_before_those_of_the_deck(sheet):
    sheet.notes.append("of the slide")
    add_notes(sheet, ["of the deck", ""])

    assert sheet.slide.notes_slide.notes_text_frame.text == "of the slide\nof the deck"


def test_text_in_a_shape_has_its_size_colour_and_place(sheet):
    box = add_box(sheet, (10, 20, 30, 40), fill="#ffffff", line="#000000", line_width=3)
    fill_text(box.text_frame, [Line("N", 20, bold=True, colour="#c44e00")], align="CENTER", anchor="MIDDLE")
    add_text(sheet, (1, 2, 3, 4), [Line("a"), Line("b")])
    run = box.text_frame.paragraphs[0].runs[0]

    assert (box.left, box.top, box.width, box.height) == tuple(map(Pt, (10, 20, 30, 40)))
    assert (run.font.size, run.font.bold, str(run.font.color.rgb)) == (Pt(20), True, "C44E00")
    assert [each.text for each in sheet.slide.shapes[-1].text_frame.paragraphs] == ["a", "b"]
    assert str(colour_of("#005f9e")) == "005F9E"


def test_a_deck_can_be_saved_and_opened_again(sheet):
    deck = new_deck()
    add_sheet(deck, "one")
    content = io.BytesIO()
    deck.save(content)

    assert len(pptx.Presentation(content).slides) == 1

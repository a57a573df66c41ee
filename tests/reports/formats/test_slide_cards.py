from __future__ import annotations

from pptx.util import Pt

from vsm_toolkit.charts.theme import EMPOWERMENT_SIGNS
from vsm_toolkit.display import Tile
from vsm_toolkit.model import Empowerment
from vsm_toolkit.reports.formats.contents import StripStep
from vsm_toolkit.reports.formats.slide_cards import add_notice, add_strip, add_tiles
from vsm_toolkit.reports.formats.slide_shapes import ROOM, add_sheet, new_deck


def filled(add, *arguments):
    sheet = add_sheet(new_deck(), "T")
    add(sheet, *arguments)
    return sheet, [shape for shape in sheet.slide.shapes if shape.has_text_frame]


def texts(shapes):
    return [paragraph.text for shape in shapes for paragraph in shape.text_frame.paragraphs if paragraph.text]


def test_a_tile_shows_what_it_is_the_number_how_it_is_known_and_a_note():
    _, shapes = filled(add_tiles, [Tile("Lead time", "14.2 wk", "estimated", "done only")], 100, 236)

    assert texts(shapes) == ["T", "Lead time", "14.2 wk", "estimated", "done only"]


def test_values_side_by_side_have_one_size():
    _, shapes = filled(add_tiles, [Tile("a", "3", ""), Tile("b", "14.2 wk → 12.9 wk → 12.5 wk", "")], 100, 236)
    sizes = {run.font.size for shape in shapes for p in shape.text_frame.paragraphs for run in p.runs if run.font.bold}

    assert len(sizes - {Pt(30)}) == 1  # 30 points is the title


def test_a_value_of_any_length_stays_in_its_card():
    sheet, shapes = filled(add_tiles, [Tile("n" * 400, "n" * 400, "n" * 400, "n" * 4000)] * 3, 100, 236)

    assert sheet.cut == 12
    assert all(shape.left + shape.width <= Pt(ROOM + 40) for shape in shapes)


def test_a_step_says_its_team_whether_it_changed_and_whose_handoff_it_is():
    sign = EMPOWERMENT_SIGNS[Empowerment.NOT_EMPOWERED]
    steps = [StripStep("Review", "Board", True, True, sign), StripStep("Build", "Home", False, False, None)]
    _, shapes = filled(add_strip, steps, 100)
    arrows = [shape for shape in shapes if shape.shape_type == 1 and shape.width > Pt(50)]

    assert texts(shapes) == ["T", "Review", "Board", "Δ", "N", "Build", "Home"]
    assert [arrow.line.width for arrow in arrows] == [Pt(3), Pt(1)]


def test_a_warning_is_cut_to_its_box():
    sheet, shapes = filled(add_notice, "word " * 1000, 100, 90)

    assert texts(shapes)[1].startswith("Please note: word")
    assert sheet.cut == 1

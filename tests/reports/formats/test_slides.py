from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import pptx
import pytest
from pptx.util import Pt

from tests.hostile_names import FIRING_PAYLOADS
from vsm_toolkit.display import Block, Table
from vsm_toolkit.reports.formats.slide_text import SMALLEST_TYPE
from vsm_toolkit.reports.formats.slides import CAVEAT, write


@pytest.fixture(scope="module")
def deck(tmp_path_factory, claims):
    folder = tmp_path_factory.mktemp("slides")
    write(claims, folder)
    return pptx.Presentation(folder / "report.pptx")


@pytest.fixture(scope="module")
def hostile_file(tmp_path_factory, hostile):
    folder = tmp_path_factory.mktemp("hostile")
    write(hostile, folder)
    return folder / "report.pptx"


def frames(slide):
    """Give every text frame of a slide, those in table cells too."""
    for shape in slide.shapes:
        if shape.has_text_frame:
            yield shape.text_frame
        if shape.has_table:
            yield from (cell.text_frame for row in shape.table.rows for cell in row.cells)


def words(slide):
    return "\n".join(frame.text for frame in frames(slide))


def titled(deck, start):
    return next(slide for slide in deck.slides if slide.shapes.title.text_frame.text.startswith(start))


def test_the_headline_numbers_have_their_grades(deck):
    slide = titled(deck, "Lead time, baseline → done")

    assert "14.2 wk → 12.9 wk" in words(slide)
    assert "estimated → re-estimated" in words(slide)
    assert "(projected)" in words(slide)


def test_the_map_in_short_names_every_step_of_the_map(deck, claims):
    said = words(titled(deck, "How an item travels"))

    assert len(claims.strip) == 13
    assert [step.name for step in claims.strip if step.name not in said] == []
    assert said.count("Δ") == sum(step.is_changed for step in claims.strip) + 1  # and the legend


def test_owners_stand_in_a_native_table(deck, claims):
    slide = titled(deck, "Who decides about handoffs")
    (table,) = [shape.table for shape in slide.shapes if shape.has_table]

    assert [cell.text for cell in table.rows[1].cells] == [
        "Chief Architect",
        "Architecture review",
        "60",
        "36–54",
        "9.00",
    ]
    assert "projected" in words(slide)


def test_every_ask_has_a_slide(deck, claims):
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]

    assert [table.caption for table in claims.block("H").tables if table.caption not in titles] == []


def test_pictures_are_told_in_words_and_every_slide_has_its_caveats(deck):
    pictures = [shape for slide in deck.slides for shape in slide.shapes if shape.shape_type == 13]

    assert len(pictures) == 2
    assert all(len(shape._element.nvPicPr.cNvPr.get("descr")) > 100 for shape in pictures)
    assert all(CAVEAT in slide.notes_slide.notes_text_frame.text for slide in deck.slides)


@pytest.mark.parametrize("name", ["deck", "hostile_file"])
def test_the_back_row_can_read_it_and_nothing_leaves_the_slide(request, name):
    found = request.getfixturevalue(name)
    opened = found if name == "deck" else pptx.Presentation(found)
    runs = [run for slide in opened.slides for frame in frames(slide) for each in frame.paragraphs for run in each.runs]
    shapes = [shape for slide in opened.slides for shape in slide.shapes]

    assert min(run.font.size for run in runs) >= Pt(SMALLEST_TYPE)
    assert all(shape.left >= 0 and shape.left + shape.width <= opened.slide_width for shape in shapes)
    assert all(shape.top >= 0 and shape.top + shape.height <= opened.slide_height for shape in shapes)


def test_hostile_text_is_text_and_the_file_leads_nowhere(hostile_file):
    with zipfile.ZipFile(hostile_file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    said = "\n".join(words(slide) for slide in pptx.Presentation(hostile_file).slides)

    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            ET.fromstring(part)
    leading_out = re.compile(rb'TargetMode="External"|<a:hlinkClick|vbaProject')
    assert not [name for name, part in parts.items() if leading_out.search(part)]
    assert FIRING_PAYLOADS[0] in said
    assert not re.search("[\x00-\x08\x0e-\x1f\u202e]", said)


def test_equal_reports_give_equal_slides_without_a_persons_name(tmp_path, claims):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        write(claims, tmp_path / folder)
    properties = pptx.Presentation(tmp_path / "one" / "report.pptx").core_properties

    assert (tmp_path / "one" / "report.pptx").read_bytes() == (tmp_path / "two" / "report.pptx").read_bytes()
    assert (properties.author, properties.last_modified_by) == ("", "")
    assert properties.created.date() == claims.made_on


def test_what_is_shortened_or_left_out_is_said(tmp_path, claims):
    wide = Table("Wide", tuple(f"Column {number}" for number in range(14)), ())
    long = Table("Long", ("Name",), (("n" * 2000,),))
    notes = write(replace(claims, blocks=(Block("A", "One page", "all", tables=(wide, long)),), strip=()), tmp_path)

    assert [note.sentence for note in notes] == [
        "report.pptx: “Wide” has too many columns for type that a room can read.",
        "report.pptx: 1 text is shortened to fit the slides; report.html has them whole.",
    ]
    assert not any(note.is_missing for note in notes)


def test_a_report_of_nothing_is_still_a_deck(tmp_path, claims):
    assert write(replace(claims, blocks=(), strip=()), tmp_path) == ()
    assert len(pptx.Presentation(tmp_path / "report.pptx").slides) == 1

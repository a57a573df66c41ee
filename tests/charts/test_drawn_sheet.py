import re
from collections import Counter
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from vsm_toolkit.charts.dependency_matrix import dependency_matrix
from vsm_toolkit.charts.drawing import Drawing
from vsm_toolkit.charts.drawn_sheet import CORNERS
from vsm_toolkit.charts.handoff_ledger import LedgerBar, handoff_ledger_picture
from vsm_toolkit.charts.map_diagram import map_diagram
from vsm_toolkit.charts.picture import svg_of
from vsm_toolkit.charts.theme import DELAY, WAIT
from vsm_toolkit.io.map_file import load_engagement
from vsm_toolkit.io.shipped_files import sample_engagements

LOOKS = ("fill", "stroke", "stroke-width", "stroke-dasharray", "font-size", "font-weight", "text-anchor")


def every_kind():
    """Draw one of everything a sheet can hold."""
    sheet = Drawing(400, 200)
    sheet.rect(10, 10, 50, 20, fill="#005f9e", stroke="#1a1a1a", stroke_width=2, dash=(6, 4), radius=4, tip="a tip")
    sheet.rect(80, 10, 50, 20, stroke="#c44e00")
    sheet.area(150, 10, 60, 30, WAIT)
    sheet.area(230, 10, 60, 30, DELAY, solid=False)
    sheet.line([(5, 60), (100, 70), (120.1239, 90)], stroke="#8c8c8c", stroke_width=3, dash=(3, 3))
    for number, shape in enumerate(["circle", *CORNERS]):
        sheet.symbol(20 + 30 * number, 120, shape=shape, area=100, fill="#ffffff", stroke="#c44e00")
    sheet.text(200, 160, "here & <there>", size=20, bold=True, align="center")
    sheet.note(390, 190, "a note", align="right")
    return sheet.chart("one of everything")


def looks(svg):
    """Count what is painted: colour, line and text of every mark that shows, whatever element writes it."""
    found = Counter()
    for node in ET.fromstring(svg).iter():
        tag = node.tag.rpartition("}")[2]
        shown = {name: node.get(name) for name in LOOKS if node.get(name) not in (None, "none", "transparent")}
        if tag in {"path", "rect", "text"} and {"fill", "stroke"} & set(shown):
            if "stroke" not in shown:
                shown.pop("stroke-width", None)
            if shown.get("font-weight") == "normal":
                del shown["font-weight"]
            if "font-size" in shown:
                shown["font-size"] = round(float(shown["font-size"].removesuffix("px")), 3)
            found[(node.text or "", *sorted(shown.items()))] += 1
    return found


def places(svg, mark):
    """Give the places of moved marks one after the other, across and down, from the corner of the sheet."""
    moved = re.findall(rf'<{mark}[^>]*transform="translate\(([-\d.e]+),([-\d.e]+)\)', svg)
    return [float(number) for numbers in moved for number in numbers]


def test_a_symbol_has_the_area_it_was_given():
    sheet = Drawing(100, 100)
    sheet.symbol(50, 50, shape="square", area=64, fill="#ffffff")

    assert 'd="M-4,-4L4,-4L4,4L-4,4Z"' in sheet.chart("x").svg("x")


def test_a_line_runs_through_its_points():
    sheet = Drawing(100, 100)
    sheet.line([(0, 0), (10, 20.55555), (30, 5)])

    assert 'd="M0,0L10,20.556L30,5"' in sheet.chart("x").svg("x")


@pytest.fixture(params=["every kind", "map", "handoffs", "matrix"])
def drawn(request, claims, critical_path):
    draw = {
        "every kind": every_kind,
        "map": lambda: map_diagram(claims, critical_steps=frozenset(critical_path)).chart,
        "handoffs": lambda: handoff_ledger_picture([LedgerBar("A", None, 10.0, 5.0, 3.0)], by="owner").chart,
        "matrix": lambda: dependency_matrix(load_engagement(sample_engagements()[0]).stream).chart,
    }
    return draw[request.param]()


def test_the_svg_paints_what_vega_paints(drawn):
    ours, vegas = drawn.svg("words"), svg_of(drawn.to_dict(), "words")

    assert looks(ours) == looks(vegas)
    assert places(ours, "path") == pytest.approx(places(vegas, "path"), abs=0.01)
    assert places(ours, "text") == pytest.approx(places(vegas, "text"), abs=0.01)


def test_shapes_stand_in_the_order_they_were_drawn_in():
    sheet = Drawing(100, 100)
    for colour in ("#111111", "#222222", "#333333"):
        sheet.rect(0, 0, 10, 10, fill=colour)
        sheet.text(0, 0, colour)
    svg = sheet.chart("x").svg("x")
    found = [svg.index(f">{colour}<") for colour in ("#111111", "#222222", "#333333")]

    assert all(one < other for one, other in pairwise(found))

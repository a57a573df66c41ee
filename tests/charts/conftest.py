"""Streams the pictures are tried with, and a reader that takes a drawn picture apart again."""

import re
from dataclasses import dataclass
from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

import pytest

from vsm_toolkit.charts.picture import svg_of
from vsm_toolkit.charts.text_fit import text_width
from vsm_toolkit.model import (
    Edge,
    Empowerment,
    HandoffRecord,
    NumberEstimate,
    ReworkLoop,
    Stage,
    Step,
    Team,
    TimeEstimate,
    ValueStream,
)

HOSTILE_NAMES = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "=cmd()|' /C calc'!A0",
    "javascript:alert(1)",
    "{{datum.x}} ' \" \\ `${x}`",
    "שלום עולם",
    "\u202egnp.exe",
    "🚀👩‍👩‍👧 launch",
    "a\nb\tc\x00d\x1b[31m",
    "lead.time a[0] a:Q",
    "]]>&amp;<!--",
    "x" * 10_000,
    "many words " * 200,
)


def step(step_id, name, team, stage, wait, work, delay=0.0, accurate=80.0):
    return Step(
        id=step_id,
        name=name,
        team=team,
        stage=stage,
        wait_time=TimeEstimate(value=wait),
        process_time=TimeEstimate(value=work),
        in_step_delay=TimeEstimate(value=delay),
        percent_complete_accurate=NumberEstimate(value=accurate),
    )


@pytest.fixture
def claims():
    """The claims-portal sample: thirteen steps, ten teams, parallel build and integration, 569 working hours."""
    records = {
        "A03": "influence", "A04": "empowered", "A05": "not_empowered", "A06": "influence", "A08": "not_empowered",
        "A09": "influence", "A10": "influence", "A11": "not_empowered", "A12": "not_empowered", "A13": "empowered",
    }  # fmt: skip
    pairs = "A01 A02,A02 A03,A03 A04,A04 A05,A05 A06,A06 A07,A05 A08,A07 A09,A08 A09,A07 A10,A09 A11,A10 A11"
    pairs += ",A11 A12,A12 A13"
    return ValueStream(
        name="claims-portal",
        teams=(Team(name="Claims Portal", is_home=True),),
        steps=(
            step("A01", "Idea intake and sizing", "Portfolio Office", Stage.IDEATION, 60, 2, 0, 70),
            step("A02", "Funding approval", "Portfolio Office", Stage.IDEATION, 80, 1, 0, 90),
            step("A03", "Discovery and story shaping", "Claims Portal", Stage.DISCOVERY, 24, 12, 0, 75),
            step("A04", "UX design", "UX Design", Stage.DEFINITION, 56, 16, 0, 80),
            step("A05", "Architecture review", "Enterprise Architecture", Stage.DEFINITION, 60, 2, 0, 70),
            step("A06", "Build and unit test", "Claims Portal", Stage.BUILD, 16, 40, 8, 80),
            step("A07", "Code review and merge", "Claims Portal", Stage.BUILD, 8, 2, 0, 85),
            step("A08", "Integration service change", "Integration", Stage.BUILD, 96, 12, 0, 75),
            step("A09", "System and regression test", "Shared QA", Stage.VERIFY, 48, 16, 0, 70),
            step("A10", "Security scan and review", "App Security", Stage.VERIFY, 40, 3, 0, 85),
            step("A11", "Change approval", "Change Board", Stage.RELEASE, 40, 1, 0, 90),
            step("A12", "Production deployment", "Production Ops", Stage.RELEASE, 24, 3, 0, 92),
            step("A13", "Early-life support", "Service Desk", Stage.OPERATE_SUPPORT, 8, 8, 0, 95),
        ),
        edges=tuple(Edge(from_step=pair[:3], to_step=pair[4:]) for pair in pairs.split(",")),
        loops=(
            ReworkLoop(from_step="A05", to_step="A03", probability=0.25),
            ReworkLoop(from_step="A07", to_step="A06", probability=0.15),
            ReworkLoop(from_step="A09", to_step="A06", probability=0.3),
            ReworkLoop(from_step="A11", to_step="A11", probability=0.1),
            ReworkLoop(from_step="A12", to_step="A06"),
        ),
        handoffs=tuple(HandoffRecord(to_step=key, empowerment=Empowerment(word)) for key, word in records.items()),
    )


@pytest.fixture
def critical_path():
    return ("A01", "A02", "A03", "A04", "A05", "A08", "A09", "A11", "A12", "A13")


@pytest.fixture
def unknown():
    """Two steps about which nothing is known."""
    return ValueStream(
        name="Nothing known",
        steps=(Step(id="a", name="Idea"), Step(id="b", name="Build")),
        edges=(Edge(from_step="a", to_step="b"),),
        loops=(ReworkLoop(from_step="b", to_step="a"),),
    )


@pytest.fixture
def hostile():
    """Every text field holds something that is not a name."""
    steps = tuple(
        step(f"h{number}", name, HOSTILE_NAMES[number // 2], None, 5, 1) for number, name in enumerate(HOSTILE_NAMES)
    )
    ids = [each.id for each in steps]
    return ValueStream(
        name=HOSTILE_NAMES[0],
        teams=(Team(name=HOSTILE_NAMES[0], is_home=True),),
        steps=steps,
        edges=tuple(Edge(from_step=a, to_step=b) for a, b in pairwise(ids)),
        loops=(ReworkLoop(from_step=ids[3], to_step=ids[0], probability=0.5, reason=HOSTILE_NAMES[1]),),
        handoffs=(HandoffRecord(to_step=ids[2], decision_holder=HOSTILE_NAMES[0]),),
    )


@pytest.fixture
def twenty():
    """Twenty steps in a row, twelve teams."""
    teams = "Portfolio Portfolio Product UX Architecture Risk Product Product Integration QA QA Security Board Ops QA"
    names = [*teams.split(), "Business", "Board", "Ops", "Ops", "Desk"]
    return ValueStream(
        name="Twenty",
        steps=tuple(step(f"s{n}", f"Performance deployment {n}", team, None, 7 * n, n) for n, team in enumerate(names)),
        edges=tuple(Edge(from_step=f"s{n}", to_step=f"s{n + 1}") for n in range(19)),
    )


_SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Written:
    """One text of a picture and the room it takes."""

    text: str
    left: float
    right: float
    middle: float
    size: float

    def overlaps(self, other):
        is_level = abs(self.middle - other.middle) < 0.7 * min(self.size, other.size)
        return is_level and self.left < other.right - 2 and other.left < self.right - 2


class PictureReader:
    """Takes an SVG apart."""

    def __init__(self, svg):
        self.root = ET.fromstring(svg)
        self.width, self.height = float(self.root.get("width")), float(self.root.get("height"))
        self.texts = list(self._texts(self.root, 0.0, 0.0))

    def words(self):
        return [text.text for text in self.texts]

    def overlapping_texts(self):
        return [(one.text, two.text) for one, two in combinations(self.texts, 2) if one.overlaps(two)]

    def grew(self, spec):
        """Say by how much something drawn outside would stretch the sheet in Vega, beyond its padding of 8 pixels."""
        in_vega = PictureReader(svg_of(spec))
        return (in_vega.width - spec["width"] - 16, in_vega.height - spec["height"] - 16)

    def clipped_texts(self):
        return [
            each.text
            for each in self.texts
            if each.left < -1 or each.right > self.width + 1 or not 0 < each.middle < self.height
        ]

    def foreign_parts(self):
        """Give every element and attribute that has no business in a still picture."""
        parts = []
        for node in self.root.iter():
            tag = node.tag.removeprefix(_SVG)
            if tag not in {"svg", "g", "path", "rect", "line", "text"}:
                parts.append(tag)
            for name, value in node.attrib.items():
                if "href" in name or name.startswith("on") or name == "style" or "url(" in value.replace(" ", ""):
                    parts.append(f"{tag} {name}={value[:40]}")
        return [part for part in parts if not part.startswith("svg aria-label")]

    def _texts(self, node, across, down):
        moved = re.match(r"translate\(([-\d.e]+),([-\d.e]+)\)", node.get("transform", ""))
        if moved:
            across, down = across + float(moved[1]), down + float(moved[2])
        if node.tag == f"{_SVG}text" and node.text:
            size = float(node.get("font-size").removesuffix("px"))
            width = text_width(node.text, size, bold=node.get("font-weight") == "bold")
            left = across - {"start": 0, "middle": width / 2, "end": width}[node.get("text-anchor")]
            yield Written(node.text, left, left + width, down - size * 0.3, size)
        for child in node:
            yield from self._texts(child, across, down)


@pytest.fixture
def read():
    return PictureReader


@pytest.fixture
def hostile_names():
    return HOSTILE_NAMES

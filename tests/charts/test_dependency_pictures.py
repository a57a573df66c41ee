"""What holds for every picture of dependencies, whatever a team typed."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
import vl_convert

from vsm_toolkit.charts.dependency_graph import dependency_graph_picture
from vsm_toolkit.charts.dependency_matrix import dependency_matrix
from vsm_toolkit.charts.provider_bars import provider_bars
from vsm_toolkit.io.map_file import load_engagement
from vsm_toolkit.model import Dependency, DependencyImpact, DependencyStrength, Team, ValueStream

ENGAGEMENTS = Path(__file__).resolve().parents[2] / "data" / "engagements"
PICTURES = {"graph": dependency_graph_picture, "bars": provider_bars, "matrix": dependency_matrix}
SAMPLES = ("claims-portal", "payments-rules", "platform-request")


@pytest.fixture(params=PICTURES)
def draw(request):
    return PICTURES[request.param]


@pytest.fixture
def hostile_stream(hostile_names):
    impacts, strengths = [*DependencyImpact, None], [*DependencyStrength, None]
    rows = [
        Dependency(
            id=one,
            dependent=one,
            provider=other,
            impact=impacts[n % 4],
            strength=strengths[n % 3],
            frequency_per_item=1,
            wait_per_occurrence=5 * n,
        )
        for n, (one, other) in enumerate(pairwise(hostile_names))
    ]
    rows.append(Dependency(id="back", dependent=hostile_names[-1], provider=hostile_names[0]))
    return ValueStream(
        name=hostile_names[0],
        teams=[Team(name=hostile_names[0], is_home=True), Team(name="alone " + hostile_names[1])],
        dependencies=rows,
    )


def test_hostile_names_bring_no_element_and_no_address_into_a_picture(draw, hostile_stream, read):
    svg = draw(hostile_stream).svg()

    assert read(svg).foreign_parts() == []
    assert "<script" not in svg
    assert "<img" not in svg


def test_hostile_names_stay_inside_the_sheet(draw, hostile_stream, read):
    picture = draw(hostile_stream)

    assert max(read(picture.svg()).grew(picture.spec)) <= 3


def test_hostile_names_are_never_column_names_or_expressions(draw, hostile_stream):
    spec = draw(hostile_stream).spec
    fields = {
        channel["field"] for layer in spec["layer"] for channel in layer["encoding"].values() if "field" in channel
    }

    assert fields <= {
        "x",
        "y",
        "x2",
        "y2",
        "fill",
        "stroke",
        "stroke_width",
        "line",
        "place",
        "area",
        "text",
        "size",
        "tip",
    }
    assert not {"transform", "params"} & set(json.dumps(spec).split('"'))


@pytest.mark.parametrize("sample", SAMPLES)
def test_texts_of_the_samples_neither_overlap_nor_stretch_the_sheet(draw, sample, read):
    picture = draw(load_engagement(ENGAGEMENTS / sample).stream)
    drawn = read(picture.svg())
    level = [] if draw is dependency_matrix else drawn.overlapping_texts()  # its heads are slanted, see its own test

    assert level == []
    assert max(drawn.grew(picture.spec)) <= 3


def test_a_picture_is_the_same_each_time(draw):
    stream = load_engagement(ENGAGEMENTS / SAMPLES[0]).stream

    assert draw(stream).svg() == draw(stream).svg()


def test_jupyterlabs_older_vega_lite_draws_the_same(draw):
    spec = draw(load_engagement(ENGAGEMENTS / SAMPLES[0]).stream).spec
    older, newer = (vl_convert.vegalite_to_svg(spec, vl_version=version) for version in ("5.8", "6.4"))

    assert older == newer


def test_a_map_without_dependencies_says_so(draw):
    picture = draw(ValueStream(name="Nothing yet"))

    assert "noted" in picture.text_alternative
    assert picture.svg().startswith("<svg")


def test_what_is_not_known_shows_a_question_mark(draw, read):
    picture = draw(ValueStream(name="x", dependencies=[Dependency(id="1", dependent="a", provider="b")]))

    assert any("?" in word for word in read(picture.svg()).words())

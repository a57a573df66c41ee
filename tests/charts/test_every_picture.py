"""What holds for every picture, whatever a team typed."""

import base64
import json

import altair as alt
import pytest
import vl_convert

from vsm_toolkit.charts.adoption_graph import AdoptionArrow, adoption_graph
from vsm_toolkit.charts.asks_funnel import FunnelBar, asks_funnel_picture
from vsm_toolkit.charts.before_after import BeforeAfterBar, before_after
from vsm_toolkit.charts.evidence_bar import evidence_bar
from vsm_toolkit.charts.handoff_ledger import LedgerBar, handoff_ledger_picture
from vsm_toolkit.charts.item_times import item_times_picture
from vsm_toolkit.charts.kept_improvements import KeptCell, KeptLook, kept_improvements
from vsm_toolkit.charts.lead_time_by import lead_time_by_stage, lead_time_by_team
from vsm_toolkit.charts.lead_time_dots import DotLane, lead_time_dots
from vsm_toolkit.charts.lead_time_ladder import lead_time_ladder
from vsm_toolkit.charts.map_diagram import map_diagram
from vsm_toolkit.charts.process_behaviour import process_behaviour_picture
from vsm_toolkit.charts.program_constraints import ConstraintBar, program_constraints
from vsm_toolkit.charts.program_waste import ProgramWasteBar, program_waste
from vsm_toolkit.charts.text_fit import visible
from vsm_toolkit.charts.tornado import TornadoBarRow, tornado_picture
from vsm_toolkit.charts.waste_pareto import WasteBar, waste_pareto
from vsm_toolkit.model import ChangeStatus, Empowerment, RetentionState

CLASSES = [*Empowerment, None]
STATES = [*RetentionState, None]
STREAM_PICTURES = {
    "map": lambda stream, path: map_diagram(stream, critical_steps=frozenset(path), changed_steps=frozenset(path[:2])),
    "ladder": lead_time_ladder,
    "by stage": lead_time_by_stage,
    "by team": lead_time_by_team,
}
ROW_PICTURES = {
    "handoff ledger": lambda names: handoff_ledger_picture(
        [LedgerBar(name, CLASSES[n % 4], 10.0 * n, 5.0, None if n % 2 else 3.0) for n, name in enumerate(names)],
        by="decision holder",
    ),
    "waste": lambda names: waste_pareto(
        [WasteBar(name, {CLASSES[n % 4]: 1.0 + n}, n % 3, n % 2) for n, name in enumerate(names)]
    ),
    "before and after": lambda names: before_after(
        [BeforeAfterBar(name, 400, 8, 73, [None, *ChangeStatus][n % 4]) for n, name in enumerate(names)]
    ),
    "tornado": lambda names: tornado_picture(
        [TornadoBarRow(name, [-8.0 * n, 0.0, None, 4.0][n % 4], name) for n, name in enumerate(names)], together=-9
    ),
    "item times": lambda names: item_times_picture(
        [40 + n for n, _ in enumerate(names)],
        [30] if names else [],
        [20],
        measure=" ".join(names),
        sentence=names[0] if names else "",
    ),
    "kept improvements": lambda names: kept_improvements(
        names, [KeptLook(" ".join(names), 40, tuple(KeptCell(STATES[n % 4], 0.5) for n, _ in enumerate(names)))]
    ),
    "program constraints": lambda names: program_constraints(
        [ConstraintBar(name, n % 3 + 1, 100.0 * n, 50.0, is_bound=n % 2 == 0) for n, name in enumerate(names)], "volume"
    ),
    "program waste": lambda names: program_waste([ProgramWasteBar(name, n, n % 3) for n, name in enumerate(names)]),
    "asks funnel": lambda names: asks_funnel_picture(
        [FunnelBar(name, 20 - n, 1) for n, name in enumerate(names)], declined=2
    ),
    "lead time dots": lambda names: lead_time_dots(
        [DotLane(name, (-0.5, 0.0, 9.0, *(0.01 * n for n in range(40)))) for name in names[:2]]
    ),
    "adoption graph": lambda names: adoption_graph(
        [AdoptionArrow(name, other, name) for name in names for other in names[:2]]
    ),
    "process behaviour": lambda names: process_behaviour_picture([60, 70], [50], measure=" ".join(names)),
}


@pytest.fixture(params=[*STREAM_PICTURES, *ROW_PICTURES, "evidence"])
def hostile_picture(request, hostile, hostile_names):
    if request.param in STREAM_PICTURES:
        return STREAM_PICTURES[request.param](hostile, tuple(step.id for step in hostile.steps))
    if request.param in ROW_PICTURES:
        return ROW_PICTURES[request.param](hostile_names)
    return evidence_bar({"measured": 0.5, hostile_names[0]: 0.5})


@pytest.fixture(params=STREAM_PICTURES)
def claims_picture(request, claims, critical_path):
    return STREAM_PICTURES[request.param](claims, critical_path)


def test_hostile_names_bring_no_element_and_no_address_into_a_picture(hostile_picture, read):
    svg = hostile_picture.svg()

    assert read(svg).foreign_parts() == []
    assert "<script" not in svg
    assert "<img" not in svg


def test_hostile_names_stay_inside_the_sheet(hostile_picture, read):
    drawn = read(hostile_picture.svg())

    assert drawn.clipped_texts() == []
    assert max(drawn.grew(hostile_picture.spec)) <= 6


def test_hostile_names_are_never_column_names_or_expressions(hostile_picture):
    encodings = [layer["encoding"] for layer in hostile_picture.spec["layer"]]
    fields = {channel["field"] for encoding in encodings for channel in encoding.values() if "field" in channel}
    marks = {layer["mark"]["type"] for layer in hostile_picture.spec["layer"]}

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
    assert marks <= {"rect", "line", "point", "text"}
    assert not {"transform", "params"} & set(json.dumps(hostile_picture.spec).split('"'))


def test_hostile_names_read_as_typed(hostile, hostile_names, read):
    words = read(lead_time_by_team(hostile, set()).svg()).words()

    assert visible(hostile_names[2]) in words
    assert hostile_names[3] in words


def test_a_picture_is_the_same_each_time(claims_picture, request, claims, critical_path):
    name = request.node.callspec.params["claims_picture"]
    again = STREAM_PICTURES[name](claims, critical_path)

    assert again.svg() == claims_picture.svg()


def test_no_two_texts_overlap(claims_picture, read):
    assert read(claims_picture.svg()).overlapping_texts() == []


def test_nothing_is_clipped_and_nothing_stretches_the_sheet(claims_picture, read):
    drawn = read(claims_picture.svg())

    assert drawn.clipped_texts() == []
    assert max(drawn.grew(claims_picture.spec)) <= 6


def test_jupyterlabs_older_vega_lite_draws_the_same(claims_picture):
    older = vl_convert.vegalite_to_svg(claims_picture.spec, vl_version="5.8")
    newer = vl_convert.vegalite_to_svg(claims_picture.spec, vl_version="6.4")

    assert older == newer


def test_every_picture_shows_what_is_not_known(unknown, read):
    for name in ("map", "ladder", "by stage", "by team"):
        words = read(STREAM_PICTURES[name](unknown, ("a", "b")).svg()).words()

        assert any("?" in word for word in words), name


def test_a_picture_of_nothing_is_still_a_picture(unknown):
    empty = unknown.with_changes(steps=(), edges=(), loops=())
    pictures = [draw(empty, ()) for draw in STREAM_PICTURES.values()] + [draw([]) for draw in ROW_PICTURES.values()]

    assert all(picture.svg().startswith("<svg") for picture in [*pictures, evidence_bar({})])


def test_the_svg_carries_the_text_alternative(claims_picture):
    svg = base64.b64decode(claims_picture.data_uri().removeprefix("data:image/svg+xml;base64,")).decode()

    assert f'aria-label="{claims_picture.text_alternative}"' in svg


@pytest.mark.parametrize("name", [*STREAM_PICTURES, *ROW_PICTURES])
def test_every_picture_is_a_valid_vega_lite_spec(name, claims):
    picture = (
        STREAM_PICTURES[name](claims, tuple(step.id for step in claims.steps))
        if name in STREAM_PICTURES
        else ROW_PICTURES[name](["one", "two"])
    )

    assert alt.LayerChart.from_dict(picture.spec, validate=True).to_dict(validate=True)["layer"]

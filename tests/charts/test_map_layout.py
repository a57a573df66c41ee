from itertools import combinations, pairwise
from math import dist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.charts.map_layout import lay_out_map
from vsm_toolkit.charts.map_places import UNKNOWN_TEAM, successors
from vsm_toolkit.model import Edge, EdgeKind, ReworkLoop, Step, ValueStream


@st.composite
def maps(draw):
    ids = [f"s{number}" for number in range(draw(st.integers(1, 14)))]
    teams = st.sampled_from(["North", "South", "East", None, ""])
    pair = st.tuples(st.sampled_from([*ids, "nowhere"]), st.sampled_from([*ids, "nowhere"]))
    return ValueStream(
        name="any",
        steps=tuple(Step(id=each, name=f"Step {each}", team=draw(teams)) for each in ids),
        edges=tuple(Edge(from_step=a, to_step=b) for a, b in draw(st.lists(pair, max_size=25))),
        loops=tuple(ReworkLoop(from_step=a, to_step=b) for a, b in draw(st.lists(pair, max_size=3))),
    )


def heights(step, width):
    return 50.0 + 7 * (len(step.id) + int(step.id[1:]) % 5)


def along(points):
    for (x, y), (next_x, next_y) in pairwise(points):
        parts = max(1, int(dist((x, y), (next_x, next_y)) / 4))
        for part in range(parts + 1):
            yield x + (next_x - x) * part / parts, y + (next_y - y) * part / parts


def on_border(point, box):
    x, y = point
    beside = (abs(x - box.x) < 1e-6 or abs(x - box.right) < 1e-6) and box.y - 1e-6 <= y <= box.bottom + 1e-6
    above = (abs(y - box.y) < 1e-6 or abs(y - box.bottom) < 1e-6) and box.x - 1e-6 <= x <= box.right + 1e-6
    return beside or above


@given(maps())
def test_every_step_has_a_box_in_its_team_lane(stream):
    layout = lay_out_map(stream, box_height=heights)

    assert [box.step_id for box in layout.boxes] == [step.id for step in stream.steps]
    for box, step in zip(layout.boxes, stream.steps, strict=True):
        lane = layout.lanes[box.lane]
        assert lane.team == (step.team or None)
        assert lane.y < box.y
        assert box.bottom < lane.y + lane.height


@given(maps())
def test_no_two_boxes_overlap(stream):
    for one, two in combinations(lay_out_map(stream, box_height=heights).boxes, 2):
        apart = one.right <= two.x or two.right <= one.x or one.bottom <= two.y or two.bottom <= one.y

        assert apart, (one, two)


@given(maps())
def test_every_flow_edge_between_known_steps_is_drawn_once(stream):
    layout = lay_out_map(stream)
    drawn = [(arrow.from_step, arrow.to_step) for arrow in (*layout.edges, *layout.closing_edges)]

    expected = {(one, two) for one, after in successors(stream).items() for two in after}
    assert sorted(drawn) == sorted(expected)


@given(maps())
def test_edges_run_from_the_right_of_one_box_to_the_left_of_the_next(stream):
    layout = lay_out_map(stream, box_height=heights)
    for arrow in layout.edges:
        one, two = layout.box(arrow.from_step), layout.box(arrow.to_step)

        assert arrow.points[0][0] == pytest.approx(one.right)
        assert arrow.points[-1][0] == pytest.approx(two.x)
        assert on_border(arrow.points[0], one)
        assert on_border(arrow.points[-1], two)


@given(maps())
def test_edges_cross_no_box(stream):
    layout = lay_out_map(stream, box_height=heights)
    for arrow in layout.edges:
        for x, y in along(arrow.points):
            assert not any(box.holds(x, y, across=-0.5, down=-0.5) for box in layout.boxes), arrow


@given(maps())
def test_rework_starts_and_ends_at_its_boxes(stream):
    layout = lay_out_map(stream, box_height=heights)
    for arrow in (*layout.loops, *layout.closing_edges):
        assert on_border(arrow.points[0], layout.box(arrow.from_step))
        assert on_border(arrow.points[-1], layout.box(arrow.to_step))


@given(maps())
def test_a_map_is_laid_out_the_same_each_time(stream):
    assert lay_out_map(stream) == lay_out_map(stream)


def test_lanes_are_in_the_order_the_flow_meets_them_and_the_unknown_one_is_last():
    stream = ValueStream(
        name="x",
        steps=(Step(id="c", name="C", team="Late"), Step(id="b", name="B"), Step(id="a", name="A", team="Early")),
        edges=(Edge(from_step="a", to_step="b"), Edge(from_step="b", to_step="c")),
    )

    assert [lane.name for lane in lay_out_map(stream).lanes] == ["Early", "Late", UNKNOWN_TEAM]


def test_information_edges_are_not_flow():
    steps = (Step(id="a", name="A"), Step(id="b", name="B"))
    stream = ValueStream(name="x", steps=steps, edges=(Edge(from_step="a", to_step="b", kind=EdgeKind.INFORMATION),))

    assert lay_out_map(stream).edges == ()


def test_twenty_columns_fit_into_sixteen_hundred_pixels(twenty):
    layout = lay_out_map(twenty)

    assert layout.rank_count == 20
    assert layout.width <= 1600


def test_steps_with_the_same_id_each_have_a_box():
    stream = ValueStream(
        name="x",
        steps=(Step(id="a", name="One"), Step(id="a", name="Two"), Step(id="b", name="B")),
        edges=(Edge(from_step="a", to_step="b"),),
    )
    layout = lay_out_map(stream)

    assert len(layout.boxes) == 3
    assert len(layout.edges) == 1


def test_asking_for_an_unknown_box_is_a_key_error(claims):
    with pytest.raises(KeyError):
        lay_out_map(claims).box("Z99")

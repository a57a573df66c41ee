import pytest

from vsm_toolkit.charts.map_places import Columns, Lane, StepBox
from vsm_toolkit.charts.map_routes import route_edges, route_loop

COLUMNS = Columns(100, 150, 30)
LANES = (Lane("Top", 0, 100), Lane("Middle", 100, 100), Lane("Low", 200, 100))


def box(step_id, lane, rank):
    return StepBox(step_id, lane, rank, 0, COLUMNS.box_left(rank), 100.0 * lane + 20, COLUMNS.box_width, 60.0)


def test_neighbours_in_a_lane_are_joined_by_a_straight_line():
    one, two = box("a", 0, 0), box("b", 0, 1)
    (route,) = route_edges([(one, two)], [one, two], LANES, COLUMNS)

    assert {y for _, y in route.points} == {50.0}


def test_a_box_in_the_way_is_passed_along_the_lane_border():
    one, between, two = box("a", 0, 0), box("b", 0, 1), box("c", 0, 2)
    (route,) = route_edges([(one, two)], [one, between, two], LANES, COLUMNS)
    over_the_box = {y for x, y in route.points if between.x < x < between.right} | {route.points[2][1]}

    assert not any(between.y <= y <= between.bottom for y in over_the_box)


@pytest.mark.parametrize(("to_lane", "border"), [(1, 100), (2, 200)])
def test_the_letter_of_a_handoff_stands_where_its_arrow_enters_the_receiving_lane(to_lane, border):
    one, two = box("a", 0, 0), box("b", to_lane, 1)
    (route,) = route_edges([(one, two)], [one, two], LANES, COLUMNS)

    assert route.label_at[1] == border
    assert COLUMNS.gutter_left(0) < route.label_at[0] < COLUMNS.box_left(1)


def test_arrows_side_by_side_in_a_gutter_have_lines_of_their_own():
    source, near, far = box("a", 0, 0), box("b", 1, 1), box("c", 2, 1)
    first, second = route_edges([(source, near), (source, far)], [source, near, far], LANES, COLUMNS)

    assert first.points[1][0] > second.points[1][0]
    assert first.points[0] != second.points[0]


def test_rework_in_one_lane_goes_over_the_boxes():
    one, two = box("a", 0, 1), box("b", 0, 0)
    route = route_loop((one, two), [one, two], LANES, COLUMNS, [])

    assert all(y <= one.y for _, y in route.points)
    assert route.label_at[1] < one.y - 15


def test_rework_bends_around_a_box_in_its_way():
    one, between, two = box("a", 2, 2), box("m", 1, 1), box("b", 0, 0)
    route = route_loop((one, two), [one, between, two], LANES, COLUMNS, [])

    assert not any(between.holds(x, y) for x, y in route.points)


def test_rework_to_the_step_itself_returns_to_its_own_top():
    one = box("a", 0, 0)
    route = route_loop((one, one), [one], LANES, COLUMNS, [])

    assert route.points[0][1] == route.points[-1][1] == one.y
    assert route.points[0][0] != route.points[-1][0]

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from vsm_toolkit.charts.dependency_layout import HEAD, MOST_COLUMNS, Room, lay_out_dependencies

ROOMY = Room(1200, least_height=60, pitch=16, between=18)
names = st.sampled_from([f"t{number}" for number in range(12)])
pair_lists = st.lists(st.tuples(names, names), max_size=30)


def boxes(layout):
    return {team.name: team for team in layout.teams}


def columns(layout):
    return {team.name: team.x for team in layout.teams}


@given(pair_lists)
@settings(max_examples=60)
def test_every_team_has_one_box_on_the_sheet_and_no_two_overlap(pairs):
    layout = lay_out_dependencies(pairs, ROOMY)
    teams = layout.teams

    assert {team.name for team in teams} == {team for pair in pairs for team in pair if pair[0] != pair[1]}
    assert all(team.x >= 0 and team.x + team.width <= 1200.01 for team in teams)
    assert all(team.y >= -0.01 and team.y + team.height <= layout.height + 0.01 for team in teams)
    assert not [
        (a.name, b.name)
        for a, b in combinations(teams, 2)
        if a.x < b.x + b.width and b.x < a.x + a.width and a.y < b.y + b.height - 0.01 and b.y < a.y + a.height - 0.01
    ]


@given(pair_lists)
@settings(max_examples=60)
def test_no_arrow_runs_through_a_box(pairs):
    layout = lay_out_dependencies(pairs, ROOMY)
    through = [
        (arrow.number, team.name)
        for arrow in layout.arrows
        for team in layout.teams
        for x, y in arrow.points
        if team.x + 1 < x < team.x + team.width - 1 and team.y + 1 < y < team.y + team.height - 1
    ]

    assert through == []


@given(pair_lists)
@settings(max_examples=60)
def test_every_pair_has_an_arrow_from_who_needs_to_just_before_who_is_needed(pairs):
    layout = lay_out_dependencies(pairs, ROOMY)
    placed = boxes(layout)

    assert [arrow.number for arrow in layout.arrows] == [n for n, (one, other) in enumerate(pairs) if one != other]
    for arrow in layout.arrows:
        start, end = placed[pairs[arrow.number][0]], placed[pairs[arrow.number][1]]
        (x1, y1), (x2, y2) = arrow.points[0], arrow.points[-1]
        head = HEAD if arrow.points_right else -HEAD
        assert min(abs(x1 - start.x), abs(x1 - start.x - start.width)) < 0.01
        assert abs(x2 + head - (end.x if arrow.points_right else end.x + end.width)) < 0.01
        assert start.y < y1 < start.y + start.height
        assert end.y < y2 < end.y + end.height


@given(pair_lists)
@settings(max_examples=30)
def test_two_arrows_never_touch_a_box_at_the_same_place(pairs):
    layout = lay_out_dependencies(pairs, ROOMY)
    ends = [
        (pairs[arrow.number][end], round(arrow.points[-end][0], 3) if not end else arrow.points_right, round(y, 3))
        for arrow in layout.arrows
        for end, (_, y) in enumerate((arrow.points[0], arrow.points[-1]))
    ]

    assert len(ends) == len(set(ends))


@given(pair_lists)
@settings(max_examples=30)
def test_the_same_pairs_always_give_the_same_picture(pairs):
    assert lay_out_dependencies(pairs, ROOMY) == lay_out_dependencies(pairs, ROOMY)


def test_columns_lead_from_who_waits_to_who_is_waited_for():
    x = columns(lay_out_dependencies([("web", "qa"), ("qa", "ops"), ("web", "ops")], ROOMY))

    assert x["web"] < x["qa"] < x["ops"]


def test_a_circle_leads_back_in_one_place_only():
    layout = lay_out_dependencies([("a", "b"), ("b", "c"), ("c", "a")], ROOMY)

    assert sorted(arrow.points_right for arrow in layout.arrows) == [False, True, True]


def test_a_long_chain_is_folded_into_a_few_columns():
    layout = lay_out_dependencies([(f"t{n}", f"t{n + 1}") for n in range(14)], ROOMY)

    assert len({team.x for team in layout.teams}) == MOST_COLUMNS


def test_a_box_grows_with_the_arrows_that_touch_it():
    pairs = [(f"t{number}", "provider") for number in range(9)]

    assert boxes(lay_out_dependencies(pairs, ROOMY))["provider"].height == 10 * ROOMY.pitch


def test_a_star_crosses_nowhere():
    layout = lay_out_dependencies([("home", f"t{number}") for number in range(8)], ROOMY)
    starts = sorted((arrow.points[0][1], arrow.points[-1][1]) for arrow in layout.arrows)

    assert [end for _, end in starts] == sorted(end for _, end in starts)


def test_nothing_takes_no_room():
    assert lay_out_dependencies([], ROOMY).height == 0

from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.charts.map_places import Columns, column_ranks, place_steps, successors
from vsm_toolkit.model import Edge, Step, ValueStream

LETTERS = "abcdefgh"
followers = st.fixed_dictionaries(
    {each: st.lists(st.sampled_from(LETTERS), unique=True, max_size=4) for each in LETTERS}
)


@given(followers)
def test_every_kept_edge_leads_to_a_later_column(following):
    ranks, closing = column_ranks(following)
    kept = [(one, two) for one, after in following.items() for two in after if (one, two) not in closing]

    assert all(ranks[one] < ranks[two] for one, two in kept)


@given(followers)
def test_an_edge_is_left_out_only_where_there_is_a_way_back(following):
    _, closing = column_ranks(following)
    for one, two in closing:
        reached, edge_of_search = {two}, [two]
        while edge_of_search:
            edge_of_search = [each for step in edge_of_search for each in following[step] if each not in reached]
            reached.update(edge_of_search)

        assert one in reached


def test_a_column_is_the_longest_way_to_a_step(claims):
    ranks, closing = column_ranks(successors(claims))

    assert closing == frozenset()
    assert [ranks[step] for step in ("A05", "A06", "A08", "A09", "A10", "A13")] == [4, 5, 5, 7, 7, 10]


def test_a_long_row_does_not_reach_the_recursion_limit():
    following = {str(number): [str(number + 1)] for number in range(5000)} | {"5000": []}

    assert column_ranks(following)[0]["5000"] == 5000


def test_edges_to_themselves_twice_or_to_nowhere_are_left_out():
    pairs = [("a", "a"), ("a", "b"), ("a", "b"), ("b", "nowhere")]
    stream = ValueStream(
        name="x",
        steps=(Step(id="a", name="A"), Step(id="b", name="B")),
        edges=tuple(Edge(from_step=one, to_step=two) for one, two in pairs),
    )

    assert successors(stream) == {"a": ["b"], "b": []}


def test_steps_of_one_team_and_column_are_stacked():
    steps = (Step(id="a", name="A", team="T"), Step(id="b", name="B", team="T"))
    stream = ValueStream(name="x", steps=steps)
    lanes, boxes = place_steps(stream, {"a": 0, "b": 0}, [60, 80], Columns(100, 150, 30))

    assert [box.slot for box in boxes] == [0, 1]
    assert boxes[0].bottom < boxes[1].y
    assert len(lanes) == 1


def test_a_lane_under_an_arc_has_headroom():
    stream = ValueStream(name="x", steps=(Step(id="a", name="A", team="T"),))
    columns = Columns(100, 150, 30)
    _, (without,) = place_steps(stream, {"a": 0}, [60], columns)
    _, (under,) = place_steps(stream, {"a": 0}, [60], columns, {"a"})

    assert under.y > without.y + 15

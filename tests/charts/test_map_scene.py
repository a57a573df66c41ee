from itertools import pairwise

from vsm_toolkit.charts.map_layout import lay_out_map
from vsm_toolkit.charts.map_scene import MapScene
from vsm_toolkit.model import Empowerment


def scene(stream, critical=()):
    return MapScene(stream, lay_out_map(stream), frozenset(critical), frozenset())


def test_critical_edges_join_neighbours_on_the_path(claims, critical_path):
    assert scene(claims, critical_path).critical_pairs() == set(pairwise(critical_path))


def test_an_edge_that_jumps_over_a_critical_step_is_not_critical(claims):
    critical = {"A05", "A06", "A07", "A09", "A08"}
    pairs = scene(claims, critical).critical_pairs()

    assert ("A05", "A06") in pairs
    assert ("A05", "A08") in pairs
    assert ("A07", "A10") not in pairs


def test_every_crossing_into_a_join_counts(claims):
    assert scene(claims).handoff_counts() == {
        Empowerment.EMPOWERED: 2,
        Empowerment.INFLUENCE: 5,
        Empowerment.NOT_EMPOWERED: 5,
    }


def test_with_an_unknown_team_handoffs_are_at_least(unknown, claims):
    assert scene(unknown).counts() == ("2 steps", "0 teams", "at least 0 handoffs between teams")
    assert scene(claims).counts()[2] == "12 handoffs between teams"


def test_the_words_name_the_critical_path_in_order(claims):
    words = scene(claims, {"A11", "A01"}).words()

    assert "Critical path: Idea intake and sizing, Change approval." in words


def test_the_words_say_how_much_is_not_known(unknown):
    assert scene(unknown).words().endswith("4 times not known yet.")

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.errors import UsageError
from vsm_toolkit.io.map_file import load_engagement
from vsm_toolkit.model import Edge, EdgeKind, ReworkLoop, Step, ValueStream
from vsm_toolkit.team_groups import (
    adjusted_rand_index,
    coordination_cost,
    group_structure,
    step_interactions,
    steps_by_team,
    team_interactions,
)

CLAIMS = Path(__file__).resolve().parents[2] / "data" / "engagements" / "claims-portal"
FOUR = {("a", "b"): 2, ("b", "c"): 1, ("c", "d"): 2}
networks = st.dictionaries(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")).filter(lambda pair: pair[0] < pair[1]),
    st.floats(0.1, 10),
    min_size=1,
)
groupings = st.lists(st.integers(0, 3), min_size=6, max_size=6).map(
    lambda labels: [[name for name, own in zip("abcdef", labels, strict=True) if own == label] for label in range(4)]
)


class TestCoordinationCost:
    def test_of_four_members_in_two_groups_and_in_one(self):
        assert coordination_cost(FOUR, ["ab", "cd"]) == 12
        assert coordination_cost(FOUR, ["abcd"]) == 20

    def test_a_higher_power_punishes_size_more(self):
        assert coordination_cost(FOUR, ["ab", "cd"], power=2) == 2 * 4 + 2 * 4 + 1 * 16

    @pytest.mark.parametrize(
        ("moved", "cost"),
        [((), 169.3), (("A08",), 170.4), (("A09",), 158.7), (("A08", "A09"), 153.2), (("A08", "A09", "A04"), 149.6)],
    )
    def test_of_the_claims_portal_and_its_four_variants(self, moved, cost):
        stream = load_engagement(CLAIMS).stream
        steps = [step.with_changes(team="Claims Portal") if step.id in moved else step for step in stream.steps]
        variant = stream.with_changes(steps=steps)

        assert coordination_cost(step_interactions(variant), steps_by_team(variant)) == pytest.approx(cost, abs=0.051)

    def test_members_in_no_group_stand_alone(self):
        assert coordination_cost(FOUR, ["ab"]) == coordination_cost(FOUR, ["ab", "c", "d"])

    def test_an_interaction_with_oneself_needs_no_coordination(self):
        assert coordination_cost({**FOUR, ("a", "a"): 5}, ["ab", "cd"]) == 12

    def test_somebody_in_two_groups_is_refused(self):
        with pytest.raises(UsageError, match="'b' is in two groups"):
            coordination_cost(FOUR, ["ab", "bcd"])

    @pytest.mark.parametrize("weight", [-1, math.nan, math.inf])
    def test_a_weight_that_is_no_weight_is_refused(self, weight):
        with pytest.raises(UsageError, match="'a' and 'b' has the weight"):
            coordination_cost({("a", "b"): weight}, ["ab"])

    @given(networks, groupings)
    def test_never_exceeds_that_of_one_group_for_everything(self, weights, groups):
        everybody = sorted({name for group in groups for name in group})
        together = coordination_cost(weights, [everybody])

        assert coordination_cost(weights, groups) <= together + 1e-9

    @given(networks, groupings)
    def test_does_not_depend_on_the_order_of_groups_or_pairs(self, weights, groups):
        turned = {(other, one): weight for (one, other), weight in reversed(weights.items())}

        assert coordination_cost(turned, groups[::-1]) == pytest.approx(coordination_cost(weights, groups))


class TestInteractions:
    STREAM = ValueStream(
        name="x",
        steps=[Step(id="a", name="a", team="T"), Step(id="b", name="b", team="U"), Step(id="c", name="c", team="U")],
        edges=[
            Edge(from_step="a", to_step="b"),
            Edge(from_step="b", to_step="c"),
            Edge(from_step="c", to_step="a", kind=EdgeKind.INFORMATION),
        ],
        loops=[
            ReworkLoop(from_step="c", to_step="a", probability=0.25),
            ReworkLoop(from_step="c", to_step="c", probability=0.5),
            ReworkLoop(from_step="b", to_step="a"),
        ],
    )

    def test_count_flow_edges_and_the_probability_of_loops_between_two_steps(self):
        assert step_interactions(self.STREAM) == {("a", "b"): 1, ("b", "c"): 1, ("a", "c"): 0.25}

    def test_between_teams_leave_out_what_stays_inside_one(self):
        assert team_interactions([self.STREAM]) == {("T", "U"): 1.25}

    def test_between_teams_add_up_over_maps_and_skip_steps_without_a_team(self):
        unknown = self.STREAM.with_changes(steps=[Step(id=each, name=each) for each in "abc"])

        assert team_interactions([self.STREAM, self.STREAM, unknown]) == {("T", "U"): 2.5}

    def test_a_step_without_a_team_is_a_group_of_its_own(self):
        steps = (*self.STREAM.steps, Step(id="d", name="d"), Step(id="e", name="e"))

        assert steps_by_team(self.STREAM.with_changes(steps=steps)) == (("a",), ("b", "c"), ("d",), ("e",))


class TestStructure:
    def test_modularity_and_conductance_of_four_members(self):
        found = group_structure(FOUR, ["ab", "cd"])

        assert found.modularity == pytest.approx(0.30)
        assert found.conductance == pytest.approx((0.20, 0.20))
        assert (found.coordination_cost, found.is_thin) == (12, False)

    def test_one_group_for_everything_has_nobody_outside(self):
        found = group_structure(FOUR, ["abcd"])

        assert found.conductance == (None,)
        assert found.modularity == pytest.approx(0)

    def test_about_one_step_a_team_is_too_thin_to_read_modularity(self):
        stream = load_engagement(CLAIMS).stream

        assert group_structure(step_interactions(stream), steps_by_team(stream)).is_thin

    def test_without_interactions_there_is_no_modularity(self):
        assert group_structure({("a", "b"): 0}, ["a", "b"]).modularity is None


class TestAdjustedRandIndex:
    def test_a_known_value(self):
        # 15 pairs, 6 and 3 together on each side, 2 on both: (2 - 1.2) / (4.5 - 1.2).
        assert adjusted_rand_index(["abc", "def"], ["ab", "cd", "ef"]) == pytest.approx((2 - 1.2) / (4.5 - 1.2))

    @given(groupings, groupings)
    def test_is_the_same_both_ways_round_and_one_only_for_equal_groups(self, one, other):
        sets = [{frozenset(group) for group in grouping if group} for grouping in (one, other)]
        found = adjusted_rand_index(one, other)

        assert found == pytest.approx(adjusted_rand_index(other, one))
        assert (found > 1 - 1e-12) == (sets[0] == sets[1])

    def test_unrelated_groupings_are_about_zero(self):
        rows = [[f"{row}{column}" for column in range(20)] for row in range(20)]
        columns = list(zip(*rows, strict=True))

        assert abs(adjusted_rand_index(rows, columns)) < 0.06

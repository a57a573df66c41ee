import pytest

from tests.dependencies.dependency_rows import row
from vsm_toolkit.dependencies import (
    explained_waits,
)
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.model import (
    Edge,
    ReworkLoop,
    Step,
    TimeEstimate,
    ValueStream,
)
from vsm_toolkit.rework import expected_rework
from vsm_toolkit.samples import coming_back, lantern


class TestExplainedWaits:
    def test_expected_visits_agree_with_the_markov_chain_on_a_serial_map(self):
        visits = expected_rework(coming_back()).visits
        explaining = [row(step.id, explains_step=step.id) for step in coming_back().steps]
        found = {
            each.step_id: each.visits for each in explained_waits(coming_back().with_changes(dependencies=explaining))
        }

        assert found == pytest.approx(visits)

    def test_a_return_repeats_only_the_steps_between_its_two_ends(self):
        ids = "abcd"
        stream = ValueStream(
            name="branches",
            steps=[Step(id=each, name=each) for each in ids],
            edges=[Edge(from_step=one, to_step=other) for one, other in ("ab", "ac", "bd", "cd")],
            loops=[ReworkLoop(from_step="d", to_step="b", probability=0.5)],
            dependencies=[row(each, explains_step=each) for each in ids],
        )

        assert {each.step_id: each.visits for each in explained_waits(stream)} == {"a": 1, "b": 2, "c": 1, "d": 2}

    def test_more_explained_than_stated_is_warned_of_in_a_sentence(self):
        each = row("D7", explains_step="L6", frequency_per_item=2, wait_per_occurrence=30)
        (found,) = explained_waits(lantern().with_changes(dependencies=[each]))

        assert found.is_exceeded is True
        assert found.warning().startswith("The dependencies D7 explain 60.0 wh of waiting at L6, which waits 30.0 wh")

    def test_a_part_that_is_not_known_cannot_be_said_to_fit(self):
        known = row("1", explains_step="L6", frequency_per_item=1, wait_per_occurrence=8)
        (found,) = explained_waits(lantern().with_changes(dependencies=[known, row("2", explains_step="L6")]))

        assert found.is_exceeded is None
        assert found.warning() is None

    def test_even_a_lower_bound_can_exceed(self):
        known = row("1", explains_step="L6", frequency_per_item=1, wait_per_occurrence=800)
        (found,) = explained_waits(lantern().with_changes(dependencies=[known, row("2", explains_step="L6")]))

        assert found.is_exceeded is True
        assert "≥ 800.0 wh" in found.warning()

    def test_a_loop_without_a_probability_leaves_the_visits_open(self):
        stream = lantern().with_changes(
            loops=[ReworkLoop(from_step="L5", to_step="L3")],
            dependencies=[row("1", explains_step="L4"), row("2", explains_step="L6")],
        )

        assert [each.visits for each in explained_waits(stream)] == [None, 1.0]

    def test_a_branch_with_shares_is_visited_by_a_share_of_the_items(self):
        stream = ValueStream(
            name="shares",
            steps=[Step(id=each, name=each, wait_time=TimeEstimate(value=10)) for each in "abc"],
            edges=[
                Edge(from_step="a", to_step="b", share=0.3),
                Edge(from_step="a", to_step="c", share=0.7),
            ],
            dependencies=[row("1", explains_step="b"), row("2", explains_step="c")],
        )

        assert [each.stated for each in explained_waits(stream)] == pytest.approx([3, 7])

    def test_dependencies_never_add_to_lead_time(self):
        each = row(explains_step="L6", frequency_per_item=2, wait_per_occurrence=300)

        assert map_metrics(lantern().with_changes(dependencies=[each])) == map_metrics(lantern())

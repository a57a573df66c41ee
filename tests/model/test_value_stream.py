"""The map: gaps and contradictions are legal, what is asked for by name is found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import value_streams
from vsm_toolkit.model import (
    Edge,
    EdgeKind,
    EvidenceGrade,
    HandoffRecord,
    NumberEstimate,
    Step,
    Team,
    TimeEstimate,
    ValueStream,
)
from vsm_toolkit.samples import lantern


def test_everything_but_its_name_may_be_unknown_and_stays_none():
    step = Step(id="A", name="Review")
    known = {name for name, value in step if value is not None}

    assert known == {"id", "name"}


def test_an_empty_map_is_legal():
    stream = ValueStream(name="New")

    assert (stream.steps, stream.flow_edges(), stream.home_team()) == ((), (), None)


def test_a_map_that_contradicts_itself_can_be_built():
    stream = ValueStream(
        name="Contradiction",
        steps=[
            Step(id="A", name="a", wait_time=TimeEstimate(value=-3, low=5, high=1)),
            Step(id="A", name="b", percent_complete_accurate=NumberEstimate(value=400)),
        ],
        edges=[Edge(from_step="A", to_step="A"), Edge(from_step="X", to_step="Y", share=7)],
        handoffs=[HandoffRecord(to_step="nowhere", residual_low=9, residual_high=-9)],
    )

    assert len(stream.steps) == 2


def test_a_step_is_found_by_its_id():
    assert lantern().step("L3").name == "Build"


@pytest.mark.parametrize("step_id", ["", "l3", "L3 ", "L33"])
def test_a_step_the_map_does_not_have_is_a_key_error(step_id):
    with pytest.raises(KeyError):
        lantern().step(step_id)


def test_information_edges_move_no_work():
    stream = ValueStream(
        name="X",
        edges=[Edge(from_step="A", to_step="B"), Edge(from_step="A", to_step="C", kind=EdgeKind.INFORMATION)],
    )

    assert [(edge.from_step, edge.to_step) for edge in stream.flow_edges()] == [("A", "B")]


def test_the_home_team_is_the_one_marked():
    stream = ValueStream(name="X", teams=[Team(name="Quality"), Team(name="Product", is_home=True)])
    home = stream.home_team()

    assert home is not None
    assert home.name == "Product"


def test_a_number_takes_the_grade_of_its_step_unless_it_has_its_own():
    step = Step(id="A", name="Review", evidence=EvidenceGrade.ESTIMATED)

    assert step.grade_of(TimeEstimate(value=1)) is EvidenceGrade.ESTIMATED
    assert step.grade_of(TimeEstimate(value=1, grade=EvidenceGrade.MEASURED)) is EvidenceGrade.MEASURED
    assert step.with_changes(evidence=None).grade_of(TimeEstimate(value=1)) is None


@given(value_streams(complete=False), st.randoms(use_true_random=False))
def test_maps_are_compared_by_what_they_say(stream, random):
    twin = ValueStream.model_validate(stream.model_dump())
    edges = list(stream.edges)
    random.shuffle(edges)
    shuffled = stream.with_changes(edges=tuple(edges))

    assert twin == stream
    assert (shuffled == stream) is (tuple(edges) == stream.edges)

"""The entities: frozen, tolerant of gaps and of fields they do not know, strict about types."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.strategies import engagements, notes, value_streams
from vsm_toolkit.model import (
    Calendar,
    Challenge,
    Change,
    Edge,
    EdgeKind,
    Empowerment,
    Engagement,
    Entity,
    Estimate,
    EvidenceGrade,
    HandoffRecord,
    NumberEstimate,
    Stage,
    Step,
    Team,
    TimeEstimate,
    ValueStream,
)
from vsm_toolkit.samples import lantern


def every_entity(kind: type[Entity] = Entity) -> list[type[Entity]]:
    return [each for child in kind.__subclasses__() for each in (child, *every_entity(child))]


def test_with_changes_gives_a_copy_and_leaves_the_original_untouched():
    step = Step(id="A", name="Review", team="Quality", wait_time=TimeEstimate(value=8))
    before = step.model_dump()

    changed = step.with_changes(team="Product", wait_time=TimeEstimate(value=2))

    assert step.model_dump() == before
    assert (changed.team, changed.wait_time, changed.name) == ("Product", TimeEstimate(value=2), "Review")


@given(value_streams(complete=False), notes)
def test_with_changes_on_any_map_leaves_the_original_untouched(stream, customer):
    before = stream.model_dump()
    changed = stream.with_changes(customer=customer, steps=())

    assert stream.model_dump() == before
    assert (changed.customer, changed.steps, changed.edges) == (customer, (), stream.edges)


def test_with_changes_keeps_fields_the_model_does_not_know():
    step = Step(id="A", name="Review", risk_class="high")

    assert step.with_changes(team="Product").model_extra == {"risk_class": "high"}


def test_with_changes_refuses_a_value_of_the_wrong_type():
    with pytest.raises(ValidationError):
        Step(id="A", name="Review").with_changes(team=5)


@pytest.mark.parametrize("kind", every_entity(), ids=lambda kind: kind.__name__)
def test_no_entity_can_be_changed_in_place(kind):
    assert kind.model_config["frozen"] is True


def test_assigning_to_a_field_is_refused():
    step = Step(id="A", name="Review")

    with pytest.raises(ValidationError):
        step.team = "Product"


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_is_no_number_is_refused(number):
    with pytest.raises(ValidationError):
        TimeEstimate(value=number)
    with pytest.raises(ValidationError):
        Edge(from_step="A", to_step="B", share=number)


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


@pytest.mark.parametrize(
    ("estimate", "spread"),
    [
        (Estimate(value=4), (4, 4)),
        (Estimate(value=4, low=0), (0, 4)),
        (Estimate(value=4, high=9), (4, 9)),
        (Estimate(value=4, low=1, high=9), (1, 9)),
    ],
)
def test_the_spread_of_a_number_without_a_range_is_the_number_itself(estimate, spread):
    assert estimate.spread() == spread


@pytest.mark.parametrize("value", [True, "1", "yes", 1.5, None])
def test_a_change_keeps_the_type_of_its_value(value):
    change = Change(kind="improvement", status="done", key="A", field="team", value=value)

    assert change.value == value
    assert type(change.value) is type(value)


@pytest.mark.parametrize("value", [0, 1])
def test_a_whole_number_in_a_change_is_a_number_and_no_truth_value(value):
    change = Change(kind="improvement", status="done", key="A", field="team", value=value)

    assert type(change.value) is float


def test_a_word_outside_the_list_is_refused():
    with pytest.raises(ValidationError):
        Step(id="A", name="Review", stage="shipping")
    with pytest.raises(ValidationError):
        HandoffRecord(to_step="A", empowerment="maybe")


def test_words_of_the_lists_are_read_from_text():
    step = Step(id="A", name="Review", stage="operate_support")
    record = HandoffRecord(to_step="A", empowerment="not_empowered")

    assert (step.stage, record.empowerment) == (Stage.OPERATE_SUPPORT, Empowerment.NOT_EMPOWERED)


def test_a_new_challenge_has_the_usual_working_week():
    calendar = Challenge(id="x").calendar

    assert (calendar.hours_per_day, calendar.days_per_week, calendar) == (8, 5, Calendar())


@given(engagements(complete=False))
def test_every_engagement_survives_a_round_trip_through_plain_data(engagement):
    assert Engagement.model_validate(engagement.model_dump()) == engagement


@given(value_streams(complete=False), st.randoms(use_true_random=False))
def test_maps_are_compared_by_what_they_say(stream, random):
    twin = ValueStream.model_validate(stream.model_dump())
    edges = list(stream.edges)
    random.shuffle(edges)
    shuffled = stream.with_changes(edges=tuple(edges))

    assert twin == stream
    assert (shuffled == stream) is (tuple(edges) == stream.edges)

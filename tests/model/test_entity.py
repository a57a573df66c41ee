"""What every entity shares: frozen, tolerant of fields it does not know, strict about types."""

from __future__ import annotations

import pytest
from hypothesis import given
from pydantic import ValidationError

from tests.strategies import notes, value_streams
from vsm_toolkit.model import (
    Edge,
    Entity,
    Estimate,
    Step,
    TimeEstimate,
)


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

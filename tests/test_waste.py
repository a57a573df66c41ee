"""The waste log: nothing twice, no minutes on people's distress, no zero where nobody counted."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.strategies import value_streams
from vsm_toolkit.handoffs import add_figures
from vsm_toolkit.model import Empowerment, ValueStream, WasteCategory, WasteObservation
from vsm_toolkit.waste import waste_hours, waste_ledger


def a_row(row_id: str, category: str = "delays", **fields) -> WasteObservation:
    known = {"minutes": 60.0, "occurrences_per_item": 2.0, "people": 3.0}
    return WasteObservation(id=row_id, place="A", category=category, **{**known, **fields})


def a_log(*rows: WasteObservation) -> ValueStream:
    return ValueStream(name="X", waste=rows)


@pytest.mark.parametrize("part", ["minutes", "occurrences_per_item", "people"])
def test_a_loss_is_unknown_while_a_part_of_it_is(part):
    assert waste_hours(a_row("W1")) == 6
    assert waste_hours(a_row("W1", **{part: None})) is None
    assert waste_hours(a_row("W1", **{part: 0})) == 0


def test_what_overlaps_something_counted_is_shown_and_not_added():
    double = a_row("W2", overlaps_with="handoff A")
    ledger = waste_ledger(a_log(a_row("W1"), double))

    assert (ledger.counted.value, ledger.shown.value) == (6, 12)
    assert ledger.overlapping == (double,)


def test_human_cost_is_noted_and_never_in_minutes():
    human = a_row("W2", "human_cost")
    ledger = waste_ledger(a_log(a_row("W1"), human))

    assert (ledger.counted.value, ledger.shown.value) == (6, 6)
    assert ledger.not_priced == (human,)
    assert WasteCategory.HUMAN_COST not in ledger.by_category


def test_a_row_without_minutes_makes_the_total_a_lower_bound():
    counted = waste_ledger(a_log(a_row("W1"), a_row("W2", minutes=None))).counted

    assert (counted.value, counted.at_least, counted.known, counted.of) == (None, 6, 1, 2)


def test_an_empty_log_is_unknown_and_not_0():
    ledger = waste_ledger(a_log())

    assert (ledger.counted.best(), ledger.shown.best(), ledger.by_category) == (None, None, {})


def test_categories_come_largest_first():
    ledger = waste_ledger(
        a_log(a_row("W1", "delays"), a_row("W2", "defects", minutes=600), a_row("W3", "relearning", minutes=None))
    )

    assert list(ledger.by_category) == [WasteCategory.DEFECTS, WasteCategory.DELAYS, WasteCategory.RELEARNING]


def test_classes_are_kept_apart_from_what_nobody_classified():
    ledger = waste_ledger(a_log(a_row("W1", empowerment=Empowerment.INFLUENCE), a_row("W2")))

    assert {each: figure.value for each, figure in ledger.by_empowerment.items()} == {
        Empowerment.INFLUENCE: 6,
        None: 6,
    }


@given(value_streams(complete=False))
def test_each_split_of_the_log_adds_up_to_what_is_counted(stream):
    ledger = waste_ledger(stream)
    for split in (ledger.by_category, ledger.by_empowerment):
        parts = add_figures(split.values())

        assert (parts.known, parts.of) == (ledger.counted.known, ledger.counted.of)
        assert (parts.best() or 0) == pytest.approx(ledger.counted.best() or 0)


@given(value_streams(complete=False))
def test_every_row_is_counted_overlapping_or_not_priced(stream):
    ledger = waste_ledger(stream)

    assert ledger.counted.of + len(ledger.overlapping) + len(ledger.not_priced) == len(stream.waste)
    assert ledger.shown.of == ledger.counted.of + len(ledger.overlapping)

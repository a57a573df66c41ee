"""Before and after, kept honest: a correction is no improvement, and only what is done may be claimed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from tests.strategies import engagements
from vsm_toolkit.comparison import changed_steps, compare_states, handoff_labour_saved, lead_time_difference
from vsm_toolkit.errors import UsageError
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.model import (
    Challenge,
    Change,
    Engagement,
    HandoffRecord,
    NumberEstimate,
    ValueStream,
)
from vsm_toolkit.samples import lantern, two_roads


def a_change(key: str, field: str, value: object = None, **fields) -> Change:
    return Change(**{"kind": "improvement", "status": "done", "key": key, "field": field, "value": value, **fields})


def an_engagement(*changes: Change, stream: ValueStream | None = None) -> Engagement:
    return Engagement(challenge=Challenge(id="x"), stream=stream or lantern(), changes=changes)


def described() -> ValueStream:
    """Lantern with every handoff written down."""
    records = tuple(
        HandoffRecord(to_step=step_id, sender_minutes=30, receiver_minutes=30, clarifications=0)
        for step_id in ("L2", "L5", "L6")
    )
    return lantern().with_changes(handoffs=records)


def test_every_state_applies_its_own_changes():
    comparison = compare_states(
        an_engagement(
            a_change("L1", "wait_time", 26, kind="correction"),
            a_change("L6", "wait_time", 6),
            a_change("L5", "wait_time", 10, status="in_progress"),
            a_change("L2", "wait_time", 4, status="projected"),
        )
    )
    states = (comparison.first, comparison.baseline, comparison.done, comparison.in_progress, comparison.projected)

    assert [state.metrics.lead_time.value for state in states] == [141, 151, 127, 117, 97]
    assert [state.claim for state in states] == ["known", "known", "done", "projected", "projected"]
    assert comparison.correction_hours() == 10


def test_without_changes_every_state_is_the_first_map():
    comparison = compare_states(an_engagement())

    assert comparison.effects == ()
    assert comparison.projected.metrics == comparison.first.metrics
    assert comparison.correction_hours() == 0


@pytest.mark.parametrize(
    ("fields", "tag"),
    [
        ({"kind": "correction"}, "correction"),
        ({"kind": "discovery", "grade": "measured"}, "correction"),
        ({"status": "in_progress", "grade": "measured"}, "in progress"),
        ({"status": "projected"}, "projected"),
        ({"grade": "measured"}, "measured"),
        ({"grade": "sampled"}, "measured"),
        ({"grade": "estimated"}, "re-estimated"),
        ({"grade": "guess"}, "re-estimated"),
        ({}, "re-estimated"),
    ],
)
def test_every_change_says_how_far_its_claim_reaches(fields, tag):
    (effect,) = compare_states(an_engagement(a_change("L6", "wait_time", 6, **fields))).effects

    assert effect.tag == tag
    assert (effect.before, effect.after) == (30, 6)


def test_effects_of_single_changes_do_not_add_up_on_parallel_branches():
    stream = two_roads()
    comparison = compare_states(
        an_engagement(a_change("P2", "wait_time", 0), a_change("P4", "wait_time", 40), stream=stream)
    )
    single = [effect.lead_time_change for effect in comparison.effects]
    together = lead_time_difference(comparison.baseline.metrics, comparison.done.metrics)

    assert single == [0, -1]
    assert together == -3


def test_a_shorter_wait_beside_the_critical_path_is_named_as_without_effect():
    comparison = compare_states(an_engagement(a_change("P3", "wait_time", 4), stream=two_roads()))
    (effect,) = comparison.zero_effects()

    assert effect.change.key == "P3"
    assert not effect.on_critical_path


@pytest.mark.parametrize(
    "change",
    [
        a_change("L1", "percent_complete_accurate", 99),
        a_change("L1", "team", "Product"),
        a_change("L6", "wait_time", 6),
        a_change("L6", "wait_time", 30, status="projected"),
        a_change("L6", "wait_time", 30, kind="correction"),
    ],
)
def test_only_finished_improvements_of_time_can_be_without_effect(change):
    assert compare_states(an_engagement(change)).zero_effects() == ()


def test_an_effect_on_an_unknown_lead_time_is_unknown():
    stream = lantern()
    first, *others = stream.steps
    stream = stream.with_changes(steps=(first.with_changes(wait_time=None), *others))
    comparison = compare_states(an_engagement(a_change("L6", "wait_time", 6), stream=stream))
    (effect,) = comparison.effects

    assert effect.lead_time_change is None
    assert comparison.correction_hours() is None
    assert comparison.zero_effects() == ()


def test_finding_out_a_time_is_an_effect_from_the_unknown():
    stream = lantern()
    first, *others = stream.steps
    stream = stream.with_changes(steps=(first.with_changes(wait_time=None), *others))
    comparison = compare_states(an_engagement(a_change("L1", "wait_time", 16, kind="discovery"), stream=stream))
    (effect,) = comparison.effects

    assert (effect.before, effect.after, effect.lead_time_change) == (None, 16, None)
    assert comparison.baseline.metrics.lead_time.value == 141


def test_removing_a_step_is_an_effect_from_there_to_gone():
    (effect,) = compare_states(an_engagement(a_change("L4", "removed"))).effects

    assert (effect.before, effect.lead_time_change, effect.on_critical_path) == (False, -7, True)


def test_a_change_of_something_the_map_does_not_have_is_refused():
    with pytest.raises(UsageError, match="'L9'"):
        compare_states(an_engagement(a_change("L9", "wait_time", 1)))


def test_an_improvement_of_a_step_that_a_correction_removed_is_refused():
    with pytest.raises(UsageError, match="'L4'"):
        compare_states(an_engagement(a_change("L4", "removed", kind="correction"), a_change("L4", "wait_time", 1)))


def test_no_labour_is_saved_by_doing_nothing():
    assert handoff_labour_saved(described(), described()) == 0


def test_a_handoff_that_is_gone_saves_its_transfer_and_not_the_rework():
    before = described()
    steps = tuple(step.with_changes(team="Product") if step.id == "L5" else step for step in before.steps)
    after = before.with_changes(steps=steps)

    assert handoff_labour_saved(before, after) == pytest.approx(1)


def test_better_quality_saves_the_rework_of_the_handoff():
    before = described()
    steps = tuple(
        step.with_changes(percent_complete_accurate=NumberEstimate(value=100)) if step.id == "L4" else step
        for step in before.steps
    )

    assert handoff_labour_saved(before, before.with_changes(steps=steps)) == pytest.approx((1 / 0.9 - 1) * 0.5)


def test_saved_labour_is_unknown_while_a_handoff_is_not_described():
    assert handoff_labour_saved(lantern(), lantern()) is None


def test_only_steps_that_improvements_touch_are_marked():
    comparison = compare_states(
        an_engagement(
            a_change("L6", "wait_time", 6),
            a_change("L1", "wait_time", 20, kind="correction"),
            a_change("L1>L2", "share", 1, table="edges"),
        )
    )

    assert changed_steps(comparison.effects) == {"L6"}


@settings(max_examples=40)
@given(engagements())
def test_comparing_leaves_the_engagement_untouched_and_starts_from_its_map(engagement):
    before = engagement.model_dump()
    comparison = compare_states(engagement)

    assert engagement.model_dump() == before
    assert comparison.first.metrics == map_metrics(engagement.stream)
    assert len(comparison.effects) == len(engagement.changes)

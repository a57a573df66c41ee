from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vsm_toolkit.changes import apply_changes
from vsm_toolkit.errors import UsageError
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.model import HandoffRecord, Team
from vsm_toolkit.realignment import (
    Pattern,
    insight_sentence,
    judge_groups,
    move_steps,
    realignment_options,
)
from vsm_toolkit.samples import lantern, two_roads


def _described(**fields):
    record = {"to_step": "L5", "reason": "skills", "decision_holder": "Head of Quality", **fields}
    return lantern().with_changes(handoffs=(HandoffRecord(**record),), items_per_year=104)


def test_the_gain_of_an_option_is_that_of_its_own_changes():
    stream = _described(residual_low=0.2, residual_high=0.4)
    option = move_steps(stream, ["L5"], "Product")
    after = map_metrics(apply_changes(stream, option.changes))

    assert map_metrics(stream).lead_time.value - after.lead_time.value == pytest.approx(option.saved_likely)
    assert option.saved.low <= option.saved_likely <= option.saved.high


def test_a_gain_never_exceeds_what_the_waits_alone_would_claim():
    option = move_steps(two_roads(), ["P4"], "Product")

    assert option.saved.high <= option.naive_saving.high
    assert option.saved.high == 1.0


def test_a_follower_that_becomes_a_crossing_waits_at_least_the_typical_handoff():
    option = move_steps(lantern(), ["L3"], "Shared QA")
    waits = {change.key: change.value for change in option.changes if change.field == "wait_time"}

    assert waits["L4"] == 24.0
    assert option.saved.high < 0


def test_a_step_that_is_there_already_or_nowhere_is_refused():
    with pytest.raises(UsageError, match="already belongs to Product"):
        move_steps(lantern(), ["L3"], "Product")
    with pytest.raises(UsageError, match="no step 'L9'"):
        move_steps(lantern(), ["L9"], "Product")


def test_self_service_keeps_team_handoff_and_load():
    option = move_steps(_described(), ["L5"], "Product", Pattern.SELF_SERVICE)

    assert option.handoffs_after == option.handoffs_before
    assert option.added_hours_per_week == 0
    assert {change.field for change in option.changes} == {"wait_time"}


def test_shared_ownership_gains_half_of_a_move_and_half_of_its_load():
    stream = _described(residual_low=0.2, residual_high=0.2)
    moved = move_steps(stream, ["L5"], "Product")
    shared = move_steps(stream, ["L5"], "Product", Pattern.SHARE_OWNERSHIP)

    assert shared.saved_likely == pytest.approx(moved.saved_likely / 2)
    assert shared.added_hours_per_week == pytest.approx(moved.added_hours_per_week / 2)


def test_a_busy_team_is_named_when_its_hours_are_known():
    teams = tuple(
        team.with_changes(productive_hours_per_week=110) if team.name == "Product" else team for team in lantern().teams
    )
    option = move_steps(_described().with_changes(teams=teams), ["L5"], "Product")

    assert option.utilisation_after == pytest.approx((12 + 40 + 1 + 12) * 2 / 110)
    assert option.is_too_busy()


def test_without_known_hours_nothing_is_said_about_being_busy():
    option = move_steps(_described(), ["L5"], "Product")

    assert option.utilisation_after is None
    assert not option.is_too_busy()


def test_an_unknown_wait_gives_no_gain_instead_of_a_wrong_one():
    stream = lantern()
    steps = tuple(step.with_changes(wait_time=None) if step.id == "L5" else step for step in stream.steps)
    option = move_steps(stream.with_changes(steps=steps), ["L5"], "Product")

    assert option.saved is None
    assert option.saved_likely is None
    assert "not known yet" in insight_sentence(stream, option)


def test_options_come_lightest_first_and_only_where_something_is_gained():
    options = realignment_options(_described())
    order = [list(Pattern).index(option.pattern) for option in options]

    assert order == sorted(order)
    assert all(option.saved_likely > 0 for option in options)


def test_what_the_team_may_drop_anyway_is_no_realignment():
    stream = _described(empowerment="empowered")

    assert ("L5",) not in {
        option.steps for option in realignment_options(stream) if option.pattern is not Pattern.MERGE_TEAMS
    }


def test_without_a_home_team_the_question_is_asked_first():
    teams = tuple(Team(name=team.name) for team in lantern().teams)
    with pytest.raises(UsageError, match="No team is marked as the home team"):
        realignment_options(lantern().with_changes(teams=teams))


def test_the_sentence_says_gain_need_load_and_who_decides():
    stream = _described(residual_low=0.1, residual_high=0.4)
    sentence = insight_sentence(stream, move_steps(stream, ["L5"], "Product"))

    assert sentence == (
        "If “Test” were done by Product, feature lead time would fall by 12 h to 2.3 d (now 3.5 wk, projected); it "
        "would need the skill that Shared QA has today; it would add 24 h a week to the team; Head of Quality decides."
    )


def test_groups_are_judged_by_the_maps():
    judged = judge_groups([lantern(), two_roads()], [["Product", "Shared QA", "Legal"]])

    assert [(each.handoffs_before, each.handoffs_after) for each in judged] == [(3, 2), (5, 4)]
    assert judged[1].saved.high == 1.0


@settings(max_examples=25)
@given(st.sampled_from(["L1", "L5", "L6"]), st.floats(0, 1), st.floats(0, 1))
def test_a_smaller_residual_never_gains_less(step_id, one, other):
    low, high = sorted((one, other))
    record = HandoffRecord(to_step=step_id, residual_low=low, residual_high=high)
    option = move_steps(lantern().with_changes(handoffs=(record,)), [step_id], "Product")

    assert option.saved.low <= option.saved.high + 1e-9

"""Scenarios as data: saved, replayed, undone, and honest about what they do not change."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import engagements, value_streams, what_ifs
from vsm_toolkit.changes import apply_changes
from vsm_toolkit.errors import MapNotComputableError, UsageError
from vsm_toolkit.io.map_file import load_engagement, parse_engagement, render_engagement, save_engagement
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.model import (
    Challenge,
    Change,
    ChangeKind,
    ChangeStatus,
    Dependency,
    Edge,
    Engagement,
    NumberEstimate,
    Scenario,
    Step,
    TimeEstimate,
    ValueStream,
)
from vsm_toolkit.samples import coming_back, lantern, two_roads
from vsm_toolkit.scenarios import (
    change_in_words,
    compare_maps,
    effect_of,
    halved_waits,
    scenario_changes,
    tornado,
    with_scenario,
    without_scenario,
)

DAILY = Scenario(id="S1", name="Deploy daily")


def a_change(key: str, field: str, value: object = None, table: str = "steps", **fields) -> Change:
    return Change(
        **{"kind": "improvement", "status": "projected"} | fields, table=table, key=key, field=field, value=value
    )


def lantern_engagement(**fields) -> Engagement:
    return Engagement(challenge=Challenge(id="lantern"), stream=lantern(), **fields)


def without_times_of(stream: ValueStream, step_id: str) -> ValueStream:
    steps = tuple(step.with_changes(wait_time=None) if step.id == step_id else step for step in stream.steps)
    return stream.model_copy(update={"steps": steps})


def why(stream: ValueStream, *changes: Change) -> str | None:
    return effect_of(stream, changes).why_nothing


def test_a_saved_change_is_a_projection_whatever_it_claimed_before():
    boast = a_change("L6", "wait_time", 6, kind="correction", status="done", scenario="other")
    saved = scenario_changes(with_scenario(lantern_engagement(), DAILY, [boast]), "S1")

    assert [(each.kind, each.status, each.scenario) for each in saved] == [
        (ChangeKind.IMPROVEMENT, ChangeStatus.PROJECTED, "S1")
    ]


def test_saving_again_replaces_the_scenario_and_leaves_others_alone():
    engagement = with_scenario(lantern_engagement(), DAILY, [a_change("L6", "wait_time", 6)])
    engagement = with_scenario(engagement, Scenario(id="S2", name="Other"), [a_change("L1", "wait_time", 1)])
    engagement = with_scenario(engagement, DAILY, [a_change("L6", "wait_time", 3)])

    assert [scenario.id for scenario in engagement.scenarios] == ["S2", "S1"]
    assert [change.value for change in scenario_changes(engagement, "S1")] == [3]
    assert [change.value for change in scenario_changes(engagement, "S2")] == [1]


def test_an_unknown_scenario_is_refused_and_the_known_ones_are_named():
    engagement = with_scenario(lantern_engagement(), DAILY, [])

    with pytest.raises(UsageError, match="There is no scenario 'S9'; the scenarios are: S1"):
        scenario_changes(engagement, "S9")
    with pytest.raises(UsageError, match="none yet"):
        scenario_changes(lantern_engagement(), "S1")


@given(engagements(), st.data())
def test_taking_a_scenario_out_undoes_putting_it_in(engagement, data):
    changes = data.draw(what_ifs(engagement.stream))
    saved = with_scenario(engagement, DAILY, changes)

    assert without_scenario(saved, "S1") == engagement
    assert len(scenario_changes(saved, "S1")) == len(changes)
    assert with_scenario(saved, DAILY, changes) == saved


@given(engagements(), st.data())
def test_a_scenario_read_back_from_the_file_gives_the_same_map(engagement, data):
    changes = data.draw(what_ifs(engagement.stream))
    saved = with_scenario(engagement, DAILY, changes)
    back = parse_engagement(render_engagement(saved))

    assert scenario_changes(back, "S1") == scenario_changes(saved, "S1")
    assert apply_changes(back.stream, scenario_changes(back, "S1")) == apply_changes(engagement.stream, changes)


def test_a_scenario_goes_through_a_file_on_disk(tmp_path: Path):
    changes = (
        a_change("L7", "added", "Support"),
        a_change("L6>L7", "added", table="edges"),
        a_change("L7", "wait_time", 0.1),
        a_change("L6", "cadence", 8),
        a_change("L3", "percent_complete_accurate", 95),
        a_change("L2", "automated", value=True),
        a_change("L1", "removed"),
    )
    save_engagement(with_scenario(lantern_engagement(), DAILY, changes), tmp_path)
    back = load_engagement(tmp_path)

    assert back.scenarios == (DAILY,)
    assert apply_changes(back.stream, scenario_changes(back, "S1")) == apply_changes(lantern(), changes)


@given(value_streams(), st.data())
def test_the_effect_is_the_difference_of_two_computed_maps(stream, data):
    changes = data.draw(what_ifs(stream))
    try:
        expected = map_metrics(apply_changes(stream, changes))
    except MapNotComputableError:
        return
    effect = effect_of(stream, changes)

    assert effect.before == map_metrics(stream)
    assert effect.after == expected
    if expected.lead_time.value is None:
        assert (effect.lead_time_change, effect.why_nothing) == (None, None)
    else:
        assert effect.lead_time_change == pytest.approx(
            expected.lead_time.value - effect.before.lead_time.value, abs=1e-8
        )
        assert (effect.why_nothing is None) == (effect.lead_time_change != 0)


@given(value_streams())
def test_taking_away_waits_that_are_only_slack_changes_nothing(stream):
    slack = map_metrics(stream).slack
    idle = [step for step in stream.steps if slack.get(step.id, 0) >= step.wait_time.value > 0]
    for step in idle:
        effect = effect_of(stream, [a_change(step.id, "wait_time", 0)])
        assert effect.lead_time_change == 0
        assert effect.why_nothing


def test_an_honest_zero_names_the_step_and_its_slack():
    assert why(two_roads(), a_change("P3", "wait_time", 0)) == (
        "This change does not shorten lead time because “Prepare environment” is not on the critical path; it already "
        "has 3 wh of slack."
    )


def test_several_idle_steps_share_one_sentence_with_the_least_slack():
    sentence = why(two_roads(), a_change("P3", "wait_time", 0), a_change("P2", "process_time", 31))

    assert sentence == (
        "These changes do not shorten lead time because “Build” and “Prepare environment” are not on the critical "
        "path; they already have at least 1 wh of slack."
    )


def test_two_changes_of_one_idle_step_name_it_once():
    assert why(two_roads(), a_change("P3", "wait_time", 0), a_change("P3", "process_time", 1)) == (
        "These changes do not shorten lead time because “Prepare environment” is not on the critical path; it already "
        "has 3 wh of slack."
    )


@pytest.mark.parametrize(
    ("stream", "change"),
    [
        (lantern(), a_change("L3", "team", "Operations")),
        (lantern(), a_change("L3", "percent_complete_accurate", 100)),
        (lantern(), a_change("L3", "name", "Make")),
        (lantern(), a_change("L6", "wait_time", 30)),
        (coming_back(), a_change("T>B", "probability", 0.0, table="loops")),
        (lantern(), a_change("L5", "added", table="handoffs")),
    ],
)
def test_what_lead_time_does_not_count_is_said(stream, change):
    assert why(stream, change) == (
        "This change does not shorten lead time because lead time counts waiting, delay and work of a first pass, and "
        "none of these changes."
    )


def test_a_change_of_team_does_not_hide_that_the_other_step_is_idle():
    sentence = why(two_roads(), a_change("P1", "team", "Legal"), a_change("P2", "process_time", 16))

    assert sentence == (
        "These changes do not shorten lead time because “Build” is not on the critical path; it already has 1 wh of "
        "slack."
    )


def test_a_gate_without_a_known_cadence_says_why_its_wait_stays():
    assert why(lantern(), a_change("L6", "cadence", 8)) == (
        "This change does not shorten lead time because the wait of “Deploy” cannot follow its cadence: the cadence "
        "today is not known."
    )


def equal_branches() -> ValueStream:
    def step(step_id: str, wait: float) -> Step:
        times = {"wait_time": TimeEstimate(value=wait), "process_time": TimeEstimate(value=1)}
        return Step(id=step_id, name=f"Do {step_id}", **times)

    edges = tuple(Edge(from_step=one, to_step=other) for one, other in ("AB", "AC", "BD", "CD"))
    return ValueStream(name="Even", steps=(step("A", 1), step("B", 9), step("C", 9), step("D", 1)), edges=edges)


@pytest.mark.parametrize("step", ["B", "C"])
def test_of_two_equal_branches_neither_alone_helps(step):
    sentence = why(equal_branches(), a_change(step, "wait_time", 0))

    assert "takes just as long" in sentence
    assert "0 wh of slack" not in sentence


def test_of_two_equal_branches_both_together_help():
    both = [a_change(step, "wait_time", 0) for step in "BC"]

    assert effect_of(equal_branches(), both).lead_time_change == -9


def test_what_one_step_wins_another_can_lose():
    sentence = why(lantern(), a_change("L1", "wait_time", 10), a_change("L2", "wait_time", 30))

    assert "what one step wins another loses" in sentence


def test_a_removed_edge_that_saves_nothing_is_not_explained_by_what_lead_time_counts():
    sentence = why(two_roads(), a_change("P3>P5", "removed", table="edges"))

    assert "another branch takes just as long" in sentence


def test_removing_or_merging_idle_steps_says_that_they_are_idle():
    assert why(two_roads(), a_change("P3", "removed")) == (
        "This change does not shorten lead time because “Prepare environment” is not on the critical path; it already "
        "has 3 wh of slack."
    )
    sentence = why(two_roads(), a_change("P3", "removed"), a_change("P5", "merged_into", "P2"))

    assert "“Build”, “Prepare environment” and “Test” are not on the critical path; they already have at" in sentence


def test_with_an_edge_among_the_changes_slack_alone_is_no_reason():
    sentence = why(two_roads(), a_change("P3", "wait_time", 30), a_change("P2>P5", "removed", table="edges"))

    assert "another branch takes just as long" in sentence
    assert "slack" not in sentence


def test_an_unknown_lead_time_has_no_effect_and_no_excuse():
    effect = effect_of(without_times_of(lantern(), "L1"), [a_change("L6", "wait_time", 6)])

    assert (effect.lead_time_change, effect.why_nothing) == (None, None)
    assert effect.before.lead_time.at_least - effect.after.lead_time.at_least == 24


def test_a_change_that_makes_lead_time_known_has_no_effect_to_show():
    effect = effect_of(without_times_of(lantern(), "L1"), [a_change("L1", "wait_time", 16)])

    assert effect.lead_time_change is None
    assert effect.after.lead_time.value == 141


def test_a_change_that_cannot_be_applied_is_refused():
    with pytest.raises(UsageError, match="'L9' in steps, which this map does not have"):
        effect_of(lantern(), [a_change("L9", "wait_time", 1)])


def test_no_change_at_all_changes_nothing():
    effect = effect_of(lantern(), [])

    assert (effect.lead_time_change, effect.before) == (0, effect.after)


@given(value_streams(), st.data())
def test_every_bar_is_the_effect_of_its_change_alone(stream, data):
    changes = data.draw(what_ifs(stream))
    bars = tornado(stream, changes)

    assert sorted(map(str, (bar.change for bar in bars))) == sorted(map(str, changes))
    for bar in bars:
        try:
            alone = effect_of(stream, [bar.change])
        except (UsageError, MapNotComputableError):
            assert bar.lead_time_change is None
            assert bar.why_nothing.startswith("This change cannot stand alone:")
            continue
        assert (bar.lead_time_change, bar.why_nothing) == (alone.lead_time_change, alone.why_nothing)


@given(value_streams(), st.data())
def test_bars_come_largest_first_and_without_an_effect_last(stream, data):
    sizes = [
        -1 if bar.lead_time_change is None else abs(bar.lead_time_change)
        for bar in tornado(stream, data.draw(what_ifs(stream)))
    ]

    assert sizes == sorted(sizes, reverse=True)


def test_a_longer_wait_ranks_by_its_size_like_a_shorter_one():
    bars = tornado(lantern(), [a_change("L1", "wait_time", 15), a_change("L2", "wait_time", 124)])

    assert [(bar.change.key, bar.lead_time_change) for bar in bars] == [("L2", 100), ("L1", -1)]


def test_bars_of_parallel_branches_do_not_add_up():
    changes = [a_change("P2", "process_time", 16), a_change("P4", "wait_time", 20)]
    bars = tornado(two_roads(), changes)

    assert sum(bar.lead_time_change for bar in bars) == -1
    assert effect_of(two_roads(), changes).lead_time_change == -3


def test_a_change_that_edits_a_row_added_by_another_has_no_bar_of_its_own():
    changes = [a_change("L7", "added", "Support"), a_change("L7", "wait_time", 8), a_change("L6", "wait_time", 6)]
    bars = tornado(lantern(), changes)

    assert [(bar.change.field, bar.lead_time_change) for bar in bars] == [
        ("wait_time", -24),
        ("added", None),
        ("wait_time", None),
    ]
    assert bars[2].why_nothing == "This change cannot stand alone: it builds on another one."


def test_one_share_of_a_branch_has_no_bar_of_its_own():
    edges = (*lantern().edges[:1], *(Edge(from_step="L2", to_step=end, share=0.5) for end in ("L3", "L4")))
    stream = lantern().model_copy(update={"edges": edges})
    bars = tornado(stream, [a_change(f"L2>{end}", "share", share, "edges") for end, share in (("L3", 1), ("L4", 0))])

    assert [bar.lead_time_change for bar in bars] == [None, None]
    assert bars[0].why_nothing.startswith("This change cannot stand alone: The branches that leave L2 need a share")


def test_a_misspelled_change_is_refused_and_not_shown_as_no_effect():
    with pytest.raises(UsageError, match="'L9'"):
        tornado(lantern(), [a_change("L9", "wait_time", 8)])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (a_change("L6", "wait_time", 6), "Deploy: wait 3.8 d to 6 h"),
        (a_change("L6", "wait_time"), "Deploy: wait 3.8 d to ?"),
        (a_change("L6", "cadence", 8), "Deploy: cadence ? to 8 h"),
        (a_change("L3", "percent_complete_accurate", 92.5), "Build: %C&A 85 % to 92.5 %"),
        (a_change("L3", "people", 3), "Build: people 2 to 3"),
        (a_change("L3", "automated", value=True), "Build: automated ? to yes"),
        (a_change("L3", "team", "Shared_QA"), "Build: team Product to Shared_QA"),
        (a_change("L1", "removed"), "Triage request: removed"),
        (a_change("L4", "merged_into", "L3"), "Review: done together with Build"),
        (a_change("L4", "merged_into", "L9"), "Review: done together with L9"),
        (a_change("L3", "split_into", "L3b"), "Build: split in two"),
        (a_change("L7", "added", "Support"), "L7: new"),
        (a_change("L7", "wait_time", 8), "L7: wait ? to 8 h"),
        (a_change("L5>L3", "probability", 0.1, "loops"), "Test → Build: probability ? to 10 %"),
        (a_change("L1>L2", "removed", None, "edges"), "Triage request → Shape story: removed"),
        (a_change("L5", "added", None, "handoffs"), "Test: new"),
        (a_change("D1", "strength", "soft", "dependencies"), "D1: strength ? to soft"),
        (a_change("L1", "x", 1, "nonsense"), "Triage request: x ? to 1"),
    ],
)
def test_a_change_is_called_by_the_names_of_the_map(change, words):
    assert change_in_words(lantern(), change) == words


def test_the_field_of_a_loop_and_a_dependency_show_their_old_value():
    loop = a_change("T>B", "probability", 0.15, "loops")
    row = Dependency(id="D1", dependent="a", provider="b", strength="hard", wait_per_occurrence=24)
    stream = lantern().model_copy(update={"dependencies": (row,)})

    assert change_in_words(coming_back(), loop) == "Test → Build: probability 30 % to 15 %"
    assert change_in_words(stream, a_change("D1", "strength", "soft", "dependencies")) == "D1: strength hard to soft"
    assert change_in_words(stream, a_change("D1", "wait_per_occurrence", 4, "dependencies")) == (
        "D1: wait per occurrence 3 d to 4 h"
    )


def test_halved_waits_leave_out_what_is_unknown_or_nothing():
    stream = without_times_of(lantern(), "L2")
    stream = apply_changes(stream, [a_change("L3", "wait_time", 0)])

    assert [(each.key, each.value) for each in halved_waits(stream)] == [("L1", 8), ("L4", 3), ("L5", 10), ("L6", 15)]


@given(value_streams(complete=False))
def test_a_map_does_not_differ_from_itself(stream):
    difference = compare_maps(stream, stream)

    assert difference.steps == ()
    assert difference.before == difference.after
    assert difference.path_before == difference.path_after
    assert difference.lead_time_change in (0, None)


@given(value_streams(), st.data())
def test_comparing_the_other_way_round_swaps_before_and_after(stream, data):
    changed = apply_changes(stream, data.draw(what_ifs(stream)))
    try:
        there, back = compare_maps(stream, changed), compare_maps(changed, stream)
    except MapNotComputableError:
        return

    assert {(row.step_id, row.field, row.before, row.after) for row in there.steps} == {
        (row.step_id, row.field, row.after, row.before) for row in back.steps
    }
    if there.lead_time_change is not None:
        assert there.lead_time_change == -back.lead_time_change


def test_a_new_and_a_removed_step_show_every_known_field():
    after = apply_changes(lantern(), [a_change("L6", "removed"), a_change("L7", "added", "Support")])
    rows = compare_maps(lantern(), after).steps

    assert [(row.step_id, row.field, row.before, row.after) for row in rows] == [
        ("L6", "name", "Deploy", None),
        ("L6", "team", "Operations", None),
        ("L6", "stage", "release", None),
        ("L6", "wait_time", 30, None),
        ("L6", "process_time", 1, None),
        ("L6", "in_step_delay", 0, None),
        ("L6", "percent_complete_accurate", 95, None),
        ("L6", "people", 2, None),
        ("L7", "name", None, "Support"),
    ]


def test_the_critical_path_of_both_maps_is_given():
    after = apply_changes(two_roads(), [a_change("P4", "wait_time", 20)])
    difference = compare_maps(two_roads(), after)

    assert difference.path_before == ("P1", "P4", "P6")
    assert difference.path_after == ("P1", "P2", "P5", "P6")


def test_a_value_that_becomes_unknown_is_a_difference():
    after = apply_changes(lantern(), [a_change("L3", "percent_complete_accurate", None)])
    (row,) = compare_maps(lantern(), after).steps

    assert (row.field, row.before, row.after) == ("percent_complete_accurate", 85, None)
    assert after.step("L3").percent_complete_accurate is None
    assert lantern().step("L3").percent_complete_accurate == NumberEstimate(value=85)

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import engagements
from vsm_toolkit.errors import UsageError
from vsm_toolkit.facilitation.exit_checks import exit_check
from vsm_toolkit.facilitation.script import SCRIPTS
from vsm_toolkit.io.map_file import load_engagement
from vsm_toolkit.io.shipped_files import shipped_folder
from vsm_toolkit.model import (
    Ask,
    Challenge,
    Edge,
    Engagement,
    HandoffRecord,
    Improvement,
    ItemTime,
    OutcomeStatement,
    Step,
    ValueStream,
)
from vsm_toolkit.samples import lantern

CLAIMS = load_engagement(shipped_folder("data") / "engagements" / "claims-portal")
MAPPED = CLAIMS.model_copy(update={"improvements": (), "asks": (), "retention_checks": ()})
"""The sample as it stood before anybody planned what to do about it."""
EMPTY = Engagement(challenge=Challenge(id="x"), stream=ValueStream(name="X"))


def sentences(engagement, notebook):
    return [point.sentence for point in exit_check(engagement, notebook)]


def with_stream(engagement, **changes):
    return engagement.model_copy(update={"stream": engagement.stream.with_changes(**changes)})


def test_the_charter_lacks_everything_at_first_and_nothing_at_the_end():
    items = [ItemTime(item=name, measure="start to end", period="before", hours=500) for name in ("T-1", "T-2")]
    stream = EMPTY.stream.with_changes(trigger="a form", customer="handlers", item_type="feature", end_condition="used")
    challenge = Challenge(id="x", outcome=OutcomeStatement(text="12 weeks by May"), decision_rights=("backlog order",))
    full = Engagement(challenge=challenge, stream=stream, item_times=items)

    assert [point.field for point in exit_check(EMPTY, "00")] == [
        *("trigger", "customer", "item_type", "end_condition", "outcome", "decision_rights", "")
    ]
    assert exit_check(full, "00") == ()


def test_the_map_of_a_sample_is_complete():
    assert sentences(CLAIMS, "01") == []


def test_a_map_with_two_ends_a_loose_step_and_a_step_without_team_says_so():
    stream = ValueStream(
        name="X",
        steps=[Step(id=each, name=f"Do {each}", team=None if each == "E" else "T") for each in "ABCDE"],
        edges=[Edge(from_step="A", to_step="B"), Edge(from_step="A", to_step="C"), Edge(from_step="A", to_step="E")],
    )
    found = sentences(Engagement(challenge=Challenge(id="x"), stream=stream), "01")

    assert "“Do D” hangs in the air: no arrow." in found
    assert any(each.startswith("The map has 3 ends") for each in found)
    assert "“Do E” has no team. Ask: who had it in their hands?" in found


def test_a_circle_of_arrows_is_a_point_and_not_an_error():
    edges = [*lantern().edges, Edge(from_step="L6", to_step="L1")]
    found = sentences(with_stream(CLAIMS, **{**dict(lantern()), "edges": tuple(edges)}), "01")

    assert any("circle" in each for each in found)


def test_a_missing_time_of_a_critical_step_links_to_its_field():
    steps = [step if step.id != "A01" else step.with_changes(wait_time=None) for step in CLAIMS.stream.steps]
    points = exit_check(with_stream(CLAIMS, steps=tuple(steps)), "02")

    assert ("steps", "A01", "wait_time", "02", "measure_panel") in {
        (point.table, point.key, point.field, point.notebook, point.panel) for point in points
    }


def test_the_longest_waits_must_be_looked_up():
    assert any(each.startswith("1 of the longest waits was looked up, 2 should be") for each in sentences(CLAIMS, "02"))


def test_a_baseline_that_is_not_frozen_is_a_point():
    thawed = CLAIMS.model_copy(update={"challenge": CLAIMS.challenge.with_changes(baseline_on=None)})

    assert len(exit_check(thawed, "02")) == len(exit_check(CLAIMS, "02")) + 1


def test_a_hard_and_blocking_dependency_needs_frequency_and_wait():
    rows = tuple(
        row.with_changes(strength="hard", impact="blocking", frequency_per_item=None, wait_per_occurrence=None)
        for row in CLAIMS.stream.dependencies[:1]
    )
    fields = [point.field for point in exit_check(with_stream(CLAIMS, dependencies=rows), "03")]

    assert {"frequency_per_item", "wait_per_occurrence"} <= set(fields)


def test_a_crossing_that_nobody_classified_links_to_its_handoff():
    points = exit_check(with_stream(CLAIMS, handoffs=()), "04")
    unclassified = [point.key for point in points if point.field == "empowerment"]

    assert len(unclassified) == 10


def test_a_not_empowered_handoff_needs_an_owner_and_a_risk():
    record = HandoffRecord(to_step="A05", empowerment="not_empowered")
    others = tuple(row for row in CLAIMS.stream.handoffs if row.to_step != "A05")
    fields = {point.field for point in exit_check(with_stream(CLAIMS, handoffs=(*others, record)), "04")}

    assert {"decision_holder", "risk_controlled"} <= fields


def test_a_dated_improvement_of_an_empowered_handoff_closes_session_04():
    target = next(row.to_step for row in CLAIMS.stream.handoffs if row.empowerment == "empowered")
    chosen = Improvement(id="I1", target=target, status="chosen", due=date(2026, 10, 1))

    assert exit_check(CLAIMS.model_copy(update={"improvements": (chosen,)}), "04") == ()


def test_the_largest_loss_needs_an_owner_or_an_improvement():
    rows = tuple(row.with_changes(decision_holder=None) for row in MAPPED.stream.waste)
    without = with_stream(MAPPED, waste=rows)
    top = next(point.key for point in exit_check(without, "05") if "largest loss" in point.sentence)
    improved = without.model_copy(update={"improvements": (Improvement(id="I1", target=top),)})

    assert not any("largest loss" in each for each in sentences(improved, "05"))


def test_four_active_improvements_are_one_too_many():
    rows = tuple(
        Improvement(id=f"I{n}", target="A01", status="chosen", owner_role="lead", due=date(2026, 10, 1))
        for n in range(4)
    )
    found = sentences(CLAIMS.model_copy(update={"improvements": rows}), "06")

    assert "4 improvements are active; 3 is what a challenge carries." in found
    assert "None of the active improvements is one that the team can do alone." in found


def test_an_ask_says_who_receives_it_what_shows_it_and_until_when():
    bare = CLAIMS.model_copy(update={"asks": (Ask(id="K1"),)})

    assert {point.field for point in exit_check(bare, "06") if point.table == "asks"} == {
        *("receiver_role", "evidence_ids", "reversible_trial", "decide_by")
    }


def test_a_done_improvement_needs_a_day_to_look_again():
    done = MAPPED.model_copy(update={"improvements": (Improvement(id="I1", target="A01", status="done"),)})

    assert any("still in place" in each for each in sentences(done, "07"))


def test_the_hour_ends_with_one_improvement_that_has_an_owner_and_a_date():
    row = Improvement(id="I1", target="A11", status="chosen", owner_role="lead", due=date(2026, 10, 1))

    assert len(exit_check(MAPPED, "orientation")) == 1
    assert exit_check(MAPPED.model_copy(update={"improvements": (row,)}), "orientation") == ()


def test_an_unknown_session_is_refused():
    with pytest.raises(UsageError, match="no session"):
        exit_check(CLAIMS, "99")


@given(engagements(), st.sampled_from(sorted(SCRIPTS)))
def test_any_map_can_be_checked_and_every_point_names_its_place(engagement, notebook):
    points = exit_check(engagement, notebook)

    assert all(point.sentence and point.table and point.notebook in SCRIPTS and point.panel for point in points)

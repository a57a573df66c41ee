"""What one week changed: from the journal, entry by entry, or from dated changes where there is no journal."""

from __future__ import annotations

from datetime import date

import pytest

from vsm_toolkit.history import Edit, JournalEntry, apply_edit, replay
from vsm_toolkit.model import Challenge, Change, ChangeKind, Engagement, ItemTime, PulseEntry, Scenario
from vsm_toolkit.samples import lantern
from vsm_toolkit.weekly_pulse import Week, WeeklyPulse, items_finished, planned_before, said_in, weekly_pulse

WEEK = Week.of(date(2026, 9, 16))
START = Engagement(challenge=Challenge(id="lantern"), stream=lantern())


def entry(number: int, day: str, *edits: Edit, kind: str = "correction") -> JournalEntry:
    return JournalEntry("s", number, number, f"{day}T10:00:00+00:00", "team", ChangeKind(kind), edits)


def wait(step: str, old: float, new: float) -> Edit:
    return Edit("steps", step, "wait_time", {"value": old}, {"value": new})


def pulse(*entries: JournalEntry, start: Engagement = START) -> WeeklyPulse:
    """Give the pulse of entries that follow a first one, which holds the whole map."""
    whole = [entry(0, "2026-09-01"), *entries]
    now = replay(start, whole).engagement
    return weekly_pulse(now, WEEK, whole, lambda count: replay(start, whole[:count]).engagement)


def test_each_edit_says_how_it_moved_lead_time_in_the_order_it_was_made():
    found = pulse(
        entry(1, "2026-09-14", wait("L6", 30, 40)), entry(2, "2026-09-16", wait("L2", 24, 20), kind="improvement")
    )

    assert [(change.kind, change.key, change.before, change.after, change.effect) for change in found.changes] == [
        ("correction", "L6", 30, 40, 10),
        ("improvement", "L2", 24, 20, -4),
    ]
    assert (found.lead_time_then.value, found.lead_time_now.value, found.moved()) == (141, 147, 6)


def test_only_the_entries_of_the_week_count():
    found = pulse(
        entry(1, "2026-09-13", wait("L6", 30, 40)),
        entry(2, "2026-09-20", wait("L6", 40, 41)),
        entry(3, "2026-09-21", wait("L6", 41, 60)),
    )

    assert [(change.before, change.after) for change in found.changes] == [(40, 41)]
    assert (found.lead_time_then.value, found.lead_time_now.value) == (151, 152)


def test_a_value_changed_twice_is_one_row_and_one_taken_back_is_none():
    twice = pulse(entry(1, "2026-09-14", wait("L6", 30, 40)), entry(2, "2026-09-15", wait("L6", 40, 20)))
    back = pulse(entry(1, "2026-09-14", wait("L6", 30, 40)), entry(2, "2026-09-15", wait("L6", 40, 30)))

    assert [(change.before, change.after, change.effect) for change in twice.changes] == [(30, 20, -10)]
    assert back.changes == ()


def test_effects_of_edits_add_up_to_what_the_week_moved():
    found = pulse(
        entry(1, "2026-09-14", wait("L6", 30, 40), wait("L2", 24, 4)),
        entry(2, "2026-09-15", Edit("steps", "L3", "team", "Build", "Desk")),
    )

    assert sum(change.effect for change in found.changes) == found.moved() == -10


def test_dated_changes_of_the_week_are_told_with_how_far_they_are():
    sooner = Change(on=WEEK.end, kind="improvement", status="in_progress", key="L6", field="wait_time", value=6)
    later = sooner.with_changes(on=date(2026, 9, 21), key="L1")
    found = weekly_pulse(START.with_changes(changes=(sooner, later)), WEEK)

    assert [(change.key, change.before, change.after, change.status) for change in found.changes] == [
        ("L6", 30, 6, "in_progress")
    ]
    assert found.moved() == 0


def test_a_dated_change_that_was_typed_this_week_is_told_once():
    row = {"on": "2026-09-15", "kind": "improvement", "status": "done", "table": "steps", "key": "L6"}
    row |= {"field": "wait_time", "value": 6.0}
    added = Edit("changes", "None>steps>L6>wait_time>2026-09-15", "added", None, {"row": row, "place": 0})
    found = pulse(entry(1, "2026-09-16", added))

    assert [(change.key, change.effect) for change in found.changes] == [("L6", -24)]
    assert found.moved() == -24


def test_what_a_scenario_holds_did_not_happen():
    row = {
        "kind": "improvement",
        "status": "projected",
        "key": "L6",
        "field": "wait_time",
        "scenario": "S1",
        "value": 1,
    }
    added = Edit("changes", "S1>steps>L6>wait_time>None", "added", None, {"row": row, "place": 0})
    found = pulse(
        entry(1, "2026-09-16", added), start=START.with_changes(scenarios=(Scenario(id="S1", name="What if"),))
    )

    assert found.changes == ()


def test_a_removed_step_is_a_change_of_its_row():
    removed = Edit("steps", "L4", "removed", {"row": {"id": "L4", "name": "Peer review"}, "place": 3}, None)
    flow = [
        Edit("edges", key, "removed", {"row": dict(zip(("from_step", "to_step"), key.split(">"), strict=True))}, None)
        for key in ("L3>L4", "L4>L5")
    ]
    found = pulse(entry(1, "2026-09-16", *flow, removed))

    assert ("steps", "L4", "removed") in [(change.table, change.key, change.field) for change in found.changes]


def test_edits_beside_the_map_are_counted():
    ask = Edit("asks", "K1", "added", None, {"row": {"id": "K1"}, "place": 0})

    assert pulse(entry(1, "2026-09-16", ask)).edits_beside == {"asks": 1}


def test_an_edit_that_cannot_be_followed_takes_the_state_from_the_journal():
    strange = entry(1, "2026-09-14", Edit("steps", "gone", "wait_time", None, {"value": 1.0}))
    found = pulse(strange, entry(2, "2026-09-15", wait("L6", 30, 40)))

    assert found.moved() == 10


def test_an_empty_week_is_empty_and_holds_no_other_week():
    found = pulse(entry(1, "2026-09-01", wait("L6", 30, 40)))

    assert found.is_empty
    assert found.moved() == 0


def test_words_items_and_last_weeks_plan_belong_to_their_week():
    whole = START.with_changes(
        pulses=(
            PulseEntry(on=date(2026, 9, 9), next_steps="write the asks"),
            PulseEntry(on=date(2026, 9, 14), learned="first"),
            PulseEntry(on=date(2026, 9, 17), learned="last"),
        ),
        item_times=tuple(
            ItemTime(item=str(day), measure="all", period="after", hours=8, finished_on=date(2026, 9, day))
            for day in (13, 14, 20, 21)
        ),
    )

    assert said_in(whole, WEEK).learned == "last"
    assert planned_before(whole, WEEK) == "write the asks"
    assert planned_before(whole, Week.of(date(2026, 9, 30))) is None
    assert [item.item for item in items_finished(whole, WEEK)] == ["14", "20"]
    assert not weekly_pulse(whole, WEEK).is_empty


def test_a_map_that_cannot_be_computed_moves_nobody_knows_how_far():
    circle = apply_edit(
        START, Edit("edges", "L6>L1", "added", None, {"row": {"from_step": "L6", "to_step": "L1"}, "place": 0})
    )

    assert weekly_pulse(circle, WEEK).moved() is None


@pytest.mark.parametrize(("day", "number"), [(date(2026, 9, 14), 38), (date(2026, 9, 20), 38), (date(2027, 1, 3), 53)])
def test_a_week_runs_from_monday_to_sunday(day, number):
    week = Week.of(day)

    assert (week.number, week.start.weekday(), week.end.weekday()) == (number, 0, 6)
    assert week.holds(day)
    assert not week.holds(None)

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.errors import UsageError
from vsm_toolkit.history import Edit, JournalEntry, apply_edit, key_of, replay, row_values, rows_of, value_at
from vsm_toolkit.model import Challenge, ChangeKind, Edge, Engagement, Step, Team
from vsm_toolkit.samples import lantern


def _engagement():
    return Engagement(challenge=Challenge(id="lantern"), stream=lantern())


def _entry(number, *edits, session="one", lamport=None):
    return JournalEntry(
        session, number, lamport or number, "2026-09-01T09:00:00+00:00", session, ChangeKind.DISCOVERY, edits
    )


def test_an_edit_gives_a_new_engagement_and_leaves_the_old_one():
    before = _engagement()
    after = apply_edit(before, Edit("steps", "L6", "wait_time", {"value": 30.0}, {"value": 6.0}))

    assert after.stream.step("L6").wait_time.value == 6
    assert before.stream.step("L6").wait_time.value == 30


def test_a_value_can_become_unknown_again():
    after = apply_edit(_engagement(), Edit("steps", "L6", "wait_time", {"value": 30.0}, None))

    assert after.stream.step("L6").wait_time is None


@pytest.mark.parametrize(
    "edit",
    [
        Edit("steps", "L3", "name", "Build", "Build it"),
        Edit("steps", "L3", "wait_time", {"value": 8.0}, {"value": 1.0, "low": 0.5}),
        Edit("steps", "L3", "moved", 2, 4),
        Edit("challenge", "", "program", None, "Lighting"),
        Edit("stream", "", "customer", "customers of Lantern", None),
        Edit("edges", "L1>L2", "removed", {"row": row_values(Edge(from_step="L1", to_step="L2")), "place": 0}, None),
        Edit("steps", "L7", "added", None, {"row": {"id": "L7", "name": "Support"}, "place": 6}),
    ],
)
def test_the_inverse_takes_an_edit_back_to_the_letter(edit):
    before = _engagement()

    assert apply_edit(apply_edit(before, edit), edit.inverse()) == before


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (Edit("steps", "L9", "name", None, "x"), "no 'L9' in steps"),
        (Edit("steps", "L1", "nmae", None, "x"), "no field 'nmae'"),
        (Edit("steps", "L1", "wait_time", None, {"value": "soon"}), "wait time cannot take"),
        (Edit("steps", "L1", "added", None, {"row": {"id": "L1", "name": "x"}, "place": 0}), "already in steps"),
        (Edit("stepz", "L1", "removed", None, None), "no table 'stepz'"),
    ],
)
def test_what_cannot_be_applied_is_said_in_a_sentence(edit, words):
    with pytest.raises(UsageError, match=words):
        apply_edit(_engagement(), edit)


def test_rows_are_named_by_what_identifies_them():
    assert key_of("edges", rows_of(_engagement(), "edges")[0]) == "L1>L2"
    assert value_at(_engagement(), "steps", "L1", "team") == "Support"


def test_entries_are_applied_in_their_order_and_not_in_the_order_given():
    first = _entry(1, Edit("steps", "L1", "name", "Triage request", "Sort"))
    second = _entry(2, Edit("steps", "L1", "name", "Sort", "Sort requests"))

    assert replay(_engagement(), [second, first]).engagement.stream.step("L1").name == "Sort requests"


def test_two_values_that_met_are_both_kept_as_a_conflict():
    mine = _entry(1, Edit("steps", "L1", "name", "Triage request", "Sort"), session="one")
    theirs = _entry(1, Edit("steps", "L1", "name", "Triage request", "Sift"), session="two")
    found = replay(_engagement(), [mine, theirs])

    assert found.engagement.stream.step("L1").name == "Sift"
    assert [(each.expected, each.found) for each in found.conflicts] == [("Triage request", "Sort")]
    assert "'Sort'" in found.conflicts[0].sentence()
    assert "'Sift'" in found.conflicts[0].sentence()


def test_two_people_who_typed_the_same_value_have_no_conflict():
    entries = [
        _entry(1, Edit("steps", "L1", "name", "Triage request", "Sort"), session=name) for name in ("one", "two")
    ]

    assert replay(_engagement(), entries).conflicts == ()


def test_an_entry_that_cannot_be_applied_is_named_and_the_others_stand():
    gone = _entry(1, Edit("steps", "L9", "name", "x", "y"))
    fine = _entry(2, Edit("steps", "L1", "name", "Triage request", "Sort"))
    found = replay(_engagement(), [gone, fine])

    assert found.engagement.stream.step("L1").name == "Sort"
    assert [(entry.name, "L9" in reason) for entry, reason in found.not_applied] == [("one:1", True)]


def test_half_of_a_gesture_is_never_applied():
    entry = _entry(1, Edit("steps", "L1", "name", "Triage request", "Sort"), Edit("steps", "L9", "name", "x", "y"))

    assert replay(_engagement(), [entry]).engagement == _engagement()


@given(st.lists(st.tuples(st.sampled_from(["L1", "L2", "L3"]), st.floats(0, 1e6)), max_size=12))
def test_undoing_everything_in_reverse_gives_the_first_state(changes):
    start = state = _engagement()
    done = []
    for key, hours in changes:
        edit = Edit("steps", key, "wait_time", value_at(state, "steps", key, "wait_time"), {"value": hours})
        state = apply_edit(state, edit)
        done.append(edit)
    for edit in reversed(done):
        state = apply_edit(state, edit.inverse())

    assert state == start


def test_a_removed_step_comes_back_to_its_place():
    before = _engagement()
    row = before.stream.step("L3")
    edit = Edit("steps", "L3", "removed", {"row": row_values(row), "place": 2}, None)
    back = apply_edit(apply_edit(before, edit), edit.inverse())

    assert [step.id for step in back.stream.steps] == ["L1", "L2", "L3", "L4", "L5", "L6"]
    assert isinstance(back.stream.steps[2], Step)


def test_two_people_who_add_the_same_row_lose_nothing():
    team = Edit("teams", "Legal", "added", None, {"row": row_values(Team(name="Legal")), "place": 4})
    check = Step(id="L8", name="Check", team="Legal")
    step = Edit("steps", "L8", "added", None, {"row": row_values(check), "place": 6})
    found = replay(_engagement(), [_entry(1, team, session="one"), _entry(1, team, step, session="two")])

    assert found.not_applied == ()
    assert found.engagement.stream.step("L8").team == "Legal"
    assert [each.name for each in found.engagement.stream.teams].count("Legal") == 1

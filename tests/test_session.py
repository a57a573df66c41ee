from __future__ import annotations

import time
from threading import Thread

import pytest

from vsm_toolkit.errors import FileError, UsageError
from vsm_toolkit.io.journal_file import JournalFolder
from vsm_toolkit.io.map_file import save_engagement
from vsm_toolkit.model import Challenge, ChangeKind, Edge, Engagement, Step
from vsm_toolkit.samples import lantern
from vsm_toolkit.session import MappingSession


@pytest.fixture
def folder(tmp_path):
    save_engagement(Engagement(challenge=Challenge(id="lantern"), stream=lantern()), tmp_path)
    return tmp_path


def _open(folder, actor="team"):
    return MappingSession(JournalFolder(folder), actor=actor)


def test_an_edit_is_in_the_journal_before_anyone_is_told(folder):
    session = _open(folder)
    seen = []
    session.subscribe(lambda told: seen.append((told.engagement, _open(folder, "reader").engagement)))
    session.edit("steps", "L1", "wait_time", {"value": 2.0})

    assert len(seen) == 1
    assert seen[0][0] == seen[0][1]


def test_an_edit_that_changes_nothing_tells_nobody_and_writes_nothing(folder):
    session = _open(folder)
    before = len(session.entries)
    session.subscribe(lambda _: pytest.fail("nothing changed"))
    session.edit("steps", "L1", "name", "Triage request")

    assert len(session.entries) == before


def test_a_refused_edit_leaves_everything_as_it_was(folder):
    session = _open(folder)
    before, entries = session.engagement, session.entries
    with pytest.raises(UsageError):
        session.edit("steps", "L1", "wait_time", {"value": "soon"})

    assert (session.engagement, session.entries) == (before, entries)


def test_an_edit_that_cannot_be_kept_is_not_shown(folder, monkeypatch):
    session = _open(folder)
    before = session.engagement

    def full_disk(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("vsm_toolkit.io.atomic_file.os.fsync", full_disk)
    with pytest.raises(FileError, match="No space left"):
        session.edit("steps", "L1", "name", "Sort")
    monkeypatch.undo()

    assert session.engagement == before
    session.edit("steps", "L1", "name", "Sort")
    assert _open(folder).engagement.stream.step("L1").name == "Sort"


def test_undo_and_redo_go_back_and_forth_without_limit(folder):
    session = _open(folder)
    states = [session.engagement]
    for hours in (1.0, 2.0, 3.0):
        session.edit("steps", "L1", "wait_time", {"value": hours})
        states.append(session.engagement)
    back = [session.engagement for _ in range(3) if session.undo()]
    forth = [session.engagement for _ in range(3) if session.redo()]

    assert back == states[2::-1]
    assert forth == states[1:]
    assert not session.redo()


def test_undo_stops_at_what_this_session_did(folder):
    _open(folder, "somebody else").edit("steps", "L2", "name", "Write story")
    session = _open(folder)
    session.edit("steps", "L1", "name", "Sort")
    undone = [session.undo(), session.undo()]

    assert undone == [True, False]
    assert session.engagement.stream.step("L2").name == "Write story"


def test_a_new_edit_after_undo_ends_what_could_be_redone(folder):
    session = _open(folder)
    session.edit("steps", "L1", "name", "Sort")
    session.undo()
    session.edit("steps", "L1", "name", "Sift")

    assert not session.can_redo()


def test_removing_a_step_takes_its_lines_and_one_undo_brings_all_back(folder):
    session = _open(folder)
    before = session.engagement
    session.remove_step("L3")

    assert {("L2", "L3"), ("L3", "L4")}.isdisjoint((e.from_step, e.to_step) for e in session.engagement.stream.edges)
    session.undo()
    assert session.engagement == before


def test_a_row_can_be_added_moved_and_removed(folder):
    session = _open(folder)
    session.add("steps", Step(id="L7", name="Answer first ticket"))
    session.add("edges", Edge(from_step="L6", to_step="L7"))
    session.move("steps", "L7", 0)

    assert session.engagement.stream.steps[0].id == "L7"
    session.remove("edges", "L6>L7")
    assert len(session.engagement.stream.edges) == 5


def test_a_restart_resumes_exactly_where_the_team_was(folder):
    session = _open(folder)
    session.edit("steps", "L1", "name", "Sort")
    session.remove_step("L4")
    session.undo()
    session.edit("challenge", "", "program", "Lighting")

    assert _open(folder).engagement == session.engagement


def test_two_sessions_see_each_others_edits_and_end_alike(folder):
    one, two = _open(folder, "coach"), _open(folder, "driver")
    one.edit("steps", "L1", "name", "Sort")
    two.edit("steps", "L2", "name", "Write story")
    came = one.refresh(), two.refresh()

    assert came == (1, 1)
    assert one.engagement == two.engagement
    assert one.conflicts == ()


def test_two_sessions_on_one_value_show_the_conflict_to_both(folder):
    one, two = _open(folder, "coach"), _open(folder, "driver")
    one.edit("steps", "L1", "name", "Sort")
    two.edit("steps", "L1", "name", "Sift")
    one.refresh()
    two.refresh()

    assert one.engagement == two.engagement
    assert len(one.conflicts) == len(two.conflicts) == 1


def test_any_instant_can_be_shown_again(folder):
    session = _open(folder)
    states = [session.engagement]
    for name in ("Sort", "Sift", "Sieve"):
        session.edit("steps", "L1", "name", name)
        states.append(session.engagement)

    assert [session.at(count) for count in range(1, 5)] == states


def test_every_edit_carries_its_kind_and_role(folder):
    session = _open(folder, "coach")
    session.kind = ChangeKind.CORRECTION
    session.edit("steps", "L1", "name", "Sort")

    assert (session.entries[-1].kind, session.entries[-1].actor) == (ChangeKind.CORRECTION, "coach")


def test_somebody_who_no_longer_listens_is_not_told(folder):
    session = _open(folder)
    seen = []
    stop = session.subscribe(seen.append)
    stop()
    session.edit("steps", "L1", "name", "Sort")

    assert seen == []


def test_two_sessions_of_one_role_do_not_undo_each_other(folder):
    one, two = _open(folder), _open(folder)
    one.edit("steps", "L1", "name", "Sort")
    two.refresh()

    assert not two.undo()
    assert two.engagement.stream.step("L1").name == "Sort"


def test_undo_goes_on_after_a_restart(folder):
    before = _open(folder).engagement
    session = _open(folder)
    session.edit("steps", "L1", "name", "Sort")
    session.edit("steps", "L2", "name", "Write")
    again = _open(folder)
    undone = [again.undo(), again.undo(), again.undo()]

    assert undone == [True, True, False]
    assert again.engagement == before


def test_whoever_listens_knows_what_can_be_undone_and_redone(folder):
    session = _open(folder)
    told = []
    session.subscribe(lambda heard: told.append((heard.can_undo(), heard.can_redo())))
    session.edit("steps", "L1", "name", "Sort")
    session.undo()
    session.redo()

    assert told == [(True, False), (False, True), (True, False)]


def test_undo_leaves_what_somebody_else_wrote_since_and_takes_back_the_edit_before(folder):
    one, two = _open(folder), _open(folder, "coach")
    one.edit("steps", "L1", "name", "Mine")
    one.edit("steps", "L2", "name", "Mine too")
    two.refresh()
    two.edit("steps", "L2", "name", "Theirs")
    one.refresh()
    undone = one.undo()

    assert undone
    assert [one.engagement.stream.step(each).name for each in ("L1", "L2")] == ["Triage request", "Theirs"]
    assert not one.can_undo()


def test_an_edit_that_found_no_place_is_said_to_everybody(folder):
    one, two = _open(folder), _open(folder, "coach")
    two.remove_step("L2")
    one.edit("steps", "L3", "name", "first")
    one.edit("steps", "L2", "name", "too late")
    one.refresh()
    two.refresh()

    assert [each.sentence() for each in one.conflicts] == [each.sentence() for each in two.conflicts]
    assert "in the journal and not in the map" in one.conflicts[0].sentence()


def test_edits_from_two_threads_at_once_are_all_kept(folder, monkeypatch):
    # Notebooks answer widgets in one thread while a cell runs in another.
    session = _open(folder)
    append = session._store.append

    def slow_append(*arguments, **options):
        time.sleep(0.005)
        return append(*arguments, **options)

    monkeypatch.setattr(session._store, "append", slow_append)
    hands = [
        Thread(target=session.edit, args=("steps", step, "name", f"Renamed {step}")) for step in ("L1", "L2", "L3")
    ]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    assert [step.name for step in session.engagement.stream.steps][:3] == ["Renamed L1", "Renamed L2", "Renamed L3"]
    assert session.engagement == _open(folder, "reader").engagement

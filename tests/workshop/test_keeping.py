from __future__ import annotations

import asyncio
import threading

import pytest

from tests.widgets.panel_sessions import lantern_engagement
from vsm_toolkit.io.journal_file import JournalFolder
from vsm_toolkit.io.map_file import load_engagement, save_engagement
from vsm_toolkit.io.snapshot_stamp import is_snapshot, read_stamp
from vsm_toolkit.session import MappingSession
from vsm_toolkit.workshop.keeping import SnapshotKeeper, follow_others, once_quiet


@pytest.fixture
def kept(tmp_path):
    """Give a session with its keeper, which waits long enough that only the test makes it write."""
    save_engagement(lantern_engagement(), tmp_path)
    store = JournalFolder(tmp_path)
    session = MappingSession(store)
    keeper = SnapshotKeeper(store, session, delay=600)
    yield session, keeper, tmp_path
    keeper.close()


def test_an_edit_is_in_the_map_file_after_a_flush(kept):
    session, keeper, folder = kept
    session.edit("steps", "L1", "name", "Sort requests")
    keeper.flush()

    assert load_engagement(folder).stream.step("L1").name == "Sort requests"


def test_closing_writes_what_is_waiting(kept):
    session, keeper, folder = kept
    session.edit("steps", "L1", "name", "Sort requests")
    keeper.close()

    assert load_engagement(folder).stream.step("L1").name == "Sort requests"


def test_without_an_edit_the_file_stays_byte_for_byte(kept):
    _, keeper, folder = kept
    before = (folder / "map.toml").read_bytes()
    keeper.close()

    assert (folder / "map.toml").read_bytes() == before


def test_the_timer_writes_by_itself(tmp_path):
    save_engagement(lantern_engagement(), tmp_path)
    store, written = JournalFolder(tmp_path), threading.Event()
    session = MappingSession(store)
    save = store.save_snapshot

    def save_and_tell(engagement, entries):
        path = save(engagement, entries)
        written.set()
        return path

    store.save_snapshot = save_and_tell
    keeper = SnapshotKeeper(store, session, delay=0.01)
    session.edit("steps", "L1", "name", "Sort requests")

    assert written.wait(30)
    keeper.close()


def test_many_edits_make_one_snapshot(kept, monkeypatch):
    session, keeper, _ = kept
    saves = []
    monkeypatch.setattr(keeper._store, "save_snapshot", lambda *given: saves.append(1) or _.joinpath("map.toml"))
    for number in range(20):
        session.edit("steps", "L1", "name", f"Name {number}")
    keeper.flush()

    assert len(saves) == 1


def test_a_full_disk_is_said_and_the_next_snapshot_takes_it_back(kept, monkeypatch):
    session, keeper, folder = kept
    with monkeypatch.context() as patched:
        patched.setattr(keeper._store, "save_snapshot", lambda *_: (_ for _ in ()).throw(OSError("No space left")))
        session.edit("steps", "L1", "name", "Sort requests")
        keeper.flush()
        said = keeper.trouble
    session.edit("steps", "L1", "name", "Sort them")
    keeper.flush()

    assert "the edits are safe in the journal" in said
    assert keeper.trouble == ""
    assert load_engagement(folder).stream.step("L1").name == "Sort them"


def test_a_map_edited_by_hand_meanwhile_is_kept_beside_the_snapshot(kept):
    session, keeper, folder = kept
    session.edit("steps", "L1", "name", "Sort requests")
    keeper.flush()
    by_hand = (folder / "map.toml").read_text(encoding="utf-8").replace("Sort requests", "Typed by hand")
    (folder / "map.toml").write_text(by_hand, encoding="utf-8")
    session.edit("steps", "L1", "name", "Sort them")
    keeper.flush()
    (copy,) = keeper.set_aside

    assert copy.read_text(encoding="utf-8") == by_hand
    assert load_engagement(folder).stream.step("L1").name == "Sort them"


def test_a_snapshot_of_another_session_is_not_taken_for_an_edit_by_hand(kept):
    session, keeper, folder = kept
    other_store = JournalFolder(folder)
    other = MappingSession(other_store)
    other.edit("steps", "L2", "name", "Theirs")
    other_store.save_snapshot(other.engagement)
    session.edit("steps", "L1", "name", "Ours")
    keeper.flush()

    assert keeper.set_aside == ()
    assert not is_snapshot(b"# Snapshot of the journal up to event 1, fingerprint 0123456789abcdef.\nx")


def test_looking_whose_snapshot_it_is_hides_nothing_from_the_session(kept):
    session, keeper, folder = kept
    other_store = JournalFolder(folder)
    other = MappingSession(other_store)
    other.edit("steps", "L2", "name", "Theirs")
    other_store.save_snapshot(other.engagement)
    session.edit("steps", "L1", "name", "Ours")
    keeper.flush()
    came = session.refresh()

    assert came > 0
    assert session.engagement.stream.step("L2").name == "Theirs"


def test_a_snapshot_never_claims_an_event_that_it_does_not_hold(kept):
    session, keeper, folder = kept
    before = session.entries
    session.edit("steps", "L1", "name", "Ours")
    other = MappingSession(JournalFolder(folder))
    other.edit("steps", "L2", "name", "Theirs")
    keeper._store.others()
    keeper.flush()
    heads = read_stamp((folder / "map.toml").read_text(encoding="utf-8")).heads

    assert heads == {session.entries[-1].session: len(before) + 1}


def test_others_are_looked_for_again_and_again_in_the_event_loop():
    seen = []

    async def wait_for_three():
        end = follow_others(lambda: seen.append(threading.get_ident()), seconds=0.001)
        while len(seen) < 3:
            await asyncio.sleep(0.001)
        end()

    thread = threading.Thread(target=lambda: asyncio.run(wait_for_three()))
    thread.start()
    thread.join(30)

    assert len(seen) >= 3
    assert set(seen) == {thread.ident}


def test_what_is_asked_often_is_done_once_when_it_is_quiet():
    seen = []

    async def ask():
        asked = once_quiet(lambda: seen.append(1), seconds=0.02)
        for _ in range(50):
            asked()
        await asyncio.sleep(0.2)

    thread = threading.Thread(target=lambda: asyncio.run(ask()))
    thread.start()
    thread.join(30)

    assert seen == [1]

"""Any instant can be shown again, undo takes back one's own edits and nobody else's, and clocks do not matter."""

from __future__ import annotations

import random
import shutil
from datetime import UTC, datetime, timedelta

from tests.faults.test_many_writers import ENGAGEMENT, Room
from vsm_toolkit.io.journal_file import JournalFolder
from vsm_toolkit.io.map_file import save_engagement
from vsm_toolkit.session import MappingSession

ACTIONS = ("edit", "wait", "add", "remove", "move", "undo", "redo")


def test_every_instant_of_a_session_can_be_shown_again(fast_folder, amounts, reached):
    sequences, instants, wrong = amounts.of("sequences", 25, 2_000), 0, 0
    for number in range(sequences):
        generator = random.Random(number)
        room = Room(fast_folder)
        session, states = room.session(0), {}
        for _ in range(generator.randrange(4, 25)):
            room.act(0, generator.choice(ACTIONS), generator.randrange(10))
            states[len(session.entries)] = session.engagement
        for count, state in states.items():
            wrong += session.at(count) != state
            instants += 1
        while session.undo():
            pass
        wrong += session.engagement != ENGAGEMENT
        while session.redo():
            pass
        shutil.rmtree(room.folder)
    figure = f"{sequences:,} sequences, {instants:,} instants: {wrong} differ"
    reached(7, "state at any instant equals what stood there; all undone is the start", figure, "100,000 sequences, 0")

    assert wrong == 0


def test_undo_takes_back_ones_own_edits_only(fast_folder, amounts, reached):
    sequences = amounts.of("sequences", 15, 1_000)
    undone = 0
    for number in range(sequences):
        generator = random.Random(number)
        room = Room(fast_folder)
        for count in range(12):
            room.act(generator.randrange(3), "edit", count % 6)
            room.act(generator.randrange(3), "refresh", 0)
        session = room.session(0)
        session.refresh()
        others = [entry for entry in session.entries if entry.actor not in ("role 0", "map.toml")]
        while session.undo():
            undone += 1
        taken_back = {entry.undoes for entry in session.entries if entry.undoes}
        assert not taken_back & {entry.name for entry in others}
        room.check()
    reached(7, "undo never touches another role's edit", f"{undone:,} undos, 0 of another role", "0")

    assert undone > sequences


def test_clocks_that_jump_change_nothing(fast_folder, amounts, reached):
    runs = amounts.of("clocks", 20, 500)
    for number in range(runs):
        generator = random.Random(number)
        folder = fast_folder / "clock"
        shutil.rmtree(folder, ignore_errors=True)
        save_engagement(ENGAGEMENT, folder)

        def clock(generator=generator):
            return datetime(2026, 9, 1, tzinfo=UTC) + timedelta(days=generator.randrange(-9000, 9000))

        for count in range(6):
            session = MappingSession(JournalFolder(folder, clock=clock))
            session.edit("steps", "L1", "name", f"edit {count}")
        assert MappingSession(JournalFolder(folder)).engagement.stream.step("L1").name == "edit 5"
    reached(7, "clocks jumping up to 25 years either way", f"{runs} runs of 6 sessions, 0 out of order", "0")

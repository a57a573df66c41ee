"""Ten notebooks on one map: nothing anybody was told is saved gets lost, and all of them end up with the same map."""

from __future__ import annotations

import contextlib
import random
import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from vsm_toolkit.errors import UsageError
from vsm_toolkit.io.journal_file import JournalFolder
from vsm_toolkit.io.map_file import load_engagement, render_engagement, save_engagement
from vsm_toolkit.model import Challenge, Engagement, Step
from vsm_toolkit.samples import lantern
from vsm_toolkit.session import MappingSession

WRITERS = 10
ENGAGEMENT = Engagement(challenge=Challenge(id="lantern"), stream=lantern())


class Room:
    """Notebooks on one folder, and the edits each was told are saved."""

    def __init__(self, parent):
        self.folder = Path(tempfile.mkdtemp(dir=parent))
        save_engagement(ENGAGEMENT, self.folder)
        self.stores, self.sessions, self.saved = {}, {}, set()
        self.number = 0

    def session(self, writer):
        if writer not in self.sessions:
            self.stores[writer] = JournalFolder(self.folder)
            self.sessions[writer] = MappingSession(self.stores[writer], actor=f"role {writer}")
        return self.sessions[writer]

    def act(self, writer, action, where):
        """Do one thing; what cannot be done (a step somebody removed) is said with an error of ours."""
        session = self.session(writer)
        before = {entry.name for entry in session.entries}
        with contextlib.suppress(UsageError):
            getattr(self, f"do_{action}")(writer, session, where)
        if writer in self.sessions and action != "refresh":
            self.saved |= {entry.name for entry in session.entries} - before

    def do_edit(self, writer, session, where):
        self.number += 1
        session.edit("steps", self._step(session, where), "name", f"{writer} {self.number}")

    def do_wait(self, writer, session, where):
        session.edit("steps", self._step(session, where), "wait_time", {"value": float(where)})

    def do_add(self, writer, session, where):
        self.number += 1
        session.add("steps", Step(id=f"N{self.number}", name="new"), where % 4)

    def do_same(self, writer, session, where):
        session.add("steps", Step(id=f"S{where % 3}", name=f"by {writer}"))

    def do_remove(self, writer, session, where):
        session.remove_step(self._step(session, where))

    def do_move(self, writer, session, where):
        session.move("steps", self._step(session, where), where % 5)

    def do_undo(self, writer, session, where):
        session.undo()

    def do_redo(self, writer, session, where):
        session.redo()

    def do_refresh(self, writer, session, where):
        session.refresh()

    def do_snapshot(self, writer, session, where):
        self.stores[writer].save_snapshot(session.engagement)

    def do_restart(self, writer, session, where):
        del self.sessions[writer], self.stores[writer]

    def _step(self, session, where):
        steps = session.engagement.stream.steps
        return steps[where % len(steps)].id if steps else "gone"

    def check(self):
        """Everybody looks, and then all see the same; give how many edits were saved."""
        for session in self.sessions.values():
            while session.refresh():
                pass
        late = MappingSession(JournalFolder(self.folder))
        everywhere = [late, *self.sessions.values()]
        assert {render_engagement(each.engagement) for each in everywhere} == {render_engagement(late.engagement)}
        assert len({tuple(conflict.sentence() for conflict in each.conflicts) for each in everywhere}) == 1
        for each in everywhere:
            assert self.saved <= {entry.name for entry in each.entries}
        assert load_engagement(self.folder)
        shutil.rmtree(self.folder)
        return len(self.saved)


ACTIONS = tuple(sorted(name.removeprefix("do_") for name in dir(Room) if name.startswith("do_")))


class TenWriters(RuleBasedStateMachine):
    """The same, led by hypothesis, which looks for a short story that goes wrong."""

    @initialize()
    def open_the_folder(self):
        self.room = Room(None)

    @rule(writer=st.integers(0, WRITERS - 1), action=st.sampled_from(ACTIONS), where=st.integers(0, 9))
    def act(self, writer, action, where):
        self.room.act(writer, action, where)

    def teardown(self):
        if hasattr(self, "room"):
            self.room.check()


TestTenWriters = TenWriters.TestCase
TestTenWriters.settings = settings(max_examples=8, stateful_step_count=25, deadline=None)


def test_ten_writers_lose_nothing_and_agree(fast_folder, amounts, reached):
    histories, saved = amounts.of("histories", 20, 2_000), 0
    for number in range(histories):
        generator = random.Random(number)
        room = Room(fast_folder)
        for _ in range(generator.randrange(10, 60)):
            room.act(generator.randrange(WRITERS), generator.choice(ACTIONS), generator.randrange(10))
        saved += room.check()
    figure = f"{histories:,} histories, {saved:,} edits: 0 lost, all maps byte-identical"
    reached(4, "ten notebooks on one map, any order of actions", figure, "10,000 histories, 0 lost")

    assert saved > histories

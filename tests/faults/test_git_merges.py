"""Three clones of one map, edited apart, merged by git as it comes: no event is lost, and all clones agree."""

from __future__ import annotations

import os
import random
import shutil
import subprocess

import pytest

from vsm_toolkit.errors import UsageError
from vsm_toolkit.io.journal_file import JOURNAL, JournalFolder
from vsm_toolkit.io.map_file import MAP_FILE, render_engagement, save_engagement
from vsm_toolkit.model import Challenge, Engagement
from vsm_toolkit.samples import lantern
from vsm_toolkit.session import MappingSession

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
CLONES = 3
QUIET = {
    "GIT_AUTHOR_NAME": "team", "GIT_AUTHOR_EMAIL": "t@example.org", "GIT_COMMITTER_NAME": "team",
    "GIT_COMMITTER_EMAIL": "t@example.org", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull,
}  # fmt: skip


def git(folder, *words, check=True):
    return subprocess.run(
        ["git", "-c", "gc.auto=0", *words], cwd=folder, env={**os.environ, **QUIET}, capture_output=True, check=check
    )


def work(folder, who, generator, number):
    """One session: a few edits, a snapshot, sometimes another edit that no snapshot saw, sometimes a typo by hand."""
    store = JournalFolder(folder)
    session = MappingSession(store)
    written = []
    for count in range(generator.randrange(1, 4)):
        name = f"{who} {number} {count}"
        try:
            session.edit("steps", generator.choice(session.engagement.stream.steps).id, "name", name)
        except UsageError:
            continue
        written.append(name)
        if count == 0:
            store.save_snapshot(session.engagement)
    if generator.random() < 0.25:
        path = folder / MAP_FILE
        path.write_text(path.read_text(encoding="utf-8").replace("customer", "customer", 1) + f"# {who} was here\n")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", f"{who} {number}")
    return written


def merge(folder, other):
    """Merge another clone; give how many journal files conflicted. Nobody resolves the map by hand."""
    git(folder, "fetch", "-q", str(other), "HEAD")
    git(folder, "merge", "-q", "--no-edit", "FETCH_HEAD", check=False)
    conflicts = git(folder, "diff", "--name-only", "--diff-filter=U").stdout.decode().split()
    store = JournalFolder(folder)
    store.save_snapshot(store.current()[0])
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "merged", check=False)
    return sum(name.startswith(JOURNAL) for name in conflicts)


def names_in(folder):
    return {edit.new for entry in JournalFolder(folder).current()[1] for edit in entry.edits}


def test_merges_lose_no_event_and_all_clones_end_up_alike(fast_folder, amounts, reached):
    wanted, merges, conflicts, saved, lost, unlike, trial = amounts.of("merges", 9, 300), 0, 0, 0, 0, 0, 0
    while merges < wanted:
        generator = random.Random(trial)
        root = fast_folder / "git"
        shutil.rmtree(root, ignore_errors=True)
        first = root / "0"
        save_engagement(Engagement(challenge=Challenge(id="lantern"), stream=lantern()), first)
        git(first, "init", "-q")
        git(first, "add", "-A")
        git(first, "commit", "-qm", "first")
        for number in range(1, CLONES):
            git(root, "clone", "-q", str(first), str(number))
        clones = [root / str(number) for number in range(CLONES)]
        names = set()
        for number in range(3):
            for clone in clones:
                names |= set(work(clone, f"clone {clone.name}", generator, number))
            one, other = generator.sample(clones, 2)
            conflicts += merge(one, other)
            merges += 1
        for other in [*clones[1:], *clones[:0]]:
            conflicts += merge(clones[0], other)
        for other in clones[1:]:
            conflicts += merge(other, clones[0])
        merges += 2 * (CLONES - 1)
        lost += sum(len(names - names_in(clone)) for clone in clones)
        unlike += len({render_engagement(JournalFolder(clone).current()[0]) for clone in clones}) - 1
        saved, trial = saved + len(names), trial + 1
    figure = f"{merges:,} merges, {saved:,} edits: {conflicts} journal conflicts, {lost} lost, {unlike} clones unlike"
    reached(5, "git merges of clones edited apart, map conflicts left alone", figure, "1,000 merges, 0, 0 and 0")

    assert (conflicts, lost, unlike) == (0, 0, 0)


def test_a_map_edited_by_hand_under_an_open_workshop_comes_in_and_later_edits_stay(lantern_folder):
    store = JournalFolder(lantern_folder)
    session = MappingSession(store)
    session.edit("steps", "L1", "name", "Sort")
    path = store.save_snapshot(session.engagement)
    session.edit("steps", "L2", "name", "in no snapshot yet")
    path.write_text(path.read_text(encoding="utf-8").replace('"Deploy"', '"Go live"'), encoding="utf-8")
    came = [session.refresh(), session.refresh()]

    assert came == [0, 1]  # a file that somebody is still writing is left alone until it is the same twice
    steps = session.engagement.stream
    assert [steps.step(each).name for each in ("L1", "L2", "L6")] == ["Sort", "in no snapshot yet", "Go live"]
    assert session.undo()
    assert session.engagement.stream.step("L6").name == "Go live"


def test_a_map_that_comes_without_its_journal_is_taken_in_beneath_our_own_edits(lantern_folder, tmp_path):
    theirs = tmp_path / "theirs"
    shutil.copytree(lantern_folder, theirs, ignore=shutil.ignore_patterns("theirs"))
    ours = MappingSession(JournalFolder(lantern_folder))
    ours.edit("steps", "L1", "name", "ours")
    store = JournalFolder(theirs)
    session = MappingSession(store)
    session.edit("steps", "L2", "name", "theirs")
    store.save_snapshot(session.engagement)
    shutil.copyfile(theirs / MAP_FILE, lantern_folder / MAP_FILE)
    ours.refresh()
    ours.refresh()

    assert [ours.engagement.stream.step(each).name for each in ("L1", "L2")] == ["ours", "theirs"]
    assert MappingSession(JournalFolder(lantern_folder)).engagement == ours.engagement


def test_a_cleaned_away_journal_is_written_again(lantern_folder):
    session = MappingSession(JournalFolder(lantern_folder))
    for number in range(3):
        session.edit("steps", "L1", "name", f"edit {number}")
    shutil.rmtree(lantern_folder / JOURNAL)
    session.edit("steps", "L2", "name", "after git clean")

    assert {"edit 0", "edit 1", "edit 2", "after git clean"} <= names_in(lantern_folder)

"""The coach's view in a real JupyterLab: it follows the learners by itself, offline and without barriers."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import expect

from tests.test_handoff_game_in_browser import accessibility_problems
from vsm_toolkit.exercises.progress import Attempt, Verdict
from vsm_toolkit.io.progress_file import PROGRESS, record_attempt

NOTEBOOK = Path(__file__).resolve().parent.parent / "exercises" / "coach_view.ipynb"
PAYLOAD = "<img src=x onerror='window.__fired=1'>"


def misread(folder: Path, learner: str, *, times: int = 1) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    for _ in range(times):
        attempt = Attempt(learner, "e05", "a", "126 h", Verdict.MISCONCEPTION, "summed_both_branches", now)
        record_attempt(folder, attempt)


def test_the_coach_sees_the_group_go_on_without_touching_anything(run_notebook):
    folder = run_notebook.lab.folder / "coach"
    folder.mkdir()
    shutil.copy(NOTEBOOK, folder)
    misread(folder, "Ana", times=3)
    run_notebook.page.set_viewport_size({"width": 1366, "height": 768})
    page = run_notebook.open("coach/coach_view.ipynb")
    expect(page.get_by_text("No two learners share a difficulty yet: help one at a time.")).to_be_visible()
    expect(page.get_by_role("cell", name="● could use a hand")).to_have_count(1)
    misread(folder, PAYLOAD)
    (folder / PROGRESS / "eve.jsonl").write_text("")
    expect(page.get_by_text("2 learners share a difficulty there.")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("eve.jsonl is empty")).to_be_visible()

    assert page.get_by_role("rowheader").all_inner_texts() == [PAYLOAD, "Ana"]
    assert page.evaluate("window.__fired") is None
    assert accessibility_problems(page) == []
    page.get_by_role("heading", name="How the group is doing").evaluate("each => each.scrollIntoView()")

"""The handoff game in a real JupyterLab: a round played by keyboard alone, a slip undone, a restart survived."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from vsm_toolkit.io.game_file import GAME_FILE, read_events

if TYPE_CHECKING:
    from playwright.sync_api import Page

NOTEBOOK = Path(__file__).resolve().parent.parent / "exercises" / "handoff_game.ipynb"


def accessibility_problems(page: Page) -> list[str]:
    violations = Axe().run(page, context=".jp-OutputArea-output").response["violations"]
    return [
        f"{found['impact']}: {found['help']} at {node['target'][0]} {node['html'][:160]}"
        for found in violations
        if found["impact"] in {"serious", "critical"}
        for node in found["nodes"]
    ]


def test_a_round_is_played_by_keyboard_with_a_slip_and_a_restart(run_notebook):
    folder = run_notebook.lab.folder / "game"
    folder.mkdir()
    shutil.copy(NOTEBOOK, folder)
    run_notebook.page.set_viewport_size({"width": 1366, "height": 768})
    page = run_notebook.open("game/handoff_game.ipynb")
    page.get_by_role("button", name="Set the game up").press("Enter")
    page.get_by_label("First item with the customer after").fill("60 90")
    page.get_by_role("button", name="Start the clock").press("Enter")
    keypad = page.locator(".vsm-keypad")
    expect(keypad).to_be_focused()

    page.keyboard.press("4")
    expect(page.get_by_text("Check has nothing to pass on yet")).to_be_visible()
    page.keyboard.press("1")
    expect(page.get_by_role("button", name="Design 20 here pass on 20")).to_be_visible()
    page.keyboard.press("Backspace")
    expect(page.get_by_role("button", name="Idea 20 here pass on 20")).to_be_visible()
    cells = page.locator(".jp-Notebook .jp-Cell").count()
    expect(page.locator(".vsm-stopwatch")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Break the round off")).to_be_in_viewport()
    assert accessibility_problems(page) == []

    page.keyboard.press("1")
    page.keyboard.press("2")
    expect(page.get_by_role("button", name="Build 20 here pass on 20")).to_be_visible()
    run_notebook.lab.ask("POST", f"api/kernels/{run_notebook.kernel_of('game/handoff_game.ipynb')}/restart")
    page = run_notebook.open("game/handoff_game.ipynb")
    page.locator(".vsm-keypad").focus()
    for key in "345":
        page.keyboard.press(key)
    expect(page.get_by_text("You guessed 60 to 90 s, the middle 75 s")).to_be_visible()
    page.get_by_role("button", name="Next: round 2, Smaller batches").press("Enter")
    page.get_by_role("button", name="Let simulated players play it").press("Enter")
    expect(page.get_by_text("Rounds of people and rounds of simulated players do not compare.")).to_be_visible()
    events, damage = read_events(folder / GAME_FILE)

    assert (page.locator(".jp-Notebook .jp-Cell").count(), damage) == (cells, ())
    assert [event["do"] for event in events][:4] == ["set_up", "guess", "start", "pass"]
    assert [event.get("role") for event in events if event["do"] == "pass"] == [0, 0, 1, 2, 3, 4]
    assert accessibility_problems(page) == []

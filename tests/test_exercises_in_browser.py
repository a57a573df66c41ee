"""Every exercise notebook in a real JupyterLab: wrong answers are met with their misconception, right ones with a ✓.

One page and one kernel serve all twelve, so that nothing is loaded twice.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.exercises.answer_tables import KEYS, exercise_of
from tests.lab_fixtures import HAS_RUN, RUN_ALL, Lab
from vsm_toolkit.exercises.answers import Amounts, Names
from vsm_toolkit.exercises.catalogue import MODULES
from vsm_toolkit.exercises.exercise import Task, telling_misconceptions
from vsm_toolkit.exercises.student_copy import ANSWER
from vsm_toolkit.io.exercise_folder import make_exercise_folder, read_notebook, solution_notebooks
from vsm_toolkit.io.progress_file import read_progress

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

SHOTS = os.environ.get("VSM_SHOTS")
FOLDER = "practice"
OPEN = """async path => { const app = window.jupyterapp;
  app.shell.currentWidget?.dispose();
  await app.commands.execute('docmanager:open', {path, factory: 'Notebook'}); }"""
TASKS_SHOWN = """count => window.jupyterapp.shell.currentWidget.node
  .querySelectorAll('.vsm-panel[aria-label^="Task"]').length === count"""
ANSWER_ALL = """answers => { for (const [task, answer] of answers) {
  const panel = window.jupyterapp.shell.currentWidget.node.querySelector(`.vsm-panel[aria-label^="Task ${task}"]`);
  const field = panel.querySelector('[data-column="answer"]');
  field.value = answer;
  field.dispatchEvent(new Event('input', {bubbles: true}));
  field.dispatchEvent(new Event('change', {bubbles: true}));
  panel.querySelector('[data-press="check"]').click(); } }"""
SAID = """() => Object.fromEntries([...window.jupyterapp.shell.currentWidget.node
  .querySelectorAll('.vsm-panel[aria-label^="Task"]')].map(panel => [panel.getAttribute('aria-label')[5],
  [...panel.querySelectorAll('.vsm-lines')].at(-1).innerText]))"""
ALL_SAY = f"""sign => Object.values(({SAID})()).every(text => text.startsWith(sign))"""


def ask(lab: Lab, path: str, content: dict[str, Any]) -> Any:
    """Send something to the REST interface of the lab."""
    request = urllib.request.Request(
        f"{lab.address}/{path}",
        method="POST",
        data=json.dumps(content).encode(),
        headers={"Authorization": f"token {lab.token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read())


class Practice:
    """A folder of exercises, one kernel that runs all of them, and the page they are shown in."""

    def __init__(self, lab: Lab, page: Page) -> None:
        self.lab, self.page, self.folder = lab, page, lab.folder / FOLDER
        make_exercise_folder(self.folder, learner="Ana & Ben")
        self.kernel = ask(lab, "api/kernels", {"name": "python3", "path": FOLDER})["id"]
        self.complaints: list[str] = []
        self.opened = ""
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(f"{lab.address}/lab/workspaces/{secrets.token_hex(3)}?token={lab.token}&reset")
        page.wait_for_function("() => window.jupyterapp && window.jupyterapp.restored.then(() => true)")

    def open(self, key: str) -> Page:
        """Open an exercise on the one kernel, and run all its cells; one that is open stays as it is."""
        if key == self.opened:
            return self.page
        self.opened = key
        path = f"{FOLDER}/{MODULES[key]}.ipynb"
        session = {"path": path, "name": path, "type": "notebook", "kernel": {"id": self.kernel}}
        ask(self.lab, "api/sessions", session)
        self.page.evaluate(OPEN, path)
        self.page.evaluate(RUN_ALL)
        self.page.wait_for_function(HAS_RUN)
        self.page.wait_for_function(TASKS_SHOWN, arg=len(exercise_of(key).tasks))
        return self.page

    def answer(self, answers: dict[str, str], sign: str) -> dict[str, str]:
        """Answer every task, wait until each has said something, and give what was said."""
        self.page.evaluate(ANSWER_ALL, list(answers.items()))
        self.page.wait_for_function(ALL_SAY, arg=sign)
        return self.page.evaluate(SAID)


@pytest.fixture(scope="module")
def practice(lab: Lab, browser: Browser) -> Iterator[Practice]:
    page = browser.new_page(viewport={"width": 1366, "height": 900})
    made = Practice(lab, page)
    yield made
    page.close()
    with contextlib.suppress(OSError):
        lab.ask("DELETE", f"api/kernels/{made.kernel}")


def wrong_answer(task: Task) -> tuple[str, str]:
    """Give a wrong answer and what must be said about it."""
    for slip, value in telling_misconceptions(task):
        if isinstance(task.kind, Names):
            return ", ".join(map(str, value)) or "none", slip.feedback
        size = 100 if "%" in task.kind.measure.example else 1
        return " / ".join(f"{float(each) * size:.4f}" for each in value), slip.feedback
    assert isinstance(task.kind, Amounts)
    return " / ".join("7" for _ in task.expected()), "Ask for a hint, or try again."


def right_answers(key: str) -> dict[str, str]:
    """Give the answers of the solution."""
    path = next(each for each in solution_notebooks() if each.stem == MODULES[key])
    sources = ["".join(cell["source"]) for cell in read_notebook(path)["cells"] if cell["cell_type"] == "code"]
    calls = [re.search(r'check\("(.)", (.*)\)$', source) for source in sources if ANSWER.match(source)]
    return {call.group(1): json.loads(call.group(2)) for call in calls if call}


@pytest.mark.parametrize("key", KEYS)
def test_wrong_answers_are_understood_and_right_ones_accepted(practice, key):
    page = practice.open(key)
    wrong = {task.key: wrong_answer(task) for task in exercise_of(key).tasks}
    heard = practice.answer({task: answer for task, (answer, _) in wrong.items()}, "✗ Not yet")
    shots(page, f"{key}_wrong")
    praised = practice.answer(right_answers(key), "✓ Right")
    shots(page, f"{key}_right")
    kept = [each for each in read_progress(practice.folder).attempts if each.exercise == key]

    assert {task: said for task, said in heard.items() if not said.endswith(wrong[task][1])} == {}
    assert praised.keys() == heard.keys()
    assert len(kept) == 2 * len(heard)
    assert {each.learner for each in kept} == {"Ana & Ben"}
    assert page.locator(".jp-OutputArea-output", has_text="Traceback").count() == 0
    assert practice.complaints == []


def test_enter_checks_and_hints_come_one_at_a_time(practice):
    page = practice.open(KEYS[-1])
    task = page.locator('.vsm-panel[aria-label="Task a"]')
    task.get_by_role("button", name="Hint 1 of 3 for task a").click()
    task.get_by_role("button", name="Hint 2 of 3 for task a").wait_for()
    task.get_by_role("textbox").fill("9.6")
    page.keyboard.press("Enter")
    task.get_by_text("The figure is right in weeks").wait_for()
    page.keyboard.type(" wk")
    page.keyboard.press("Enter")
    task.get_by_text("✓ Right: 384 wh").wait_for()

    assert task.locator(".vsm-lines", has_text="→ Hint").count() == 1


def test_a_learner_says_a_name_and_sees_how_far_they_are(practice):
    page = practice.open(KEYS[-1])
    start = page.locator('.vsm-panel[aria-label="Nine and a half weeks"]')
    start.get_by_role("textbox").fill("Cem")
    page.keyboard.press("Enter")
    start.get_by_text("Hello Cem. 0 of 7 tasks solved.").wait_for()

    assert start.get_by_role("textbox").input_value() == "Cem"


def shots(page: Page, name: str) -> None:
    """Photograph the notebook screen by screen into the folder that ``VSM_SHOTS`` names, for people to look at."""
    if not SHOTS:
        return
    Path(SHOTS).mkdir(parents=True, exist_ok=True)
    scroller = page.locator(".jp-WindowedPanel-outer:visible").first
    height = scroller.evaluate("node => node.scrollHeight")
    for count, top in enumerate(range(0, height, 760)):
        scroller.evaluate("(node, top) => { node.scrollTop = top; }", top)
        page.wait_for_timeout(200)
        page.screenshot(path=f"{SHOTS}/{name}_{count:02d}.png")

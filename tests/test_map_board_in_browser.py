"""The map board in a real JupyterLab and a real browser: by keyboard alone, by mouse, and when things break."""

from __future__ import annotations

import os
import re
import shutil
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.hostile_names import FIRING_PAYLOADS, hostile_engagement
from vsm_toolkit.io.journal_file import JournalFolder
from vsm_toolkit.io.map_file import load_engagement, save_engagement
from vsm_toolkit.model import Challenge, Edge, Engagement, Step, ValueStream
from vsm_toolkit.widgets.typed_fields import FIELDS, show_field

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.lab_fixtures import NotebookRunner

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "data" / "engagements" / "platform-request"
CELL = """
from pathlib import Path
from tests.hostile_names import FIRING_PAYLOADS, hostile_engagement
from vsm_toolkit.io.journal_file import JournalFolder
from vsm_toolkit.session import MappingSession
from vsm_toolkit.widgets.map_board import MapBoard

store = JournalFolder(Path({folder!r}))
session = MappingSession(store)
session.subscribe(lambda session: store.save_snapshot(session.engagement))
board = MapBoard(session)
board
"""
PASTE = """([board, text]) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', text);
  board.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
}"""
CHECK = "assert not board.errors, [error.details for error in board.errors.listed]"
LOCKED = "not connected; what you typed is kept here"


def empty_engagement(folder: Path, name: str = "Platform environment request") -> Path:
    """Write a map without a step."""
    folder.mkdir(parents=True)
    save_engagement(Engagement(challenge=Challenge(id=folder.name), stream=ValueStream(name=name)), folder)
    return folder


def small_engagement(folder: Path) -> Path:
    """Write a map of three steps by two teams."""
    steps = (
        Step(id="A", name="Write", team="Build", wait_time={"value": 8.0}, process_time={"value": 4.0}),
        Step(id="B", name="Review", team="Build", wait_time={"value": 16.0}, process_time={"value": 2.0}),
        Step(id="C", name="Deploy", team="Operations", wait_time={"value": 24.0}, process_time={"value": 1.0}),
    )
    edges = (Edge(from_step="A", to_step="B"), Edge(from_step="B", to_step="C"))
    folder.mkdir(parents=True)
    stream = ValueStream(name="Small stream", steps=steps, edges=edges)
    save_engagement(Engagement(challenge=Challenge(id=folder.name), stream=stream), folder)
    return folder


def open_board(run_notebook: NotebookRunner, folder: Path, page: Page | None = None, *, name: str = "") -> Page:
    """Run a notebook that shows the board of an engagement."""
    notebook = f"{name or folder.name}.ipynb"
    run_notebook.write(notebook, [CELL.format(folder=str(folder)), CHECK])
    page = run_notebook.open(notebook, page)
    page.locator(".vsm-board").wait_for()
    return page


def box(page: Page, name: str) -> Locator:
    """Find the box of a step by its name."""
    return page.get_by_role("button", name=re.compile(rf"^{re.escape(name)}, "))


def total(page: Page, key: str) -> Locator:
    """Find one of the totals."""
    return page.locator(f".vsm-total-{key} .vsm-value")


def saved_stream(folder: Path) -> ValueStream:
    """Read what was saved, as a new session would."""
    return JournalFolder(folder).current()[0].stream


class Hands:
    """Somebody who has a keyboard and no mouse, and sees only what is shown."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def type_step(self, step: Step) -> None:
        """Fill in the open form, field by field, and leave it with Enter."""
        form = self.page.locator(".vsm-form")
        for name in FIELDS:
            expect(form.locator(f"[name={name}]")).to_be_focused()
            text = show_field(step, name)
            if name in {"stage", "evidence"}:
                self.page.keyboard.type(text)
            elif text:
                self.press("Control+a")
                self.page.keyboard.insert_text(text)
            self.press("Enter" if name == FIELDS[-1] else "Tab")
        expect(box(self.page, step.name)).to_be_visible()

    def finish(self) -> None:
        """Leave the form for the next step empty."""
        expect(self.page.locator(".vsm-form [name=name]")).to_have_value("")
        self.press("Escape")
        expect(self.page.locator(".vsm-form")).to_be_hidden()

    def go_to(self, name: str) -> None:
        """Walk to a step through the list of steps."""
        self.press("Home")
        for _ in range(30):
            if self.page.evaluate("document.activeElement.getAttribute('aria-label') ?? ''").startswith(f"{name}, "):
                return
            self.press("PageDown")
        pytest.fail(f"{name} was not reached by keyboard")

    def add_after(self, before: str, key: str, *steps: Step) -> None:
        """Add steps one after the other behind a step."""
        self.go_to(before)
        self.press(key)
        for step in steps:
            self.type_step(step)
        self.finish()


def without_ids(stream: ValueStream) -> tuple[object, object, object]:
    """Give steps, edges and loops with names in the place of ids, in an order that does not depend on typing."""
    names = {step.id: step.name for step in stream.steps}
    return (
        {step.name: step.model_copy(update={"id": ""}) for step in stream.steps},
        {(names[edge.from_step], names[edge.to_step], edge.kind, edge.share) for edge in stream.edges},
        {(names[loop.from_step], names[loop.to_step], loop.probability, loop.reason) for loop in stream.loops},
    )


@pytest.mark.slow
def test_a_whole_map_is_built_by_keyboard_alone(run_notebook, tmp_path):
    sample = load_engagement(SAMPLE).stream
    steps = {step.id: step for step in sample.steps}
    names = {step.id: step.name for step in sample.steps}
    folder = empty_engagement(tmp_path / "by-keyboard")
    page = open_board(run_notebook, folder)
    hands = Hands(page)
    page.locator(".vsm-board").focus()
    hands.press("n")
    for step_id in ("C01", "C02", "C03", "C04", "C05", "C09", "C10"):
        hands.type_step(steps[step_id])
    hands.finish()
    hands.add_after(names["C04"], "b", steps["C06"])
    hands.add_after(names["C04"], "b", steps["C07"], steps["C08"])
    for start, end in (("C06", "C09"), ("C08", "C09")):
        hands.go_to(names[start])
        hands.press("e")
        hands.go_to(names[end])
        hands.press("Enter")
    for loop in sample.loops:
        hands.go_to(names[loop.from_step])
        hands.press("r")
        hands.go_to(names[loop.to_step])
        hands.press("Enter")
        expect(page.locator(".vsm-form [name=probability]")).to_be_focused()
        page.keyboard.type(f"{loop.probability:.0%}")
        hands.press("Tab")
        page.keyboard.type(loop.reason)
        hands.press("Enter")
        expect(page.locator(".vsm-form")).to_be_hidden()
    expect(page.locator(".vsm-loop")).to_have_count(len(sample.loops))
    expect(page.locator(".vsm-saved")).to_have_text("saved")

    assert without_ids(saved_stream(folder)) == without_ids(sample)
    assert without_ids(load_engagement(folder).stream) == without_ids(sample)


def drag(page: Page, start: Locator, to: tuple[float, float]) -> None:
    """Drag from the middle of something to a place on the screen."""
    frame = start.bounding_box()
    page.mouse.move(frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
    page.mouse.down()
    page.mouse.move(to[0] - 20, to[1] - 5, steps=4)
    page.mouse.move(*to, steps=3)
    page.mouse.up()


def still(page: Page) -> None:
    """Wait until the board has found its size."""
    page.wait_for_function(
        """() => {
          const drawn = document.querySelector('.vsm-board').dataset.drawn;
          const was = window.__drawn; window.__drawn = drawn;
          return drawn === was;
        }""",
        polling=300,
    )


def middle(found: Locator) -> tuple[float, float]:
    """Give the middle of something on the screen."""
    frame = found.bounding_box()
    return (frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)


@pytest.mark.slow
def test_a_step_dragged_to_another_team_changes_handoffs_ladder_and_files(run_notebook, tmp_path):
    folder = small_engagement(tmp_path / "dragged")
    page = open_board(run_notebook, folder)
    expect(total(page, "handoffs")).to_have_text("1")
    expect(page.locator(".vsm-handoff")).to_have_count(1)
    still(page)
    review = box(page, "Review")
    lane = page.locator('.vsm-lane[data-team="Operations"]').bounding_box()
    drag(page, review, (middle(review)[0], lane["y"] + lane["height"] / 2))
    expect(page.locator('[data-edge="A>B"].vsm-handoff')).to_have_count(1)
    expect(page.locator('[data-edge="B>C"].vsm-handoff')).to_have_count(0)
    expect(total(page, "waiting")).to_have_text("2 d")
    expect(page.locator(".vsm-saved")).to_have_text("saved")
    assert load_engagement(folder).stream.step("B").team == "Operations"

    still(page)
    drag(page, box(page, "Write"), (middle(box(page, "Deploy"))[0] + 60, middle(box(page, "Write"))[1]))
    expect(page.locator(".vsm-ladder")).to_have_attribute("aria-label", re.compile("Review.*Deploy.*Write"))
    expect(page.locator('[data-edge="C>A"]')).to_have_count(1)

    stream = saved_stream(folder)
    assert [step.id for step in stream.steps] == ["B", "C", "A"]
    assert {(edge.from_step, edge.to_step) for edge in stream.edges} == {("B", "C"), ("C", "A")}
    assert load_engagement(folder).stream == stream


@pytest.mark.slow
def test_what_cannot_be_read_stays_in_its_field_with_a_sentence_beside_it(run_notebook, tmp_path):
    folder = small_engagement(tmp_path / "unreadable")
    page = open_board(run_notebook, folder)
    hands = Hands(page)
    box(page, "Review").focus()
    hands.press("Enter", "Tab", "Tab", "Control+a")
    page.keyboard.type("soonish")
    hands.press("Tab")
    wait = page.locator(".vsm-form [name=wait_time]")
    expect(page.locator(".vsm-field-wait_time .vsm-problem")).to_contain_text("soonish")
    expect(wait).to_have_value("soonish")
    expect(page.locator(".vsm-saved")).to_have_text("not all saved")
    hands.press("Enter")
    expect(wait).to_be_focused()
    assert saved_stream(folder).step("B").wait_time.value == 16

    hands.press("Control+a")
    page.keyboard.type("2-5 d, likely 3d")
    hands.press("Enter")
    expect(page.locator(".vsm-form")).to_be_hidden()
    expect(box(page, "Review")).to_have_attribute("aria-label", re.compile("wait 3 d"))
    hands.press("Delete")
    expect(box(page, "Review")).to_have_count(0)
    expect(page.locator('[data-edge="A>C"]')).to_have_count(1)
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(box(page, "Review")).to_have_count(1)

    review = saved_stream(folder).step("B").wait_time
    assert (review.value, review.low, review.high) == (24, 16, 40)


@pytest.mark.slow
def test_rows_copied_from_a_spreadsheet_become_steps_that_one_undo_takes_back(run_notebook, tmp_path):
    folder = empty_engagement(tmp_path / "pasted")
    page = open_board(run_notebook, folder)
    rows = "Step\tTeam\tWait\tProcess time\t%C&A\nTriage\tSupport\t3d\t1 h\t80 %\nFix\tProduct\t?\t2-5 h\t\n"
    page.evaluate(PASTE, [page.locator(".vsm-board").element_handle(), rows])
    expect(box(page, "Fix")).to_be_visible()
    expect(total(page, "handoffs")).to_have_text("1")
    expect(total(page, "lead_time")).to_contain_text("≥")
    page.locator(".vsm-box").first.focus()
    page.keyboard.press("Control+z")
    expect(page.locator(".vsm-box")).to_have_count(0)
    page.keyboard.press("Control+Shift+Z")
    expect(page.locator(".vsm-box")).to_have_count(2)

    assert [step.wait_time and step.wait_time.value for step in saved_stream(folder).steps] == [24, None]


@pytest.mark.slow
def test_text_typed_while_the_kernel_dies_is_kept_and_carried_on_with(run_notebook, tmp_path):
    folder = small_engagement(tmp_path / "killed")
    notebook = run_notebook.write(
        "killed.ipynb",
        [
            CELL.format(folder=str(folder)),
            f"import os; _ = Path({str(tmp_path)!r}, 'pid').write_text(str(os.getpid()))",
        ],
    )
    page = run_notebook.open(notebook.name)
    box(page, "Deploy").focus()
    page.keyboard.press("n")
    page.keyboard.type("Watch the dashboards")
    os.kill(int((tmp_path / "pid").read_text(encoding="utf-8")), signal.SIGKILL)
    expect(page.locator(".vsm-alarm")).to_have_text(LOCKED, timeout=8_000)
    name = page.locator(".vsm-form [name=name]")
    expect(name).to_have_value("Watch the dashboards")
    assert not name.is_editable()
    page.locator(".jp-Dialog .jp-mod-accept").click()
    page.wait_for_function("window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'idle'")
    run_notebook.run_all()
    expect(page.locator(".vsm-notice")).to_contain_text("Watch the dashboards")
    page.get_by_role("button", name="Carry on").click()
    expect(name).to_have_value("Watch the dashboards")
    expect(name).to_be_focused()
    page.keyboard.press("Enter")
    expect(box(page, "Watch the dashboards")).to_be_visible()
    expect(page.locator(".vsm-saved")).to_have_text("saved")

    stream = saved_stream(folder)
    assert stream.steps[-1].name == "Watch the dashboards"
    assert [(edge.from_step, edge.to_step) for edge in stream.edges][-1] == ("C", stream.steps[-1].id)


@pytest.mark.slow
def test_a_reloaded_page_resumes_and_the_history_can_be_walked_through(run_notebook, tmp_path):
    folder = small_engagement(tmp_path / "resumed")
    page = open_board(run_notebook, folder)
    for name, team in (("Write", "Design"), ("Review", "Security")):
        box(page, name).focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Control+a")
        page.keyboard.type(team)
        page.keyboard.press("Enter")
        expect(page.locator(f'.vsm-lane[data-team="{team}"]')).to_have_count(1)
    page.reload()
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    run_notebook.run_all()
    expect(page.locator('.vsm-lane[data-team="Security"]')).to_have_count(1)
    expect(total(page, "handoffs")).to_have_text("2")

    box(page, "Write").focus()
    page.keyboard.press("h")
    page.keyboard.press("Home")
    expect(page.locator(".vsm-history-words")).to_have_text("you are looking at the map after 0 of 2 edits")
    expect(total(page, "handoffs")).to_have_text("1")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".vsm-history-words")).to_have_text("you are looking at the map after 1 of 2 edits")
    expect(page.locator('.vsm-lane[data-team="Design"]')).to_have_count(1)
    box(page, "Write").focus()
    page.keyboard.press("Delete")
    expect(page.locator(".vsm-notice")).to_contain_text("earlier map")
    page.keyboard.press("Escape")
    expect(total(page, "handoffs")).to_have_text("2")

    assert len(saved_stream(folder).steps) == 3


@pytest.mark.slow
def test_two_browsers_on_one_engagement_see_each_others_edits(run_notebook, tmp_path, browser):
    folder = small_engagement(tmp_path / "shared")
    first = open_board(run_notebook, folder, name="one")
    other_context = browser.new_context()
    second = other_context.new_page()
    run_notebook.watch(second)
    open_board(run_notebook, folder, second, name="two")
    box(first, "Deploy").focus()
    first.keyboard.press("n")
    first.keyboard.type("Support")
    first.keyboard.press("Enter")
    expect(box(second, "Support")).to_be_visible(timeout=10_000)
    box(second, "Write").focus()
    second.keyboard.press("Shift+ArrowDown")
    expect(box(second, "Write")).to_have_attribute("aria-label", re.compile("team Operations"))
    expect(box(first, "Write")).to_have_attribute("aria-label", re.compile("team Operations"), timeout=10_000)
    other_context.close()

    stream = saved_stream(folder)
    assert [step.name for step in stream.steps] == ["Write", "Review", "Deploy", "Support"]
    assert stream.step("A").team == "Operations"


@pytest.mark.slow
def test_names_made_to_attack_are_shown_as_text(run_notebook, tmp_path):
    folder = tmp_path / "hostile"
    folder.mkdir()
    save_engagement(hostile_engagement("hostile"), folder)
    page = open_board(run_notebook, folder)
    page.locator(".vsm-box").nth(len(FIRING_PAYLOADS)).wait_for()
    page.locator(".vsm-box").first.click()
    page.keyboard.press("Enter")
    expect(page.locator(".vsm-form [name=name]")).to_have_value(FIRING_PAYLOADS[0])

    assert page.evaluate("window.__fired") is None
    assert page.locator(".vsm-board :is(img, script, iframe, style, meta, base)").count() == 0


@pytest.mark.slow
def test_the_board_has_no_serious_accessibility_problem_and_fits_the_screen(run_notebook, tmp_path):
    from axe_playwright_python.sync_playwright import Axe

    folder = tmp_path / "accessible"
    shutil.copytree(SAMPLE, folder)
    run_notebook.page.set_viewport_size({"width": 1366, "height": 768})
    page = open_board(run_notebook, folder)
    box(page, "Triage").focus()
    page.keyboard.press("Enter")
    found = Axe().run(page, context=".vsm-board").response["violations"]
    assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == []
    page.keyboard.press("Escape")
    page.keyboard.press("f")

    view = page.locator(".vsm-view").bounding_box()
    stage = page.locator(".vsm-stage").bounding_box()
    assert stage["height"] <= view["height"] + 2
    assert stage["width"] <= view["width"] + 2
    assert page.locator(".vsm-board").bounding_box()["height"] <= 768 - 130

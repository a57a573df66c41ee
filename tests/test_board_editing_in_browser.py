"""Branches, rework, stages and the photo of the wall on the map board, and typing on while the kernel is busy."""

from __future__ import annotations

import base64
import os
import re
import shutil
import signal
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.test_map_board_in_browser import (
    CELL,
    SAMPLE,
    Hands,
    box,
    drag,
    middle,
    open_board,
    saved_stream,
    small_engagement,
    still,
    total,
)

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

PHOTO_CELL = CELL.replace("MapBoard(session)", "MapBoard(session, WallPhoto(store.folder))").replace(
    "from vsm_toolkit.session", "from vsm_toolkit.io.wall_photo import WallPhoto\nfrom vsm_toolkit.session"
)
# The kernel answers widgets in a thread of its own as soon as it has one, so that is the one to keep busy.
SLOW = """
import os, threading, time
slow, folder, main = [], Path({folder!r}), threading.main_thread()
def wait(*_message):
    if slow and threading.current_thread() is not main:
        (folder / str(slow[0])).touch()
        time.sleep(slow.pop())
board.on_msg(wait)
_ = (folder / "pid").write_text(str(os.getpid()))
"""
EXECUTE = """code => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel
    .requestExecute({ code }).done.catch(() => null)"""
ONE_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def keep_busy(page: Page, folder: Path, seconds: int) -> None:
    """Keep whatever answers the board busy from the next heartbeat on."""
    page.evaluate(EXECUTE, f"slow.append({seconds})")
    while not (folder / str(seconds)).exists():
        page.wait_for_timeout(20)


@pytest.mark.slow
def test_branches_rework_stages_and_the_photo_by_keyboard_and_by_mouse(run_notebook, tmp_path, monkeypatch):
    monkeypatch.setattr("tests.test_map_board_in_browser.CELL", PHOTO_CELL)
    folder = tmp_path / "divided"
    shutil.copytree(SAMPLE, folder)
    page = open_board(run_notebook, folder)
    hands, form = Hands(page), page.locator(".vsm-form")
    hands_at = saved_stream(folder).step("C04").name
    box(page, hands_at).focus()
    hands.press("x")
    page.keyboard.type("one")
    for text in ("70", "20", "20"):
        hands.press("Tab")
        page.keyboard.type(text)
    hands.press("Enter")
    expect(page.locator(".vsm-form .vsm-note")).to_contain_text("= 110 % of the items")
    expect(page.locator(".vsm-form input").last).to_be_focused()
    hands.press("Control+a", "Delete", "Enter")
    expect(form).to_be_hidden()
    expect(page.locator(".vsm-share").last).to_contain_text("10 %")
    hands.press("7", "r", "Enter", "Tab", "Tab")
    page.keyboard.type("30 %")
    hands.press("Enter")
    expect(form).to_be_hidden()
    expect(page.locator(".vsm-stage-cell").last).to_contain_text(hands_at)
    keyed = saved_stream(folder)

    still(page)
    page.locator(".vsm-share").first.click()
    page.get_by_label("Which branches run?").select_option("all of them, every time")
    page.get_by_role("button", name="Done").click()
    expect(page.locator(".vsm-share")).to_contain_text(["all run"])
    page.locator(".vsm-loop-label").first.click()
    expect(page.locator(".vsm-form [name=probability]")).to_have_value(re.compile("%"))
    page.get_by_role("button", name="Cancel").click()
    still(page)
    box(page, hands_at).scroll_into_view_if_needed()
    drag(page, box(page, hands_at), middle(page.locator(".vsm-stage-cell").nth(1)))
    expect(page.locator(".vsm-stage-cell").nth(1)).to_contain_text(hands_at)
    page.get_by_role("button", name="Show a photo of the paper wall").click()
    photo = {"name": "wall.png", "mimeType": "image/png", "buffer": ONE_PIXEL}
    page.locator(".vsm-photo input[type=file]").set_input_files(photo)
    expect(page.get_by_alt_text("Photo of the paper wall")).to_be_visible()
    page.locator(".vsm-photo input[type=file]").set_input_files({**photo, "buffer": b"no picture"})
    expect(page.locator(".vsm-photo-words")).to_contain_text("not a picture this browser can read")

    assert [edge.share for edge in keyed.edges if edge.from_step == "C04"] == [0.7, 0.2, 0.1]
    assert [loop.redo_share for loop in keyed.loops if loop.from_step == "C04"] == [0.3]
    assert keyed.step("C04").stage == "operate_support"
    moused = saved_stream(folder)
    assert [edge.share for edge in moused.edges if edge.from_step == "C04"] == [None, None, None]
    assert moused.step("C04").stage == "discovery"
    assert (folder / "wall-photo.jpg").read_bytes().startswith(b"\xff\xd8\xff")


@pytest.mark.slow
def test_a_busy_kernel_takes_in_what_was_typed_meanwhile_and_a_killed_one_locks(run_notebook, tmp_path):
    folder = small_engagement(tmp_path / "busy")
    run_notebook.write("busy.ipynb", [CELL.format(folder=str(folder)), SLOW.format(folder=str(tmp_path))])
    page = run_notebook.open("busy.ipynb")
    page.evaluate(
        """() => { window.__alarms = [];
        setInterval(() => { const alarm = document.querySelector('.vsm-alarm');
          if (alarm && !alarm.hidden) window.__alarms.push(alarm.textContent); }, 50); }"""
    )
    keep_busy(page, tmp_path, 6)
    box(page, "Deploy").focus()
    page.keyboard.press("n")
    for name, wait in (("Watch dashboards", "2 d"), ("Answer tickets", "soonish"), ("Close request", "1 d")):
        page.keyboard.type(name)
        page.keyboard.press("Tab")
        page.keyboard.type("Support")
        page.keyboard.press("Tab")
        page.keyboard.type(wait)
        page.keyboard.press("Enter")
    expect(page.locator(".vsm-form-title")).to_have_text("New step after Close request")
    page.keyboard.type("Half a na")
    expect(page.locator(".vsm-saved")).to_contain_text("not saved yet: the notebook is busy, type on")
    page.keyboard.type("me")
    expect(page.locator(".vsm-notice")).to_contain_text("soonish", timeout=15_000)
    expect(box(page, "Close request")).to_be_visible()
    expect(page.locator(".vsm-form [name=name]")).to_have_value("Half a name")
    stream = saved_stream(folder)
    assert [step.name for step in stream.steps][3:] == ["Watch dashboards", "Answer tickets", "Close request"]
    assert [step.wait_time and step.wait_time.value for step in stream.steps][3:] == [16, None, 8]
    assert page.evaluate("window.__alarms") == []

    page.get_by_role("button", name="Mend it").click()
    expect(page.locator(".vsm-form [name=wait_time]")).to_have_value("soonish")
    page.keyboard.type("3 d")
    page.keyboard.press("Enter")
    expect(total(page, "lead_time")).to_have_text("≥ 2.6 wk")
    keep_busy(page, tmp_path, 60)
    os.kill(int((tmp_path / "pid").read_text(encoding="utf-8")), signal.SIGKILL)
    expect(page.locator(".vsm-locked")).to_be_visible(timeout=8_000)

    steps = saved_stream(folder).steps
    assert steps[4].wait_time.value == 24
    assert steps[6].name == "Half a name"

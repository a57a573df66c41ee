"""``vsm lab --share``: two people who have nothing but a browser and the token work on one board and one set of panels.

It needs the extra ``live``, see CONTRIBUTING.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.lab_fixtures import NotebookRunner, free_port
from tests.test_map_board_in_browser import box
from tests.test_workshop_in_browser import environment_of, failed_cells, vsm_lab
from vsm_toolkit.cli.lab_server import COLLABORATION, lan_address
from vsm_toolkit.errors import UsageError
from vsm_toolkit.io.journal_file import JournalFolder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.lab_fixtures import Lab

pytestmark = pytest.mark.skipif(find_spec(COLLABORATION) is None, reason="the extra live is not installed")


@pytest.fixture
def shared_lab() -> Iterator[Lab]:
    """Give a shared Lab on a workshop folder, as the coach starts it."""
    try:
        lan_address()
    except UsageError as problem:
        pytest.skip(problem.message)
    with tempfile.TemporaryDirectory(prefix="vsm-", ignore_cleanup_errors=True) as place:
        home, folder = Path(place), Path(place) / "team"
        made = [sys.executable, "-m", "vsm_toolkit", "new", str(folder), "--sample", "platform-request"]
        subprocess.run(made, check=True, capture_output=True, env=environment_of(home))
        with vsm_lab(folder, home, "--share", "--port", str(free_port())) as lab:
            yield lab


def join(browser: Browser, lab: Lab, runner: NotebookRunner | None = None) -> Page:
    """Join with a browser of one's own by typing the token, and open the notebook of the map."""
    page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    if runner is not None:
        runner.watch(page)
    page.goto(f"{lab.address}/lab/tree/01_map.ipynb")
    page.locator("input[type=password]").first.fill(lab.token)
    page.keyboard.press("Enter")
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    return page


@pytest.mark.slow
def test_two_people_with_the_token_see_and_change_one_map(browser, shared_lab):
    first = join(browser, shared_lab)
    runner = NotebookRunner(shared_lab, first)
    second = join(browser, shared_lab, runner)
    runner.run_all(first)
    for page in (first, second):
        expect(page.locator(".vsm-board")).to_have_count(1, timeout=30_000)
        expect(page.locator(".vsm-panel")).to_have_count(8)
    box(second, "Triage").focus()
    second.keyboard.press("Enter")
    expect(second.locator(".vsm-form [name=name]")).to_have_value("Triage")
    second.keyboard.type("Sort requests")
    second.keyboard.press("Enter")
    expect(box(first, "Sort requests")).to_be_visible()
    first.get_by_label("Said, and not today's topic").fill("Who orders the licences?")
    first.get_by_role("button", name="Park it").click()
    expect(second.get_by_text("Who orders the licences?").last).to_be_visible()
    late = join(browser, shared_lab, runner)
    expect(box(late, "Sort requests")).to_be_visible(timeout=30_000)

    stream = JournalFolder(shared_lab.folder).current()[0].stream
    assert "Sort requests" in [step.name for step in stream.steps]
    assert [failed_cells(page) for page in (first, second, late)] == [[], [], []]
    assert (runner.outside, runner.complaints) == ([], [])

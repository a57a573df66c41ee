"""A workshop folder made by ``vsm new`` and opened by ``vsm lab``: every notebook runs from a clean start."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.lab_fixtures import Lab, NotebookRunner
from vsm_toolkit.facilitation.program_session import ROLL_UP
from vsm_toolkit.facilitation.script import NOTEBOOKS, SCRIPTS
from vsm_toolkit.io.workshop_folder import shipped_notebooks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

SHOTS = os.environ.get("VSM_SHOTS")
PLACES = {
    "JUPYTER_CONFIG_DIR": "config",
    "JUPYTER_DATA_DIR": "data",
    "JUPYTER_RUNTIME_DIR": "runtime",
    "IPYTHONDIR": "ipython",
    "HOME": "home",
    "JUPYTERLAB_SETTINGS_DIR": "user-settings",
    "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
}


def environment_of(home: Path) -> dict[str, str]:
    """Give an environment in which nothing of the user's is read or written."""
    (home / "config").mkdir(exist_ok=True)
    # Lets the test drive Lab's own commands; the notebook menu stays as people see it.
    (home / "config" / "jupyter_lab_config.json").write_text('{"LabApp": {"expose_app_in_browser": true}}')
    return {**os.environ, **{name: str(home / place) for name, place in PLACES.items()}}


@contextlib.contextmanager
def vsm_lab(folder: Path, home: Path, *options: str) -> Iterator[Lab]:
    """Start ``vsm lab`` for real and wait until it says where it listens."""
    log = home / "lab.log"
    command = [sys.executable, "-m", "vsm_toolkit", "lab", str(folder), "--no-browser", *options]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=environment_of(home), stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            yield _where_it_listens(home, folder, process, log)
        finally:
            # The whole group: the command waits for Lab, and Lab for its kernels.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, 15)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, 9)


def _where_it_listens(home: Path, folder: Path, process: subprocess.Popen[bytes], log: Path) -> Lab:
    for _ in range(900):
        if process.poll() is not None:
            pytest.fail(f"vsm lab stopped while it started: {log.read_text(encoding='utf-8')[-2000:]}")
        for found in (home / "runtime").glob("jpserver-*.json"):
            with contextlib.suppress(ValueError):
                server = json.loads(found.read_text(encoding="utf-8"))
                return Lab(server["url"].rstrip("/"), server["token"], folder)
        time.sleep(0.1)
    pytest.fail(f"vsm lab did not start: {log.read_text(encoding='utf-8')[-2000:]}")


@pytest.fixture(scope="module")
def workshop_lab() -> Iterator[Lab]:
    """Give a Lab on a workshop folder made from a sample, both by the commands people use."""
    with tempfile.TemporaryDirectory(prefix="vsm-", ignore_cleanup_errors=True) as place:
        home, folder = Path(place), Path(place) / "claims"
        made = [sys.executable, "-m", "vsm_toolkit", "new", str(folder), "--sample", "claims-portal"]
        subprocess.run(made, check=True, capture_output=True, env=environment_of(home))
        with vsm_lab(folder, home) as lab:
            yield lab


@pytest.fixture
def runner(workshop_lab: Lab, page: Page) -> Iterator[NotebookRunner]:
    """Run notebooks of the workshop; fails when a page reached outside or an error was not caught."""
    running = NotebookRunner(workshop_lab, page)
    page.set_viewport_size({"width": 1366, "height": 768})
    yield running
    for session in workshop_lab.ask("GET", "api/sessions"):
        with contextlib.suppress(OSError):
            workshop_lab.ask("DELETE", f"api/sessions/{session['id']}")
    assert (running.outside, running.complaints) == ([], [])


def failed_cells(page: Page) -> list[str]:
    """Give what the notebook shows as errors: tracebacks, and widgets that could not be drawn."""
    outputs = page.locator(".jp-Notebook .jp-OutputArea-output")
    broken = page.locator(".jp-Notebook").locator(".jupyter-widgets-error-widget, [data-mime-type$=stderr]")
    return [*broken.all_inner_texts(), *(text for text in outputs.all_inner_texts() if "Traceback" in text)]


def positions_of_lines(page: Page) -> set[str]:
    """Say how the text of panels is placed: anything but ``static`` piles it up, as when one widget's style leaks."""
    lines = page.locator(".vsm-panel .vsm-lines")
    return set(lines.evaluate_all("found => found.map(each => getComputedStyle(each).position)"))


def recorded_errors(runner: NotebookRunner, page: Page) -> str:
    """Ask the notebook's own kernel, from a console cell at the end, what its workshop recorded."""
    page.evaluate(
        """code => { const panel = window.jupyterapp.shell.currentWidget;
        return panel.sessionContext.session.kernel.requestExecute({code}).done; }""",
        "room = globals().get('workshop') or program\n"
        "open('recorded.txt', 'w').write(repr((len(room.errors), room.trouble())))",
    )
    return (runner.lab.folder / "recorded.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("notebook", [path.name for path in shipped_notebooks()])
def test_every_notebook_runs_from_a_clean_start_and_shows_its_panels(runner, notebook):
    page = runner.open(notebook)
    number = notebook[:2]
    page.get_by_role("heading", name="What was saved").last.wait_for()
    shots(page, number)

    assert failed_cells(page) == []
    assert positions_of_lines(page) <= {"static"}
    assert page.get_by_text({**SCRIPTS, "08": ROLL_UP}[number].aim).count() >= 1
    assert recorded_errors(runner, page) == "(0, ())"


def shots(page: Page, number: str) -> None:
    """Photograph the notebook screen by screen into the folder that ``VSM_SHOTS`` names, for people to look at."""
    if not SHOTS:
        return
    Path(SHOTS).mkdir(parents=True, exist_ok=True)
    page.evaluate("window.jupyterapp.commands.execute('application:toggle-left-area')")
    page.wait_for_timeout(1500)
    scroller = page.locator(".jp-Notebook .jp-WindowedPanel-outer, .jp-WindowedPanel-outer").first
    height = scroller.evaluate("node => node.scrollHeight")
    for count, top in enumerate(range(0, height, 600)):
        scroller.evaluate("(node, top) => { node.scrollTop = top; }", top)
        page.wait_for_timeout(150)
        page.screenshot(path=f"{SHOTS}/{number}_{count:02d}.png")


def test_the_settings_for_a_room_hold(workshop_lab):
    tracker = workshop_lab.ask("GET", "lab/api/settings/@jupyterlab/notebook-extension:tracker")
    sanitizer = workshop_lab.ask("GET", "lab/api/settings/@jupyterlab/apputils-extension:sanitizer")

    assert tracker["schema"]["properties"]["windowingMode"]["default"] == "defer"
    assert sanitizer["schema"]["properties"]["allowCommandLinker"]["default"] is False


def test_there_is_a_notebook_for_every_session():
    assert tuple(path.name[:2] for path in shipped_notebooks()) == (*NOTEBOOKS, ROLL_UP.notebook)

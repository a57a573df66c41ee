"""Re-create docs/walkthrough.md: every workshop notebook on a sample, photographed in a real JupyterLab.

Run it with the project's Python: ``.venv/bin/python docs/make_walkthrough.py``. It needs a Chromium.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.conftest import CHROMIUM
from tests.lab_fixtures import NotebookRunner
from tests.test_workshop_in_browser import environment_of, vsm_lab
from vsm_toolkit.facilitation.script import SCRIPTS
from vsm_toolkit.io.workshop_folder import shipped_notebooks

IMAGES = ROOT / "docs" / "images" / "walkthrough"
SHOWN = {
    "00": ("workshop.opening", "workshop.charter", "workshop.readiness_check"),
    "01": ("workshop.agenda", "workshop.map_board", "workshop.exit_check"),
    "02": ("workshop.measure_panel", "workshop.estimates_apart", "workshop.pictures"),
    "03": ("workshop.dependency_board", "workshop.pictures"),
    "04": ("workshop.handoff_review", "workshop.pictures"),
    "05": ("workshop.waste_log", "workshop.pictures"),
    "06": ("workshop.scenario_builder", "workshop.realignment_table", "workshop.ask_cards"),
    "07": ("workshop.changes", "workshop.owners", "workshop.report"),
}
"""Which cells of each notebook are shown."""

SCROLL_TO = """source => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  const isShown = each => each.model.type === 'code' && each.model.sharedModel.getSource().startsWith(source);
  const cell = notebook.widgets.find(isShown);
  cell.node.scrollIntoView({ block: 'start' });
}"""


def photograph(page: Page, notebook: str) -> list[Path]:
    """Photograph the chosen cells of one notebook, each as it lies on a projector of 1366 x 768."""
    page.evaluate("window.jupyterapp.commands.execute('application:toggle-left-area')")
    page.wait_for_timeout(2000)
    pictures = []
    for call in SHOWN[notebook]:
        page.evaluate(SCROLL_TO, call)
        page.wait_for_timeout(600)
        path = IMAGES / f"{notebook}-{call.removeprefix('workshop.').replace('_', '-')}.png"
        page.screenshot(path=path)
        pictures.append(path)
    return pictures


def section(notebook: str, name: str, pictures: list[Path]) -> str:
    """Write the section of one notebook."""
    script = SCRIPTS[notebook]
    lines = [
        f"## {notebook} {script.title}",
        "",
        f"{script.aim} {script.minutes} minutes; in the room: {script.room}.",
        "",
    ]
    lines += [f"First, in silence: {script.write_first}", ""]
    for path in pictures:
        panel = path.stem.partition("-")[2].replace("-", " ")
        lines += [f"![{script.title}: {panel}]({path.relative_to(ROOT / 'docs').as_posix()})", ""]
    return "\n".join([*lines, f"It leaves behind: {script.saves}. The notebook is `{name}`.", ""])


def main() -> None:
    """Photograph every notebook and write the page."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    sections = [
        "# A walk through the workshop",
        "",
        "Sample A, `claims-portal`, made by `docs/make_walkthrough.py`.",
        "",
    ]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place, sync_playwright() as playwright:
        home, folder = Path(place), Path(place) / "claims"
        made = [sys.executable, "-m", "vsm_toolkit", "new", str(folder), "--sample", "claims-portal"]
        subprocess.run(made, check=True, cwd=ROOT, env=environment_of(home))  # noqa: S603 - our own command
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        with vsm_lab(folder, home) as lab:
            for path in [each for each in shipped_notebooks() if each.name[:2] in SHOWN]:
                page = browser.new_page(viewport={"width": 1366, "height": 768})
                NotebookRunner(lab, page).open(path.name)
                sections.append(section(path.name[:2], path.name, photograph(page, path.name[:2])))
                page.close()
                for session in lab.ask("GET", "api/sessions"):
                    lab.ask("DELETE", f"api/sessions/{session['id']}")
        browser.close()
    (ROOT / "docs" / "walkthrough.md").write_text("\n".join(sections), encoding="utf-8")


if __name__ == "__main__":
    main()

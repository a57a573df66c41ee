"""Re-create docs/walkthrough.md: every notebook, an exercise and the game, photographed in a real JupyterLab.

Run it with the project's Python: ``.venv/bin/python docs/make_walkthrough.py``. It needs a Chromium.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.conftest import CHROMIUM
from tests.lab_fixtures import Lab, NotebookRunner
from tests.test_workshop_in_browser import environment_of, vsm_lab
from vsm_toolkit.facilitation.program_session import ROLL_UP
from vsm_toolkit.facilitation.script import SCRIPTS
from vsm_toolkit.io.workshop_folder import shipped_notebooks

PAGE = ROOT / "docs" / "walkthrough.md"
IMAGES = ROOT / "docs" / "images" / "walkthrough"
SIZES = ({"width": 1366, "height": 768}, {"width": 1920, "height": 1080})
"""A small projector, which the page shows, and a large one, to which it links."""

SHOWN = {
    "00": ("workshop.opening", "workshop.charter", "workshop.readiness_check"),
    "01": ("workshop.map_board", "workshop.agenda", "workshop.exit_check"),
    "02": ("workshop.measure_panel", "workshop.estimates_apart", "workshop.pictures"),
    "03": ("workshop.dependency_board", "workshop.pictures"),
    "04": ("workshop.handoff_review", 'workshop.pictures("handoffs"'),
    "05": ("workshop.waste_log", "workshop.pictures"),
    "06": ("workshop.scenario_builder", "workshop.realignment_table", "workshop.ask_cards"),
    "07": ("workshop.changes", "workshop.owners", "workshop.report"),
    "08": ("program.names", 'program.show("B"', "program.experiment"),
}
"""Which cells of each notebook are shown, by how they begin; the first of them on the large projector too."""

LETTERS = {"B": "constraints"}
INTRODUCTION = """# A walk through the workshop

What the room sees, session by session, on the sample `claims-portal`: a team that has already mapped, while your own
map begins empty. The pictures are those of a small projector, 1366 x 768; one of each session links to a large one,
1920 x 1080. Every session has the same frame: opening, agenda with a timer, questions to ask, the panels of the day, a
parking lot, an exit check, and what was saved.

To click along: `python3 run.py lab`, menu **Run**, then **Run All Cells**.
"""
LEARNING = """## Practise before: the exercises

Twelve exercises of 20 to 40 minutes, alone or in pairs. A wrong answer is met by what it shows, here the sum of
branches that run side by side. `vsm exercise new practice --learner "Ana and Ben"`, then `vsm lab practice`;
[all of them at a glance](exercises.md).
"""
PLAYING = """## Feel it: the handoff game

20 minutes, four to ten people, 20 coins: the same work in one big batch, in smaller ones, one at a time, then with
fewer handoffs. Everybody guesses before each round; simulated players can show a round first, as here. The notebook is
`handoff_game.ipynb` in the folder of the exercises.
"""

SCROLL_TO = """source => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  const isShown = each => each.model.type === 'code' && each.model.sharedModel.getSource().startsWith(source);
  const cell = notebook.widgets.find(isShown);
  cell.node.querySelector('.jp-Cell-outputWrapper').scrollIntoView({ block: 'start' });
}"""


@dataclass
class Studio:
    """A browser that photographs notebooks of one lab."""

    lab: Lab
    new_page: Callable[[], Page]

    def photograph(
        self, notebook: str, prefix: str, cells: Sequence[str], prepare: Callable[[Page], None] | None = None
    ) -> list[Path]:
        """Photograph cells of a notebook, each as it lies on a projector, the first on the large one too."""
        page = self.new_page()
        NotebookRunner(self.lab, page).open(notebook)
        page.evaluate("window.jupyterapp.commands.execute('application:toggle-left-area')")
        page.wait_for_timeout(2000)
        if prepare:
            prepare(page)
        pictures = [_taken(page, cell, IMAGES / f"{prefix}-{_slug(cell)}.png") for cell in cells]
        page.set_viewport_size(SIZES[1])
        page.wait_for_timeout(1000)
        _taken(page, cells[0], _large(pictures[0]))
        page.close()
        for session in self.lab.ask("GET", "api/sessions"):
            self.lab.ask("DELETE", f"api/sessions/{session['id']}")
        return pictures


def _taken(page: Page, cell: str, path: Path) -> Path:
    page.evaluate(SCROLL_TO, cell)
    page.wait_for_timeout(800)
    page.screenshot(path=path)
    return path


def _large(path: Path) -> Path:
    return path.with_name(f"{path.stem}-{SIZES[1]['width']}.png")


def _slug(cell: str) -> str:
    call, _, given = cell.partition(".")[2].partition('("')
    name = given.strip('"')
    return LETTERS.get(name, call if call != "show" else name).replace("_", "-")


def section(notebook: str, name: str, pictures: list[Path]) -> str:
    """Write the section of one notebook."""
    script = ROLL_UP if notebook == ROLL_UP.notebook else SCRIPTS[notebook]
    lines = [
        f"## {notebook} {script.title}",
        "",
        f"{script.aim} {script.minutes} minutes; in the room: {script.room}.",
        "",
        f"First, in silence: {script.write_first}",
        "",
        *shown(script.title, pictures),
    ]
    return "\n".join([*lines, f"It leaves behind: {script.saves}. The notebook is `{name}`.", ""])


def shown(title: str, pictures: list[Path]) -> list[str]:
    """Show pictures, and link the large one."""
    lines = []
    for path in pictures:
        panel = path.stem.partition("-")[2].replace("-", " ")
        lines += [f"![{title}: {panel}]({_link(path)})", ""]
    first = pictures[0].stem.partition("-")[2].replace("-", " ")
    return [*lines, f"On a large projector: [{first}]({_link(_large(pictures[0]))}).", ""]


def _link(path: Path) -> str:
    return path.relative_to(PAGE.parent).as_posix()


def save_what_if(page: Page) -> None:
    """Save the lightest realignment as a what-if, so that there is one to look at."""
    page.locator('[data-press="save"]').first.click()
    page.wait_for_timeout(2000)


def answer_wrongly(page: Page) -> None:
    """Sum branches that run side by side, as many people do first."""
    task = page.locator('.vsm-panel[aria-label^="Task a"]')
    task.locator('[data-column="answer"]').fill("181")
    task.locator('[data-press="check"]').click()
    page.wait_for_timeout(1500)


def play_rounds(page: Page) -> None:
    """Let simulated players play the first two rounds."""
    page.get_by_role("button", name="Set the game up").click()
    page.get_by_label("First item with the customer after").fill("60 90")
    page.get_by_role("button", name="Let simulated players play it").click()
    page.get_by_role("button", name="Next: round 2").click()
    page.get_by_role("button", name="Let simulated players play it").click()
    page.get_by_role("button", name="Next: round 3").wait_for()
    page.wait_for_timeout(1500)


def made(home: Path, *words: str) -> None:
    """Run the command ``vsm``."""
    command = [sys.executable, "-m", "vsm_toolkit", *words]
    subprocess.run(command, check=True, cwd=ROOT, env=environment_of(home))  # noqa: S603 - our own command


def workshop_sections(home: Path, new_page: Callable[[], Page]) -> list[str]:
    """Photograph the notebooks of the sessions of one team."""
    folder = home / "claims"
    made(home, "new", str(folder), "--sample", "claims-portal")
    return _session_sections(home, folder, new_page, tuple(SCRIPTS))


def program_sections(home: Path, new_page: Callable[[], Page]) -> list[str]:
    """Photograph the roll-up where no team wrote a report yet, so that it opens the reports of the three samples."""
    folder = home / "program"
    made(home, "new", str(folder))
    return _session_sections(home, folder, new_page, (ROLL_UP.notebook,))


def _session_sections(home: Path, folder: Path, new_page: Callable[[], Page], sessions: Sequence[str]) -> list[str]:
    sections = []
    with vsm_lab(folder, home) as lab:
        studio = Studio(lab, new_page)
        for path in shipped_notebooks():
            session = path.name[:2]
            if session in sessions:
                prepare = save_what_if if session == "06" else None
                pictures = studio.photograph(path.name, session, SHOWN[session], prepare)
                sections.append(section(session, path.name, pictures))
    return sections


def practice_sections(home: Path, new_page: Callable[[], Page]) -> list[str]:
    """Photograph an exercise and the game."""
    folder = home / "practice"
    made(home, "exercise", "new", str(folder), "--learner", "Ana and Ben")
    with vsm_lab(folder, home) as lab:
        studio = Studio(lab, new_page)
        exercise = studio.photograph("e05_two_roads.ipynb", "exercise", ['exercise.task("a"'], answer_wrongly)
        game = studio.photograph("handoff_game.ipynb", "game", ["game.board"], play_rounds)
    learning, playing = shown("An exercise", exercise), shown("The handoff game", game)
    return ["\n".join([LEARNING, *learning]), "\n".join([PLAYING, *playing])]


def main() -> None:
    """Photograph every notebook and write the page."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    for old in IMAGES.glob("*.png"):
        old.unlink()
    sections = [INTRODUCTION]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        for make in (workshop_sections, program_sections, practice_sections):
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
                sections += make(Path(home), lambda: browser.new_page(viewport=SIZES[0]))
        browser.close()
    PAGE.write_text("\n".join(sections).rstrip("\n") + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""From Enter to redrawn totals on the map board, beside the usual way: an Output widget that shows a chart anew.

Both ways run in one JupyterLab and one Chromium on a map of 15 steps, taking turns edit by edit; read the ratio first.
The board is also timed with the server option that sends messages at once (`vsm_toolkit.lab_extension`).

    python benchmarks/bench_live_edit.py [--edits 50]
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Page, sync_playwright

from tests.conftest import CHROMIUM
from tests.lab_fixtures import Lab, NotebookRunner, running_lab
from vsm_toolkit.io.map_file import save_engagement
from vsm_toolkit.lab_extension import SERVER_OPTION
from vsm_toolkit.model import Challenge, Edge, Engagement, Step, TimeEstimate, ValueStream

NAME = "live_edit"
OURS = """
import json, time
from pathlib import Path
from vsm_toolkit.io.journal_file import JournalFolder
from vsm_toolkit.session import MappingSession
from vsm_toolkit.widgets.map_board import MapBoard

folder = Path({folder!r})
store = JournalFolder(folder)
spent = {{"journal": [], "state": [], "message": []}}

def timed(name, function):
    def run(*args, **kwargs):
        start, processor = time.perf_counter(), time.process_time()
        try:
            return function(*args, **kwargs)
        finally:
            spent[name].append([1e3 * (time.perf_counter() - start), 1e3 * (time.process_time() - processor)])
            if name == "message":
                (folder / "spent.json").write_text(json.dumps(spent))
    return run

from vsm_toolkit.widgets import map_board
map_board.board_state = timed("state", map_board.board_state)
store.append = timed("journal", store.append)

class TimedBoard(MapBoard):
    def _handle(self, message):
        run = timed("message", super()._handle) if message["kind"] == "edit" else super()._handle
        return run(message)

session = MappingSession(store)
TimedBoard(session)
"""
USUAL = """
import altair, ipywidgets, pandas
from IPython.display import display
from vsm_toolkit.metrics import map_metrics

stream, output = session.engagement.stream, ipywidgets.Output()
typed = ipywidgets.Text(description="wait", continuous_update=False)
typed.add_class("usual-field")

def show():
    rows = [{{"step": step.name, "kind": kind, "hours": each.value}} for step in stream.steps
            for kind, each in (("wait", step.wait_time), ("work", step.process_time))]
    chart = altair.Chart(pandas.DataFrame(rows), title=f"Lead time {{map_metrics(stream).lead_time.value}}").mark_bar()
    chart = chart.encode(x="hours:Q", y=altair.Y("step:N", sort=None), color="kind:N").properties(width=700)
    display({{"application/vnd.vegalite.v5+json": chart.to_dict(), "text/plain": ""}}, raw=True)

def on_typed(_change):
    global stream
    step = stream.steps[7].with_changes(wait_time={{"value": float(typed.value)}})
    stream = stream.model_copy(update={{"steps": (*stream.steps[:7], step, *stream.steps[8:])}})
    with output:
        output.clear_output(wait=True)
        show()

typed.observe(on_typed, "value")
with output:
    show()
display(ipywidgets.VBox([typed, output]))
"""
# Painted: the frame after the change has been drawn, seen from a task queued in that frame.
TIMED = """async (hours) => {
  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = done;
    channel.port2.postMessage(0);
  }));
  const until = (isThere) => new Promise((done, failed) => {
    const watch = new MutationObserver(() => { if (isThere()) { watch.disconnect(); done(); } });
    watch.observe(document.body, { attributes: true, childList: true, subtree: true, characterData: true });
    setTimeout(() => failed(new Error('nothing changed within 15 s')), 15000);
  });
  const say = (field, kind) => field.dispatchEvent(new Event(kind, { bubbles: true }));
  const press = (field) => field.dispatchEvent(
    new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
  BODY
  const start = performance.now();
  const changed = until(isThere);
  commit();
  await changed;
  const arrived = performance.now();
  await painted();
  return [performance.now() - start, arrived - start];
}"""
EDIT_BOARD = TIMED.replace(
    "BODY",
    """const field = document.querySelector('.vsm-form [name=wait_time]');
  const lead = () => document.querySelector('.vsm-total-lead_time .vsm-value').textContent;
  const before = lead();
  field.focus();
  field.value = `${hours} wh`;
  say(field, 'input');
  const isThere = () => lead() !== before;
  const commit = () => press(field);""",
)
EDIT_USUAL = TIMED.replace(
    "BODY",
    """const field = document.querySelector('.usual-field input');
  const chart = () => document.querySelector('.vega-embed canvas, .vega-embed svg');
  const before = chart();
  field.focus();
  field.value = `${hours}`;
  say(field, 'input');
  const isThere = () => chart() && chart() !== before;
  const commit = () => say(field, 'change');""",
)


def engagement() -> Engagement:
    """Build a map of 15 steps in a row, done by five teams in turn."""
    steps = tuple(
        Step(
            id=f"S{number:02}",
            name=f"Do part {number} of the work",
            team=f"Team {number % 5}",
            wait_time=TimeEstimate(value=40),
            process_time=TimeEstimate(value=4),
        )
        for number in range(15)
    )
    edges = tuple(Edge(from_step=f"S{number:02}", to_step=f"S{number + 1:02}") for number in range(14))
    return Engagement(
        challenge=Challenge(id="bench"), stream=ValueStream(name="Fifteen steps", steps=steps, edges=edges)
    )


def edit_board(page: Page, hours: float) -> list[float]:
    """Type a wait into the eighth step and give milliseconds to the painted change and to its arrival."""
    page.locator('.vsm-box[data-step="S07"]').focus()
    page.keyboard.press("Enter")
    page.locator(".vsm-form [name=wait_time]").wait_for()
    times: list[float] = page.evaluate(EDIT_BOARD, hours)
    page.locator(".vsm-form").wait_for(state="hidden")
    return times


def measure(lab: Lab, page: Page, folder: Path, edits: int, *, usual: bool) -> dict[str, list[list[float]]]:
    """Run both ways in turn in one notebook."""
    folder.mkdir()
    save_engagement(engagement(), folder)
    runner = NotebookRunner(lab, page)
    cells = [OURS.format(folder=str(folder)), *([USUAL.format()] if usual else [])]
    runner.write(f"{folder.name}.ipynb", cells)
    runner.open(f"{folder.name}.ipynb")
    page.locator(".vsm-box").nth(14).wait_for()
    page.wait_for_timeout(1500)
    if usual:
        page.locator(".vega-embed canvas, .vega-embed svg").first.wait_for()
    found: dict[str, list[list[float]]] = {"board": [], "usual": []}
    for number in range(edits + 3):
        times = edit_board(page, 80 + 40 * (number % 2))
        if number >= 3:
            found["board"].append(times)
        if usual:
            times = page.evaluate(EDIT_USUAL, 80 + number)
            if number >= 3:
                found["usual"].append(times)
        page.wait_for_timeout(120)
    return found


def line(name: str, times: list[float]) -> str:
    """Give median and 95th percentile of milliseconds."""
    ordered = sorted(times)
    high = ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]
    return f"{name:<58} {statistics.median(times):7.1f} {high:7.1f}"


def budget(folder: Path) -> list[str]:
    """Say where the time of an edit went in the kernel, wall and processor."""
    spent = json.loads((folder / "spent.json").read_text(encoding="utf-8"))
    names = {
        "message": "  kernel: whole edit",
        "journal": "    of it the journal, flushed to disk",
        "state": "    of it the state",
    }
    walls = {key: [wall for wall, _ in spent[key]] for key in names}
    processor = {key: statistics.median(cpu for _, cpu in spent[key]) for key in names}
    return [f"{line(words, walls[key])}   processor {processor[key]:5.2f}" for key, words in names.items()]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=50)
    edits = parser.parse_args().edits
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        place = Path(name)
        options = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        print(f"{'milliseconds, Enter to painted, ' + str(edits) + ' edits':<58} {'median':>7} {'95 %':>7}")
        medians = {}
        for words, option in (("as installed", []), ("sending at once", [SERVER_OPTION])):
            home, folder = place / f"home {words}", place / f"lab {words}"
            home.mkdir()
            folder.mkdir()
            with running_lab(folder, home, *option) as lab:
                page = browser.new_page(viewport={"width": 1366, "height": 768})
                found = measure(lab, page, folder / "bench", edits, usual=True)
                page.close()
            for key, what in (("board", "map board"), ("usual", "Output widget with an Altair chart")):
                medians[key, words] = statistics.median(painted for painted, _ in found[key])
                print(line(f"{what}, {words}", [painted for painted, _ in found[key]]))
            print(line("  board: until the new state has arrived", [arrived for _, arrived in found["board"]]))
            print("\n".join(budget(folder / "bench")))
        browser.close()
    best = medians["board", "sending at once"]
    print(f"\nThe usual way takes {medians['usual', 'as installed'] / best:.1f} times as long as the board.")


if __name__ == "__main__":
    main()

"""Every panel of the workshop in a real JupyterLab: offline, accessible, readable from the back, typing kept."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.hostile_names import hostile_engagement
from vsm_toolkit.io.journal_file import JournalFolder
from vsm_toolkit.io.map_file import load_engagement, save_engagement
from vsm_toolkit.model import Engagement

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.lab_fixtures import NotebookRunner

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "data" / "engagements" / "platform-request"
OPENING = """
import os
from pathlib import Path
from vsm_toolkit.facilitation import exit_check
from vsm_toolkit.facilitation.agenda import agenda_of
from vsm_toolkit.io.journal_file import JournalFolder
from vsm_toolkit.session import MappingSession
from vsm_toolkit.widgets import agenda_panel, ask_cards, dependency_board, estimates_apart, exit_check_panel
from vsm_toolkit.widgets import handoff_review, history_slider, measure_panel, parking_lot, readiness_check
from vsm_toolkit.widgets import owner_pages, realignment_table, recheck_panel, scenario_builder, waste_log
_ = Path({folder!r}, "..", "pid").write_text(str(os.getpid()))
session = MappingSession(JournalFolder(Path({folder!r})))
"""
PANELS = {
    "measure": "measure_panel.MeasurePanel(session)",
    "estimates": "estimates_apart.EstimatesApart(session)",
    "dependencies": "dependency_board.DependencyBoard(session)",
    "handoffs": "handoff_review.HandoffReview(session)",
    "waste": "waste_log.WasteLog(session)",
    "scenarios": "scenario_builder.ScenarioBuilder(session)",
    "realignment": "realignment_table.RealignmentTable(session)",
    "asks": "ask_cards.AskCards(session)",
    "readiness": "readiness_check.ReadinessCheck(session)",
    "parking": "parking_lot.ParkingLot(session, '02')",
    "agenda": "agenda_panel.AgendaPanel(agenda_of('02'))",
    "history": "history_slider.HistorySlider(session)",
    "owners": "owner_pages.OwnerPages(session, str)",
    "recheck": "recheck_panel.RecheckPanel(session)",
    "exit": "exit_check_panel.ExitCheckPanel(session, lambda engagement: exit_check(engagement, '05'))",
}

BUSY = "while not Path({gate!r}).exists(): __import__('time').sleep(0.05)"
EXECUTE = "code => { window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute({code}); }"


def open_panels(runner: NotebookRunner, name: str, engagement: Engagement, panels: dict[str, str]) -> Page:
    """Open a notebook with one panel per cell on a new engagement."""
    folder = runner.lab.folder / name
    folder.mkdir()
    save_engagement(engagement, folder)
    cells = [OPENING.format(folder=str(folder)), *(f"{key} = {made}\n{key}.widget" for key, made in panels.items())]
    runner.write(f"{name}.ipynb", cells)
    runner.page.set_viewport_size({"width": 1366, "height": 768})
    page = runner.open(f"{name}.ipynb")
    expect(page.locator(".vsm-panel")).to_have_count(len(panels), timeout=60_000)
    return page


def accessibility_problems(page: Page) -> list[str]:
    violations = Axe().run(page, context=".jp-OutputArea-output").response["violations"]
    return [
        f"{found['impact']}: {found['help']} ({found['id']}) at {node['target'][0]} {node['html'][:160]}"
        for found in violations
        if found["impact"] in {"serious", "critical"}
        for node in found["nodes"]
    ]


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_every_panel_shows_offline_and_without_barriers(run_notebook, theme):
    page = open_panels(run_notebook, f"panels-{theme[-4:].strip()}", load_engagement(SAMPLE), PANELS)
    page.evaluate("theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})", theme)
    page.wait_for_function("theme => document.body.dataset.jpThemeName === theme", arg=theme)

    assert accessibility_problems(page) == []


def test_no_type_of_a_panel_is_too_small_for_the_back_row(run_notebook):
    page = open_panels(run_notebook, "type-size", load_engagement(SAMPLE), PANELS)
    sizes = page.evaluate(
        """() => [...document.querySelectorAll('.vsm-panel *')]
          .filter(each => each.innerText && each.children.length === 0 || each.matches('input, select, textarea'))
          .map(each => [parseFloat(getComputedStyle(each).fontSize), each.className])"""
    )

    assert [each for each in sizes if each[0] < 16] == []


def test_hostile_names_are_only_text_in_every_panel(run_notebook):
    page = open_panels(run_notebook, "hostile-panels", hostile_engagement("hostile"), PANELS)
    page.wait_for_timeout(500)

    assert page.evaluate("window.__fired") is None
    assert page.locator(".vsm-panel").locator("script, iframe, svg, img, meta, base").count() == 0


def test_what_is_typed_is_saved_marked_and_shown_as_it_was_understood(run_notebook):
    page = open_panels(run_notebook, "typing", load_engagement(SAMPLE), {"measure": PANELS["measure"]})
    wait = page.get_by_label("wait of Triage", exact=True)
    wait.fill("2-5 d, likely 3 d")
    wait.press("Enter")
    expect(page.get_by_text("✓ saved")).to_be_visible()
    expect(wait).to_have_value("2-5 d, likely 3 d")
    kept = JournalFolder(run_notebook.lab.folder / "typing").current()[0]

    assert kept.stream.step("C02").wait_time.value == 24.0


def test_a_sentence_stands_beside_what_cannot_be_read_and_the_text_stays(run_notebook):
    page = open_panels(run_notebook, "unreadable", load_engagement(SAMPLE), {"measure": PANELS["measure"]})
    wait = page.get_by_label("wait of Triage", exact=True)
    wait.fill("soon")
    wait.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="cannot read 'soon' as a time")).to_be_visible()

    expect(wait).to_have_value("soon")
    expect(wait).to_have_attribute("aria-invalid", "true")


def test_what_one_is_typing_is_not_overwritten_when_another_panel_saves(run_notebook):
    chosen = {name: PANELS[name] for name in ("measure", "parking")}
    page = open_panels(run_notebook, "two-panels", load_engagement(SAMPLE), chosen)
    remark = page.get_by_label("Said, and not today's topic")
    remark.press_sequentially("Ask Finance ab")
    page.evaluate(
        """() => {
          const wait = [...document.querySelectorAll('input')].find(each => each.ariaLabel === 'wait of Triage');
          wait.value = '3 d'; wait.dispatchEvent(new Event('change', {bubbles: true})); }"""
    )
    expect(page.get_by_text("✓ saved")).to_be_visible()
    remark.press_sequentially("out it")

    expect(remark).to_have_value("Ask Finance about it")


def test_the_timer_counts_down_in_the_browser(run_notebook):
    page = open_panels(run_notebook, "timer", load_engagement(SAMPLE), {"agenda": PANELS["agenda"]})
    clock = page.get_by_role("timer")
    full = clock.inner_text()
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_text("green: on time")).to_be_visible()

    expect(clock).not_to_have_text(full)


def test_a_form_is_empty_again_and_the_next_field_keeps_its_text_when_a_sentence_appears_above(run_notebook):
    page = open_panels(
        run_notebook, "forms", load_engagement(SAMPLE), {"asks": PANELS["asks"], "measure": PANELS["measure"]}
    )
    page.get_by_label("The decision we ask for").fill("Let us open ports ourselves")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Saved as K1.")).to_be_visible()
    expect(page.get_by_label("The decision we ask for").last).to_have_value("")
    page.get_by_label("wait of Triage", exact=True).fill("soon")
    below = page.get_by_label("wait of Cost-centre approval", exact=True)
    below.click()
    below.press("Control+a")
    below.press_sequentially("1 d", delay=60)

    expect(page.get_by_role("alert").filter(has_text="cannot read 'soon'")).to_be_visible()
    expect(below).to_have_value("1 d")
    expect(below).to_be_focused()


def alarm(page: Page) -> Locator:
    """Find what a panel says while it is not connected."""
    return page.locator(".vsm-away:visible")


def test_what_is_typed_while_the_kernel_is_busy_or_dies_is_marked_kept_and_offered_again(run_notebook):
    chosen = {name: PANELS[name] for name in ("measure", "parking")}
    page = open_panels(run_notebook, "dying", load_engagement(SAMPLE), chosen)
    place = run_notebook.lab.folder
    pid, gate = int((place / "pid").read_text(encoding="utf-8")), place / "gate"
    wait, next_wait = (page.get_by_label(f"wait of {step}", exact=True) for step in ("Triage", "Cost-centre approval"))
    page.evaluate(EXECUTE, BUSY.format(gate=str(gate)))
    wait.fill("3 d")
    wait.press("Enter")
    busy = "not saved yet: the notebook is busy, type on"
    expect(page.locator("[data-unsaved]")).to_have_attribute("data-unsaved", busy)
    page.wait_for_timeout(2_500)
    expect(alarm(page)).to_have_count(0)
    gate.touch()
    expect(page.get_by_text("✓ saved")).to_be_visible()
    page.get_by_label("Said, and not today's topic").fill("Who orders the licences?")
    next_wait.press("Control+a")
    next_wait.press_sequentially("5 d")
    os.kill(pid, signal.SIGKILL)
    expect(alarm(page)).to_have_count(2, timeout=8_000)
    expect(page.locator("[data-unsaved='not saved; kept here']")).to_have_count(2)
    assert not next_wait.is_editable()
    page.locator(".jp-Dialog .jp-mod-accept").click()
    page.wait_for_function("window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'idle'")
    run_notebook.run_all()
    expect(page.locator(".vsm-offer:visible")).to_have_count(2)
    expect(page.locator(".vsm-offer").first).to_contain_text("wait of Cost-centre approval: “5 d”.")
    for left in (1, 0):
        page.get_by_role("button", name="Put it back").first.click()
        expect(page.locator(".vsm-offer:visible")).to_have_count(left)
    expect(page.get_by_text("✓ saved")).to_be_visible()
    page.get_by_role("button", name="Park it").click()
    expect(page.get_by_text("Parked.", exact=True)).to_be_visible()

    kept = JournalFolder(place / "dying").current()[0]
    assert [kept.stream.step(step).wait_time.value for step in ("C02", "C03")] == [24.0, 40.0]
    assert [each.text for each in kept.parking_lot][-1] == "Who orders the licences?"


def test_a_number_given_apart_is_seen_by_nobody_else_before_all_are_shown(run_notebook):
    one = open_panels(run_notebook, "apart", load_engagement(SAMPLE), {"estimates": PANELS["estimates"]})
    one.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
    other = one.context.new_page()
    run_notebook.watch(other)
    other.goto(f"{run_notebook.lab.address}/lab/workspaces/other/tree/apart.ipynb?token={run_notebook.lab.token}")
    other.locator(".vsm-panel").wait_for()
    own, others = one.get_by_label("Your own estimate"), other.get_by_label("Your own estimate")
    own.fill("7-9 d")
    own.press("Tab")
    others.fill("soon")
    others.press("Enter")
    expect(other.get_by_role("alert").filter(has_text="cannot read 'soon' as a time")).to_be_visible()
    expect(own).to_have_value("7-9 d")
    expect(one.get_by_role("alert")).to_have_count(0)
    expect(others).to_have_value("soon")
    others.fill("2 d")
    other.get_by_role("button", name="Give it").click()
    expect(one.get_by_text("Given so far, hidden: person 1.")).to_be_visible()
    expect(others).to_have_value("")
    expect(own).to_have_value("7-9 d")
    own.press("Enter")
    expect(other.get_by_text("Given so far, hidden: person 1, person 2.")).to_be_visible()
    for page in (one, other):
        assert "2 d" not in page.locator(".vsm-panel").inner_text()
    other.get_by_role("button", name="Show all answers").click()

    for page in (one, other):
        expect(page.locator(".vsm-bar-text")).to_have_text(["2 d", "7-9 d"])

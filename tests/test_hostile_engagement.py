"""An engagement full of attacks goes the whole way, from the model to a report in a browser, and stays text."""

from __future__ import annotations

import inspect
import json
from pathlib import Path

import pytest
from pydantic import BaseModel

from tests.hostile_names import FIRING_PAYLOADS, IDS, PAYLOADS, TEAMS, hostile_engagement, text_fields
from tests.report_runs import DATE, made_once, run_vsm, session_folder
from vsm_toolkit import model
from vsm_toolkit.io.map_file import load_engagement, save_engagement
from vsm_toolkit.model import Challenge, Change, RecheckValue
from vsm_toolkit.reports.report_folder import STAMP

WORDS_OF_OURS = {
    (Change, "table"),
    (Change, "field"),
    (RecheckValue, "table"),
    (RecheckValue, "field"),
    (Challenge, "withheld_names"),
}
"""Texts that must be words of the toolkit, or that take attacks away."""

CONTENT_SECURITY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def entities(entity: BaseModel):
    """Give an entity and everything within it."""
    yield entity
    for value in dict(entity).values():
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, BaseModel):
                yield from entities(part)


@pytest.fixture(scope="module")
def hostile_report(tmp_path_factory):
    """Give the folder of a real report on an engagement full of attacks, and what surrounds it."""

    def make(folder: Path) -> None:
        save_engagement(hostile_engagement(), folder / "in")
        run = run_vsm("report", folder / "in", "--out", folder / "out", "--date", DATE)
        assert (run.returncode, run.stderr) == (0, ""), run.stdout + run.stderr

    return made_once(session_folder(tmp_path_factory) / "hostile-report", make)


@pytest.fixture
def folder(hostile_report):
    """Give the folder of the one team's report."""
    (found,) = (path for path in (hostile_report / "out").iterdir() if path.is_dir())
    return found


@pytest.fixture
def fired(offline_page):
    """Watch a page: say what an attack managed to do."""
    dialogs = []
    offline_page.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))

    def what() -> list[str]:
        offline_page.page.wait_for_timeout(200)
        script = ["script"] if offline_page.page.evaluate("Boolean(window.__fired)") else []
        return [*script, *dialogs, *offline_page.outside_requests]

    return what


def texts_of(entity: BaseModel, field: str) -> tuple[str, ...]:
    """Give the texts in a field, one or several."""
    value = getattr(entity, field)
    return tuple(each for each in (value if isinstance(value, tuple) else (value,)) if isinstance(each, str))


def test_the_engagement_has_an_attack_in_every_text_there_is():
    found = list(entities(hostile_engagement()))
    attacked = {
        (type(entity), field)
        for entity in found
        for field in text_fields(type(entity))
        if any(payload in text for text in texts_of(entity, field) for payload in PAYLOADS)
    }
    classes = [each for _, each in inspect.getmembers(model, inspect.isclass) if issubclass(each, BaseModel)]
    every = {(each, field) for each in classes if each is not model.Estimate for field in text_fields(each)}

    assert every - attacked == WORDS_OF_OURS


def test_attacks_come_back_from_a_file_as_typed(tmp_path):
    save_engagement(hostile_engagement(), tmp_path)

    assert load_engagement(tmp_path) == hostile_engagement()


@pytest.mark.slow
def test_the_report_stays_in_its_folder(hostile_report, folder):
    assert folder.name.startswith("x-")
    assert {path.name for path in hostile_report.iterdir()} == {"in", "out"}
    assert {path.name for path in (hostile_report / "out").iterdir()} == {folder.name, "summary.json"}
    assert {path.name for path in folder.iterdir()} == {
        *("report.html", "report.json", "team_report.ipynb", STAMP),
        "decision-holders",
    }


@pytest.mark.slow
def test_the_report_as_data_keeps_every_name(folder):
    document = json.loads((folder / "report.json").read_text(encoding="utf-8"))

    assert document["challenge"] == "../../x"
    assert document["stream"] == FIRING_PAYLOADS[5]
    assert set(document["states"]["baseline"]["slack_hours"]) == set(IDS)


@pytest.mark.slow
def test_nothing_in_the_report_executes_or_asks_the_network(folder, offline_page, fired):
    page = offline_page.open(folder / "report.html")
    page.mouse.move(400, 400)
    for _ in range(30):
        page.keyboard.press("Tab")

    assert fired() == []
    offline_page.assert_offline_and_quiet()
    assert page.locator("script, iframe, object, embed, form, base, link, svg, [autofocus], [style]").count() == 0
    assert page.locator("meta[http-equiv=refresh]").count() == 0
    assert (
        page.evaluate(
            "[...document.querySelectorAll('*')].flatMap(each => [...each.attributes])"
            ".filter(each => each.name.startsWith('on') || /^\\s*javascript:/i.test(each.value)).length"
        )
        == 0
    )
    assert page.evaluate("[...document.images].every(each => each.src.startsWith('data:image/svg+xml;base64,'))")
    assert page.evaluate("[...document.links].every(each => each.getAttribute('href').startsWith('#block-'))")


def readable(names):
    """Leave out names with characters that HTML cannot hold: a carriage return, a NUL."""
    return [name for name in names if not {"\r", "\0"} & set(name)]


@pytest.mark.slow
def test_names_read_as_typed(folder, offline_page):
    page = offline_page.open(folder / "report.html")
    columns = page.evaluate(
        "[2, 3].map(n => [...document.querySelectorAll('#block-B table')]"
        ".find(table => table.caption.textContent.startsWith('Steps of the baseline map'))"
        ".querySelectorAll(`tbody td:nth-child(${n})`)).map(cells => [...cells].map(cell => cell.textContent))"
    )

    assert [len(column) for column in columns] == [len(IDS), len(TEAMS)]
    assert [name for name in columns[0] if name in PAYLOADS] == readable(IDS)
    assert [name for name in columns[1] if name in PAYLOADS] == readable(TEAMS)
    assert page.title() == f"{FIRING_PAYLOADS[5]} · {TEAMS[0]} · end-of-challenge report"


@pytest.mark.slow
def test_the_report_on_attacks_can_be_used_by_everyone(folder, offline_page):
    page = offline_page.open(folder / "report.html")
    page.set_viewport_size({"width": 1366, "height": 768})

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert offline_page.accessibility_problems() == []


def unsafe_page(payload, head=""):
    """Give a page as a careless author would write it."""
    return f"<!DOCTYPE html><html><head>{head}<title>x</title></head><body><p>{payload}</p></body></html>"


@pytest.mark.parametrize("payload", FIRING_PAYLOADS)
def test_the_same_attack_does_fire_on_an_unsafe_page(offline_page, fired, payload):
    offline_page.open(unsafe_page(payload))

    assert fired() != []


@pytest.mark.parametrize("payload", FIRING_PAYLOADS)
def test_the_reports_own_rule_would_stop_an_attack_that_slipped_through(offline_page, fired, payload):
    rule = f'<meta http-equiv="Content-Security-Policy" content="{CONTENT_SECURITY}">'
    offline_page.open(unsafe_page(payload, head=rule))
    # A request that the rule blocks is still reported as one that was tried.
    done = [each for each in fired() if not each.startswith("https://example.invalid/")]

    assert done == []
    assert any("Content Security Policy" in each for each in offline_page.complaints)


@pytest.mark.slow
def test_the_report_has_that_rule(folder):
    assert CONTENT_SECURITY in (folder / "report.html").read_text(encoding="utf-8")

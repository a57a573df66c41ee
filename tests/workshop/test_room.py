from __future__ import annotations

import pytest

from vsm_toolkit.errors import UsageError
from vsm_toolkit.facilitation.script import SCRIPTS
from vsm_toolkit.io.journal_file import JournalFolder
from vsm_toolkit.io.map_file import load_engagement
from vsm_toolkit.io.workshop_folder import make_workshop_folder
from vsm_toolkit.model import ChangeKind
from vsm_toolkit.session import MappingSession
from vsm_toolkit.workshop import open_workshop
from vsm_toolkit.workshop.forms import FORMS
from vsm_toolkit.workshop.pictures import PICTURES
from vsm_toolkit.workshop.room import PANELS


@pytest.fixture
def workshop(tmp_path):
    """Give a workshop on a folder of its own, made from a sample."""
    make_workshop_folder(tmp_path, sample="claims-portal")
    opened = open_workshop(tmp_path)
    yield opened
    opened.close()


def texts(widget):
    """Give every text a panel shows."""
    return repr(widget.content)


def test_opening_twice_gives_the_same_workshop(workshop):
    assert open_workshop(workshop.folder) is workshop


def test_closing_and_opening_again_goes_on_where_the_team_was(workshop):
    workshop.session.edit("steps", "A01", "name", "Take the idea in")
    workshop.close()
    again = open_workshop(workshop.folder)

    assert again is not workshop
    assert again.engagement.stream.step("A01").name == "Take the idea in"
    assert load_engagement(workshop.folder).stream.step("A01").name == "Take the idea in"
    again.close()


def test_a_map_file_that_lags_behind_the_journal_is_brought_up_to_date(workshop):
    workshop.close()
    lost = MappingSession(JournalFolder(workshop.folder))
    lost.edit("steps", "A01", "name", "Never written as a snapshot")
    again = open_workshop(workshop.folder)
    again.saved("01")

    assert load_engagement(workshop.folder).stream.step("A01").name == "Never written as a snapshot"
    again.close()


def test_what_another_session_wrote_is_taken_in(workshop):
    other = MappingSession(JournalFolder(workshop.folder), actor="coach")
    other.edit("steps", "A02", "name", "Fund it")

    assert workshop.refresh() == 1
    assert workshop.engagement.stream.step("A02").name == "Fund it"


def test_the_kind_of_the_next_edits_is_checked(workshop):
    open_workshop(workshop.folder, actor="coach", kind="correction")

    assert (workshop.session.actor, workshop.session.kind) == ("coach", ChangeKind.CORRECTION)
    with pytest.raises(UsageError, match="discovery, correction, improvement"):
        open_workshop(workshop.folder, kind="guess")


@pytest.mark.parametrize("notebook", SCRIPTS)
def test_every_session_has_an_opening_an_agenda_prompts_an_exit_check_and_what_was_saved(workshop, notebook):
    script = SCRIPTS[notebook]

    assert script.aim in texts(workshop.opening(notebook))
    assert str(workshop.folder) in texts(workshop.opening(notebook))
    assert script.blocks[0].name in texts(workshop.agenda(notebook))
    assert script.prompts[0].ask in texts(workshop.prompts(notebook))
    assert script.aloud[0] in texts(workshop.exit_check(notebook))
    assert script.saves in texts(workshop.saved(notebook))
    assert len(workshop.errors) == 0


@pytest.mark.parametrize("method", [name for name in PANELS if name != "history_slider"])
def test_every_panel_is_made_once_and_shown_again(workshop, method):
    first = getattr(workshop, method)()

    assert getattr(workshop, method)() is first
    assert len(workshop.errors) == 0


def test_the_history_and_the_parking_lot_are_panels_too(workshop):
    assert workshop.history() is workshop.history()
    assert workshop.parking_lot("01") is not workshop.parking_lot("02")
    assert workshop.kind_choice() is workshop.kind_choice()


@pytest.mark.parametrize("name", FORMS)
def test_every_form_shows_its_fields(workshop, name):
    assert FORMS[name].parts[0].title in texts(getattr(workshop, name)())
    assert len(workshop.errors) == 0


def test_pictures_are_drawn_of_the_map_as_it_stands(workshop):
    widget = workshop.pictures(*PICTURES)
    kinds = [block["type"] for block in widget.content]

    assert kinds == ["heading", *["picture"] * len(PICTURES)]
    assert all(block["words"] for block in widget.content[1:])


def test_an_unknown_picture_is_named_with_those_there_are(workshop):
    with pytest.raises(UsageError, match="the pictures are map, ladder"):
        workshop.pictures("mapp")


def test_a_panel_that_does_not_exist_yet_is_a_plain_sentence(workshop, monkeypatch):
    monkeypatch.setitem(PANELS, "crystal_ball", "CrystalBall")

    assert "is not part of this version" in texts(workshop._shown("crystal_ball"))


def test_the_exit_check_shrinks_as_the_team_fills_in(workshop):
    widget = workshop.exit_check("00")
    before = texts(widget)
    workshop.session.edit("challenge", "", "decision_rights", ["order of our backlog"])

    assert "No decision right is listed" in before
    assert "No decision right is listed" not in texts(widget)


def test_trouble_says_what_met_and_what_is_damaged(workshop):
    other = MappingSession(JournalFolder(workshop.folder), actor="coach")
    workshop.session.edit("steps", "A01", "name", "Ours")
    other.edit("steps", "A01", "name", "Theirs")
    workshop.refresh()

    assert any("Ask which is right" in sentence for sentence in workshop.trouble())
    assert "Ask which is right" in texts(workshop.saved("01"))


def test_a_notebook_without_a_map_works_on_a_copy_that_goes_away_when_nothing_was_typed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VSM_ENGAGEMENT", raising=False)
    workshop = open_workshop()
    again = open_workshop()

    assert again is workshop
    assert "copy of a sample" in repr(workshop)
    workshop.close()
    assert not workshop.folder.exists()


def test_a_copy_in_which_somebody_typed_stays(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VSM_ENGAGEMENT", raising=False)
    workshop = open_workshop()
    workshop.session.edit("steps", "A01", "name", "Typed")
    workshop.close()

    assert load_engagement(workshop.folder).stream.step("A01").name == "Typed"


@pytest.mark.slow
def test_the_report_is_written_beside_the_map(workshop):
    said = texts(workshop.report())

    assert "The report is written" in said
    assert list((workshop.folder / "reports").rglob("report.html"))


def test_pages_to_hand_over_are_written_beside_the_map_and_drafts_are_counted(workshop):
    workshop.owner_pages()
    panel = workshop._panels["owner_pages"]
    panel.press("write")

    assert panel.done.startswith("7 pages are written, 1 of them drafts: ")
    assert (workshop.folder / "owner-pages" / "index.html").exists()
    assert len(workshop.errors) == 0


def test_the_pulse_of_a_week_is_written_from_the_journal(workshop):
    workshop.session.edit("steps", "A11", "wait_time", {"value": 30.0})
    workshop.pulse()
    (page,) = (workshop.folder / "pulses").glob("*.html")

    assert "Change approval" in page.read_text(encoding="utf-8")

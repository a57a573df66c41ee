"""Pages for those who decide elsewhere: who has read, what they say, and the pages to hand over."""

from __future__ import annotations

from datetime import date

import pytest

from tests.widgets.panel_sessions import (
    assert_travels,
    cell,
    hostile_session,
    reopened,
    rows,
    sample_session,
    says,
    session_on,
)
from vsm_toolkit.io.shipped_files import sample_engagements
from vsm_toolkit.owner_readings import has_read
from vsm_toolkit.widgets.owner_pages import OwnerPages

CLAIMS = sample_engagements()[0]


@pytest.fixture
def panel(tmp_path):
    return OwnerPages(sample_session(tmp_path / "map", CLAIMS))


def test_every_role_outside_the_team_has_a_card_with_its_state(panel):
    shown = rows(panel, "owners")

    assert shown["Head of Portfolio"]["sub"] == "handed over, still a draft"
    assert shown["Head of Integration"]["sub"] == "read"
    assert says(panel, "6 of 7 have read their page.")


def test_the_day_of_reading_is_kept_and_ends_the_draft(panel, tmp_path):
    panel.change("owners", "Head of Portfolio", "read_on", "2026-10-08")
    panel.change("owners", "Head of Portfolio", "statement", "Fair.")
    kept = {each.decision_holder: each for each in reopened(tmp_path / "map").owner_readings}

    assert (kept["Head of Portfolio"].read_on, kept["Head of Portfolio"].statement) == (date(2026, 10, 8), "Fair.")
    assert says(panel, "7 of 7 have read their page.")


def test_the_first_field_of_a_role_adds_its_row(tmp_path):
    session = sample_session(tmp_path / "map", CLAIMS)
    session.remove("owner_readings", "CISO")
    panel = OwnerPages(session)
    panel.change("owners", "CISO", "sent_on", "2026-10-05")

    assert not has_read(session.engagement, "CISO")
    assert rows(panel, "owners")["CISO"]["sub"] == "handed over, still a draft"
    assert session.undo()


def test_an_empty_field_of_a_role_nobody_wrote_about_adds_nothing(tmp_path):
    session = sample_session(tmp_path / "map", CLAIMS)
    session.remove("owner_readings", "CISO")
    before = len(session.entries)
    OwnerPages(session).change("owners", "CISO", "statement", "  ")

    assert len(session.entries) == before


def test_a_day_that_is_none_is_refused_beside_its_field(panel):
    panel.change("owners", "Head of Portfolio", "read_on", "soon")

    assert "is no date" in cell(panel, "owners", "Head of Portfolio", "read_on")["problem"]
    assert cell(panel, "owners", "Head of Portfolio", "read_on")["value"] == "soon"


def test_the_button_writes_pages_and_says_where(tmp_path):
    panel = OwnerPages(sample_session(tmp_path / "map", CLAIMS), lambda: "7 pages are written")
    panel.press("write")

    assert says(panel, "7 pages are written")


def test_without_a_place_to_write_there_is_no_button(panel):
    assert not says(panel, "Write the pages")
    panel.press("write")
    assert panel.problems() == ("There is no button 'write' on the pages.",)


def test_a_map_without_deciding_roles_says_so(tmp_path):
    assert says(OwnerPages(session_on(tmp_path / "map")), "The map names nobody outside the team yet.")


def test_hostile_roles_travel_as_text(tmp_path):
    assert_travels(OwnerPages(hostile_session(tmp_path / "map")))

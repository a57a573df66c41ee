from __future__ import annotations

import pytest

from tests.widgets.panel_sessions import reopened, rows, sample_session, session_on
from vsm_toolkit.history import ROW_KEYS, SINGLE
from vsm_toolkit.io.shipped_files import shipped_folder
from vsm_toolkit.widgets.row_form import RowForm
from vsm_toolkit.workshop.forms import FORMS


@pytest.mark.parametrize("name", FORMS)
def test_every_form_is_on_a_table_of_the_journal(name):
    assert all(part.table in {*ROW_KEYS, *SINGLE} for part in FORMS[name].parts)


def test_an_improvement_is_added_with_an_id_and_kept(tmp_path):
    session = session_on(tmp_path)
    form = RowForm(session, FORMS["improvements"].title, FORMS["improvements"].parts)
    for column, value in {"target": "L5", "owner_role": "team lead", "due": "2026-10-01", "status": "chosen"}.items():
        form.change("new-improvements", "", column, value)
    form.press("add-improvements")
    (row,) = reopened(tmp_path).improvements

    assert (row.id, row.target, row.owner_role, row.due.isoformat(), row.status) == (
        *("I1", "L5", "team lead", "2026-10-01", "chosen"),
    )
    assert form.problems() == ()


def test_the_outcome_is_kept_as_one_with_its_figures(tmp_path):
    session = session_on(tmp_path)
    form = RowForm(session, "Charter", FORMS["charter"].parts)
    form.change("challenge", "", "outcome.text", "Lead time below 12 weeks")
    form.change("challenge", "", "outcome.by_date", "2027-04-09")
    form.change("stream", "", "items_per_year", "26")
    found = reopened(tmp_path)

    assert (found.challenge.outcome.text, found.challenge.outcome.by_date.isoformat(), found.stream.items_per_year) == (
        *("Lead time below 12 weeks", "2027-04-09", 26),
    )


def test_who_may_see_the_report_is_kept_with_names_to_leave_out(tmp_path):
    form = RowForm(session_on(tmp_path), "Sharing", FORMS["sharing"].parts)
    form.change("challenge", "", "share_level", "program")
    form.change("challenge", "", "share_free_text", "yes")
    form.change("challenge", "", "withheld_names", "Kim Example\nKim")
    found = reopened(tmp_path).challenge

    assert (found.share_level, found.share_free_text, found.share_money) == ("program", True, None)
    assert found.withheld_names == ("Kim Example", "Kim")


def test_what_stays_behind_is_kept_as_one(tmp_path):
    form = RowForm(session_on(tmp_path), "Learning", FORMS["learning"].parts)
    form.change("challenge", "", "learning.practices_learned", "pairing\ntest doubles")
    form.change("challenge", "", "learning.business_impact", "sooner")
    form.change("new-adoptions", "", "what", "map")
    form.change("new-adoptions", "", "adopted_by", "Payments")
    form.press("add-adoptions")
    found = reopened(tmp_path)

    assert found.challenge.learning.practices_learned == ("pairing", "test doubles")
    assert (found.challenge.learning.business_impact, found.adoptions[0].adopted_by) == ("sooner", "Payments")


def test_a_week_is_taken_down_under_its_headings(tmp_path):
    form = RowForm(session_on(tmp_path), "Pulse", FORMS["pulse_entries"].parts)
    form.change("new-pulses", "", "on", "2026-09-16")
    form.change("new-pulses", "", "learned", "pairing helps")
    form.press("add-pulses")
    form.change("pulses", "2026-09-16", "next_steps", "write the asks")
    (row,) = reopened(tmp_path).pulses

    assert (row.on.isoformat(), row.learned, row.next_steps) == ("2026-09-16", "pairing helps", "write the asks")


def test_a_change_is_told_with_the_name_of_its_step_and_units(tmp_path):
    sample = shipped_folder("data") / "engagements" / "claims-portal"
    form = RowForm(sample_session(tmp_path, sample), "Changes", FORMS["changes"].parts)
    first, second, *_ = rows(form, "changes").values()

    assert first["head"] == "Discovery and story shaping: wait 3 d to 8 h"
    assert second["head"] == "Discovery and story shaping: %C&A 75 % to 85 %"

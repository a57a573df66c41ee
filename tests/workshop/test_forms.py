from __future__ import annotations

import pytest

from tests.widgets.panel_sessions import reopened, session_on
from vsm_toolkit.history import ROW_KEYS, SINGLE
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

from __future__ import annotations

import pytest

from tests.widgets.panel_sessions import cell, hostile_session, reopened, rows, session_on
from vsm_toolkit.errors import VsmError
from vsm_toolkit.model import Calendar, Improvement, ImprovementStatus, ItemTime
from vsm_toolkit.widgets.row_form import FormField, FormPart, RowForm, read_form_field

CALENDAR = Calendar()
ITEMS = FormPart(
    "item_times",
    "Items",
    (
        FormField("item", "Item"),
        FormField("measure", "Measure"),
        FormField("period", "Period"),
        FormField("hours", "Took", "hours"),
        FormField("finished", "Finished", "yes_no"),
    ),
    entity=ItemTime,
    head=lambda _, each: each.item,
    required=("item", "measure", "period", "hours"),
)
IMPROVEMENTS = FormPart(
    "improvements",
    "Improvements",
    (FormField("target", "Where"), FormField("status", "Status", "choice", options=ImprovementStatus)),
    entity=Improvement,
    new_id="I",
    head=lambda _, each: each.id,
    required=("target",),
)
SCOPE = FormPart("stream", "Scope", (FormField("trigger", "Trigger"), FormField("items_per_year", "Items", "number")))


def fill(form, block, values):
    for column, value in values.items():
        form.change(block, "", column, value)


def test_a_field_is_kept_when_it_is_left_and_marked_as_saved(tmp_path):
    form = RowForm(session_on(tmp_path), "Scope", (SCOPE,))
    form.change("stream", "", "trigger", " a form ")

    assert reopened(tmp_path).stream.trigger == "a form"
    assert cell(form, "stream", "", "trigger")["saved"]


def test_an_emptied_field_is_not_known_any_more(tmp_path):
    form = RowForm(session_on(tmp_path), "Scope", (SCOPE,))
    form.change("stream", "", "trigger", "a form")
    form.change("stream", "", "trigger", "")

    assert reopened(tmp_path).stream.trigger is None


def test_what_cannot_be_read_stays_with_a_sentence_beside_it(tmp_path):
    form = RowForm(session_on(tmp_path), "Scope", (SCOPE,))
    form.change("stream", "", "items_per_year", "many")
    shown = cell(form, "stream", "", "items_per_year")

    assert (shown["value"], shown["problem"]) == ("many", "Items: expected a number such as 26, found 'many'.")
    assert len(form.errors) == 0


def test_a_row_is_added_with_its_times_in_working_hours(tmp_path):
    form = RowForm(session_on(tmp_path), "Items", (ITEMS,))
    fill(form, "new-item_times", {"item": "T-1", "measure": "a to b", "period": "before", "hours": "2 wk"})
    form.press("add-item_times")
    (row,) = reopened(tmp_path).item_times

    assert (row.item, row.hours, row.finished) == ("T-1", 80.0, True)
    assert cell(form, "item_times", "a to b>T-1", "hours")["value"] == "2 wk"
    assert cell(form, "new-item_times", "", "item")["value"] == ""


def test_a_missing_field_of_a_new_row_is_said_beside_it_and_nothing_is_lost(tmp_path):
    form = RowForm(session_on(tmp_path), "Items", (ITEMS,))
    fill(form, "new-item_times", {"item": "T-1"})
    form.press("add-item_times")

    assert reopened(tmp_path).item_times == ()
    assert cell(form, "new-item_times", "", "measure")["problem"] == "Measure is still empty; fill it in."
    assert cell(form, "new-item_times", "", "item")["value"] == "T-1"


def test_ids_are_given_in_order_and_a_removed_row_comes_back_by_undo(tmp_path):
    session = session_on(tmp_path)
    form = RowForm(session, "Improvements", (IMPROVEMENTS,))
    for target in ("L1", "L2"):
        fill(form, "new-improvements", {"target": target})
        form.press("add-improvements")
    form.press("remove-improvements", "I1")
    left = list(rows(form, "improvements"))
    session.undo()

    assert left == ["I2"]
    assert list(rows(form, "improvements")) == ["I1", "I2"]


def test_what_another_panel_changed_is_shown(tmp_path):
    session = session_on(tmp_path)
    form = RowForm(session, "Scope", (SCOPE,))
    session.edit("stream", "", "trigger", "a call")

    assert cell(form, "stream", "", "trigger")["value"] == "a call"


@pytest.mark.parametrize(
    ("kind", "typed", "read"),
    [
        ("text", "  x ", "x"),
        ("text", " ", None),
        ("number", "2,5", 2.5),
        ("hours", "1 d 4 h", 12.0),
        ("hours", "?", None),
        ("date", "2026-10-09", "2026-10-09"),
        ("list", "a\n\n b ", ["a", "b"]),
        ("yes_no", "yes", True),
        ("yes_no", "no", False),
        ("yes_no", "", None),
        ("choice", "", None),
    ],
)
def test_a_field_reads_what_people_type(kind, typed, read):
    assert read_form_field(FormField("f", "Field", kind), typed, CALENDAR) == read


@pytest.mark.parametrize(("kind", "typed"), [("number", "x"), ("date", "9 October"), ("hours", "soon")])
def test_a_field_says_what_it_cannot_read(kind, typed):
    with pytest.raises(VsmError):
        read_form_field(FormField("f", "Field", kind), typed, CALENDAR)


def test_names_that_are_attacks_are_only_shown(tmp_path):
    form = RowForm(hostile_session(tmp_path), "All", (SCOPE, IMPROVEMENTS, ITEMS))

    assert len(form.errors) == 0
    assert form.problems() == ()

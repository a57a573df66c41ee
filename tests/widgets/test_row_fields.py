"""Fields described once: what a row holds is shown the way it is typed, and read back to the same."""

from __future__ import annotations

import pytest

from vsm_toolkit.errors import VsmError
from vsm_toolkit.model import Ask, Calendar, Dependency, HandoffRecord
from vsm_toolkit.widgets.row_fields import RowField, named

CALENDAR = Calendar()


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (RowField("a", "A"), "  Finance ", "Finance"),
        (RowField("a", "A"), "  ", None),
        (RowField("a", "A", "hours"), "2 d", 16.0),
        (RowField("a", "A", "hours"), "?", None),
        (RowField("a", "A", "number"), "1.5", 1.5),
        (RowField("a", "A", "percent"), "20 %", 0.2),
        (RowField("a", "A", "percent"), "0", 0.0),
        (RowField("a", "A", "date"), "2027-03-15", "2027-03-15"),
        (RowField("a", "A", "date"), "", None),
        (RowField("a", "A", "ids"), "A11, W3 ,", ["A11", "W3"]),
    ],
)
def test_what_is_typed_is_read_into_plain_json(field, text, value):
    assert field.read(text, CALENDAR) == value


@pytest.mark.parametrize(
    ("kind", "text"), [("hours", "soon"), ("number", "many"), ("percent", "120"), ("date", "tomorrow")]
)
def test_what_cannot_be_read_is_refused_with_a_sentence(kind, text):
    with pytest.raises(VsmError):
        RowField("a", "A", kind).read(text, CALENDAR)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (
            Dependency(id="D", dependent="A", provider="B", wait_per_occurrence=16),
            RowField("wait_per_occurrence", "", "hours"),
        ),
        (HandoffRecord(to_step="A", residual_low=0.35), RowField("residual_low", "", "percent")),
        (Ask(id="K", evidence_ids=("A", "B")), RowField("evidence_ids", "", "ids")),
        (Ask(id="K", decide_by="2027-03-15"), RowField("decide_by", "", "date")),
    ],
)
def test_what_is_shown_reads_back_to_what_the_row_holds(row, field):
    shown = field.cell(row)["value"]
    kept = row.model_dump(mode="json")[field.name]

    assert field.read(shown, CALENDAR) == kept


def test_a_value_that_is_no_choice_is_still_shown():
    field = RowField("kind", "Kind", "choice", (("", "?"), ("process.activity", "their work")))
    cell = field.cell(Dependency(id="D", dependent="A", provider="B", kind="made up"))

    assert (cell["value"], cell["options"][-1]) == ("made up", ["made up", "made up"])


def test_rows_are_offered_by_id_and_name():
    assert named([("L1", "Triage"), ("L2", "")])[1:] == [("L1", "L1 · Triage"), ("L2", "L2")]

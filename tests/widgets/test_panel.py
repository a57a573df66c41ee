"""What all panels share: drafts stay, sentences stand beside fields, saved is said only of what is durable."""

from __future__ import annotations

from typing import Any

import pytest

from tests.widgets.panel_sessions import blocks, says, session_on
from vsm_toolkit.errors import FileError, MapNotComputableError, UsageError
from vsm_toolkit.widgets.blocks import Block, button, cards, row, text_cell
from vsm_toolkit.widgets.panel import Place, SessionPanel, if_computable, needed, next_id
from vsm_toolkit.widgets.safely import UNEXPECTED


class NamePanel(SessionPanel):
    """Renames the first step."""

    title = "Names"

    def content(self) -> list[Block]:
        step = self.session.engagement.stream.steps[0]
        cells = {"name": text_cell("Name", step.name)}
        new = {"text": text_cell("New", "")}
        return [
            cards("steps", [row(step.id, step.id, self.fields("steps", step.id, cells))]),
            cards("new", [row("", "New", self.fields("new", "", new), buttons=[button("add", "Add")])]),
        ]

    def changed(self, place: Place, value: str | bool) -> None:
        if value == "crash":
            raise RuntimeError("not expected")
        self.session.edit("steps", place.row, place.column, needed("name")(str(value)))

    def pressed(self, name: str, row: str) -> None:
        self.read("text", needed("text"))
        self.clear()
        self.done = "Added."


@pytest.fixture
def panel(tmp_path):
    return NamePanel(session_on(tmp_path / "map"))


def field(panel: NamePanel, block: int = 0, column: str = "name") -> dict[str, Any]:
    found: dict[str, Any] = blocks(panel, "cards")[block]["rows"][0]["cells"][column]
    return found


def test_an_accepted_edit_is_marked_as_saved_and_shown_from_the_session(panel):
    panel.change("steps", "L1", "name", "  Sort requests  ")

    assert (field(panel)["value"], field(panel)["saved"]) == ("Sort requests", True)
    assert panel.session.engagement.stream.step("L1").name == "Sort requests"


def test_a_refused_text_stays_with_its_sentence_and_changes_nothing(panel):
    panel.change("steps", "L1", "name", "   ")

    assert (field(panel)["value"], field(panel)["saved"]) == ("   ", False)
    assert field(panel)["problem"] == "The name is still empty; type it here."
    assert panel.session.engagement.stream.step("L1").name == "Triage request"


def test_nothing_is_marked_as_saved_that_was_not_made_durable(panel, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise FileError("map", (), "written")

    monkeypatch.setattr(panel.session._store, "append", full)
    panel.change("steps", "L1", "name", "Sort requests")

    assert (field(panel)["value"], field(panel)["saved"]) == ("Sort requests", False)
    assert "cannot be written" in field(panel)["problem"]
    assert panel.session.engagement.stream.step("L1").name == "Triage request"


def test_the_same_value_again_is_neither_an_edit_nor_marked(panel):
    before = len(panel.session.entries)
    panel.change("steps", "L1", "name", "Triage request")

    assert (len(panel.session.entries), field(panel)["saved"]) == (before, False)


def test_an_error_nobody_expected_is_kept_and_the_room_reads_a_sentence(panel):
    panel.change("steps", "L1", "name", "crash")

    assert field(panel)["problem"] == UNEXPECTED
    assert [str(each.error) for each in panel.errors.listed] == ["not expected"]
    assert not says(panel, "Traceback")


def test_a_form_keeps_what_is_typed_until_its_button_is_pressed(panel):
    panel.change("new", "", "text", "something")
    typed = field(panel, 1, "text")["value"]
    panel.press("add")

    assert typed == "something"
    assert (field(panel, 1, "text")["value"], panel.done) == ("", "Added.")


def test_a_form_that_lacks_something_says_so_beside_the_field(panel):
    panel.press("add")

    assert field(panel, 1, "text")["problem"] == "The text is still empty; type it here."


def test_the_browser_speaks_in_messages(panel):
    panel._receive(panel.widget, {"do": "change", "block": "steps", "row": "L1", "column": "name", "value": "Sort"}, [])
    panel._receive(panel.widget, {"do": "press", "row": "", "button": "add"}, [])

    assert panel.session.engagement.stream.step("L1").name == "Sort"
    assert field(panel, 1, "text")["problem"]


def test_every_gesture_is_answered_and_a_text_not_taken_over_is_called_a_draft(panel, monkeypatch):
    answers: list[dict[str, Any]] = []
    monkeypatch.setattr(panel.widget, "send", answers.append)
    edit = {"do": "change", "block": "steps", "row": "L1", "column": "name"}
    drafts = []
    for number, text in enumerate(("  ", "Sort")):
        panel._receive(panel.widget, {**edit, "value": text, "request": number}, [])
        drafts.append(field(panel)["draft"])
    panel._receive(panel.widget, {**edit, "value": "crash", "request": 2}, [])
    panel._receive(panel.widget, {"kind": "ping"}, [])

    assert answers == [{"answers": 0}, {"answers": 1}, {"answers": 2}, {"answers": None}]
    assert (*drafts, field(panel)["draft"]) == (True, False, True)


@pytest.mark.parametrize("message", [{}, {"do": "change"}, {"do": "dance"}, [], "x", None, {"do": "press"}])
def test_a_message_that_makes_no_sense_harms_nothing(panel, message):
    before = panel.session.engagement
    panel._receive(panel.widget, message, [])

    assert panel.session.engagement is before


def test_an_edit_made_elsewhere_is_shown_at_once_and_drafts_stay(panel):
    panel.change("new", "", "text", "half a sent")
    panel.session.edit("steps", "L1", "name", "Sort requests")

    assert field(panel)["value"] == "Sort requests"
    assert field(panel, 1, "text")["value"] == "half a sent"


def test_one_gesture_sends_the_page_once(panel):
    sent: list[object] = []
    panel.widget.observe(lambda change: sent.append(change["new"]), "content")
    panel.change("steps", "L1", "name", "Sort requests")

    assert len(sent) == 1


def test_a_closed_panel_follows_the_session_no_longer(panel):
    panel.close()
    panel.session.edit("steps", "L1", "name", "Sort requests")

    assert not says(panel, "Sort requests")


def test_a_panel_that_cannot_be_described_shows_why(panel):
    panel.content = lambda: (_ for _ in ()).throw(MapNotComputableError("The flow goes in a circle."))
    panel.show()

    assert blocks(panel, "lines")[0]["items"] == ["The flow goes in a circle."]


def test_what_cannot_be_computed_is_said_in_its_place():
    def cannot() -> list[Block]:
        raise UsageError("No.")

    assert if_computable(cannot)[0]["items"] == ["No."]


def test_a_new_row_takes_the_first_free_number():
    assert (next_id("W", ()), next_id("W", ("W1", "W2"))) == ("W1", "W3")

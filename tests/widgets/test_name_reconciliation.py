from __future__ import annotations

from dataclasses import replace

import pytest

from vsm_toolkit.errors import UsageError
from vsm_toolkit.program.names import NameMatch
from vsm_toolkit.widgets.name_reconciliation import NameReconciliation

QUESTION = NameMatch("team", "Enterprise QA", "Shared QA", None, "the same but for “enterprise”")


class Book:
    """Keeps answers as a program's folder does."""

    def __init__(self, *matches):
        self.matches = {(each.name, each.same_as): each for each in matches}

    def panel(self):
        return NameReconciliation(lambda: tuple(self.matches.values()), self.keep)

    def keep(self, match):
        self.matches[match.name, match.same_as] = match


def tables(panel):
    return {block["name"]: block["rows"] for block in panel.widget.content if block["type"] == "table"}


def words(panel):
    return " ".join(item for block in panel.widget.content if block["type"] == "lines" for item in block["items"])


def test_a_question_has_two_buttons_and_the_reason():
    (row,) = tables(Book(QUESTION).panel())["questions"]

    assert row["head"] == "Enterprise QA (team)"
    assert [each["label"] for each in row["buttons"]] == ["The same", "Not the same"]
    assert row["cells"]["why"]["value"] == QUESTION.why


@pytest.mark.parametrize(("button", "confirmed"), [("same", True), ("different", False)])
def test_an_answer_is_kept_moves_below_and_can_be_taken_back(button, confirmed):
    book = Book(QUESTION)
    panel = book.panel()
    panel.press(button, "0")

    assert book.matches["Enterprise QA", "Shared QA"] == replace(QUESTION, confirmed=confirmed)
    assert list(tables(panel)) == ["answers"]
    assert "Every question about names is answered." in words(panel)

    panel.press("back", "0")
    assert book.matches["Enterprise QA", "Shared QA"].confirmed is None
    assert list(tables(panel)) == ["questions"]


def test_an_answer_that_cannot_be_kept_is_said_and_nothing_moves():
    book = Book(QUESTION)

    def refuse(match):
        message = "The names say two things."
        raise UsageError(message)

    panel = NameReconciliation(lambda: tuple(book.matches.values()), refuse)
    panel.press("same", "0")

    assert panel.problems() == ("The names say two things.",)
    assert list(tables(panel)) == ["questions"]


@pytest.mark.parametrize(("button", "row"), [("same", "7"), ("same", "x"), ("drop", "0")])
def test_a_button_that_is_not_there_changes_nothing(button, row):
    book = Book(QUESTION)
    panel = book.panel()
    panel.press(button, row)

    assert book.matches["Enterprise QA", "Shared QA"] == QUESTION
    assert panel.problems()


def test_no_question_is_no_reason_to_stop_asking():
    assert "who goes by two names?" in words(Book().panel())

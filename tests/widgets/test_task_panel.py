"""One task on screen."""

from __future__ import annotations

import pytest

from tests.exercises.answer_tables import exercise_of
from tests.widgets.panel_sessions import blocks, says
from vsm_toolkit.errors import UsageError
from vsm_toolkit.exercises.checking import check_answer, hint
from vsm_toolkit.widgets.task_panel import TaskPanel


def panel_of(key, letter):
    task = exercise_of(key).task(letter)
    return TaskPanel(task, lambda text: check_answer(task, text), lambda number: hint(task, number))


@pytest.fixture
def panel():
    return panel_of("e02", "a")


def answer(panel, text):
    panel.change("answer", "", "answer", text)
    panel.press("check")


def field(panel):
    return blocks(panel, "cards")[0]["rows"][0]["cells"]["answer"]


def buttons(panel):
    return [each["label"] for each in blocks(panel, "cards")[0]["rows"][0]["buttons"]]


def test_it_asks_the_question_and_says_how_to_write_the_answer(panel):
    assert panel.title == "Task a"
    assert says(panel, panel.task.question)
    assert field(panel)["label"] == "for example 12 h or 1.5 d"
    assert field(panel)["enter"] == "check"


def test_an_answer_that_was_checked_is_no_unsaved_draft_until_it_is_changed(panel):
    drafts = [field(panel)["draft"]]
    for text in ("33 h", "141 h"):
        panel.change("answer", "", "answer", text)
        drafts.append(field(panel)["draft"])
        panel.press("check")
        drafts.append(field(panel)["draft"])

    assert drafts == [False, True, False, True, False]


@pytest.mark.parametrize(
    ("text", "sign", "begins"),
    [
        ("141 h", "good", "✓ Right"),
        ("33 h", "problem", "✗ Not yet: You added the work only."),
        ("17.6", "question", "≈"),
    ],
)
def test_feedback_has_a_sign_words_and_a_look_of_its_own(panel, text, sign, begins):
    answer(panel, text)
    last = blocks(panel, "lines")[-1]

    assert last["sign"] == sign
    assert last["items"][0].startswith(begins)
    assert field(panel)["value"] == text


def test_typing_alone_is_not_checked(panel):
    panel.change("answer", "", "answer", "33 h")

    assert panel.feedback is None
    assert field(panel)["value"] == "33 h"


def test_hints_come_one_at_a_time_and_end(panel):
    offered = [buttons(panel)[1:]]
    for _ in range(4):
        panel.press("hint")
        offered.append(buttons(panel)[1:])

    assert offered == [["Hint 1 of 3"], ["Hint 2 of 3"], ["Hint 3 of 3"], [], []]
    assert len(panel.hints) == 3


def test_one_of_several_words_is_chosen_from_a_list():
    panel = panel_of("e02", "g")
    answer(panel, "build")

    assert field(panel)["kind"] == "select"
    assert field(panel)["options"][0] == ["", "choose one"]
    assert says(panel, "Faster work feels like the way to go faster")


def test_a_stretch_says_so():
    assert panel_of("e02", "h").title == "Task h · stretch"


def test_what_cannot_be_checked_is_a_sentence_and_no_traceback():
    def refuse(text):
        message = "No exercise is open."
        raise UsageError(message)

    task = exercise_of("e02").task("a")
    panel = TaskPanel(task, refuse, lambda number: hint(task, number))
    answer(panel, "141")

    assert panel.problems() == ("No exercise is open.",)

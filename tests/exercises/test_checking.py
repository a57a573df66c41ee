"""What is said about an answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exercises.answer_tables import KEYS, exercise_of
from vsm_toolkit.errors import UsageError
from vsm_toolkit.exercises.checking import check_answer, hint
from vsm_toolkit.exercises.progress import Verdict

LEAD_TIME = exercise_of("e02").task("a")


@pytest.mark.parametrize(
    ("answer", "verdict", "begins"),
    [
        ("141 h", Verdict.RIGHT, "✓ Right: 141 wh (3.5 wk). Lead time counts"),
        ("33", Verdict.MISCONCEPTION, "✗ Not yet: You added the work only."),
        ("17.6", Verdict.WRONG_UNIT, "≈ Nearly: The figure is right in days, and it was read in working hours."),
        ("18 d", Verdict.TOO_COARSE, "≈ Nearly: It points the right way; give one more digit"),
        ("9 wk", Verdict.WRONG, "✗ Not yet: Too high."),
        ("100", Verdict.WRONG, "✗ Not yet: Too low. Ask for a hint"),
        ("a while", Verdict.UNREADABLE, "? Cannot read this:"),
        ("", Verdict.UNREADABLE, "? Cannot read this: The field is still empty."),
        ("9" * 201, Verdict.UNREADABLE, "? Cannot read this: That is more than 200 characters"),
    ],
)
def test_each_verdict_has_a_sign_a_word_and_a_sentence(answer, verdict, begins):
    said = check_answer(LEAD_TIME, answer)

    assert said.verdict is verdict
    assert repr(said).startswith(begins)


def test_a_figure_too_coarse_to_tell_is_asked_for_again():
    ratio = exercise_of("e11").task("d")

    assert check_answer(ratio, "8 %").verdict is Verdict.TOO_COARSE


def test_a_misconception_is_recognised_when_it_is_rounded_coarsely():
    odds = exercise_of("e07").task("h")

    assert check_answer(odds, "3 %").misconception == "coin_flips"


@given(text=st.text(max_size=210), key=st.sampled_from(KEYS), place=st.integers(0, 5))
def test_whatever_is_typed_comes_back_as_a_sentence(text, key, place):
    said = check_answer(exercise_of(key).tasks[place], text)

    assert said.verdict in set(Verdict) - {Verdict.HINT}
    assert len(said.sentence.split()) > 3


@pytest.mark.parametrize("key", KEYS)
def test_an_empty_answer_passes_no_task(key):
    verdicts = {check_answer(task, "").verdict for task in exercise_of(key).tasks}

    assert verdicts == {Verdict.UNREADABLE}


def test_hints_go_from_a_direction_to_a_worked_start():
    hints = [hint(LEAD_TIME, number).sentence for number in (1, 2, 3)]

    assert hints[1] == "→ Hint 2 of 3: lead time = Σ wait + Σ in-step delay + Σ process time, along the line."
    assert hints[2].endswith("Triage request: 16 + 1 = 17 wh; go on.")


@pytest.mark.parametrize("number", [0, 4, -1])
def test_there_is_no_fourth_hint(number):
    with pytest.raises(UsageError, match="hints 1 to 3"):
        hint(LEAD_TIME, number)

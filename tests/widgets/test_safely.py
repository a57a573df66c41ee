"""A callback that fails shows a sentence; what nobody expected is kept for the log."""

from __future__ import annotations

import pytest

from vsm_toolkit.errors import UsageError
from vsm_toolkit.widgets.safely import UNEXPECTED, PanelErrors, safely


class Panel:
    """The smallest thing with callbacks."""

    def __init__(self) -> None:
        self.errors = PanelErrors()
        self.shown: list[str] = []

    def show_problem(self, sentence: str) -> None:
        self.shown.append(sentence)

    @safely
    def add(self, one: int, *, other: int = 0) -> int:
        """Add two numbers."""
        return one + other

    @safely
    def refuse(self) -> None:
        message = "The wait cannot be read: write it as in '3 d'."
        raise UsageError(message)

    @safely
    def break_down(self) -> None:
        raise ZeroDivisionError

    @safely
    def stop(self) -> None:
        raise KeyboardInterrupt


def test_a_callback_that_works_gives_its_result_and_keeps_its_name():
    assert Panel().add(1, other=2) == 3
    assert Panel.add.__name__ == "add"


def test_an_error_of_the_toolkit_is_shown_in_its_own_words_and_not_recorded():
    panel = Panel()

    assert panel.refuse() is None
    assert panel.shown == ["The wait cannot be read: write it as in '3 d'."]
    assert not panel.errors


def test_an_unexpected_error_is_recorded_with_its_traceback_and_the_room_sees_a_sentence():
    panel = Panel()
    panel.break_down()

    (kept,) = panel.errors.listed
    assert panel.shown == [UNEXPECTED]
    assert isinstance(kept.error, ZeroDivisionError)
    assert "Panel.break_down" in kept.callback
    assert "break_down" in kept.details


def test_an_interrupt_by_hand_is_not_swallowed():
    with pytest.raises(KeyboardInterrupt):
        Panel().stop()

"""One task of an exercise: the question, a field that Enter checks, hints one at a time, and feedback."""

from __future__ import annotations

from collections.abc import Callable

from vsm_toolkit.exercises.answers import Names
from vsm_toolkit.exercises.checking import Feedback
from vsm_toolkit.exercises.exercise import Task
from vsm_toolkit.exercises.progress import Verdict
from vsm_toolkit.widgets.blocks import Block, Cell, LineSign, button, cards, lines, row, select_cell, text_cell
from vsm_toolkit.widgets.panel import Panel, Place
from vsm_toolkit.widgets.safely import PanelErrors

LOOKS: dict[Verdict, LineSign] = {
    Verdict.RIGHT: "good",
    Verdict.MISCONCEPTION: "problem",
    Verdict.WRONG: "problem",
    Verdict.WRONG_UNIT: "question",
    Verdict.TOO_COARSE: "question",
    Verdict.UNREADABLE: "question",
}


class TaskPanel(Panel):
    """Asks one question and says what it thinks of each answer.

    Parameters
    ----------
    task : Task
        The question.
    check : callable
        Judges what was typed.
    hint : callable
        Gives the hint of a number, from 1.
    """

    forms = frozenset({"answer"})

    def __init__(
        self,
        task: Task,
        check: Callable[[str], Feedback],
        hint: Callable[[int], Feedback],
        *,
        errors: PanelErrors | None = None,
    ) -> None:
        super().__init__(errors=errors)
        self.title = f"Task {task.key}{' · stretch' if task.is_stretch else ''}"  # type: ignore[misc]
        self.widget.label = self.title
        self.task = task
        self.feedback: Feedback | None = None
        self.hints: list[str] = []
        self._checked: str | None = None
        self._check, self._hint = check, hint
        self.show()

    def content(self) -> list[Block]:
        """Show the question, the field with its buttons, the hints so far and the last feedback."""
        asked = self.fields("answer", "", {"answer": self._field()})
        asked["answer"]["draft"] = self.draft("answer", block="answer") not in {"", self._checked}
        offered = [button("check", "Check", main=True, title=f"Check task {self.task.key}")]
        if len(self.hints) < len(self.task.hints):
            words = f"Hint {len(self.hints) + 1} of {len(self.task.hints)}"
            offered.append(button("hint", words, title=f"{words} for task {self.task.key}"))
        said = self.feedback
        return [
            lines(self.task.question, sign="total"),
            cards("answer", [row("", "Your answer", asked, buttons=offered)]),
            *([lines(*self.hints)] if self.hints else []),
            *([lines(said.sentence, sign=LOOKS[said.verdict])] if said else []),
        ]

    def _field(self) -> Cell:
        kind = self.task.kind
        if isinstance(kind, Names) and kind.count == 1:
            return select_cell(kind.prompt(), "", [("", "choose one"), *kind.options.items()], size="wide")
        return text_cell(kind.prompt(), "", size="wide", enter="check")

    def changed(self, place: Place, value: str | bool) -> None:  # noqa: FBT001
        """Do nothing: what is typed waits for Enter or the button."""

    def pressed(self, name: str, row: str) -> None:  # noqa: ARG002 - a panel with one row
        """Check what stands in the field, or give the next hint."""
        if name == "check":
            typed = self.draft("answer", block="answer")
            self.feedback = self._check(typed)
            self._checked = typed  # it is on record now, so no browser offers it as unsaved
        elif name == "hint" and len(self.hints) < len(self.task.hints):
            self.hints.append(self._hint(len(self.hints) + 1).sentence)

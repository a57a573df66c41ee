"""The coach's panel: where the group is at its exercises, drawn anew as learners go on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from vsm_toolkit.errors import UsageError
from vsm_toolkit.exercises.group_view import CommonMisconception, GroupView, LearnerView, Standing
from vsm_toolkit.exercises.group_words import (
    STANDING_WORDS,
    STAYS_HERE,
    ago_words,
    debrief_words,
    effort_words,
    hand_words,
    misconception_words,
    place_words,
)
from vsm_toolkit.widgets.blocks import Block, Row, button, buttons, heading, lines, row, table, words_cell
from vsm_toolkit.widgets.panel import Panel
from vsm_toolkit.widgets.safely import PanelErrors

COLUMNS = (("where", "Where"), ("tried", "What was tried"), ("when", "When"), ("standing", "How it goes"))

SIGNS = {Standing.COULD_USE_A_HAND: "● ", Standing.QUIET: "○ "}
"""So that the eye finds who to go to."""


class CoachView(Panel):
    """Shows the group; looks again when asked, and whenever somebody calls :meth:`show`.

    Parameters
    ----------
    look : callable
        Gives the group as it is now, and a sentence for everything that could not be read.
    titles : mapping
        From the key of an exercise to its title.
    feedback : callable
        Gives what a learner reads about a misconception of an exercise's task.
    """

    title: ClassVar[str] = "How the group is doing"

    def __init__(
        self,
        look: Callable[[], tuple[GroupView, tuple[str, ...]]],
        titles: Mapping[str, str],
        feedback: Callable[[str, str, str], str] = lambda _exercise, _task, _misconception: "",
        *,
        errors: PanelErrors | None = None,
    ) -> None:
        super().__init__(errors=errors)
        self._look, self._titles, self._feedback = look, dict(titles), feedback
        self.show()

    def content(self) -> list[Block]:
        """Show what to talk about, what many misread, and where everybody is."""
        group, damage = self._look()
        hands = hand_words(group)
        blocks = [
            lines(debrief_words(group, self._titles), sign="total"),
            *([lines(hands)] if hands else []),
            *([lines(*damage, sign="problem")] if damage else []),
        ]
        if group.misconceptions:
            said = [self._misconception(each) for each in group.misconceptions]
            blocks += [heading("Misread by more than one"), lines(*said, sign="question")]
        if group.learners:
            rows = [self._row(number, each) for number, each in enumerate(group.learners)]
            caption = "Everybody, in the order of the alphabet"
            blocks.append(table("learners", caption, "Learner", COLUMNS, rows, sizes={"where": "middle"}))
        again = [button("again", "Look again", title="Look at the learners' progress again")]
        return [*blocks, buttons("again", "Look again", again), lines(STAYS_HERE)]

    def _misconception(self, common: CommonMisconception) -> str:
        feedback = self._feedback(common.exercise, common.task, common.misconception)
        return misconception_words(common, self._titles, feedback)

    def _row(self, number: int, learner: LearnerView) -> Row:
        cells = {
            "where": words_cell(place_words(learner, self._titles)),
            "tried": words_cell(effort_words(learner)),
            "when": words_cell(ago_words(learner.since)),
            "standing": words_cell(f"{SIGNS.get(learner.standing, '')}{STANDING_WORDS[learner.standing]}"),
        }
        return row(str(number), learner.learner, cells)

    def changed(self, place: object, value: str | bool) -> None:  # noqa: ARG002, FBT001 - there is no field
        """Refuse: there is nothing to type into."""
        message = "This panel only shows; there is nothing to type into."
        raise UsageError(message)

    def pressed(self, name: str, row: str) -> None:
        """Look again: the panel is drawn anew after every press."""

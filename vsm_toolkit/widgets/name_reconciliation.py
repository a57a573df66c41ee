"""Two names, one question: do they mean the same? Only a person's answer joins them, and every answer can be undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from vsm_toolkit.errors import UsageError
from vsm_toolkit.program.names import NameMatch
from vsm_toolkit.widgets.blocks import Block, Row, button, lines, row, table, words_cell
from vsm_toolkit.widgets.panel import Panel
from vsm_toolkit.widgets.safely import PanelErrors

ANSWERS = {"same": True, "different": False, "back": None}
COLUMNS = (("same_as", "may be the same as"), ("why", "because"))


class NameReconciliation(Panel):
    """Lists names that may mean the same, each with two buttons, and below them what was answered.

    Parameters
    ----------
    matches : callable
        Gives answers and open questions as they stand.
    answer : callable
        Keeps an answer: the match with ``confirmed`` set, or ``None`` to ask again.
    """

    title: ClassVar[str] = "Do these names mean the same?"

    def __init__(
        self,
        matches: Callable[[], Sequence[NameMatch]],
        answer: Callable[[NameMatch], None],
        *,
        errors: PanelErrors | None = None,
    ) -> None:
        super().__init__(errors=errors)
        self._matches, self._answer = matches, answer
        self._shown: tuple[NameMatch, ...] = ()
        self.show()

    def content(self) -> list[Block]:
        """Show the questions, then the answers."""
        self._shown = tuple(self._matches())
        asked = [self._row(place, each) for place, each in enumerate(self._shown) if each.confirmed is None]
        told = [self._row(place, each) for place, each in enumerate(self._shown) if each.confirmed is not None]
        if not self._shown:
            return [lines("No two names look alike. Ask the room all the same: who goes by two names?", sign="good")]
        questions = (
            [table("questions", "Names that may mean the same", "This name", COLUMNS, asked)]
            if asked
            else [lines("Every question about names is answered.", sign="good")]
        )
        answers = [table("answers", "Answered", "This name", COLUMNS, told)] if told else []
        return [lines("Ask somebody who knows both. Nothing is joined until you say so."), *questions, *answers]

    def _row(self, place: int, match: NameMatch) -> Row:
        cells = {"same_as": words_cell(match.same_as), "why": words_cell(self._why(match))}
        if match.confirmed is None:
            offered = [
                button("same", "The same", title=f"{match.name} and {match.same_as} are the same", main=True),
                button("different", "Not the same", title=f"{match.name} and {match.same_as} are not the same"),
            ]
        else:
            offered = [button("back", "Take back", title=f"take back the answer on {match.name}")]
        return row(str(place), f"{match.name} ({match.kind})", cells, buttons=offered)

    def _why(self, match: NameMatch) -> str:
        if match.confirmed is None:
            return match.why
        return "the same, as a person said" if match.confirmed else "not the same, as a person said"

    def changed(self, place: object, value: str | bool) -> None:  # noqa: ARG002, FBT001 - there is no field
        """Refuse: names are answered with buttons."""
        message = "Names are answered with the buttons beside them."
        raise UsageError(message)

    def pressed(self, name: str, row: str) -> None:
        """Keep an answer, or take it back."""
        if name not in ANSWERS or not row.isdigit() or int(row) >= len(self._shown):
            message = f"There is no button {name!r} for row {row[:20]!r} of the names."
            raise UsageError(message)
        match = self._shown[int(row)]
        self._answer(NameMatch(match.kind, match.name, match.same_as, ANSWERS[name], match.why))
        self.done = {
            "same": f"{match.name} is now counted as {match.same_as}.",
            "different": f"{match.name} and {match.same_as} stay apart.",
            "back": f"The answer on {match.name} is taken back.",
        }[name]

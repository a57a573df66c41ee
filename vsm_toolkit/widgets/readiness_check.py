"""The readiness check: five attributes scored in conversation, each with the sentence that earned the score."""

from __future__ import annotations

from typing import Any, ClassVar

from vsm_toolkit.errors import UsageError
from vsm_toolkit.facilitation import READINESS, ReadinessQuestion
from vsm_toolkit.model import ReadinessScore
from vsm_toolkit.widgets.blocks import (
    Block,
    Row,
    bar,
    bars,
    button,
    cards,
    heading,
    lines,
    row,
    select_cell,
    table,
    text_cell,
)
from vsm_toolkit.widgets.panel import Place, SessionPanel, needed

SCORES = (("", "? not talked about yet"), ("0", "0 · not yet"), ("1", "1 · partly"), ("2", "2 · yes"))
RECORD = "A record of the conversation, not a gate, and never published per manager. No team needs all five."


class ReadinessCheck(SessionPanel):
    """Scores, sentences and decision rights of the challenge.

    Parameters
    ----------
    session : MappingSession
        The workshop's session.
    """

    title: ClassVar[str] = "Readiness: is the ground fit?"

    def content(self) -> list[Block]:
        """Show the five questions, the sum so far, and what the team may decide alone."""
        return [
            lines(RECORD),
            cards("readiness", [self._card(each) for each in READINESS]),
            *self._sum(),
            heading("What may this team decide alone?"),
            *self._rights(),
        ]

    def _scored(self) -> dict[str, ReadinessScore]:
        return {each.attribute: each for each in self.session.engagement.challenge.readiness}

    def _card(self, asked: ReadinessQuestion) -> Row:
        found = self._scored().get(asked.key)
        score = "" if found is None or found.score is None else str(found.score)
        todo = f"If it is 0: {asked.if_zero}." if score == "0" else f"A 2 needs: {asked.earns_two}."
        cells = {
            "score": select_cell(f"Score of {asked.key}", score, SCORES),
            "evidence": text_cell(
                f"The sentence that earned it ({asked.key})",
                found.evidence or "" if found else "",
                kind="area",
                size="rest",
            ),
        }
        head = f"{asked.key} · {asked.attribute}"
        made = row(asked.key, head, self.fields("readiness", asked.key, cells), sub=f"“{asked.question}” {todo}")
        return {**made, "head": head}

    def _sum(self) -> list[Block]:
        scores = [each.score for each in self._scored().values() if each.score is not None]
        if not scores:
            return []
        text = f"{sum(scores)} of 10, {len(scores)} of 5 talked about"
        low = len(scores) == len(READINESS) and sum(scores) <= 3
        advice = "Three or less: shorten to sessions 00 to 02, and work on R2 and R4 first."
        return [
            bars("Together", [bar("Readiness", sum(scores) / 10, text)]),
            *([lines(advice, sign="question")] if low else []),
        ]

    def _rights(self) -> list[Block]:
        rights = self.session.engagement.challenge.decision_rights
        rows = [
            row(
                str(place),
                f"Decision {place + 1}",
                self.fields("rights", str(place), {"text": text_cell(f"Decision {place + 1}", right)}),
                buttons=[button("drop", "Remove", title=f"remove decision {place + 1}")],
            )
            for place, right in enumerate(rights)
        ]
        listed = (
            [table("rights", "Decisions of the team", "Number", (("text", "What it may decide"),), rows)]
            if rows
            else []
        )
        few = [lines("A 2 for R2 needs a written list of at least three.", sign="question")] if len(rights) < 3 else []
        cells = {"text": text_cell("One more decision", "", placeholder="order of our backlog")}
        add = button("add", "Add", main=True)
        return [*listed, *few, cards("new", [row("", "Add a decision", self.fields("new", "", cells), buttons=[add])])]

    def changed(self, place: Place, value: str | bool) -> None:  # noqa: FBT001
        """Save a score, a sentence or a decision."""
        if place.block == "rights":
            rights = list(self.session.engagement.challenge.decision_rights)
            rights[int(place.row)] = needed("decision")(str(value))
            self._edit("decision_rights", rights)
            return
        text = str(value).strip()
        if place.column == "score" and text not in {"", "0", "1", "2"}:
            message = f"“{text[:40]}” is no score: it is 0 not yet, 1 partly or 2 yes."
            raise UsageError(message)
        new: dict[str, Any] = {place.column: (int(text) if place.column == "score" else text) if text else None}
        scored = self._scored()
        scored[place.row] = scored.get(place.row, ReadinessScore(attribute=place.row)).with_changes(**new)
        order = [asked.key for asked in READINESS]
        listed = sorted(scored.values(), key=lambda each: order.index(each.attribute) if each.attribute in order else 9)
        self._edit("readiness", [each.model_dump(mode="json", exclude_none=True) for each in listed])

    def _edit(self, field: str, value: list[Any]) -> None:
        self.session.edit("challenge", "", field, value)

    def pressed(self, name: str, row: str) -> None:
        """Add or remove a decision."""
        rights = list(self.session.engagement.challenge.decision_rights)
        if name == "add":
            self._edit("decision_rights", [*rights, self.read("text", needed("decision"))])
            self.clear()
            self.done = "Saved."
        elif name == "drop":
            self._edit("decision_rights", [each for place, each in enumerate(rights) if str(place) != row])
            self.done = "Removed; undo brings it back."

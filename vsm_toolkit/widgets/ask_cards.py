"""Ask cards: decisions requested from someone outside the team, each with evidence and a trial that can be undone."""

from __future__ import annotations

from typing import ClassVar

from vsm_toolkit.display import quoted_name
from vsm_toolkit.errors import UsageError
from vsm_toolkit.model import Ask, AskKind, AskStatus
from vsm_toolkit.widgets.blocks import Block, Row, button, cards, choices, heading, lines, row
from vsm_toolkit.widgets.panel import Place, SessionPanel, needed, next_id
from vsm_toolkit.widgets.row_fields import RowField, form_values

FIELDS = (
    RowField("receiver_role", "Who can decide it (a role)", placeholder="role"),
    RowField("kind", "What it needs", "choice", tuple(choices(AskKind))),
    RowField("decide_by", "Decide by", "date"),
    RowField("raised_on", "Raised on", "date"),
    RowField("status", "Status", "choice", tuple(choices(AskStatus, unknown=""))),
    RowField("status_on", "Since", "date"),
    RowField("evidence_ids", "Evidence (ids, with commas)", "ids", placeholder="A11, W3, D2"),
    RowField("decision", "The decision we ask for", "area"),
    RowField("cost_of_status_quo", "What it costs if nothing changes", "area"),
    RowField("reversible_trial", "A trial of two weeks that can be undone", "area"),
    RowField("answer", "Their answer, in their words", "area"),
)
NEW = tuple(field for field in FIELDS if field.name not in {"status", "status_on", "answer"})
WANTED = {
    "receiver_role": "who can decide it",
    "decision": "the decision",
    "evidence_ids": "evidence",
    "reversible_trial": "a trial",
    "decide_by": "a date",
}


class AskCards(SessionPanel):
    """One card per ask; what a card still lacks to be heard stands on it.

    Parameters
    ----------
    session : MappingSession
        The workshop's session.
    """

    title: ClassVar[str] = "Asks: what we need from others"

    def content(self) -> list[Block]:
        """Show every card, then a form for the next one."""
        asks = self.session.engagement.asks
        known = self._known_ids()
        shown = (
            [cards("asks", [self._card(each, known) for each in asks])]
            if asks
            else [lines("No ask is written down yet.")]
        )
        new = self.fields("new", "", {field.name: field.cell(None) for field in NEW})
        form = row("", "A new ask", new, buttons=[button("add", "Add", main=True)])
        return [*shown, heading("Another one"), cards("new", [form])]

    def _card(self, ask: Ask, known: set[str]) -> Row:
        cells = {field.name: field.cell(ask) for field in FIELDS}
        lacking = [noun for field, noun in WANTED.items() if not getattr(ask, field)]
        strange = [each for each in ask.evidence_ids if each not in known]
        said = f"Still missing: {', '.join(lacking)}." if lacking else "Complete: ready to be heard."
        if strange:
            said += f" Not on the map: {quoted_name(', '.join(strange), 60)}."
        remove = button("remove", "Remove", title=f"remove ask {ask.id}")
        return row(
            ask.id, f"{ask.id} · {ask.status.value}", self.fields("asks", ask.id, cells), sub=said, buttons=[remove]
        )

    def _known_ids(self) -> set[str]:
        engagement = self.session.engagement
        stream = engagement.stream
        known = {each.id for each in stream.steps}
        known |= {each.id for each in stream.dependencies} | {each.id for each in stream.waste}
        return known | {each.id for each in engagement.improvements} | {each.id for each in engagement.scenarios}

    def changed(self, place: Place, value: str | bool) -> None:  # noqa: FBT001
        """Save one field of a card."""
        field = next(each for each in FIELDS if each.name == place.column)
        read = field.read(str(value), self.session.engagement.challenge.calendar)
        self.session.edit("asks", place.row, field.name, read)

    def pressed(self, name: str, row: str) -> None:
        """Add or remove a card."""
        if name == "add":
            self.read("decision", needed("decision we ask for"))
            values = form_values(self, NEW, self.session.engagement.challenge.calendar)
            taken = tuple(each.id for each in self.session.engagement.asks)
            added = Ask.model_validate({**values, "id": next_id("K", taken)})
            self.session.add("asks", added)
            self.clear()
            self.done = f"Saved as {added.id}."
        elif name == "remove":
            self.session.remove("asks", row)
            self.done = f"{row} is removed; undo brings it back."
        else:
            message = f"There is no button {name!r} on the ask cards."
            raise UsageError(message)

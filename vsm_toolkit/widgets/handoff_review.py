"""The handoff review: each crossing with giver and receiver, and the three-question test of empowerment."""

from __future__ import annotations

from typing import Any, ClassVar

from vsm_toolkit.display import list_in_words, quoted_name
from vsm_toolkit.durations import format_hours
from vsm_toolkit.handoffs import UNKNOWN_DECISION_HOLDER, Handoff, list_handoffs
from vsm_toolkit.history import Edit, value_at
from vsm_toolkit.model import Channel, Empowerment, HandoffReason, HandoffRecord
from vsm_toolkit.session import MappingSession
from vsm_toolkit.widgets.blocks import (
    Block,
    bar,
    bars,
    button,
    buttons,
    cards,
    choices,
    heading,
    lines,
    row,
    select_cell,
)
from vsm_toolkit.widgets.panel import Place, SessionPanel, if_computable
from vsm_toolkit.widgets.row_fields import RowField
from vsm_toolkit.widgets.safely import PanelErrors

COST_FIELDS = (
    RowField("channel", "How it crosses", "choice", tuple(choices(Channel))),
    RowField("sender_minutes", "Giver: minutes to write it", "number", placeholder="?"),
    RowField("receiver_minutes", "Receiver: minutes to read it", "number", placeholder="?"),
    RowField("clarifications", "How often somebody asks, per item", "number", placeholder="?"),
    RowField("clarification_minutes", "Minutes each time", "number", placeholder="?"),
    RowField("clarification_people", "People each time", "number", placeholder="2"),
)
OWNER_FIELDS = (
    RowField("decision_holder", "Who decides (a role)", placeholder="role, or: unknown"),
    RowField("reason", "Why does the handoff exist?", "choice", tuple(choices(HandoffReason))),
    RowField("residual_low", "Wait left if one team did both: least %", "percent", placeholder="10"),
    RowField("residual_high", "Wait left if one team did both: most %", "percent", placeholder="50"),
    RowField("risk_controlled", "Which risk does it control?", "area"),
    RowField("promise", "What was promised about it before mapping?", "area"),
)
FIELDS = {field.name: field for field in (*COST_FIELDS, *OWNER_FIELDS)}
QUESTIONS = (
    "Could we change or drop this in our next sprint and tell people afterwards?",
    "Does a named role decide, would they sit down with us within two weeks, and have they changed something like it?",
    "Who owns the rule that makes it exist? Type the role under “Who decides”; “unknown” is a finding of its own.",
)
CLASS_WORDS = {
    Empowerment.EMPOWERED: "E · empowered: the team can change it",
    Empowerment.INFLUENCE: "I · influence: a named role decides",
    Empowerment.NOT_EMPOWERED: "N · not empowered",
}


class HandoffReview(SessionPanel):
    """One crossing at a time: what it costs, whose it is, and what is left if one team did both sides.

    Parameters
    ----------
    session : MappingSession
        The workshop's session.
    """

    title: ClassVar[str] = "Handoffs: walk every crossing"
    forms: ClassVar[frozenset[str]] = frozenset({"walk"})

    def __init__(self, session: MappingSession, *, errors: PanelErrors | None = None) -> None:
        self._at_step: str | None = None
        self._asking_again: set[str] = set()
        self._said_no: set[str] = set()
        super().__init__(session, errors=errors)

    def content(self) -> list[Block]:
        """Show how far the walk is, the crossing that is on, and its test."""
        return if_computable(self._walk)

    def _walk(self) -> list[Block]:
        handoffs = list_handoffs(self.session.engagement.stream)
        if not handoffs:
            return [lines("No work crosses from one team to another yet. Give every step its team on the map board.")]
        place = next((n for n, each in enumerate(handoffs) if each.to_step == self._at_step), 0)
        now = handoffs[place]
        classified = sum(each.empowerment is not None for each in handoffs)
        crossings = sum(each.crossings for each in handoffs)
        words = f"{classified} of {len(handoffs)} classified"
        words += f" ({crossings} crossings)" if crossings != len(handoffs) else ""
        progress = bar(
            "Receiving steps", classified / len(handoffs), words, "good" if classified == len(handoffs) else "warning"
        )
        return [
            bars("How far we are", [progress]),
            self._chooser(handoffs, place),
            lines(_crossing(self.session, now), sign="total"),
            self._card("costs", "What it costs", now, COST_FIELDS),
            *self._test(now),
            self._card("owner", "Whose it is", now, OWNER_FIELDS),
            *_findings(now),
        ]

    def _chooser(self, handoffs: tuple[Handoff, ...], place: int) -> Block:
        options = [(each.to_step, f"{n}. {_short(self.session, each)}") for n, each in enumerate(handoffs, 1)]
        at = handoffs[place].to_step
        cell = {**select_cell("Crossing", at, options, size="wide"), "problem": "", "saved": False}
        steps = [
            button("back", "← Back", disabled=place == 0),
            button("next", "Next →", main=True, disabled=place == len(handoffs) - 1),
        ]
        return cards("walk", [row("", f"Crossing {place + 1} of {len(handoffs)}", {"at": cell}, buttons=steps)])

    def _card(self, block: str, head: str, now: Handoff, fields: tuple[RowField, ...]) -> Block:
        cells = {field.name: field.cell(now.record) for field in fields}
        return cards(block, [row(now.to_step, head, self.fields(block, now.to_step, cells))])

    def _test(self, now: Handoff) -> list[Block]:
        found = now.empowerment
        if found is not None and now.to_step not in self._asking_again:
            again = button("again", "Ask the three questions again")
            return [
                heading("May we change it?"),
                lines(CLASS_WORDS[found], sign="good"),
                *([lines(QUESTIONS[2], sign="question")] if found is Empowerment.NOT_EMPOWERED else []),
                buttons("test", "The empowerment test", [again]),
            ]
        number = 1 if now.to_step in self._said_no else 0
        answers = [button("yes", "Yes", main=True), button("no", "No")]
        return [
            heading("May we change it?"),
            lines(f"{number + 1}. {QUESTIONS[number]}", sign="question"),
            buttons("test", QUESTIONS[number], answers),
        ]

    def change(self, block: str, row: str, column: str, value: str | bool) -> None:  # noqa: FBT001
        """Go to the chosen crossing, or save a field."""
        if block == "walk":
            self._at_step = str(value)
            self._start(None)
            self._end()
        else:
            super().change(block, row, column, value)

    def changed(self, place: Place, value: str | bool) -> None:  # noqa: FBT001
        """Save one field of the crossing's record, beginning the record where there is none."""
        read = FIELDS[place.column].read(str(value), self.session.engagement.challenge.calendar)
        self._save(place.row, {place.column: read})

    def _save(self, to_step: str, values: dict[str, Any]) -> None:
        engagement = self.session.engagement
        if all(record.to_step != to_step for record in engagement.stream.handoffs):
            known = {name: value for name, value in values.items() if value is not None}
            if known:
                self.session.add("handoffs", HandoffRecord(to_step=to_step, **known))
            return
        self.session.apply(
            [
                Edit("handoffs", to_step, name, value_at(engagement, "handoffs", to_step, name), value)
                for name, value in values.items()
            ]
        )

    def pressed(self, name: str, row: str) -> None:  # noqa: ARG002
        """Walk on, or answer the question that is asked."""
        handoffs = list_handoffs(self.session.engagement.stream)
        ids = [each.to_step for each in handoffs]
        place = ids.index(self._at_step) if self._at_step in ids else 0
        at = ids[place]
        if name in {"back", "next"}:
            self._at_step = ids[max(0, min(len(ids) - 1, place + (1 if name == "next" else -1)))]
        elif name == "again":
            self._asking_again.add(at)
            self._said_no.discard(at)
        elif name == "yes":
            self._classify(at, Empowerment.INFLUENCE if at in self._said_no else Empowerment.EMPOWERED)
        elif name == "no" and at not in self._said_no:
            self._said_no.add(at)
        elif name == "no":
            holder = handoffs[place].decision_holder
            self._classify(at, Empowerment.NOT_EMPOWERED, holder)

    def _classify(self, to_step: str, found: Empowerment, holder: str | None = None) -> None:
        self._save(to_step, {"empowerment": found.value, **({"decision_holder": holder} if holder else {})})
        self._asking_again.discard(to_step)
        self._said_no.discard(to_step)
        self._at_step = to_step
        self.done = f"Saved: {CLASS_WORDS[found]}."


def _short(session: MappingSession, handoff: Handoff) -> str:
    stream = session.engagement.stream
    givers = list_in_words([quoted_name(stream.step(each).team or "?", 30) for each in handoff.from_steps])
    receiver = stream.step(handoff.to_step)
    return f"{givers} → {quoted_name(receiver.team or '?', 30)} ({quoted_name(receiver.name, 40)})"


def _crossing(session: MappingSession, handoff: Handoff) -> str:
    critical = "on the critical path" if handoff.is_critical else "not on the critical path"
    return f"{_short(session, handoff)}: waits {format_hours(handoff.wait_hours)}, {critical}."


def _findings(handoff: Handoff) -> list[Block]:
    found = []
    if handoff.empowerment is Empowerment.NOT_EMPOWERED and handoff.decision_holder == UNKNOWN_DECISION_HOLDER:
        found.append("A finding: nobody in the room knows who decides about this handoff.")
    if handoff.empowerment is Empowerment.NOT_EMPOWERED and not (handoff.record and handoff.record.risk_controlled):
        found.append("Which risk is this handoff there for? Would the risk's owner accept another control?")
    if handoff.residual_is_assumed:
        found.append("Nobody said yet how much wait would be left; 10 to 50 % is assumed.")
    return [lines(*found, sign="question")] if found else []

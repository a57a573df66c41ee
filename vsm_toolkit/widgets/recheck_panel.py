"""Look again: the values that improvements changed, taken once more weeks and months later, beside what they were."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from vsm_toolkit.changes import ESTIMATE_TYPES, FIELD_WORDS, select_changes
from vsm_toolkit.comparison import Comparison, compare_states
from vsm_toolkit.durations import format_hours
from vsm_toolkit.errors import UsageError
from vsm_toolkit.history import key_of
from vsm_toolkit.model import (
    Change,
    ChangeKind,
    ChangeStatus,
    EvidenceGrade,
    RecheckValue,
    RetentionState,
    TimeEstimate,
)
from vsm_toolkit.retained_value import rechecks
from vsm_toolkit.widgets.blocks import Block, Cell, Row, cards, choices, heading, lines, row, select_cell, text_cell
from vsm_toolkit.widgets.panel import Place, SessionPanel, if_computable
from vsm_toolkit.widgets.typed_fields import read_field

STATE_WORDS = {
    RetentionState.KEPT: "kept",
    RetentionState.PARTLY: "partly kept",
    RetentionState.DECAYED: "decayed",
    None: "not looked at",
}


class RecheckPanel(SessionPanel):
    """One card per value that is done, with what it was before, what it became and what it is on the day of looking.

    Parameters
    ----------
    session : MappingSession
        The workshop's session.
    """

    title: ClassVar[str] = "Look again: is it still so?"
    forms: ClassVar[frozenset[str]] = frozenset({"day"})

    def content(self) -> list[Block]:
        """Ask for the day, then for every value; below, what is left of the gains."""
        day = {"on": text_cell("Day of looking", "", kind="date")}
        asked = cards("day", [row("", "When", self.fields("day", "", day))])
        changes = self._changes()
        if not changes:
            return [lines("No improvement is done yet, so there is nothing to look at again.")]
        shown = [cards("values", [self._card(change) for change in changes])]
        return [asked, *shown, heading("What is left"), *if_computable(self._found)]

    def _changes(self) -> tuple[Change, ...]:
        done = select_changes(self.session.engagement, kinds={ChangeKind.IMPROVEMENT}, statuses={ChangeStatus.DONE})
        latest = {(change.table, change.key, change.field): change for change in done}
        return tuple(change for change in latest.values() if _is_number(change))

    def _day(self) -> date | None:
        typed = self.draft("on", block="day").strip()
        try:
            return date.fromisoformat(typed) if typed else None
        except ValueError:
            return None

    def _card(self, change: Change) -> Row:
        names = {step.id: step.name for step in self.session.engagement.stream.steps}
        name = " → ".join(names.get(part, part) for part in change.key.split(">"))
        example = "12 h" if ESTIMATE_TYPES.get(change.field) is TimeEstimate else "85 %"
        recorded = self._recorded(change)
        cells: dict[str, Cell] = {
            "value": text_cell("Now", _written(change, recorded.value) if recorded else "", placeholder=example),
            "grade": select_cell("How we know", (recorded.grade or "") if recorded else "", choices(EvidenceGrade)),
        }
        key = _key(change)
        sub = f"{_written(change, self._before(change)) or '?'} before, {_written(change, change.value)} when done"
        return row(key, f"{name}: {FIELD_WORDS[change.field]}", self.fields("values", key, cells), sub=sub)

    def _before(self, change: Change) -> object:
        states = self._states()
        return next((each.before for each in states.effects if each.change == change), None) if states else None

    def _states(self) -> Comparison | None:
        try:
            return compare_states(self.session.engagement)
        except UsageError:
            return None

    def _recorded(self, change: Change) -> RecheckValue | None:
        day = self._day()
        rows = self.session.engagement.recheck_values
        return next((each for each in rows if each.on == day and _key(each) == _key(change)), None)

    def _found(self) -> list[Block]:
        engagement = self.session.engagement
        found = rechecks(engagement)
        if not found:
            return [lines("Nobody has looked again yet.")]
        said = []
        for look in found:
            counts = [f"{look.count(state)} {words}" for state, words in STATE_WORDS.items() if look.count(state)]
            lead_time = format_hours(look.state.metrics.lead_time.best())
            said.append(
                f"{look.after} ({look.on.isoformat()}): {', '.join(counts) or 'no improvement'}; lead time {lead_time}."
            )
        return [lines(*said, sign="total")]

    def changed(self, place: Place, value: str | bool) -> None:  # noqa: FBT001
        """Save one value of the day; the first one adds its row."""
        day = self._day()
        if day is None:
            message = "Say first on which day you looked, above: a day such as 2026-11-20."
            raise UsageError(message)
        change = next(each for each in self._changes() if _key(each) == place.row)
        read = self._read(change, place.column, str(value))
        recorded = self._recorded(change)
        if recorded is not None:
            self.session.edit("recheck_values", key_of("recheck_values", recorded), place.column, read)
        elif place.column == "value" and read is not None:
            made = RecheckValue(on=day, table=change.table, key=change.key, field=change.field, value=read)
            self.session.add("recheck_values", made)
        elif read is not None:
            message = "Type the value first, then how you know it."
            raise UsageError(message)

    def _read(self, change: Change, column: str, text: str) -> float | str | None:
        if column == "grade":
            return text or None
        calendar = self.session.engagement.challenge.calendar
        if change.field == "probability":
            read = read_field("percent_complete_accurate", text, calendar)
            return None if read is None else read["value"] / 100
        read = read_field(change.field, text, calendar)
        return None if read is None else float(read["value"])

    def pressed(self, name: str, row: str) -> None:  # noqa: ARG002
        """There is no button here."""
        message = f"There is no button {name!r} here."
        raise UsageError(message)


def _is_number(change: Change) -> bool:
    return change.field == "probability" or change.field in ESTIMATE_TYPES


def _key(each: Change | RecheckValue) -> str:
    return f"{each.table}>{each.key}>{each.field}"


def _written(change: Change, value: object) -> str:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return ""
    if ESTIMATE_TYPES.get(change.field) is TimeEstimate:
        return format_hours(value)
    if change.field == "probability":
        return f"{value * 100:g} %"
    return f"{value:g} %" if change.field == "percent_complete_accurate" else f"{value:g}"

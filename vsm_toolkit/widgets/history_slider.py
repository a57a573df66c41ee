"""The history: every gesture of the workshop in words, any instant of the map looked at again, undo and redo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from vsm_toolkit.display import quoted_name
from vsm_toolkit.durations import format_hours
from vsm_toolkit.errors import UsageError
from vsm_toolkit.figures import Figure
from vsm_toolkit.history import Edit, JournalEntry
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.model import Engagement
from vsm_toolkit.session import MappingSession
from vsm_toolkit.widgets.blocks import Block, button, buttons, cards, lines, range_cell, row
from vsm_toolkit.widgets.panel import Place, SessionPanel, if_computable
from vsm_toolkit.widgets.safely import PanelErrors

MOST_NAMED = 4
ShowState = Callable[[Engagement | None], None]


class HistorySlider(SessionPanel):
    """Looks back without changing anything; what is shown at an instant is only read.

    Parameters
    ----------
    session : MappingSession
        The workshop's session.
    show_state : callable or None
        Told the engagement of the instant looked at, and ``None`` back at the present, so that a map can follow.
    """

    title: ClassVar[str] = "History"
    forms: ClassVar[frozenset[str]] = frozenset()

    def __init__(
        self, session: MappingSession, show_state: ShowState | None = None, *, errors: PanelErrors | None = None
    ) -> None:
        self._count: int | None = None
        self._show_state = show_state
        super().__init__(session, errors=errors)

    def content(self) -> list[Block]:
        """Show undo and redo, the slider, who did what at its instant, and the totals of then."""
        entries = self.session.entries
        undo = [
            button("undo", "↶ Undo my last edit", disabled=not self.session.can_undo()),
            button("redo", "↷ Redo", disabled=not self.session.can_redo()),
        ]
        parts = [buttons("undoing", "Undo and redo", undo)]
        met = [each.sentence() for each in self.session.conflicts]
        if met:
            parts.append(lines(*met, sign="question"))
        if not entries:
            return [*parts, lines("Nothing was entered yet.")]
        count = self._at_count()
        words = "now" if self._count is None else f"after {count} of {len(entries)} entries, only to be read"
        cells = {"count": range_cell("Look back", count, words, least=1, most=max(2, len(entries)), step=1)}
        walk = [
            button("earlier", "← Earlier", disabled=count <= 1),
            button("later", "Later →", disabled=self._count is None),
            button("now", "Back to now", main=self._count is not None, disabled=self._count is None),
        ]
        slider = row("", "The map as it was", self.fields("history", "", cells), buttons=walk)
        return [
            *parts,
            cards("history", [slider]),
            lines(entry_words(entries[count - 1])),
            *if_computable(self._totals),
        ]

    def _at_count(self) -> int:
        total = len(self.session.entries)
        return total if self._count is None else max(1, min(self._count, total))

    def _state(self) -> Engagement:
        return self.session.engagement if self._count is None else self.session.at(self._at_count())

    def _totals(self) -> list[Block]:
        stream = self._state().stream
        if not stream.steps:
            return [lines("The map had no steps.", sign="total")]
        metrics = map_metrics(stream)
        said = (
            f"{metrics.steps} steps, {metrics.teams} teams, {len(metrics.handoffs.crossings)} handoffs; lead time "
            f"{_hours(metrics.lead_time)}, work {_hours(metrics.process_time)}."
        )
        return [lines(said, sign="total")]

    def changed(self, place: Place, value: str | bool) -> None:  # noqa: ARG002, FBT001
        """Look at another instant."""
        try:
            count = int(float(value))
        except ValueError:
            message = "The slider counts entries of the journal, from 1 up."
            raise UsageError(message) from None
        self._look(count)

    def _look(self, count: int) -> None:
        total = len(self.session.entries)
        self._count = None if count >= total else max(1, count)
        if self._show_state is not None:
            self._show_state(None if self._count is None else self._state())

    def pressed(self, name: str, row: str) -> None:  # noqa: ARG002
        """Undo, redo, or walk through the history."""
        if name == "undo":
            self.done = "Taken back." if self.session.undo() else "There is nothing of yours to take back."
        elif name == "redo":
            self.done = "Done again." if self.session.redo() else "There is nothing to do again."
        elif name in {"earlier", "later"}:
            self._look(self._at_count() + (1 if name == "later" else -1))
        elif name == "now":
            self._look(len(self.session.entries))


def entry_words(entry: JournalEntry) -> str:
    """Say who did what and when.

    Examples
    --------
    >>> from vsm_toolkit.model import ChangeKind
    >>> entry = JournalEntry(
    ...     "s", 1, 1, "2026-03-02T09:30:00+00:00", "team", ChangeKind.DISCOVERY,
    ...     (Edit("steps", "L1", "wait_time", None, {"value": 24.0}),))
    >>> print(entry_words(entry))
    2 March 2026, 09:30 UTC, team (discovery): steps L1, wait time: ? → 3 d.
    """
    who = quoted_name(entry.actor, 40)
    when = _when(entry.at)
    if entry.imported is not None:
        return f"{when}, {who}: the whole map was read from its file."
    if entry.undoes is not None:
        return f"{when}, {who}: took back an earlier edit ({_edits(entry.edits)})."
    return f"{when}, {who} ({entry.kind.value}): {_edits(entry.edits)}."


def _when(at: str) -> str:
    try:
        read = datetime.fromisoformat(at)
    except ValueError:
        return at[:40]
    return f"{read.day} {read:%B %Y, %H:%M} {read.tzname() or ''}".strip()


def _edits(edits: tuple[Edit, ...]) -> str:
    named = "; ".join(_edit_words(each) for each in edits[:MOST_NAMED])
    more = len(edits) - MOST_NAMED
    return f"{named}; and {more} more" if more > 0 else named


def _edit_words(edit: Edit) -> str:
    place = f"{edit.table.replace('_', ' ')} {quoted_name(edit.key, 60)}".strip()
    if edit.field in {"added", "removed", "moved"}:
        return f"{place} {edit.field}"
    return f"{place}, {edit.field.replace('_', ' ')}: {_value(edit.field, edit.old)} → {_value(edit.field, edit.new)}"


def _value(field: str, value: object) -> str:
    if value is None:
        return "?"
    if isinstance(value, dict) and isinstance(value.get("value"), int | float):
        number = value["value"]
        return format_hours(number) if field in {"wait_time", "process_time", "in_step_delay"} else f"{number:g}"
    if isinstance(value, list):
        return f"{len(value)} entries"
    return quoted_name(str(value), 60)


def _hours(figure: Figure) -> str:
    return f"{figure.sign()}{format_hours(figure.best())}"

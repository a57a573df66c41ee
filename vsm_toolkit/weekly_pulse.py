"""What one week changed, from the journal: discoveries, corrections and improvements, and how they moved lead time.

Nothing here asks a clock: the week is handed in, and so is how to see the engagement after any entry of the journal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from vsm_toolkit.changes import map_after
from vsm_toolkit.comparison import ChangeEffect, compare_states
from vsm_toolkit.errors import MapNotComputableError, UsageError
from vsm_toolkit.figures import Figure
from vsm_toolkit.history import STREAM_TABLES, Edit, JournalEntry, apply_edit
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.model import ChangeKind, ChangeStatus, Engagement, ItemTime, PulseEntry

StateAfter = Callable[[int], Engagement]
MAP_TABLES = frozenset({*STREAM_TABLES, "stream", "changes"})
WHOLE_ROW = frozenset({"added", "removed", "moved"})


@dataclass(frozen=True, slots=True)
class Week:
    """A calendar week, Monday to Sunday.

    Examples
    --------
    >>> Week.of(date(2026, 9, 16))
    Week(start=datetime.date(2026, 9, 14))
    >>> Week.of(date(2026, 9, 16)).number
    38
    """

    start: date

    @classmethod
    def of(cls, day: date) -> Week:
        """Give the week a day lies in."""
        return cls(day - timedelta(days=day.weekday()))

    @property
    def end(self) -> date:
        """Its Sunday."""
        return self.start + timedelta(days=6)

    @property
    def number(self) -> int:
        """Its number in the year, by ISO 8601."""
        return self.start.isocalendar().week

    def holds(self, day: date | None) -> bool:
        """Say whether a day lies in it; an unknown day does not."""
        return day is not None and self.start <= day <= self.end


@dataclass(frozen=True, slots=True)
class PulseChange:
    """One value that changed in the week.

    Attributes
    ----------
    table, key, field : str
        Which value; ``"added"`` and ``"removed"`` stand for the row as a whole.
    before, after : object
        Plain values, times in working hours; ``None`` is not known.
    status : ChangeStatus or None
        How far an improvement has come; ``None`` for edits of the map itself.
    effect : float or None
        Working hours of lead time, negative is shorter: of an edit in the order it was made, of a dated change on its
        own. ``None`` while lead time is not known.
    """

    kind: ChangeKind
    table: str
    key: str
    field: str
    before: Any
    after: Any
    status: ChangeStatus | None
    effect: float | None


@dataclass(frozen=True, slots=True)
class WeeklyPulse:
    """One week of an engagement.

    Attributes
    ----------
    then, now : Engagement
        As it was when the week began, and as it was at its end.
    lead_time_then, lead_time_now : Figure or None
        Of the map with what was done by then; ``None`` when the map cannot be computed.
    said : PulseEntry or None
        What the team said of its week.
    planned_before : str or None
        What was named as next in the week before.
    items : tuple of ItemTime
        Items that finished in the week.
    edits_beside : dict
        From a table that is no part of the map to how often it was edited.
    """

    week: Week
    then: Engagement
    now: Engagement
    lead_time_then: Figure | None
    lead_time_now: Figure | None
    changes: tuple[PulseChange, ...]
    said: PulseEntry | None
    planned_before: str | None
    items: tuple[ItemTime, ...]
    edits_beside: dict[str, int]

    def of_kind(self, kind: ChangeKind) -> tuple[PulseChange, ...]:
        """Give the changes of one kind."""
        return tuple(change for change in self.changes if change.kind is kind)

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed, finished or was said."""
        return not (self.changes or self.said or self.items or self.edits_beside)

    def moved(self) -> float | None:
        """Say how lead time moved over the week, working hours; ``None`` while it is not known."""
        if self.lead_time_then is None or self.lead_time_now is None:
            return None
        then, now = self.lead_time_then.value, self.lead_time_now.value
        return None if then is None or now is None else now - then


def weekly_pulse(
    engagement: Engagement, week: Week, entries: Sequence[JournalEntry] = (), state_after: StateAfter | None = None
) -> WeeklyPulse:
    """Put one week together.

    Parameters
    ----------
    engagement : Engagement
        As it stands now.
    entries : sequence of JournalEntry
        Of all sessions, in their order; empty where there is no journal: then only dated changes are known.
    state_after : callable or None
        Gives the engagement after the first so many entries.

    Examples
    --------
    >>> from vsm_toolkit.model import Challenge, Change
    >>> from vsm_toolkit.samples import lantern
    >>> sooner = Change(
    ...     on="2026-09-15", kind="improvement", status="done", key="L6", field="wait_time", value=6)
    >>> engagement = Engagement(challenge=Challenge(id="x"), stream=lantern(), changes=[sooner])
    >>> pulse = weekly_pulse(engagement, Week.of(date(2026, 9, 16)))
    >>> pulse.moved(), [(change.before, change.after, change.effect) for change in pulse.changes]
    (-24.0, [(30.0, 6.0, -24.0)])
    """
    days = [_day(entry) for entry in entries]
    first = sum(day is not None and day < week.start for day in days)
    last = sum(day is not None and day <= week.end for day in days)
    now = state_after(last) if state_after and last else engagement
    then = state_after(first) if state_after and first else now
    own = list(entries[first:last])
    edited = _edited(then, own, first, state_after) if state_after else []
    dated = [_dated(effect) for effect in _effects(now) if week.holds(effect.change.on)]
    return WeeklyPulse(
        week=week,
        then=then,
        now=now,
        lead_time_then=_lead_time(_until(then, week.start - timedelta(days=1))),
        lead_time_now=_lead_time(_until(now, week.end)),
        changes=(*_merged(edited, week), *dated),
        said=said_in(now, week),
        planned_before=planned_before(now, week),
        items=items_finished(now, week),
        edits_beside=dict(
            Counter(edit.table for entry in own for edit in entry.edits if edit.table not in {*MAP_TABLES, "pulses"})
        ),
    )


def _day(entry: JournalEntry) -> date | None:
    try:
        return datetime.fromisoformat(entry.at).date()
    except ValueError:
        return None


def said_in(engagement: Engagement, week: Week) -> PulseEntry | None:
    """Find what the team said of a week: the last entry of that week.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> from vsm_toolkit.model import Challenge
    >>> said_in(Engagement(challenge=Challenge(id="x"), stream=lantern()), Week.of(date(2026, 9, 16))) is None
    True
    """
    return next((row for row in reversed(engagement.pulses) if week.holds(row.on)), None)


def items_finished(engagement: Engagement, week: Week) -> tuple[ItemTime, ...]:
    """Give the items that finished in a week."""
    return tuple(item for item in engagement.item_times if week.holds(item.finished_on))


def planned_before(engagement: Engagement, week: Week) -> str | None:
    """Give what the team named as next in the week before, ``None`` when it said nothing then."""
    before = said_in(engagement, Week(week.start - timedelta(days=7)))
    return before.next_steps if before else None


def _until(engagement: Engagement, day: date) -> Engagement:
    known = tuple(change for change in engagement.changes if change.on is None or change.on <= day)
    return engagement.model_copy(update={"changes": known})


def _lead_time(engagement: Engagement) -> Figure | None:
    try:
        return map_metrics(map_after(engagement, {ChangeStatus.DONE})).lead_time
    except (MapNotComputableError, UsageError):
        return None


def _effects(engagement: Engagement) -> tuple[ChangeEffect, ...]:
    try:
        return compare_states(engagement).effects
    except (MapNotComputableError, UsageError):
        return ()


def _dated(effect: ChangeEffect) -> PulseChange:
    change = effect.change
    return PulseChange(
        kind=change.kind,
        table=change.table,
        key=change.key,
        field=change.field,
        before=effect.before,
        after=effect.after,
        status=change.status if change.kind is ChangeKind.IMPROVEMENT else None,
        effect=effect.lead_time_change,
    )


def _edited(
    then: Engagement, entries: Sequence[JournalEntry], first: int, state_after: StateAfter
) -> list[tuple[ChangeKind, Edit, float | None]]:
    """Follow the entries one by one, each with how far it moved lead time."""
    state, found = then, []
    for count, entry in enumerate(entries, first + 1):
        after = _applied(state, entry) or state_after(count)
        edits = [edit for edit in entry.edits if edit.table in MAP_TABLES]
        effect = _difference(_lead_time(state), _lead_time(after)) if edits else 0.0
        found += [(entry.kind, edit, effect if place == 0 else 0.0) for place, edit in enumerate(edits)]
        state = after
    return found


def _applied(state: Engagement, entry: JournalEntry) -> Engagement | None:
    if entry.imported is not None:
        return None
    try:
        for edit in entry.edits:
            state = apply_edit(state, edit)
    except UsageError:
        return None
    return state


def _difference(before: Figure | None, after: Figure | None) -> float | None:
    if before is None or after is None or before.value is None or after.value is None:
        return None
    return after.value - before.value


def _merged(edited: Sequence[tuple[ChangeKind, Edit, float | None]], week: Week) -> list[PulseChange]:
    """Make one row of all edits of a value, from its first value to its last; what was taken back is no row."""
    rows: dict[tuple[ChangeKind, str, str, str], PulseChange] = {}
    for kind, edit, effect in edited:
        change = _pulse_change(kind, edit, effect, week)
        if change is None:
            continue
        place = (change.kind, change.table, change.key, "row" if change.field in WHOLE_ROW else change.field)
        earlier = rows.get(place)
        if earlier is not None:
            both = None if earlier.effect is None or effect is None else earlier.effect + effect
            taken_back = {earlier.field, change.field} == {"added", "removed"}
            before = change.after if taken_back else earlier.before
            change = replace(change, before=before, effect=both)
        rows[place] = change
    return [row for row in rows.values() if row.before != row.after]


def _pulse_change(kind: ChangeKind, edit: Edit, effect: float | None, week: Week) -> PulseChange | None:
    if edit.table != "changes":
        whole = {"added": (False, True), "removed": (True, False), "moved": (edit.old, edit.new)}
        before, after = whole.get(edit.field, (_plain(edit.old), _plain(edit.new)))
        return PulseChange(kind, edit.table, edit.key, edit.field, before, after, None, effect)
    row = edit.new.get("row", {}) if edit.field == "added" and isinstance(edit.new, dict) else {}
    dated = row.get("on")
    if not row or row.get("scenario") or (dated and week.holds(date.fromisoformat(dated))):
        return None  # what a scenario holds did not happen, and a dated change of this week stands below by itself
    return PulseChange(
        ChangeKind(row["kind"]),
        row.get("table", "steps"),
        row["key"],
        row["field"],
        row.get("old"),
        row.get("value"),
        ChangeStatus(row["status"]),
        effect,
    )


def _plain(value: Any) -> Any:  # noqa: ANN401 - any JSON
    return value.get("value") if isinstance(value, dict) and "value" in value else value

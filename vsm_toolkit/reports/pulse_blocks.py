"""What stands on the page of a week: TeamAssist's headings, what changed and what it did, and how the asks stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from vsm_toolkit.asks import age_in_days, is_overdue
from vsm_toolkit.changes import ESTIMATE_TYPES, FIELD_WORDS
from vsm_toolkit.display import Block, Table, Tile, list_in_words, quoted_name
from vsm_toolkit.durations import format_percent
from vsm_toolkit.errors import MapNotComputableError
from vsm_toolkit.evidence import evidence_summary
from vsm_toolkit.figures import Figure
from vsm_toolkit.handoffs import UNKNOWN_DECISION_HOLDER
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.model import (
    Ask,
    ChangeKind,
    Engagement,
    Improvement,
    ImprovementStatus,
    PulseEntry,
    ShareLevel,
    TimeEstimate,
)
from vsm_toolkit.reports.wording import Wording, grade_words, number, plural, signed_hours
from vsm_toolkit.retained_value import changes_of
from vsm_toolkit.weekly_pulse import PulseChange, WeeklyPulse

KIND_WORDS = {
    ChangeKind.DISCOVERY: "Discoveries: what the map did not show yet",
    ChangeKind.CORRECTION: "Corrections: what was wrong on the map",
    ChangeKind.IMPROVEMENT: "Improvements: what is different now",
}
NOTHING = (
    "Nothing changed and nothing was written down this week: no edit in the journal, no dated change, no finished item,"
    " no word of the team."
)
ALONE = "Effect: of a dated change on its own, of an edit in the order it was made. Corrections are no improvements."
ROW_WORDS = {"added": "added", "removed": "removed", "moved": "moved", "merged_into": "merged", "split_into": "split"}


def pulse_blocks(pulse: WeeklyPulse, today: date) -> tuple[Block, ...]:
    """Write the blocks of a week under TeamAssist's headings."""
    counted_to = min(today, pulse.week.end)
    if pulse.is_empty:
        return (_plan_block(pulse), _asks_block(pulse, counted_to))
    return (
        _plan_block(pulse),
        _changes_block(pulse),
        _learned_block(pulse),
        _asks_block(pulse, counted_to),
        _next_block(pulse, counted_to),
    )


def _said_rows(said: PulseEntry | None, fields: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((heading, getattr(said, name, None) or "nothing written down") for name, heading in fields.items())


def _plan_block(pulse: WeeklyPulse) -> Block:
    said = pulse.said
    planned = (said.planned if said else None) or pulse.planned_before
    rows = (
        ("What we planned", planned or "nothing written down"),
        *_said_rows(said, {"accomplished": "Accomplished", "deferred": "Deferred"}),
    )
    return Block(
        key="1",
        title="What we planned, accomplished and deferred",
        reader="the team, its manager and its coach",
        notice=NOTHING if pulse.is_empty else "",
        lead=() if said or pulse.is_empty else ("The team wrote nothing down about this week.",),
        tables=(Table("The week in the team's words", ("Heading", "In words"), rows),) if said or planned else (),
    )


def _changes_block(pulse: WeeklyPulse) -> Block:
    words, moved = Wording(pulse.now.challenge.calendar), pulse.moved()
    then, now = _shown(words, pulse.lead_time_then), _shown(words, pulse.lead_time_now)
    tables = tuple(_kind_table(pulse, kind) for kind in ChangeKind if pulse.of_kind(kind))
    counts = [f"{len(pulse.of_kind(kind))} {kind.value}" for kind in ChangeKind if pulse.of_kind(kind)]
    return Block(
        key="2",
        title="What changed",
        reader="the team",
        lead=tuple(sentence for sentence in (_moved_sentence(pulse, moved), _beside_sentence(pulse)) if sentence),
        tiles=(
            Tile(
                "Lead time, Monday → Sunday",
                then if then == now else f"{then} → {now}",
                _grade(pulse),
                "With what was done by then.",
            ),
            Tile("Changes", str(len(pulse.changes)), "", list_in_words(counts)),
            Tile("Items finished", str(len(pulse.items)), "measured" if pulse.items else "", _items(pulse)),
        ),
        tables=tables,
        closing=(ALONE,) if tables else (),
    )


def _grade(pulse: WeeklyPulse) -> str:
    if pulse.lead_time_now is None:
        return ""
    stream = pulse.now.stream
    try:
        return grade_words(evidence_summary(stream, map_metrics(stream).critical_path).overall)
    except MapNotComputableError:
        return ""


def _shown(words: Wording, figure: Figure | None) -> str:
    return "?" if figure is None else words.figure(figure)


def _moved_sentence(pulse: WeeklyPulse, moved: float | None) -> str:
    if not pulse.changes:
        return "No value of the map changed this week."
    if moved is None:
        return "Lead time is not known on both days, so it is not said how it moved."
    if abs(moved) < 1e-9:
        return "Lead time is the same as at the beginning of the week."
    corrected = sum(change.effect or 0.0 for change in pulse.changes if change.kind is not ChangeKind.IMPROVEMENT)
    words = Wording(pulse.now.challenge.calendar)
    sentence = f"Lead time is {words.long_hours(abs(moved))} {'longer' if moved > 0 else 'shorter'} than on Monday."
    if abs(corrected) > 1e-9:
        sentence += (
            f" Discoveries and corrections account for {signed_hours(corrected)} wh of that; they are no improvement."
        )
    return sentence


def _beside_sentence(pulse: WeeklyPulse) -> str:
    beside = [f"{count} of {table.replace('_', ' ')}" for table, count in pulse.edits_beside.items()]
    total = sum(pulse.edits_beside.values())
    return (
        f"Besides the map, {plural(total, 'entry') if total == 1 else f'{total} entries'}: {list_in_words(beside)}."
        if beside
        else ""
    )


def _items(pulse: WeeklyPulse) -> str:
    words = Wording(pulse.now.challenge.calendar)
    return "; ".join(f"{quoted_name(item.measure, 40)} {words.hours(item.hours)}" for item in pulse.items[:3])


def _kind_table(pulse: WeeklyPulse, kind: ChangeKind) -> Table:
    improving = kind is ChangeKind.IMPROVEMENT
    columns = ("Where", "What", "Before", "After", *(("How far",) if improving else ()), "Effect on lead time, wh")
    return Table(
        caption=KIND_WORDS[kind],
        columns=columns,
        rows=tuple(_change_row(pulse, change, with_status=improving) for change in pulse.of_kind(kind)),
        numeric=frozenset({2, 3, len(columns) - 1}),
    )


def _change_row(pulse: WeeklyPulse, change: PulseChange, *, with_status: bool) -> tuple[str, ...]:
    whole = change.field in ROW_WORDS
    status = change.status.value.replace("_", " ") if change.status else "edited on the map"
    return (
        _where(pulse, change),
        _what(change),
        "" if whole else _value(pulse, change, change.before),
        "" if whole else _value(pulse, change, change.after),
        *((status,) if with_status else ()),
        signed_hours(change.effect),
    )


def _what(change: PulseChange) -> str:
    if change.field in ROW_WORDS:
        return f"{change.table.rstrip('s')} {ROW_WORDS[change.field]}"
    return FIELD_WORDS.get(change.field, change.field.replace("_", " "))


def _where(pulse: WeeklyPulse, change: PulseChange) -> str:
    names = {step.id: step.name for seen in (pulse.then, pulse.now) for step in seen.stream.steps}
    ends = [quoted_name(names.get(part, part)) for part in change.key.split(">")] if ">" in change.key else []
    if len(ends) == 2:
        return " → ".join(ends)
    return quoted_name(names.get(change.key, change.key) or pulse.now.stream.name)


def _value(pulse: WeeklyPulse, change: PulseChange, value: object) -> str:
    if value is None:
        return "?"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        if ESTIMATE_TYPES.get(change.field) is TimeEstimate or change.field in {"cadence", "wait_per_occurrence"}:
            return Wording(pulse.now.challenge.calendar).hours(value)
        return format_percent(value, 0) if change.field == "probability" else number(value, 2)
    return str(value)


def _learned_block(pulse: WeeklyPulse) -> Block:
    rows = _said_rows(pulse.said, {"learned": "What we learned", "impediments": "Challenges and impediments"})
    return Block(
        key="3",
        title="What we learned, and what is in the way",
        reader="the team, its manager and its coach",
        lead=() if pulse.said else ("Nothing was written down.",),
        tables=(Table("In the team's words", ("Heading", "In words"), rows),) if pulse.said else (),
    )


def _asks_block(pulse: WeeklyPulse, counted_to: date) -> Block:
    asks = [ask for ask in pulse.now.asks if ask.raised_on is None or ask.raised_on <= pulse.week.end]
    before = {ask.id: ask.status for ask in pulse.then.asks}
    moved = [ask for ask in asks if before.get(ask.id) not in {None, ask.status} or pulse.week.holds(ask.status_on)]
    late = [ask.id for ask in asks if is_overdue(ask, counted_to)]
    lead = [
        "No ask is written down yet."
        if not asks
        else f"{plural(len(moved), 'ask')} moved this week."
        if moved
        else "No ask moved this week."
    ]
    if late:
        lead.append(f"Past its date and still open: {list_in_words([quoted_name(each) for each in late])}.")
    return Block(
        key="4",
        title="Asks to leadership",
        reader="those who can act",
        lead=tuple(lead),
        tables=(_asks_table(asks, moved, counted_to),) if asks else (),
    )


def _asks_table(asks: Sequence[Ask], moved: Sequence[Ask], counted_to: date) -> Table:
    return Table(
        caption="How the asks stand",
        columns=("Ask", "Receiver", "Decision", "Status", "Age, days", "Decide by", "This week"),
        rows=tuple(
            (
                ask.id,
                ask.receiver_role or UNKNOWN_DECISION_HOLDER,
                ask.decision or "not said yet",
                _status(ask, counted_to),
                number(age_in_days(ask, counted_to)),
                ask.decide_by.isoformat() if ask.decide_by else "no date yet",
                "moved" if ask in moved else "",
            )
            for ask in asks
        ),
        numeric=frozenset({4}),
    )


def _status(ask: Ask, counted_to: date) -> str:
    since = f" since {ask.status_on.isoformat()}" if ask.status_on else ""
    return f"{ask.status.value}{since}{', after this week' if ask.status_on and ask.status_on > counted_to else ''}"


def _next_block(pulse: WeeklyPulse, counted_to: date) -> Block:
    fields = {"next_steps": "What's next"}
    if pulse.now.challenge.share_level is ShareLevel.TEAM:
        fields["coaching_observations"] = "Coaching observations"
    rows = (*_said_rows(pulse.said, fields), ("Progress", _progress(pulse.now, counted_to)))
    return Block(
        key="5",
        title="What's next, and progress",
        reader="the team and its coach",
        tables=(Table("In the team's words", ("Heading", "In words"), rows),),
    )


def _is_done(engagement: Engagement, improvement: Improvement, day: date) -> bool:
    dated = [change.on for change in changes_of(engagement, improvement) if change.on]
    return improvement.status is ImprovementStatus.DONE and max(dated, default=day) <= day


def _progress(engagement: Engagement, day: date) -> str:
    challenge = engagement.challenge
    done = sum(_is_done(engagement, each, day) for each in engagement.improvements)
    parts = [f"{done} of {plural(len(engagement.improvements), 'improvement')} done"]
    if challenge.start and challenge.end and challenge.end > challenge.start:
        passed = (day - challenge.start).days / (challenge.end - challenge.start).days
        parts.insert(0, f"{format_percent(min(1.0, max(0.0, passed)), 0)} of the challenge has passed")
    return ", ".join(parts)

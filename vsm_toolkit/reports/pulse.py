"""The weekly pulse as a page: TeamAssist's headings, what the journal says changed, and how the asks stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from vsm_toolkit.asks import age_in_days, is_overdue
from vsm_toolkit.changes import ESTIMATE_TYPES, FIELD_WORDS
from vsm_toolkit.display import (
    Block,
    Page,
    Table,
    Tile,
    block_markdown,
    list_in_words,
    markdown_text,
    page_html,
    quoted_name,
)
from vsm_toolkit.durations import format_percent
from vsm_toolkit.figures import Figure
from vsm_toolkit.handoffs import UNKNOWN_DECISION_HOLDER
from vsm_toolkit.history import JournalEntry
from vsm_toolkit.io.atomic_file import write_atomically
from vsm_toolkit.model import (
    Ask,
    ChangeKind,
    Engagement,
    Improvement,
    ImprovementStatus,
    PulseEntry,
    ShareLevel,
    TimeEstimate,
    ValueStream,
)
from vsm_toolkit.reports.sharing import shared_view
from vsm_toolkit.reports.wording import Wording, number, plural, signed_hours
from vsm_toolkit.retained_value import changes_of
from vsm_toolkit.weekly_pulse import (
    PulseChange,
    StateAfter,
    Week,
    WeeklyPulse,
    items_finished,
    planned_before,
    said_in,
    weekly_pulse,
)
from vsm_toolkit.working_week import WorkingWeek, shown_in

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
WORD_FIELDS = frozenset({"stage", "empowerment", "reason", "channel", "strength", "impact", "interaction", "category"})


def pulse_of(
    engagement: Engagement, week: Week, entries: Sequence[JournalEntry] = (), state_after: StateAfter | None = None
) -> WeeklyPulse:
    """Put a week together and let its share level take out what may not be seen."""
    pulse = weekly_pulse(engagement, week, entries, state_after)
    now = shared_view(pulse.now)
    names = _shared_names(pulse.now.stream, now.stream)
    return replace(
        pulse,
        then=shared_view(pulse.then),
        now=now,
        changes=tuple(_as_shared(change, names) for change in pulse.changes),
        said=said_in(now, week),
        planned_before=planned_before(now, week),
        items=items_finished(now, week),
    )


def _shared_names(stream: ValueStream, seen: ValueStream) -> dict[str, str]:
    """Give what each row of the map is called by those who may see it."""
    names = {one.id: other.id for one, other in zip(stream.steps, seen.steps, strict=True)}
    names |= {one.name: other.name for one, other in zip(stream.teams, seen.teams, strict=True)}
    names |= {one.id: other.id for one, other in zip(stream.dependencies, seen.dependencies, strict=True)}
    return names | {one.id: other.id for one, other in zip(stream.waste, seen.waste, strict=True)}


def _as_shared(change: PulseChange, names: Mapping[str, str]) -> PulseChange:
    """Name the row as it may be seen; a text that is no name and no word of ours is not repeated."""
    key = ">".join(names.get(part, part) for part in change.key.split(">"))

    def told(value: object, otherwise: str) -> object:
        if not isinstance(value, str):
            return value
        return names.get(value) or (value.replace("_", " ") if change.field in WORD_FIELDS else otherwise)

    return replace(change, key=key, before=told(change.before, ""), after=told(change.after, "written anew"))


def pulse_page(pulse: WeeklyPulse, today: date) -> Page:
    """Write the pulse of a week.

    Parameters
    ----------
    today : date
        What the ages of asks are counted to, when the week is not over yet.
    """
    calendar, stream, week = pulse.now.challenge.calendar, pulse.now.stream, pulse.week
    home = stream.home_team()
    with shown_in(WorkingWeek(calendar.hours_per_day, calendar.days_per_week)):
        blocks = pulse_blocks(pulse, today)
    return Page(
        title=f"Week {week.number}: {week.start.isoformat()} to {week.end.isoformat()}",
        kind=" · ".join(["Weekly pulse", quoted_name(stream.name), *([quoted_name(home.name)] if home else [])]),
        blocks=blocks,
        footer="Made with vsm-toolkit from the team's own journal.",
    )


def pulse_markdown(pulse: WeeklyPulse, today: date) -> str:
    """Write the pulse for a wiki."""
    page = pulse_page(pulse, today)
    blocks = (block_markdown(block, ()) for block in page.blocks)
    return "\n".join([f"# {markdown_text(page.title)}", "", markdown_text(page.kind), "", *blocks])


def write_pulse(folder: Path, pulse: WeeklyPulse, today: date) -> Path:
    """Write the page and its Markdown into a folder, and give the path of the page.

    Raises
    ------
    FileError
        When the folder cannot be written.
    """
    week = pulse.week
    name = f"{week.start.isoformat()}-week-{week.number:02d}"
    folder.mkdir(parents=True, exist_ok=True)
    write_atomically(folder / f"{name}.md", pulse_markdown(pulse, today).encode())
    page = folder / f"{name}.html"
    write_atomically(page, pulse_html(pulse, today).encode())
    return page


def pulse_html(pulse: WeeklyPulse, today: date) -> str:
    """Write the pulse as one HTML file."""
    return page_html(pulse_page(pulse, today))


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
                "",
                "With what was done by then.",
            ),
            Tile("Changes", str(len(pulse.changes)), "", list_in_words(counts)),
            Tile("Items finished", str(len(pulse.items)), "measured" if pulse.items else "", _items(pulse)),
        ),
        tables=tables,
        closing=(ALONE,) if tables else (),
    )


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
        _where(pulse.now, change),
        f"{change.table.rstrip('s')} {ROW_WORDS[change.field]}"
        if whole
        else FIELD_WORDS.get(change.field, change.field.replace("_", " ")),
        "" if whole else _value(pulse, change, change.before),
        "" if whole else _value(pulse, change, change.after),
        *((status,) if with_status else ()),
        signed_hours(change.effect),
    )


def _what(change: PulseChange) -> str:
    if change.field in ROW_WORDS:
        return f"{change.table.rstrip('s')} {ROW_WORDS[change.field]}"
    return FIELD_WORDS.get(change.field, change.field.replace("_", " "))


def _where(engagement: Engagement, change: PulseChange) -> str:
    names = {step.id: step.name for step in engagement.stream.steps}
    ends = [quoted_name(names.get(part, part)) for part in change.key.split(">")] if ">" in change.key else []
    if len(ends) == 2:
        return " → ".join(ends)
    return quoted_name(names.get(change.key, change.key) or engagement.stream.name)


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

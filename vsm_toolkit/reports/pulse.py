"""The weekly pulse as a page: put together from the journal, filtered by its share level, as HTML and Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from vsm_toolkit.display import Page, block_markdown, markdown_text, page_html, quoted_name
from vsm_toolkit.history import JournalEntry
from vsm_toolkit.io.atomic_file import write_atomically
from vsm_toolkit.model import Engagement, ValueStream
from vsm_toolkit.reports.pulse_blocks import pulse_blocks
from vsm_toolkit.reports.sharing import shared_view
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

WORD_FIELDS = frozenset({"stage", "empowerment", "reason", "channel", "strength", "impact", "interaction", "category"})


def pulse_of(
    engagement: Engagement, week: Week, entries: Sequence[JournalEntry] = (), state_after: StateAfter | None = None
) -> WeeklyPulse:
    """Put a week together and let its share level take out what may not be seen."""
    pulse = weekly_pulse(engagement, week, entries, state_after)
    now = shared_view(pulse.now)
    then = shared_view(pulse.then)
    names = _shared_names(pulse.then.stream, then.stream) | _shared_names(pulse.now.stream, now.stream)
    return replace(
        pulse,
        then=then,
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

"""``vsm owners`` and ``vsm pulse``: pages to hand over, and what a week brought."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from vsm_toolkit.cli.app import EVERYTHING_FINE, FolderArgument, app, say, say_line
from vsm_toolkit.cli.team_reports import read_date


@app.command()
def owners(
    folder: FolderArgument,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Where the pages go.")],
    date: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="The date printed on the pages; today by default.")
    ] = None,
) -> None:
    """Write a page for each decision holder outside the team, drafts included and marked, to hand over and talk about.

    A page is a draft until its role has read it; until then no report beyond the team names that role.
    """
    from vsm_toolkit.io.map_file import load_engagement
    from vsm_toolkit.reports.decision_holder_files import file_names, write_holder_pages
    from vsm_toolkit.reports.decision_holders import page_grounds

    made_on = datetime.now(UTC).astimezone().date() if date is None else read_date(date)
    engagement = load_engagement(folder)
    grounds = page_grounds(engagement, made_on=made_on, with_drafts=True)
    if not write_holder_pages(out, grounds, engagement):
        say("Nobody outside the team decides about a handoff on this map, so there is no page to write.")
        raise typer.Exit(EVERYTHING_FINE)
    files = file_names(grounds)
    for ground in grounds:
        say_line(f"{'DRAFT' if ground.is_draft else 'read ':5}  {ground.role}: {out / files[ground.role]}")
    drafts = sum(ground.is_draft for ground in grounds)
    say(f"{len(grounds) - drafts} read, {drafts} to hand over. Record who has read theirs in notebook 07.")
    raise typer.Exit(EVERYTHING_FINE)


@app.command()
def pulse(
    folder: FolderArgument,
    week: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM-DD", help="Any day of the week to report on; the week of today by default."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="DIR", help="Where the page goes; beside the map by default.")
    ] = None,
) -> None:
    """Write the pulse of a week: what changed and how it moved lead time, how the asks stand, what the team said.

    Read from the journal; without one, from the dated changes of the map.
    """
    from vsm_toolkit.io.journal_copy import read_journal
    from vsm_toolkit.reports.pulse import pulse_of, write_pulse
    from vsm_toolkit.weekly_pulse import Week

    today = datetime.now(UTC).astimezone().date()
    wanted = Week.of(today if week is None else read_date(week, "--week"))
    journal = read_journal(folder)
    found = pulse_of(journal.engagement, wanted, journal.entries, journal.state_after)
    place = out or (folder if folder.is_dir() else folder.parent) / "pulses"
    page = write_pulse(place, found, today)
    for sentence in journal.damage:
        say(sentence, err=True)
    if found.is_empty:
        say(f"Nothing changed and nothing was written down in the week of {wanted.start.isoformat()}.")
    say_line(f"Written: {page}, and the same as .md")
    raise typer.Exit(EVERYTHING_FINE)

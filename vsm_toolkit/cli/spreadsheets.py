"""``vsm import`` and ``vsm export``: a spreadsheet as a way in and a way out."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vsm_toolkit.cli.app import EVERYTHING_FINE, FolderArgument, app, say
from vsm_toolkit.errors import UsageError

if TYPE_CHECKING:
    from vsm_toolkit.io.step_sheet import OpenQuestion, SheetConventions, SheetImport, SheetTables

TableOption = Annotated[Path | None, typer.Option(metavar="FILE", help="This table as a file of its own.")]


@app.command("import")
def import_sheet(
    steps: Annotated[
        Path,
        typer.Argument(
            metavar="STEPS.csv|.xlsx", help="The steps; a workbook, or a folder of CSV tables, holds the others too."
        ),
    ],
    into: Annotated[Path, typer.Option("--into", metavar="FOLDER", help="The engagement folder to make.")],
    edges: TableOption = None,
    loops: TableOption = None,
    handoffs: TableOption = None,
    dependencies: TableOption = None,
    waste: TableOption = None,
    name: Annotated[
        str | None, typer.Option(help="Name of the value stream; by default the table's own, else the folder's.")
    ] = None,
    lead_time_convention: Annotated[
        str | None,
        typer.Option(
            metavar="includes-wait|process-plus-wait|wait-then-lead", help="What a lead-time column measures."
        ),
    ] = None,
    percent_complete_accurate: Annotated[
        str | None,
        typer.Option(
            metavar="produced|received", help="On which step a %C&A is written: its producer or its receiver."
        ),
    ] = None,
    percent_scale: Annotated[
        str | None, typer.Option(metavar="percent|share", help="Whether 0.9 means 0.9 % or 90 %.")
    ] = None,
    basis: Annotated[
        str | None, typer.Option(metavar="working|elapsed", help="Whether a day is a working day or 24 hours.")
    ] = None,
    unit: Annotated[str | None, typer.Option(metavar="wh|d|wk|min", help="Unit of plain numbers.")] = None,
    hours_per_day: Annotated[float | None, typer.Option(help="Working hours a day; 8 unless said otherwise.")] = None,
    days_per_week: Annotated[float | None, typer.Option(help="Working days a week; 5 unless said otherwise.")] = None,
    replace_map: Annotated[
        bool, typer.Option("--replace", help="Replace a map that is already in the folder.")
    ] = False,
) -> None:
    """Make an engagement folder from a spreadsheet. What changes the numbers is asked, never guessed."""
    from vsm_toolkit.io.map_file import MAP_FILE, save_engagement
    from vsm_toolkit.io.step_sheet import (
        LeadTimeConvention,
        PercentScale,
        QualityConvention,
        SheetConventions,
        read_tables,
        stream_from_tables,
    )
    from vsm_toolkit.model import Calendar, Challenge, Engagement, TimeBasis

    if (into / MAP_FILE).exists() and not replace_map:
        message = f"{into} already holds a {MAP_FILE}, which would be lost. Name another folder, or add --replace."
        raise UsageError(message)
    conventions = SheetConventions(
        lead_time=_choice(LeadTimeConvention, "--lead-time-convention", lead_time_convention),
        percent_complete_accurate=_choice(QualityConvention, "--percent-complete-accurate", percent_complete_accurate),
        percent_scale=_choice(PercentScale, "--percent-scale", percent_scale),
        basis=_choice(TimeBasis, "--basis", basis),
        unit=unit,
        hours_per_day=hours_per_day,
        days_per_week=days_per_week,
    )
    tables = read_tables(steps, edges=edges, loops=loops, handoffs=handoffs, dependencies=dependencies, waste=waste)
    conventions = _answered(tables, conventions)
    folder_name = into.resolve().name
    imported = stream_from_tables(tables, conventions, name=name or (tables.stream or {}).get("name") or folder_name)
    calendar = Calendar(hours_per_day=hours_per_day or 8.0, days_per_week=days_per_week or 5.0)
    challenge = Challenge(id=folder_name, calendar=calendar)
    path = save_engagement(Engagement(challenge=challenge, stream=imported.stream), into)
    say(f"{path}: {len(imported.stream.steps)} steps, {len(imported.stream.edges)} edges.")
    for note in imported.notes:
        say(f"  note: {note}")
    _compare_with_published(imported, calendar.hours_per_day, calendar.days_per_week)
    say(f"See what is missing: vsm check {into}")
    raise typer.Exit(EVERYTHING_FINE)


def _choice(vocabulary: Any, option: str, given: str | None) -> Any:  # noqa: ANN401 - any of our vocabularies
    if given is None:
        return None
    words = [str(member.value) for member in vocabulary]
    if given not in words:
        message = f"{option}: expected one of {', '.join(words)}, found {given[:40]!r}."
        raise UsageError(message)
    return vocabulary(given)


FIELDS = {
    "--lead-time-convention": "lead_time",
    "--percent-complete-accurate": "percent_complete_accurate",
    "--percent-scale": "percent_scale",
    "--basis": "basis",
    "--unit": "unit",
}


def _answered(tables: SheetTables, conventions: SheetConventions) -> SheetConventions:
    from vsm_toolkit.io.step_sheet import open_questions

    questions = open_questions(tables, conventions)
    if questions and not sys.stdin.isatty():
        asked = "\n".join(
            f"  {each.option} {'|'.join(each.choices)}\n      {each.question} {each.why}" for each in questions
        )
        message = f"The file does not say something that changes its numbers. Answer with:\n{asked}"
        raise UsageError(message)
    while questions:  # one answer can raise the next question
        conventions = _ask(questions[0], conventions)
        questions = open_questions(tables, conventions)
    return conventions


def _ask(question: OpenQuestion, conventions: SheetConventions) -> SheetConventions:
    say(f"{question.question} {question.why}")
    asked = f"{question.option.removeprefix('--')} ({'|'.join(question.choices)})"
    given = typer.prompt(asked)
    while given not in question.choices:
        say("Please answer with one of the words in brackets.")
        given = typer.prompt(asked)
    field = FIELDS[question.option]
    kind = _vocabulary_of(field)
    return replace(conventions, **{field: kind(given) if kind else given})


def _vocabulary_of(field: str) -> Any:  # noqa: ANN401 - any of our vocabularies
    from vsm_toolkit.io.step_sheet import LeadTimeConvention, PercentScale, QualityConvention
    from vsm_toolkit.model import TimeBasis

    return {
        "lead_time": LeadTimeConvention,
        "percent_complete_accurate": QualityConvention,
        "percent_scale": PercentScale,
        "basis": TimeBasis,
    }.get(field)


def _compare_with_published(imported: SheetImport, hours_per_day: float, days_per_week: float) -> None:
    from vsm_toolkit.metrics import MetricRules
    from vsm_toolkit.published_totals import PublishedTotals, check_totals

    if not imported.published_totals:
        return
    rules = MetricRules(hours_per_day=hours_per_day, days_per_week=days_per_week)
    given = imported.published_totals
    published = PublishedTotals(
        lead_time_hours=given.get("lead_time_hours"),
        process_time_hours=given.get("process_time_hours"),
        wait_hours=given.get("wait_hours"),
        activity_ratio=given.get("activity_ratio"),
        rolled_percent_complete_accurate=given.get("rolled_percent_complete_accurate"),
    )
    for finding in check_totals(imported.stream, published, rules):
        say(f"  {'total agrees' if finding.agrees else 'TOTAL DIFFERS'}: {finding.explanation}")


@app.command()
def export(
    folder: FolderArgument,
    to: Annotated[
        Path, typer.Option("--to", metavar="FILE.xlsx|FOLDER", help="A workbook, or a folder for CSV tables.")
    ],
) -> None:
    """Write the tables of a map for a spreadsheet; `vsm import` reads them back."""
    from vsm_toolkit.io.map_file import load_engagement
    from vsm_toolkit.io.step_sheet import write_csv_tables, write_workbook

    engagement = load_engagement(folder)
    notes = write_workbook(engagement, to) if to.suffix.casefold() == ".xlsx" else write_csv_tables(engagement, to)
    say(f"{to}: the tables of {len(engagement.stream.steps)} steps.")
    for note in notes:
        say(f"  note: {note}")

"""``vsm report``: each team's end-of-challenge report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from datetime import date as calendar_date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vsm_toolkit.cli.app import EVERYTHING_FINE, FOUND_SOMETHING, JsonOption, app, print_json, say
from vsm_toolkit.errors import UsageError

if TYPE_CHECKING:
    from vsm_toolkit.reports.batch import ReportJob, ReportResult


@app.command()
def report(
    folders: Annotated[list[Path], typer.Argument(metavar="FOLDER...", help="One engagement folder or several.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Where the reports go, one folder a team.")],
    parameter: Annotated[
        list[str] | None,
        typer.Option(
            "--parameter",
            "-p",
            metavar="NAME=VALUE",
            help=(
                "Override for this run: currency, rate_per_hour, cost_of_delay_low, cost_of_delay_high, share_level,"
                " redo_share."
            ),
        ),
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Reports made at a time; one per core by default.")] = None,
    date: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="The date printed on the report; today by default.")
    ] = None,
    formats: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="LIST",
            help="What else to write: pdf, pptx, xlsx, markdown, with commas between them, or all.",
        ),
    ] = "html",
    as_json: JsonOption = False,
) -> None:
    """Write each team's end-of-challenge report: report.html, report.json and the executed notebook, and --format."""
    from vsm_toolkit.reports.batch import plan_reports
    from vsm_toolkit.reports.formats.writing import read_formats
    from vsm_toolkit.reports.parameters import read_parameters

    made_on = datetime.now(UTC).astimezone().date() if date is None else read_date(date)
    asked = read_formats(formats)
    jobs, refused = plan_reports(folders, out, read_parameters(_name_value_pairs(parameter or [])), made_on, asked)
    results = (*refused, *_with_progress(jobs, workers))
    failed = [result for result in results if result.folder is None]
    if as_json:
        rows = [
            {
                "engagement": str(each.engagement),
                "report": str(each.folder) if each.folder else None,
                "reason": each.reason,
                "notes": [note.sentence for note in each.notes],
            }
            for each in results
        ]
        print_json({"done": len(results) - len(failed), "failed": len(failed), "reports": rows})
    else:
        for result in results:
            line = (
                f"done    {result.folder}/report.html"
                if result.folder
                else f"FAILED  {result.engagement}: {result.reason}"
            )
            say(line)
        _say_notes(results)
        say(f"{len(results) - len(failed)} done, {len(failed)} failed.")
    incomplete = failed or any(note.is_missing for result in results for note in result.notes)
    raise typer.Exit(FOUND_SOMETHING if incomplete else EVERYTHING_FINE)


def _say_notes(results: Sequence[ReportResult]) -> None:
    """Say each note once, and where: without a browser it is the same for every report."""
    reports: dict[str, list[str]] = {}
    for result in results:
        for note in result.notes:
            reports.setdefault(note.sentence, []).append(str(result.engagement))
    for sentence, where in reports.items():
        say(f"note    {where[0] if len(where) == 1 else f'{len(where)} reports'}: {sentence}")


def read_date(text: str, option: str = "--date") -> calendar_date:
    """Read a day of an option; anything else is a sentence."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        message = f"{option}: expected a date such as 2026-10-09, found {text[:40]!r}."
        raise UsageError(message) from None


def _name_value_pairs(given: list[str]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for each in given:
        name, equals, value = each.partition("=")
        if not equals:
            message = f"--parameter: expected NAME=VALUE, found {each[:60]!r}. For example: -p rate_per_hour=95"
            raise UsageError(message)
        if name.strip() in pairs:
            message = f"--parameter: {name.strip()} is given twice. Give it once."
            raise UsageError(message)
        pairs[name.strip()] = value.strip()
    return pairs


def _with_progress(jobs: tuple[ReportJob, ...], workers: int | None) -> tuple[ReportResult, ...]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from vsm_toolkit.reports.batch import run_reports

    if not jobs:
        return ()
    columns = (TextColumn("Writing reports"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task("", total=len(jobs))
        return run_reports(jobs, workers=workers, on_result=lambda _: progress.advance(bar))

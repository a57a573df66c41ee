"""``vsm report``: each team's end-of-challenge report, one or hundreds."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from datetime import date as calendar_date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vsm_toolkit.cli.app import EVERYTHING_FINE, FOUND_SOMETHING, JsonOption, app, print_json, say
from vsm_toolkit.errors import UsageError

if TYPE_CHECKING:
    from vsm_toolkit.reports.cluster import ClusterBatch

INTERRUPTED = 130


@app.command()
def report(
    folders: Annotated[list[str], typer.Argument(metavar="FOLDER...", help="One engagement folder or several.")],
    out: Annotated[str, typer.Option("--out", "-o", metavar="DIR", help="Where the reports go, one folder a team.")],
    every: Annotated[bool, typer.Option("--all", help="Report on every engagement found below the folders.")] = False,
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
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", min=1, help="Reports made at a time; one per core by default.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Make reports again even when nothing has changed.")] = False,
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
    seconds: Annotated[float, typer.Option(min=1, help="How long one report may take before it is stopped.")] = 300,
    memory: Annotated[
        int, typer.Option(min=64, help="Mebibytes of memory the notebook of one report may take.")
    ] = 2048,
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Use a Dask cluster, for example tcp://host:8786; folders and DIR are then addresses such as s3://...",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Write each team's end-of-challenge report: report.html, report.json and the executed notebook, and --format.

    Reports that are there already and made from what there is now are left as they are. A summary.json beside them says
    what became of each.
    """
    from vsm_toolkit.reports.batch_run import Limits
    from vsm_toolkit.reports.cluster import ClusterBatch
    from vsm_toolkit.reports.formats.writing import read_formats
    from vsm_toolkit.reports.parameters import read_parameters

    made_on = datetime.now(UTC).astimezone().date() if date is None else read_date(date)
    given = read_parameters(_name_value_pairs(parameter or []))
    limits, asked = Limits(seconds, memory), read_formats(formats)
    batch = ClusterBatch(out.rstrip("/") or "/", given, made_on, asked, force, limits)
    if scheduler is None:
        incomplete = _report_here([Path(folder) for folder in folders], batch, jobs, every=every, as_json=as_json)
    else:
        incomplete = _report_on_cluster(scheduler, folders, batch, every=every, as_json=as_json)
    raise typer.Exit(FOUND_SOMETHING if incomplete else EVERYTHING_FINE)


def _report_here(folders: list[Path], batch: ClusterBatch, jobs: int | None, *, every: bool, as_json: bool) -> bool:
    """Make the reports on this machine and say whether any is missing or incomplete."""
    from vsm_toolkit.cli.report_progress import say_summary, shown_progress
    from vsm_toolkit.reports.batch import find_engagements, plan_reports
    from vsm_toolkit.reports.batch_run import run_reports
    from vsm_toolkit.reports.batch_summary import batch_summary, write_summary

    out, engagements = Path(batch.out), find_engagements(folders) if every else folders
    planned, refused = plan_reports(engagements, out, batch.parameters, batch.made_on, batch.formats)
    with _ended_by_signals(), shown_progress(len(engagements), refused, is_quiet=as_json) as tell:
        made = run_reports(planned, workers=jobs, on_result=tell, force=batch.force, limits=batch.limits)
    results = (*refused, *made)
    if out.is_dir():
        write_summary(out, results)
    if as_json:
        print_json(batch_summary(results))
    else:
        say_summary(results)
    return any(result.state == "failed" or any(note.is_missing for note in result.notes) for result in results)


def _report_on_cluster(scheduler: str, folders: list[str], batch: ClusterBatch, *, every: bool, as_json: bool) -> bool:
    """Make the reports on a cluster and say whether any is missing."""
    from vsm_toolkit.reports.cluster import engagements_below, report_on_cluster, summary_of, write_summary_to

    addresses = [found for folder in folders for found in engagements_below(folder)] if every else folders
    rows = report_on_cluster(
        scheduler, addresses, batch, lambda row: None if as_json else say(f"{row['state']:<8}{row['engagement']}")
    )
    summary = summary_of(rows)
    write_summary_to(batch.out, summary)
    if as_json:
        print_json(summary)
    else:
        for row in rows:
            if row["state"] == "failed":
                say(f"FAILED  {row['engagement']}: {row['reason']}")
        say(
            f"{summary['done']} done, {summary['skipped']} skipped because nothing changed, {summary['failed']} failed."
        )
    return bool(summary["failed"])


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """End in order when somebody asks: reports that are finished stay, the others leave nothing."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except KeyboardInterrupt:
        say("Stopped. The reports that were finished are in place; the same command makes the rest.", err=True)
        sys.exit(INTERRUPTED)
    finally:
        signal.signal(signal.SIGTERM, before)


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

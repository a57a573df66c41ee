"""``vsm rollup``: the program report over the reports that teams agreed to share."""

from __future__ import annotations

from datetime import UTC, datetime
from datetime import date as calendar_date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vsm_toolkit.cli.app import EVERYTHING_FINE, FOUND_SOMETHING, JsonOption, app, as_seen, print_json, say, say_line
from vsm_toolkit.errors import UsageError

if TYPE_CHECKING:
    from vsm_toolkit.reports.program.job import OpenProgramReport, ProgramJob
    from vsm_toolkit.reports.program.writing import WrittenReport

MOST_SHOWN = 5
COLUMNS = (0, 1, 2, 3, 4, 6)
"""Name, streams, waiting and how much of it is critical, labour and open asks: what fits a terminal of 80 columns."""
NUMBER_WIDTH = 9


@app.command()
def rollup(
    reports: Annotated[
        list[Path], typer.Argument(metavar="REPORTS...", help="report.json files, or folders with reports below them.")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help="The program's folder.")],
    names: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Answers about names; names.toml in the program's folder by default."),
    ] = None,
    published: Annotated[
        bool,
        typer.Option("--published", help="For outside the program: no figure that rests on fewer than three teams."),
    ] = False,
    program: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="This program alone; what is shared with one is not for others."),
    ] = None,
    date: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="The day ages are counted to; today by default.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show what no team can see alone: roll up the reports of all teams that agreed."""
    from vsm_toolkit.reports.program.job import compute_program_report, job_of_folder
    from vsm_toolkit.reports.program.writing import write_program_report

    as_of = datetime.now(UTC).astimezone().date() if date is None else _read_date(date)
    job = job_of_folder(reports, out, names=names, as_of=as_of, published=published, program=program)
    computed = compute_program_report(job)
    _refuse_nothing(job, computed)
    written = write_program_report(job, out)
    questions = 0 if published else _keep_questions(job, computed)
    if as_json:
        print_json(_summary(computed, written, questions))
    else:
        _say_summary(computed, written, questions, job)
    raise typer.Exit(FOUND_SOMETHING if computed.refused else EVERYTHING_FINE)


def _read_date(text: str) -> calendar_date:
    try:
        return calendar_date.fromisoformat(text)
    except ValueError:
        message = f"--date: expected a date such as 2026-10-09, found {text[:40]!r}."
        raise UsageError(message) from None


def _refuse_nothing(job: ProgramJob, computed: OpenProgramReport) -> None:
    """Refuse to write a report about nobody, and say why there is nobody."""
    part = computed.report.figures.participation
    if part.included:
        return
    if computed.refused:
        listed = "\n".join(f"  {each.path}: {each.reason}" for each in computed.refused[:MOST_SHOWN])
        more = len(computed.refused) - MOST_SHOWN
        tail = f"\n  and {more} more" if more > 0 else ""
        message = f"None of {len(job.reports)} files could be rolled up, so nothing was written.\n{listed}{tail}"
    elif part.withheld:
        is_outside = job.published or part.spans_programs
        reach = "beyond its program (share_level organisation)" if is_outside else "with its program"
        found = "1 report was" if part.withheld == 1 else f"{part.withheld} reports were"
        message = f"{found} found and none is shared {reach}, so nothing was written."
    elif part.elsewhere:
        message = f"No report belongs to the program {str(job.program)[:80]!r}; its name stands in each map.toml."
    else:
        message = "There is no report.json in what was named. Make reports first: vsm report FOLDER... --out DIR"
    raise UsageError(message)


def _keep_questions(job: ProgramJob, computed: OpenProgramReport) -> int:
    """Put new questions about names beside the answers, and say how many are open."""
    from vsm_toolkit.io.names_file import read_names, write_names

    answered = [match for match in read_names(job.names) if match.confirmed is not None]
    questions = computed.report.figures.open_names
    if questions or job.names.exists():
        write_names(job.names, [*answered, *questions])
    return len(questions)


def _summary(computed: OpenProgramReport, written: WrittenReport, questions: int) -> dict[str, Any]:
    part = computed.report.figures.participation
    return {
        "included": part.included,
        "not_shared": part.withheld,
        "superseded": part.superseded,
        "other_programs": part.elsewhere,
        "ranked": computed.report.figures.may_rank,
        "open_name_questions": questions,
        "refused": [{"file": str(each.path), "reason": each.reason} for each in computed.refused],
        "report": str(written.page),
        "data": str(written.data),
        "notebook": str(written.notebook),
    }


def _say_summary(computed: OpenProgramReport, written: WrittenReport, questions: int, job: ProgramJob) -> None:
    for each in computed.refused:
        say_line(f"LEFT OUT  {each.path}: {each.reason}")
    block = computed.report.block("A")
    for sentence in (*([block.notice] if block.notice else []), *block.lead):
        say(sentence)
    _say_constraints(computed)
    if questions:
        verb = "name may mean the same as another" if questions == 1 else "names may mean the same as others"
        say(f"{questions} {verb}; answer in {job.names} (confirmed = true or false) and run this again.")
    say(f"report    {written.page}")
    say(f"data      {written.data}")


def _say_constraints(computed: OpenProgramReport) -> None:
    from rich.console import Console
    from rich.table import Column, Table
    from rich.text import Text

    for found in computed.report.block("B").tables[:1]:
        first, *numbers = (found.columns[place] for place in COLUMNS)
        columns = [Column(head, justify="right", max_width=NUMBER_WIDTH) for head in numbers]
        table = Table(first, *columns, title=f"{found.caption}, the first {MOST_SHOWN}")
        for row in found.rows[:MOST_SHOWN]:
            table.add_row(*(Text(as_seen(row[place])) for place in COLUMNS))
        Console(soft_wrap=False).print(table)

"""``vsm check``, ``vsm metrics`` and ``vsm schema``: what a map says and what it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from vsm_toolkit.cli.app import (
    EVERYTHING_FINE,
    FOUND_SOMETHING,
    FolderArgument,
    JsonOption,
    app,
    as_seen,
    print_json,
    say,
    say_line,
)

if TYPE_CHECKING:
    from rich.console import Console

    from vsm_toolkit.model import Engagement


def _version(asked: bool) -> None:  # noqa: FBT001 - the shape typer calls
    if asked:
        from vsm_toolkit import __version__

        typer.echo(f"vsm-toolkit {__version__}")
        raise typer.Exit


@app.callback()
def _about(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Map how value flows from idea to support, see the waste in handoffs, and report it to those who can act."""


@app.command()
def check(folder: FolderArgument, as_json: JsonOption = False) -> None:
    """List every gap and contradiction of a map, each with a remedy. Ends with 1 if a figure would be wrong."""
    from vsm_toolkit.io.map_file import load_engagement
    from vsm_toolkit.map_checks import check_engagement, errors_only
    from vsm_toolkit.reports.machine_readable import problem_list

    problems = check_engagement(load_engagement(folder))
    wrong = errors_only(problems)
    if as_json:
        print_json({"problems": problem_list(problems), "errors": len(wrong), "warnings": len(problems) - len(wrong)})
    else:
        for each in problems:
            say_line(
                f"{'ERROR  ' if each.severity == 'error' else 'warning'}  {each.place}: {each.sentence} {each.remedy}"
            )
        asked = len(problems) - len(wrong)
        typer.echo(f"{len(wrong)} error{'' if len(wrong) == 1 else 's'}, {asked} warning{'' if asked == 1 else 's'}.")
    raise typer.Exit(FOUND_SOMETHING if wrong else EVERYTHING_FINE)


@app.command()
def metrics(folder: FolderArgument, as_json: JsonOption = False) -> None:
    """Show the figures of the baseline map: lead time, quality, handoffs and whose they are to change."""
    from vsm_toolkit.io.map_file import load_engagement
    from vsm_toolkit.reports.machine_readable import metrics_document

    engagement = load_engagement(folder)
    document = metrics_document(engagement)
    if as_json:
        print_json(document)
    else:
        _print_figures(engagement)
    errors = sum(problem["severity"] == "error" for problem in document["problems"])
    if errors:
        say(f"The map has {errors} error(s), so figures above may be wrong: vsm check {folder}", err=True)
        raise typer.Exit(FOUND_SOMETHING)


@app.command()
def schema(
    report: Annotated[bool, typer.Option("--report", help="What `vsm rollup` reads of a report.json instead.")] = False,
) -> None:
    """Print the JSON Schema of map.toml, for editors and other programs."""
    from vsm_toolkit.io.map_schema import map_json_schema
    from vsm_toolkit.program.shared_report import SharedReport

    print_json(SharedReport.model_json_schema() if report else map_json_schema())


def _print_figures(engagement: Engagement) -> None:
    from rich.console import Console

    from vsm_toolkit.display import quoted_name
    from vsm_toolkit.reports.figures_table import figure_lines, ledger_lines

    console = Console(soft_wrap=False)
    _print_table(console, quoted_name(engagement.stream.name), ("Figure", "Value", "Covers"), figure_lines(engagement))
    columns = ("Handoffs", "Decision holder", "Number", "Critical wait", "Recoverable", "Labour per item")
    _print_table(console, "Whose handoffs are these to change?", columns, ledger_lines(engagement))


def _print_table(console: Console, title: str, columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    from rich.table import Table
    from rich.text import Text

    # Text, not str: a team's name in [brackets] is a name, not markup.
    table = Table(title=Text(as_seen(title)), title_justify="left", title_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(as_seen(cell)) for cell in row))
    console.print(table)

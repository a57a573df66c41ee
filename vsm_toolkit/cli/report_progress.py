"""What ``vsm report`` shows while it works and at the end: a bar on a terminal, a line a report elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from vsm_toolkit.cli.app import as_seen, say
from vsm_toolkit.reports.batch import ReportResult
from vsm_toolkit.reports.batch_summary import counts_in_words

if TYPE_CHECKING:
    from rich.console import Console

    from vsm_toolkit.reports.batch_run import OnResult

LISTED: Final = 30
"""Up to so many reports the table names each; beyond, only those that need somebody."""


@contextmanager
def shown_progress(total: int, refused: Sequence[ReportResult], *, is_quiet: bool) -> Iterator[OnResult]:
    """Give what to tell each result to.

    Parameters
    ----------
    refused : sequence of ReportResult
        Failed before anything ran; told first.
    is_quiet : bool
        Whether nothing but the final document may be printed.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    has_bar = console.is_terminal and not is_quiet
    columns = (TextColumn("Writing reports"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not has_bar) as progress:
        bar = progress.add_task("", total=total)

        def tell(result: ReportResult) -> None:
            progress.advance(bar)
            if not has_bar and not is_quiet:
                say(_line(result))

        for result in refused:
            tell(result)
        yield tell


def say_summary(results: Sequence[ReportResult]) -> None:
    """Print what became of all: a table on a terminal, where nobody has read the lines, and the counts."""
    from rich.console import Console

    console = Console()
    if console.is_terminal:
        _print_table(console, results)
    _say_notes(results)
    say(counts_in_words(results))


def _line(result: ReportResult) -> str:
    if result.folder is None:
        return f"FAILED  {result.engagement}: {result.reason}"
    return f"{'skipped' if result.is_kept else 'done   '} {result.folder}/report.html"


def _print_table(console: Console, results: Sequence[ReportResult]) -> None:
    from rich.table import Table
    from rich.text import Text

    shown = results if len(results) <= LISTED else [result for result in results if result.state == "failed"]
    if not shown:
        return
    table = Table("result", "engagement", "report, or why there is none and what to do")
    looks = {"done": "green", "skipped": "dim", "failed": "bold red"}
    for each in shown:
        where = f"{each.folder}/report.html" if each.folder else each.reason or ""
        table.add_row(Text(each.state, looks[each.state]), as_seen(str(each.engagement)), Text(as_seen(where)))
    console.print(table)


def _say_notes(results: Sequence[ReportResult]) -> None:
    """Say each note once, and where: without a browser it is the same for every report."""
    reports: dict[str, list[str]] = {}
    for result in results:
        for note in result.notes:
            reports.setdefault(note.sentence, []).append(str(result.engagement))
    for sentence, where in reports.items():
        say(f"note    {where[0] if len(where) == 1 else f'{len(where)} reports'}: {sentence}")

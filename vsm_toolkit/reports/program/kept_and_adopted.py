"""Block F of the program report: what teams kept, and what others took up."""

from __future__ import annotations

from typing import Final

from vsm_toolkit.charts.adoption_graph import AdoptionArrow, adoption_graph
from vsm_toolkit.charts.picture import Picture
from vsm_toolkit.display import Block, Table
from vsm_toolkit.durations import format_percent
from vsm_toolkit.program.kept_value import AdoptionEdge, RetainedValue
from vsm_toolkit.reports.program.cells import SUPPRESSED, count_cell
from vsm_toolkit.reports.program.program_report import ProgramReport
from vsm_toolkit.reports.wording import number, plural

TITLE: Final = "Retained and viral value"
MOST_ROWS: Final = 40


def write_block(report: ProgramReport) -> Block:
    """Write what was still in place and what travelled."""
    edges = report.figures.viral.edges
    retained = Table(
        caption="Finished improvements, when somebody looked again",
        columns=(
            "After",
            "Streams",
            "Done there",
            "Looked at",
            "Kept",
            "Partly",
            "Decayed",
            "Share kept",
        ),
        rows=tuple(_row(row) for row in report.figures.retained),
        numeric=frozenset(range(1, 8)),
        note="An improvement nobody looked at counts neither way.",
    )
    adopted = Table(
        caption="Taken up by others",
        columns=("What", "From", "Taken up by", "Days after the start"),
        rows=tuple(_edge_row(edge) for edge in edges[:MOST_ROWS]),
        numeric=frozenset({3}),
        note=f"The first {MOST_ROWS} of {len(edges)}." if len(edges) > MOST_ROWS else "",
    )
    return Block(
        key="F",
        title=TITLE,
        reader="everybody in the program",
        lead=_sentences(report),
        pictures=adoption_picture(report),
        tables=tuple(table for table in (retained, adopted) if table.rows),
    )


def adoption_picture(report: ProgramReport) -> tuple[Picture, ...]:
    """Draw who took up what; nothing while no adoption can be shown."""
    edges = report.figures.viral.edges
    arrows = [AdoptionArrow(edge.what, edge.stream, edge.adopted_by) for edge in edges]
    return (adoption_graph(arrows),) if arrows else ()


def _sentences(report: ProgramReport) -> tuple[str, ...]:
    viral, six_weeks = report.figures.viral, report.figures.retained[0]
    sentences = []
    if six_weeks.share is not None:
        sentences.append(
            f"Six weeks after, {six_weeks.kept} of {plural(six_weeks.looked_at or 0, 'finished improvement')} looked at"
            f" {'was' if six_weeks.kept == 1 else 'were'} still in place."
        )
    if viral.adoptions is None:
        sentences.append("What others took up is not shown: fewer than three teams stand behind it.")
    elif not viral.adoptions:
        sentences.append("Nothing was taken up by another team yet, or nobody wrote it down.")
    else:
        days, sources = viral.days_to_first, viral.sources or 0
        first = "" if days is None else f"; the first {plural(days, 'day')} after its challenge began"
        sentences.append(
            f"{plural(viral.adoptions, 'adoption')} by other teams and programs ({viral.adopters} of them), from"
            f" {plural(sources, 'engagement')}{first}."
        )
    return tuple(sentences)


def _row(row: RetainedValue) -> tuple[str, ...]:
    counts = (row.done, row.looked_at, row.kept, row.partly, row.decayed)
    share = SUPPRESSED if row.kept is None else "?" if row.share is None else format_percent(row.share, 0)
    teams = count_cell(row.teams if row.looked_at is not None else None)
    return (row.horizon, teams, *(count_cell(each) for each in counts), share)


def _edge_row(edge: AdoptionEdge) -> tuple[str, ...]:
    return (edge.what, edge.stream, edge.adopted_by, number(edge.days, 0))

"""Block B of the program report: systemic constraints by who decides, who receives and why."""

from __future__ import annotations

from typing import Final

from vsm_toolkit.charts.picture import Picture
from vsm_toolkit.charts.program_constraints import ConstraintBar, program_constraints
from vsm_toolkit.display import Block, Table
from vsm_toolkit.durations import format_percent
from vsm_toolkit.program.constraints import SystemicConstraint, by_reach
from vsm_toolkit.reports.program.cells import SUPPRESSED, count_cell, hours_cell, in_order, name_cell, named
from vsm_toolkit.reports.program.program_report import ProgramReport
from vsm_toolkit.reports.wording import plural

TITLE: Final = "Systemic constraints"
MOST_ROWS: Final = 40
_NOTE: Final = (
    "Waiting is the time of items, per year, and never hours of people: it is added up per role, labelled, and never"
    " priced. Handoffs that a home team decides about itself are left out."
)


def write_block(report: ProgramReport) -> Block:
    """Write both lenses and the three tables."""
    figures = report.figures
    if not figures.by_decision_holder:
        return Block(key="B", title=TITLE, reader="program leads", lead=("No handoff between teams can be shown.",))
    return Block(
        key="B",
        title=TITLE,
        reader="program leads",
        notice=report.no_rank(),
        lead=(
            "Which provider appears in most maps, and have we asked them what they need?",
            "Two lenses: by volume one finds what is worth a local solution, by reach what is systemic.",
        ),
        pictures=constraint_pictures(report),
        tables=(
            _table(report, figures.by_decision_holder, "By who decides", "Decision holder"),
            _table(report, figures.by_team, "By who receives", "Team"),
            _table(report, figures.by_reason, "By why the handoff exists", "Reason"),
        ),
        closing=(_NOTE,),
    )


def constraint_pictures(report: ProgramReport) -> tuple[Picture, ...]:
    """Draw the constraints by volume and by reach; nothing where ranking is not allowed."""
    rows = named(report.figures.by_decision_holder)
    if not report.figures.may_rank or not rows:
        return ()
    return (
        program_constraints([_bar(row) for row in rows], "volume"),
        program_constraints([_bar(row) for row in by_reach(rows)], "reach"),
    )


def _bar(row: SystemicConstraint) -> ConstraintBar:
    critical, every = row.critical_item_wait, row.item_wait
    known = (every.best() or 0.0) - row.critical_hours() if every and critical else None
    return ConstraintBar(
        label=row.name,
        streams=row.reach,
        critical_hours=None if critical is None else critical.best(),
        other_hours=known,
        is_bound=critical is not None and not critical.is_complete(),
    )


def _table(report: ProgramReport, rows: tuple[SystemicConstraint, ...], caption: str, first: str) -> Table:
    ordered = in_order(rows, "name", ranked=report.figures.may_rank)
    shown = ordered[:MOST_ROWS]
    cut = f"The first {MOST_ROWS} of {plural(len(ordered), 'row')}; all are in the file beside this report."
    return Table(
        caption=caption,
        columns=(
            first,
            "Streams",
            "Item-wait wh/yr",
            "of which critical, wh/yr",
            "Labour ph/yr",
            "Not empowered",
            "Asks open",
        ),
        rows=tuple(_row(row) for row in shown),
        numeric=frozenset(range(1, 7)),
        note=cut if len(ordered) > MOST_ROWS else "",
    )


def _row(row: SystemicConstraint) -> tuple[str, ...]:
    classified = row.teams_behind.get("not_empowered", 0)
    share = "?" if not classified else SUPPRESSED
    return (
        name_cell(row.name),
        str(row.reach),
        hours_cell(row.item_wait),
        hours_cell(row.critical_item_wait),
        hours_cell(row.labour),
        share if row.not_empowered is None else format_percent(row.not_empowered, 0),
        count_cell(row.asks_open),
    )

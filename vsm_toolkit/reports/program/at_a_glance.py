"""Block A of the program report: what it rests on, and what no team can fix alone."""

from __future__ import annotations

from typing import Final

from vsm_toolkit.display import Block, Tile, quoted_name
from vsm_toolkit.program.asks_funnel import OLD_DAYS
from vsm_toolkit.program.constraints import SYSTEMIC_REACH, by_reach
from vsm_toolkit.reports.program.cells import SUPPRESSED, hours_cell, named
from vsm_toolkit.reports.program.program_report import ProgramReport
from vsm_toolkit.reports.wording import number, plural

TITLE: Final = "At a glance"


def write_block(report: ProgramReport) -> Block:
    """Write the tiles, the sentences to say aloud, and the experiment."""
    return Block(
        key="A",
        title=TITLE,
        reader="everybody in the program",
        notice=report.no_rank(),
        lead=(*_who(report), *_constraints(report), *_experiment(report)),
        tiles=_tiles(report),
    )


def _who(report: ProgramReport) -> list[str]:
    part, is_published = report.figures.participation, report.figures.is_published
    sentence = f"{plural(part.included, 'engagement')} agreed to be part of this report"
    if part.withheld:
        reach = "beyond its program" if is_published or part.spans_programs else "beyond its team"
        sentence += f"; {plural(part.withheld, 'other')} did not share {reach} and {_are(part.withheld)} only counted"
    sentences = [f"{sentence}."]
    if part.spans_programs and part.withheld and not is_published:
        sentences.append(
            "They belong to several programs, and what is shared with one is not shown to another: roll one of them up"
            " by its name to see more."
        )
    if part.elsewhere:
        sentences.append(f"{plural(part.elsewhere, 'engagement')} of other programs {_are(part.elsewhere)} left out.")
    if part.superseded:
        sentences.append(
            f"{plural(part.superseded, 'older report')} of the same engagements {_are(part.superseded)} left out."
        )
    if report.refused:
        sentences.append(f"{plural(report.refused, 'file')} could not be read as a report.")
    if is_published:
        sentences.append(
            "It leaves the program: no figure rests on fewer than three teams"
            f" ({plural(report.figures.suppressed_rows, 'row')} left out for that, or for want of consent)."
        )
    return sentences


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _constraints(report: ProgramReport) -> list[str]:
    rows = named(report.figures.by_decision_holder)
    if not report.figures.may_rank or not rows:
        return []
    top, widest = rows[0], by_reach(rows)[0]
    sentences = [
        (
            f"By volume, most waiting on critical paths lies with {quoted_name(top.name)}:"
            f" {hours_cell(top.critical_item_wait)} working hours of item time a year in {plural(top.reach, 'stream')}."
        )
    ]
    if widest.reach >= SYSTEMIC_REACH:
        sentences.append(
            f"By reach, {quoted_name(widest.name)} appears in {plural(widest.reach, 'stream')}. A large volume in one"
            " stream is solved there; what appears in several is systemic, and no team can change it alone."
        )
    busy = [load for load in report.figures.providers if load.is_too_busy]
    if busy:
        names = f"{quoted_name(busy[0].name)}" + (f" and {plural(len(busy) - 1, 'other')}" if len(busy) > 1 else "")
        sentences.append(
            f"{names} already {'has' if len(busy) == 1 else 'have'} more work than is good: capacity or self-service"
            " helps, not pressure."
        )
    return sentences


def _experiment(report: ProgramReport) -> list[str]:
    experiment = report.experiment
    if not experiment.what.strip():
        return []
    dates = [
        *([f"first step by {experiment.first_step_by.isoformat()}"] if experiment.first_step_by else []),
        *([f"we look again on {experiment.look_again_on.isoformat()}"] if experiment.look_again_on else []),
    ]
    owner = quoted_name(experiment.owner_role) if experiment.owner_role.strip() else "nobody yet"
    what = quoted_name(experiment.what, 300).rstrip(".")
    return [f"The one systemic experiment: {what}. {', '.join([f'Owned by {owner}', *dates])}."]


def _tiles(report: ProgramReport) -> tuple[Tile, ...]:
    figures = report.figures
    systemic = sum(row.reach >= SYSTEMIC_REACH for row in named(figures.by_decision_holder))
    raised = figures.asks.stages[0].asks
    old = len(figures.asks.older_than())
    six_weeks = figures.retained[0]
    kept = SUPPRESSED if None in {six_weeks.kept, six_weeks.looked_at} else f"{six_weeks.kept} of {six_weeks.looked_at}"
    return (
        Tile("Engagements", number(figures.participation.included, 0), "", "that agreed"),
        Tile("Systemic", number(systemic, 0), "", "roles that decide about handoffs in two streams or more"),
        Tile(
            "Asks",
            SUPPRESSED if raised is None else number(raised, 0),
            "",
            "raised so far"
            if figures.is_published or figures.as_of is None
            else f"raised; {old} open for more than {OLD_DAYS} days",
        ),
        Tile(
            "Kept after six weeks",
            kept if six_weeks.looked_at != 0 else "?",
            "",
            "finished improvements looked at",
        ),
    )

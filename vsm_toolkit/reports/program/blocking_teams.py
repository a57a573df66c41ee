"""Block C of the program report: the teams others wait for, with the load that comes to them."""

from __future__ import annotations

from typing import Final

from vsm_toolkit.display import Block, Table
from vsm_toolkit.durations import format_percent
from vsm_toolkit.program.providers import TOO_BUSY, ProviderLoad
from vsm_toolkit.reports.program.cells import SUPPRESSED, count_cell, hours_cell, in_order
from vsm_toolkit.reports.program.program_report import ProgramReport
from vsm_toolkit.reports.wording import plural

TITLE: Final = "Teams that others wait for"
MOST_ROWS: Final = 40
_HOURS_NOT_KNOWN: Final = (
    "A ? under “of its hours”: no map gives the team's productive hours a week, or the work that comes to it is not"
    " known or not shown. Ask the team; a map keeps the answer as productive_hours_per_week."
)


def write_block(report: ProgramReport) -> Block:
    """Write the providers of all dependency sheets."""
    loads = in_order(report.figures.providers, "name", ranked=report.figures.may_rank)
    if not loads:
        return Block(key="C", title=TITLE, reader="program leads", lead=("No dependency between teams can be shown.",))
    shown = loads[:MOST_ROWS]
    table = Table(
        caption="Providers over all streams",
        columns=(
            "Team",
            "Streams",
            "Waiting teams",
            "Imposed wait wh/yr",
            "Blocking index",
            "Waits itself wh/yr",
            "Work from here ph/wk",
            "of its hours",
            "What helps",
        ),
        rows=tuple(_row(load) for load in shown),
        numeric=frozenset(range(1, 8)),
        note=_note(loads),
    )
    return Block(
        key="C",
        title=TITLE,
        reader="program leads and the teams themselves",
        notice=report.no_rank(),
        lead=(
            "A team that makes many wait is seldom slow: many want it. Read its own load before asking it for more.",
            (
                f"Above {format_percent(TOO_BUSY, 0)} of its productive hours a team needs capacity or self-service,"
                " not pressure. Its work from these streams is a lower bound; it has other work too."
            ),
        ),
        tables=(table,),
        closing=("Home teams are not listed, even where others wait for them.",),
    )


def _note(loads: list[ProviderLoad]) -> str:
    cut = f"The first {MOST_ROWS} of {plural(len(loads), 'team')}." if len(loads) > MOST_ROWS else ""
    is_open = any(load.utilisation_at_least is None for load in loads[:MOST_ROWS])
    return " ".join(note for note in (cut, _HOURS_NOT_KNOWN if is_open else "") if note)


def _row(load: ProviderLoad) -> tuple[str, ...]:
    share = load.utilisation_at_least
    return (
        load.name,
        str(len(load.engagements)),
        count_cell(load.dependents),
        hours_cell(load.imposed_wait),
        _index(load),
        hours_cell(load.own_wait) if load.own_wait or load.teams_behind["own_wait"] else "none noted",
        hours_cell(load.work_per_week, 1) if load.work_per_week or load.teams_behind["work_per_week"] else "?",
        "?" if share is None else f"≥ {format_percent(share, 0)}",
        _what_helps(load),
    )


def _index(load: ProviderLoad) -> str:
    index = load.blocking_index
    if index is None:
        return SUPPRESSED if load.teams_behind["blocking_index"] else "?"
    best = index.best()
    return "?" if best is None else f"{index.sign()}{best:.2f}"


def _what_helps(load: ProviderLoad) -> str:
    if load.is_too_busy:
        return "capacity or self-service"
    return "ask them" if load.utilisation_at_least is None else "when work arrives"

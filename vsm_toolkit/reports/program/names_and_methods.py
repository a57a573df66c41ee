"""Block H of the program report: which names were joined, and how the figures were made."""

from __future__ import annotations

from typing import Final

from vsm_toolkit.display import Block, Table
from vsm_toolkit.program.names import NameMatch
from vsm_toolkit.reports.program.program_report import ProgramReport
from vsm_toolkit.reports.wording import plural

TITLE: Final = "Names and methods"
MOST_ROWS: Final = 60
_METHODS: Final = (
    (
        "Item-wait is the wait of the receiving steps times the items a year, per role; it is time of items and"
        " never priced. Critical means: the step has no slack on its map."
    ),
    (
        "Labour is transfer and rework of handoffs, person-hours a year; redoing takes half of the first time where"
        " nobody asked."
    ),
    "A sign ≥ marks a sum in which a part is not known; it is never filled in.",
    (
        "The blocking index weighs how a dependency is felt (0 OK, 0.5 slowing, 1 blocking) by how often and for how"
        " many items it bites. The weights are a convention: rank by imposed wait."
    ),
    "Imposed waits explain waits of steps and are not added to lead times.",
    "Engagements whose share level does not reach this far are counted and not read. Home teams are never ranked.",
)


def write_block(report: ProgramReport) -> Block:
    """Write the reconciled names, the open questions and the methods."""
    figures = report.figures
    names = (*figures.confirmed_names, *figures.open_names)
    table = Table(
        caption="Names that may mean the same",
        columns=("What", "Name", "Same as", "Confirmed", "Why it is asked"),
        rows=tuple(_row(match) for match in names[:MOST_ROWS]),
        note=f"The first {MOST_ROWS} of {len(names)}." if len(names) > MOST_ROWS else "",
    )
    return Block(
        key="H",
        title=TITLE,
        reader="all",
        lead=_sentences(report),
        tables=(table,) if names else (),
        closing=_METHODS,
    )


def _sentences(report: ProgramReport) -> tuple[str, ...]:
    figures = report.figures
    if figures.is_published:
        return ("Names were reconciled in the program's own report before this one was made.",)
    confirmed, waiting = len(figures.confirmed_names), len(figures.open_names)
    sentence = f"{plural(confirmed, 'name')} {'was' if confirmed == 1 else 'were'} joined, each confirmed by a person."
    if not waiting:
        return (sentence,)
    return (
        sentence,
        (
            f"{plural(waiting, 'question')} about names {'is' if waiting == 1 else 'are'} open. Until answered, one"
            " provider may stand in several rows and look smaller than it is."
        ),
    )


def _row(match: NameMatch) -> tuple[str, ...]:
    return (match.kind, match.name, match.same_as, "yes" if match.confirmed else "not answered", match.why)

"""Block E of the program report: what became of the asks, and whose answer is awaited."""

from __future__ import annotations

from typing import Final

from vsm_toolkit.charts.asks_funnel import FunnelBar, asks_funnel_picture
from vsm_toolkit.charts.picture import Picture
from vsm_toolkit.display import Block, Table
from vsm_toolkit.model import AskStatus
from vsm_toolkit.program.asks_funnel import OLD_DAYS, OpenAsk, ReceiverLine
from vsm_toolkit.reports.program.cells import count_cell, in_order, name_cell
from vsm_toolkit.reports.program.program_report import ProgramReport
from vsm_toolkit.reports.wording import number, plural

TITLE: Final = "Asks to leadership"
MOST_ROWS: Final = 40


def write_block(report: ProgramReport) -> Block:
    """Write the funnel, the receivers and the oldest open asks."""
    asks = report.figures.asks
    if asks.stages[0].asks == 0:
        return Block(key="E", title=TITLE, reader="those who can decide", lead=("No ask was raised yet.",))
    return Block(
        key="E",
        title=TITLE,
        reader="those who can decide",
        lead=_sentences(report),
        pictures=funnel_picture(report),
        tables=tuple(table for table in (_receivers(report), _oldest(report)) if table.rows),
    )


def funnel_picture(report: ProgramReport) -> tuple[Picture, ...]:
    """Draw the funnel; nothing while no ask was raised."""
    asks = report.figures.asks
    if asks.stages[0].asks == 0:
        return ()
    bars = [
        FunnelBar(stage.status.value, stage.asks, 0 if stage.status is AskStatus.DONE else stage.waiting)
        for stage in asks.stages
    ]
    old = len(asks.older_than()) if report.figures.as_of and not report.figures.is_published else None
    return (asks_funnel_picture(bars, asks.declined, old),)


def _sentences(report: ProgramReport) -> tuple[str, ...]:
    figures = report.figures
    sentences = [
        "A declined ask is an answer, and ends the waiting; an ask nobody answers is what this block is about."
    ]
    if figures.is_published:
        return tuple(sentences)
    if figures.as_of is None:
        return (*sentences, "No day is set, so asks have no age here.")
    old, overdue = figures.asks.older_than(), [ask for ask in figures.asks.open_asks if ask.is_overdue]
    undated = sum(ask.age_days is None for ask in figures.asks.open_asks)
    counted = f"{plural(len(old), 'ask')} {'is' if len(old) == 1 else 'are'} open for more than {OLD_DAYS} days"
    sentences.append(f"{counted}; for {len(overdue)} the day to decide has passed (as of {figures.as_of.isoformat()}).")
    if undated:
        sentences.append(f"{plural(undated, 'open ask')} {'has' if undated == 1 else 'have'} no date and no age.")
    return tuple(sentences)


def _receivers(report: ProgramReport) -> Table:
    lines = in_order(report.figures.asks.by_receiver, "receiver", ranked=report.figures.may_rank)
    columns = ("Receiver", "Streams", "Asks", "Open", "Accepted", "Done", "Declined", "Oldest open, days")
    shown = len(columns) - report.figures.is_published  # a single ask has an age, so no age leaves the program
    return Table(
        caption="By receiver",
        columns=columns[:shown],
        rows=tuple(_receiver_row(line)[:shown] for line in lines[:MOST_ROWS]),
        numeric=frozenset(range(1, 8)),
        note=f"The first {MOST_ROWS} of {plural(len(lines), 'receiver')}." if len(lines) > MOST_ROWS else "",
    )


def _receiver_row(line: ReceiverLine) -> tuple[str, ...]:
    counts = (line.asks, line.open_asks, line.accepted, line.done, line.declined)
    oldest = "" if line.oldest_days is None else str(line.oldest_days)
    return (name_cell(line.receiver), str(len(line.engagements)), *(count_cell(each) for each in counts), oldest)


def _oldest(report: ProgramReport) -> Table:
    old = report.figures.asks.older_than()
    return Table(
        caption=f"Open for more than {OLD_DAYS} days, oldest first",
        columns=("Receiver", "Kind", "Stands at", "Age, days", "Engagement", "Ask"),
        rows=tuple(_ask_row(ask) for ask in old[:MOST_ROWS]),
        numeric=frozenset({3}),
        note=f"The {MOST_ROWS} oldest of {len(old)}." if len(old) > MOST_ROWS else "",
    )


def _ask_row(ask: OpenAsk) -> tuple[str, ...]:
    kind = ask.kind.value if ask.kind else ""
    status = f"{ask.status.value}{', overdue' if ask.is_overdue else ''}"
    return (name_cell(ask.receiver), kind, status, number(ask.age_days, 0), ask.engagement, ask.id)

"""Block D of the program report: waste that many teams see."""

from __future__ import annotations

from typing import Final

from vsm_toolkit.charts.picture import Picture
from vsm_toolkit.charts.program_waste import ProgramWasteBar, program_waste
from vsm_toolkit.display import Block, Table
from vsm_toolkit.program.common_waste import WasteLine
from vsm_toolkit.reports.program.cells import SUPPRESSED, hours_cell, in_order
from vsm_toolkit.reports.program.program_report import ProgramReport
from vsm_toolkit.reports.wording import number, plural

TITLE: Final = "Common waste"


def write_block(report: ProgramReport) -> Block:
    """Write the waste logs by category, overlaps shown and not added."""
    waste, ranked = report.figures.waste, report.figures.may_rank
    if not waste.lines:
        return Block(key="D", title=TITLE, reader="teams and program leads", lead=("No waste can be shown.",))
    lines = in_order(waste.lines, "category", ranked=ranked)
    table = Table(
        caption="Person-hours a year, as the teams logged them",
        columns=("Category", "Streams", "Counted", "Overlaps handoffs, not added", "Rows"),
        rows=tuple(_row(line) for line in lines),
        numeric=frozenset({1, 2, 3, 4}),
        total=_total(waste.total),
    )
    return Block(
        key="D",
        title=TITLE,
        reader="teams and program leads",
        notice=report.no_rank(),
        lead=(*_sentences(report), "What did one team solve that another still suffers?"),
        pictures=_picture(lines) if ranked else (),
        tables=(table,),
    )


def _picture(lines: list[WasteLine]) -> tuple[Picture, ...]:
    bars = [
        ProgramWasteBar(
            _name(line), *(each.best() or 0.0 if each else 0.0 for each in (line.counted, line.overlapping))
        )
        for line in lines
    ]
    return (program_waste(bars),)


def _sentences(report: ProgramReport) -> list[str]:
    total = report.figures.waste.total
    if total is None or total.counted is None or total.overlapping is None:
        return ["The total is not shown: it would give away what fewer than three teams logged."]
    shown = (total.counted.best() or 0.0) + (total.overlapping.best() or 0.0)
    sign = "" if total.counted.is_complete() and total.overlapping.is_complete() else "at least "
    sentences = [
        (
            f"The logs hold {sign}{number(shown, 0)} person-hours a year; {hours_cell(total.overlapping)} of them"
            f" already count in handoffs and are not added, which leaves {hours_cell(total.counted)}."
        )
    ]
    remarks = report.figures.waste.remarks
    if remarks:
        sentences.append(
            f"{plural(remarks, 'remark')} on human cost {'is' if remarks == 1 else 'are'} noted, never counted."
        )
    return sentences


def _name(line: WasteLine) -> str:
    return line.category.value.replace("_", " ") if line.category else "all"


def _row(line: WasteLine) -> tuple[str, ...]:
    cells = (hours_cell(line.counted), hours_cell(line.overlapping))
    return (_name(line), str(len(line.engagements)), *cells, number(line.rows, 0))


def _total(line: WasteLine | None) -> tuple[str, ...]:
    if line is None:
        return ("all together", "", SUPPRESSED, SUPPRESSED, "")
    return ("all together", *_row(line)[1:])

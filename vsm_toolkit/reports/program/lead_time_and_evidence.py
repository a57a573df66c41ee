"""Block G of the program report: how lead times changed, as dots, and how well the streams are known."""

from __future__ import annotations

from typing import Final

from vsm_toolkit.charts.lead_time_dots import DotLane, lead_time_dots
from vsm_toolkit.charts.picture import Picture
from vsm_toolkit.display import Block, Table
from vsm_toolkit.program.shared_report import LeadTimeGrade
from vsm_toolkit.reports.program.cells import count_cell
from vsm_toolkit.reports.program.program_report import ProgramReport
from vsm_toolkit.reports.wording import grade_words, number

TITLE: Final = "Lead times and how they are known"
_GRADES: Final[tuple[LeadTimeGrade, ...]] = ("values measured", "re-estimated")


def write_block(report: ProgramReport) -> Block:
    """Write the dots, the counts and the data quality."""
    changes, quality = report.figures.lead_times, report.figures.quality
    counts = ("shorter", changes.shorter), ("unchanged", changes.unchanged), ("longer", changes.longer)
    moved = Table(
        caption="Lead time with what is done, against the restated baseline",
        columns=("Lead time", "Engagements"),
        rows=tuple((name, count_cell(count)) for name, count in (*counts, ("not known", changes.not_known))),
        numeric=frozenset({1}),
    )
    known = Table(
        caption="How the lead time of the baseline is known",
        columns=("Weakest grade behind a fifth of it or more", "Engagements"),
        rows=tuple((grade_words(grade), count_cell(count)) for grade, count in quality.by_grade.items()),
        numeric=frozenset({1}),
    )
    return Block(
        key="G",
        title=TITLE,
        reader="program leads",
        lead=_sentences(report),
        pictures=dots_picture(report),
        tables=tuple(table for table in (moved, known) if table.rows),
    )


def dots_picture(report: ProgramReport) -> tuple[Picture, ...]:
    """Draw one dot per engagement; nothing where single engagements may not be shown."""
    changes = report.figures.lead_times
    if report.figures.is_published or not report.figures.may_rank:
        return ()
    lanes = [DotLane(grade, tuple(dot.share for dot in changes.dots if dot.grade == grade)) for grade in _GRADES]
    idle = sum(dot.grade not in _GRADES for dot in changes.dots)
    return (lead_time_dots(lanes, nothing_done=idle, not_known=changes.not_known or 0),)


def _sentences(report: ProgramReport) -> tuple[str, ...]:
    quality = report.figures.quality
    sentences = [
        (
            "Lead times of different streams are never added or averaged, and activity ratios are not compared: the"
            " items differ. No engagement is named."
        ),
        (
            f"{number(quality.known_values, 0)} of {number(quality.needed_values, 0)} waits and process times on"
            f" critical paths are known; {count_cell(quality.incomplete)} engagements have a gap there."
        ),
    ]
    if quality.without_demand:
        sentences.append(
            f"{quality.without_demand} do not say how many items a year they handle; nothing of theirs can be counted"
            " per year."
        )
    return tuple(sentences)

"""Block F: the waste log."""

from __future__ import annotations

from vsm_toolkit.charts.waste_pareto import WasteBar, waste_pareto
from vsm_toolkit.display import Block, Table
from vsm_toolkit.model import Empowerment, WasteCategory, WasteObservation
from vsm_toolkit.reports.team_report import TeamReport
from vsm_toolkit.reports.wording import EMPOWERMENT_WORDS, grade_words, number, person_hours, plural
from vsm_toolkit.waste import waste_hours

TITLE = "Waste"


def write_block(report: TeamReport) -> Block:
    """Write the observed losses by category, overlaps shown and not added."""
    waste, bars = report.waste, _bars(report.stream.waste)
    if not report.stream.waste:
        return Block(key="F", title=TITLE, reader="the team", lead=("No waste was logged.",))
    return Block(
        key="F",
        title=TITLE,
        reader="the team",
        lead=_sentences(report),
        pictures=(waste_pareto(bars),) if bars else (),
        tables=(_table(report),),
        closing=tuple(
            f"Noted and not priced: {plural(len(waste.not_priced), 'remark')} on human cost."
            for _ in waste.not_priced[:1]
        ),
    )


def _bars(rows: tuple[WasteObservation, ...]) -> list[WasteBar]:
    categories = dict.fromkeys(row.category for row in rows if row.category is not WasteCategory.HUMAN_COST)
    return [_bar(category, [row for row in rows if row.category is category]) for category in categories]


def _bar(category: WasteCategory, rows: list[WasteObservation]) -> WasteBar:
    hours: dict[Empowerment | None, float] = {}
    for row in rows:
        lost = waste_hours(row)
        if lost is not None and not row.overlaps_with:
            hours[row.empowerment] = hours.get(row.empowerment, 0.0) + lost
    return WasteBar(
        label=category.value.replace("_", " "),
        hours=hours,
        overlapping_hours=sum(waste_hours(row) or 0.0 for row in rows if row.overlaps_with),
        not_measured=sum(waste_hours(row) is None for row in rows),
    )


def _sentences(report: TeamReport) -> tuple[str, ...]:
    waste, year = report.waste, report.stream.items_per_year
    if not waste.counted.of and not waste.overlapping:
        return ()
    sentence = (
        f"The log holds {person_hours(waste.counted)} person-hours of loss per item"
        f" ({waste.counted.coverage_words('row')})"
    )
    if year is not None and waste.counted.value is not None:
        sentence += f", {number(waste.counted.value * year, 0)} a year"
    sentences = [f"{sentence}."]
    if waste.overlapping:
        verb = "is" if len(waste.overlapping) == 1 else "are"
        sentences.append(
            f"{plural(len(waste.overlapping), 'row')} {verb} already counted in a handoff and shown without being added"
            f" (with {'it' if len(waste.overlapping) == 1 else 'them'} the log would say {person_hours(waste.shown)})."
        )
    return tuple(sentences)


def _table(report: TeamReport) -> Table:
    return Table(
        caption="The waste log, labour lost per item",
        columns=(
            "Where",
            "Category",
            "Minutes",
            "Per item",
            "People",
            "Person-hours",
            "Known",
            "Class",
            "Decision holder",
            "Counted",
        ),
        rows=tuple(_row(report, row) for row in report.stream.waste),
        numeric=frozenset({2, 3, 4, 5}),
        total=("", "counted", "", "", "", person_hours(report.waste.counted), "", "", "", ""),
    )


def _row(report: TeamReport, row: WasteObservation) -> tuple[str, ...]:
    return (
        report.step_name(row.place),
        row.category.value.replace("_", " "),
        number(row.minutes),
        number(row.occurrences_per_item, 2),
        number(row.people),
        number(waste_hours(row), 2),
        grade_words(row.evidence),
        EMPOWERMENT_WORDS[row.empowerment],
        row.decision_holder or "unknown",
        _counted(row),
    )


def _counted(row: WasteObservation) -> str:
    if row.category is WasteCategory.HUMAN_COST:
        return "no: never priced"
    return f"no: overlaps {row.overlaps_with}" if row.overlaps_with else "yes"

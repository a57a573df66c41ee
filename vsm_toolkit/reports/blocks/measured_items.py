"""Measured items, the part of block C that was looked up and not re-estimated."""

from __future__ import annotations

from vsm_toolkit.charts.item_times import item_times_picture
from vsm_toolkit.charts.picture import Picture
from vsm_toolkit.display import quoted_name
from vsm_toolkit.item_evidence import MeasuredChange, measured_changes
from vsm_toolkit.reports.team_report import TeamReport
from vsm_toolkit.reports.wording import number, plural


def measured_sentences(report: TeamReport) -> tuple[str, ...]:
    """Say what measured items prove, measure by measure."""
    return tuple(map(_sentence, measured_changes(report.engagement.item_times, seed=report.parameters.seed)))


def _sentence(change: MeasuredChange) -> str:
    name = quoted_name(change.measure)
    if change.comparison is None:
        missing = "before" if not change.before else "after"
        return f"Measured, {name}: no finished item {missing} the changes yet, so nothing can be compared."
    sentence = f"Measured, {name}: {change.comparison.sentence}"
    if change.open_ages and change.median_with_unfinished is not None:
        sentence += (
            f" {plural(len(change.open_ages), 'item')} still open; with them the median after is "
            f"{number(change.median_with_unfinished)} wh."
        )
    elif change.open_ages:
        sentence += f" {plural(len(change.open_ages), 'item')} still open, too many to say where the median will be."
    return sentence


def measured_pictures(report: TeamReport) -> tuple[Picture, ...]:
    """Draw the items of each measure as dots."""
    return tuple(
        item_times_picture(
            change.before,
            change.after,
            change.open_ages,
            measure=change.measure,
            median_with_unfinished=change.median_with_unfinished,
            sentence=change.comparison.sentence if change.comparison else "",
        )
        for change in measured_changes(report.engagement.item_times, seed=report.parameters.seed)
    )

"""The tables of block E."""

from __future__ import annotations

from vsm_toolkit.dependencies import (
    DependencyChange,
    DependencyTrend,
    ExplainedWait,
    imposed_wait,
    incoming_dependencies,
    provider_waits,
)
from vsm_toolkit.display import Table
from vsm_toolkit.figures import Figure
from vsm_toolkit.model import Dependency
from vsm_toolkit.reports.team_report import TeamReport
from vsm_toolkit.reports.wording import EMPOWERMENT_WORDS, number

WEIGHTS_NOTE = (
    "The blocking index weighs how a provider is felt by how often it bites: 0 OK, 0.5 slowing, 1 blocking; the weights"
    " are a convention. Imposed waits may lie beside each other: they rank providers and explain waits that stand on"
    " the map already, and nothing of them is added to lead time."
)
DOUBLE_COUNT_NOTE = (
    "Stated is the wait of the step times its expected visits, returns included. Where more is explained than stated,"
    " two rows may tell of the same hours (one team waits because its provider waits), or a number is off."
)


def index_text(index: Figure | None) -> str:
    """Write a blocking index with two decimals, or the two values it lies between.

    Examples
    --------
    >>> index_text(Figure(0.8604)), index_text(Figure(None, 0.5, 1.0)), index_text(None)
    ('0.86', '0.5–1', 'not defined')
    """
    if index is None:
        return "not defined"
    if index.value is not None:
        return number(index.value, 2)
    low, high = number(index.at_least, 2), number(index.at_most, 2)
    return f"about {low}" if low == high else f"{low}–{high}"


def provider_table(report: TeamReport) -> Table:
    """List every team others wait for, longest imposed wait first."""
    waits = provider_waits(report.stream)
    return Table(
        caption="Who others wait for, longest imposed wait first",
        columns=(
            "Provider",
            "Imposed wait, wh per item",
            "Blocking index",
            "Teams that wait",
            "Hard",
            "Blocking",
            "Waits itself, wh per item",
        ),
        rows=tuple(
            (
                wait.provider,
                report.words.exact(wait.imposed_wait),
                index_text(wait.blocking_index),
                str(wait.fan_in),
                str(wait.hard),
                str(wait.blocking),
                report.words.exact(wait.own_load) if wait.own_load.of else "none noted",
            )
            for wait in waits
        ),
        numeric=frozenset({1, 2, 3, 4, 5, 6}),
        note=WEIGHTS_NOTE,
    )


def incoming_table(report: TeamReport) -> Table:
    """List what other teams wait for from the home team."""
    return Table(
        caption="What others wait for from us",
        columns=("Who waits", "What for", "Strength", "Felt as", "Imposed wait, wh per item", "Explains the wait of"),
        rows=tuple(
            (
                row.dependent,
                _kind(row),
                _strength(row),
                _impact(row),
                number(imposed_wait(row)),
                _explains(report, row),
            )
            for row in incoming_dependencies(report.stream)
        ),
        numeric=frozenset({4}),
        note="Ask those who wait whether they see it the same way.",
    )


def trend_table(done: DependencyTrend) -> Table:
    """List what changed about dependencies since the baseline."""
    return Table(
        caption="What changed since the baseline",
        columns=("Dependency", "Who waits", "For whom", "Change", "Before", "After"),
        rows=tuple(
            (
                change.dependency.id,
                change.dependency.dependent,
                change.dependency.provider,
                change.kind,
                _value(change, change.before),
                _value(change, change.after),
            )
            for change in done.changes
        ),
        note="Only changes that are done.",
    )


def _value(change: DependencyChange, value: str | float | None) -> str:
    if change.kind in {"added", "removed"}:
        return "–"
    if change.kind == "wait changed":
        return f"{number(value)} wh per item" if isinstance(value, float) else "not known"
    return str(value).replace("_", " ") if value is not None else "not known"


def explained_table(report: TeamReport, explained: tuple[ExplainedWait, ...]) -> Table:
    """Compare what dependencies explain of each step's wait with the wait on the map."""
    return Table(
        caption="How much of each step's wait the dependencies explain",
        columns=("Step", "Dependencies", "Explained, wh per item", "Stated, wh per item", "Visits", "Verdict"),
        rows=tuple(
            (
                report.step_name(each.step_id),
                ", ".join(each.dependency_ids),
                report.words.exact(each.explained),
                number(each.stated),
                number(each.visits, 2),
                _verdict(each),
            )
            for each in explained
        ),
        numeric=frozenset({2, 3, 4}),
        note=DOUBLE_COUNT_NOTE,
    )


def _verdict(explained: ExplainedWait) -> str:
    if explained.is_exceeded is None:
        return "cannot be told yet"
    return "more than stated" if explained.is_exceeded else "within the wait"


def every_table(report: TeamReport) -> Table:
    """List every dependency with everything known about it."""
    return Table(
        caption="Every dependency",
        columns=(
            "Dependency",
            "Who waits",
            "For whom",
            "What for",
            "Strength",
            "Felt as",
            "Times per item",
            "Wait each time, wh",
            "Explains the wait of",
            "Class",
            "Decision holder",
            "Way of working",
        ),
        rows=tuple(_row(report, row) for row in report.stream.dependencies),
        numeric=frozenset({6, 7}),
    )


def _row(report: TeamReport, row: Dependency) -> tuple[str, ...]:
    return (
        row.id,
        row.dependent,
        row.provider,
        _kind(row),
        _strength(row),
        _impact(row),
        number(row.frequency_per_item, 2),
        number(row.wait_per_occurrence),
        _explains(report, row),
        EMPOWERMENT_WORDS[row.empowerment],
        row.decision_holder or "unknown",
        row.interaction.value.replace("_", " ") if row.interaction else "not asked yet",
    )


def _kind(row: Dependency) -> str:
    return (row.kind or "not classified yet").replace(".", ": ", 1).replace("_", " ")


def _strength(row: Dependency) -> str:
    return row.strength.value if row.strength else "not known"


def _impact(row: Dependency) -> str:
    return row.impact.value if row.impact else "not known"


def _explains(report: TeamReport, row: Dependency) -> str:
    return report.step_name(row.explains_step) if row.explains_step else "not said yet"

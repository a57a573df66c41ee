"""Block C: before and after, with how each number is known."""

from __future__ import annotations

from vsm_toolkit.changes import ESTIMATE_TYPES, FIELD_WORDS
from vsm_toolkit.charts.before_after import BeforeAfterBar, before_after
from vsm_toolkit.charts.picture import Picture
from vsm_toolkit.comparison import ChangeEffect, MapState, handoff_labour_saved, lead_time_difference
from vsm_toolkit.display import Block, Table, list_in_words
from vsm_toolkit.durations import format_percent
from vsm_toolkit.handoffs import empowerment_shift
from vsm_toolkit.history import key_of
from vsm_toolkit.model import Change, ChangeStatus, Edge, ReworkLoop, TimeEstimate
from vsm_toolkit.reports.blocks.measured_items import measured_pictures, measured_sentences
from vsm_toolkit.reports.team_report import TeamReport
from vsm_toolkit.reports.wording import EMPOWERMENT_WORDS, Wording, number, share, signed_hours

TITLE = "Before and after"

ROW_WORDS = {
    "steps": "step",
    "edges": "edge",
    "loops": "loop",
    "handoffs": "handoff record",
    "dependencies": "dependency",
    "waste": "waste row",
}


def write_block(report: TeamReport) -> Block:
    """Write every change with its effect on lead time, alone and together."""
    effects, measured = report.comparison.effects, measured_sentences(report)
    if not effects:
        return Block(
            key="C",
            title=TITLE,
            reader="the team and its manager",
            lead=("No change is recorded since the baseline, so there is nothing to compare yet.", *measured),
            pictures=measured_pictures(report),
        )
    return Block(
        key="C",
        title=TITLE,
        reader="the team and its manager",
        lead=(*_sentences(report), *measured),
        pictures=(*_pictures(report), *measured_pictures(report)),
        tables=(_states_table(report), _changes_table(report), _shift_table(report)),
    )


def _states(report: TeamReport) -> tuple[MapState, ...]:
    comparison = report.comparison
    statuses = {effect.change.status for effect in comparison.effects if effect.tag != "correction"}
    states = [comparison.baseline]
    if any(effect.tag == "correction" for effect in comparison.effects):
        states.insert(0, comparison.first)
    if ChangeStatus.DONE in statuses:
        states.append(comparison.done)
    if ChangeStatus.IN_PROGRESS in statuses:
        states.append(comparison.in_progress)
    if ChangeStatus.PROJECTED in statuses:
        states.append(comparison.projected)
    return tuple(states)


def _pictures(report: TeamReport) -> tuple[Picture, ...]:
    # A bar has no sign for "at least", so states with an unknown lead time are shown by the table alone.
    states = _states(report)
    if not all(state.metrics.lead_time.is_complete() for state in states):
        return ()
    return (before_after([_bar(state) for state in states]),)


def _bar(state: MapState) -> BeforeAfterBar:
    metrics = state.metrics
    return BeforeAfterBar(
        label=state.label,
        wait_hours=metrics.wait_time.value,
        delay_hours=metrics.in_step_delay.value or 0.0,
        work_hours=metrics.process_time.value,
        status={"known": None, "done": ChangeStatus.DONE, "projected": ChangeStatus.PROJECTED}[state.claim],
    )


def _sentences(report: TeamReport) -> tuple[str, ...]:
    comparison, words = report.comparison, report.words
    sentences = []
    moved = comparison.correction_hours()
    if moved:
        direction = "longer" if moved > 0 else "shorter"
        sentences.append(
            f"Corrections of the first map made the baseline {words.long_hours(abs(moved))} {direction}; they are not"
            " improvements."
        )
    zero = [effect for effect in comparison.zero_effects() if _concerns_time(effect)]
    if zero:
        fields: dict[str, list[str]] = {}
        for effect in zero:
            fields.setdefault(effect.change.key, []).append(_field(effect))
        names = list_in_words(
            [f"“{report.step_name(key)}” ({list_in_words(changed)})" for key, changed in fields.items()]
        )
        they = "They are" if len(fields) > 1 else "It is"
        sentences.append(
            f"Changes at {names} made the work better but did not shorten first-pass lead time. {they} not on the"
            " critical path."
            if not any(effect.on_critical_path for effect in zero)
            else f"Changes at {names} made the work better but did not shorten first-pass lead time."
        )
    saved = handoff_labour_saved(comparison.baseline.stream, comparison.done.stream)
    if saved and saved > 0:
        year = report.stream.items_per_year
        yearly = f", {number(saved * year, 0)} hours a year" if year else ""
        sentences.append(
            f"Handoffs cost {number(saved, 2)} person-hours less per item{yearly} (done changes only): hours returned,"
            " not budget saved."
        )
    return tuple(sentences)


def _concerns_time(effect: ChangeEffect) -> bool:
    return ESTIMATE_TYPES.get(effect.change.field) is TimeEstimate


def _field(effect: ChangeEffect) -> str:
    change = effect.change
    if change.field == "removed":
        return f"{ROW_WORDS[change.table]} removed"
    return FIELD_WORDS.get(change.field, change.field.replace("_", " "))


def _states_table(report: TeamReport) -> Table:
    words = report.words
    return Table(
        caption="The map before, done and projected",
        columns=(
            "State",
            "Claim",
            "Lead time",
            "Working hours",
            "P50, wh",
            "P85, wh",
            "Handoffs",
            "Activity ratio",
            "Rolled %C&A",
        ),
        rows=tuple(
            (
                state.label,
                {"known": "as mapped", "done": "done", "projected": "projected"}[state.claim],
                words.figure(state.metrics.lead_time),
                words.exact(state.metrics.lead_time),
                *_percentiles(report, state),
                f"{state.metrics.handoffs.count.sign()}{number(state.metrics.handoffs.count.best())}",
                share(state.metrics.activity_ratio),
                share(state.metrics.rolled_percent_complete_accurate),
            )
            for state in _states(report)
        ),
        numeric=frozenset({2, 3, 4, 5, 6, 7, 8}),
        note=(
            "P50 and P85 are simulated with ranges and rework loops, so they lie above the first-pass lead time. The "
            "activity ratio may fall while customers are better off; it is not a target."
        ),
    )


def _percentiles(report: TeamReport, state: MapState) -> tuple[str, str]:
    comparison, simulated = report.comparison, report.simulated
    known = {
        comparison.baseline.label: simulated.baseline,
        comparison.done.label: simulated.done,
        comparison.in_progress.label: simulated.in_progress,
    }
    result = known.get(state.label)
    return ("", "") if result is None else (number(result.p50, 0), number(result.p85, 0))


def _changes_table(report: TeamReport) -> Table:
    comparison = report.comparison
    return Table(
        caption="Every changed value and what it does to lead time on its own",
        columns=("Date", "Where", "What", "Before", "After", "Tag", "Effect on lead time, wh", "Note"),
        rows=tuple(_change_row(report, effect) for effect in comparison.effects),
        numeric=frozenset({3, 4, 6}),
        note=_together(report),
    )


def _together(report: TeamReport) -> str:
    parts = []
    for state in _states(report):
        moved = lead_time_difference(report.comparison.baseline.metrics, state.metrics)
        if state.claim != "known" and moved is not None:
            parts.append(f"{state.label.lower()}: {signed_hours(moved)} wh")
    together = f"Together, recomputed on the map, {'; '.join(parts)}. " if parts else ""
    return f"{together}Effects of single changes do not add up to their effect together."


def _change_row(report: TeamReport, effect: ChangeEffect) -> tuple[str, ...]:
    change, words = effect.change, report.words
    return (
        change.on.isoformat() if change.on else "",
        _where(report, change),
        _field(effect),
        "" if change.field == "removed" else _value(effect.before, effect, words),
        "removed" if change.field == "removed" else _value(effect.after, effect, words),
        effect.tag,
        signed_hours(effect.lead_time_change),
        change.note or "",
    )


def _where(report: TeamReport, change: Change) -> str:
    lines: tuple[Edge | ReworkLoop, ...] = (*report.stream.edges, *report.stream.loops)
    for row in lines if change.table in {"edges", "loops"} else ():
        if key_of(change.table, row) == change.key:
            return f"{report.step_name(row.from_step)} → {report.step_name(row.to_step)}"
    return report.step_name(change.key)


def _value(value: bool | float | str | None, effect: ChangeEffect, words: Wording) -> str:  # noqa: FBT001 - data
    if value is None:
        return "?"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if _concerns_time(effect):
        return words.hours(value)
    return format_percent(value, 0) if effect.change.field == "probability" else number(value, 2)


def _shift_table(report: TeamReport) -> Table:
    comparison = report.comparison
    shifts = empowerment_shift(comparison.baseline.ledger, comparison.done.ledger)
    return Table(
        caption="Handoffs by empowerment, baseline and done",
        columns=("Class", "Handoffs before", "Handoffs done", "Critical wait before, wh", "Critical wait done, wh"),
        rows=tuple(
            (
                EMPOWERMENT_WORDS[shift.empowerment],
                str(shift.handoffs_before),
                str(shift.handoffs_after),
                number(shift.critical_wait_before),
                number(shift.critical_wait_after),
            )
            for shift in shifts
        ),
        numeric=frozenset({1, 2, 3, 4}),
    )

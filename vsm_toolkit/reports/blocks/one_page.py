"""Block A: the page that everyone reads."""

from __future__ import annotations

from vsm_toolkit.asks import ACCEPTED, OPEN, age_in_days
from vsm_toolkit.charts.map_diagram import map_diagram
from vsm_toolkit.comparison import changed_steps
from vsm_toolkit.display import Block, Table, Tile, list_in_words, quoted_name
from vsm_toolkit.durations import format_percent
from vsm_toolkit.handoffs import LedgerRow, WaitRemoval, removal_of_wait
from vsm_toolkit.model import ChangeKind, ChangeStatus, Empowerment
from vsm_toolkit.realignment import Pattern
from vsm_toolkit.reports.blocks.realignment import PATTERN_NAMES, most_telling
from vsm_toolkit.reports.team_report import TeamReport
from vsm_toolkit.reports.wording import grade_words, number, person_hours, plural

TITLE = "One page"

OWNERS_SHOWN = 5
TOO_LONG_TO_MEASURE = 3
"""Weeks of lead time beyond which six weeks cannot contain a measured end-to-end time."""


def write_block(report: TeamReport) -> Block:
    """Write the one-page view: outcome, three numbers, the map, who decides, what is not measured yet."""
    comparison = report.comparison
    return Block(
        key="A",
        title=TITLE,
        reader="everyone",
        notice=report.evidence.banner() or "",
        lead=(_outcome(report), lead_time_sentence(report)),
        tiles=(_lead_time_tile(report), _handoff_tile(report), _asks_tile(report)),
        pictures=(
            map_diagram(
                comparison.done.stream,
                critical_steps=frozenset(comparison.done.metrics.critical_path),
                changed_steps=changed_steps(comparison.effects),
            ),
        ),
        tables=_owners(report),
        closing=tuple(
            sentence
            for sentence in (
                _share_sentence(report),
                _lever_sentence(report),
                _realignment_sentence(report),
                _not_measured(report),
            )
            if sentence
        ),
    )


def _outcome(report: TeamReport) -> str:
    outcome = report.challenge.outcome
    if outcome is None:
        return "No outcome is recorded, so this report cannot say whether one was reached."
    result = outcome.result or "not measured yet"
    return (
        f"Outcome agreed: {quoted_name(outcome.text)} Result:"
        f" {quoted_name(result)}{'' if result.endswith('.') else '.'}"
    )


def lead_time_sentence(report: TeamReport) -> str:
    """Say the lead time before, done and projected, each with how it is known."""
    comparison, words = report.comparison, report.words
    before, done, projected = (
        state.metrics.lead_time for state in (comparison.baseline, comparison.done, comparison.in_progress)
    )
    start = quoted_name(report.stream.trigger or "the first step")
    end = quoted_name(report.stream.end_condition or "the last step")
    if before.value is None:
        bound = before.best()
        at_least = f"at least {words.long_hours(bound)}" if bound is not None else "not known yet"
        return f"Lead time from “{start}” to “{end}” is {at_least} ({before.coverage_words('step')})."
    sentence = (
        f"Lead time from “{start}” to “{end}” was {words.long_hours(before.value)} "
        f"({number(before.value, 0)} wh, {grade_words(report.evidence.overall)})"
    )
    if done.value is not None and done.value != before.value:
        sentence += (
            f" and is {words.long_hours(done.value)} for changes already working ({number(done.value, 0)} wh,"
            f" {_how_known(report)})"
        )
    sentence += "."
    if projected.value is not None and done.value is not None and projected.value != done.value:
        sentence += f" If what is in progress holds it would be {words.long_hours(projected.value)} (projected)."
    return sentence


def _how_known(report: TeamReport) -> str:
    tags = {effect.tag for effect in report.comparison.effects if effect.change.status is ChangeStatus.DONE}
    if "re-estimated" in tags:
        return "re-estimated: no item started after the changes has been measured end to end"
    return "measured"


def _lead_time_tile(report: TeamReport) -> Tile:
    comparison, words = report.comparison, report.words
    before, done = comparison.baseline.metrics.lead_time, comparison.done.metrics.lead_time
    finished = [effect for effect in comparison.effects if effect.change.status is ChangeStatus.DONE]
    if not any(effect.change.kind is ChangeKind.IMPROVEMENT for effect in finished):
        return Tile(
            "Lead time", words.figure(before), grade_words(report.evidence.overall), "No improvement is done yet."
        )
    note = ""
    if before.value and done.value is not None:
        shorter = before.value - done.value
        note = f"{words.hours(shorter)} shorter, done changes only" if shorter > 0 else "not shorter, done changes only"
    return Tile(
        "Lead time, baseline → done",
        f"{words.figure(before)} → {words.figure(done)}",
        f"{grade_words(report.evidence.overall)} → {_how_known(report).partition(':')[0]}",
        note,
    )


def _handoff_tile(report: TeamReport) -> Tile:
    ledger, words = report.comparison.baseline.ledger, report.words
    label, grade = "Waiting in handoffs on the critical path", grade_words(report.evidence.overall)
    crossings = report.comparison.baseline.metrics.handoffs.count
    if not ledger.handoffs and crossings.is_complete():
        return Tile(label, "none", "", "No work crosses teams on this map.")
    if not ledger.handoffs:
        return Tile(label, "?", "", f"The teams on both ends are known {crossings.coverage_words('edge')}.")
    parts = [f"{row.label} {words.figure(row.critical_wait_hours)}" for row in ledger.by_empowerment]
    return Tile(label, words.figure(ledger.total.critical_wait_hours), grade, list_in_words(parts))


def _asks_tile(report: TeamReport) -> Tile:
    asks = report.engagement.asks
    if not asks:
        return Tile("Asks to leadership", "none recorded", "", "No ask to anyone outside the team is recorded yet.")
    accepted = sum(ask.status in ACCEPTED for ask in asks)
    still_open = [ask for ask in asks if ask.status in OPEN]
    ages = [age for ask in still_open if (age := age_in_days(ask, report.made_on)) is not None]
    note = f"the oldest open for {plural(max(ages), 'day')}" if ages else ""
    return Tile("Asks to leadership", f"{len(still_open)} open, {accepted} accepted", "", note)


def _owners(report: TeamReport) -> tuple[Table, ...]:
    words = report.words
    rows = [
        row
        for row in report.comparison.baseline.ledger.by_decision_holder
        if row.empowerment is Empowerment.NOT_EMPOWERED
    ]
    if not rows:
        return ()

    def texts(row: LedgerRow) -> tuple[str, ...]:
        steps = list_in_words([report.step_name(step_id) for step_id in row.to_steps])
        return (
            row.label,
            steps,
            words.exact(row.critical_wait_hours),
            words.recoverable(row),
            person_hours(row.labour),
        )

    left_out = len(rows) - OWNERS_SHOWN
    note = "Recoverable lead time is projected, recomputed on the map; single rows do not add up to the joint figure."
    return (
        Table(
            caption="Who decides about handoffs the team cannot change",
            columns=(
                "Decision holder",
                "Handoff into",
                "Critical wait, wh",
                "Recoverable lead time, wh",
                "Labour, ph per item",
            ),
            rows=tuple(texts(row) for row in rows[:OWNERS_SHOWN]),
            numeric=frozenset({2, 3, 4}),
            note=f"{note} {plural(left_out, 'more decision holder')} in block D." if left_out > 0 else note,
        ),
    )


def _share_sentence(report: TeamReport) -> str:
    ledger = report.comparison.baseline.ledger
    share = ledger.share_of_critical_wait(Empowerment.NOT_EMPOWERED)
    if not share or not ledger.total.wait_hours.is_complete():
        return ""
    return (
        f"{format_percent(share, 0)} of the waiting in handoffs on the critical path belongs to handoffs "
        "this team cannot change."
    )


def lever_of(report: TeamReport) -> WaitRemoval | None:
    """Find the not-empowered handoff whose wait promises most beyond what it can really give."""
    handoffs = report.comparison.baseline.ledger.handoffs
    removals = [
        removal
        for handoff in handoffs
        if handoff.empowerment is Empowerment.NOT_EMPOWERED
        and (removal := removal_of_wait(report.stream, handoff.to_step)) is not None
    ]
    return max(removals, key=lambda each: each.wait_hours, default=None)


def _lever_sentence(report: TeamReport) -> str:
    removal = lever_of(report)
    if removal is None or not report.comparison.baseline.metrics.lead_time.is_complete():
        return ""
    step, words = report.step_name(removal.to_step), report.words
    start = (
        f"Removing the wait at “{step}” entirely would shorten lead time by about"
        f" {words.long_hours(removal.saved_hours)}"
    )
    if removal.saved_hours >= removal.wait_hours - 1e-9 or not removal.takes_over:
        return f"{start} (projected)."
    others = list_in_words([f"“{report.step_name(step_id)}”" for step_id in removal.takes_over])
    verb = "takes" if len(removal.takes_over) == 1 else "take"
    return (
        f"{start}, not by its whole wait of {words.long_hours(removal.wait_hours)}, because {others} {verb} almost as"
        " long (projected)."
    )


def _realignment_sentence(report: TeamReport) -> str:
    """Say in one sentence what would change if a step lived elsewhere."""
    known = [
        option
        for option in most_telling(report, len(report.realignment))
        if option.pattern is not Pattern.MERGE_TEAMS and option.saved is not None and option.saved.high > 0
    ]
    if not known:
        return ""
    option, words = known[0], report.words
    names = list_in_words([f"“{report.step_name(step_id)}”" for step_id in option.steps])
    low, high = (words.hours(hours) for hours in (option.saved.low, option.saved.high)) if option.saved else ("", "")
    gain = high if low == high else f"{low} to {high}"
    return (
        f"Realignment: with {names} closer to the team ({PATTERN_NAMES[option.pattern]}) lead time would be {gain}"
        " shorter (projected, block G)."
    )


def _not_measured(report: TeamReport) -> str:
    effects = report.comparison.effects
    estimated = sum(effect.tag == "re-estimated" for effect in effects)
    running = sum(effect.tag == "in progress" for effect in effects)
    parts = []
    if estimated:
        parts.append(f"{plural(estimated, 'changed value')} re-estimated by the people who gave the first")
    if running:
        parts.append(f"{plural(running, 'changed value')} in progress")
    hours = report.comparison.baseline.metrics.lead_time.best() or 0.0
    weeks = hours / (report.challenge.calendar.hours_per_day * report.challenge.calendar.days_per_week)
    if weeks > TOO_LONG_TO_MEASURE:
        parts.append(
            "end-to-end lead time after the changes, because one item takes longer than a challenge leaves time for"
        )
    return f"Not measured yet: {'; '.join(parts)}." if parts else ""

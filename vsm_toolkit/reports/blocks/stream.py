"""Block B: what the stream looks like."""

from __future__ import annotations

from vsm_toolkit.charts.evidence_bar import evidence_bar
from vsm_toolkit.charts.lead_time_by import lead_time_by_stage, lead_time_by_team
from vsm_toolkit.charts.lead_time_ladder import lead_time_ladder
from vsm_toolkit.charts.map_diagram import map_diagram
from vsm_toolkit.charts.simulated_lead_time import simulated_lead_time_picture
from vsm_toolkit.display import Block, Table, list_in_words
from vsm_toolkit.durations import format_percent
from vsm_toolkit.metrics import step_times
from vsm_toolkit.model import Estimate, Step
from vsm_toolkit.reports.team_report import TeamReport
from vsm_toolkit.reports.wording import grade_words, number, person_hours, plural, share

TITLE = "What the stream looks like"


def write_block(report: TeamReport) -> Block:
    """Write the stream as mapped: pictures, the figures with what they cover, and every step."""
    baseline = report.comparison.baseline
    critical = frozenset(baseline.metrics.critical_path)
    return Block(
        key="B",
        title=TITLE,
        reader="the team",
        lead=_sentences(report),
        pictures=(
            map_diagram(baseline.stream, critical_steps=critical),
            lead_time_ladder(baseline.stream, baseline.metrics.critical_path),
            lead_time_by_stage(baseline.stream, critical),
            lead_time_by_team(baseline.stream, critical),
            simulated_lead_time_picture(
                report.stream.name,
                {
                    "a first pass, with the ranges given": report.simulated.first_pass,
                    "with rework as well": report.simulated.baseline,
                },
            ),
            evidence_bar(
                report.evidence.shares,
                known_values=report.evidence.known_values,
                needed_values=report.evidence.needed_values,
            ),
        ),
        tables=(_figures(report), _steps(report)),
    )


def _sentences(report: TeamReport) -> tuple[str, ...]:
    metrics, words = report.comparison.baseline.metrics, report.words
    sentences = list(_percentile_sentences(report))
    if metrics.top_waits:
        waits = [
            f"“{report.step_name(step_id)}” {words.hours(hours)}{'' if critical else ' (not on the critical path)'}"
            for step_id, hours, critical in metrics.top_waits
        ]
        known = "" if all(step.wait_time for step in report.stream.steps) else "known "
        are = "waits are" if len(waits) > 1 else "wait is"
        sentences.append(f"The longest {known}{are} {list_in_words(waits)}.")
    rolled = metrics.rolled_percent_complete_accurate
    if rolled.value:
        sentences.append(
            f"About 1 in {max(1, round(1 / rolled.value))} items goes through with nobody having to ask or fix "
            f"({format_percent(rolled.value)}, {rolled.coverage_words('step')}, steps assumed independent)."
        )
    if metrics.handoffs.count.value == 0:
        sentences.append("No work crosses from team to team.")
    elif metrics.handoffs.count.value is not None:
        sentences.append(
            f"Work crosses from team to team {plural(metrics.handoffs.count.value, 'time')}, "
            f"{metrics.handoffs.on_critical_path} of them on the critical path."
        )
    return tuple(sentences)


def _percentile_sentences(report: TeamReport) -> tuple[str, ...]:
    simulated, words = report.simulated.baseline, report.words
    if simulated.p50 is None or simulated.p85 is None or simulated.convergence is None:
        return (simulated.not_modelled,) if simulated.not_modelled else ()
    sentence = (
        f"With the ranges and the rework that were given, half of the items would take longer than "
        f"{words.long_hours(simulated.p50)} and 15 in 100 longer than {words.long_hours(simulated.p85)} "
        f"({simulated.samples:,} simulated items). {simulated.convergence.sentence()}"
    )
    return (sentence,)


def _figures(report: TeamReport) -> Table:
    metrics, words = report.comparison.baseline.metrics, report.words
    lead = metrics.lead_time

    def row(name: str, value: str, exact: str, covers: str) -> tuple[str, ...]:
        return (name, value, exact, covers)

    rows = (
        row("Lead time", words.figure(lead), words.exact(lead), lead.coverage_words("step")),
        row(
            "Process time on the critical path",
            words.figure(metrics.process_time),
            words.exact(metrics.process_time),
            "critical path",
        ),
        row(
            "Waiting on the critical path",
            words.figure(metrics.wait_time),
            words.exact(metrics.wait_time),
            "critical path",
        ),
        row(
            "In-step delay on the critical path",
            words.figure(metrics.in_step_delay),
            words.exact(metrics.in_step_delay),
            "critical path",
        ),
        row("Activity ratio", share(metrics.activity_ratio), "", "critical path; a conversation opener, not a target"),
        row("Active coverage", share(metrics.active_coverage), "", "share of the clock on which anybody worked on it"),
        row(
            "Rolled %C&A",
            share(metrics.rolled_percent_complete_accurate),
            "",
            metrics.rolled_percent_complete_accurate.coverage_words("step"),
        ),
        row(
            "First-pass share (nothing sent back)",
            share(report.first_pass_share),
            "",
            report.first_pass_share.coverage_words("loop"),
        ),
        row(
            "Labour per item",
            "",
            f"{person_hours(metrics.labour_hours)} ph",
            metrics.labour_hours.coverage_words("step"),
        ),
    )
    return Table(
        caption="Figures of the baseline map, for one item",
        columns=("Figure", "Value", "Working hours", "Covers"),
        rows=rows,
        numeric=frozenset({1, 2}),
        note="A step's lead time contains the wait in front of it. Longest branch counts where work runs in parallel.",
    )


def _steps(report: TeamReport) -> Table:
    metrics = report.comparison.baseline.metrics
    return Table(
        caption="Steps of the baseline map (times in working hours, ranges are P10 to P90)",
        columns=(
            "Step",
            "Name",
            "Team",
            "Stage",
            "Wait",
            "Process time",
            "In-step delay",
            "%C&A",
            "People",
            "Slack",
            "Known",
        ),
        rows=tuple(_step_row(step, metrics.slack.get(step.id)) for step in report.stream.steps),
        numeric=frozenset({4, 5, 6, 7, 8, 9}),
    )


def _step_row(step: Step, slack: float | None) -> tuple[str, ...]:
    return (
        step.id,
        step.name,
        step.team or "?",
        step.stage.value.replace("_", " ") if step.stage else "?",
        _with_range(step.wait_time),
        _with_range(step.process_time),
        number(step_times(step).delay, 2),
        number(step.percent_complete_accurate.value) if step.percent_complete_accurate else "?",
        number(step.people.value) if step.people else "1 (assumed)",
        "critical" if slack == 0 else number(slack),
        grade_words(step.evidence),
    )


def _with_range(estimate: Estimate | None) -> str:
    if estimate is None:
        return "?"
    low, high = estimate.spread()
    if low == high:
        return number(estimate.value, 2)
    return f"{number(estimate.value, 2)} ({number(low, 2)}–{number(high, 2)})"

"""Block G: realignment insights, for the program."""

from __future__ import annotations

from dataclasses import replace

from vsm_toolkit.charts.realignment_gain import GainBar, realignment_gain
from vsm_toolkit.display import Block, Table, list_in_words, quoted_name
from vsm_toolkit.durations import format_percent
from vsm_toolkit.handoffs import UNKNOWN_DECISION_HOLDER
from vsm_toolkit.realignment import Pattern, RealignmentOption, insight_sentence
from vsm_toolkit.reports.team_report import TeamReport
from vsm_toolkit.reports.wording import number

TITLE = "Realignment insights"

OPTIONS_SHOWN = 8
SENTENCES_SHOWN = 3
LONG_NEED = 300

PREAMBLE = (
    "What feature lead time would be if a step, a skill or a queue lived elsewhere. Every figure is projected and "
    "recomputed on the map; options do not add up, and none of them is a recommended org chart."
)

PATTERN_NAMES = {
    Pattern.SELF_SERVICE: "self-service",
    Pattern.EMBED_SKILL: "embed a skill",
    Pattern.SHARE_OWNERSHIP: "share ownership",
    Pattern.MOVE_STEP: "move the step",
    Pattern.MERGE_TEAMS: "merge teams",
}


def write_block(report: TeamReport) -> Block:
    """Write the options lightest first, each recomputed; never a recommended org chart."""
    options = report.realignment[:OPTIONS_SHOWN]
    if not options:
        return Block(
            key="G",
            title=TITLE,
            reader="the program",
            lead=(_nothing(report),),
        )
    return Block(
        key="G",
        title=TITLE,
        reader="the program",
        lead=(
            PREAMBLE,
            *_sentences(report),
        ),
        pictures=(realignment_gain([_bar(report, option) for option in options]),),
        tables=(_figures_table(report, options), _talk_table(report, options)),
        closing=_closing(report, options),
    )


def _nothing(report: TeamReport) -> str:
    if report.stream.home_team() is None:
        return "No team is marked as the home team, so it is not known where a step could move."
    return "No option was found that would shorten lead time on this map."


def _sentences(report: TeamReport) -> tuple[str, ...]:
    told = (replace(option, needs=quoted_name(option.needs, LONG_NEED)) for option in most_telling(report))
    return tuple(insight_sentence(report.stream, option, show=report.words.hours, name=quoted_name) for option in told)


def most_telling(report: TeamReport, count: int = SENTENCES_SHOWN) -> tuple[RealignmentOption, ...]:
    """Pick the options with the largest likely gain, those first about whose handoff something is known."""
    ranked = sorted(
        report.realignment,
        key=lambda option: (option.decision_holder == UNKNOWN_DECISION_HOLDER, -(option.saved_likely or 0.0)),
    )
    return tuple(ranked[:count])


def _bar(report: TeamReport, option: RealignmentOption) -> GainBar:
    saved, naive = option.saved, option.naive_saving
    return GainBar(
        label=list_in_words([report.step_name(step_id) for step_id in option.steps]),
        how=f"{PATTERN_NAMES[option.pattern]}: {quoted_name(option.to_team)}",
        low_hours=saved.low if saved else 0.0,
        likely_hours=option.saved_likely or 0.0,
        high_hours=saved.high if saved else 0.0,
        naive_hours=naive.high if naive else None,
    )


def _figures_table(report: TeamReport, options: tuple[RealignmentOption, ...]) -> Table:
    return Table(
        caption="Options, lightest first (projected)",
        columns=(
            "What",
            "How",
            "Saves, wh",
            "Likely, wh",
            "Waits added up, wh",
            "Handoffs",
            "Coordination cost",
            "Added, h per week",
            "Utilisation after",
        ),
        rows=tuple(_figures_row(report, option) for option in options),
        numeric=frozenset({2, 3, 4, 5, 6, 7, 8}),
        note=(
            "Saves: from the highest to the lowest share of wait that would remain. Waits added up overstates wherever "
            "work runs in parallel. Coordination cost compares variants of this one map and says nothing about people."
        ),
    )


def _figures_row(report: TeamReport, option: RealignmentOption) -> tuple[str, ...]:
    words = report.words
    return (
        *_what_and_how(report, option),
        words.hours_range(option.saved) if option.saved else "?",
        number(option.saved_likely),
        words.hours_range(option.naive_saving) if option.naive_saving else "?",
        f"{option.handoffs_before} → {option.handoffs_after}",
        f"{number(option.coordination_before)} → {number(option.coordination_after)}",
        number(option.added_hours_per_week),
        "?" if option.utilisation_after is None else format_percent(option.utilisation_after, 0),
    )


def _what_and_how(report: TeamReport, option: RealignmentOption) -> tuple[str, str]:
    return (
        list_in_words([report.step_name(step_id) for step_id in option.steps]),
        f"{PATTERN_NAMES[option.pattern]} ({quoted_name(option.to_team)})",
    )


def _talk_table(report: TeamReport, options: tuple[RealignmentOption, ...]) -> Table:
    return Table(
        caption="What each option would need, who decides, and how to try it",
        columns=("What", "How", "Needs", "Decides", "Smallest trial that can be undone"),
        rows=tuple(
            (*_what_and_how(report, option), option.needs, option.decision_holder, option.trial) for option in options
        ),
    )


def _closing(report: TeamReport, options: tuple[RealignmentOption, ...]) -> tuple[str, ...]:
    sentences = []
    if any(option.is_too_busy() for option in options):
        sentences.append("Where the team would be busy more than 85 % of its time, new queues would eat the gain.")
    if any(option.residual_is_assumed for option in options):
        sentences.append("For some options nobody was asked how much wait would remain; 10 to 50 % is assumed.")
    left_out = len(report.realignment) - len(options)
    if left_out > 0:
        sentences.append(f"{left_out} heavier options are left out here; report.json holds them all.")
    return tuple(sentences)

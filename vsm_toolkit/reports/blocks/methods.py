"""Block J: how the figures were made and what they do not say."""

from __future__ import annotations

from vsm_toolkit.display import Block, Table
from vsm_toolkit.durations import format_percent
from vsm_toolkit.handoffs import DEFAULT_RESIDUAL, handoff_ledger
from vsm_toolkit.item_evidence import measured_changes
from vsm_toolkit.model import ChangeKind
from vsm_toolkit.reports.sharing import SHARING_RULES
from vsm_toolkit.reports.team_report import TeamReport
from vsm_toolkit.reports.wording import grade_words, number, person_hours, plural
from vsm_toolkit.rework import REDO_BAND, geometric_rework
from vsm_toolkit.simulation import SimulatedLeadTime

TITLE = "Methods and caveats"

FORMULAS = (
    (
        "Lead time",
        (
            "Longest path through the map; a step's lead time is wait + in-step delay + process time. A join waits for"
            " all its branches."
        ),
    ),
    (
        "Activity ratio",
        (
            "Process time over lead time, both on the critical path. It jumps when the critical path moves; no target,"
            " no comparison of teams."
        ),
    ),
    (
        "Active coverage",
        "Share of the lead time on which anybody worked on the item, branches included. Our own definition.",
    ),
    (
        "Rolled %C&A",
        (
            "Product of every step's share accepted by its receiver, steps assumed independent. Missing steps make it"
            " an upper bound."
        ),
    ),
    (
        "First-pass share",
        (
            "Product of the shares each checking step does not send back. Stricter event than having to ask, so a"
            " higher figure."
        ),
    ),
    (
        "Handoff labour",
        (
            "Transfer (sender, receiver and clarification minutes) plus rework of what the receiver could not use."
            " Waiting is never priced."
        ),
    ),
    (
        "Recoverable lead time",
        (
            "Lead time minus the lead time of the same map with only the residual wait left, recomputed. Projected,"
            " never summed. Our own definition."
        ),
    ),
    (
        "Delay exposure",
        "Critical wait in weeks times the cost of delay the program gave, linear; listed, never added to labour.",
    ),
)


def write_block(report: TeamReport) -> Block:
    """Write formulas in words, evidence, assumptions and caveats."""
    return Block(
        key="J",
        title=TITLE,
        reader="all",
        lead=(_conventions(report),),
        tables=(
            Table("How each figure is computed", ("Figure", "In words"), FORMULAS),
            _evidence_table(report),
            _rework_table(report),
            *_measured_table(report),
            *_open_points(report),
            _sharing_table(report),
        ),
        closing=_caveats(report),
    )


def _conventions(report: TeamReport) -> str:
    calendar = report.challenge.calendar
    return (
        f"All times are working hours (wh): a day has {number(calendar.hours_per_day)}, a week"
        f" {number(calendar.days_per_week)} days. %C&A is judged by the receiver and stored on the step that produced"
        " the work. Percentages are rounded to the nearest. Unknown values stay unknown; totals say what they cover."
    )


def _evidence_table(report: TeamReport) -> Table:
    evidence = report.evidence
    return Table(
        caption="How the lead time of the critical path is known",
        columns=("Grade", "Share of lead time"),
        rows=tuple((grade_words(grade), format_percent(part)) for grade, part in evidence.shares.items()),
        numeric=frozenset({1}),
        note=(
            f"Overall: {grade_words(evidence.overall)}, the weakest grade that carries a fifth or more."
            f" {evidence.known_values} of {evidence.needed_values} waits and process times on the critical path are"
            " known."
        ),
    )


def _rework_table(report: TeamReport) -> Table:
    crossings = report.comparison.baseline.metrics.handoffs.count
    rows = []
    for redo, chain, simulated in zip(REDO_BAND, report.rework, report.simulated.rework_band, strict=True):
        ledger = handoff_ledger(report.stream, redo)
        geometric = geometric_rework(report.stream, report.comparison.baseline.metrics.critical_path, redo)
        rows.append(
            (
                format_percent(redo),
                person_hours(ledger.total.rework_labour) if ledger.handoffs or crossings.is_complete() else "?",
                report.words.exact(geometric.lead_time),
                number(chain.lead_time) if chain.lead_time is not None else _simulated(simulated),
            )
        )
    chained = report.rework[0].not_modelled is None
    return Table(
        caption="What rework may add, by the share of the original time that a redo takes",
        columns=("Redo share", "Rework labour at handoffs, ph", "Lead time from %C&A, wh", "Lead time from loops, wh"),
        rows=tuple(rows),
        numeric=frozenset({1, 2, 3}),
        note=(
            f"Loops {'by the absorbing chain' if chained else 'by simulation with fixed times'}, each pass failing "
            "with the same chance. Read one of the two lead times, never their sum."
        ),
    )


def _simulated(result: SimulatedLeadTime) -> str:
    return "not modelled" if result.mean is None else f"{number(result.mean)} (simulated)"


def _measured_table(report: TeamReport) -> tuple[Table, ...]:
    measured = measured_changes(report.engagement.item_times, seed=report.parameters.seed)
    if not measured:
        return ()
    return (
        Table(
            caption="Items behind each comparison",
            columns=("From where to where", "Finished before", "Finished after", "Still open", "Ages of the open, wh"),
            rows=tuple(
                (
                    change.measure,
                    str(len(change.before)),
                    str(len(change.after)),
                    str(len(change.open_ages)),
                    ", ".join(number(age) for age in sorted(change.open_ages)),
                )
                for change in measured
            ),
            numeric=frozenset({1, 2, 3}),
            note="Slow items are still open, so the items that finished are the quicker ones.",
        ),
    )


def _sharing_table(report: TeamReport) -> Table:
    level = report.challenge.share_level
    return Table(
        caption=f"What this report may show (share level: {level.value})",
        columns=("What", "Here"),
        rows=tuple((rule.what, getattr(rule, level.value)) for rule in SHARING_RULES),
        note=(
            "Left out before anything is computed, so no page, picture or file of this report holds it. A report names"
            " roles and teams, never people; say so if a name slipped in."
        ),
    )


def _open_points(report: TeamReport) -> tuple[Table, ...]:
    corrections = [each for each in report.engagement.changes if each.kind is not ChangeKind.IMPROVEMENT]
    tables = []
    if corrections:
        tables.append(
            Table(
                caption="Corrections and discoveries that restated the baseline",
                columns=("Date", "Where", "Field", "Kind", "Note"),
                rows=tuple(
                    (
                        each.on.isoformat() if each.on else "",
                        each.key,
                        each.field.replace("_", " "),
                        each.kind.value,
                        each.note or "",
                    )
                    for each in corrections
                ),
            )
        )
    if report.problems:
        tables.append(
            Table(
                caption="What the map leaves open",
                columns=("Where", "What", "What to do"),
                rows=tuple((each.place, each.sentence, each.remedy) for each in report.problems),
            )
        )
    return tuple(tables)


def _caveats(report: TeamReport) -> tuple[str, ...]:
    ledger = report.comparison.baseline.ledger
    assumed = sum(handoff.residual_is_assumed for handoff in ledger.handoffs)
    if not ledger.handoffs:
        return _caveats_of_every_report(report)
    low, high = (format_percent(part) for part in DEFAULT_RESIDUAL)
    residual = (
        f"For {plural(assumed, 'handoff')} the share of wait that would remain is assumed ({low} to {high}); "
        if assumed
        else "The share of wait that would remain was asked for every handoff; "
    )
    return (f"{residual}it is an opinion either way.", *_caveats_of_every_report(report))


def _caveats_of_every_report(report: TeamReport) -> tuple[str, ...]:
    return (
        *_simulation_caveats(report),
        (
            "A coach was present during the challenge, which changes behaviour by itself. Items may differ in size. "
            "What happened after a change need not have happened because of it."
        ),
    )


def _simulation_caveats(report: TeamReport) -> tuple[str, ...]:
    simulated, together = report.simulated.baseline, report.simulated.correlated
    if simulated.not_modelled or together.p50 is None or together.p85 is None:
        return ()
    words = report.words
    return (
        f"Of P50 and P85: {' '.join(simulated.assumptions)}",
        (
            f"If an item's times were all long or all short together, P50 would be {words.long_hours(together.p50)} "
            f"and P85 {words.long_hours(together.p85)}; what really happens lies between."
        ),
    )

"""Block I: what stays when the challenge is over, who looks after it, and what was still there when somebody looked."""

from __future__ import annotations

from datetime import date, timedelta

from vsm_toolkit.changes import map_after
from vsm_toolkit.charts.kept_improvements import KeptCell, KeptLook, kept_improvements
from vsm_toolkit.charts.picture import Picture
from vsm_toolkit.comparison import lead_time_difference
from vsm_toolkit.display import Block, Table, list_in_words, quoted_name
from vsm_toolkit.durations import format_percent
from vsm_toolkit.errors import MapNotComputableError, UsageError
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.model import ChangeStatus, Improvement, ImprovementStatus, RetentionState
from vsm_toolkit.reports.team_report import TeamReport
from vsm_toolkit.reports.wording import plural, signed_hours
from vsm_toolkit.retained_value import Recheck, RetainedImprovement, changes_of

TITLE = "What we keep"

SIX_WEEKS, SIX_MONTHS = timedelta(weeks=6), timedelta(weeks=26)
HOW_KEPT = (
    "An improvement counts as kept from 80 % of its gain on and as decayed up to 20 % (our own definition);"
    " what was measured again counts before what somebody said."
)


def write_block(report: TeamReport) -> Block:
    """Write the improvements done, who looks after them, what was kept, what was learned and who took it up."""
    done = finished(report)
    tables = (
        _improvements_table(report, done),
        _rechecks_table(report),
        _found_table(report),
        _learning_table(report),
        _adoptions_table(report),
    )
    return Block(
        key="I",
        title=TITLE,
        reader="the team and its manager",
        lead=(*_sentences(report, done), *_dates(report, done)),
        pictures=_pictures(report, done),
        tables=tuple(table for table in tables if table.rows),
        closing=(HOW_KEPT,) if report.rechecks else (),
    )


def finished(report: TeamReport) -> tuple[Improvement, ...]:
    """Give the improvements that are done."""
    return tuple(each for each in report.engagement.improvements if each.status is ImprovementStatus.DONE)


def improvement_name(report: TeamReport, improvement: Improvement) -> str:
    """Name an improvement by what changed: the note of its first change, else the step it aims at."""
    notes = [change.note for change in changes_of(report.engagement, improvement) if change.note]
    return quoted_name(notes[0] if notes else f"{improvement.id} at “{report.step_name(improvement.target)}”")


def _sentences(report: TeamReport, done: tuple[Improvement, ...]) -> tuple[str, ...]:
    if not report.engagement.improvements:
        return ("No improvement is written down, so nothing can be looked after.",)
    sentences = [f"{plural(len(done), 'improvement')} {'is' if len(done) == 1 else 'are'} done."]
    orphans = [quoted_name(each.id) for each in done if not each.looked_after_by]
    if orphans:
        sentences.append(f"Nobody is named yet who looks after {list_in_words(orphans)}; name a role before closing.")
    return (*sentences, *(_look_sentence(report, look) for look in report.rechecks))


def _look_sentence(report: TeamReport, look: Recheck) -> str:
    counts = [
        f"{look.count(state)} {words}"
        for state, words in (
            (RetentionState.KEPT, "kept"),
            (RetentionState.PARTLY, "partly kept"),
            (RetentionState.DECAYED, "decayed"),
            (None, "not looked at"),
        )
        if look.count(state)
    ]
    sentence = f"{look.after} ({look.on.isoformat()}): {list_in_words(counts)}"
    moved = look.since_done
    if moved is None:
        return f"{sentence}."
    if abs(moved) < 1e-9:
        return f"{sentence}; lead time held."
    against = look.since_baseline
    if not against:
        return f"{sentence}; lead time is back at the baseline."
    return (
        f"{sentence}; lead time is {_difference(report, moved)} than at the end of the challenge, and"
        f" {_difference(report, against)} than the baseline."
    )


def _difference(report: TeamReport, hours: float) -> str:
    return f"{report.words.long_hours(abs(hours))} {'longer' if hours > 0 else 'shorter'}"


def _dates(report: TeamReport, done: tuple[Improvement, ...]) -> tuple[str, ...]:
    booked = sorted({check.on for check in report.engagement.retention_checks if check.state is None})
    looked = [look.on for look in report.rechecks]
    if booked:
        return (f"Somebody looks again on {list_in_words([day.isoformat() for day in booked])}.",)
    end = report.challenge.end
    if not done or end is None:
        return ()
    due = [day for day in (end + SIX_WEEKS, end + SIX_MONTHS) if not any(_near(day, seen) for seen in looked)]
    if not due:
        return ()
    days = list_in_words([day.isoformat() for day in due])
    return (f"No day is booked to look again; six weeks and six months after the challenge are usual ({days}).",)


def _near(day: date, other: date) -> bool:
    return abs((day - other).days) <= 21


def _pictures(report: TeamReport, done: tuple[Improvement, ...]) -> tuple[Picture, ...]:
    if not report.rechecks or not done:
        return ()
    looks = [
        KeptLook(
            f"{look.after} · {look.on.isoformat()}",
            look.state.metrics.lead_time.value,
            tuple(KeptCell(each.state, each.share) for each in look.improvements),
        )
        for look in report.rechecks
    ]
    comparison = report.comparison
    return (
        kept_improvements(
            [improvement_name(report, each) for each in done],
            looks,
            baseline_hours=comparison.baseline.metrics.lead_time.value,
            done_hours=comparison.done.metrics.lead_time.value,
        ),
    )


def _improvements_table(report: TeamReport, done: tuple[Improvement, ...]) -> Table:
    return Table(
        caption="Improvements done, and who looks after them",
        columns=("What", "At", "Since", "Effect on lead time, wh", "Looked after by", "Look again"),
        rows=tuple(_improvement_row(report, each) for each in done),
        numeric=frozenset({3}),
        note="The effect is that of one improvement alone, recomputed on the baseline; effects do not add up.",
    )


def _improvement_row(report: TeamReport, improvement: Improvement) -> tuple[str, ...]:
    since = [change.on for change in changes_of(report.engagement, improvement) if change.on]
    looks = sorted(
        check.on
        for check in report.engagement.retention_checks
        if check.improvement == improvement.id and check.state is None
    )
    return (
        improvement_name(report, improvement),
        report.step_name(improvement.target),
        max(since).isoformat() if since else "?",
        _effect_alone(report, improvement),
        improvement.looked_after_by or "nobody yet",
        ", ".join(day.isoformat() for day in looks) or "no day booked",
    )


def _effect_alone(report: TeamReport, improvement: Improvement) -> str:
    own = changes_of(report.engagement, improvement)
    alone = report.engagement.model_copy(
        update={
            "changes": tuple(
                change for change in report.engagement.changes if change.kind != "improvement" or change in own
            )
        }
    )
    try:
        after = map_metrics(map_after(alone, {ChangeStatus.DONE}))
    except (UsageError, MapNotComputableError):
        return "?"  # it edits what another improvement adds, so it has no effect of its own
    moved = lead_time_difference(report.comparison.baseline.metrics, after)
    return signed_hours(moved)


def _rechecks_table(report: TeamReport) -> Table:
    words = report.words
    return Table(
        caption="Looked at again, the map recomputed with what was found",
        columns=(
            *("When", "Kept", "Partly", "Decayed", "Not looked at", "Kept of those looked at", "Lead time"),
            *("Since the first map, wh", "Since the baseline, wh", "Since the end, wh"),
        ),
        rows=tuple(
            (
                f"{look.after} ({look.on.isoformat()})",
                *(str(look.count(state)) for state in (*RetentionState, None)),
                "?" if look.share_kept() is None else format_percent(look.share_kept(), 0),
                words.figure(look.state.metrics.lead_time),
                signed_hours(look.since_first),
                signed_hours(look.since_baseline),
                signed_hours(look.since_done),
            )
            for look in report.rechecks
        ),
        numeric=frozenset(range(1, 10)),
        note=(
            "Values that were not taken again keep the last one known. The baseline is the first map with corrections."
        ),
    )


def _found_table(report: TeamReport) -> Table:
    names = {each.id: improvement_name(report, each) for each in finished(report)}
    rows = [
        (look.after, names.get(each.improvement, each.improvement), *_found(each))
        for look in report.rechecks
        for each in look.improvements
    ]
    return Table(
        caption="What was found, improvement by improvement",
        columns=("When", "Improvement", "Found", "Of the gain", "How known"),
        rows=tuple(rows),
        numeric=frozenset({3}),
    )


def _found(each: RetainedImprovement) -> tuple[str, str, str]:
    state = each.state.value if each.state else "nobody looked"
    return (state, "?" if each.share is None else format_percent(max(0.0, each.share), 0), each.basis or "")


def _learning_table(report: TeamReport) -> Table:
    learning = report.challenge.learning
    told = {
        "Practices learned": ", ".join(learning.practices_learned) if learning else "",
        "Business impact": (learning.business_impact if learning else None) or "",
        "Speed to value improvement": (learning.speed_to_value if learning else None) or "",
        "Follow-up notes": (learning.follow_up if learning else None) or "",
    }
    return Table(
        caption="What the stay left behind, in the team's words",
        columns=("What", "In words"),
        rows=tuple((what, words) for what, words in told.items() if words),
    )


def _adoptions_table(report: TeamReport) -> Table:
    names = {each.id: improvement_name(report, each) for each in report.engagement.improvements}
    names |= {ask.id: ask.decision or ask.id for ask in report.engagement.asks} | {"map": "mapping the value stream"}
    return Table(
        caption="Taken up by others",
        columns=("What", "By", "On"),
        rows=tuple(
            (names.get(each.what, each.what), each.adopted_by, each.on.isoformat() if each.on else "?")
            for each in report.engagement.adoptions
        ),
    )

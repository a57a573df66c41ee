"""The exit check of each session: what is still missing, each point with the place it links to.

Only what can be computed stands here; what the room must answer is in the script (``SessionScript.aloud``). Nothing
is a gate: a session may close with open points, which then stay visible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from vsm_toolkit.errors import MapNotComputableError
from vsm_toolkit.facilitation.script import script_of
from vsm_toolkit.handoffs import Handoff, list_handoffs
from vsm_toolkit.map_checks import FEWEST_STEPS, MOST_STEPS, check_engagement, errors_only
from vsm_toolkit.metrics import MapMetrics, map_metrics
from vsm_toolkit.model import (
    ChangeKind,
    ChangeStatus,
    DependencyImpact,
    DependencyStrength,
    Empowerment,
    Engagement,
    EvidenceGrade,
    Improvement,
    ImprovementStatus,
    ItemPeriod,
    ShareLevel,
    Stage,
    Step,
    ValueStream,
    WasteObservation,
)
from vsm_toolkit.owner_readings import unread_roles
from vsm_toolkit.waste import waste_hours

MOST_IMPROVEMENTS = 3
FEWEST_WASTE_ROWS = 5
LOOKED_UP = {EvidenceGrade.MEASURED, EvidenceGrade.SAMPLED}
LIVE = {ImprovementStatus.CHOSEN, ImprovementStatus.IN_PROGRESS, ImprovementStatus.DONE}
ACTIVE = {ImprovementStatus.CHOSEN, ImprovementStatus.IN_PROGRESS}
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class ExitPoint:
    """One thing that is still missing.

    Attributes
    ----------
    sentence : str
        What is missing, and what to ask or do about it.
    table, key, field : str
        The row and field to fill in, as a session's edit names them; ``key`` and ``field`` are ``""`` where a new row
        is needed.
    notebook : str
        Where it is filled in, ``"00"`` to ``"07"``.
    panel : str
        The panel of that notebook: a method of the workshop, such as ``"map_board"``.
    """

    sentence: str
    table: str
    key: str = ""
    field: str = ""
    notebook: str = ""
    panel: str = ""


def exit_check(engagement: Engagement, notebook: str) -> tuple[ExitPoint, ...]:
    """List what a session still lacks; empty when nothing does.

    Parameters
    ----------
    notebook : str
        ``"00"`` to ``"07"``, or ``"orientation"`` for the map in one hour.

    Raises
    ------
    UsageError
        When there is no such session.

    Examples
    --------
    >>> from vsm_toolkit.model import Challenge
    >>> from vsm_toolkit.samples import lantern
    >>> engagement = Engagement(challenge=Challenge(id="lantern"), stream=lantern())
    >>> [point.sentence for point in exit_check(engagement, "01")]
    ['No step lies in the stage operate and support. Ask: what happens after release, who answers the first ticket?']
    """
    script_of(notebook)
    return tuple(_CHECKS[notebook](engagement))


def _named(text: str) -> str:
    line = " ".join(text.split())
    return f"“{line if len(line) <= LONGEST_NAME else line[: LONGEST_NAME - 1] + '…'}”"


def _metrics(stream: ValueStream) -> MapMetrics | None:
    try:
        return map_metrics(stream)
    except MapNotComputableError:
        return None


def _crossings(stream: ValueStream) -> tuple[Handoff, ...]:
    try:
        return list_handoffs(stream)
    except MapNotComputableError:
        return ()


# What the charter must say, with the question that gets it.
_SCOPE = {
    "trigger": "What starts the clock",
    "customer": "Who the customer is",
    "item_type": "Which kind of item is followed",
    "end_condition": "What ends the clock, support included,",
}


def _charter(engagement: Engagement) -> Iterator[ExitPoint]:
    challenge = engagement.challenge
    for field, what in _SCOPE.items():
        if not getattr(engagement.stream, field):
            yield ExitPoint(f"{what} is not written down yet.", "stream", "", field, "00", "charter")
    if challenge.outcome is None or not challenge.outcome.text.strip():
        sentence = "The outcome is not written down yet: one sentence with a number and a date."
        yield ExitPoint(sentence, "challenge", "", "outcome", "00", "charter")
    if not challenge.decision_rights:
        sentence = "No decision right is listed. Ask the manager: what may this team decide alone for six weeks?"
        yield ExitPoint(sentence, "challenge", "", "decision_rights", "00", "readiness_check")
    items = {each.item for each in engagement.item_times if each.period is ItemPeriod.BEFORE and each.finished}
    if len(items) < 2:
        missing = "One more finished item" if items else "Two finished items"
        sentence = f"{missing} to look up: no estimate is as good as the history of a real one."
        yield ExitPoint(sentence, "item_times", "", "", "00", "item_times")


def _map(engagement: Engagement) -> Iterator[ExitPoint]:
    stream = engagement.stream
    count = len(stream.steps)
    if not FEWEST_STEPS <= count <= MOST_STEPS:
        what = "Split the box everybody knows least about." if count < FEWEST_STEPS else "Merge what one team does."
        sentence = f"The map has {count} step{'' if count == 1 else 's'}; {FEWEST_STEPS} to {MOST_STEPS} fit. {what}"
        yield ExitPoint(sentence, "steps", "", "", "01", "map_board")
    yield from _shape(stream)
    yield from _steps_without_team(stream)
    if count and all(step.stage is not Stage.OPERATE_SUPPORT for step in stream.steps):
        sentence = (
            "No step lies in the stage operate and support. "
            "Ask: what happens after release, who answers the first ticket?"
        )
        yield ExitPoint(sentence, "steps", "", "stage", "01", "map_board")


def _steps_without_team(stream: ValueStream) -> Iterator[ExitPoint]:
    for step in stream.steps:
        if not step.team:
            sentence = f"{_named(step.name)} has no team. Ask: who had it in their hands?"
            yield ExitPoint(sentence, "steps", step.id, "team", "01", "map_board")


def _shape(stream: ValueStream) -> Iterator[ExitPoint]:
    edges = stream.flow_edges()
    if _metrics(stream) is None:
        sentence = "The arrows go round in a circle or a branch does not add up; draw what comes back as rework."
        yield ExitPoint(sentence, "edges", "", "", "01", "map_board")
    entered, left = {edge.to_step for edge in edges}, {edge.from_step for edge in edges}
    loose = [step for step in stream.steps if len(stream.steps) > 1 and step.id not in entered | left]
    for step in loose:
        yield ExitPoint(f"{_named(step.name)} hangs in the air: no arrow.", "steps", step.id, "", "01", "map_board")
    joined = [step for step in stream.steps if step not in loose]
    yield from _one_end("start", [step for step in joined if step.id not in entered])
    yield from _one_end("end", [step for step in joined if step.id not in left])


def _one_end(what: str, steps: list[Step]) -> Iterator[ExitPoint]:
    if len(steps) > 1:
        names = ", ".join(_named(step.name) for step in steps)
        sentence = f"The map has {len(steps)} {what}s ({names}); one is needed. What joins them?"
        yield ExitPoint(sentence, "steps", steps[-1].id, "", "01", "map_board")


def _measure(engagement: Engagement) -> Iterator[ExitPoint]:
    stream = engagement.stream
    metrics = _metrics(stream)
    if metrics is None:
        yield from _shape(stream)
        return
    yield from _times_of(stream, metrics.critical_path)
    longest = [stream.step(step_id) for step_id, _, _ in metrics.top_waits]
    looked_up = [step for step in longest if step.wait_time and step.grade_of(step.wait_time) in LOOKED_UP]
    needed = min(2, len(longest))
    if len(looked_up) < needed:
        open_waits = [step for step in longest if step not in looked_up]
        names = ", ".join(_named(step.name) for step in open_waits)
        sentence = f"{len(looked_up)} of the longest waits was looked up, {needed} should be. Look one up: {names}."
        yield ExitPoint(sentence, "steps", open_waits[0].id, "wait_time", "02", "measure_panel")
    for problem in errors_only(check_engagement(engagement)):
        yield ExitPoint(f"{problem.place}: {problem.sentence} {problem.remedy}", "steps", "", "", "02", "measure_panel")
    if engagement.challenge.baseline_on is None:
        sentence = "The baseline is not frozen: enter the day on which the team said that this is how it is."
        yield ExitPoint(sentence, "challenge", "", "baseline_on", "02", "baseline")


def _times_of(stream: ValueStream, step_ids: Iterable[str]) -> Iterator[ExitPoint]:
    if not stream.steps:
        yield ExitPoint("There is no step to measure yet.", "steps", "", "", "01", "map_board")
    for step_id in step_ids:
        step = stream.step(step_id)
        for field, what in (("wait_time", "wait"), ("process_time", "process time")):
            if getattr(step, field) is None:
                sentence = f"The {what} of {_named(step.name)} is not known, and the lead time needs it."
                yield ExitPoint(sentence, "steps", step_id, field, "02", "measure_panel")


def _dependencies(engagement: Engagement) -> Iterator[ExitPoint]:
    rows, home = engagement.stream.dependencies, engagement.stream.home_team()
    for row in rows:
        who = f"{_named(row.dependent)} on {_named(row.provider)}"
        if not row.explains_step and not row.notes:
            sentence = f"{who}: which step does it slow down? If none, say why in its notes."
            yield ExitPoint(sentence, "dependencies", row.id, "explains_step", "03", "dependency_board")
        hard = row.strength is DependencyStrength.HARD and row.impact is DependencyImpact.BLOCKING
        for field, what in (("frequency_per_item", "how often"), ("wait_per_occurrence", "how long")):
            if hard and getattr(row, field) is None:
                sentence = f"{who} is hard and blocking, but {what} is not known."
                yield ExitPoint(sentence, "dependencies", row.id, field, "03", "dependency_board")
    if not any(home is not None and row.provider == home.name for row in rows):
        sentence = "Nobody relies on the home team, says the list. Ask: what do we have that they wait for?"
        yield ExitPoint(sentence, "dependencies", "", "provider", "03", "dependency_board")
    targets = {each.target for each in engagement.improvements if each.status in LIVE}
    if not any(row.id in targets for row in rows):
        sentence = "No dependency is chosen to be softened this sprint: add an improvement whose target is its id."
        yield ExitPoint(sentence, "improvements", "", "target", "03", "improvements")


def _handoffs(engagement: Engagement) -> Iterator[ExitPoint]:
    stream = engagement.stream
    crossings = _crossings(stream)
    for each in crossings:
        name = _named(stream.step(each.to_step).name)
        if each.empowerment is None:
            sentence = f"The handoff into {name} is not classified. Could we drop it next sprint and tell people after?"
            yield ExitPoint(sentence, "handoffs", each.to_step, "empowerment", "04", "handoff_review")
        elif each.empowerment is Empowerment.NOT_EMPOWERED and each.record is not None:
            yield from _owned(each, name)
    dated = [row for row in engagement.improvements if row.due is not None and row.status in LIVE]
    empowered = [each for each in crossings if each.empowerment is Empowerment.EMPOWERED]
    if not any(_is_about(row, each) for row in dated for each in empowered):
        sentence = "No empowered handoff has an improvement with a date yet. Which one can change next sprint?"
        yield ExitPoint(sentence, "improvements", "", "due", "04", "improvements")


def _owned(handoff: Handoff, name: str) -> Iterator[ExitPoint]:
    record = handoff.record
    if record is not None and not record.decision_holder:
        sentence = f"Nobody is named who decides about the handoff into {name}: a role, or “unknown”."
        yield ExitPoint(sentence, "handoffs", handoff.to_step, "decision_holder", "04", "handoff_review")
    if record is not None and not record.risk_controlled:
        sentence = f"Which risk does the handoff into {name} control?"
        yield ExitPoint(sentence, "handoffs", handoff.to_step, "risk_controlled", "04", "handoff_review")


def _is_about(improvement: Improvement, handoff: Handoff) -> bool:
    return improvement.target.removeprefix("handoff").strip() == handoff.to_step


def _waste(engagement: Engagement) -> Iterator[ExitPoint]:
    stream = engagement.stream
    rows = stream.waste
    if len(rows) < FEWEST_WASTE_ROWS:
        sentence = f"{len(rows)} losses are logged; {FEWEST_WASTE_ROWS} make a picture. When did that last happen?"
        yield ExitPoint(sentence, "waste", "", "", "05", "waste_log")
    places = {step.id for step in stream.steps} | {row.id for row in stream.dependencies}
    for row in rows:
        if row.place not in places:
            sentence = f"Loss {row.id} lies nowhere on the map. Where does it happen?"
            yield ExitPoint(sentence, "waste", row.id, "place", "05", "waste_log")
    known = sum(row.evidence in LOOKED_UP for row in rows)
    if known < 2:
        sentence = f"{known} of the losses was looked up; two should be. Which can be counted in tickets or mails?"
        yield ExitPoint(sentence, "waste", "", "evidence", "05", "waste_log")
    yield from _largest_loss(engagement)


def _largest_loss(engagement: Engagement) -> Iterator[ExitPoint]:
    counted = [row for row in engagement.stream.waste if not row.overlaps_with and waste_hours(row) is not None]
    if not counted:
        return
    top: WasteObservation = max(counted, key=lambda row: waste_hours(row) or 0.0)
    targets = {row.target for row in engagement.improvements}
    if not top.decision_holder and not targets & {top.id, top.place}:
        sentence = f"The largest loss, {top.id}, has neither an owner nor an improvement."
        yield ExitPoint(sentence, "waste", top.id, "decision_holder", "05", "waste_log")


def _future(engagement: Engagement) -> Iterator[ExitPoint]:
    active = [row for row in engagement.improvements if row.status in ACTIVE]
    if not active:
        sentence = "No improvement is chosen yet. Which single change moves the outcome most?"
        yield ExitPoint(sentence, "improvements", "", "status", "06", "improvements")
    if len(active) > MOST_IMPROVEMENTS:
        sentence = f"{len(active)} improvements are active; {MOST_IMPROVEMENTS} is what a challenge carries."
        yield ExitPoint(sentence, "improvements", active[-1].id, "status", "06", "improvements")
    for row in active:
        for field, what in (("owner_role", "an owner role"), ("due", "a date")):
            if not getattr(row, field):
                sentence = f"Improvement {row.id} has no {what.split(' ', 1)[1]}; give it {what}."
                yield ExitPoint(sentence, "improvements", row.id, field, "06", "improvements")
    if active and all(row.empowerment is not Empowerment.EMPOWERED for row in active):
        sentence = "None of the active improvements is one that the team can do alone."
        yield ExitPoint(sentence, "improvements", active[0].id, "empowerment", "06", "improvements")
    yield from _incomplete_asks(engagement)


_ASK_NEEDS = {
    "receiver_role": "who receives it",
    "evidence_ids": "which steps or handoffs show it",
    "reversible_trial": "the smallest reversible trial",
    "decide_by": "until when it should be decided",
}


def _incomplete_asks(engagement: Engagement) -> Iterator[ExitPoint]:
    for ask in engagement.asks:
        for field, what in _ASK_NEEDS.items():
            if not getattr(ask, field):
                yield ExitPoint(f"Ask {ask.id} does not say {what}.", "asks", ask.id, field, "06", "ask_cards")


def _report(engagement: Engagement) -> Iterator[ExitPoint]:
    for problem in errors_only(check_engagement(engagement)):
        yield ExitPoint(f"{problem.place}: {problem.sentence} {problem.remedy}", "steps", "", "", "01", "map_board")
    yield from _ungraded_changes(engagement)
    for each in _crossings(engagement.stream):
        owned = each.record is not None and each.empowerment is Empowerment.NOT_EMPOWERED
        if owned and each.record is not None and not each.record.owner_statement:
            name = _named(engagement.stream.step(each.to_step).name)
            sentence = f"The owner of the handoff into {name} has not said yet whether it is described fairly."
            yield ExitPoint(sentence, "handoffs", each.to_step, "owner_statement", "07", "owners")
    for role in unread_roles(engagement):
        sentence = f"{_named(role)} has not read their page yet; until then no report beyond the team names this role."
        yield ExitPoint(sentence, "owner_readings", role, "read_on", "07", "owner_pages")
    challenge = engagement.challenge
    if challenge.share_level is not ShareLevel.TEAM and challenge.share_free_text is None:
        sentence = "Nobody said yet whether remarks may leave the team; unsaid reads as no."
        yield ExitPoint(sentence, "challenge", "", "share_free_text", "07", "sharing")
    booked = {row.improvement for row in engagement.retention_checks}
    for row in engagement.improvements:
        if row.status is ImprovementStatus.DONE and row.id not in booked:
            sentence = f"No day is booked to look whether improvement {row.id} is still in place."
            yield ExitPoint(sentence, "retention_checks", "", "on", "07", "retention_checks")


def _ungraded_changes(engagement: Engagement) -> Iterator[ExitPoint]:
    rows = [
        change
        for change in engagement.changes
        if change.kind is ChangeKind.IMPROVEMENT
        and change.status is ChangeStatus.DONE
        and isinstance(change.value, int | float)
        and change.grade is None
    ]
    if rows:
        places = ", ".join(dict.fromkeys(change.key for change in rows))
        sentence = f"{len(rows)} improved numbers do not say how they are known, so they read as estimates ({places})."
        yield ExitPoint(sentence, "changes", rows[0].key, "grade", "07", "changes")


def _orientation(engagement: Engagement) -> Iterator[ExitPoint]:
    stream = engagement.stream
    if len(stream.steps) < FEWEST_STEPS:
        sentence = f"The map has {len(stream.steps)} steps; {FEWEST_STEPS} make a map to talk about."
        yield ExitPoint(sentence, "steps", "", "", "01", "map_board")
    yield from _shape(stream)
    yield from _steps_without_team(stream)
    metrics = _metrics(stream)
    yield from _times_of(stream, metrics.critical_path if metrics else ())
    critical = [each for each in _crossings(stream) if each.is_critical and each.wait_hours]
    longest = sorted(critical, key=lambda each: -(each.wait_hours or 0.0))[:3]
    for each in longest:
        if each.empowerment is None:
            name = _named(stream.step(each.to_step).name)
            sentence = f"The handoff into {name} is one of the longest waits: could we drop it, or who decides?"
            yield ExitPoint(sentence, "handoffs", each.to_step, "empowerment", "04", "handoff_review")
    if not any(row.owner_role and row.due and row.status in LIVE for row in engagement.improvements):
        sentence = "No improvement has an owner role and a date yet. What will be different next week?"
        yield ExitPoint(sentence, "improvements", "", "", "04", "improvements")


_CHECKS: dict[str, Callable[[Engagement], Iterator[ExitPoint]]] = {
    "00": _charter,
    "01": _map,
    "02": _measure,
    "03": _dependencies,
    "04": _handoffs,
    "05": _waste,
    "06": _future,
    "07": _report,
    "orientation": _orientation,
}

"""Realignment insights: what feature lead time would be if a step, a skill or a team lived elsewhere (M39, M40).

Every option is a list of changes, applied to the map and recomputed; nothing is optimised over all possible
organisations, and no option is a recommended org chart. The gain rests on residual shares, which are opinions: how much
of a wait would remain if the same people did both sides.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from vsm_toolkit.changes import apply_changes
from vsm_toolkit.durations import format_hours
from vsm_toolkit.errors import UsageError
from vsm_toolkit.handoffs import (
    DEFAULT_RESIDUAL,
    UNKNOWN_DECISION_HOLDER,
    HoursRange,
    list_handoffs,
    recoverable_lead_time,
)
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.model import (
    Change,
    ChangeKind,
    ChangeStatus,
    Empowerment,
    HandoffReason,
    HandoffRecord,
    Step,
    ValueStream,
)
from vsm_toolkit.team_groups import coordination_cost, step_interactions, steps_by_team

WEEKS_PER_YEAR = 52
TOO_BUSY = 0.85
"""Utilisation beyond which added work makes queues grow faster than the move shortens them."""


class Pattern(StrEnum):
    """How an option changes who does what, lightest first."""

    SELF_SERVICE = "self_service"
    EMBED_SKILL = "embed_skill"
    SHARE_OWNERSHIP = "share_ownership"
    MOVE_STEP = "move_step"
    MERGE_TEAMS = "merge_teams"


PATTERN_WORDS = {
    Pattern.SELF_SERVICE: "offered as a service the team uses itself",
    Pattern.EMBED_SKILL: "done by someone who joins the team",
    Pattern.SHARE_OWNERSHIP: "done by either team",
    Pattern.MOVE_STEP: "done by",
    Pattern.MERGE_TEAMS: "done by one team with",
}

NEEDS = {
    HandoffReason.ACCESS: "access to what {team} protects today",
    HandoffReason.SKILLS: "the skill that {team} has today",
    HandoffReason.POLICY: "another control for the same risk",
    HandoffReason.ARCHITECTURE: "an interface both sides can change safely",
    HandoffReason.TOOL: "the tool of {team} opened to others",
    HandoffReason.ORG: "both managers to agree who answers for it",
    HandoffReason.CONTRACT: "a change of the contract",
}
"""What an option needs, by the reason for which the handoff exists."""


@dataclass(frozen=True, slots=True)
class RealignmentOption:
    """One option with everything that is needed to talk about it; always projected.

    Attributes
    ----------
    steps : tuple of str
        Ids of the steps that live elsewhere.
    changes : tuple of Change
        What is applied with the middle of the residual band; it can be saved as a scenario.
    lead_time_now : float or None
        Working hours.
    saved : HoursRange or None
        Recomputed, from the highest to the lowest residual share; ``None`` while lead time or a wait is unknown.
    saved_likely : float or None
        Recomputed with the middle of the band.
    naive_saving : HoursRange or None
        What adding up the waits would claim.
    handoffs_before, handoffs_after : int
        Crossings.
    coordination_before, coordination_after : float
        Coordination cost of the map; only the difference means something.
    added_hours_per_week : float or None
        Work that comes to the team; ``None`` while demand or a process time is unknown.
    utilisation_after : float or None
        0-1 and above, if the team's productive hours and the rest of its demand on this map are known.
    needs, decision_holder, trial : str
        What it would need, who decides, the smallest reversible way to try it.
    residual_is_assumed : bool
        Whether nobody was asked how much wait would remain.
    """

    pattern: Pattern
    steps: tuple[str, ...]
    from_teams: tuple[str, ...]
    to_team: str
    changes: tuple[Change, ...]
    lead_time_now: float | None
    saved: HoursRange | None
    saved_likely: float | None
    naive_saving: HoursRange | None
    handoffs_before: int
    handoffs_after: int
    coordination_before: float
    coordination_after: float
    added_hours_per_week: float | None
    utilisation_after: float | None
    needs: str
    decision_holder: str
    trial: str
    residual_is_assumed: bool

    def is_too_busy(self) -> bool:
        """Say whether the team would pass the utilisation beyond which queues grow fast."""
        return self.utilisation_after is not None and self.utilisation_after > TOO_BUSY


def move_steps(
    stream: ValueStream, step_ids: Sequence[str], to_team: str, pattern: Pattern = Pattern.MOVE_STEP
) -> RealignmentOption:
    """Recompute the map as if some steps were done by another team.

    The wait of a moved step becomes its residual share, whether its crossing vanishes or is only re-routed: the queue
    it stood in was the old team's. A follower whose edge becomes a crossing waits at least the median handoff wait.

    Raises
    ------
    UsageError
        When a step does not exist or already belongs to the team.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> option = move_steps(lantern(), ["L5"], "Product")
    >>> option.saved, option.handoffs_before, option.handoffs_after
    (HoursRange(low=10.0, high=18.0), 3, 2)
    """
    moved = [_step_to_move(stream, step_id, to_team, pattern) for step_id in step_ids]
    records = {record.to_step: record for record in stream.handoffs}
    bands = {step.id: _residual(records.get(step.id), pattern) for step in moved}
    variants = [
        _changes(stream, moved, to_team, pattern, {step_id: band[position] for step_id, band in bands.items()})
        for position in range(3)
    ]
    now = map_metrics(stream)
    later = [map_metrics(apply_changes(stream, changes)) for changes in variants]
    saved = [
        (
            None
            if now.lead_time.value is None or each.lead_time.value is None
            else round(now.lead_time.value - each.lead_time.value, 9)
        )
        for each in later
    ]
    known = [each for each in saved if each is not None]
    waits_known = all(step.wait_time is not None for step in moved)
    main = records.get(moved[0].id)
    added = _added_hours(stream, moved, pattern)
    after = apply_changes(stream, variants[1])
    return RealignmentOption(
        pattern=pattern,
        steps=tuple(step_ids),
        from_teams=tuple(dict.fromkeys(step.team or "?" for step in moved)),
        to_team=to_team,
        changes=variants[1],
        lead_time_now=now.lead_time.value,
        saved=HoursRange(min(known), max(known)) if len(known) == 3 and waits_known else None,
        saved_likely=saved[1] if waits_known else None,
        naive_saving=_naive(moved, bands) if waits_known else None,
        handoffs_before=len(now.handoffs.crossings),
        handoffs_after=len(later[1].handoffs.crossings),
        coordination_before=coordination_cost(step_interactions(stream), steps_by_team(stream)),
        coordination_after=coordination_cost(step_interactions(after), steps_by_team(after)),
        added_hours_per_week=added,
        utilisation_after=_utilisation(stream, to_team, added),
        needs=_needs(main, moved[0]),
        decision_holder=(main.decision_holder if main else None) or UNKNOWN_DECISION_HOLDER,
        trial=_trial(pattern, moved, to_team),
        residual_is_assumed=any(_is_assumed(records.get(step.id)) for step in moved),
    )


def _step_to_move(stream: ValueStream, step_id: str, to_team: str, pattern: Pattern) -> Step:
    step = next((each for each in stream.steps if each.id == step_id), None)
    if step is None:
        message = f"There is no step {step_id!r} to move; check its id."
        raise UsageError(message)
    if step.team == to_team and pattern is not Pattern.SELF_SERVICE:
        message = f"“{step.name}” already belongs to {to_team}, so nothing would change."
        raise UsageError(message)
    return step


def _is_assumed(record: HandoffRecord | None) -> bool:
    return record is None or (record.residual_low is None and record.residual_high is None)


def _residual(record: HandoffRecord | None, pattern: Pattern) -> tuple[float, float, float]:
    low, high = DEFAULT_RESIDUAL
    if record is not None and not _is_assumed(record):
        low = record.residual_low if record.residual_low is not None else record.residual_high or 0.0
        high = record.residual_high if record.residual_high is not None else low
    if pattern is Pattern.SHARE_OWNERSHIP:  # half of the items still stand in the old queue
        low, high = (1 + low) / 2, (1 + high) / 2
    return (low, (low + high) / 2, high)


def _changes(
    stream: ValueStream, moved: Sequence[Step], to_team: str, pattern: Pattern, shares: dict[str, float]
) -> tuple[Change, ...]:
    changes = []
    keeps_team = pattern in {Pattern.SELF_SERVICE, Pattern.SHARE_OWNERSHIP}
    for step in moved:
        if not keeps_team:
            changes.append(_change(step.id, "team", to_team))
        if step.wait_time is not None:
            changes.append(_change(step.id, "wait_time", step.wait_time.value * shares[step.id]))
    return (*changes, *([] if keeps_team else _new_queues(stream, moved, to_team)))


def _change(key: str, field: str, value: str | float) -> Change:
    return Change(kind=ChangeKind.IMPROVEMENT, status=ChangeStatus.PROJECTED, key=key, field=field, value=value)


def _new_queues(stream: ValueStream, moved: Sequence[Step], to_team: str) -> list[Change]:
    teams = {step.id: step.team for step in stream.steps}
    after = {**teams, **{step.id: to_team for step in moved}}
    typical = _median_handoff_wait(stream)
    queues = []
    for edge in stream.flow_edges():
        before_team, after_team = (
            (teams[edge.from_step], teams[edge.to_step]),
            (
                after[edge.from_step],
                after[edge.to_step],
            ),
        )
        becomes_crossing = before_team[0] == before_team[1] and after_team[0] != after_team[1]
        follower = stream.step(edge.to_step)
        if becomes_crossing and edge.to_step not in {step.id for step in moved} and follower.wait_time and typical:
            queues.append(_change(follower.id, "wait_time", max(follower.wait_time.value, typical)))
    return queues


def _median_handoff_wait(stream: ValueStream) -> float | None:
    waits = [handoff.wait_hours for handoff in list_handoffs(stream) if handoff.wait_hours is not None]
    return median(waits) if waits else None


def _naive(moved: Sequence[Step], bands: dict[str, tuple[float, float, float]]) -> HoursRange:
    waits = {step.id: step.wait_time.value if step.wait_time else 0.0 for step in moved}
    return HoursRange(
        low=round(sum(wait * (1 - bands[step_id][2]) for step_id, wait in waits.items()), 9),
        high=round(sum(wait * (1 - bands[step_id][0]) for step_id, wait in waits.items()), 9),
    )


def _added_hours(stream: ValueStream, moved: Sequence[Step], pattern: Pattern) -> float | None:
    if pattern in {Pattern.SELF_SERVICE, Pattern.EMBED_SKILL}:
        return 0.0  # the work stays with those who have the skill
    efforts = [_effort(step) for step in moved]
    if stream.items_per_year is None or any(effort is None for effort in efforts):
        return None
    share = 0.5 if pattern is Pattern.SHARE_OWNERSHIP else 1.0
    return share * sum(effort or 0.0 for effort in efforts) * stream.items_per_year / WEEKS_PER_YEAR


def _effort(step: Step) -> float | None:
    return None if step.process_time is None else step.process_time.value * (step.people.value if step.people else 1.0)


def _utilisation(stream: ValueStream, to_team: str, added: float | None) -> float | None:
    team = next((team for team in stream.teams if team.name == to_team), None)
    own = [_effort(step) for step in stream.steps if step.team == to_team]
    if team is None or not team.productive_hours_per_week or added is None or stream.items_per_year is None:
        return None
    if any(effort is None for effort in own):
        return None
    demand = sum(effort or 0.0 for effort in own) * stream.items_per_year / WEEKS_PER_YEAR
    return (demand + added) / team.productive_hours_per_week


def _needs(record: HandoffRecord | None, step: Step) -> str:
    if record is None or record.reason is None:
        return "to be found out: nobody has said why this handoff exists"
    needs = NEEDS[record.reason].format(team=step.team or "the other team")
    if record.reason is HandoffReason.POLICY and record.risk_controlled:
        return f"another control for the risk of {record.risk_controlled}"
    return needs


def _trial(pattern: Pattern, moved: Sequence[Step], to_team: str) -> str:
    names = " and ".join(f"“{step.name}”" for step in moved)
    old = moved[0].team or "the other team"
    trials = {
        Pattern.SELF_SERVICE: (
            f"For two weeks {old} lets {to_team} start {names} themselves for one kind of item, and reviews afterwards."
        ),
        Pattern.EMBED_SKILL: (
            f"For two weeks one person of {old} sits with {to_team} two days a week and does {names} there."
        ),
        Pattern.SHARE_OWNERSHIP: f"For two weeks {to_team} does {names} for every second item, with {old} at hand.",
        Pattern.MOVE_STEP: f"For two weeks {to_team} does {names} for two items with someone of {old} beside them.",
        Pattern.MERGE_TEAMS: (
            f"For two weeks {old} and {to_team} work from one queue, and go back to two if it does not help."
        ),
    }
    return trials[pattern]


def realignment_options(stream: ValueStream) -> tuple[RealignmentOption, ...]:
    """Propose options for the handoffs on the critical path that the home team cannot simply drop, lightest first.

    Within a pattern the largest likely gain comes first; options without any gain are left out.

    Raises
    ------
    UsageError
        When no team is marked as the home team.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> [(option.pattern.value, option.steps) for option in realignment_options(lantern())][:2]
    [('embed_skill', ('L6',)), ('embed_skill', ('L5',))]
    """
    home = stream.home_team()
    if home is None:
        message = (
            "No team is marked as the home team, so it is not known where a step could move. Mark one in the teams."
        )
        raise UsageError(message)
    found: dict[tuple[Pattern, tuple[str, ...]], RealignmentOption] = {}
    for handoff in list_handoffs(stream):
        step = stream.step(handoff.to_step)
        if not handoff.is_critical or handoff.empowerment is Empowerment.EMPOWERED or step.team == home.name:
            continue
        for pattern in _fitting_patterns(handoff.record):
            found[(pattern, (step.id,))] = move_steps(stream, [step.id], home.name, pattern)
    for team in {step.team for step in stream.steps if step.team not in (None, home.name)}:
        own = [step.id for step in stream.steps if step.team == team]
        # Merging with a team that does one step of the map is the same as moving that step.
        if len(own) > 1 and _is_neighbour(stream, own, home.name):
            found[(Pattern.MERGE_TEAMS, tuple(own))] = move_steps(stream, own, home.name, Pattern.MERGE_TEAMS)
    gaining = [option for option in found.values() if option.saved_likely]
    order = list(Pattern)
    return tuple(sorted(gaining, key=lambda each: (order.index(each.pattern), -(each.saved_likely or 0.0), each.steps)))


def _fitting_patterns(record: HandoffRecord | None) -> tuple[Pattern, ...]:
    reason = record.reason if record else None
    if reason in {HandoffReason.ACCESS, HandoffReason.TOOL}:
        return (Pattern.SELF_SERVICE, Pattern.MOVE_STEP)
    if reason in {HandoffReason.POLICY, HandoffReason.ORG, HandoffReason.CONTRACT}:
        return (Pattern.SHARE_OWNERSHIP, Pattern.MOVE_STEP)
    return (Pattern.EMBED_SKILL, Pattern.MOVE_STEP)


def _is_neighbour(stream: ValueStream, step_ids: Collection[str], home: str) -> bool:
    teams = {step.id: step.team for step in stream.steps}
    return any(
        (edge.from_step in step_ids and teams[edge.to_step] == home)
        or (edge.to_step in step_ids and teams[edge.from_step] == home)
        for edge in stream.flow_edges()
    )


def insight_sentence(
    stream: ValueStream,
    option: RealignmentOption,
    *,
    show: Callable[[float | None], str] = format_hours,
    name: Callable[[str], str] = str,
) -> str:
    """Say an option the way a team can take it to those who decide.

    Parameters
    ----------
    show : callable
        Writes working hours, ``None`` as ``"?"``.
    name : callable
        Prepares the name of a step, team or role for a sentence, for example by shortening it.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> stream = lantern()
    >>> print(insight_sentence(stream, move_steps(stream, ["L5"], "Product")))
    If “Test” were done by Product, feature lead time would fall by 10 h to 2.3 d (now 3.5 wk, projected); it would need
    to be found out: nobody has said why this handoff exists; how much work it would add is not known; unknown decides.
    """
    names = " and ".join(f"“{name(stream.step(step_id).name)}”" for step_id in option.steps)
    verb = "were" if len(option.steps) == 1 else "were both" if len(option.steps) == 2 else "were all"
    how = PATTERN_WORDS[option.pattern]
    if option.pattern in {Pattern.MOVE_STEP, Pattern.MERGE_TEAMS}:
        how = f"{how} {name(option.to_team)}"
    if option.saved is None:
        gain = "how feature lead time would change is not known yet"
    elif option.saved.high <= 0:
        gain = f"feature lead time would not fall (now {show(option.lead_time_now)}, projected)"
    else:
        low, high = show(option.saved.low), show(option.saved.high)
        gain = (
            f"feature lead time would fall by {low if low == high else f'{low} to {high}'} (now"
            f" {show(option.lead_time_now)}, projected)"
        )
    load = (
        "how much work it would add is not known"
        if option.added_hours_per_week is None
        else (
            "it would add no work to the team"
            if option.added_hours_per_week == 0
            else f"it would add {_hours_a_week(option.added_hours_per_week)} a week to the team"
        )
    )
    decides = f"{name(option.decision_holder)} decides"
    return f"If {names} {verb} {how}, {gain}; it would need {option.needs}; {load}; {decides}."


def _hours_a_week(hours: float) -> str:
    return "less than 1 h" if hours < 0.95 else f"{hours:.0f} h"


@dataclass(frozen=True, slots=True)
class Regrouping:
    """What a proposed grouping of teams would do to one map; always projected.

    Attributes
    ----------
    handoffs_before, handoffs_after : int
        Crossings between teams, and between groups.
    saved : HoursRange or None
        Lead time saved if the waits of handoffs inside a group kept their residual share; ``None`` while lead time is
        unknown.
    """

    stream: str
    handoffs_before: int
    handoffs_after: int
    saved: HoursRange | None


def judge_groups(streams: Collection[ValueStream], groups: Collection[Collection[str]]) -> tuple[Regrouping, ...]:
    """Recompute every map as if the teams of a group were one: groups are proposed elsewhere, the maps judge them.

    Parameters
    ----------
    streams : collection of ValueStream
        The maps of a program.
    groups : collection of collections of str
        Team names, for example from :func:`vsm_toolkit.team_groups.propose_groups`.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> judge_groups([lantern()], [["Product", "Shared QA"]])
    (Regrouping(stream='Lantern', handoffs_before=3, handoffs_after=2, saved=HoursRange(low=10.0, high=18.0)),)
    """
    group_of = {team: number for number, group in enumerate(groups) for team in group}
    return tuple(_judge(stream, group_of) for stream in streams)


def _judge(stream: ValueStream, group_of: Mapping[str, int]) -> Regrouping:
    teams = {step.id: step.team for step in stream.steps}

    def together(one: str, other: str) -> bool:
        first, second = group_of.get(teams[one] or ""), group_of.get(teams[other] or "")
        return first is not None and first == second

    handoffs = list_handoffs(stream)
    inside = [each for each in handoffs if all(together(sender, each.to_step) for sender in each.from_steps)]
    crossings = sum(each.crossings for each in handoffs)
    kept = sum(not together(sender, each.to_step) for each in handoffs for sender in each.from_steps)
    known = map_metrics(stream).lead_time.value is not None
    return Regrouping(stream.name, crossings, kept, recoverable_lead_time(stream, inside) if known else None)

"""What may leave the team: the one place where an engagement loses what its share level does not allow.

Every report is computed from the result, so no page, table, picture or file can show what was taken out here. Texts are
kept by a list of what may leave; a field that nobody listed stays with the team.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, get_args

from vsm_toolkit.model import (
    Adoption,
    Ask,
    Calendar,
    Challenge,
    Change,
    Dependency,
    Edge,
    Engagement,
    Entity,
    HandoffRecord,
    Improvement,
    ItemTime,
    OutcomeStatement,
    OwnerReading,
    ParkingLotItem,
    RecheckValue,
    RetentionCheck,
    ReworkLoop,
    Scenario,
    ShareLevel,
    Step,
    Team,
    ValueStream,
    WasteObservation,
)
from vsm_toolkit.owner_readings import unread_roles

SMALLEST_NAMED_TEAM = 3
"""A team of fewer people is a person or two, so beyond the team it is not named."""

EntityType = TypeVar("EntityType", bound=Entity)

MAY_LEAVE: dict[type[Entity], frozenset[str]] = {
    Adoption: frozenset({"what", "adopted_by"}),
    Ask: frozenset({"id", "receiver_role", "evidence_ids", "decision", "cost_of_status_quo", "reversible_trial"}),
    Calendar: frozenset({"time_zone", "day_starts"}),
    Challenge: frozenset({"id", "program", "currency", "decision_rights"}),
    Change: frozenset({"table", "key", "field", "value", "old", "improvement", "scenario"}),
    Dependency: frozenset({"id", "dependent", "provider", "kind", "explains_step", "decision_holder"}),
    Edge: frozenset({"from_step", "to_step"}),
    HandoffRecord: frozenset({"to_step", "decision_holder", "risk_controlled"}),
    Improvement: frozenset({"id", "target", "owner_role", "looked_after_by", "size"}),
    ItemTime: frozenset({"item", "measure"}),
    OutcomeStatement: frozenset({"text", "metric", "from_value", "to_value", "result"}),
    OwnerReading: frozenset({"decision_holder"}),
    ParkingLotItem: frozenset({"text"}),
    RecheckValue: frozenset({"table", "key", "field", "value"}),
    RetentionCheck: frozenset({"improvement"}),
    ReworkLoop: frozenset({"from_step", "to_step"}),
    Scenario: frozenset({"id", "name"}),
    Step: frozenset({"id", "name", "team"}),
    Team: frozenset({"name"}),
    ValueStream: frozenset({"name", "customer", "trigger", "end_condition", "item_type"}),
    WasteObservation: frozenset({"id", "place", "decision_holder", "overlaps_with"}),
}
"""The texts that name things (steps, teams, roles, dates) or are written for others to read (asks, the outcome).

Every other text is a remark, and leaves the team only with the share tick. An owner's statement is the owner's: it
leaves once that owner has read the page.
"""

TEAM_FIELDS: tuple[tuple[type[Entity], str], ...] = (
    *((Team, "name"), (Step, "team"), (Dependency, "dependent"), (Dependency, "provider")),
    *((kind, "decision_holder") for kind in (HandoffRecord, Dependency, WasteObservation)),
    *((Ask, "receiver_role"), (Improvement, "owner_role"), (Improvement, "looked_after_by")),
    *((Change, "value"), (Change, "old"), (RecheckValue, "value")),
)
"""Where the name of a team stands."""

WORDS_OF_OURS = {(Change, "table"), (Change, "field"), (RecheckValue, "table"), (RecheckValue, "field")}
REMARK_FIELDS = frozenset({"notes", "roles", "reason", "promise", "owner_statement"})
"""Fields of the map that hold remarks, for changes of them."""


@dataclass(frozen=True, slots=True)
class SharingRow:
    """One line of what a share level lets through, for people."""

    what: str
    team: str
    program: str
    organisation: str


SHARING_RULES = (
    SharingRow("Names of people that were listed", "replaced", "replaced", "replaced"),
    SharingRow("Parking lot, readiness, coaching notes", "yes", "never", "never"),
    SharingRow("Remarks and notes", "yes", "with the share tick", "with the share tick"),
    SharingRow(
        "A decision holder's role and statement", "yes, marked draft", "once they have read", "once they have read"
    ),
    SharingRow("A team of one or two people, by name", "yes", "no", "no"),
    SharingRow("Other teams by name", "yes", "yes", "with consent"),
    SharingRow("Money", "yes", "yes", "with consent"),
)
"""The rules below in words, as block J and the workshop show them."""


def shared_view(engagement: Engagement) -> Engagement:
    """Give the engagement as its share level lets others see it; the original is untouched.

    Examples
    --------
    >>> from vsm_toolkit.samples import lantern
    >>> noted = lantern().step("L1").with_changes(notes="Bo was ill")
    >>> stream = lantern().with_changes(steps=(noted, *lantern().steps[1:]))
    >>> seen = shared_view(Engagement(challenge=Challenge(id="lantern", share_level="program"), stream=stream))
    >>> seen.stream.step("L1").notes is None
    True
    """
    seen = without_listed_names(engagement)
    challenge = seen.challenge
    if challenge.share_level is ShareLevel.TEAM:
        return seen
    unread = {role: f"role {n} (has not read this yet)" for n, role in enumerate(unread_roles(seen), 1)}
    seen = _without_remarks(seen, keep_remarks=bool(challenge.share_free_text), unread=frozenset(unread))
    seen = _replaced(seen, unread)
    seen = _replaced(seen, _small_teams(seen))
    return _beyond_the_program(seen) if challenge.share_level is ShareLevel.ORGANISATION else seen


def without_listed_names(engagement: Engagement) -> Engagement:
    """Write "person 1" wherever the name of somebody stands whom the team listed, and drop the list.

    Examples
    --------
    >>> whole = Engagement(
    ...     challenge=Challenge(id="x", withheld_names=["Bo Example"]), stream=ValueStream(name="For Bo Example")
    ... )
    >>> without_listed_names(whole).stream.name
    'For person 1'
    """
    names = {name: f"person {number}" for number, name in enumerate(engagement.challenge.withheld_names, 1)}
    return _with_challenge(_replaced(engagement, names), withheld_names=())


def stand_ins(seen: Engagement) -> tuple[str, ...]:
    """List the names in a shared view that stand for a role or team which is not named there.

    They mean nothing outside their own report: "role 1" of one team is not "role 1" of another.

    Examples
    --------
    >>> stream = ValueStream(name="X", teams=[Team(name="Bo and Kim", size=2)])
    >>> stand_ins(shared_view(Engagement(challenge=Challenge(id="x", share_level="program"), stream=stream)))
    ('small team 1',)
    """
    challenge, teams = seen.challenge, seen.stream.teams
    if challenge.share_level is ShareLevel.TEAM:
        return ()
    if challenge.share_level is ShareLevel.ORGANISATION and not challenge.share_team_names:
        unnamed = [team.name for team in teams]
    else:
        unnamed = [team.name for team in teams if team.size is not None and team.size < SMALLEST_NAMED_TEAM]
    return (*unread_roles(seen), *unnamed)


def _with_challenge(engagement: Engagement, **fields: object) -> Engagement:
    return engagement.model_copy(update={"challenge": engagement.challenge.model_copy(update=fields)})


def _without_remarks(engagement: Engagement, *, keep_remarks: bool, unread: frozenset[str]) -> Engagement:
    """Take out what only the team may see, and unless the share tick is set every remark."""
    private = engagement.model_copy(
        update={
            "parking_lot": (),
            "pulses": tuple(row.model_copy(update={"coaching_observations": None}) for row in engagement.pulses),
        }
    )
    private = _with_challenge(private, readiness=(), coach_roles=None)
    told = {row.to_step: row.owner_statement for row in private.stream.handoffs if row.decision_holder not in unread}
    said = {row.decision_holder: row.statement for row in private.owner_readings if row.decision_holder not in unread}

    def seen(entity: Entity) -> Entity:
        kept = _known_fields(entity, keep_remarks=keep_remarks)
        if isinstance(kept, HandoffRecord):
            return kept.model_copy(update={"owner_statement": told.get(kept.to_step)})
        if isinstance(kept, OwnerReading):
            return kept.model_copy(update={"statement": said.get(kept.decision_holder)})
        if isinstance(kept, Change | RecheckValue) and kept.field in REMARK_FIELDS and not keep_remarks:
            gone = {"value": None, **({"old": None} if isinstance(kept, Change) else {})}
            return kept.model_copy(update=gone)
        return kept

    return _each_entity(private, seen)


def _known_fields(entity: Entity, *, keep_remarks: bool) -> Entity:
    """Drop fields the toolkit does not know, and unless they may be kept the texts nobody listed."""
    kind = type(entity)
    may_leave = MAY_LEAVE.get(kind, frozenset())
    values = {
        name: getattr(entity, name)
        for name, field in kind.model_fields.items()
        if keep_remarks or name in may_leave or not holds_text(field.annotation)
    }
    return kind.model_construct(_fields_set=set(values), **values)


def holds_text(annotation: object) -> bool:
    """Say whether a field can hold text somebody typed.

    Examples
    --------
    >>> holds_text(str | None), holds_text(tuple[str, ...]), holds_text(ShareLevel)
    (True, True, False)
    """
    return annotation is str or any(holds_text(part) for part in get_args(annotation))


def _each_entity(entity: EntityType, change: Callable[[Any], Any]) -> EntityType:
    """Change every entity within an entity, the inner ones first."""
    update: dict[str, object] = {}
    for name, value in dict(entity).items():
        if isinstance(value, Entity):
            update[name] = _each_entity(value, change)
        elif isinstance(value, tuple) and any(isinstance(each, Entity) for each in value):
            update[name] = tuple(_each_entity(each, change) for each in value)
    changed: EntityType = change(entity.model_copy(update=update))
    return changed


def _replaced(engagement: Engagement, words: Mapping[str, str]) -> Engagement:
    """Write other words for some, wherever they stand, in names and ids as well, so that references still meet."""
    spoken = {word.strip().casefold(): other for word, other in words.items() if word.strip()}
    if not spoken:
        return engagement
    longest_first = sorted(spoken, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)

    def rewritten(value: Any) -> Any:  # noqa: ANN401 - any field's value
        if type(value) is str:
            return pattern.sub(lambda found: spoken.get(found[0].casefold(), "…"), value)
        if isinstance(value, tuple):
            return tuple(rewritten(each) for each in value)
        if isinstance(value, dict):
            return {rewritten(key): rewritten(each) for key, each in value.items()}
        return [rewritten(each) for each in value] if isinstance(value, list) else value

    def seen(entity: Any) -> Any:  # noqa: ANN401 - any entity
        texts = {
            name: rewritten(value) for name, value in dict(entity).items() if (type(entity), name) not in WORDS_OF_OURS
        }
        return entity.model_copy(update=texts)

    return _each_entity(engagement, seen)


def _small_teams(engagement: Engagement) -> dict[str, str]:
    small = [team.name for team in engagement.stream.teams if team.size is not None and team.size < SMALLEST_NAMED_TEAM]
    return {name: f"small team {number}" for number, name in enumerate(small, 1)}


def _beyond_the_program(engagement: Engagement) -> Engagement:
    challenge, teams = engagement.challenge, engagement.stream.teams
    seen = engagement
    if not challenge.share_money:
        unpriced = tuple(team.model_copy(update={"rate_per_hour": None}) for team in teams)
        seen = _with_challenge(seen, rate_per_hour=None, cost_of_delay=None)
        seen = seen.model_copy(update={"stream": seen.stream.model_copy(update={"teams": unpriced})})
    if not challenge.share_team_names:
        kinds = [team.kind.value.replace("_", " ") if team.kind else "" for team in teams]
        names = [f"{kind} team {number}".strip() for number, kind in enumerate(kinds, 1)]
        seen = _with_team_names(seen, dict(zip((team.name for team in teams), names, strict=True)))
    return seen


def _with_team_names(engagement: Engagement, names: Mapping[str, str]) -> Engagement:
    """Call teams by other names wherever a field names a team; within a step's name the word stays."""

    def seen(entity: Any) -> Any:  # noqa: ANN401 - any entity
        told = {name: getattr(entity, name) for kind, name in TEAM_FIELDS if isinstance(entity, kind)}
        return entity.model_copy(
            update={name: names.get(value, value) for name, value in told.items() if isinstance(value, str)}
        )

    return _each_entity(engagement, seen)

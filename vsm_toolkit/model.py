"""The entities of a value stream map: frozen, typed, plain data.

Times are working hours. ``None`` means "not known yet" and is never filled in. Constructing an entity never raises for
incompleteness or contradiction; :func:`vsm_toolkit.map_checks.check_map` lists both. Fields the toolkit does not know
are kept (pydantic ``extra="allow"``) so that a file written by a newer version, or a column a team added, survives.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field

SCHEMA_VERSION = 1


class EvidenceGrade(StrEnum):
    """How a number is known, strongest first."""

    MEASURED = "measured"
    SAMPLED = "sampled"
    ESTIMATED = "estimated"
    GUESS = "guess"


class Stage(StrEnum):
    """The fixed scale from idea to support that lets streams be compared."""

    IDEATION = "ideation"
    DISCOVERY = "discovery"
    DEFINITION = "definition"
    BUILD = "build"
    VERIFY = "verify"
    RELEASE = "release"
    OPERATE_SUPPORT = "operate_support"


class TeamKind(StrEnum):
    """What a team is for: the four Team Topologies kinds, and four found in matrixed organisations."""

    STREAM_ALIGNED = "stream_aligned"
    PLATFORM = "platform"
    ENABLING = "enabling"
    COMPLICATED_SUBSYSTEM = "complicated_subsystem"
    FUNCTIONAL = "functional"
    GOVERNANCE = "governance"
    VENDOR = "vendor"
    CUSTOMER = "customer"


class EdgeKind(StrEnum):
    """What moves along an edge; rework has an entity of its own, :class:`ReworkLoop`."""

    FLOW = "flow"
    INFORMATION = "information"


class Channel(StrEnum):
    """How work crosses from one team to the next."""

    CONVERSATION = "conversation"
    PAIRING = "pairing"
    TICKET = "ticket"
    FORM = "form"
    DOCUMENT = "document"
    EMAIL = "email"
    SELF_SERVICE = "self_service"
    AUTOMATED = "automated"


class Empowerment(StrEnum):
    """Whether the home team can change a handoff, by the three-question test."""

    EMPOWERED = "empowered"
    INFLUENCE = "influence"
    NOT_EMPOWERED = "not_empowered"


class HandoffReason(StrEnum):
    """Why a handoff exists."""

    POLICY = "policy"
    ACCESS = "access"
    SKILLS = "skills"
    TOOL = "tool"
    ARCHITECTURE = "architecture"
    ORG = "org"
    CONTRACT = "contract"


class DependencyStrength(StrEnum):
    """Hard: must exist before delivery. Soft: needed for full function, delivery can go ahead."""

    HARD = "hard"
    SOFT = "soft"


class DependencyImpact(StrEnum):
    """How the dependent team feels a dependency."""

    OK = "ok"
    SLOWING = "slowing"
    BLOCKING = "blocking"


class Interaction(StrEnum):
    """How two teams work together; ``undefined`` is itself a finding."""

    COLLABORATION = "collaboration"
    X_AS_A_SERVICE = "x_as_a_service"
    FACILITATING = "facilitating"
    UNDEFINED = "undefined"


class WasteCategory(StrEnum):
    """The later Poppendieck seven, one from the earlier list, and human cost (never priced)."""

    PARTIALLY_DONE_WORK = "partially_done_work"
    EXTRA_FEATURES = "extra_features"
    RELEARNING = "relearning"
    HANDOFFS = "handoffs"
    DELAYS = "delays"
    TASK_SWITCHING = "task_switching"
    DEFECTS = "defects"
    EXTRA_PROCESSES = "extra_processes"
    HUMAN_COST = "human_cost"


class ChangeKind(StrEnum):
    """Why a map was edited. A correction is not an improvement: it restates the baseline."""

    DISCOVERY = "discovery"
    CORRECTION = "correction"
    IMPROVEMENT = "improvement"


class ChangeStatus(StrEnum):
    """How far a change has come; only ``done`` counts in a headline."""

    DONE = "done"
    IN_PROGRESS = "in_progress"
    PROJECTED = "projected"


class ScenarioKind(StrEnum):
    """Whether a scenario is an agreed target or only a question; neither is ever a promise."""

    FUTURE = "future"
    WHAT_IF = "what_if"


class ItemPeriod(StrEnum):
    """On which side of the changes an item was started."""

    BEFORE = "before"
    AFTER = "after"


class ImprovementStatus(StrEnum):
    """The life of an improvement."""

    IDEA = "idea"
    CHOSEN = "chosen"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    DROPPED = "dropped"


class AskKind(StrEnum):
    """What an ask needs from its receiver."""

    POLICY = "policy"
    ACCESS = "access"
    STRUCTURE = "structure"
    MONEY = "money"
    INFORMATION = "information"


class AskStatus(StrEnum):
    """The life of an ask."""

    RAISED = "raised"
    HEARD = "heard"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DONE = "done"


class ParkingRoute(StrEnum):
    """Where a parked remark goes before the session closes."""

    WASTE = "waste"
    DEPENDENCY = "dependency"
    ASK = "ask"
    IMPROVEMENT = "improvement"
    DROP = "drop"


class RetentionState(StrEnum):
    """What became of an improvement by the day somebody looked again."""

    KEPT = "kept"
    PARTLY = "partly"
    DECAYED = "decayed"


class ShareLevel(StrEnum):
    """Who may see a report; roles and teams at every level, never people."""

    TEAM = "team"
    PROGRAM = "program"
    ORGANISATION = "organisation"


class TimeBasis(StrEnum):
    """Whether hours count while nobody works."""

    WORKING = "working"
    ELAPSED = "elapsed"


Hours = Annotated[float, Field(json_schema_extra={"x-unit": "working hours", "type": ["number", "string"]})]
"""A time in working hours; in a file it is text with a unit (``"60 wh"``)."""


class Entity(BaseModel):
    """What every entity shares: frozen, unknown fields kept, no NaN or infinity."""

    model_config = ConfigDict(frozen=True, extra="allow", allow_inf_nan=False)

    def with_changes(self, **fields: Any) -> Self:  # noqa: ANN401 - any field of the entity
        """Return a copy with some fields replaced and validated; the original is untouched.

        Raises
        ------
        pydantic.ValidationError
            When a new value has the wrong type.

        Examples
        --------
        >>> step = Step(id="A", name="Review", team="QA")
        >>> step.with_changes(team="Build").team
        'Build'
        >>> step.team
        'QA'
        """
        return type(self).model_validate({**dict(self), **fields})


class Estimate(Entity):
    """A number and how it is known.

    Attributes
    ----------
    value : float
        The point value, in the unit of the field that holds it.
    low, high : float or None
        P10 and P90: "you would be surprised to be outside, one time in ten each side".
    grade : EvidenceGrade or None
        How this number is known; ``None`` takes the grade of the step it belongs to.
    sample_size : int or None
        How many real items were looked up.
    source : str or None
        Where the number comes from, in the team's words.

    Examples
    --------
    >>> Estimate(value=24, low=16, high=40).spread()
    (16.0, 40.0)
    """

    value: float
    low: float | None = None
    high: float | None = None
    grade: EvidenceGrade | None = None
    sample_size: int | None = None
    source: str | None = None

    def spread(self) -> tuple[float, float]:
        """Give the range, or the point twice where no range was asked."""
        return (self.value if self.low is None else self.low, self.value if self.high is None else self.high)


class TimeEstimate(Estimate):
    """An :class:`Estimate` in working hours."""


class NumberEstimate(Estimate):
    """An :class:`Estimate` without a time unit: percent, people, items."""


class Team(Entity):
    """A group that does steps.

    Attributes
    ----------
    name : str
        Unique in the map; steps refer to it.
    is_home : bool
        Whether this is the team in the Dojo.
    size : float or None
        People.
    productive_hours_per_week : float or None
        Working hours a week the whole team can give, all demand together.
    rate_per_hour : float or None
        Labour cost in the program's currency.
    """

    name: str
    kind: TeamKind | None = None
    is_home: bool = False
    size: float | None = None
    productive_hours_per_week: float | None = None
    rate_per_hour: float | None = None


class Step(Entity):
    """One activity by one team (a process block).

    Attributes
    ----------
    id : str
        Unique in the map.
    name : str
        Verb and noun.
    stage : Stage or None
        Where on the way from idea to support.
    team : str or None
        Name of the team that does it.
    wait_time : TimeEstimate or None
        From work available to this step until someone starts on it. Working hours.
    process_time : TimeEstimate or None
        To do one item if nothing were missing and nobody interrupted. Working hours.
    in_step_delay : TimeEstimate or None
        Started but stopped, working hours; ``None`` reads as none observed (0).
    percent_complete_accurate : NumberEstimate or None
        0-100: share the next step could use as it came, judged by the receiver.
    people : NumberEstimate or None
        Who work on it at once; ``None`` reads as 1.
    cadence : float or None
        Working hours between two openings of a gate (a weekly board: 40).
    evidence : EvidenceGrade or None
        Grade of every number of this step that has none of its own.
    """

    id: str
    name: str
    stage: Stage | None = None
    team: str | None = None
    roles: str | None = None
    wait_time: TimeEstimate | None = None
    process_time: TimeEstimate | None = None
    in_step_delay: TimeEstimate | None = None
    percent_complete_accurate: NumberEstimate | None = None
    people: NumberEstimate | None = None
    cadence: Hours | None = None
    batch_size: float | None = None
    queue_items: float | None = None
    automated: bool | None = None
    evidence: EvidenceGrade | None = None
    notes: str | None = None

    def grade_of(self, estimate: Estimate) -> EvidenceGrade | None:
        """Say how one of this step's numbers is known: its own grade, else the step's."""
        return estimate.grade or self.evidence


class Edge(Entity):
    """Work (or information) moves from one step to the next.

    Attributes
    ----------
    share : float or None
        ``None``: the branch always runs (AND). 0-1: of the items leaving ``from_step``, the share that takes this
        branch (XOR); the shares of one step's branches add up to 1.
    """

    from_step: str
    to_step: str
    kind: EdgeKind = EdgeKind.FLOW
    share: float | None = None


class ReworkLoop(Entity):
    """Work sent back from the step that discovers to the step that redoes.

    Attributes
    ----------
    probability : float or None
        0-1: share of visits to ``from_step`` that end in this return; ``None`` while only the loop is known.
    redo_share : float or None
        Share of the original time a redo takes; ``None`` uses the band 0.25-1.
    """

    from_step: str
    to_step: str
    probability: float | None = None
    reason: str | None = None
    redo_share: float | None = None


class HandoffRecord(Entity):
    """What happens when work enters a step from another team; keyed by the receiving step, so one wait is owned once.

    Attributes
    ----------
    to_step : str
        Id of the receiving step.
    sender_minutes, receiver_minutes : float or None
        Labour per item and crossing.
    clarifications, clarification_minutes, clarification_people : float or None
        Per item: how often someone had to ask, how long, how many people.
    empowerment : Empowerment or None
        Whether the home team can change it; ``None`` while not classified.
    decision_holder : str or None
        The role that decides (never a person); ``None`` or ``"unknown"`` is itself a finding.
    residual_low, residual_high : float or None
        Share of the wait that would remain if the same team did both sides, 0-1; ``None`` uses 0.1-0.5, marked.
    promise : str or None
        What managers promised about it before mapping.
    owner_statement : str or None
        The decision holder's own words.
    """

    to_step: str
    channel: Channel | None = None
    sender_minutes: float | None = None
    receiver_minutes: float | None = None
    clarifications: float | None = None
    clarification_minutes: float | None = None
    clarification_people: float | None = None
    empowerment: Empowerment | None = None
    decision_holder: str | None = None
    reason: HandoffReason | None = None
    risk_controlled: str | None = None
    residual_low: float | None = None
    residual_high: float | None = None
    promise: str | None = None
    owner_statement: str | None = None


class Dependency(Entity):
    """Standing reliance of one team on another; it explains a step's wait and never adds to it.

    Attributes
    ----------
    frequency_per_item : float or None
        How often it bites for one item.
    wait_per_occurrence : float or None
        Working hours.
    explains_step : str or None
        Id of the step whose wait it explains.
    """

    id: str
    dependent: str
    provider: str
    kind: str | None = None
    strength: DependencyStrength | None = None
    impact: DependencyImpact | None = None
    frequency_per_item: float | None = None
    wait_per_occurrence: Hours | None = None
    explains_step: str | None = None
    empowerment: Empowerment | None = None
    decision_holder: str | None = None
    interaction: Interaction | None = None
    cross_program: bool | None = None
    on_time_rate: float | None = None
    notes: str | None = None


class WasteObservation(Entity):
    """One observed loss, tied to a place on the map.

    Attributes
    ----------
    place : str
        Id of a step, or of a dependency.
    minutes, occurrences_per_item, people : float or None
        Labour per item is minutes / 60 x occurrences x people.
    overlaps_with : str or None
        What already counts it (for example ``"handoff A11"``); such rows are shown and never added.
    """

    id: str
    place: str
    category: WasteCategory
    minutes: float | None = None
    occurrences_per_item: float | None = None
    people: float | None = None
    empowerment: Empowerment | None = None
    decision_holder: str | None = None
    evidence: EvidenceGrade | None = None
    overlaps_with: str | None = None
    notes: str | None = None


class Improvement(Entity):
    """A visible "fix this" mark with an owner role and a hypothesis.

    Attributes
    ----------
    owner_role : str or None
        The role that carries it through the challenge.
    looked_after_by : str or None
        The role that looks after it once it is done.
    """

    id: str
    target: str
    hypothesis: str | None = None
    empowerment: Empowerment | None = None
    owner_role: str | None = None
    due: date | None = None
    size: str | None = None
    status: ImprovementStatus = ImprovementStatus.IDEA
    measured_effect: str | None = None
    looked_after_by: str | None = None


class Ask(Entity):
    """A decision requested from someone outside the team.

    Attributes
    ----------
    raised_on : date or None
        From when its age is counted.
    status_on : date or None
        Since when it has its status.
    """

    id: str
    receiver_role: str | None = None
    kind: AskKind | None = None
    decision: str | None = None
    evidence_ids: tuple[str, ...] = ()
    cost_of_status_quo: str | None = None
    reversible_trial: str | None = None
    raised_on: date | None = None
    decide_by: date | None = None
    status: AskStatus = AskStatus.RAISED
    status_on: date | None = None
    answer: str | None = None


class ParkingLotItem(Entity):
    """Something said that is not today's topic."""

    text: str
    raised_in: str | None = None
    route: ParkingRoute | None = None
    closed_in: str | None = None


class Change(Entity):
    """One dated, kinded edit of a map, kept as data so that it can be replayed, compared and undone.

    Attributes
    ----------
    table : str
        ``steps``, ``edges``, ``loops``, ``handoffs``, ``dependencies`` or ``waste``.
    key : str
        Id of the row; for edges and loops ``"A09>A06"``.
    field : str
        The field that changes, or ``"removed"``.
    value : str, float, bool or None
        The new value, times in working hours.
    old : str, float, bool or None
        The value it replaces, where it was recorded.
    grade : EvidenceGrade or None
        How the new value is known.
    scenario : str or None
        Id of the scenario it belongs to; ``None`` is a change of the map itself.
    """

    on: date | None = None
    kind: ChangeKind
    status: ChangeStatus
    table: str = "steps"
    key: str
    field: str
    value: bool | float | str | None = None
    old: bool | float | str | None = None
    grade: EvidenceGrade | None = None
    note: str | None = None
    improvement: str | None = None
    scenario: str | None = None


class Scenario(Entity):
    """A named list of changes that nobody made yet; the changes themselves carry its id."""

    id: str
    name: str
    kind: ScenarioKind = ScenarioKind.WHAT_IF
    by_date: date | None = None
    note: str | None = None


class ItemTime(Entity):
    """How long one real item took, for claims that are measured.

    Attributes
    ----------
    measure : str
        From where to where, for example ``"commit to production"``; only items of one measure are compared.
    hours : float
        Working hours; the age so far while the item is not finished.
    """

    item: str
    measure: str
    period: ItemPeriod
    hours: Hours
    finished: bool = True
    finished_on: date | None = None


class RetentionCheck(Entity):
    """Whether an improvement was still in place when somebody looked, weeks or months later.

    Attributes
    ----------
    on : date
        The day it is booked for, or was looked at.
    state : RetentionState or None
        What was seen; ``None`` while nobody looked, or nobody could see.
    """

    improvement: str
    on: date
    state: RetentionState | None = None
    note: str | None = None


class RecheckValue(Entity):
    """A value of the map taken again after the challenge, to see whether it held.

    Attributes
    ----------
    on : date
        The day of the recheck; all values of one day make one recheck map.
    table, key, field : str
        Which value, as in :class:`Change`.
    value : str, float, bool or None
        What it is now, times in working hours.
    """

    on: date
    table: str = "steps"
    key: str
    field: str
    value: bool | float | str | None = None
    grade: EvidenceGrade | None = None
    note: str | None = None


class OwnerReading(Entity):
    """Whether a decision holder has read the page about the handoffs they decide about, and what they say to it.

    Until they have, the page is a draft, and beyond the team no report names their role.

    Attributes
    ----------
    decision_holder : str
        The role, as it stands in the handoff records.
    sent_on, read_on : date or None
        When the page was handed to them, and when they had read it; ``None`` while it did not happen.
    statement : str or None
        Their own words on the page as a whole.
    """

    decision_holder: str
    sent_on: date | None = None
    read_on: date | None = None
    statement: str | None = None


class Adoption(Entity):
    """An improvement, an ask or the practice of mapping, taken up by another team or program.

    Attributes
    ----------
    what : str
        Id of the improvement or ask, or ``"map"`` for mapping itself.
    adopted_by : str
        Name of the team or program.
    """

    what: str
    adopted_by: str
    on: date | None = None
    note: str | None = None


class PulseEntry(Entity):
    """What a team says of its week, under the headings that TeamAssist's weekly reports use.

    Attributes
    ----------
    on : date
        A day of the week it is about.
    coaching_observations : str or None
        For the team and its coaches; no report that leaves the team shows it.
    """

    on: date
    planned: str | None = None
    accomplished: str | None = None
    deferred: str | None = None
    learned: str | None = None
    impediments: str | None = None
    next_steps: str | None = None
    coaching_observations: str | None = None


class ValueStream(Entity):
    """One map of one value stream, for one kind of item, from a request to value in use and supported.

    Examples
    --------
    >>> stream = ValueStream(name="Lantern", steps=[Step(id="L1", name="Triage request")])
    >>> stream.step("L1").name
    'Triage request'
    """

    name: str
    customer: str | None = None
    trigger: str | None = None
    end_condition: str | None = None
    item_type: str | None = None
    items_per_year: float | None = None
    basis: TimeBasis = TimeBasis.WORKING
    teams: tuple[Team, ...] = ()
    steps: tuple[Step, ...] = ()
    edges: tuple[Edge, ...] = ()
    loops: tuple[ReworkLoop, ...] = ()
    handoffs: tuple[HandoffRecord, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    waste: tuple[WasteObservation, ...] = ()

    def step(self, step_id: str) -> Step:
        """Find a step by its id.

        Raises
        ------
        KeyError
            When the map has no such step.
        """
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(step_id)

    def flow_edges(self) -> tuple[Edge, ...]:
        """Give the edges along which work moves."""
        return tuple(edge for edge in self.edges if edge.kind is EdgeKind.FLOW)

    def home_team(self) -> Team | None:
        """Give the team in the Dojo, or ``None`` when no team is marked as home."""
        return next((team for team in self.teams if team.is_home), None)


class ReadinessScore(Entity):
    """One of the five organisational attributes, scored 0 not yet, 1 partly, 2 yes, with what earned the score."""

    attribute: str
    score: int | None = None
    evidence: str | None = None


class OutcomeStatement(Entity):
    """The one measurable thing the map must serve, set before mapping."""

    text: str
    metric: str | None = None
    from_value: str | None = None
    to_value: str | None = None
    by_date: date | None = None
    result: str | None = None


class Learning(Entity):
    """What the stay left behind, under the words of TeamAssist's outcome fields."""

    practices_learned: tuple[str, ...] = ()
    business_impact: str | None = None
    speed_to_value: str | None = None
    follow_up: str | None = None


class CostOfDelay(Entity):
    """What a week of delay costs, in the program's currency, as the sponsor gave it."""

    low: float
    likely: float | None = None
    high: float


class Calendar(Entity):
    """The working calendar every time of the map is read with."""

    hours_per_day: float = 8.0
    days_per_week: float = 5.0
    time_zone: str | None = None
    day_starts: str | None = None
    holidays: tuple[date, ...] = ()


class Challenge(Entity):
    """A team's stay in the Dojo.

    Attributes
    ----------
    share_level : ShareLevel
        Who may see the report; whatever leaves the team goes through :mod:`vsm_toolkit.reports.sharing`.
    share_free_text : bool or None
        The share tick: whether remarks (notes, hypotheses, answers) may leave the team; ``None`` reads as no.
    share_team_names, share_money : bool or None
        Consent to show these beyond the program; ``None`` reads as no.
    withheld_names : tuple of str
        Names of people that slipped into the map; every report writes "person 1" in their place.
    """

    id: str
    program: str | None = None
    coach_roles: str | None = None
    start: date | None = None
    end: date | None = None
    outcome: OutcomeStatement | None = None
    readiness: tuple[ReadinessScore, ...] = ()
    decision_rights: tuple[str, ...] = ()
    currency: str | None = None
    rate_per_hour: float | None = None
    cost_of_delay: CostOfDelay | None = None
    calendar: Calendar = Calendar()
    share_level: ShareLevel = ShareLevel.TEAM
    share_free_text: bool | None = None
    share_team_names: bool | None = None
    share_money: bool | None = None
    withheld_names: tuple[str, ...] = ()
    learning: Learning | None = None
    baseline_on: date | None = None


class Engagement(Entity):
    """Everything one team's folder holds: the challenge, the baseline map, what changed since, and what follows.

    Examples
    --------
    >>> Engagement(challenge=Challenge(id="x"), stream=ValueStream(name="X")).changes
    ()
    """

    schema_version: int = SCHEMA_VERSION
    challenge: Challenge
    stream: ValueStream
    changes: tuple[Change, ...] = ()
    improvements: tuple[Improvement, ...] = ()
    asks: tuple[Ask, ...] = ()
    parking_lot: tuple[ParkingLotItem, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    item_times: tuple[ItemTime, ...] = ()
    retention_checks: tuple[RetentionCheck, ...] = ()
    recheck_values: tuple[RecheckValue, ...] = ()
    owner_readings: tuple[OwnerReading, ...] = ()
    adoptions: tuple[Adoption, ...] = ()
    pulses: tuple[PulseEntry, ...] = ()
    saved_at: datetime | None = None

"""The map: steps, the ways between them, teams, and what lies between teams."""

from __future__ import annotations

from vsm_toolkit.model.entity import Entity, Estimate, Hours, NumberEstimate, TimeEstimate
from vsm_toolkit.model.vocabulary import (
    Channel,
    DependencyImpact,
    DependencyStrength,
    EdgeKind,
    Empowerment,
    EvidenceGrade,
    HandoffReason,
    Interaction,
    Stage,
    TeamKind,
    TimeBasis,
    WasteCategory,
)


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

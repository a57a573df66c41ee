"""What a challenge keeps beside the map: improvements, asks, changes, what was measured and looked at again."""

from __future__ import annotations

from datetime import date

from vsm_toolkit.model.entity import Entity, Hours
from vsm_toolkit.model.vocabulary import (
    AskKind,
    AskStatus,
    ChangeKind,
    ChangeStatus,
    Empowerment,
    EvidenceGrade,
    ImprovementStatus,
    ItemPeriod,
    ParkingRoute,
    RetentionState,
    ScenarioKind,
)


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

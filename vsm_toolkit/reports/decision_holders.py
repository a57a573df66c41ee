"""A page per decision holder outside the team: their handoffs, what these cost and guard, and what is asked of them.

A page is a draft until that role has read it. Drafts are made for handing over and never lie beside a report.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from vsm_toolkit.changes import restated_baseline
from vsm_toolkit.display import quoted_name
from vsm_toolkit.handoffs import Handoff, HandoffLedger, LedgerRow, handoff_ledger, ledger_row
from vsm_toolkit.model import Challenge, Empowerment, Engagement, OwnerReading, ShareLevel, ValueStream
from vsm_toolkit.owner_readings import has_read, owner_roles
from vsm_toolkit.realignment import RealignmentOption, realignment_options
from vsm_toolkit.reports.parameters import ReportParameters, with_parameters
from vsm_toolkit.reports.sharing import shared_view, without_listed_names
from vsm_toolkit.reports.wording import Wording


@dataclass(frozen=True)
class SeenMap:
    """An engagement as roles outside the team may see it, computed once for all whose page shows the same.

    Attributes
    ----------
    stream : ValueStream
        The restated baseline.
    """

    engagement: Engagement
    stream: ValueStream
    ledger: HandoffLedger

    @classmethod
    def of(cls, engagement: Engagement) -> SeenMap:
        """Take out what the program may not see, and compute the rest."""
        challenge = engagement.challenge.model_copy(update={"share_level": ShareLevel.PROGRAM})
        seen = shared_view(engagement.model_copy(update={"challenge": challenge}))
        stream = restated_baseline(seen)
        return cls(seen, stream, handoff_ledger(stream))

    @cached_property
    def realignment(self) -> tuple[RealignmentOption, ...]:
        """The options of realignment, lightest first; none without a home team."""
        return realignment_options(self.stream) if self.stream.home_team() else ()


@dataclass(frozen=True, slots=True)
class HolderGround:
    """What the page of one role is computed from.

    Attributes
    ----------
    seen : SeenMap
        The engagement as that role may see it.
    role : str
        The decision holder.
    made_on : date or None
        The day ages are counted to.
    """

    seen: SeenMap
    role: str
    made_on: date | None
    is_draft: bool

    @property
    def engagement(self) -> Engagement:
        """The engagement as this role may see it."""
        return self.seen.engagement

    @property
    def stream(self) -> ValueStream:
        """The restated baseline."""
        return self.seen.stream

    @property
    def ledger(self) -> HandoffLedger:
        """All handoffs of the map."""
        return self.seen.ledger

    @property
    def challenge(self) -> Challenge:
        """The challenge the page belongs to."""
        return self.engagement.challenge

    @property
    def words(self) -> Wording:
        """How the page writes figures."""
        return Wording(self.challenge.calendar, self.challenge.currency)

    @property
    def handoffs(self) -> tuple[Handoff, ...]:
        """The handoffs this role decides about, those the team may change itself left out."""
        return tuple(each for each in self.ledger.handoffs if decides(self.role, each))

    @property
    def row(self) -> LedgerRow:
        """These handoffs together, recomputed as one."""
        return ledger_row(self.stream, self.handoffs, self.role)

    def step_name(self, step_id: str) -> str:
        """Name a step inside a sentence."""
        return quoted_name(next((step.name for step in self.stream.steps if step.id == step_id), step_id))


def decides(role: str, handoff: Handoff) -> bool:
    """Say whether a role outside the team decides about a handoff."""
    return handoff.decision_holder == role and handoff.empowerment is not Empowerment.EMPOWERED


def decision_holders(engagement: Engagement) -> tuple[str, ...]:
    """List the roles that get a page: those outside the team that decide about a handoff on the restated baseline.

    Examples
    --------
    >>> from vsm_toolkit.model import HandoffRecord
    >>> from vsm_toolkit.samples import lantern
    >>> record = HandoffRecord(to_step="L6", empowerment="not_empowered", decision_holder="Head of Release")
    >>> stream = lantern().with_changes(handoffs=[record])
    >>> decision_holders(Engagement(challenge=Challenge(id="lantern"), stream=stream))
    ('Head of Release',)
    """
    ledger = handoff_ledger(restated_baseline(engagement))
    return tuple(role for role in owner_roles(engagement) if any(decides(role, each) for each in ledger.handoffs))


def page_grounds(
    engagement: Engagement,
    parameters: ReportParameters | None = None,
    made_on: date | None = None,
    *,
    with_drafts: bool,
) -> tuple[HolderGround, ...]:
    """Compute what each decision holder's page shows.

    A page goes to its role and not further, so at every share level it holds what the program may see.

    Parameters
    ----------
    parameters : ReportParameters or None
        Overrides for this run.
    with_drafts : bool
        Whether roles that have not read their page get one, marked as a draft.

    Raises
    ------
    UsageError, MapNotComputableError
        When the map cannot be computed.
    """
    told = without_listed_names(with_parameters(engagement, parameters or ReportParameters()))
    roles = [role for role in decision_holders(told) if with_drafts or has_read(told, role)]
    if not roles:
        return ()
    for_all = SeenMap.of(told)  # the same for every role that has read its page
    return tuple(
        HolderGround(for_all, role, made_on, is_draft=False)
        if has_read(told, role)
        else HolderGround(SeenMap.of(_as_if_read(told, role)), role, made_on, is_draft=True)
        for role in roles
    )


def _as_if_read(engagement: Engagement, role: str) -> Engagement:
    """Let a role see its own page as it will be once read; every other unread role stays unnamed."""
    shown = OwnerReading(decision_holder=role, read_on=date.min)
    return engagement.model_copy(update={"owner_readings": (*engagement.owner_readings, shown)})

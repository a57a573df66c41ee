"""What an ask rests on: the cost of leaving things as they are, computed from the evidence it names.

Waits are delay and stay hours of item time; only labour is person-hours. What could be given back is recomputed on the
map for all evidence together, never added up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from vsm_toolkit.figures import Figure
from vsm_toolkit.handoffs import Handoff, LedgerRow, add_figures, ledger_row, list_handoffs
from vsm_toolkit.model import Ask, AskStatus, Engagement, ValueStream, WasteObservation
from vsm_toolkit.waste import waste_hours

OPEN = frozenset({AskStatus.RAISED, AskStatus.HEARD})
ACCEPTED = frozenset({AskStatus.ACCEPTED, AskStatus.DONE})


@dataclass(frozen=True, slots=True)
class AskEvidence:
    """What the evidence of one ask says.

    Attributes
    ----------
    handoffs : LedgerRow or None
        The handoffs it names, together; ``None`` when it names none.
    waste : Figure
        Person-hours per item of the losses it names that no handoff counts already.
    overlapping : tuple of str
        Losses it names that a handoff counts already.
    not_found : tuple of str
        Ids that are neither on the map nor among improvements and scenarios.
    """

    handoffs: LedgerRow | None
    waste: Figure
    overlapping: tuple[str, ...]
    not_found: tuple[str, ...]


def evidence_of(engagement: Engagement, stream: ValueStream, ask: Ask) -> AskEvidence:
    """Compute the cost of the status quo that an ask names evidence for.

    A step stands for the handoff into it, a dependency for the handoff whose wait it explains, a loss for itself. Two
    ids that lead to one handoff count it once.

    Parameters
    ----------
    stream : ValueStream
        The map to compute on, usually the restated baseline.

    Examples
    --------
    >>> from vsm_toolkit.model import Challenge
    >>> from vsm_toolkit.samples import lantern
    >>> engagement = Engagement(challenge=Challenge(id="lantern"), stream=lantern())
    >>> found = evidence_of(engagement, lantern(), Ask(id="K1", evidence_ids=["L6", "X9"]))
    >>> found.handoffs.critical_wait_hours.value, found.not_found
    (30.0, ('X9',))
    """
    ids = tuple(dict.fromkeys(each.removeprefix("handoff").strip() for each in ask.evidence_ids))
    explained = {row.id: row.explains_step for row in stream.dependencies}
    places = {explained.get(each) or each for each in ids}
    found = [handoff for handoff in list_handoffs(stream) if handoff.to_step in places]
    losses = [row for row in stream.waste if row.id in ids]
    counted = [row for row in losses if not row.overlaps_with]
    return AskEvidence(
        handoffs=ledger_row(stream, found, ask.id) if found else None,
        waste=add_figures(_loss(row) for row in counted),
        overlapping=tuple(row.id for row in losses if row.overlaps_with),
        not_found=tuple(each for each in ids if each not in known_ids(engagement, stream)),
    )


def _loss(row: WasteObservation) -> Figure:
    hours = waste_hours(row)
    return Figure(hours, None, None, int(hours is not None), 1)


def known_ids(engagement: Engagement, stream: ValueStream) -> frozenset[str]:
    """List what an ask can name as evidence: steps, dependencies, losses, improvements and scenarios.

    Examples
    --------
    >>> from vsm_toolkit.model import Challenge
    >>> from vsm_toolkit.samples import lantern
    >>> "L6" in known_ids(Engagement(challenge=Challenge(id="lantern"), stream=lantern()), lantern())
    True
    """
    on_the_map = (
        {each.id for each in stream.steps}
        | {each.id for each in stream.dependencies}
        | {each.id for each in stream.waste}
    )
    return frozenset(
        on_the_map | {each.id for each in engagement.improvements} | {each.id for each in engagement.scenarios}
    )


def asks_about(asks: Iterable[Ask], role: str, handoffs: Iterable[Handoff]) -> tuple[Ask, ...]:
    """Pick the asks that go to a role, or name one of its handoffs as evidence while nobody is named to receive them.

    Examples
    --------
    >>> [ask.id for ask in asks_about([Ask(id="K1", receiver_role="CISO"), Ask(id="K2")], "CISO", [])]
    ['K1']
    """
    steps = {handoff.to_step for handoff in handoffs}
    return tuple(
        ask for ask in asks if ask.receiver_role == role or (not ask.receiver_role and steps & set(ask.evidence_ids))
    )


def age_in_days(ask: Ask, today: date | None) -> int | None:
    """Count the days since an ask was raised; ``None`` while one of the two days is not known or today is earlier.

    Examples
    --------
    >>> age_in_days(Ask(id="K1", raised_on="2026-09-28"), date(2026, 10, 9))
    11
    """
    if ask.raised_on is None or today is None or today < ask.raised_on:
        return None
    return (today - ask.raised_on).days


def is_overdue(ask: Ask, today: date | None) -> bool:
    """Say whether an open ask's date for a decision has passed.

    Examples
    --------
    >>> is_overdue(Ask(id="K1", decide_by="2026-10-01"), date(2026, 10, 9))
    True
    """
    return ask.status in OPEN and ask.decide_by is not None and today is not None and ask.decide_by < today

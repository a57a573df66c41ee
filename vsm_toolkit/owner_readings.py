"""Which roles outside the team are named on a map, and which of them have read what is written about them."""

from __future__ import annotations

from collections.abc import Iterable

from vsm_toolkit.handoffs import UNKNOWN_DECISION_HOLDER
from vsm_toolkit.model import Dependency, Empowerment, Engagement, HandoffRecord, WasteObservation


def owner_roles(engagement: Engagement) -> tuple[str, ...]:
    """List the roles outside the team that decide about something on the map or receive an ask, in their order.

    What the team may change itself has its roles inside the team, and a team's name is no role.

    Examples
    --------
    >>> from vsm_toolkit.model import Challenge
    >>> from vsm_toolkit.samples import lantern
    >>> stream = lantern().with_changes(handoffs=[HandoffRecord(to_step="L2", decision_holder="Head of Release")])
    >>> owner_roles(Engagement(challenge=Challenge(id="lantern"), stream=stream))
    ('Head of Release',)
    """
    stream = engagement.stream
    rows: Iterable[HandoffRecord | Dependency | WasteObservation] = (
        *stream.handoffs,
        *stream.dependencies,
        *stream.waste,
    )
    others = [row.decision_holder for row in rows if row.empowerment is not Empowerment.EMPOWERED]
    roles = [*others, *(ask.receiver_role for ask in engagement.asks)]
    roles += [
        str(each)
        for change in engagement.changes
        if change.field == "decision_holder"
        for each in (change.old, change.value)
        if each
    ]
    teams = {team.name for team in stream.teams} | {UNKNOWN_DECISION_HOLDER}
    return tuple(dict.fromkeys(role for role in roles if role and role.strip() and role not in teams))


def has_read(engagement: Engagement, role: str) -> bool:
    """Say whether a decision holder has read the page about them.

    Examples
    --------
    >>> from vsm_toolkit.model import Challenge, ValueStream
    >>> has_read(Engagement(challenge=Challenge(id="x"), stream=ValueStream(name="X")), "Head of Release")
    False
    """
    return any(row.decision_holder == role and row.read_on is not None for row in engagement.owner_readings)


def unread_roles(engagement: Engagement) -> tuple[str, ...]:
    """List the decision holders whose page is still a draft.

    Examples
    --------
    >>> from vsm_toolkit.model import Challenge, ValueStream
    >>> unread_roles(Engagement(challenge=Challenge(id="x"), stream=ValueStream(name="X")))
    ()
    """
    return tuple(role for role in owner_roles(engagement) if not has_read(engagement, role))

"""One team's stay: its challenge, its map, and everything kept with it."""

from __future__ import annotations

from datetime import date, datetime

from vsm_toolkit.model.challenge_rows import (
    Adoption,
    Ask,
    Change,
    Improvement,
    ItemTime,
    OwnerReading,
    ParkingLotItem,
    PulseEntry,
    RecheckValue,
    RetentionCheck,
    Scenario,
)
from vsm_toolkit.model.entity import Entity
from vsm_toolkit.model.value_stream import ValueStream
from vsm_toolkit.model.vocabulary import ShareLevel

SCHEMA_VERSION = 1


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

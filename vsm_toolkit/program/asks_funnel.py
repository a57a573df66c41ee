"""What became of the asks: raised, heard, accepted, done, how old they are, and who has them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from vsm_toolkit.model import Ask, AskKind, AskStatus
from vsm_toolkit.program.constraints import CLOSED_ASKS, NOT_NAMED, NOT_SAID
from vsm_toolkit.program.shared_report import SharedReport

STAGES: Final = (AskStatus.RAISED, AskStatus.HEARD, AskStatus.ACCEPTED, AskStatus.DONE)
OLD_DAYS: Final = 30
_REACHED: Final = {
    AskStatus.RAISED: 1,
    AskStatus.HEARD: 2,
    AskStatus.DECLINED: 2,
    AskStatus.ACCEPTED: 3,
    AskStatus.DONE: 4,
}
"""How many stages an ask has passed; one that was declined was heard."""


@dataclass(frozen=True, slots=True)
class FunnelStage:
    """How many asks came at least this far.

    Attributes
    ----------
    asks, waiting : int or None
        That came this far, and that stand here now; ``None`` was suppressed.
    teams_behind : dict of str to int
        How many teams each cell rests on.
    """

    status: AskStatus
    asks: int | None
    waiting: int | None
    teams_behind: dict[str, int]


@dataclass(frozen=True, slots=True)
class OpenAsk:
    """An ask that is neither done nor declined.

    Attributes
    ----------
    age_days : int or None
        Calendar days since it was raised; ``None`` while that day is not known.
    """

    engagement: str
    id: str
    receiver: str
    kind: AskKind | None
    status: AskStatus
    age_days: int | None
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class ReceiverLine:
    """The asks one role received.

    Attributes
    ----------
    asks, open_asks, accepted, done, declined : int or None
        ``None`` was suppressed; ``accepted`` counts those done too.
    oldest_days : int or None
        Age of the oldest open ask, calendar days.
    """

    receiver: str
    engagements: tuple[str, ...]
    asks: int | None
    open_asks: int | None
    accepted: int | None
    done: int | None
    declined: int | None
    oldest_days: int | None
    teams_behind: dict[str, int]


@dataclass(frozen=True, slots=True)
class AsksFunnel:
    """All asks of a program.

    Attributes
    ----------
    declined : int or None
        Heard and refused; an answer, and therefore no open ask.
    declined_by_teams : int
        How many teams those come from.
    open_asks : tuple of OpenAsk
        Oldest first, those without a date last.
    """

    stages: tuple[FunnelStage, ...]
    declined: int | None
    declined_by_teams: int
    by_receiver: tuple[ReceiverLine, ...]
    open_asks: tuple[OpenAsk, ...]

    def older_than(self, days: int = OLD_DAYS) -> tuple[OpenAsk, ...]:
        """Give the open asks that wait longer than some days."""
        return tuple(ask for ask in self.open_asks if ask.age_days is not None and ask.age_days > days)


_Found = tuple[SharedReport, Ask]


def asks_funnel(reports: Collection[SharedReport], as_of: date | None) -> AsksFunnel:
    """Count asks by how far they came and by who received them.

    Parameters
    ----------
    as_of : date or None
        The day ages are counted to; without it no ask has an age.

    Examples
    --------
    >>> report = SharedReport(
    ...     schema=2, challenge="x", share_level="program", stream="X",
    ...     asks=[{"id": "K1", "receiver_role": "CISO", "raised_on": "2026-01-05", "status": "heard"}])
    >>> asks_funnel([report], date(2026, 3, 5)).open_asks[0].age_days
    59
    """
    found = [(report, ask) for report in reports for ask in report.asks]
    open_asks = [_open(report, ask, as_of) for report, ask in found if ask.status not in CLOSED_ASKS]
    receivers = dict.fromkeys(_receiver(*pair) for pair in found)
    lines = [_line(name, [pair for pair in found if _receiver(*pair) == name], as_of) for name in receivers]
    return AsksFunnel(
        stages=tuple(_stage(number, found) for number in range(1, len(STAGES) + 1)),
        declined=len(_with(found, AskStatus.DECLINED)),
        declined_by_teams=_teams(_with(found, AskStatus.DECLINED)),
        by_receiver=tuple(sorted(lines, key=lambda line: (-(line.open_asks or 0), -(line.asks or 0), line.receiver))),
        open_asks=tuple(sorted(open_asks, key=lambda ask: -1 if ask.age_days is None else -ask.age_days - 2)),
    )


def _receiver(report: SharedReport, ask: Ask) -> str:
    return NOT_NAMED if ask.receiver_role in report.stand_ins else ask.receiver_role or NOT_SAID


def _with(found: Iterable[_Found], *statuses: AskStatus) -> list[_Found]:
    return [pair for pair in found if pair[1].status in statuses]


def _teams(found: Iterable[_Found]) -> int:
    return len({report.challenge for report, _ in found})


def _stage(number: int, found: Collection[_Found]) -> FunnelStage:
    reached = [pair for pair in found if _REACHED[pair[1].status] >= number]
    here = _with(found, STAGES[number - 1])
    behind = {"asks": _teams(reached), "waiting": _teams(here)}
    return FunnelStage(STAGES[number - 1], len(reached), len(here), behind)


def _age(ask: Ask, as_of: date | None) -> int | None:
    return None if as_of is None or ask.raised_on is None or ask.raised_on > as_of else (as_of - ask.raised_on).days


def _open(report: SharedReport, ask: Ask, as_of: date | None) -> OpenAsk:
    overdue = as_of is not None and ask.decide_by is not None and ask.decide_by < as_of
    undecided = ask.status in {AskStatus.RAISED, AskStatus.HEARD}
    age = _age(ask, as_of)
    return OpenAsk(report.challenge, ask.id, _receiver(report, ask), ask.kind, ask.status, age, overdue and undecided)


def _line(receiver: str, found: list[_Found], as_of: date | None) -> ReceiverLine:
    cells = {
        "asks": found,
        "open_asks": [pair for pair in found if pair[1].status not in CLOSED_ASKS],
        "accepted": _with(found, AskStatus.ACCEPTED, AskStatus.DONE),
        "done": _with(found, AskStatus.DONE),
        "declined": _with(found, AskStatus.DECLINED),
    }
    ages = [age for _, ask in cells["open_asks"] if (age := _age(ask, as_of)) is not None]
    return ReceiverLine(
        receiver=receiver,
        engagements=tuple(dict.fromkeys(report.challenge for report, _ in found)),
        **{name: len(pairs) for name, pairs in cells.items()},
        oldest_days=max(ages) if ages else None,
        teams_behind={name: _teams(pairs) for name, pairs in cells.items()},
    )

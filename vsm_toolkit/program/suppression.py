"""What goes beyond the program: no cell behind which fewer than three teams stand, no team that did not agree.

A total is kept only when it gives no suppressed part away: nothing was left out of it, or at least two parts were,
which together rest on three teams or more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from vsm_toolkit.program.asks_funnel import AsksFunnel, ReceiverLine
from vsm_toolkit.program.common_waste import CommonWaste, WasteLine
from vsm_toolkit.program.engagement_dots import DataQuality, LeadTimeChanges
from vsm_toolkit.program.kept_value import RetainedValue, ViralValue
from vsm_toolkit.program.shared_report import SharedReport

if TYPE_CHECKING:
    from vsm_toolkit.program.roll_up import RollUp

FEWEST_TEAMS: Final = 3


class _Counted(Protocol):
    @property
    def engagements(self) -> tuple[str, ...]: ...


class _WithCells(Protocol):
    @property
    def teams_behind(self) -> dict[str, int]: ...


Row = TypeVar("Row", bound=_Counted)
Cells = TypeVar("Cells", bound=_WithCells)


def suppressed(whole: RollUp, reports: Collection[SharedReport]) -> RollUp:
    """Give the roll-up as it may be shown beyond the program.

    Parameters
    ----------
    reports : collection of SharedReport
        What it was made of, for the teams' consent to be named.
    """
    nameable = {report.challenge for report in reports if report.consent.team_names}
    holders, reasons = _enough(whole.by_decision_holder), _enough(whole.by_reason)
    teams = [row for row in _enough(whole.by_team) if nameable.issuperset(row.engagements)]
    providers = [row for row in _enough(whole.providers) if nameable.issuperset(row.engagements)]
    receivers = _enough(whole.asks.by_receiver)
    waste = _waste(whole.waste)
    left_out = sum(
        len(every) - len(kept)
        for every, kept in (
            (whole.by_decision_holder, holders),
            (whole.by_reason, reasons),
            (whole.by_team, teams),
            (whole.providers, providers),
            (whole.asks.by_receiver, receivers),
            (whole.waste.lines, waste.lines),
        )
    )
    return replace(
        whole,
        by_decision_holder=tuple(_without_small_cells(row) for row in holders),
        by_team=tuple(_without_small_cells(row) for row in teams),
        by_reason=tuple(_without_small_cells(row) for row in reasons),
        providers=tuple(_without_small_cells(row) for row in providers),
        waste=waste,
        asks=_asks(whole.asks, receivers),
        retained=tuple(_retained(row) for row in whole.retained),
        viral=_viral(whole.viral),
        lead_times=_lead_times(whole.lead_times),
        quality=_quality(whole.quality),
        confirmed_names=(),
        open_names=(),
        suppressed_rows=left_out,
    )


def _enough(rows: Iterable[Row]) -> list[Row]:
    """Keep rows of three teams or more; one more goes while those left out could be told from the other tables."""
    listed = list(rows)
    out = [row for row in listed if len(row.engagements) < FEWEST_TEAMS]
    widest_last = sorted((row for row in listed if row not in out), key=lambda row: -len(row.engagements))
    while out and widest_last and len({each for row in out for each in row.engagements}) < FEWEST_TEAMS:
        out.append(widest_last.pop())
    return [row for row in listed if row not in out]


def _is_small(teams: int) -> bool:
    return 0 < teams < FEWEST_TEAMS


def _small_cells(row: _WithCells) -> dict[str, None]:
    return {name: None for name, teams in row.teams_behind.items() if _is_small(teams)}


def _without_small_cells(row: Cells) -> Cells:
    return replace(row, **_small_cells(row))  # type: ignore[type-var]


def _waste(waste: CommonWaste) -> CommonWaste:
    kept = _enough(waste.lines)
    out = [line for line in waste.lines if line not in kept]
    hidden = [*out, *(line for line in kept if _small_cells(line))]
    total = waste.total if waste.total and _gives_nothing_away(hidden) and not _small_cells(waste.total) else None
    lines = tuple(_without_small_cells(line) for line in kept)
    remarks = 0 if _is_small(waste.remarks_by_teams) else waste.remarks
    return CommonWaste(lines, total, remarks, waste.remarks_by_teams if remarks else 0)


def _gives_nothing_away(hidden: Sequence[WasteLine]) -> bool:
    teams = {each for line in hidden for each in line.engagements}
    return not hidden or (len(hidden) > 1 and len(teams) >= FEWEST_TEAMS)


def _few(count: int | None) -> int | None:
    """Keep a count of engagements when it is none or enough."""
    return None if _is_small(count or 0) else count


def _asks(asks: AsksFunnel, receivers: Sequence[ReceiverLine]) -> AsksFunnel:
    return AsksFunnel(
        stages=tuple(_without_small_cells(stage) for stage in asks.stages),
        declined=asks.declined if not _is_small(asks.declined_by_teams) else None,
        declined_by_teams=0,
        by_receiver=tuple(replace(_without_small_cells(line), oldest_days=None) for line in receivers),
        open_asks=(),
    )


def _retained(row: RetainedValue) -> RetainedValue:
    """Suppress small cells, and a second one where what was looked at would give the first away."""
    shown = _without_small_cells(row)
    kept, partly, decayed = _without_a_difference([shown.kept, shown.partly, shown.decayed])
    return replace(shown, kept=kept, partly=partly, decayed=decayed)


def _viral(viral: ViralValue) -> ViralValue:
    if not _is_small(viral.sources or 0):
        return ViralValue((), viral.adoptions, viral.sources, viral.adopters, None)
    return ViralValue((), None, None, None, None)


def _lead_times(changes: LeadTimeChanges) -> LeadTimeChanges:
    counts = [_few(each) for each in (changes.shorter, changes.unchanged, changes.longer, changes.not_known)]
    return LeadTimeChanges((), *_without_a_difference(counts))


def _quality(quality: DataQuality) -> DataQuality:
    counts = _without_a_difference([_few(count) for count in quality.by_grade.values()])
    return replace(
        quality,
        by_grade=dict(zip(quality.by_grade, counts, strict=True)),
        without_demand=_few(quality.without_demand),
        incomplete=_few(quality.incomplete),
    )


def _without_a_difference(counts: list[int | None]) -> list[int | None]:
    """Suppress a second count where only one is: the known total of engagements would give it away."""
    known = [each for each in counts if each]
    if counts.count(None) != 1 or not known:
        return counts
    smallest = counts.index(min(known))
    return [None if place == smallest else each for place, each in enumerate(counts)]

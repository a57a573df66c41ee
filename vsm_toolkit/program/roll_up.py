"""The roll-up of a program: chosen by consent, reconciled by name, ranked only when there is enough to rank."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from vsm_toolkit.model import ShareLevel
from vsm_toolkit.program.asks_funnel import AsksFunnel, asks_funnel
from vsm_toolkit.program.common_waste import CommonWaste, common_waste
from vsm_toolkit.program.constraints import SystemicConstraint, systemic_constraints
from vsm_toolkit.program.engagement_dots import DataQuality, LeadTimeChanges, data_quality, lead_time_changes
from vsm_toolkit.program.kept_value import RetainedValue, ViralValue, retained_values, viral_value
from vsm_toolkit.program.names import NameMatch, apart, suggest_matches, with_names
from vsm_toolkit.program.providers import ProviderLoad, provider_loads
from vsm_toolkit.program.shared_report import SharedReport

FEWEST_TO_RANK: Final = 3


@dataclass(frozen=True, slots=True)
class Participation:
    """Which engagements a roll-up rests on.

    Attributes
    ----------
    included : int
        Engagements that agreed to be in it.
    withheld : int
        Engagements whose share level does not reach that far; counted, and not read any further.
    superseded : int
        Older reports of an engagement that is included with a newer one.
    elsewhere : int
        Engagements of other programs than the one that was asked for.
    spans_programs : bool
        Whether engagements of several programs came together: what is shared with one program is not for another.
    """

    included: int
    withheld: int
    superseded: int
    elsewhere: int = 0
    spans_programs: bool = False


@dataclass(frozen=True, slots=True)
class RollUp:
    """Everything a program report says, computed before anything is drawn or written.

    Attributes
    ----------
    as_of : date or None
        The day ages are counted to.
    is_published : bool
        Whether it goes beyond the program, with every small cell suppressed.
    programs : tuple of str
        The programs of the engagements, by name.
    by_decision_holder, by_team, by_reason : tuple of SystemicConstraint
        The same handoffs by who decides, who receives and why they exist.
    suppressed_rows : int
        Table rows left out because fewer than three teams stand behind them, or because a team did not agree to be
        named beyond its program.
    """

    as_of: date | None
    is_published: bool
    programs: tuple[str, ...]
    participation: Participation
    by_decision_holder: tuple[SystemicConstraint, ...]
    by_team: tuple[SystemicConstraint, ...]
    by_reason: tuple[SystemicConstraint, ...]
    providers: tuple[ProviderLoad, ...]
    waste: CommonWaste
    asks: AsksFunnel
    retained: tuple[RetainedValue, ...]
    viral: ViralValue
    lead_times: LeadTimeChanges
    quality: DataQuality
    confirmed_names: tuple[NameMatch, ...]
    open_names: tuple[NameMatch, ...]
    suppressed_rows: int = 0

    @property
    def may_rank(self) -> bool:
        """Whether there are enough engagements to say who is first."""
        return self.participation.included >= FEWEST_TO_RANK


def choose_reports(
    reports: Iterable[SharedReport], *, published: bool, program: str | None = None
) -> tuple[tuple[SharedReport, ...], Participation]:
    """Keep the newest report of each engagement that agreed to be shown this far.

    What is shared with a program is for that program alone: where engagements of several come together, only those
    that share with the organisation are read.

    Parameters
    ----------
    published : bool
        Beyond the program: only engagements that share with the organisation.
    program : str or None
        Leave the engagements of other programs out; ``None`` takes all.

    Examples
    --------
    >>> team = SharedReport(schema=2, challenge="x", share_level="team", stream="X")
    >>> choose_reports([team], published=False)[1]
    Participation(included=0, withheld=1, superseded=0, elsewhere=0, spans_programs=False)
    """
    newest: dict[str, SharedReport] = {}
    every = list(reports)
    for report in every:
        earlier = newest.get(report.challenge)
        if earlier is None or (report.made_on or date.min) >= (earlier.made_on or date.min):
            newest[report.challenge] = report
    asked = [each for each in newest.values() if program is None or each.program == program]
    spans_programs = len({each.program for each in asked if each.program}) > 1
    is_outside = published or spans_programs
    allowed = {ShareLevel.ORGANISATION} if is_outside else {ShareLevel.PROGRAM, ShareLevel.ORGANISATION}
    chosen = sorted((each for each in asked if each.share_level in allowed), key=lambda each: each.challenge)
    return tuple(chosen), Participation(
        included=len(chosen),
        withheld=len(asked) - len(chosen),
        superseded=len(every) - len(newest),
        elsewhere=len(newest) - len(asked),
        spans_programs=spans_programs,
    )


def roll_up(
    reports: Iterable[SharedReport],
    names: Collection[NameMatch] = (),
    *,
    as_of: date | None = None,
    published: bool = False,
    program: str | None = None,
) -> RollUp:
    """Roll the reports of a program up.

    Parameters
    ----------
    names : collection of NameMatch
        What a person said about names; only what is confirmed is applied.
    as_of : date or None
        The day the ages of asks are counted to.
    published : bool
        Beyond the program: only engagements that share with the organisation, and no cell with fewer than three teams.
    program : str or None
        Leave the engagements of other programs out; ``None`` takes all.

    Raises
    ------
    UsageError
        When confirmed names contradict each other.

    Examples
    --------
    >>> roll_up([]).may_rank
    False
    """
    from vsm_toolkit.program.suppression import suppressed

    chosen, participation = choose_reports(reports, published=published, program=program)
    named = with_names(apart(chosen), names)
    whole = RollUp(
        as_of=as_of,
        is_published=published,
        programs=tuple(sorted({each.program for each in named if each.program})),
        participation=participation,
        by_decision_holder=systemic_constraints(named, "decision_holder"),
        by_team=systemic_constraints(named, "team"),
        by_reason=systemic_constraints(named, "reason"),
        providers=provider_loads(named),
        waste=common_waste(named),
        asks=asks_funnel(named, as_of),
        retained=retained_values(named),
        viral=viral_value(named),
        lead_times=lead_time_changes(named),
        quality=data_quality(named),
        confirmed_names=tuple(each for each in names if each.confirmed),
        open_names=suggest_matches(named, names),
    )
    return suppressed(whole, named) if published else whole

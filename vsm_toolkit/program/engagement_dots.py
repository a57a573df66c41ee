"""One dot per engagement: how lead time changed and how well it is known, never averaged and never named."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from vsm_toolkit.model import EvidenceGrade
from vsm_toolkit.program.shared_report import LeadTimeGrade, SharedReport


@dataclass(frozen=True, slots=True)
class LeadTimeDot:
    """The change of lead time of one engagement with what is done.

    Attributes
    ----------
    share : float
        Change over baseline, negative is shorter.
    hours : float
        Working hours.
    grade : str
        How the changed values are known.
    """

    share: float
    hours: float
    grade: LeadTimeGrade


@dataclass(frozen=True, slots=True)
class LeadTimeChanges:
    """How lead time changed, engagement by engagement.

    Attributes
    ----------
    dots : tuple of LeadTimeDot
        Largest reduction first, without names: home teams are not ranked. Empty when suppressed.
    shorter, unchanged, longer, not_known : int or None
        Engagements; ``None`` was suppressed.
    """

    dots: tuple[LeadTimeDot, ...]
    shorter: int | None
    unchanged: int | None
    longer: int | None
    not_known: int | None


def lead_time_changes(reports: Collection[SharedReport]) -> LeadTimeChanges:
    """List how lead time changed with what is done; engagements whose lead time is only a bound have no dot.

    Examples
    --------
    >>> report = SharedReport(
    ...     schema=2, challenge="x", share_level="program", stream="X",
    ...     lead_time_change={"baseline_hours": 100, "change_hours": -9, "grade": "re-estimated"})
    >>> lead_time_changes([report]).dots
    (LeadTimeDot(share=-0.09, hours=-9.0, grade='re-estimated'),)
    """
    changes = [report.lead_time_change for report in reports]
    dots = [
        LeadTimeDot(each.change_hours / each.baseline_hours, each.change_hours, each.grade)
        for each in changes
        if each.change_hours is not None and each.baseline_hours
    ]
    return LeadTimeChanges(
        dots=tuple(sorted(dots, key=lambda dot: (dot.share, dot.grade, dot.hours))),
        shorter=sum(dot.hours < 0 for dot in dots),
        unchanged=sum(dot.hours == 0 for dot in dots),
        longer=sum(dot.hours > 0 for dot in dots),
        not_known=len(changes) - len(dots),
    )


@dataclass(frozen=True, slots=True)
class DataQuality:
    """How well the streams are known.

    Attributes
    ----------
    by_grade : dict of EvidenceGrade or None to int or None
        Engagements by the overall grade of their lead time; the key ``None`` is not graded, the value ``None`` was
        suppressed.
    known_values, needed_values : int
        Waits and process times on the critical paths.
    without_demand : int or None
        Engagements that do not say how many items a year they handle, so that nothing of theirs can be added up.
    incomplete : int or None
        Engagements with a critical time missing.
    """

    by_grade: dict[EvidenceGrade | None, int | None]
    known_values: int
    needed_values: int
    without_demand: int | None
    incomplete: int | None


def data_quality(reports: Collection[SharedReport]) -> DataQuality:
    """Count engagements by how well their lead time is known.

    Examples
    --------
    >>> data_quality([SharedReport(schema=2, challenge="x", share_level="program", stream="X")]).without_demand
    1
    """
    overall = [report.evidence.overall for report in reports]
    grades: tuple[EvidenceGrade | None, ...] = (*EvidenceGrade, None)
    return DataQuality(
        by_grade={grade: overall.count(grade) for grade in grades if grade in overall},
        known_values=sum(report.evidence.known_values for report in reports),
        needed_values=sum(report.evidence.needed_values for report in reports),
        without_demand=sum(report.items_per_year is None for report in reports),
        incomplete=sum(report.evidence.known_values < report.evidence.needed_values for report in reports),
    )

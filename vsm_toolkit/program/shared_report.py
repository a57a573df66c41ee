"""What a roll-up knows of one engagement: the part of ``report.json`` it reads, and the one definition of that part.

The report writes these rows and the roll-up reads them back. Free text stays out: a roll-up needs who decides, since
when and how long, never what somebody remarked.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from vsm_toolkit.figures import Figure
from vsm_toolkit.model import (
    Adoption,
    Ask,
    Dependency,
    Empowerment,
    EvidenceGrade,
    HandoffReason,
    ImprovementStatus,
    RetentionCheck,
    ShareLevel,
    WasteObservation,
)

REPORT_SCHEMA = 2
"""Raised whenever a field the roll-up reads changes its meaning."""

LARGEST_AMOUNT = 1e9
"""No wait, labour or demand of one team is larger; a report that says so is not added to anything."""

Amount = Annotated[float, Field(ge=0, le=LARGEST_AMOUNT)]
LeadTimeGrade = Literal["values measured", "re-estimated", "nothing done yet"]
"""How the values behind a change of lead time are known; the lead time itself is always computed from them."""


class SharedRow(BaseModel):
    """What all parts of a shared report have in common: frozen, finite numbers, other fields left aside."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


class SharedHandoff(SharedRow):
    """One receiving step with a crossing, as it was on the restated baseline.

    Attributes
    ----------
    team : str or None
        The team that receives.
    wait_hours : float or None
        Working hours of item time per item.
    labour_hours, labour_hours_at_least : float or None
        Person-hours per item, and the bound where a part is not known.
    """

    to_step: str
    team: str | None = None
    decision_holder: str
    empowerment: Empowerment | None = None
    reason: HandoffReason | None = None
    wait_hours: Amount | None = None
    critical: bool = False
    labour_hours: Amount | None = None
    labour_hours_at_least: Amount | None = None

    def labour(self) -> Figure:
        """Give the labour per item with what is missing of it."""
        return Figure(self.labour_hours, self.labour_hours_at_least, None, int(self.labour_hours is not None), 1)


class SharedLedger(SharedRow):
    """The handoffs of one engagement."""

    handoffs: tuple[SharedHandoff, ...] = ()


class SharedTeam(SharedRow):
    """A team on the map of one engagement.

    Attributes
    ----------
    labour_hours, labour_hours_at_least : float or None
        Person-hours per item of all its steps, and the bound where a process time is not known.
    """

    name: str
    is_home: bool = False
    productive_hours_per_week: Amount | None = None
    labour_hours: Amount | None = None
    labour_hours_at_least: Amount | None = None

    def labour(self) -> Figure:
        """Give the labour per item with what is missing of it."""
        return Figure(self.labour_hours, self.labour_hours_at_least, None, int(self.labour_hours is not None), 1)


class SharedImprovement(SharedRow):
    """An improvement by the name of what it changes."""

    id: str
    name: str
    status: ImprovementStatus = ImprovementStatus.IDEA


class SharedWaste(SharedRow):
    """The waste log row by row."""

    rows: tuple[WasteObservation, ...] = ()


class SharedEvidence(SharedRow):
    """How the lead time of the baseline is known."""

    overall: EvidenceGrade | None = None
    known_values: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    needed_values: Annotated[int, Field(ge=0, le=1_000_000)] = 0


class LeadTimeChange(SharedRow):
    """How lead time changed with what is done.

    Attributes
    ----------
    baseline_hours, change_hours : float or None
        Working hours, negative is shorter; ``None`` while a lead time is only a bound.
    grade : str
        How the changed values are known, the weakest of them.
    """

    baseline_hours: Amount | None = None
    change_hours: Annotated[float, Field(ge=-LARGEST_AMOUNT, le=LARGEST_AMOUNT)] | None = None
    grade: LeadTimeGrade = "nothing done yet"


class SharedConsent(SharedRow):
    """What the team agreed to show beyond its program; what it did not say reads as no."""

    team_names: bool | None = None
    money: bool | None = None


class SharedReport(SharedRow):
    """One engagement as a roll-up sees it.

    Attributes
    ----------
    challenge : str
        Id of the engagement.
    share_level : ShareLevel
        Who may see it; a report for the team alone is counted and not read.
    stand_ins : tuple of str
        Names that stand for somebody who is not named; they mean nothing outside this report.
    items_per_year : float or None
        Makes amounts per item into amounts per year.
    """

    schema_: Literal[2] = Field(alias="schema")
    challenge: str
    program: str | None = None
    share_level: ShareLevel
    made_on: date | None = None
    start: date | None = None
    end: date | None = None
    home_team: str | None = None
    stand_ins: tuple[str, ...] = ()
    stream: str
    items_per_year: Amount | None = None
    consent: SharedConsent = SharedConsent()
    lead_time_change: LeadTimeChange = LeadTimeChange()
    handoff_ledger: SharedLedger = SharedLedger()
    teams: tuple[SharedTeam, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    waste: SharedWaste = SharedWaste()
    evidence: SharedEvidence = SharedEvidence()
    asks: tuple[Ask, ...] = ()
    improvements: tuple[SharedImprovement, ...] = ()
    adoptions: tuple[Adoption, ...] = ()
    retention_checks: tuple[RetentionCheck, ...] = ()

    @model_validator(mode="after")
    def _amounts_are_possible(self) -> Self:
        borrowed: tuple[tuple[str, float | None], ...] = (
            *((f"dependency {row.id}", row.frequency_per_item) for row in self.dependencies),
            *((f"dependency {row.id}", row.wait_per_occurrence) for row in self.dependencies),
            *((f"waste {row.id}", row.minutes) for row in self.waste.rows),
            *((f"waste {row.id}", row.occurrences_per_item) for row in self.waste.rows),
            *((f"waste {row.id}", row.people) for row in self.waste.rows),
        )
        for place, amount in borrowed:
            if amount is not None and not 0 <= amount <= LARGEST_AMOUNT:
                message = f"{amount:g} at {place[:60]}"
                raise ValueError(message)
        return self

    def per_year(self, figure: Figure) -> Figure:
        """Turn an amount per item into one per year; without a yearly demand nothing of it is known.

        Examples
        --------
        >>> report = SharedReport(schema=2, challenge="x", share_level="program", stream="X", items_per_year=26)
        >>> report.per_year(Figure(2.0, known=1, of=1)).value
        52.0
        """
        if self.items_per_year is None:
            return Figure(None, None, None, 0, figure.of)
        value, bound = figure.value, figure.at_least
        return Figure(
            None if value is None else value * self.items_per_year,
            None if bound is None else bound * self.items_per_year,
            None,
            figure.known,
            figure.of,
        )

"""What a sheet leaves open and only its team can answer: the answers, and the questions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from vsm_toolkit.errors import UsageError
from vsm_toolkit.io.spreadsheet.headers import is_time_unit
from vsm_toolkit.model import TimeBasis


class LeadTimeConvention(StrEnum):
    """What a lead-time column measures.

    ``includes-wait``: from work available to handed on, so wait = LT - PT. ``process-plus-wait``: the sum of process
    time and wait. ``wait-then-lead``: from the start of work, so LT - PT is delay inside the step and the wait before
    it is separate.
    """

    INCLUDES_WAIT = "includes-wait"
    PROCESS_PLUS_WAIT = "process-plus-wait"
    WAIT_THEN_LEAD = "wait-then-lead"


class QualityConvention(StrEnum):
    """Whether %C&A stands on the step that produced the work or on the step that received it."""

    PRODUCED = "produced"
    RECEIVED = "received"


class PercentScale(StrEnum):
    """Whether a plain 0.7 under %C&A means 0.7 % or a share, 70 %."""

    PERCENT = "percent"
    SHARE = "share"


@dataclass(frozen=True)
class SheetConventions:
    """The answers, each ``None`` while nobody has given it.

    Attributes
    ----------
    basis : TimeBasis or None
        Whether a day in the sheet is a working day or 24 hours on the clock.
    hours_per_day, days_per_week : float or None
        The working calendar; ``None`` uses 8 and 5, and the import says so.
    unit : str or None
        Unit of plain numbers whose header names none: ``wh``, ``d``, ``wk``, ``min``.

    Raises
    ------
    UsageError
        When the unit is no unit of time, or the calendar is impossible.

    Examples
    --------
    >>> SheetConventions(unit="d").unit
    'd'
    """

    lead_time: LeadTimeConvention | None = None
    percent_complete_accurate: QualityConvention | None = None
    basis: TimeBasis | None = None
    hours_per_day: float | None = None
    days_per_week: float | None = None
    unit: str | None = None
    percent_scale: PercentScale | None = None

    def __post_init__(self) -> None:
        """Refuse answers that no sheet can be read with."""
        if self.unit is not None and not is_time_unit(self.unit):
            raise UsageError(f"--unit: expected a unit of time, found {self.unit!r}. Write wh, d, wk or min.")
        for option, value, most in (("hours", self.hours_per_day, 24), ("days", self.days_per_week, 7)):
            if value is not None and not 0 < value <= most:
                period = "day" if option == "hours" else "week"
                raise UsageError(
                    f"--{option}-per-{period}: expected above 0 and up to {most}, found {value}. Correct the calendar."
                )


@dataclass(frozen=True)
class OpenQuestion:
    """Something the file does not say and that changes its numbers.

    Attributes
    ----------
    option : str
        The command-line option that answers it.
    question : str
        What to ask the team.
    choices : tuple of str
        The answers the option takes.
    why : str
        What depends on it in this file.
    """

    option: str
    question: str
    choices: tuple[str, ...]
    why: str


def lead_time_question(row_place: str) -> OpenQuestion:
    """Ask what the lead-time column measures; ``row_place`` is the first row whose numbers depend on it.

    Examples
    --------
    >>> lead_time_question("steps.csv, row 2").choices
    ('includes-wait', 'process-plus-wait', 'wait-then-lead')
    """
    return OpenQuestion(
        "--lead-time-convention",
        "Does a step's lead time start when the work is available (includes-wait), is it process time plus wait "
        "(process-plus-wait), or does it start when someone starts on it (wait-then-lead)?",
        tuple(choice.value for choice in LeadTimeConvention),
        f"It decides how much of the lead time is wait, for example in {row_place}.",
    )


def quality_question(header: str) -> OpenQuestion:
    """Ask which step a %C&A figure belongs to.

    Examples
    --------
    >>> quality_question("%C/A").option
    '--percent-complete-accurate'
    """
    return OpenQuestion(
        "--percent-complete-accurate",
        f'Does "{header}" say how good a step\'s own output is (produced), or how good its input was (received)?',
        tuple(choice.value for choice in QualityConvention),
        "Received figures belong to the step before; read the other way, each would stand one step too late.",
    )


def basis_question(row_place: str) -> OpenQuestion:
    """Ask whether the sheet counts working time or the clock.

    Examples
    --------
    >>> basis_question("steps.csv, row 2").choices
    ('working', 'elapsed')
    """
    return OpenQuestion(
        "--basis",
        "Do the times count working hours only (working), or nights and weekends too (elapsed)?",
        tuple(choice.value for choice in TimeBasis),
        f"A week is 40 working hours or 168 hours on the clock, for example in {row_place}.",
    )


def unit_question(headers: Iterable[str]) -> OpenQuestion:
    """Ask for the unit of plain numbers.

    Examples
    --------
    >>> unit_question(["PT", "Wait"]).question
    'What unit are the plain numbers under "PT" and "Wait" in?'
    """
    named = " and ".join(f'"{header}"' for header in headers)
    return OpenQuestion(
        "--unit",
        f"What unit are the plain numbers under {named} in?",
        ("wh", "d", "wk", "min"),
        "Neither the header nor the cells name a unit.",
    )


def percent_scale_question(header: str) -> OpenQuestion:
    """Ask whether figures of at most 1 are shares.

    Examples
    --------
    >>> percent_scale_question("%C/A").choices
    ('percent', 'share')
    """
    return OpenQuestion(
        "--percent-scale",
        f'Is 0.7 under "{header}" a share that means 70 % (share), or 0.7 % (percent)?',
        tuple(choice.value for choice in PercentScale),
        "No figure in the column is above 1.",
    )

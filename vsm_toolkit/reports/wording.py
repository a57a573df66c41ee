"""Figures in words: units, bounds, ranges and money, the same way in every block."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

from vsm_toolkit.durations import format_hours, format_percent
from vsm_toolkit.figures import Figure
from vsm_toolkit.handoffs import HoursRange, LedgerRow
from vsm_toolkit.model import Calendar, Empowerment, EvidenceGrade, HandoffReason

UNIT_WORDS = {"wk": "week", "d": "day", "h": "hour", "min": "minute"}

EMPOWERMENT_WORDS = {
    Empowerment.EMPOWERED: "empowered",
    Empowerment.INFLUENCE: "influence",
    Empowerment.NOT_EMPOWERED: "not empowered",
    None: "not classified yet",
}


BLAME_WORDS = (
    *("blame", "blames", "blamed", "fault", "faults", "guilty", "culprit", "culprits", "lazy", "careless", "negligent"),
    *("incompetent", "stubborn", "obstructs", "obstructive", "refuses", "refused", "ignores", "ignored", "failed to"),
    *("fails to", "failure of", "should have", "bad team", "worst team", "unwilling", "bureaucrats", "excuse", "guilt"),
)
"""Words that no sentence of ours uses: a report speaks of the way work takes, never of who is to be ashamed of it."""


REASON_WORDS = {
    HandoffReason.POLICY: "a policy",
    HandoffReason.ACCESS: "who has access",
    HandoffReason.SKILLS: "who has the skill",
    HandoffReason.TOOL: "the tool",
    HandoffReason.ARCHITECTURE: "the architecture",
    HandoffReason.ORG: "how teams are cut",
    HandoffReason.CONTRACT: "a contract",
}


@dataclass(frozen=True, slots=True)
class Wording:
    """How one engagement's figures are written.

    Attributes
    ----------
    calendar : Calendar
        Length of a day and a week.
    currency : str or None
        Shown with money; ``None`` shows the bare number.
    """

    calendar: Calendar
    currency: str | None = None

    def hours(self, hours: float | None) -> str:
        """Write working hours short, ``?`` when unknown.

        Examples
        --------
        >>> Wording(Calendar()).hours(569)
        '14.2 wk'
        """
        return format_hours(hours, hours_per_day=self.calendar.hours_per_day, days_per_week=self.calendar.days_per_week)

    def long_hours(self, hours: float | None) -> str:
        """Write working hours as a sentence says them.

        Examples
        --------
        >>> Wording(Calendar()).long_hours(34)
        '4.3 days'
        """
        if hours is None:
            return "an unknown time"
        number, _, unit = self.hours(hours).rpartition(" ")
        return f"{number} {UNIT_WORDS[unit]}{'' if number == '1' else 's'}"

    def figure(self, figure: Figure) -> str:
        """Write a time total with its bound sign.

        Examples
        --------
        >>> Wording(Calendar()).figure(Figure(None, at_least=141.0, known=5, of=6))
        '≥ 3.5 wk'
        """
        best = figure.best()
        return "?" if best is None else f"{figure.sign()}{self.hours(best)}"

    def exact(self, figure: Figure) -> str:
        """Write a time total in working hours, for tables that are added up.

        Examples
        --------
        >>> Wording(Calendar()).exact(Figure(96.0))
        '96'
        """
        best = figure.best()
        return "?" if best is None else f"{figure.sign()}{number(best)}"

    def hours_range(self, hours: HoursRange) -> str:
        """Write a range of working hours short.

        Examples
        --------
        >>> Wording(Calendar()).hours_range(HoursRange(34, 34)), Wording(Calendar()).hours_range(HoursRange(36, 54))
        ('34', '36–54')
        """
        low, high = number(hours.low, 0), number(hours.high, 0)
        return low if low == high else f"{low}–{high}"

    def long_range(self, hours: HoursRange) -> str:
        """Write a range of working hours in days or weeks.

        Examples
        --------
        >>> Wording(Calendar()).long_range(HoursRange(34, 34)), Wording(Calendar()).long_range(HoursRange(12, 19.2))
        ('4.3 d', '12 h to 2.4 d')
        """
        low, high = self.hours(hours.low), self.hours(hours.high)
        return low if low == high else f"{low} to {high}"

    def recoverable(self, row: LedgerRow) -> str:
        """Write the lead time a row of the ledger could give back, as far as its waits are known.

        Examples
        --------
        >>> from vsm_toolkit.handoffs import handoff_ledger
        >>> from vsm_toolkit.samples import lantern
        >>> Wording(Calendar()).recoverable(handoff_ledger(lantern()).total)
        '37–67'
        """
        if not row.wait_hours.known:
            return "?"
        return f"{'' if row.is_settled else 'so far '}{self.hours_range(row.recoverable)}"

    def money(self, amount: float | None) -> str:
        """Write money in whole units.

        Examples
        --------
        >>> Wording(Calendar(), "EUR").money(18436.8)
        '18,437 EUR'
        """
        return "?" if amount is None else f"{number(amount, 0)}{f' {self.currency}' if self.currency else ''}"

    def money_range(self, amounts: tuple[float, float] | None) -> str:
        """Write a range of money.

        Examples
        --------
        >>> Wording(Calendar(), "EUR").money_range((9600, 36000)), Wording(Calendar(), "EUR").money_range((0, 0))
        ('9,600–36,000 EUR', '0 EUR')
        """
        if amounts is None:
            return "?"
        low, high = (number(amount, 0) for amount in amounts)
        return self.money(amounts[1]) if low == high else f"{low}–{self.money(amounts[1])}"


def share(figure: Figure, decimals: int = 1) -> str:
    """Write a share as percent with its bound sign.

    Examples
    --------
    >>> share(Figure(None, at_most=0.339, known=5, of=6))
    '≤ 33.9 %'
    """
    best = figure.best()
    return "?" if best is None else f"{figure.sign()}{format_percent(best, decimals)}"


def number(value: float | None, decimals: int = 1) -> str:
    """Write a number with at most some decimals, halves rounded up, ``?`` when unknown.

    Examples
    --------
    >>> number(96.0), number(9.25), number(None)
    ('96', '9.3', '?')
    """
    if value is None:
        return "?"
    text = f"{_rounded(value, decimals):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def signed_hours(hours: float | None) -> str:
    """Write a change of time with its sign, ``?`` while it is unknown.

    Examples
    --------
    >>> signed_hours(-16), signed_hours(0), signed_hours(None)
    ('−16', '0', '?')
    """
    if hours is None:
        return "?"
    return "0" if abs(hours) < 1e-9 else f"{'+' if hours > 0 else '−'}{number(abs(hours))}"


def _rounded(value: float, decimals: int) -> Decimal:
    # Halves go up as they do in format_hours, so that one figure never reads 9.3 h here and 9.2 there.
    with localcontext(prec=400):
        return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def person_hours(figure: Figure) -> str:
    """Write labour with two decimals and its bound sign.

    Examples
    --------
    >>> person_hours(Figure(7.464))
    '7.46'
    """
    best = figure.best()
    return "?" if best is None else f"{figure.sign()}{_rounded(best, 2):,f}"


def grade_words(grade: EvidenceGrade | None) -> str:
    """Name an evidence grade.

    Examples
    --------
    >>> grade_words(None)
    'not graded'
    """
    return "not graded" if grade is None else grade.value


def plural(count: float, noun: str) -> str:
    """Count things.

    Examples
    --------
    >>> plural(1, "handoff"), plural(3, "handoff")
    ('1 handoff', '3 handoffs')
    """
    return f"{number(count)} {noun}{'' if count == 1 else 's'}"

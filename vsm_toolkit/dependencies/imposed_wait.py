"""What dependencies cost an item: imposed wait (M32), blocking index (M34), the odds of being on time (M36)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import prod
from typing import Final

from vsm_toolkit.figures import Figure
from vsm_toolkit.model import Dependency, DependencyImpact, DependencyStrength

IMPACT_WEIGHTS: Final = {
    DependencyImpact.OK: 0.0,
    DependencyImpact.SLOWING: 0.5,
    DependencyImpact.BLOCKING: 1.0,
}
"""What an occurrence counts in the blocking index: a convention of this toolkit, listed among the caveats."""

COIN_FLIP: Final = 0.5


def imposed_wait(dependency: Dependency) -> float | None:
    """Give what one dependency imposes per item: frequency times wait, working hours (M32).

    Returns
    -------
    float or None
        ``None`` while frequency or wait is unknown; a wait of 0 imposes 0 however often it occurs.

    Examples
    --------
    >>> row = Dependency(id="D1", dependent="Web", provider="QA", frequency_per_item=1.3, wait_per_occurrence=60)
    >>> imposed_wait(row), imposed_wait(row.with_changes(frequency_per_item=None))
    (78.0, None)
    """
    often, wait = dependency.frequency_per_item, dependency.wait_per_occurrence
    if 0 in (often, wait):
        return 0.0
    return None if often is None or wait is None else often * wait


def total_imposed_wait(dependencies: Iterable[Dependency]) -> Figure:
    """Add up what dependencies impose per item, working hours of item time.

    Returns
    -------
    Figure
        A lower bound while a row lacks frequency or wait; without a value when there are no rows at all.

    Examples
    --------
    >>> known = Dependency(id="D1", dependent="Web", provider="QA", frequency_per_item=1, wait_per_occurrence=8)
    >>> total_imposed_wait([known, Dependency(id="D2", dependent="Web", provider="QA")])
    Figure(value=None, at_least=8.0, at_most=None, known=1, of=2)
    """
    parts = [imposed_wait(row) for row in dependencies]
    known = [part for part in parts if part is not None]
    if known and len(known) == len(parts):
        return Figure(sum(known), None, None, len(known), len(parts))
    return Figure(None, sum(known) if known else None, None, len(known), len(parts))


def blocking_index(dependencies: Iterable[Dependency]) -> Figure | None:
    """Weigh how a provider is felt, 0 (OK) to 1 (blocking), by how often each dependency bites (M34).

    Returns
    -------
    Figure or None
        ``None``, not defined, without rows, when no impact is known, and when nothing ever occurs. While a frequency
        or an impact is missing there is no value, only how low and how high it can be.

    Notes
    -----
    The weights of :data:`IMPACT_WEIGHTS` are a convention: compare providers of one map, not numbers of two programs.

    Examples
    --------
    >>> often = Dependency(id="1", dependent="Web", provider="QA", impact="blocking", frequency_per_item=3)
    >>> rarely = Dependency(id="2", dependent="App", provider="QA", impact="ok", frequency_per_item=1)
    >>> blocking_index([often, rarely]).value
    0.75
    """
    rows = list(dependencies)
    if all(row.impact is None for row in rows):
        return None
    known = [row for row in rows if row.impact is not None and row.frequency_per_item is not None]
    weighed = [(row.frequency_per_item, *_weights(row)) for row in rows]
    counted = [(often, low, high) for often, low, high in weighed if often is not None]
    whole = sum(often for often, _, _ in counted)
    loose = [(low, high) for often, low, high in weighed if often is None]
    if not whole and not loose:
        return None
    if whole:
        loose.append(
            (
                sum(often * low for often, low, _ in counted) / whole,
                sum(often * high for often, _, high in counted) / whole,
            )
        )
    low, high = min(each[0] for each in loose), max(each[1] for each in loose)
    if len(known) == len(rows):
        return Figure(low, None, None, len(known), len(rows))
    return Figure(None, low, high, len(known), len(rows))


def _weights(row: Dependency) -> tuple[float, float]:
    return (0.0, 1.0) if row.impact is None else (IMPACT_WEIGHTS[row.impact],) * 2


@dataclass(frozen=True, slots=True)
class OnTimeOdds:
    """The chance that no hard dependency delays an item (M36).

    Attributes
    ----------
    hard : int
        Hard dependencies counted; soft ones do not hold delivery back.
    own_rates : Figure
        Product of the team's own on-time rates, 0-1, as if they were independent. An upper bound while a rate is
        missing, without any figure while none is known.
    coin_flip : float
        Half for every hard dependency: a model to teach compounding with, not an estimate of anything.
    """

    hard: int
    own_rates: Figure
    coin_flip: float


def on_time_odds(dependencies: Iterable[Dependency]) -> OnTimeOdds:
    """Multiply the on-time rates of hard dependencies.

    Each is taken as independent of the others. The coin-flip version (half each, after Magennis) teaches compounding;
    a vendor's data on many items found 50-80 % on time at three dependencies where it says 12.5 %. Use own rates.

    Examples
    --------
    >>> five = [Dependency(id=str(n), dependent="a", provider="b", strength="hard", on_time_rate=0.8) for n in range(5)]
    >>> odds = on_time_odds(five)
    >>> round(odds.own_rates.value, 2), round(odds.coin_flip, 2)
    (0.33, 0.03)
    """
    hard = [row for row in dependencies if row.strength is DependencyStrength.HARD]
    rates = [row.on_time_rate for row in hard if row.on_time_rate is not None]
    odds = prod(rates)
    complete = bool(hard) and len(rates) == len(hard)
    own = Figure(odds if complete else None, None, odds if rates and not complete else None, len(rates), len(hard))
    return OnTimeOdds(len(hard), own, COIN_FLIP ** len(hard))

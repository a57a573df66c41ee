"""What measured items prove: before and after, signals, unfinished items (M47 to M49).

Six weeks give few items, the coach was there, and slow items are still open: every result carries the sentence that
belongs beside it. Statistics come from numpy and scipy.
"""

from __future__ import annotations

import warnings
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from vsm_toolkit.errors import UsageError
from vsm_toolkit.model import ItemPeriod, ItemTime

FEWEST_ITEMS = 6
"""Below this many finished items on a side there are dots and no interval."""

INTERVAL = 0.9
RESAMPLES = 10_000
XMR_FACTOR = 2.66
RUN_LENGTH = 8
MOST_ITEMS_EXACT = 50
"""Above this many items on a side the exact rank test takes seconds to minutes and the approximation is as good."""


@dataclass(frozen=True, slots=True)
class BeforeAfterEvidence:
    """Finished items before and after the changes.

    Attributes
    ----------
    median_before, median_after : float
        Working hours; finished items only.
    ratio : float or None
        After over before; 0.69 means about 31 % shorter. ``None`` when the median before is 0: nothing is shorter.
    ratio_interval : (float, float) or None
        Bootstrap 90 % interval; ``None`` with fewer than six items on a side, and where a median before may be 0.
    probability_of_improvement : float or None
        Chance that a random item after beats a random item before, ties count half; ``None`` below six.
    p_value : float or None
        Two-sided rank test, exact up to 50 items a side; ``None`` below six. Significant does not mean large.
    sentence : str
        What may be claimed.
    """

    items_before: int
    items_after: int
    median_before: float
    median_after: float
    ratio: float | None
    ratio_interval: tuple[float, float] | None
    probability_of_improvement: float | None
    p_value: float | None
    sentence: str


def compare_items(before: Sequence[float], after: Sequence[float], *, seed: int = 42) -> BeforeAfterEvidence:
    """Compare the times of finished items of one measure before and after the changes (M47).

    Parameters
    ----------
    before, after : sequence of float
        Working hours.
    seed : int
        Of the bootstrap; the same seed gives the same interval.

    Raises
    ------
    UsageError
        When a side has no item.

    Examples
    --------
    >>> evidence = compare_items([62, 71, 55, 80, 66, 120, 58, 74, 69, 90], [40, 52, 47, 66, 38, 75, 49, 44])
    >>> print(evidence.sentence)
    The median went from 70 to 48 wh: about 31 % shorter (likely 13 to 42 %), 10 items before, 8 after.
    """
    import numpy as np
    from scipy import stats

    if not before or not after:
        message = "Before and after can only be compared when both sides have a finished item. Look some up first."
        raise UsageError(message)
    enough = min(len(before), len(after)) >= FEWEST_ITEMS
    interval = _bootstrap_ratio(before, after, seed) if enough else None
    method = "exact" if max(len(before), len(after)) <= MOST_ITEMS_EXACT else "asymptotic"
    rank = stats.mannwhitneyu(before, after, alternative="two-sided", method=method)
    median_before, median_after = float(np.median(before)), float(np.median(after))
    beats = float(rank.statistic) / (len(before) * len(after))
    return BeforeAfterEvidence(
        items_before=len(before),
        items_after=len(after),
        median_before=median_before,
        median_after=median_after,
        ratio=median_after / median_before if median_before else None,
        ratio_interval=interval,
        probability_of_improvement=beats if enough else None,
        p_value=float(rank.pvalue) if enough else None,
        sentence=_claim(median_before, median_after, interval, (len(before), len(after))),
    )


def _bootstrap_ratio(before: Sequence[float], after: Sequence[float], seed: int) -> tuple[float, float] | None:
    import numpy as np
    from scipy import stats

    def ratio_of_medians(one: Any, other: Any, axis: int = -1) -> Any:  # noqa: ANN401 - arrays of any shape
        return np.median(other, axis=axis) / np.median(one, axis=axis)

    # Ratios over a median of 0 are found below, so nobody needs to be warned of them.
    with np.errstate(divide="ignore", invalid="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", stats.DegenerateDataWarning)
        found = stats.bootstrap(
            (before, after),
            ratio_of_medians,
            n_resamples=RESAMPLES,
            confidence_level=INTERVAL,
            method="percentile",
            rng=np.random.default_rng(seed),
        ).confidence_interval
    interval = (float(found.low), float(found.high))
    return interval if np.isfinite(interval).all() else None


def _claim(before: float, after: float, interval: tuple[float, float] | None, counts: tuple[int, int]) -> str:
    medians = f"The median went from {_shown(before)} to {_shown(after)} wh"
    items = f"{counts[0]} item{'' if counts[0] == 1 else 's'} before, {counts[1]} after"
    if min(counts) < FEWEST_ITEMS:
        return f"{medians} ({items}): too few items for an interval; look at the dots."
    if interval is None:
        return f"{medians} ({items}): too many items took no time at all for an interval; look at the dots."
    shorter = [1 - interval[1], 1 - interval[0]]
    change = 1 - after / before
    if shorter[0] <= 0 <= shorter[1]:
        longest, shortest = f"{abs(shorter[0]) * 100:.0f} % longer", f"{shorter[1] * 100:.0f} % shorter"
        return f"{medians}, which may be chance: between {longest} and {shortest}; {items}."
    word = "shorter" if change > 0 else "longer"
    low, high = sorted(abs(part) for part in shorter)
    return f"{medians}: about {abs(change) * 100:.0f} % {word} (likely {low * 100:.0f} to {high * 100:.0f} %), {items}."


def _shown(hours: float) -> str:
    return f"{round(hours, 1 if hours >= 1 else 2):g}"


@dataclass(frozen=True, slots=True)
class ProcessBehaviour:
    """Limits of a process behaviour chart (XmR) and what stands out (M48).

    Attributes
    ----------
    mean, lower, upper : float
        Of the baseline items, working hours; the lower limit is not below 0.
    outside : tuple of int
        Positions of later items beyond the limits.
    longest_run : int
        Most items in a row on one side of the mean.
    has_signal : bool
        An item outside, or eight in a row on one side.
    caveat : str
    """

    mean: float
    lower: float
    upper: float
    outside: tuple[int, ...]
    longest_run: int
    has_signal: bool
    caveat: str


def process_behaviour(baseline: Sequence[float], later: Sequence[float]) -> ProcessBehaviour:
    """Ask whether later items differ from the baseline by more than its usual variation.

    Raises
    ------
    UsageError
        With fewer than two baseline items there is no moving range.

    References
    ----------
    Wheeler, *Understanding Variation*: mean plus and minus 2.66 times the mean moving range.

    Examples
    --------
    >>> limits = process_behaviour([62, 71, 55, 80, 66, 120, 58, 74, 69, 90], [40, 52, 47, 66, 38, 75, 49, 44])
    >>> round(limits.mean, 1), round(limits.lower, 1), round(limits.upper, 1), limits.has_signal
    (74.5, 8.9, 140.1, False)
    """
    if len(baseline) < 2:
        message = (
            "A process behaviour chart needs at least two baseline items for its moving range. Look more up first."
        )
        raise UsageError(message)
    mean = sum(baseline) / len(baseline)
    ranges = [abs(one - other) for one, other in zip(baseline[1:], baseline[:-1], strict=True)]
    spread = XMR_FACTOR * sum(ranges) / len(ranges)
    lower, upper = max(0.0, mean - spread), mean + spread
    outside = tuple(position for position, hours in enumerate(later) if not lower <= hours <= upper)
    run = _longest_run([hours > mean for hours in later if hours != mean])
    return ProcessBehaviour(
        mean,
        lower,
        upper,
        outside,
        run,
        bool(outside) or run >= RUN_LENGTH,
        "Times are skewed to the right, so an item above the upper limit says less than a run below the mean.",
    )


def _longest_run(sides: Sequence[bool]) -> int:
    longest = current = 0
    for position, side in enumerate(sides):
        current = current + 1 if position and side == sides[position - 1] else 1
        longest = max(longest, current)
    return longest


def median_with_unfinished(finished: Sequence[float], ages_of_unfinished: Sequence[float]) -> float | None:
    """Give the median time when some items are still open, by Kaplan and Meier (M49), working hours.

    A short window sees only quick items finish, so the plain median is too low.

    Returns
    -------
    float or None
        ``None`` when half of the items have not finished by any age seen.

    References
    ----------
    Kaplan and Meier 1958, through ``scipy.stats.ecdf`` with censored data.

    Examples
    --------
    >>> median_with_unfinished([40, 52, 47, 66, 38, 75, 49, 44], [30, 55, 61, 70])
    52.0
    """
    from scipy import stats

    if not finished:
        return None
    if not ages_of_unfinished:
        sample = stats.CensoredData(uncensored=list(finished))
    else:
        sample = stats.CensoredData(uncensored=list(finished), right=list(ages_of_unfinished))
    survival = stats.ecdf(sample).sf
    for hours, share in zip(survival.quantiles, survival.probabilities, strict=True):
        if share <= 0.5 + 1e-12:
            return float(hours)
    return None


@dataclass(frozen=True, slots=True)
class MeasuredChange:
    """Everything that measured items of one measure say.

    Attributes
    ----------
    comparison : BeforeAfterEvidence or None
        ``None`` while a side has no finished item.
    median_with_unfinished : float or None
        After the changes, open items counted; working hours.
    open_ages : tuple of float
        Ages of items still open, working hours.
    """

    measure: str
    before: tuple[float, ...]
    after: tuple[float, ...]
    open_ages: tuple[float, ...]
    comparison: BeforeAfterEvidence | None
    median_with_unfinished: float | None


def measured_changes(items: Collection[ItemTime], *, seed: int = 42) -> tuple[MeasuredChange, ...]:
    """Compare measured items, each measure on its own.

    Examples
    --------
    >>> item = ItemTime(item="T-7", measure="review", period="before", hours=9)
    >>> measured_changes([item])[0].comparison is None
    True
    """
    return tuple(
        _measured(measure, [item for item in items if item.measure == measure], seed)
        for measure in dict.fromkeys(item.measure for item in items)
    )


def _measured(measure: str, items: Sequence[ItemTime], seed: int) -> MeasuredChange:
    def hours(period: ItemPeriod, *, finished: bool) -> tuple[float, ...]:
        return tuple(item.hours for item in items if item.period is period and item.finished is finished)

    before, after = hours(ItemPeriod.BEFORE, finished=True), hours(ItemPeriod.AFTER, finished=True)
    open_ages = hours(ItemPeriod.AFTER, finished=False)
    comparison = compare_items(before, after, seed=seed) if before and after else None
    return MeasuredChange(measure, before, after, open_ages, comparison, median_with_unfinished(after, open_ages))

"""What measured items prove, and what they do not: comparisons, limits, unfinished items."""

from __future__ import annotations

import itertools
import math
import re
import statistics
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vsm_toolkit.errors import UsageError
from vsm_toolkit.item_evidence import (
    FEWEST_ITEMS,
    MOST_ITEMS_EXACT,
    compare_items,
    measured_changes,
    median_with_unfinished,
    process_behaviour,
)
from vsm_toolkit.model import ItemTime

hours = st.floats(min_value=0, max_value=2000).map(lambda value: round(value, 2))
positive_hours = st.floats(min_value=0.5, max_value=2000).map(lambda value: round(value, 2))
few = settings(max_examples=25)


def beats(before: list[float], after: list[float]) -> float:
    """Count by hand how often an item after beats one before; ties count half."""
    pairs = list(itertools.product(before, after))
    return sum(1.0 if one > other else 0.5 if one == other else 0.0 for one, other in pairs) / len(pairs)


def rank_test_by_hand(before: list[float], after: list[float]) -> float:
    """Shuffle the labels in every possible way: the exact two-sided p-value for samples without ties."""
    pooled = [*before, *after]
    observed = abs(beats(before, after) - 0.5)
    shuffles = list(itertools.combinations(range(len(pooled)), len(before)))
    as_extreme = sum(
        abs(beats([pooled[i] for i in chosen], [pooled[i] for i in range(len(pooled)) if i not in chosen]) - 0.5)
        >= observed - 1e-12
        for chosen in shuffles
    )
    return as_extreme / len(shuffles)


def kaplan_meier_median(finished: list[float], open_ages: list[float]) -> float | None:
    """Compute the median by the textbook: an item still open at an age was at risk up to and including that age."""
    survival = 1.0
    for age in sorted(set(finished)):
        at_risk = sum(each >= age for each in (*finished, *open_ages))
        survival *= 1 - finished.count(age) / at_risk
        if survival <= 0.5 + 1e-12:
            return age
    return None


@pytest.mark.parametrize(("before", "after"), [([], [1.0]), ([1.0], []), ([], [])])
def test_a_side_without_items_cannot_be_compared(before, after):
    with pytest.raises(UsageError, match="both sides have a finished item"):
        compare_items(before, after)


@few
@given(st.lists(hours, min_size=1, max_size=12), st.lists(hours, min_size=1, max_size=12))
def test_medians_and_the_chance_to_be_better_are_those_counted_by_hand(before, after):
    evidence = compare_items(before, after)

    assert evidence.median_before == pytest.approx(statistics.median(before))
    assert evidence.median_after == pytest.approx(statistics.median(after))
    if min(len(before), len(after)) >= FEWEST_ITEMS:
        assert evidence.probability_of_improvement == pytest.approx(beats(before, after))
    else:
        assert evidence.ratio_interval is None
        assert evidence.probability_of_improvement is None
        assert evidence.p_value is None
        assert "too few items for an interval; look at the dots" in evidence.sentence


@few
@given(st.lists(positive_hours, min_size=6, max_size=12), st.lists(positive_hours, min_size=6, max_size=12))
def test_an_interval_holds_ratios_that_can_be_drawn_from_the_items(before, after):
    low, high = compare_items(before, after).ratio_interval

    assert min(after) / max(before) - 1e-9 <= low <= high <= max(after) / min(before) + 1e-9


@few
@given(st.lists(positive_hours, min_size=6, max_size=10), st.lists(positive_hours, min_size=6, max_size=10))
def test_the_sentence_claims_only_what_the_interval_holds(before, after):
    evidence = compare_items(before, after)
    low, high = evidence.ratio_interval

    assert ("may be chance" in evidence.sentence) == (low <= 1 <= high)
    if high < 1:
        assert "shorter (likely" in evidence.sentence
        assert "longer" not in evidence.sentence
    if low > 1:
        assert "longer (likely" in evidence.sentence
        assert "shorter" not in evidence.sentence
    assert "-" not in evidence.sentence
    assert not re.search(r"\d%", evidence.sentence)


@few
@given(st.lists(positive_hours, min_size=6, max_size=10), st.floats(1.5, 8))
def test_another_unit_of_time_changes_no_claim_about_the_ratio(items, factor):
    after = [each / 2 for each in items]
    one = compare_items(items, after)
    other = compare_items([each * factor for each in items], [each * factor for each in after])

    assert other.ratio == pytest.approx(one.ratio)
    assert other.ratio_interval == pytest.approx(one.ratio_interval)


@settings(max_examples=10)
@given(st.lists(hours, min_size=12, max_size=12, unique=True), st.integers(6, 6))
def test_the_p_value_is_the_share_of_shuffled_labels_at_least_as_extreme(items, cut):
    evidence = compare_items(items[:cut], items[cut:])

    assert evidence.p_value == pytest.approx(rank_test_by_hand(items[:cut], items[cut:]))


def test_five_items_are_dots_and_six_have_an_interval():
    five, six = [10.0, 11, 12, 13, 14], [10.0, 11, 12, 13, 14, 15]

    assert compare_items(five, six).ratio_interval is None
    assert compare_items(six, five).ratio_interval is None
    assert compare_items(six, six).ratio_interval is not None


def test_one_item_a_side_reads_as_one_item():
    assert compare_items([70.04], [48]).sentence == (
        "The median went from 70 to 48 wh (1 item before, 1 after): too few items for an interval; look at the dots."
    )


def test_the_same_items_twice_are_no_improvement():
    evidence = compare_items([5.0] * 6, [5.0] * 6)

    assert (evidence.ratio, evidence.ratio_interval) == (1, (1, 1))
    assert (evidence.probability_of_improvement, evidence.p_value) == (0.5, 1)
    assert evidence.sentence == (
        "The median went from 5 to 5 wh, which may be chance: between 0 % longer and 0 % shorter; 6 items before, "
        "6 after."
    )


def test_worse_is_said_as_plainly_as_better():
    sentence = compare_items([5.0, 5, 5, 6, 6, 6], [10.0] * 6).sentence

    assert sentence == (
        "The median went from 5.5 to 10 wh: about 82 % longer (likely 67 to 100 %), 6 items before, 6 after."
    )


def test_a_median_of_nothing_before_has_no_ratio():
    evidence = compare_items([0.0] * 6, [1.0] * 6)

    assert (evidence.ratio, evidence.ratio_interval) == (None, None)
    assert evidence.probability_of_improvement == 0
    assert evidence.sentence == (
        "The median went from 0 to 1 wh (6 items before, 6 after): too many items took no time at all for an interval; "
        "look at the dots."
    )


def test_few_items_with_a_median_of_nothing_are_no_error():
    assert compare_items([0.0, 0.0], [3.0]).ratio is None


@pytest.mark.parametrize("after", [[1.0] * 6, [0.0, 0, 0, 1, 1, 1]])
def test_an_interval_that_would_reach_infinity_is_left_out_without_a_warning(after):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        evidence = compare_items([0.0, 0, 0, 5, 5, 5, 6], after)

    assert evidence.ratio == pytest.approx(statistics.median(after) / 5)
    assert evidence.ratio_interval is None


def test_a_median_of_nothing_after_is_a_whole_saving():
    evidence = compare_items([5.0] * 6, [0.0] * 6)

    assert evidence.ratio_interval == (0, 0)
    assert "about 100 % shorter" in evidence.sentence


def test_the_same_seed_gives_the_same_interval_and_another_a_slightly_different_one():
    before, after = [62.0, 71, 55, 80, 66, 120, 58, 74], [40.0, 52, 47, 66, 38, 75, 49, 44]

    assert compare_items(before, after, seed=1) == compare_items(before, after, seed=1)
    assert compare_items(before, after, seed=2).ratio_interval == pytest.approx(
        compare_items(before, after, seed=3).ratio_interval, abs=0.05
    )


def test_hundreds_of_items_are_compared_as_well_and_agree_with_the_exact_test():
    size = MOST_ITEMS_EXACT
    before = [50 + 3 * math.sin(7 * n) + n / 30 for n in range(size + 1)]
    after = [49 + 3 * math.sin(5 * n) + n / 30 for n in range(size + 1)]
    exact, approximate = compare_items(before[:size], after[:size]), compare_items(before, after)

    assert approximate.p_value == pytest.approx(exact.p_value, abs=0.03)
    assert approximate.p_value != exact.p_value


def test_a_process_needs_two_items_for_a_moving_range():
    with pytest.raises(UsageError, match="at least two baseline items"):
        process_behaviour([70.0], [48.0])


@given(st.lists(hours, min_size=2, max_size=30), st.lists(hours, max_size=30))
def test_limits_are_the_mean_and_two_point_six_six_mean_moving_ranges(baseline, later):
    limits = process_behaviour(baseline, later)
    mean = statistics.fmean(baseline)
    reach = 2.66 * statistics.fmean(abs(one - other) for one, other in itertools.pairwise(baseline))

    assert limits.mean == pytest.approx(mean)
    assert limits.upper == pytest.approx(mean + reach)
    assert limits.lower == pytest.approx(max(0, mean - reach), abs=1e-9)
    assert limits.outside == tuple(
        place for place, each in enumerate(later) if each < limits.lower or each > limits.upper
    )


@given(st.lists(st.sampled_from([1.0, 3.0]), max_size=30))
def test_the_longest_run_is_the_one_counted_by_grouping(later):
    limits = process_behaviour([0.0, 4.0], later)
    longest = max((len(list(group)) for _, group in itertools.groupby(later)), default=0)

    assert limits.mean == 2
    assert limits.longest_run == longest
    assert limits.has_signal == (longest >= 8)


def test_a_run_of_seven_is_no_signal_and_one_of_eight_is():
    baseline = [60.0, 80.0]

    assert not process_behaviour(baseline, [65.0] * 7).has_signal
    assert process_behaviour(baseline, [65.0] * 8).has_signal
    assert not process_behaviour(baseline, [65.0] * 7 + [75.0] + [65.0] * 7).has_signal


def test_an_item_on_the_mean_neither_counts_nor_breaks_a_run():
    run = [65.0] * 4 + [70.0] + [65.0] * 4

    assert process_behaviour([60.0, 80.0], run).longest_run == 8


def test_an_item_outside_the_limits_is_a_signal_by_itself():
    limits = process_behaviour([60.0, 62.0, 60.0], [61.0, 90.0])

    assert (limits.outside, limits.has_signal) == ((1,), True)


def test_an_item_on_a_limit_is_inside():
    limits = process_behaviour([10.0, 10.0], [10.0])

    assert (limits.lower, limits.upper, limits.outside) == (10, 10, ())


@given(st.lists(st.integers(1, 60).map(float), max_size=15), st.lists(st.integers(1, 60).map(float), max_size=15))
def test_the_median_with_open_items_is_that_of_kaplan_and_meier(finished, open_ages):
    assert median_with_unfinished(finished, open_ages) == kaplan_meier_median(finished, open_ages)


@given(st.lists(hours, min_size=1, max_size=15), st.lists(hours, max_size=15), hours)
def test_another_open_item_never_makes_the_median_shorter(finished, open_ages, age):
    fewer = median_with_unfinished(finished, open_ages)
    more = median_with_unfinished(finished, [*open_ages, age])

    assert more is None or (fewer is not None and more >= fewer)


def test_open_items_younger_than_every_finished_one_say_nothing():
    assert median_with_unfinished([40, 50, 60], [1, 2, 3]) == median_with_unfinished([40, 50, 60], []) == 50


def test_without_enough_finished_items_there_is_no_median():
    assert median_with_unfinished([], [10]) is None
    assert median_with_unfinished([10], [20, 30]) is None


def an_item(hours_taken: float, period: str, measure: str = "review", **fields) -> ItemTime:
    return ItemTime(item=f"T-{hours_taken}", measure=measure, period=period, hours=hours_taken, **fields)


def test_items_of_different_measures_are_never_mixed():
    items = [
        an_item(70, "before"),
        an_item(7, "before", "deploy"),
        an_item(48, "after"),
        an_item(5, "after", finished=False),
    ]
    review, deploy = measured_changes(items)

    assert (review.measure, review.before, review.after, review.open_ages) == ("review", (70,), (48,), (5,))
    assert (review.comparison.median_before, review.comparison.median_after) == (70, 48)
    assert (deploy.measure, deploy.before, deploy.after) == ("deploy", (7,), ())
    assert (deploy.comparison, deploy.median_with_unfinished) == (None, None)


def test_an_item_that_is_still_open_is_never_counted_as_finished():
    (change,) = measured_changes([an_item(70, "before"), an_item(1, "after", finished=False)])

    assert (change.after, change.comparison) == ((), None)


def test_nothing_measured_gives_no_comparison():
    assert measured_changes([]) == ()


@few
@given(st.lists(st.tuples(hours, st.sampled_from(["before", "after"]), st.booleans()), max_size=12))
def test_every_measured_item_is_used_once_or_is_an_open_one_from_before(rows):
    items = [an_item(taken, period, finished=finished) for taken, period, finished in rows]
    if not items:
        return
    (change,) = measured_changes(items)
    left_out = sum(period == "before" and not finished for _, period, finished in rows)

    assert len(change.before) + len(change.after) + len(change.open_ages) + left_out == len(rows)

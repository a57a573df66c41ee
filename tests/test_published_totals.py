"""Totals printed on a map: what agrees, and where a difference is said to sit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.metrics import MetricRules, map_metrics
from vsm_toolkit.model import NumberEstimate, Step, TimeEstimate, ValueStream
from vsm_toolkit.published_totals import PublishedTotals, TotalFinding, check_totals, printed_resolution
from vsm_toolkit.rework import expected_rework
from vsm_toolkit.samples import coming_back, lantern, two_roads


def only_finding(stream: ValueStream, rules: MetricRules | None = None, **totals: object) -> TotalFinding:
    (finding,) = check_totals(stream, PublishedTotals(**totals), rules or MetricRules())
    return finding


def with_step(stream: ValueStream, step_id: str, **fields: object) -> ValueStream:
    steps = tuple(step.with_changes(**fields) if step.id == step_id else step for step in stream.steps)
    return stream.model_copy(update={"steps": steps})


def test_totals_that_agree_are_said_to_agree_with_both_numbers():
    published = PublishedTotals(
        lead_time_hours=141,
        process_time_hours=33,
        wait_hours=108,
        activity_ratio=0.234,
        rolled_percent_complete_accurate=0.305,
    )
    findings = check_totals(lantern(), published)

    assert [finding.cause for finding in findings] == ["agrees"] * 5
    assert findings[0].explanation == "The lead time agrees: 141 h (3.5 wk) printed, 141 h (3.5 wk) from the steps."


def test_a_total_that_is_not_printed_is_not_checked():
    assert check_totals(lantern(), PublishedTotals()) == ()


def test_the_last_printed_digit_decides_what_agrees():
    coarse = only_finding(lantern(), lead_time_hours=144, resolution={"lead_time": 8})
    fine = only_finding(lantern(), lead_time_hours=144, resolution={"lead_time": 0.8})

    assert coarse.agrees
    assert not fine.agrees


@pytest.mark.parametrize(("printed", "words"), [(0.23, "agrees"), (0.24, "rounded up, not rounded to the nearest")])
def test_a_ratio_rounded_the_other_way_is_named(printed, words):
    finding = only_finding(lantern(), activity_ratio=printed, resolution={"activity_ratio": 0.01})

    assert words in finding.explanation


def test_a_figure_that_is_cut_off_is_named():
    finding = only_finding(lantern(), lead_time_hours=140, resolution={"lead_time": 1.5})

    assert finding.cause == "rounding"
    assert "cut off, not rounded to the nearest" in finding.explanation


def test_a_figure_that_is_cut_off_agrees_where_cutting_off_is_the_rule():
    cut_off = {"lead_time_hours": 140, "resolution": {"lead_time": 1.5}}

    assert only_finding(lantern(), MetricRules(rounding="down"), **cut_off).agrees
    assert only_finding(lantern(), MetricRules(rounding="up"), **cut_off).cause == "rounding"


def test_a_lead_time_that_adds_both_branches_is_named():
    total = sum(step.wait_time.value + step.process_time.value for step in two_roads().steps)
    finding = only_finding(two_roads(), lead_time_hours=total)

    assert finding.cause == "branches"
    assert "adds up every branch" in finding.explanation


def test_a_lead_time_of_the_longest_branch_is_named_where_the_sum_is_expected():
    finding = only_finding(two_roads(), MetricRules(branch_rule="sum_of_branches"), lead_time_hours=83)

    assert finding.cause == "branches"


def two_roads_with_quality() -> ValueStream:
    stream = two_roads()
    for step in stream.steps:
        stream = with_step(stream, step.id, percent_complete_accurate=NumberEstimate(value=90))
    return stream


@pytest.mark.parametrize(
    ("rule", "steps", "words"),
    [("all_steps", 3, "only the steps on the critical path"), ("critical_path", 6, "every step, not only")],
)
def test_a_rolled_figure_over_the_other_steps_is_named(rule, steps, words):
    finding = only_finding(
        two_roads_with_quality(),
        MetricRules(percent_complete_accurate_rule=rule),
        rolled_percent_complete_accurate=0.9**steps,
    )

    assert finding.cause == "rolled_steps"
    assert words in finding.explanation


@pytest.mark.parametrize("redo_share", [0.25, 0.5, 1.0])
def test_a_total_that_contains_the_rework_loops_is_named(redo_share):
    expected = expected_rework(coming_back(), redo_share)
    findings = check_totals(
        coming_back(),
        PublishedTotals(lead_time_hours=expected.lead_time, process_time_hours=expected.process_time),
    )

    assert [finding.cause for finding in findings] == ["rework", "rework"]
    assert f"a redo taking {redo_share:.0%}".replace("%", " %") in findings[0].explanation


def test_a_total_without_the_rework_loops_agrees_and_says_so():
    finding = only_finding(coming_back(), lead_time_hours=53)

    assert finding.agrees
    assert finding.explanation.endswith(
        "The 2 rework loops drawn are in neither: both describe work that passes at the first attempt."
    )


def test_loops_that_never_finish_do_not_stop_the_check():
    stream = coming_back()
    endless = stream.model_copy(update={"loops": (stream.loops[0].with_changes(probability=1.0),)})

    assert only_finding(endless, lead_time_hours=60.5).cause == "unexplained"


def test_missing_hours_are_located_in_the_one_unlabelled_wait():
    finding = only_finding(with_step(lantern(), "L5", wait_time=None), lead_time_hours=141)

    assert finding.recomputed.value is None
    assert finding.explanation == (
        "Printed lead time 141 h (3.5 wk), from the steps ≥ 121 h (3 wk): the 20 h (2.5 d) sit in the one unlabelled "
        "wait, in front of Test, after Review."
    )


def test_missing_hours_beside_the_critical_path_include_its_slack():
    finding = only_finding(with_step(two_roads(), "P3", wait_time=None), lead_time_hours=90)
    stream = with_step(two_roads(), "P3", wait_time=TimeEstimate(value=46))

    assert "the 46 h (5.8 d) sit in the one unlabelled wait" in finding.explanation
    assert map_metrics(stream).lead_time.value == 90


def test_missing_hours_of_several_parts_are_not_pinned_on_one():
    stream = with_step(with_step(lantern(), "L5", wait_time=None), "L2", wait_time=None, process_time=None)
    finding = only_finding(stream, lead_time_hours=141)

    assert finding.cause == "unlabelled"
    assert finding.explanation.endswith(
        "the 48 h (6 d) must sit in what is unlabelled, the waits in front of Shape story and Test and the process "
        "time of Shape story."
    )


def test_a_total_that_counted_an_unlabelled_part_as_nothing_is_named():
    finding = only_finding(with_step(lantern(), "L5", process_time=None), process_time_hours=27)

    assert not finding.agrees
    assert finding.explanation.endswith(
        "what is labelled gives it alone, so the process time of Test was counted as nothing."
    )


def test_the_wait_before_the_first_step_may_lie_outside_the_map():
    assert only_finding(with_step(lantern(), "L1", wait_time=None), lead_time_hours=125).agrees


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        (0.3052, "the %C&A of Review would have to be 90 %"),
        (0.3392, "the %C&A of Review was counted as 100 %"),
        (0.4, "an unexplained difference of 6.09 percentage points"),
    ],
)
def test_a_rolled_figure_says_what_the_missing_step_was_taken_for(printed, words):
    stream = with_step(lantern(), "L4", percent_complete_accurate=None)

    assert words in only_finding(stream, rolled_percent_complete_accurate=printed).explanation


@pytest.mark.parametrize("on_ladder", [2, 2.0, "2 h", {"value": 2}])
def test_a_box_that_contradicts_its_ladder_is_named(on_ladder):
    finding = only_finding(with_step(lantern(), "L6", process_time_on_ladder=on_ladder), process_time_hours=34)

    assert finding.cause == "ladder"
    assert "at Deploy the box says process time 1 h and the ladder 2 h" in finding.explanation


def test_a_box_that_contradicts_its_ladder_is_mentioned_where_the_box_is_right():
    finding = only_finding(with_step(lantern(), "L6", process_time_on_ladder=2), process_time_hours=33)

    assert finding.agrees
    assert finding.explanation.endswith("At Deploy the box says process time 1 h and the ladder 2 h.")


@pytest.mark.parametrize("on_ladder", ["?", "soon", True, None, -5])
def test_a_ladder_that_gives_no_number_is_left_alone(on_ladder):
    finding = only_finding(with_step(lantern(), "L6", wait_time_on_ladder=on_ladder), lead_time_hours=150.3)

    assert finding.cause == "unexplained"


@pytest.mark.parametrize(
    ("field", "on_ladder", "lead_time"), [("wait_time_on_ladder", 40, 151), ("lead_time_on_ladder", 21, 131)]
)
def test_a_wait_or_lead_time_on_the_ladder_is_tried(field, on_ladder, lead_time):
    finding = only_finding(with_step(lantern(), "L6", **{field: on_ladder}), lead_time_hours=lead_time)

    assert finding.cause == "ladder"


def test_a_ratio_by_the_ladder_may_keep_the_lead_time_of_the_box():
    finding = only_finding(with_step(lantern(), "L6", process_time_on_ladder=11), activity_ratio=43 / 141)

    assert finding.cause == "ladder"


@pytest.mark.parametrize(
    ("lead_time", "words"),
    [
        (141 - 7, "if Review (7 h) were left out"),
        (141 + 28, "if Shape story (28 h (3.5 d)) were counted twice"),
        (141 - 6 + 48, "if the wait of Review, 6 h, were 6 d"),
    ],
)
def test_one_step_that_would_explain_the_difference_is_named(lead_time, words):
    finding = only_finding(lantern(), lead_time_hours=lead_time)

    assert finding.cause == "one_step"
    assert words in finding.explanation


def test_a_difference_many_steps_would_explain_is_not_pinned_on_one():
    steps = tuple(
        Step(
            id=f"S{number}", name=f"Step {number}", wait_time=TimeEstimate(value=8), process_time=TimeEstimate(value=2)
        )
        for number in range(5)
    )
    stream = lantern().model_copy(update={"steps": steps, "edges": ()})

    assert only_finding(stream, MetricRules(branch_rule="sum_of_branches"), process_time_hours=8).cause == "unexplained"


@pytest.mark.parametrize("factor", [3, 1 / 3, 4.2, 1 / 4.2])
def test_a_total_on_the_clock_is_named(factor):
    finding = only_finding(lantern(), lead_time_hours=141 * factor)

    assert finding.cause == "calendar"


def test_a_ratio_with_days_of_24_hours_is_named():
    finding = only_finding(lantern(), activity_ratio=33 / 141 / 3)

    assert "a day is counted with 24 h instead of 8 h" in finding.explanation


@pytest.mark.parametrize(
    ("ratio", "words"),
    [(0.6, "it follows from the printed totals (60 h (7.5 d) ÷ 100 h (2.5 wk) = 60 %)"), (0.5, "does not follow")],
)
def test_a_ratio_is_compared_with_its_own_totals(ratio, words):
    published = PublishedTotals(lead_time_hours=100, process_time_hours=60, activity_ratio=ratio)
    finding = check_totals(lantern(), published)[-1]

    assert finding.cause == "own_totals"
    assert words in finding.explanation


def test_a_lead_time_that_contradicts_its_own_parts_is_named():
    published = PublishedTotals(lead_time_hours=120.3, process_time_hours=33, wait_hours=108)
    lead_time, *parts = check_totals(lantern(), published)

    assert lead_time.cause == "own_totals"
    assert "33 h (4.1 d) + 108 h (2.7 wk) = 141 h (3.5 wk)" in lead_time.explanation
    assert all(finding.agrees for finding in parts)


def test_steps_printed_rounded_can_add_up_to_a_difference():
    finding = only_finding(lantern(), lead_time_hours=150.3, step_resolution_hours=4)

    assert finding.cause == "step_rounding"


def test_a_figure_read_more_coarsely_than_printed_is_named():
    finding = only_finding(lantern(), lead_time_hours=143.5, resolution={"lead_time": 1.025})

    assert finding.cause == "coarse_rounding"


def test_a_total_nothing_on_the_map_explains_stays_unexplained():
    finding = only_finding(lantern(), lead_time_hours=150.3)

    assert finding.explanation == (
        "Printed lead time 150.3 h (3.8 wk), from the steps 141 h (3.5 wk): an unexplained difference of 9.3 h."
    )


def test_a_total_of_an_unmeasured_map_cannot_be_recomputed():
    finding = only_finding(two_roads(), rolled_percent_complete_accurate=0.5)

    assert finding.recomputed.best() is None
    assert finding.cause == "not_recomputable"
    assert "cannot be recomputed without the %C&A of Shape, Build" in finding.explanation


def test_a_map_without_steps_can_be_checked():
    finding = only_finding(ValueStream(name="Nothing yet"), lead_time_hours=8)

    assert finding.cause == "not_recomputable"


@pytest.mark.parametrize(("text", "unit", "size"), [("9.5", 40, 4.0), ("16", 8, 8.0), (" 14.58 ", 0.01, 0.0001)])
def test_the_printed_digits_give_the_resolution(text, unit, size):
    assert printed_resolution(text, unit) == pytest.approx(size)


@given(
    st.lists(st.tuples(st.integers(0, 100), st.integers(1, 40)), min_size=1, max_size=8),
    st.sampled_from(["lead_time_hours", "process_time_hours", "wait_hours"]),
    st.floats(-50, 500),
)
def test_a_printed_total_agrees_exactly_when_it_rounds_to_the_steps_own(times, total, printed):
    steps = tuple(
        Step(id=str(n), name=f"Step {n}", wait_time=TimeEstimate(value=wait), process_time=TimeEstimate(value=process))
        for n, (wait, process) in enumerate(times)
    )
    edges = [{"from_step": str(n), "to_step": str(n + 1)} for n in range(len(steps) - 1)]
    stream = ValueStream(name="A line", steps=steps, edges=edges)
    finding = only_finding(stream, **{total: printed})
    close = abs(finding.recomputed.value - printed) <= 0.05 * (1 + 1e-5)

    assert finding.agrees == close

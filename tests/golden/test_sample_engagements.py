"""The expected figures of the three sample engagements, baseline and after, to the printed precision.

Those of claims-portal and platform-request come from a separate script that was written before this code. Simulated
percentiles and items in flight have no figure in these modules and are tested where they live.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from vsm_toolkit.comparison import Comparison, compare_states, handoff_labour_saved
from vsm_toolkit.durations import format_hours, format_percent
from vsm_toolkit.handoffs import HandoffLedger, LedgerRow, handoff_ledger, labour_cost
from vsm_toolkit.io.map_file import load_engagement
from vsm_toolkit.model import Empowerment, Engagement, Stage, WasteCategory
from vsm_toolkit.rework import first_pass_share
from vsm_toolkit.waste import waste_ledger

ENGAGEMENTS = Path(__file__).resolve().parents[2] / "data" / "engagements"
CLAIMS, RULES, PLATFORM = "claims-portal", "payments-rules", "platform-request"
STAGES = (Stage.DISCOVERY, Stage.DEFINITION, Stage.BUILD, Stage.VERIFY, Stage.RELEASE, Stage.OPERATE_SUPPORT)
EMPOWERED, INFLUENCE, NOT_EMPOWERED = Empowerment.EMPOWERED, Empowerment.INFLUENCE, Empowerment.NOT_EMPOWERED


@cache
def engagement_of(name: str) -> Engagement:
    return load_engagement(ENGAGEMENTS / name)


@cache
def comparison_of(name: str) -> Comparison:
    return compare_states(engagement_of(name))


def ledger_of(name: str) -> HandoffLedger:
    return comparison_of(name).baseline.ledger


def row_of(name: str, empowerment: Empowerment) -> LedgerRow:
    row = ledger_of(name).row_of(empowerment)
    assert row is not None
    return row


def owner_row(name: str, decision_holder: str, empowerment: Empowerment = NOT_EMPOWERED) -> LedgerRow:
    return next(
        row
        for row in ledger_of(name).by_decision_holder
        if row.label == decision_holder and row.empowerment is empowerment
    )


def cost_per_year(name: str, row: LedgerRow) -> float | None:
    engagement = engagement_of(name)
    return row.labour_cost_per_year(engagement.stream.items_per_year, engagement.challenge.rate_per_hour)


@pytest.mark.parametrize(
    ("name", "home", "items_per_year", "rate"), [(CLAIMS, "Claims Portal", 26, 95), (PLATFORM, "Platform", 60, 90)]
)
def test_home_team_demand_and_rate(name, home, items_per_year, rate):
    engagement = engagement_of(name)

    assert engagement.stream.home_team().name == home
    assert engagement.stream.items_per_year == items_per_year
    assert engagement.challenge.rate_per_hour == rate


def test_cost_of_delay():
    cost = engagement_of(CLAIMS).challenge.cost_of_delay

    assert (cost.low, cost.likely, cost.high) == (4_000, 9_000, 15_000)
    assert engagement_of(PLATFORM).challenge.cost_of_delay is None


@pytest.mark.parametrize(
    ("name", "steps", "teams", "edges", "handoffs", "critical", "by_stage"),
    [(CLAIMS, 13, 10, 14, 12, 8, (1, 2, 2, 3, 3, 1)), (PLATFORM, 10, 7, 11, 10, 5, (1, 2, 4, 3, 0, 0))],
)
def test_size_and_handoffs(name, steps, teams, edges, handoffs, critical, by_stage):
    metrics = comparison_of(name).baseline.metrics

    assert (metrics.steps, metrics.teams, metrics.edges) == (steps, teams, edges)
    assert metrics.handoffs.count.value == handoffs
    assert metrics.handoffs.on_critical_path == critical
    assert tuple(metrics.handoffs.by_stage.get(stage, 0) for stage in STAGES) == by_stage


@pytest.mark.parametrize(
    ("name", "path", "slack"),
    [
        (CLAIMS, "A01 A02 A03 A04 A05 A08 A09 A11 A12 A13", {"A06": 34, "A07": 34, "A10": 55}),
        (PLATFORM, "C01 C02 C03 C04 C05 C09 C10", {"C06": 24.5, "C07": 14.5, "C08": 14.5}),
    ],
)
def test_critical_path_and_slack(name, path, slack):
    metrics = comparison_of(name).baseline.metrics

    assert metrics.critical_path == tuple(path.split())
    assert {step: hours for step, hours in metrics.slack.items() if hours} == slack


@pytest.mark.parametrize(
    ("name", "baseline", "done", "everything", "weeks"),
    [(CLAIMS, 569, 517, 501, ("14.2 wk", "12.9 wk", "12.5 wk")), (PLATFORM, 161.25, 137.25, 137.25, None)],
)
def test_lead_time_before_and_after(name, baseline, done, everything, weeks):
    comparison = comparison_of(name)
    hours = [state.metrics.lead_time.value for state in (comparison.baseline, comparison.done, comparison.projected)]

    assert hours == [baseline, done, everything]
    assert weeks is None or tuple(format_hours(each) for each in hours) == weeks


@pytest.mark.parametrize(
    ("name", "on_path", "all_steps", "labour"), [(CLAIMS, 73, 118, 220), (PLATFORM, 9.25, 14.25, 16.25)]
)
def test_process_time_and_labour(name, on_path, all_steps, labour):
    metrics = comparison_of(name).baseline.metrics

    assert metrics.process_time.value == on_path
    assert metrics.process_time_all_steps.value == all_steps
    assert metrics.labour_hours.value == labour


@pytest.mark.parametrize(
    ("name", "ratio", "ratio_after", "coverage"),
    [(CLAIMS, "12.8 %", "14.6 %", "20.7 %"), (PLATFORM, "5.7 %", "5.3 %", "8.8 %")],
)
def test_activity_ratio_and_active_coverage(name, ratio, ratio_after, coverage):
    comparison = comparison_of(name)

    assert format_percent(comparison.baseline.metrics.activity_ratio.value) == ratio
    assert format_percent(comparison.projected.metrics.activity_ratio.value) == ratio_after
    assert format_percent(comparison.baseline.metrics.active_coverage.value) == coverage


@pytest.mark.parametrize(
    ("name", "rolled", "rolled_after", "first_pass"),
    [(CLAIMS, "6.3 %", "8.7 %", "38 %"), (PLATFORM, "10.4 %", "23 %", "29 %")],
)
def test_rolled_percent_complete_accurate_and_first_pass_share(name, rolled, rolled_after, first_pass):
    comparison = comparison_of(name)

    assert format_percent(comparison.baseline.metrics.rolled_percent_complete_accurate.value) == rolled
    assert format_percent(comparison.projected.metrics.rolled_percent_complete_accurate.value) == rolled_after
    assert format_percent(first_pass_share(comparison.baseline.stream).value, decimals=0) == first_pass


@pytest.mark.parametrize(
    ("name", "labour", "cost", "transfer", "rework", "band"),
    [
        (CLAIMS, 65.54, 161_896, 43.4, 22.1, (11.1, 44.3)),
        (PLATFORM, 13.72, 74_088, 11.0, 2.7, (1.4, 5.4)),
    ],
)
def test_handoff_labour_and_the_band_of_its_rework(name, labour, cost, transfer, rework, band):
    total = ledger_of(name).total
    low, high = (
        handoff_ledger(comparison_of(name).baseline.stream, redo_share).total.rework_labour.value
        for redo_share in (0.25, 1)
    )

    assert total.labour.value == pytest.approx(labour, abs=0.006)
    assert cost_per_year(name, total) == pytest.approx(cost, abs=0.5)
    assert total.transfer_labour.value == pytest.approx(transfer, abs=0.05)
    assert total.rework_labour.value == pytest.approx(rework, abs=0.05)
    assert (low, high) == pytest.approx(band, abs=0.05)


@pytest.mark.parametrize(
    ("name", "empowerment", "wait", "critical_wait", "labour"),
    [
        (CLAIMS, EMPOWERED, 64, 64, 13.01),
        (CLAIMS, INFLUENCE, 128, 72, 21.42),
        (CLAIMS, NOT_EMPOWERED, 220, 220, 31.11),
        (PLATFORM, EMPOWERED, 24, 16, 4.73),
        (PLATFORM, INFLUENCE, 80, 32, 3.10),
        (PLATFORM, NOT_EMPOWERED, 88, 88, 5.89),
    ],
)
def test_handoffs_by_empowerment(name, empowerment, wait, critical_wait, labour):
    row = row_of(name, empowerment)

    assert row.wait_hours.value == wait
    assert row.critical_wait_hours.value == critical_wait
    assert row.labour.value == pytest.approx(labour, abs=0.005)


@pytest.mark.parametrize(("name", "share"), [(CLAIMS, "62 %"), (PLATFORM, "65 %")])
def test_share_of_the_critical_handoff_wait_that_is_not_the_teams_to_remove(name, share):
    assert format_percent(ledger_of(name).share_of_critical_wait(NOT_EMPOWERED), decimals=0) == share


@pytest.mark.parametrize(
    ("name", "low", "high", "tolerance", "shares"),
    [(CLAIMS, 115, 152, 0.5, ("20 %", "27 %")), (PLATFORM, 38.5, 50.5, 0.05, ("24 %", "31 %"))],
)
def test_lead_time_recoverable_from_what_is_not_empowered(name, low, high, tolerance, shares):
    recoverable = row_of(name, NOT_EMPOWERED).recoverable
    lead_time = comparison_of(name).baseline.metrics.lead_time.value

    assert (recoverable.low, recoverable.high) == pytest.approx((low, high), abs=tolerance)
    assert (
        format_percent(recoverable.low / lead_time, decimals=0),
        format_percent(recoverable.high / lead_time, decimals=0),
    ) == shares


@pytest.mark.parametrize(
    ("name", "handoffs_after", "saved", "per_year"), [(CLAIMS, 11, 6.75, 175), (PLATFORM, 9, 1.61, 97)]
)
def test_handoffs_after_and_their_labour_saved(name, handoffs_after, saved, per_year):
    comparison = comparison_of(name)
    labour = handoff_labour_saved(comparison.baseline.stream, comparison.done.stream)

    assert comparison.done.metrics.handoffs.count.value == handoffs_after
    assert comparison.projected.metrics.handoffs.count.value == handoffs_after
    assert labour == pytest.approx(saved, abs=0.005)
    assert labour * engagement_of(name).stream.items_per_year == pytest.approx(per_year, abs=0.6)


@pytest.mark.parametrize(
    ("name", "counted", "shown"), [(CLAIMS, 21.25, 22.5), (RULES, 66, 94), (PLATFORM, 2.25, 4.275)]
)
def test_waste_log_without_what_overlaps_a_handoff(name, counted, shown):
    ledger = waste_ledger(engagement_of(name).stream)

    assert ledger.counted.value == pytest.approx(counted)
    assert ledger.shown.value == pytest.approx(shown)


@pytest.mark.parametrize(
    ("category", "hours_per_year"),
    [
        (WasteCategory.DEFECTS, 273),
        (WasteCategory.DELAYS, 252),
        (WasteCategory.TASK_SWITCHING, 240),
        (WasteCategory.RELEARNING, 128),
        (WasteCategory.PARTIALLY_DONE_WORK, 59),
    ],
)
def test_waste_of_a_year_over_the_three_samples(category, hours_per_year):
    total = sum(
        figure.value * stream.items_per_year
        for stream in (engagement_of(name).stream for name in (CLAIMS, RULES, PLATFORM))
        if (figure := waste_ledger(stream).by_category.get(category))
    )

    assert total == pytest.approx(hours_per_year, abs=0.6)


def test_extra_processes_overlap_handoffs_in_all_three_samples():
    overlapping = {
        row.category
        for name in (CLAIMS, RULES, PLATFORM)
        for row in waste_ledger(engagement_of(name).stream).overlapping
    }
    hours_per_year = sum(
        (ledger.shown.value - ledger.counted.value) * stream.items_per_year
        for stream in (engagement_of(name).stream for name in (CLAIMS, RULES, PLATFORM))
        for ledger in [waste_ledger(stream)]
    )

    assert overlapping == {WasteCategory.EXTRA_PROCESSES}
    assert hours_per_year == pytest.approx(266, abs=0.6)


OWNERS = [
    ("Chief Architect", "A05", 60, (36, 54), 9.00, 234, 22_230, (6_000, 22_500)),
    ("Head of Service Management", "A11", 40, (28, 40), 11.79, 307, 29_118, (4_000, 15_000)),
    ("Head of Integration", "A08", 96, (34, 34), 7.46, 194, 18_437, (9_600, 36_000)),
    ("Head of Infrastructure", "A12", 24, (17, 24), 2.86, 74, 7_067, (2_400, 9_000)),
]


@pytest.mark.parametrize(
    ("owner", "handoff", "critical_wait", "recoverable", "labour", "per_year", "cost", "exposure"), OWNERS
)
def test_report_block_of_handoffs_by_owner(
    owner, handoff, critical_wait, recoverable, labour, per_year, cost, exposure
):
    row = owner_row(CLAIMS, owner)
    challenge = engagement_of(CLAIMS).challenge

    assert row.to_steps == (handoff,)
    assert row.critical_wait_hours.value == critical_wait
    assert (row.recoverable.low, row.recoverable.high) == pytest.approx(recoverable, abs=0.5)
    assert row.labour.value == pytest.approx(labour, abs=0.005)
    assert row.labour_per_year(26) == pytest.approx(per_year, abs=0.5)
    assert cost_per_year(CLAIMS, row) == pytest.approx(cost, abs=0.5)
    assert row.delay_exposure(challenge.cost_of_delay, hours_per_week=40) == exposure


def test_report_block_of_handoffs_all_together():
    row = row_of(CLAIMS, NOT_EMPOWERED)
    cost = engagement_of(CLAIMS).challenge.cost_of_delay

    assert row.handoffs == 4
    assert row.labour_per_year(26) == pytest.approx(809, abs=0.5)
    assert cost_per_year(CLAIMS, row) == pytest.approx(76_851, abs=0.5)
    assert row.delay_exposure(cost, hours_per_week=40) == (22_000, 82_500)
    assert row.critical_wait_hours.value / 40 * cost.likely == 49_500


def test_report_block_of_handoffs_is_ordered_by_what_could_be_recovered():
    owners = [row.label for row in ledger_of(CLAIMS).by_decision_holder if row.empowerment is NOT_EMPOWERED]

    assert owners == [owner for owner, *_ in OWNERS]


def test_integration_looks_larger_than_it_is():
    handoff = next(each for each in ledger_of(CLAIMS).handoffs if each.to_step == "A08")

    assert (handoff.naive_saving.low, handoff.naive_saving.high) == pytest.approx((67.2, 86.4))
    assert (handoff.recoverable.low, handoff.recoverable.high) == (34, 34)


def test_build_blocking_and_review_speed_do_not_shorten_the_first_pass():
    effects = {
        (effect.change.key, effect.change.field): effect.lead_time_change for effect in comparison_of(CLAIMS).effects
    }

    assert effects["A06", "in_step_delay"] == effects["A07", "wait_time"] == 0
    assert effects["A03", "wait_time"] == -16
    assert effects["A04", "wait_time"] == -32
    assert {"A06", "A07"} <= {effect.change.key for effect in comparison_of(CLAIMS).zero_effects()}


def test_exercise_6_cost_of_one_request():
    total = ledger_of(PLATFORM).total

    assert labour_cost(total.labour.value, 90) == pytest.approx(1_234.80, abs=0.005)
    assert labour_cost(row_of(PLATFORM, NOT_EMPOWERED).labour.value, 90) == pytest.approx(529.71, abs=0.005)
    assert cost_per_year(PLATFORM, row_of(PLATFORM, NOT_EMPOWERED)) == pytest.approx(31_783, abs=0.5)


def test_exercise_6_three_crossings_and_one_wait_at_the_smoke_test():
    handoff = next(each for each in ledger_of(PLATFORM).handoffs if each.to_step == "C09")

    assert handoff.crossings == 3
    assert ledger_of(PLATFORM).total.crossings == 10


def test_exercise_6_recoverable_lead_time_does_not_add_up():
    network, security = owner_row(PLATFORM, "Head of Network"), owner_row(PLATFORM, "CISO")
    both = row_of(PLATFORM, NOT_EMPOWERED).recoverable

    assert network.critical_wait_hours.value == 48
    assert (network.recoverable.low, network.recoverable.high) == (14.5, 14.5)
    assert (security.recoverable.low, security.recoverable.high) == (24, 36)
    assert (both.low, both.high) == (38.5, 50.5)


def test_payments_rules_as_computed_by_this_code():
    """Nobody printed these: they guard against a change of result, not against a wrong one."""
    comparison = comparison_of(RULES)
    metrics, total = comparison.baseline.metrics, ledger_of(RULES).total
    lead_times = [
        state.metrics.lead_time.value for state in (comparison.baseline, comparison.done, comparison.projected)
    ]

    assert lead_times == [902, 876, 850]
    assert metrics.critical_path == ("B01", "B02", "B03", "B04", "B07", "B08", "B10", "B11", "B12", "B13")
    assert {step: hours for step, hours in metrics.slack.items() if hours} == {"B05": 36, "B06": 36, "B09": 104}
    assert (metrics.process_time.value, metrics.process_time_all_steps.value, metrics.labour_hours.value) == (
        94,
        158,
        440,
    )
    assert format_percent(metrics.activity_ratio.value) == format_percent(
        comparison.projected.metrics.activity_ratio.value
    )
    assert format_percent(metrics.active_coverage.value) == "17.5 %"
    assert format_percent(metrics.rolled_percent_complete_accurate.value) == "5.4 %"
    assert format_percent(first_pass_share(comparison.baseline.stream).value) == "41.3 %"
    assert (metrics.handoffs.count.value, metrics.handoffs.on_critical_path) == (12, 8)
    assert comparison.done.metrics.handoffs.count.value == 12
    assert total.labour.value == pytest.approx(143.4531, abs=5e-5)
    assert total.rework_labour.value == pytest.approx(57.0364, abs=5e-5)
    assert (total.recoverable.low, total.recoverable.high) == pytest.approx((262.0, 447.6))
    assert format_percent(ledger_of(RULES).share_of_critical_wait(NOT_EMPOWERED)) == "83.3 %"


def test_payments_rules_removes_no_handoff_and_still_gains_26_hours():
    comparison = comparison_of(RULES)

    assert comparison.baseline.metrics.handoffs.count == comparison.done.metrics.handoffs.count
    assert comparison.baseline.metrics.lead_time.value - comparison.done.metrics.lead_time.value == 26

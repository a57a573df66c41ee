"""The worked numbers about flow (M17 to M23 and exercise "Why queues explode"), to the printed precision.

They were computed by a separate script before this code existed. The simulated ones hold to within 2 %.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from vsm_toolkit.flow_arithmetic import (
    batch_wait,
    cadence_wait,
    check_stated_wait,
    items_in_progress,
    kingman_wait,
    queueing_multiple,
    sakasegawa_wait,
    takt,
    time_in_queue,
    utilisation,
)
from vsm_toolkit.flow_simulation import FlowSettings, simulate_flow
from vsm_toolkit.io.map_file import load_engagement
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.model import ValueStream
from vsm_toolkit.samples import coming_back, two_roads

ENGAGEMENTS = Path(__file__).parents[2] / "data" / "engagements"
QUALITY_LANE_HOURS = 10.0


def sample(name: str) -> ValueStream:
    return load_engagement(ENGAGEMENTS / name).stream


def test_twenty_items_at_five_a_week_are_four_weeks():
    assert time_in_queue(20, 5).value == 160


@pytest.mark.parametrize(("demand", "share", "wait", "items"), [(3, 0.75, 30, 3.0), (3.6, 0.90, 90, 9.0)])
def test_twenty_percent_more_work_is_three_times_the_wait(demand, share, wait, items):
    load = utilisation(demand * QUALITY_LANE_HOURS, 40).value

    assert load == pytest.approx(share)
    assert kingman_wait(load, QUALITY_LANE_HOURS).value == pytest.approx(wait)
    assert items_in_progress(demand, wait + QUALITY_LANE_HOURS).value == pytest.approx(items)


def test_smoothing_quarters_the_wait():
    assert kingman_wait(0.9, QUALITY_LANE_HOURS, 0.5, 0.5).value == pytest.approx(22.5)


def test_takt_is_met_and_the_queue_is_long_all_the_same():
    assert takt(40, 3.6).value == pytest.approx(11.1, abs=0.05)
    assert takt(40, 3.6).value > QUALITY_LANE_HOURS


def test_six_cards_at_three_a_week_disagree_five_fold_with_two_days():
    check = check_stated_wait(stated_wait=16, items=6, items_per_week=3)

    assert check.implied == 80
    assert check.factor == 5
    assert check.question is not None


def test_a_weekly_board_with_papers_two_days_ahead():
    assert cadence_wait(40, 16).value == 36


def test_a_batch_of_twelve_at_one_a_week():
    assert batch_wait(12, 1).value == 220
    assert batch_wait(12, 1).value / 40 == 5.5


def test_two_pooled_lanes():
    assert sakasegawa_wait(0.9, 20, 2).value == pytest.approx(85.8, abs=0.05)


def test_the_table_of_queueing_multiples():
    table = {0.5: 1, 0.6: 1.5, 0.7: 2.3, 0.8: 4, 0.85: 5.7, 0.9: 9, 0.95: 19}

    assert {share: pytest.approx(queueing_multiple(share).value, abs=0.05) for share in table} == table


def test_total_time_doubles_each_time_spare_capacity_halves():
    totals = [queueing_multiple(share).value + 1 for share in (0.6, 0.8, 0.9, 0.95)]

    assert totals == pytest.approx([2.5, 5, 10, 20])


@pytest.mark.parametrize(("name", "items"), [("claims-portal", 7.1), ("platform-request", 4.7)])
def test_items_in_flight_of_the_samples(name, items):
    stream = sample(name)

    assert items_in_progress(stream.items_per_year / 52, map_metrics(stream).lead_time.value).value == pytest.approx(
        items, abs=0.06
    )


@pytest.mark.parametrize(
    ("stream", "lead_time"),
    [
        (coming_back(), 79.84),
        (two_roads(), 83),
        (sample("claims-portal"), 716),
        (sample("platform-request"), 242),
    ],
    ids=["coming back", "two roads", "sample A", "sample C"],
)
def test_simulated_lead_times_with_loops(stream, lead_time):
    """So few items that none meets another: what is left is branches, joins and returns, with fixed times."""
    settings = FlowSettings(
        items_per_year=0.5, years=4000, default_servers=1, service="fixed", redo_share=1, replications=5, seed=7
    )
    result = simulate_flow(stream, settings)

    assert result.time_in_system.value == pytest.approx(lead_time, rel=0.02)


def test_half_of_the_items_never_notice_the_returns():
    settings = FlowSettings(
        items_per_year=0.5, years=8000, default_servers=1, service="fixed", redo_share=1, replications=5, seed=7
    )
    result = simulate_flow(coming_back(), settings)

    assert (result.median_time.value, result.time_85.value) == pytest.approx((53, 106), rel=0.001)

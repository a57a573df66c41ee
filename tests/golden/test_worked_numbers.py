"""The worked numbers of the field guide: Lantern and the small maps of the exercises, to the printed precision.

They were computed by a separate script before this code existed, so agreement is a second opinion, not a copy.
Percentiles from ranges, queues and dependency odds have no figure in these modules and are tested where they live.
"""

from __future__ import annotations

import pytest

from vsm_toolkit.changes import apply_changes
from vsm_toolkit.durations import format_hours, format_percent
from vsm_toolkit.flow_graph import FlowGraph
from vsm_toolkit.metrics import MapMetrics, map_metrics
from vsm_toolkit.model import Change, ValueStream
from vsm_toolkit.rework import REDO_BAND, expected_rework, first_pass_share, geometric_rework
from vsm_toolkit.samples import coming_back, lantern, two_roads


def after(stream: ValueStream, *edits: tuple[str, str, float]) -> ValueStream:
    """Change one field of some steps (or, for a key such as ``T>B``, of a loop)."""
    changes = [
        Change(
            kind="improvement",
            status="projected",
            table="loops" if ">" in key else "steps",
            key=key,
            field=field,
            value=value,
        )
        for key, field, value in edits
    ]
    return apply_changes(stream, changes)


def metrics_after(stream: ValueStream, *edits: tuple[str, str, float]) -> MapMetrics:
    return map_metrics(after(stream, *edits))


def rolled_after(*edits: tuple[str, str, float]) -> float | None:
    return metrics_after(lantern(), *edits).rolled_percent_complete_accurate.value


def serial_path(stream: ValueStream) -> tuple[str, ...]:
    return map_metrics(stream).critical_path


def test_lantern_times():
    metrics = map_metrics(lantern())

    assert metrics.lead_time.value == 141
    assert metrics.lead_time.value / 8 == pytest.approx(17.6, abs=0.05)
    assert metrics.process_time.value == 33
    assert metrics.wait_time.value == 104
    assert metrics.in_step_delay.value == 4
    assert format_percent(metrics.wait_time.value / metrics.lead_time.value) == "73.8 %"
    assert format_percent(metrics.activity_ratio.value) == "23.4 %"


def test_lantern_lead_time_of_each_step_contains_its_wait():
    stream = lantern()
    finish = FlowGraph(stream).schedule(
        {"L1": 17, "L2": 28, "L3": 32, "L4": 7, "L5": 26, "L6": 31},
    )

    assert finish.lead_time == map_metrics(stream).lead_time.value


def test_lantern_three_longest_waits():
    assert [(step, hours) for step, hours, _ in map_metrics(lantern()).top_waits] == [
        ("L6", 30.0),
        ("L2", 24.0),
        ("L5", 20.0),
    ]


def test_lantern_is_a_line_so_active_coverage_equals_the_activity_ratio():
    metrics = map_metrics(lantern())

    assert metrics.active_coverage.value == pytest.approx(metrics.activity_ratio.value)


def test_lantern_rolled_percent_complete_accurate():
    assert format_percent(rolled_after()) == "30.5 %"
    assert format_percent(rolled_after(("L3", "percent_complete_accurate", 95))) == "34.1 %"


def test_lantern_rolled_percent_complete_accurate_with_review_missing():
    stream = lantern()
    steps = tuple(
        step.with_changes(percent_complete_accurate=None) if step.id == "L4" else step for step in stream.steps
    )
    rolled = map_metrics(stream.model_copy(update={"steps": steps})).rolled_percent_complete_accurate

    assert f"{rolled.sign()}{format_percent(rolled.best())}, {rolled.coverage_words('step')}" == (
        "≤ 33.9 %, over 5 of 6 steps"
    )


@pytest.mark.parametrize(("step", "from_percent", "factor"), [("L5", 70, 1.143), ("L2", 75, 1.133), ("L1", 80, 1.125)])
def test_ten_points_on_test_lift_the_rolled_figure_most(step, from_percent, factor):
    lifted = rolled_after((step, "percent_complete_accurate", from_percent + 10))

    assert lifted / rolled_after() == pytest.approx(factor, abs=5e-4)


def test_lantern_attempts():
    attempts = geometric_rework(lantern(), serial_path(lantern())).attempts

    assert [round(each, 2) for each in attempts.values()] == [1.25, 1.33, 1.18, 1.11, 1.43, 1.05]


@pytest.mark.parametrize(
    ("redo_share", "process_time", "lead_time"), [(0.25, 35.0, 149.2), (0.5, 36.9, 157.4), (1, 40.8, 173.8)]
)
def test_lantern_geometric_rework_band(redo_share, process_time, lead_time):
    rework = geometric_rework(lantern(), serial_path(lantern()), redo_share)

    assert rework.process_time.value == pytest.approx(process_time, abs=0.06)
    assert rework.lead_time.value == pytest.approx(lead_time, abs=0.06)


def test_lantern_labour():
    build = lantern().step("L3")

    assert map_metrics(lantern()).labour_hours.value == 68
    assert build.process_time.value * build.people.value == 40


def test_lantern_handoffs():
    handoffs = map_metrics(lantern()).handoffs

    assert handoffs.count.value == 3
    assert handoffs.crossings == (("L1", "L2"), ("L4", "L5"), ("L5", "L6"))
    assert handoffs.density == pytest.approx(3 / 5)


@pytest.mark.parametrize(
    ("edit", "lead_time", "ratio"),
    [(("L6", "wait_time", 6), 117, "28.2 %"), (("L3", "process_time", 15), 136, "20.6 %")],
)
def test_exercise_2_a_shorter_wait_and_faster_work(edit, lead_time, ratio):
    metrics = metrics_after(lantern(), edit)

    assert metrics.lead_time.value == lead_time
    assert format_percent(metrics.activity_ratio.value) == ratio


def test_exercise_4_without_rework():
    metrics = map_metrics(coming_back())

    assert metrics.lead_time.value == 53
    assert metrics.process_time.value == 25
    assert first_pass_share(coming_back()).value == pytest.approx(0.63)


def test_exercise_4_visits():
    visits = expected_rework(coming_back()).visits

    assert {step: round(count, 3) for step, count in visits.items()} == {"B": 1.587, "T": 1.587, "D": 1.111}


@pytest.mark.parametrize(("redo_share", "lead_time"), list(zip(REDO_BAND, (59.71, 66.42, 79.84), strict=True)))
def test_exercise_4_expected_lead_time(redo_share, lead_time):
    assert expected_rework(coming_back(), redo_share).lead_time == pytest.approx(lead_time, abs=0.005)


def test_exercise_4_expected_work_spread_and_crossings():
    rework = expected_rework(coming_back(), redo_share=1)

    assert rework.process_time == pytest.approx(39.21, abs=0.005)
    assert rework.rework_share == pytest.approx(0.36, abs=0.005)
    assert rework.lead_time_deviation == pytest.approx(44.2, abs=0.05)
    assert map_metrics(coming_back()).handoffs.count.value == 2
    assert rework.crossings == pytest.approx(3.29, abs=0.005)


def test_exercise_4_labour_with_rework_is_the_expected_process_time_of_one_person():
    rework = expected_rework(coming_back(), redo_share=1)

    assert rework.labour_hours == pytest.approx(39.21, abs=0.005)


@pytest.mark.parametrize(("loop", "halved", "lead_time"), [("T>B", 0.15, 67.5), ("D>B", 0.05, 75.6)])
def test_exercise_4_halving_the_returns_of_test_saves_more(loop, halved, lead_time):
    stream = after(coming_back(), (loop, "probability", halved))

    assert expected_rework(stream, redo_share=1).lead_time == pytest.approx(lead_time, abs=0.05)


def test_exercise_5_critical_path():
    metrics = map_metrics(two_roads())

    assert metrics.lead_time.value == 83
    assert metrics.critical_path == ("P1", "P4", "P6")
    assert {step: hours for step, hours in metrics.slack.items() if hours} == {"P2": 1, "P3": 3, "P5": 1}
    assert format_percent(metrics.activity_ratio.value) == "10.8 %"
    assert format_percent(metrics.active_coverage.value) == "59 %"
    assert metrics.process_time_all_steps.value / metrics.lead_time.value == pytest.approx(0.61, abs=0.005)


HALF_BUILD = ("P2", "process_time", 16)
SHORT_LEGAL_WAIT = ("P4", "wait_time", 20)
SHORT_ENVIRONMENT_WAIT = ("P3", "wait_time", 4)


@pytest.mark.parametrize(
    ("edits", "lead_time"),
    [
        ([HALF_BUILD], 83),
        ([SHORT_LEGAL_WAIT], 82),
        ([HALF_BUILD, SHORT_LEGAL_WAIT], 80),
        ([HALF_BUILD, SHORT_LEGAL_WAIT, SHORT_ENVIRONMENT_WAIT], 66),
    ],
)
def test_exercise_5_savings_do_not_add_up(edits, lead_time):
    assert metrics_after(two_roads(), *edits).lead_time.value == lead_time


def test_exercise_5_the_activity_ratio_leaps_where_active_coverage_stays():
    metrics = metrics_after(two_roads(), SHORT_LEGAL_WAIT)

    assert format_percent(metrics.activity_ratio.value) == "58.5 %"
    assert format_percent(metrics.active_coverage.value) == "58.5 %"


def test_lead_times_as_they_are_displayed():
    assert [format_hours(hours) for hours in (569, 161.25, 141)] == ["14.2 wk", "4 wk", "3.5 wk"]

"""The small named maps: fit for every figure, and fresh at every call."""

from __future__ import annotations

import pytest

from vsm_toolkit.flow_graph import FlowGraph
from vsm_toolkit.map_checks import check_map, errors_only
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.rework import expected_rework
from vsm_toolkit.samples import coming_back, lantern, two_roads

SAMPLES = [lantern, coming_back, two_roads]


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_sample_has_no_errors_and_a_lead_time(sample):
    assert errors_only(check_map(sample())) == ()
    assert map_metrics(sample()).lead_time.is_complete()


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_is_the_same_at_every_call(sample):
    assert sample() == sample()


def test_lantern_is_one_line_with_three_handoffs():
    assert FlowGraph(lantern()).is_serial()
    assert map_metrics(lantern()).handoffs.count.value == 3


def test_coming_back_can_be_modelled_as_a_chain():
    assert expected_rework(coming_back()).not_modelled is None


def test_two_roads_has_branches_beside_its_critical_path():
    metrics = map_metrics(two_roads())

    assert not FlowGraph(two_roads()).is_serial()
    assert set(metrics.critical_path) < {step.id for step in two_roads().steps}
    assert max(metrics.slack.values()) > 0

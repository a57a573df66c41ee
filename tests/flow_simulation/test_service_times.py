"""Working times: the same however they are drawn, with the mean and variation asked for."""

from __future__ import annotations

import numpy as np
import pytest

from vsm_toolkit.flow_simulation import FlowNetwork, Return, Station, run_arrays, run_network
from vsm_toolkit.flow_simulation.service_times import services_of


@pytest.mark.parametrize("service", ["exponential", "lognormal", "fixed"])
def test_services_are_the_same_whether_drawn_together_or_apart(service):
    station = Station("A", "p", 3, service, 0.7)
    together = services_of(station, 11, 20, 0)

    assert np.concatenate([services_of(station, 11, 12, 0), services_of(station, 11, 8, 12)]) == pytest.approx(together)


@pytest.mark.parametrize(("service", "variation"), [("exponential", 1.0), ("lognormal", 0.5), ("fixed", 0.0)])
def test_services_have_the_mean_and_variation_asked_for(service, variation):
    hours = services_of(Station("A", "p", 3, service, 0.5), 5, 400_000)

    assert hours.mean() == pytest.approx(3, rel=0.01)
    assert hours.std() / hours.mean() == pytest.approx(variation, abs=0.01)


@pytest.mark.parametrize("service", ["exponential", "lognormal", "fixed"])
def test_a_run_goes_on_drawing_where_the_times_drawn_before_it_end(service, monkeypatch):
    network = FlowNetwork.line(
        [Station("A", "p", 1, service), Station("B", "p", 1, service)], {"p": 3}, 1.0, returns=(Return("B", "A", 0.3),)
    )
    expected = run_network(network, 1000, seed=3, engine="python")[0]
    monkeypatch.setattr(run_arrays, "MOST_DRAWN", 1)
    found = run_network(network, 1000, seed=3, engine="python")[0]

    assert found.finished == expected.finished
    assert found.mean_time == pytest.approx(expected.mean_time, rel=1e-9)

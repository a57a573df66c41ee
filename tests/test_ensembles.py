"""Many maps as arrays: the same figures as one map at a time, unknown numbers included."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.ensembles import (
    MAPS_AT_ONCE,
    MOST_STEPS,
    EnsembleTopology,
    ensemble_expected_visits,
    ensemble_metrics,
    ensemble_visits_one_step_back,
)
from vsm_toolkit.errors import MapNotComputableError, UsageError
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.model import Edge, NumberEstimate, ReworkLoop, Step, TimeEstimate, ValueStream
from vsm_toolkit.rework import expected_rework
from vsm_toolkit.samples import coming_back, lantern, two_roads

FIELDS = {
    "wait": "wait_time",
    "process_time": "process_time",
    "delay": "in_step_delay",
    "percent_complete_accurate": "percent_complete_accurate",
    "people": "people",
}


def columns_of(streams: list[ValueStream], topology: EnsembleTopology) -> dict[str, np.ndarray]:
    """Give the numbers of some maps as arrays, NaN where a number is unknown."""

    def number(stream: ValueStream, step_id: str, field: str) -> float:
        estimate = getattr(stream.step(step_id), field)
        return math.nan if estimate is None else estimate.value

    return {
        name: np.array([[number(stream, step_id, field) for step_id in topology.step_ids] for stream in streams])
        for name, field in FIELDS.items()
    }


def known(value: float | None) -> float:
    return math.nan if value is None else value


steps_of_one_map = st.tuples(
    st.integers(0, 40), st.sampled_from([0.25, 1, 2, 8, 16]), st.integers(0, 4), st.integers(1, 100), st.integers(1, 5)
)


@st.composite
def ensembles(draw: st.DrawFn, most_missing: int = 0) -> list[ValueStream]:
    """Draw maps that share a random flow graph, some with unknown numbers."""
    size = draw(st.integers(1, 7))
    possible = [(one, other) for other in range(size) for one in range(other)]
    chosen = draw(st.lists(st.sampled_from(possible), unique=True)) if possible else []
    ids = draw(st.permutations([f"S{number}" for number in range(size)]))
    edges = tuple(Edge(from_step=f"S{one}", to_step=f"S{other}") for one, other in chosen)
    streams = []
    for _ in range(draw(st.integers(1, 4))):
        rows = draw(st.lists(steps_of_one_map, min_size=size, max_size=size))
        missing = draw(
            st.sets(
                st.tuples(
                    st.sampled_from(ids), st.sampled_from(["wait_time", "process_time", "percent_complete_accurate"])
                ),
                max_size=most_missing,
            )
        )
        steps = []
        for step_id, (wait, process, delay, accurate, people) in zip(ids, rows, strict=True):
            fields = {
                "wait_time": TimeEstimate(value=wait),
                "process_time": TimeEstimate(value=process),
                "in_step_delay": TimeEstimate(value=delay),
                "percent_complete_accurate": NumberEstimate(value=accurate),
                "people": NumberEstimate(value=people),
            }
            given_fields = {name: value for name, value in fields.items() if (step_id, name) not in missing}
            steps.append(Step(id=step_id, name=step_id, **given_fields))
        streams.append(ValueStream(name="A map", steps=steps, edges=edges))
    return streams


@given(ensembles())
def test_arrays_agree_with_one_map_at_a_time(streams):
    topology = EnsembleTopology.of(streams[0])
    found = ensemble_metrics(topology, **columns_of(streams, topology))
    expected = [map_metrics(stream) for stream in streams]

    np.testing.assert_allclose(found.lead_time, [each.lead_time.value for each in expected])
    np.testing.assert_allclose(found.process_time, [each.process_time.value for each in expected])
    np.testing.assert_allclose(found.activity_ratio, [each.activity_ratio.value for each in expected])
    np.testing.assert_allclose(found.labour_hours, [each.labour_hours.value for each in expected])
    np.testing.assert_allclose(
        found.rolled_percent_complete_accurate, [each.rolled_percent_complete_accurate.value for each in expected]
    )


@given(ensembles(most_missing=3))
def test_an_unknown_number_taints_the_same_figures_as_in_one_map(streams):
    topology = EnsembleTopology.of(streams[0])
    found = ensemble_metrics(topology, **columns_of(streams, topology))
    expected = [map_metrics(stream) for stream in streams]

    np.testing.assert_allclose(found.lead_time, [known(each.lead_time.value) for each in expected])
    np.testing.assert_allclose(found.activity_ratio, [known(each.activity_ratio.value) for each in expected])
    np.testing.assert_allclose(found.labour_hours, [known(each.labour_hours.value) for each in expected])
    np.testing.assert_allclose(
        found.rolled_percent_complete_accurate,
        [known(each.rolled_percent_complete_accurate.value) for each in expected],
    )
    assert np.array_equal(np.isnan(found.process_time), np.isnan(found.lead_time))


def test_the_columns_follow_the_flow_and_not_the_order_of_the_sheet():
    stream = lantern().model_copy(update={"steps": tuple(reversed(lantern().steps))})
    topology = EnsembleTopology.of(stream)

    assert topology.step_ids == ("L1", "L2", "L3", "L4", "L5", "L6")
    assert topology.last_steps() == (5,)


@pytest.mark.parametrize("order", ["C", "F"])
def test_maps_of_several_blocks_are_all_computed(order):
    topology = EnsembleTopology.of(two_roads())
    count = 2 * MAPS_AT_ONCE + 3
    numbers = np.random.default_rng(7).uniform(1, 40, (2, count, 6))
    wait, process = (np.asarray(array, order=order) for array in numbers)
    found = ensemble_metrics(topology, wait, process)
    p1, p2, p3, p4, p5, p6 = (wait + process).T
    expected = p1 + np.maximum(np.maximum(p2, p3) + p5, p4) + p6

    np.testing.assert_allclose(found.lead_time, expected)
    assert found.rolled_percent_complete_accurate is None


def test_people_and_delay_may_be_left_out():
    stream = two_roads()
    topology = EnsembleTopology.of(stream)
    columns = columns_of([stream], topology)
    found = ensemble_metrics(topology, columns["wait"], columns["process_time"])

    assert found.lead_time.tolist() == [83]
    assert found.labour_hours.tolist() == [51]


def test_the_arrays_given_are_left_as_they_were():
    topology = EnsembleTopology.of(lantern())
    columns = columns_of([lantern()], topology)
    before = {name: array.copy() for name, array in columns.items()}
    ensemble_metrics(topology, **columns)

    assert all(np.array_equal(columns[name], before[name]) for name in columns)


def test_an_ensemble_without_maps_has_no_numbers():
    topology = EnsembleTopology.of(lantern())

    assert ensemble_metrics(topology, np.empty((0, 6)), np.empty((0, 6))).lead_time.tolist() == []


def test_a_map_that_takes_no_time_has_no_activity_ratio():
    topology = EnsembleTopology.of(lantern())
    found = ensemble_metrics(topology, np.zeros((1, 6)), np.zeros((1, 6)))

    assert math.isnan(found.activity_ratio[0])


def test_a_branch_with_shares_is_refused_with_what_to_do():
    steps = tuple(Step(id=name, name=name) for name in "ABC")
    edges = (Edge(from_step="A", to_step="B", share=0.5), Edge(from_step="A", to_step="C", share=0.5))

    with pytest.raises(MapNotComputableError, match="Compute each route as a map of its own"):
        EnsembleTopology.of(ValueStream(name="Either or", steps=steps, edges=edges))


@pytest.mark.parametrize("count", [0, MOST_STEPS + 1])
def test_a_map_without_steps_or_with_far_too_many_is_refused(count):
    steps = tuple(Step(id=str(number), name="A step") for number in range(count))

    with pytest.raises(MapNotComputableError, match=f"this map has {count}"):
        EnsembleTopology.of(ValueStream(name="Odd", steps=steps))


def test_the_most_steps_still_give_a_rolled_figure():
    steps = tuple(Step(id=str(number), name="A step") for number in range(MOST_STEPS))
    topology = EnsembleTopology.of(ValueStream(name="Long", steps=steps))
    ones = np.ones((1, MOST_STEPS))
    found = ensemble_metrics(topology, ones, ones, percent_complete_accurate=99 * ones)

    assert found.rolled_percent_complete_accurate[0] == pytest.approx(0.99**MOST_STEPS)


@pytest.mark.parametrize("shape", [(6,), (1, 5), (1, 6, 1)])
def test_an_array_of_the_wrong_shape_is_named(shape):
    topology = EnsembleTopology.of(lantern())

    with pytest.raises(UsageError, match=r"process_time: expected an array of shape \(maps, 6\)"):
        ensemble_metrics(topology, np.ones((1, 6)), np.ones(shape))


def test_arrays_of_different_length_are_named():
    topology = EnsembleTopology.of(lantern())

    with pytest.raises(UsageError, match="wait 1, process_time 2"):
        ensemble_metrics(topology, np.ones((1, 6)), np.ones((2, 6)))


@st.composite
def returns_of_lines(draw: st.DrawFn) -> np.ndarray:
    """Draw what each step of some lines sends back, less than everything."""
    maps, steps = draw(st.integers(1, 4)), draw(st.integers(1, 6))
    shares = draw(st.lists(st.floats(0, 0.9 / steps), min_size=maps * steps * steps, max_size=maps * steps * steps))
    return np.tril(np.array(shares).reshape(maps, steps, steps))


@given(returns_of_lines())
def test_expected_visits_agree_with_one_map_at_a_time(returns):
    found = ensemble_expected_visits(returns)

    for one, visits in zip(returns, found, strict=True):
        ids = [f"S{number}" for number in range(len(one))]
        stream = ValueStream(
            name="A line",
            steps=tuple(
                Step(id=each, name=each, wait_time=TimeEstimate(value=1), process_time=TimeEstimate(value=1))
                for each in ids
            ),
            edges=tuple(Edge(from_step=before, to_step=after) for before, after in itertools.pairwise(ids)),
            loops=tuple(
                ReworkLoop(from_step=ids[row], to_step=ids[column], probability=one[row, column])
                for row in range(len(ids))
                for column in range(row + 1)
            ),
        )

        np.testing.assert_allclose(visits, list(expected_rework(stream).visits.values()))


@given(st.lists(st.lists(st.floats(0, 0.95), min_size=4, max_size=4), min_size=1, max_size=5))
def test_returns_of_one_step_need_no_equations(shares):
    returns = np.array(shares)
    full = np.zeros((len(returns), 4, 4))
    for step in range(4):
        full[:, step, max(0, step - 1)] = returns[:, step]

    np.testing.assert_allclose(ensemble_visits_one_step_back(returns), ensemble_expected_visits(full), rtol=1e-6)


def test_visits_of_exercise_4():
    returns = np.zeros((1, 3, 3))
    for loop in coming_back().loops:
        returns[0, "BTD".index(loop.from_step), "BTD".index(loop.to_step)] = loop.probability

    assert ensemble_expected_visits(returns)[0].round(3).tolist() == [1.587, 1.587, 1.111]


def test_an_unknown_return_taints_its_own_map_only():
    returns = np.zeros((2, 3, 3))
    returns[0, 1, 0] = math.nan
    found = ensemble_expected_visits(returns)

    assert np.isnan(found[0]).all()
    assert found[1].tolist() == [1, 1, 1]


def test_an_unknown_return_of_one_step_leaves_later_steps_known():
    found = ensemble_visits_one_step_back([[0, math.nan, 0.5]])

    assert np.isnan(found[0]).tolist() == [True, True, False]


@pytest.mark.parametrize("visits", [ensemble_expected_visits, ensemble_visits_one_step_back])
def test_a_step_that_returns_everything_is_named_with_its_map(visits):
    returns = np.zeros((2, 3, 3)) if visits is ensemble_expected_visits else np.zeros((2, 3))
    returns[(1, 2, 0) if returns.ndim == 3 else (1, 2)] = 1.0

    with pytest.raises(MapNotComputableError, match="Map 1: the returns that step 2 sends back add up to 100%"):
        visits(returns)


@pytest.mark.parametrize("visits", [ensemble_expected_visits, ensemble_visits_one_step_back])
@pytest.mark.parametrize("shape", [(3,), (2, 3, 4), (2, 0), (2, 0, 0)])
def test_returns_of_the_wrong_shape_are_refused(visits, shape):
    with pytest.raises(UsageError, match="expected an array of shape"):
        visits(np.zeros(shape))


@pytest.mark.parametrize("visits", [ensemble_expected_visits, ensemble_visits_one_step_back])
def test_a_negative_share_is_refused(visits):
    returns = np.zeros((1, 2, 2)) if visits is ensemble_expected_visits else np.zeros((1, 2))
    returns[(0, 1, 0) if returns.ndim == 3 else (0, 1)] = -0.1

    with pytest.raises(UsageError, match=r"one is -0\.1"):
        visits(returns)


def test_a_return_that_leads_forward_is_refused():
    returns = np.zeros((1, 2, 2))
    returns[0, 0, 1] = 0.1

    with pytest.raises(UsageError, match="above the diagonal"):
        ensemble_expected_visits(returns)

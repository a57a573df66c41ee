"""What comes back: the chain is used only where it is right, and says so where it is not."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.strategies import serial_streams, shares
from vsm_toolkit.errors import MapNotComputableError
from vsm_toolkit.metrics import map_metrics, step_times
from vsm_toolkit.model import Edge, NumberEstimate, ReworkLoop, Step, TimeEstimate, ValueStream
from vsm_toolkit.rework import REDO_BAND, expected_rework, first_pass_share, geometric_rework, returns_by_step
from vsm_toolkit.samples import coming_back, lantern, two_roads


def a_line(*loops: ReworkLoop, hours: float = 10) -> ValueStream:
    """Build A, B, C in a line, each of some hours, with loops."""
    return ValueStream(
        name="X",
        steps=tuple(
            Step(id=each, name=each, wait_time=TimeEstimate(value=0), process_time=TimeEstimate(value=hours))
            for each in "ABC"
        ),
        edges=(Edge(from_step="A", to_step="B"), Edge(from_step="B", to_step="C")),
        loops=loops,
    )


def loop(route: str, probability: float | None = 0.5) -> ReworkLoop:
    one, other = route.split(">")
    return ReworkLoop(from_step=one, to_step=other, probability=probability)


def test_the_returns_of_one_step_add_up_and_unknown_ones_are_left_out():
    stream = a_line(loop("C>A", 0.2), loop("C>B", 0.3), loop("B>A", None))

    assert returns_by_step(stream) == {"C": pytest.approx(0.5)}


@pytest.mark.parametrize("probabilities", [(1.0,), (0.5, 0.5), (0.9, 0.3)])
def test_returns_that_add_up_to_1_never_finish(probabilities):
    stream = a_line(*(loop(f"C>{target}", share) for target, share in zip("AB", probabilities, strict=False)))

    with pytest.raises(MapNotComputableError, match=r"C sends back .* never finish"):
        expected_rework(stream)
    with pytest.raises(MapNotComputableError, match="never finish"):
        first_pass_share(stream)


def test_no_loops_recorded_means_nobody_asked_and_not_that_nothing_comes_back():
    figure = first_pass_share(lantern())

    assert (figure.value, figure.best()) == (None, None)


def test_a_loop_without_probability_makes_first_pass_share_an_upper_bound():
    figure = first_pass_share(a_line(loop("B>A", 0.25), loop("C>A", None)))

    assert (figure.value, figure.at_most, figure.known, figure.of) == (None, 0.75, 1, 2)


def test_first_pass_share_is_weighted_over_the_routes():
    stream = a_line(loop("B>A", 0.5)).with_changes(
        edges=(Edge(from_step="A", to_step="B", share=0.4), Edge(from_step="A", to_step="C", share=0.6))
    )

    assert first_pass_share(stream).value == pytest.approx(0.4 * 0.5 + 0.6)


def test_one_step_repeated_half_the_time_is_visited_twice():
    rework = expected_rework(a_line(loop("B>B")), redo_share=1)

    assert rework.visits == pytest.approx({"A": 1, "B": 2, "C": 1})
    assert rework.lead_time == pytest.approx(40)
    assert rework.rework_share == pytest.approx(0.25)
    assert rework.lead_time_deviation == pytest.approx(10 * 2**0.5)


def test_a_return_crosses_teams_both_ways():
    stream = a_line(loop("B>A"))
    steps = tuple(step.with_changes(team="One" if step.id == "A" else "Two") for step in stream.steps)

    assert expected_rework(stream.with_changes(steps=steps)).crossings == pytest.approx(3)


@pytest.mark.parametrize(
    ("stream", "words"),
    [
        (lantern(), "no loop is recorded"),
        (two_roads().with_changes(loops=(loop("P5>P2"),)), "parallel branches"),
        (a_line(loop("B>Z")), "a step the map does not have"),
        (a_line(loop("Z>A")), "a step the map does not have"),
        (a_line(loop("B>A", None)), "no probability yet"),
        (a_line(loop("A>C")), "leads forward"),
    ],
)
def test_where_the_chain_would_be_wrong_it_says_why_and_gives_no_number(stream, words):
    rework = expected_rework(stream)

    assert words in rework.not_modelled
    assert rework.not_modelled.endswith(".")
    assert (rework.visits, rework.lead_time, rework.process_time, rework.labour_hours, rework.crossings) == (None,) * 5


@pytest.mark.parametrize("field", ["wait_time", "process_time"])
def test_an_unknown_time_is_not_modelled_as_0(field):
    stream = a_line(loop("B>A"))
    first, *others = stream.steps
    stream = stream.with_changes(steps=(first.with_changes(**{field: None}), *others))

    assert "no wait or process time yet" in expected_rework(stream).not_modelled


@given(serial_streams(), shares)
def test_rework_never_shortens_anything(stream, redo_share):
    rework = expected_rework(stream, redo_share)
    assume(rework.not_modelled is None)
    metrics = map_metrics(stream)

    assert rework.lead_time >= metrics.lead_time.value - 1e-6
    assert rework.process_time >= metrics.process_time.value - 1e-6
    assert rework.labour_hours >= metrics.labour_hours.value - 1e-6
    assert rework.crossings >= metrics.handoffs.count.value - 1e-6
    assert min(rework.visits.values()) >= 1 - 1e-9
    assert 0 <= rework.rework_share < 1


@given(serial_streams())
def test_a_greater_redo_share_never_takes_less_time(stream):
    band = [expected_rework(stream, redo_share) for redo_share in REDO_BAND]
    assume(band[0].not_modelled is None)
    hours = [rework.lead_time for rework in band]

    assert hours == sorted(hours)


@given(serial_streams(), st.sampled_from(REDO_BAND))
def test_visits_follow_from_one_step_to_the_next(stream, redo_share):
    rework = expected_rework(stream, redo_share)
    assume(rework.not_modelled is None)
    returns = returns_by_step(stream)
    for index, step in enumerate(stream.steps):
        arrivals = 1.0 if index == 0 else 0.0
        if index:
            before = stream.steps[index - 1].id
            arrivals += rework.visits[before] * (1 - returns.get(before, 0))
        arrivals += sum(
            rework.visits[each.from_step] * each.probability for each in stream.loops if each.to_step == step.id
        )

        assert rework.visits[step.id] == pytest.approx(arrivals)


def test_a_redo_takes_half_the_time_for_half_of_the_work_that_comes_back():
    stream = a_line()
    steps = tuple(step.with_changes(percent_complete_accurate=NumberEstimate(value=50)) for step in stream.steps)
    rework = geometric_rework(stream.with_changes(steps=steps), "ABC", redo_share=0.5)

    assert rework.attempts == {"A": 2, "B": 2, "C": 2}
    assert rework.process_time.value == pytest.approx(45)
    assert rework.lead_time.value == pytest.approx(45)


def test_attempts_are_a_lower_bound_while_quality_is_unknown():
    rework = geometric_rework(coming_back(), ["B", "T", "D"])

    assert (rework.lead_time.value, rework.lead_time.at_least) == (None, 53)
    assert (rework.lead_time.known, rework.lead_time.of) == (0, 3)


def test_work_that_is_never_accepted_has_no_expected_time():
    stream = a_line()
    first, *others = stream.steps
    stream = stream.with_changes(steps=(first.with_changes(percent_complete_accurate=NumberEstimate(value=0)), *others))
    rework = geometric_rework(stream, "A")

    assert (rework.process_time.value, rework.process_time.at_least) == (None, 10)


@given(serial_streams(), shares)
def test_geometric_rework_never_shortens_anything(stream, redo_share):
    path = [step.id for step in stream.steps]
    rework = geometric_rework(stream, path, redo_share)

    assert rework.lead_time.value >= sum(step_times(step).known_hours() for step in stream.steps) - 1e-6
    assert rework.lead_time.value >= rework.process_time.value - 1e-6

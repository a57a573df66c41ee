import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.strategies import value_streams
from vsm_toolkit.errors import MapNotComputableError, UsageError
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.model import Edge, ReworkLoop, Step, TimeEstimate, ValueStream
from vsm_toolkit.rework import expected_rework, first_pass_share
from vsm_toolkit.samples import coming_back, lantern, two_roads
from vsm_toolkit.simulation import simulate_lead_time


def step(step_id, hours, low=None, high=None):
    """A step of which only the wait takes time."""
    wait = TimeEstimate(value=hours, low=low, high=high)
    return Step(id=step_id, name=step_id, wait_time=wait, process_time=TimeEstimate(value=0))


def edges(text):
    """Read ``"S>A S>B"``; a share stands behind a colon."""
    found = []
    for word in text.split():
        ends, _, share = word.partition(":")
        found.append(
            Edge(from_step=ends.split(">")[0], to_step=ends.split(">")[1], share=float(share) if share else None)
        )
    return tuple(found)


def loop(text, probability, redo_share=None):
    return ReworkLoop(
        from_step=text.split(">")[0], to_step=text.split(">")[1], probability=probability, redo_share=redo_share
    )


def fork(*loops, shares=("", "")):
    """S (10 h), then A (20 h) beside B (30 h), then J (5 h)."""
    return ValueStream(
        name="Fork",
        steps=(step("S", 10), step("A", 20), step("B", 30), step("J", 5)),
        edges=edges(f"S>A{shares[0]} S>B{shares[1]} A>J B>J"),
        loops=loops,
    )


def assert_mean(result, hours):
    assert result.not_modelled is None
    assert result.mean == pytest.approx(hours, abs=4 * result.standard_error + 1e-9)


@given(value_streams(with_shares=False))
def test_without_ranges_and_loops_every_item_takes_the_lead_time_of_the_map(stream):
    result = simulate_lead_time(stream, with_ranges=False, with_loops=False, samples=200)
    hours = map_metrics(stream).lead_time.value

    assert result.lead_times == pytest.approx(np.full(200, hours))
    assert result.point_lead_time == pytest.approx(hours)
    assert result.share_above_point == 0


@given(value_streams(with_shares=False))
def test_loops_that_never_happen_add_nothing(stream):
    never = stream.with_changes(loops=tuple(each.with_changes(probability=0.0) for each in stream.loops))
    result = simulate_lead_time(never, with_ranges=False, samples=200)
    assume(result.not_modelled is None)

    assert result.mean == pytest.approx(map_metrics(stream).lead_time.value)
    assert result.share_never_sent_back in {None, 1.0}


def test_a_redo_that_takes_no_time_adds_nothing():
    result = simulate_lead_time(coming_back(), redo_share=0)

    assert result.mean == pytest.approx(53)
    assert result.share_never_sent_back == pytest.approx(0.63, abs=0.015)


@st.composite
def lines_with_rework(draw):
    count = draw(st.integers(1, 6))
    ids = [f"S{number}" for number in range(count)]
    loops = [
        # A return rarer than one item in a hundred may not happen in a run, which then knows no standard error.
        loop(f"{one}>{ids[draw(st.integers(0, number))]}", draw(st.just(0.0) | st.floats(0.01, 0.35)))
        for number, one in enumerate(ids)
        if draw(st.booleans())
    ]
    return ValueStream(
        name="Line",
        steps=tuple(step(each, draw(st.floats(0, 100))) for each in ids),
        edges=tuple(Edge(from_step=one, to_step=other) for one, other in itertools.pairwise(ids)),
        loops=tuple(loops) or (loop("S0>S0", 0.1),),
    )


@settings(max_examples=25)
@given(lines_with_rework(), st.sampled_from([0.25, 0.5, 1.0]))
def test_on_a_line_the_mean_agrees_with_the_absorbing_chain(stream, redo_share):
    expected = expected_rework(stream, redo_share).lead_time
    results = [simulate_lead_time(stream, redo_share=redo_share, seed=seed) for seed in (7, 8)]
    assume(results[0].not_modelled is None)

    # One run in 370 misses 3 standard errors by chance; two in a row do not.
    assert min(abs(each.mean - expected) - 3 * each.standard_error for each in results) <= 1e-6 * (1 + expected)


def test_the_deviation_agrees_with_the_absorbing_chain():
    result = simulate_lead_time(coming_back(), redo_share=1)

    assert result.deviation == pytest.approx(expected_rework(coming_back(), 1).lead_time_deviation, rel=0.02)


def test_a_return_into_one_branch_redoes_that_branch_alone():
    result = simulate_lead_time(fork(loop("J>A", 0.2)))

    assert_mean(result, 45 + 0.25 * 0.5 * (20 + 5))


def test_a_return_before_the_fork_redoes_its_longest_branch():
    result = simulate_lead_time(fork(loop("J>S", 0.2)))

    assert_mean(result, 45 + 0.25 * 0.5 * 45)


def test_rework_inside_the_shorter_branch_only_counts_where_it_becomes_the_longer_one():
    again = [0.6 * 0.4**count * max(30, 20 + 20 * count) for count in range(60)]
    result = simulate_lead_time(fork(loop("A>A", 0.4)), redo_share=1)

    assert_mean(result, 10 + sum(again) + 5)


def test_an_inner_loop_runs_again_within_an_outer_one():
    inner = 20 + 0.25 / 0.75 * 20
    result = simulate_lead_time(
        ValueStream(
            name="Nested",
            steps=(step("S", 10), step("A", 20), step("J", 5)),
            edges=edges("S>A A>J"),
            loops=(loop("A>A", 0.25), loop("J>S", 0.5)),
        ),
        redo_share=1,
    )

    assert_mean(result, 2 * (10 + inner + 5))


def test_several_loops_of_one_step_share_its_draws():
    result = simulate_lead_time(fork(loop("J>J", 0.2), loop("J>B", 0.1), loop("J>A", 0.2)), redo_share=1)

    assert_mean(result, 45 + 2 * (0.2 * 5 + 0.1 * 35 + 0.2 * 25))
    assert result.share_never_sent_back == pytest.approx(0.5, abs=0.02)


def test_branches_with_shares_are_taken_by_their_share():
    stream = fork(shares=(":0.25", ":0.75"))
    result = simulate_lead_time(stream)

    assert sorted(set(result.lead_times)) == [35, 45]
    assert result.share_longer_than(40) == pytest.approx(0.75, abs=0.015)
    assert result.point_lead_time == map_metrics(stream).lead_time.value == 42.5


def test_an_item_can_be_sent_back_to_the_branch_it_did_not_take():
    stream = fork(loop("J>A", 0.2), shares=(":0.25", ":0.75"))
    result = simulate_lead_time(stream)

    assert_mean(result, 42.5 + 0.25 * 0.5 * 25)
    assert result.share_never_sent_back == pytest.approx(first_pass_share(stream).value, abs=0.015)


def test_a_loop_with_its_own_redo_share_keeps_it():
    result = simulate_lead_time(fork(loop("J>J", 0.5, redo_share=0.1)), redo_share=1)

    assert_mean(result, 45 + 0.1 * 5)
    assert any("unless its loop has its own share" in sentence for sentence in result.assumptions)


def test_a_range_is_read_as_p10_and_p90():
    result = simulate_lead_time(ValueStream(name="One", steps=(step("A", 20, 8, 40),)), samples=100_000)

    assert result.p10 == pytest.approx(8, rel=0.02)
    assert result.p50 == pytest.approx(math.sqrt(8 * 40), rel=0.02)
    assert result.quantiles([0.9]) == pytest.approx((40,), rel=0.02)


def test_a_range_from_zero_is_a_triangle():
    result = simulate_lead_time(ValueStream(name="One", steps=(step("A", 4, 0, 12),)), samples=100_000)

    assert result.mean == pytest.approx(16 / 3, rel=0.01)
    assert result.p50 == pytest.approx(12 - math.sqrt(48), rel=0.02)
    assert 0 <= result.lead_times.min() < result.lead_times.max() <= 12


def test_a_triangle_can_peak_at_either_end():
    for point, mean in ((0, 4), (12, 8)):
        result = simulate_lead_time(ValueStream(name="One", steps=(step("A", point, 0, 12),)))

        assert_mean(result, mean)


def test_half_a_range_is_no_range():
    result = simulate_lead_time(ValueStream(name="One", steps=(step("A", 20, 8),)))

    assert set(result.lead_times) == {20}


def test_a_redo_takes_a_newly_drawn_time():
    stream = ValueStream(name="One", steps=(step("A", 20, 8, 40),), loops=(loop("A>A", 0.5),))
    once = simulate_lead_time(stream, with_loops=False, samples=100_000)
    result = simulate_lead_time(stream, redo_share=1, samples=100_000)

    # Visits are geometric with mean 2 and variance 2; a reused time would give 3.4 instead of 2 once-variances.
    assert result.deviation**2 == pytest.approx(2 * once.deviation**2 + 2 * once.mean**2, rel=0.05)


def test_a_join_of_uncertain_branches_waits_longer_than_either():
    stream = ValueStream(
        name="Join",
        steps=(step("A", 20, 8, 40), step("B", 20, 8, 40), step("J", 0)),
        edges=edges("A>J B>J"),
    )
    alone = simulate_lead_time(ValueStream(name="One", steps=(step("A", 20, 8, 40),)))

    assert simulate_lead_time(stream).mean > 1.2 * alone.mean


def test_times_that_go_together_spread_wider():
    steps = tuple(step(f"S{number}", 20, 8, 40) for number in range(6))
    stream = ValueStream(name="Line", steps=steps, edges=edges("S0>S1 S1>S2 S2>S3 S3>S4 S4>S5"))
    alone, together = simulate_lead_time(stream), simulate_lead_time(stream, correlated=True)

    assert together.p10 == pytest.approx(6 * 8, rel=0.03)
    assert together.p10 < alone.p10 < alone.p85 < together.p85


def test_the_same_seed_gives_the_same_bytes_and_another_one_does_not():
    runs = [simulate_lead_time(coming_back(), seed=seed).lead_times.tobytes() for seed in (7, 7, 8)]

    assert runs[0] == runs[1] != runs[2]


@st.composite
def maps_with_a_longer_wait(draw):
    stream = draw(value_streams())
    one = draw(st.sampled_from(stream.steps))
    wait, factor = one.wait_time, draw(st.floats(1, 3))
    longer = (
        TimeEstimate(value=wait.value + factor)
        if wait.low is None or wait.low == wait.high
        else TimeEstimate(value=wait.value * factor, low=wait.low * factor, high=wait.high * factor)
    )
    steps = tuple(each.with_changes(wait_time=longer) if each is one else each for each in stream.steps)
    return stream, stream.with_changes(steps=steps)


@given(maps_with_a_longer_wait(), st.booleans())
def test_a_longer_wait_never_lowers_the_lead_time_of_any_item(maps, correlated):
    before, after = (simulate_lead_time(each, samples=200, correlated=correlated) for each in maps)
    assume(before.not_modelled is None)

    assert (after.lead_times >= before.lead_times * (1 - 1e-9) - 1e-9).all()
    assert after.p50 >= before.p50 * (1 - 1e-9) - 1e-9


def without(field, step_id="L3"):
    stream = lantern()
    steps = (each.with_changes(**{field: None}) if each.id == step_id else each for each in stream.steps)
    return stream.with_changes(steps=tuple(steps))


@pytest.mark.parametrize(
    ("stream", "reason"),
    [
        (ValueStream(name="Empty"), "the map has no steps yet"),
        (without("wait_time"), "L3 has no wait or process time yet"),
        (without("process_time"), "L3 has no wait or process time yet"),
        (fork(loop("J>A", None)), "the loop J → A has no probability yet"),
        (fork(loop("J>X", 0.1)), "the loop J → X starts or ends at a step the map does not have"),
        (fork(loop("J>A", -0.1)), "the loop J → A has a probability or redo share outside 0 to 1"),
        (fork(loop("J>A", 0.1, redo_share=2)), "the loop J → A has a probability or redo share outside 0 to 1"),
        (fork(loop("A>J", 0.1)), "no flow edges lead from J, where a loop goes back to, to A"),
        (fork(loop("A>B", 0.1)), "no flow edges lead from B, where a loop goes back to, to A"),
        (fork(loop("A>S", 0.95), loop("J>S", 0.97)), "an item would pass 1,400 steps"),
        (ValueStream(name="One", steps=(step("A", 50, 8, 40),)), "A has a time below 0 or outside its own range"),
        (ValueStream(name="One", steps=(step("A", -1),)), "A has a time below 0 or outside its own range"),
    ],
)
def test_what_is_unknown_or_contradicts_itself_is_not_simulated(stream, reason):
    result = simulate_lead_time(stream)

    assert result.not_modelled.startswith("The lead time is not simulated: ")
    assert reason in result.not_modelled
    assert result.lead_times is result.p50 is result.share_longer_than(1) is None
    assert result.quantiles([0.5]) == ()


def test_a_loop_without_a_probability_does_not_matter_where_loops_are_left_out():
    result = simulate_lead_time(fork(loop("J>A", None)), with_loops=False)

    assert result.mean == 45
    assert result.share_never_sent_back is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"samples": 20}, "at least 200"),
        ({"redo_share": 1.5}, "from 0 to 1"),
        ({"redo_share": math.nan}, "from 0 to 1"),
        ({"seed": -1}, "from 0 on"),
    ],
)
def test_wrong_arguments_are_refused_with_a_remedy(arguments, message):
    with pytest.raises(UsageError, match=message):
        simulate_lead_time(lantern(), **arguments)


def test_returns_that_never_end_are_refused():
    with pytest.raises(MapNotComputableError, match="never finish"):
        simulate_lead_time(fork(loop("J>A", 0.6), loop("J>B", 0.4)))


@given(value_streams(complete=False))
def test_any_map_gives_percentiles_in_order_or_a_reason(stream):
    result = simulate_lead_time(stream, samples=200)

    if result.not_modelled is None:
        assert 0 <= result.p10 <= result.p50 <= result.p85 <= result.p95
        assert 0 <= result.share_above_point <= 1


def test_a_percentile_is_a_lead_time_that_occurred():
    result = simulate_lead_time(coming_back(), samples=200)
    shares = [number / 50 for number in range(1, 50)]

    assert set(result.quantiles(shares)) <= set(result.lead_times)


def test_too_few_items_say_so():
    few, enough = (simulate_lead_time(lantern_with_ranges(), samples=count) for count in (200, 20_000))

    assert not few.convergence.is_enough()
    assert few.convergence.sentence().endswith("simulate more of them before quoting it.")
    assert enough.convergence.is_enough()
    assert enough.convergence.p85_half_width == pytest.approx(few.convergence.p85_half_width / 10, rel=0.5)


def lantern_with_ranges():
    steps = [
        each.with_changes(
            wait_time=TimeEstimate(
                value=each.wait_time.value, low=each.wait_time.value / 2, high=each.wait_time.value * 2
            )
        )
        for each in lantern().steps
    ]
    return lantern().with_changes(steps=tuple(steps))


def test_assumptions_say_how_far_the_ranges_reach_and_what_the_draws_leave_out():
    alone = simulate_lead_time(lantern_with_ranges()).assumptions
    together = simulate_lead_time(lantern_with_ranges(), correlated=True).assumptions

    assert alone[0].startswith("6 of 13 times have a range")
    assert "understated" in alone[1]
    assert "overstated" in together[1]
    assert alone[2] == "No rework loop is recorded on this map, so nothing comes back."


def test_assumptions_name_fixed_times_branches_and_rework():
    fixed = simulate_lead_time(fork(loop("J>A", 0.2), shares=(":0.25", ":0.75"))).assumptions
    without_loops = simulate_lead_time(two_roads(), with_loops=False).assumptions

    assert fixed[0].startswith("Every time is fixed")
    assert fixed[1].startswith("An item takes one branch by its share")
    assert fixed[2] == "A redo takes 50 % of a newly drawn time, at every step between the two."
    assert without_loops[-1] == "Rework is left out."

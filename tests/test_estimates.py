"""What people say about times: read as typed, written so that it reads back, compared apart, and questioned."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.durations import DurationError
from vsm_toolkit.errors import UsageError
from vsm_toolkit.estimates import (
    SpokenEstimate,
    assume_residual,
    compare_estimates,
    estimate_questions,
    read_amount,
    read_percent,
    read_time_estimate,
    receivers_of,
    write_number,
    write_time_estimate,
)
from vsm_toolkit.model import EvidenceGrade, NumberEstimate, Step, TimeEstimate, ValueStream
from vsm_toolkit.samples import lantern


def said(who: str, value: float, low: float | None = None, high: float | None = None) -> SpokenEstimate:
    return SpokenEstimate(who, TimeEstimate(value=value, low=low, high=high))


def test_a_new_number_keeps_grade_and_sample_size_and_drops_the_source_of_the_old_one():
    old = TimeEstimate(value=8, grade="measured", sample_size=5, source="five tickets")
    new = read_time_estimate("3d", old)

    assert new == TimeEstimate(value=24, grade="measured", sample_size=5)


def test_words_that_say_guess_are_a_guess_whatever_stood_there():
    new = read_time_estimate("about a week", TimeEstimate(value=8, grade="measured"))

    assert new is not None
    assert new.grade is EvidenceGrade.GUESS


def test_a_time_is_read_with_the_working_week_of_the_challenge():
    new = read_time_estimate("1 wk", hours_per_day=7.0, days_per_week=4.0)

    assert new is not None
    assert new.value == 28.0


def test_what_is_no_time_is_refused_with_a_sentence():
    with pytest.raises(DurationError, match="cannot read 'soon' as a time"):
        read_time_estimate("soon")


@pytest.mark.parametrize(
    ("estimate", "words"),
    [
        (TimeEstimate(value=0), "0 h"),
        (TimeEstimate(value=0.25), "15 min"),
        (TimeEstimate(value=24, low=16, high=40), "2-5 d, likely 3 d"),
        (TimeEstimate(value=math.sqrt(16 * 40), low=16, high=40), "2-5 d"),
        (TimeEstimate(value=0.5, low=0.25, high=0.75), "15-45 min, likely 30 min"),
        (TimeEstimate(value=1, low=0, high=3), "0-3 h, likely 1 h"),
        (None, ""),
    ],
)
def test_a_time_is_written_in_one_unit_as_people_type_it(estimate, words):
    assert write_time_estimate(estimate) == words


@given(
    st.tuples(*[st.floats(0.1, 2000)] * 3).map(sorted),
)
def test_a_written_range_reads_back_close_to_what_it_was(values):
    low, point, high = values
    read = read_time_estimate(write_time_estimate(TimeEstimate(value=point, low=low, high=high)))

    assert read is not None
    assert read.value == pytest.approx(point, rel=0.06, abs=0.1)


@pytest.mark.parametrize(("text", "percent"), [("80", 80), ("80 %", 80), ("8 of 10", 80), ("7/10", 70), ("62,5", 62.5)])
def test_a_share_is_read_as_people_say_it(text, percent):
    assert read_percent(text) == pytest.approx(percent)


@pytest.mark.parametrize("text", ["?", "", "n/a"])
def test_unknown_stays_unknown(text):
    assert (read_percent(text), read_amount(text, "people"), read_time_estimate(text)) == (None, None, None)


@pytest.mark.parametrize("text", ["0", "101", "-5", "most", "3 of 0", "1e400", "12 of 10", "9" * 400])
def test_what_is_no_share_is_refused(text):
    with pytest.raises(UsageError):
        read_percent(text)


@pytest.mark.parametrize("text", ["two", "-1", "nan", "inf", "1e3", "<b>2</b>", "9" * 5000])
def test_what_is_no_amount_is_refused_with_what_to_type(text):
    with pytest.raises(UsageError, match="type a number"):
        read_amount(text, "people")


def test_a_whole_number_is_asked_for_where_half_an_item_makes_no_sense():
    with pytest.raises(UsageError, match="whole number"):
        read_amount("2.5", "items", whole=True)


@given(st.text(max_size=60))
def test_no_text_breaks_the_readers_of_numbers(text):
    for read in (read_percent, lambda typed: read_amount(typed, "people")):
        try:
            number = read(text)
        except UsageError:
            continue
        assert number is None or math.isfinite(number)


def test_numbers_are_written_without_an_idle_zero():
    assert [write_number(each) for each in (NumberEstimate(value=80), 2.5, None)] == ["80", "2.5", ""]


def test_the_receiver_judges_and_the_customer_judges_the_last_step():
    stream = lantern().with_changes(customer="Claims handlers")

    assert (receivers_of(stream, "L1"), receivers_of(stream, "L6")) == (("Product",), ("Claims handlers",))


def test_a_time_far_longer_than_its_neighbours_is_asked_about():
    stream = lantern()
    steps = [
        step.with_changes(process_time={"value": 900}) if step.id == "L4" else step  # beside 20 and 6
        for step in stream.steps
    ]
    (question,) = estimate_questions(stream.with_changes(steps=steps))

    assert (question.kind, question.steps, question.field) == ("outlier", ("L4",), "process_time")
    assert question.question.endswith("Is the unit right?")


def test_twenty_times_is_not_yet_far():
    steps = [Step(id="A", name="A", wait_time={"value": 2}), Step(id="B", name="B", wait_time={"value": 40})]
    stream = ValueStream(name="x", steps=steps, edges=[{"from_step": "A", "to_step": "B"}])

    assert estimate_questions(stream) == ()


def test_four_equal_process_times_are_asked_about_and_three_are_not():
    def stream(count: int) -> ValueStream:
        steps = [Step(id=str(n), name=f"step {n}", process_time={"value": 4}) for n in range(count)]
        return ValueStream(name="x", steps=steps)

    assert [each.kind for each in estimate_questions(stream(4))] == ["copied"]
    assert estimate_questions(stream(3)) == ()


def test_overlapping_answers_suggest_the_middle_with_the_whole_span():
    found = compare_estimates([said("1", 24, 16, 40), said("2", 32, 24, 48), said("3", 40, 32, 56)])

    assert found.apart == ()
    assert found.suggestion == TimeEstimate(value=32, low=16, high=56, grade="estimated", source="3 people, apart")


def test_answers_that_do_not_overlap_are_never_averaged():
    found = compare_estimates([said("1", 8, 4, 16), said("2", 80, 60, 100)])

    assert found.suggestion is None
    assert found.sentence.startswith("Do not average")
    assert "two kinds of item" in found.sentence


def test_two_single_numbers_are_apart_when_one_is_more_than_twice_the_other():
    assert compare_estimates([said("1", 8), said("2", 16)]).apart == ()
    assert compare_estimates([said("1", 8), said("2", 17)]).apart == (("1", "2"),)


def test_comparing_nothing_asks_for_answers():
    with pytest.raises(UsageError, match="Nobody has given an estimate yet"):
        compare_estimates([])


@given(st.lists(st.tuples(st.floats(0, 1e5), st.floats(0, 1e5)).map(sorted), min_size=1, max_size=8))
def test_a_suggestion_lies_within_what_was_said(ranges):
    found = compare_estimates([said(str(n), (low + high) / 2, low, high) for n, (low, high) in enumerate(ranges)])

    assert found.suggestion is None or found.low <= found.suggestion.value <= found.high


def test_an_assumed_share_replaces_the_record_on_a_new_map():
    stream = lantern()
    assumed = assume_residual(stream, ["L5"], 0.3)

    assert stream.handoffs == ()
    assert [(each.to_step, each.residual_low, each.residual_high) for each in assumed.handoffs] == [("L5", 0.3, 0.3)]


def test_a_share_of_more_than_everything_is_refused():
    with pytest.raises(UsageError, match="between 0 and 1"):
        assume_residual(lantern(), ["L5"], 1.5)

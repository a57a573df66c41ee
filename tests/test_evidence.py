"""How well a lead time is known: by the hours each grade carries, not by the count of numbers."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.strategies import value_streams
from vsm_toolkit.evidence import CARRIES, evidence_summary
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.model import EvidenceGrade, Step, TimeEstimate, ValueStream
from vsm_toolkit.samples import lantern


def a_map(**hours_by_grade: float) -> ValueStream:
    """One step per grade; ``ungraded`` is nobody's word."""
    return ValueStream(
        name="X",
        steps=tuple(
            Step(
                id=grade,
                name=grade,
                wait_time=TimeEstimate(value=hours),
                process_time=TimeEstimate(value=0),
                evidence=None if grade == "ungraded" else EvidenceGrade(grade),
            )
            for grade, hours in hours_by_grade.items()
        ),
    )


def summary_of(stream: ValueStream):
    return evidence_summary(stream, [step.id for step in stream.steps])


@pytest.mark.parametrize(
    ("hours", "overall"),
    [
        ({"measured": 100}, EvidenceGrade.MEASURED),
        ({"measured": 81, "guess": 19}, EvidenceGrade.MEASURED),
        ({"measured": 80, "guess": 20}, EvidenceGrade.GUESS),
        ({"guess": 20, "measured": 80}, EvidenceGrade.GUESS),
        ({"measured": 40, "sampled": 40, "estimated": 20}, EvidenceGrade.ESTIMATED),
        ({"measured": 80, "ungraded": 20}, None),
        ({"measured": 81, "ungraded": 19}, EvidenceGrade.MEASURED),
        ({"measured": 0}, None),
    ],
)
def test_the_overall_grade_is_the_weakest_that_carries_a_fifth(hours, overall):
    assert summary_of(a_map(**hours)).overall is overall


def test_the_grade_of_a_number_beats_the_grade_of_its_step():
    (step,) = a_map(guess=10).steps
    measured = step.with_changes(wait_time=TimeEstimate(value=10, grade=EvidenceGrade.MEASURED))

    assert summary_of(ValueStream(name="X", steps=(measured,))).shares == {
        EvidenceGrade.MEASURED: 1,
        EvidenceGrade.GUESS: 0,
    }


@pytest.mark.parametrize(("guessed", "warned"), [(30, False), (31, True)])
@pytest.mark.parametrize("kind", ["guess", "ungraded"])
def test_more_than_three_tenths_guessed_or_ungraded_is_warned_about(guessed, warned, kind):
    banner = summary_of(a_map(measured=100 - guessed, **{kind: guessed})).banner()

    assert (banner is not None) is warned
    assert banner is None or banner.startswith(f"{guessed}% of the lead time is guessed or ungraded")


def test_guessed_and_ungraded_hours_are_warned_about_together():
    assert summary_of(a_map(measured=60, guess=20, ungraded=20)).banner() is not None


@pytest.mark.parametrize(
    ("fields", "words"),
    [(("wait_time",), "1 of 12 times on the critical path is"), (("wait_time", "process_time"), "2 of 12 times")],
)
def test_missing_times_are_named_by_step(fields, words):
    stream = lantern()
    *others, last = stream.steps
    stream = stream.with_changes(steps=(*others, last.with_changes(**dict.fromkeys(fields))))
    summary = summary_of(stream)

    assert summary.missing == ("L6",)
    assert (summary.known_values, summary.needed_values) == (12 - len(fields), 12)
    assert words in summary.banner()
    assert "L6" in summary.banner()


def test_a_last_step_without_times_is_missing_on_the_critical_path():
    stream = lantern()
    *others, last = stream.steps
    stream = stream.with_changes(steps=(*others, last.with_changes(wait_time=None, process_time=None)))

    assert evidence_summary(stream, map_metrics(stream).critical_path).missing == ("L6",)


def test_only_the_steps_asked_about_count():
    stream = a_map(measured=10, guess=90)

    assert evidence_summary(stream, ["measured"]).shares == {EvidenceGrade.MEASURED: 1}
    assert evidence_summary(stream, []).shares == {}


@given(value_streams(complete=False))
def test_shares_add_up_to_1_and_the_overall_grade_carries_its_fifth(stream):
    summary = summary_of(stream)

    assert not summary.shares or sum(summary.shares.values()) == pytest.approx(1)
    assert summary.overall is None or summary.shares[summary.overall] >= CARRIES
    assert summary.known_values <= summary.needed_values == 2 * len(stream.steps)
    assert bool(summary.missing) is (summary.known_values < summary.needed_values)

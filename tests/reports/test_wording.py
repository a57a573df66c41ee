from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.report_runs import CLAIMS, PLATFORM, RULES, a_step, sample_block, words_of
from vsm_toolkit.figures import Figure
from vsm_toolkit.handoffs import HoursRange, handoff_ledger
from vsm_toolkit.model import Calendar, Edge, EvidenceGrade, ValueStream
from vsm_toolkit.reports.team_report import BLOCKS
from vsm_toolkit.reports.wording import BLAME_WORDS, Wording, grade_words, number, person_hours, plural, share

WORDS = Wording(Calendar(), "EUR")


@pytest.mark.parametrize(
    ("hours", "words"),
    [(569, "14.2 weeks"), (8, "8 hours"), (1, "1 hour"), (0.5, "30 minutes"), (40 * 12, "12 weeks"), (16, "2 days")],
)
def test_a_sentence_says_the_unit_in_full(hours, words):
    assert WORDS.long_hours(hours) == words


def test_an_unknown_time_is_said_to_be_unknown():
    assert WORDS.long_hours(None) == "an unknown time"
    assert WORDS.hours(None) == "?"


def test_a_bound_never_reads_as_a_value():
    bound = Figure(None, at_least=141.0, known=5, of=6)

    assert WORDS.figure(bound) == "≥ 3.5 wk"
    assert WORDS.exact(bound) == "≥ 141"
    assert person_hours(bound) == "≥ 141.00"
    assert share(Figure(None, at_most=0.339, known=5, of=6)) == "≤ 33.9 %"


def test_nothing_known_is_a_question_mark():
    nothing = Figure(None, known=0, of=6)

    assert {WORDS.figure(nothing), WORDS.exact(nothing), person_hours(nothing), share(nothing), number(None)} == {"?"}
    assert {WORDS.money(None), WORDS.money_range(None)} == {"?"}


@pytest.mark.parametrize(
    ("value", "text"), [(9.25, "9.3"), (161.25, "161.3"), (96.0, "96"), (0.04, "0"), (1704, "1,704")]
)
def test_halves_round_up_as_they_do_in_times(value, text):
    assert number(value) == text


@given(st.floats(min_value=0, max_value=15.9).map(lambda hours: round(hours, 4)))
def test_a_time_and_its_number_of_hours_agree(hours):
    shown = WORDS.hours(hours)
    if shown.endswith(" h"):
        assert shown == f"{number(hours)} h"


def test_a_range_that_is_a_point_is_one_number():
    assert WORDS.hours_range(HoursRange(34, 34.2)) == "34"
    assert WORDS.hours_range(HoursRange(16.8, 24)) == "17–24"
    assert WORDS.money_range((0, 0)) == "0 EUR"
    assert WORDS.money_range((9600, 36000)) == "9,600–36,000 EUR"


def test_money_without_a_currency_is_the_bare_number():
    assert Wording(Calendar()).money(18436.5) == "18,437"


def handoff_total(*waits):
    """Give the ledger's total over a line of steps of different teams, the first without a handoff."""
    steps = [
        a_step(str(n), team=str(n), **({} if wait is None else {"wait": wait})) for n, wait in enumerate([1, *waits])
    ]
    edges = [Edge(from_step=str(n), to_step=str(n + 1)) for n in range(len(waits))]
    return handoff_ledger(ValueStream(name="Line", steps=steps, edges=edges)).total


def test_recoverable_time_says_how_far_waits_are_known():
    assert WORDS.recoverable(handoff_total(40)) == "20–36"
    assert WORDS.recoverable(handoff_total(40, None)) == "so far 20–36"
    assert WORDS.recoverable(handoff_total(None)) == "?"


def test_another_working_week_changes_the_words():
    assert Wording(Calendar(hours_per_day=6, days_per_week=4)).hours(96) == "4 wk"


def test_small_words():
    assert plural(1, "handoff") == "1 handoff"
    assert plural(0, "handoff") == "0 handoffs"
    assert grade_words(None) == "not graded"
    assert grade_words(EvidenceGrade.SAMPLED) == "sampled"


def blamed(text: str) -> list[str]:
    """List the words of blame in a text."""
    return [word for word in BLAME_WORDS if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE)]


@pytest.mark.parametrize("name", [CLAIMS, RULES, PLATFORM])
def test_no_sentence_of_a_report_blames(name):
    words = "\n".join(words_of(sample_block(name, key)) for key in BLOCKS)

    assert blamed(words) == []


def test_blame_would_be_found():
    assert blamed("The board refuses, and should have answered.") == ["refuses", "should have"]

"""Answers compared with what is right: as far as they were written, in whatever order and unit."""

from __future__ import annotations

import pytest

from vsm_toolkit.exercises.answers import Amounts, Names
from vsm_toolkit.exercises.measures import COUNT, HOURS, PERCENT, AnswerError

ONE = Amounts(HOURS)
THREE = Amounts(HOURS, ("low", "point", "high"))
RANGE = Amounts(HOURS, is_range=True)
STEPS = {"P1": "Shape", "P4": "Write legal text", "P6": "Release"}


@pytest.mark.parametrize(
    ("text", "is_right"),
    [
        ("17.625 d", True),
        ("17.6 d", True),
        ("17.7 d", False),
        ("141", True),
        ("141.02", False),
        ("141.005", True),
        ("140", False),
        ("3.5 wk", True),
        ("3 wk", False),
    ],
)
def test_a_number_is_right_as_far_as_it_was_written(text, is_right):
    assert ONE.accepts(ONE.read(text), (141.0,)) is is_right


def test_cutting_off_is_as_good_as_rounding_where_it_makes_little_difference():
    assert ONE.accepts(ONE.read("66.6"), (200 / 3,))
    assert not ONE.accepts(ONE.read("2.5"), (2.58,))


def test_a_rounded_figure_that_is_too_coarse_is_noticed():
    given = ONE.read("3 wk")

    assert ONE.is_coarse(given, (128.0,))
    assert not ONE.is_coarse(given, (141.0,))


@pytest.mark.parametrize(("text", "unit"), [("17.6", "d"), ("141 d", "wh"), ("3.5", "wk"), ("141", None), ("99", None)])
def test_the_right_figure_behind_the_wrong_unit_is_noticed(text, unit):
    assert ONE.right_unit(ONE.read(text), (141.0,)) == unit


def test_a_share_written_as_a_percentage_is_noticed():
    percent = Amounts(PERCENT)

    assert percent.right_unit(percent.read("0.234 %"), (0.234,)) == "share"


@pytest.mark.parametrize("text", ["16 / 25.3 / 40", "16, 25.3, 40", "16;25,3;40", "16 25.3 40", "2 d / 25.3 h / 5 d"])
def test_several_numbers_are_parted_by_whatever_people_use(text):
    assert THREE.accepts(THREE.read(text), (16.0, 25.298, 40.0))


def test_a_unit_behind_the_last_number_is_the_unit_of_all():
    assert THREE.accepts(THREE.read("2 / 3.2 / 5 d"), (16.0, 25.298, 40.0))


@pytest.mark.parametrize("text", ["38.5-50.5", "38.5–50.5 wh", "38.5 to 50.5 h", "38.5 .. 50.5", "38.5 / 50.5"])
def test_a_range_is_written_in_many_ways(text):
    assert RANGE.accepts(RANGE.read(text), (38.5, 50.5))


def test_one_number_is_a_range_without_width():
    assert RANGE.accepts(RANGE.read("34 h"), (34.0, 34.0))


def test_too_few_numbers_are_refused_with_what_was_expected():
    with pytest.raises(AnswerError, match=r"Expected 3 values \(low / point / high\), found '16 / 40'"):
        THREE.read("16 / 40")


def test_the_direction_names_the_part_that_is_off():
    assert THREE.direction(THREE.read("16 / 28 / 40"), (16.0, 25.3, 40.0)) == "2 of 3 right: point is too high."
    assert ONE.direction(ONE.read("9"), (141.0,)) == "Too low."


def test_a_count_is_exact():
    count = Amounts(COUNT)

    assert not count.accepts(count.read("99"), (100.0,))


def test_a_range_of_one_value_is_shown_once():
    assert RANGE.show((34.0, 34.0)) == "34 wh (4.3 d), low and high"
    assert RANGE.show((38.5, 50.5)) == "38.5 wh (4.8 d) to 50.5 wh (6.3 d)"


@pytest.mark.parametrize("text", ["P1 -> P4 -> P6", "P1-P4-P6", "shape, write legal text and release", "p1 p4 p6"])
def test_names_are_read_by_key_or_in_words(text):
    kind = Names(STEPS, ordered=True, count=None)

    assert kind.accepts(kind.read(text), ("P1", "P4", "P6"))


def test_the_order_counts_only_where_it_is_asked_for():
    ordered, loose = Names(STEPS, ordered=True, count=2), Names(STEPS, count=2)

    assert not ordered.accepts(ordered.read("P4, P1"), ("P1", "P4"))
    assert loose.accepts(loose.read("P4, P1"), ("P1", "P4"))
    assert ordered.direction(ordered.read("P1, P6"), ("P1", "P4")) == "1 of 2 stand in their place."
    assert loose.direction(loose.read("P1, P6"), ("P1", "P4")) == "1 of 2 are among the right ones."


def test_none_is_an_answer_where_the_number_of_names_is_open():
    kind = Names(STEPS, count=None)

    assert kind.accepts(kind.read("none"), ())
    assert kind.show(()) == "none"


@pytest.mark.parametrize(("text", "words"), [("P9", "Cannot find 'p9'"), ("P1", "Expected 2 of"), ("-", "Expected 2")])
def test_other_names_are_refused(text, words):
    with pytest.raises(AnswerError, match=words):
        Names(STEPS, count=2).read(text)


def test_each_kind_says_how_it_is_written():
    assert THREE.prompt() == "3 values, parted by a slash: low / point / high"
    assert RANGE.prompt() == "low - high, for example 12 h or 1.5 d"
    assert Names(STEPS).prompt() == "choose one"
    assert Names(STEPS, ordered=True, count=2).prompt() == "in order: P1, P4, P6 …"

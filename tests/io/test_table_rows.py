"""Entities as flat rows and back: columns follow the model, and each value that cannot be read says why."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.strategies import value_streams
from vsm_toolkit.io.map_file import ENGAGEMENT_TABLES, STREAM_TABLES
from vsm_toolkit.io.table_rows import (
    ESTIMATE_PARTS,
    RowReader,
    columns_of,
    estimate_type,
    is_hours,
    plain,
    shortened,
    to_row,
)
from vsm_toolkit.model import (
    Calendar,
    Challenge,
    Change,
    Dependency,
    Edge,
    EvidenceGrade,
    NumberEstimate,
    Step,
    Team,
    TimeEstimate,
)

EVERY_TABLE = {**STREAM_TABLES, **ENGAGEMENT_TABLES}


def a_reader(calendar: Calendar | None = None) -> RowReader:
    return RowReader(
        calendar or Calendar(), lambda place, column: f"{place.table} {place.index} {place.label} {column}"
    )


def read_step(**columns) -> tuple[Step | None, list[str]]:
    reader = a_reader()
    step = reader.read(Step, {"id": "A", "name": "Review", **columns}, "steps", 0)
    return step, [problem.sentence() for problem in reader.problems]


@pytest.mark.parametrize("entity", EVERY_TABLE.values(), ids=lambda entity: entity.__name__)
def test_every_field_has_a_column_and_every_number_with_evidence_has_its_parts(entity):
    columns = columns_of(entity)

    assert len(columns) == len(set(columns))
    assert set(entity.model_fields) <= set(columns)
    for name, field in entity.model_fields.items():
        assert (f"{name}_low" in columns) is (estimate_type(field) is not None)


def test_times_and_plain_numbers_are_told_apart():
    fields = Step.model_fields

    assert (estimate_type(fields["wait_time"]), estimate_type(fields["people"])) == (TimeEstimate, NumberEstimate)
    assert estimate_type(fields["notes"]) is None
    assert is_hours(fields["cadence"])
    assert not is_hours(fields["batch_size"])
    assert is_hours(Dependency.model_fields["wait_per_occurrence"])


def test_what_is_unknown_or_usual_takes_no_column():
    assert to_row(Team(name="Product")) == {"name": "Product"}
    assert to_row(Edge(from_step="A", to_step="B")) == {"from_step": "A", "to_step": "B"}


def test_0_and_false_and_empty_text_are_known():
    step = Step(id="A", name="", automated=False, queue_items=0, wait_time=TimeEstimate(value=0), notes="")

    assert to_row(step) == {
        "id": "A",
        "name": "",
        "wait_time": "0 wh",
        "queue_items": 0,
        "automated": False,
        "notes": "",
    }


def test_a_number_with_evidence_spreads_over_its_columns():
    step = Step(
        id="A",
        name="Review",
        wait_time=TimeEstimate(value=24, low=16, high=40, grade="measured", sample_size=5, source="tickets"),
        percent_complete_accurate=NumberEstimate(value=80, low=70.5),
    )
    row = to_row(step)

    assert row == {
        "id": "A",
        "name": "Review",
        "wait_time": "24 wh",
        "wait_time_low": "16 wh",
        "wait_time_high": "40 wh",
        "wait_time_grade": "measured",
        "wait_time_sample_size": 5,
        "wait_time_source": "tickets",
        "percent_complete_accurate": 80,
        "percent_complete_accurate_low": 70.5,
    }
    assert read_step(**row) == (step, [])


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (2.0, 2),
        (2.5, 2.5),
        (-0.0, 0),
        (1e15, 1e15),
        (float("inf"), float("inf")),
        (True, True),
        (EvidenceGrade.GUESS, "guess"),
        ((1.0, "a"), [1, "a"]),
        ({"a": None, 5: (2.0,)}, {"5": [2]}),
        (Team(name="Product"), {"name": "Product"}),
        (None, None),
    ],
)
def test_values_are_written_the_way_people_write_them(value, written):
    assert plain(value) == written
    assert type(plain(value)) is type(written)


@pytest.mark.parametrize(
    ("text", "estimate"),
    [
        ("3 d", TimeEstimate(value=24)),
        ("2-8 d", TimeEstimate(value=32, low=16, high=64)),
        ("about a week", TimeEstimate(value=40, grade="guess")),
        (0, TimeEstimate(value=0)),
        ("?", None),
        ("N/A", None),
        ("", None),
    ],
)
def test_a_time_is_read_the_way_people_say_it(text, estimate):
    step, problems = read_step(wait_time=text)

    assert problems == []
    assert step.wait_time == estimate


def test_a_range_in_columns_beats_the_one_in_words():
    step, _ = read_step(wait_time="2-8 d", wait_time_low="1 d")

    assert step.wait_time == TimeEstimate(value=32, low=8, high=64)


def test_days_and_weeks_follow_the_calendar():
    reader = a_reader(Calendar(hours_per_day=6, days_per_week=4))
    step = reader.read(Step, {"id": "A", "name": "a", "wait_time": "1 d", "cadence": "1 wk"}, "steps", 0)

    assert (step.wait_time.value, step.cadence) == (6, 24)


def test_columns_nobody_knows_are_kept():
    step, problems = read_step(risk_class="high", checks=[1, 2], wait_time_colour="red")

    assert problems == []
    assert step.model_extra == {"risk_class": "high", "checks": [1, 2], "wait_time_colour": "red"}
    assert read_step(**to_row(step)) == (step, [])


@pytest.mark.parametrize(
    ("columns", "place", "expected", "got", "remedy"),
    [
        ({"wait_time": "soon"}, "wait_time", "a time with its unit", "'soon'", "write a number"),
        ({"wait_time": 3}, "wait_time", "a time with its unit", "3", "Write the unit"),
        ({"wait_time": "-3 d"}, "wait_time", "a time with its unit", "'-3 d'", "negative"),
        ({"wait_time": "48h"}, "wait_time", "a time with its unit", "'48h'", "six working days or two days"),
        ({"wait_time": float("nan")}, "wait_time", "a time with its unit", "nan", "expected 0 to"),
        ({"wait_time": float("inf")}, "wait_time", "a time with its unit", "inf", "expected 0 to"),
        ({"wait_time": True}, "wait_time", "a time with its unit", "True", "in quotes"),
        ({"wait_time": ["3 d"]}, "wait_time", "a time with its unit", "['3 d']", "in quotes"),
        ({"wait_time": {"value": "3 d"}}, "wait_time", "a time with its unit", "a table", "in quotes"),
        ({"cadence": "often"}, "cadence", "a time with its unit", "'often'", "write a number"),
        ({"wait_time": "3 d", "wait_time_low": "low"}, "wait_time_low", "a time with its unit", "'low'", "a number"),
        ({"wait_time": "3 d", "wait_time_grade": "mesured"}, "wait_time_grade", "one of", "'mesured'", "'measured'?"),
        ({"wait_time": "3 d", "wait_time_sample_size": 1.5}, "wait_time_sample_size", "a whole number", "1.5", "whole"),
        ({"wait_time": "3 d", "wait_time_sample_size": "x"}, "wait_time_sample_size", "a whole number", "'x'", "whole"),
        ({"wait_time_low": "1 d"}, "wait_time_low", "a value in wait_time", "nothing", "Fill in wait_time"),
        ({"wait_time": "?", "wait_time_low": "1 d"}, "wait_time_low", "a value in wait_time", "nothing", "take"),
        ({"people_source": "tickets"}, "people_source", "a value in people", "nothing", "Fill in people"),
        ({"percent_complete_accurate": "most"}, "percent_complete_accurate", "a number", "'most'", "Write a number"),
        ({"percent_complete_accurate": [80]}, "percent_complete_accurate", "a number", "[80]", "Write a number"),
        ({"people": float("nan")}, "people", "a finite number", "nan", "Leave the line out"),
        ({"batch_size": float("inf")}, "batch_size", "a finite number", "inf", "Leave the line out"),
        ({"stage": "biuld"}, "stage", "one of ideation, discovery", "'biuld'", "Did you mean 'build'?"),
        ({"stage": "Operate Support"}, "stage", "one of", "'Operate Support'", "Did you mean 'operate_support'?"),
        ({"stage": "x"}, "stage", "one of", "'x'", "Use one of these words."),
        ({"stage": 7}, "stage", "one of", "7", "Use one of these words."),
        ({"stage": ["build"]}, "stage", "one of", "['build']", "Did you mean 'build'?"),
        ({"team": 7}, "team", "text in quotes", "7", "Put it in quotes."),
        ({"team": {"name": "x"}}, "team", "text in quotes", "a table", "Put it in quotes."),
        ({"automated": "perhaps"}, "automated", "true or false", "'perhaps'", "Write true or false."),
        ({"automated": [True]}, "automated", "true or false", "[True]", "Write true or false."),
    ],
)
def test_a_value_that_cannot_be_read_says_where_what_and_what_to_do(columns, place, expected, got, remedy):
    step, problems = read_step(**columns)

    assert step is None
    assert len(problems) == 1
    assert problems[0].startswith(f"steps 0 A {place}: expected {expected}")
    assert f"found {got}. " in problems[0]
    assert remedy in problems[0]


@pytest.mark.parametrize("missing", ["id", "name"])
def test_a_missing_name_is_asked_for(missing):
    reader = a_reader()
    reader.read(Step, {name: "A" for name in ("id", "name") if name != missing}, "steps", 4)
    (problem,) = reader.problems

    assert problem.sentence() == f"steps 4 A {missing}: expected a value here, found nothing. Fill it in."


@pytest.mark.parametrize("value", [[1], {"a": 1}])
def test_a_value_of_several_possible_types_is_one_problem(value):
    reader = a_reader()
    row = {"kind": "improvement", "status": "done", "key": "A", "field": "team", "value": value}
    reader.read(Change, row, "changes", 0)
    (problem,) = reader.problems

    assert problem.place == "changes 0  value"
    assert problem.expected == "true or false or a number or text in quotes"


def test_a_place_within_a_list_is_named_by_its_number():
    reader = a_reader()
    reader.read(Challenge, {"id": "x", "readiness": [{"attribute": "time"}, {"score": "two"}]}, "challenge")

    assert [problem.place for problem in reader.problems] == [
        "challenge 0 x readiness.1.attribute",
        "challenge 0 x readiness.1.score",
    ]


@pytest.mark.parametrize("value", ["2026-02-30", "soon", [2026], True, 1.5])
def test_a_day_that_is_none_is_refused(value):
    reader = a_reader()
    reader.read(Challenge, {"id": "x", "start": value}, "challenge")
    (problem,) = reader.problems

    assert problem.expected == "a date such as 2026-03-02"


def test_every_problem_of_a_row_is_listed():
    step, problems = read_step(
        wait_time="soon", process_time_low="1 d", people="many", stage="x", team=7, automated="perhaps", cadence="often"
    )
    columns = [re.match(r"steps 0 A (\w+):", problem).group(1) for problem in problems]

    assert step is None
    assert sorted(columns) == ["automated", "cadence", "people", "process_time_low", "stage", "team", "wait_time"]


@pytest.mark.parametrize("row", ["A", 5, None, ["A"], True])
@pytest.mark.parametrize(("index", "header"), [(None, "[challenge]"), (3, "[[challenge]]")])
def test_a_row_that_is_no_table_says_how_to_write_one(row, index, header):
    reader = a_reader()

    assert reader.read(Challenge, row, "challenge", index) is None
    assert reader.problems[0].remedy == f"Write it as {header} with one value a line."


def test_a_value_as_long_as_a_book_is_shortened():
    reader = a_reader()
    reader.read(Step, {"id": "x" * 10_000, "name": "a", "stage": "y" * 10_000}, "steps", 0)

    assert len(reader.problems[0].sentence()) < 400


@given(st.text(max_size=60), st.integers(3, 30))
def test_a_shortened_text_is_the_text_or_its_beginning(text, length):
    short = shortened(text, length)

    assert len(short) <= length
    assert short == text or (short.endswith("...") and text.startswith(short[:-3]))


@given(value_streams(complete=False))
def test_every_row_survives_the_way_to_a_file_and_back(stream):
    for table, entity in STREAM_TABLES.items():
        for row in getattr(stream, table):
            reader = a_reader()

            assert reader.read(entity, to_row(row), table, 0) == row
            assert reader.problems == []


def test_the_parts_of_an_estimate_are_those_of_the_model():
    assert {"value", *ESTIMATE_PARTS} == set(TimeEstimate.model_fields)

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.io.spreadsheet.columns import DEPENDENCY_TABLE, HANDOFF_TABLE, LOOP_TABLE, STEP_TABLE
from vsm_toolkit.io.spreadsheet.headers import find_header_row, match_header, match_header_row

OWN = ["id", "name", "stage", "team", "wait", "pt", "delay", "ca", "people", "evidence"]


def means(text, shape=STEP_TABLE):
    column = match_header(text, shape).column
    return column and column.header


@pytest.mark.parametrize(
    ("own", "spellings"),
    [
        ("pt", ["PT", "P/T", "Process time", "process_time", "VA time", "Touch  time", "PT (hrs)", "PT [min]"]),
        ("wait", ["Wait", "W", "Delay before", "Queue time", "NVA", "wait_time", "Wait (days)"]),
        ("lt", ["LT", "L/T", "Lead time", "Elapsed", "LT (days)", "LT days", "Lead time in weeks"]),
        ("ca", ["%C/A", "% C&A", "C&A", "C/A", "Complete and accurate", "% Complete & Accurate", "Quality"]),
        ("team", ["Owner", "Team", "Performer", "Who", "Responsible team", "Team(s)"]),
        ("name", ["Step", "Activity", "Process", "Name"]),
        ("people", ["People", "FTE", "# people"]),
        ("stage", ["Stage", "Phase"]),
        ("evidence", ["Evidence", "Source grade"]),
        ("notes", ["Notes", "Comments"]),
    ],
)
def test_people_may_spell_a_header_their_way(own, spellings):
    assert {spelling: means(spelling) for spelling in spellings} == dict.fromkeys(spellings, own)


@pytest.mark.parametrize("text", ["Mood", "Cycle time", "#", "%activity", "PT min", "", "Processes", "C"])
def test_a_header_that_could_mean_something_else_is_not_matched(text):
    assert means(text) is None


def test_the_same_word_means_another_thing_in_another_table():
    assert means("Owner", HANDOFF_TABLE) == "owner"
    assert match_header("Owner", HANDOFF_TABLE).column.field == "decision_holder"
    assert means("P", LOOP_TABLE) == "p"
    assert means("Type (blocking/slowing/ok)", DEPENDENCY_TABLE) == "impact"


@pytest.mark.parametrize(
    ("text", "unit", "remark"),
    [
        ("PT (hrs)", "hrs", ""),
        ("LT [calendar days]", "calendar days", ""),
        ("Wait in working days", "working days", ""),
        ("PT (sec)", None, "sec"),
        ("%C/A (received)", None, "received"),
        ("Wait (before step) (d)", "d", "before step"),
    ],
)
def test_units_and_remarks_are_taken_from_brackets(text, unit, remark):
    header = match_header(text, STEP_TABLE)

    assert (header.column is not None, header.unit, header.remark) == (True, unit, remark)


def test_two_columns_for_one_meaning_are_refused_with_both_names():
    row = match_header_row(["Step", "PT", "Touch time"], STEP_TABLE, "steps.csv, row 1", [True] * 3)

    (problem,) = row.problems

    assert problem.sentence() == (
        'steps.csv, row 1: expected one column for process time, found "PT" (column B) and "Touch time" (column C). '
        "Delete or rename the one that should not be read."
    )


def test_a_lone_delay_column_is_refused_and_beside_a_wait_it_is_the_stop_inside_the_step():
    alone = match_header_row(["Step", "Delay (d)", "PT"], STEP_TABLE, "steps.csv, row 1", [True] * 3)
    beside = match_header_row(["Step", "Delay (d)", "Wait"], STEP_TABLE, "steps.csv, row 1", [True] * 3)

    assert '"Delay (d)", which can mean either' in alone.problems[0].sentence()
    assert (beside.problems, beside.find("delay").text) == ((), "Delay (d)")


def test_the_toolkits_own_header_row_is_known_only_when_spelled_exactly():
    capitals = [text.title() for text in OWN]

    assert match_header_row(OWN, STEP_TABLE, "steps.csv", [True] * 10).own
    assert not match_header_row(capitals, STEP_TABLE, "steps.csv", [True] * 10).own


def test_in_an_own_table_a_column_called_owner_stays_an_extra_field():
    row = match_header_row([*OWN, "Owner", "extra: pt"], STEP_TABLE, "steps.csv", [True] * 12)

    assert [(header.text, header.column) for header in row.headers[-2:]] == [("Owner", None), ("pt", None)]


def test_columns_without_a_name_are_named_by_letter_when_something_stands_in_them():
    row = match_header_row(["Step", "", ""], STEP_TABLE, "steps.csv", [True, True, False])

    assert [header.text for header in row.headers] == ["Step", "column B"]


def test_unknown_columns_of_one_name_are_told_apart():
    row = match_header_row(["Step", "Mood", "Mood"], STEP_TABLE, "steps.csv", [True] * 3)

    assert [header.text for header in row.headers] == ["Step", "Mood", "Mood (column C)"]


def test_the_header_row_may_stand_below_titles():
    rows = [
        ["Process map of Team X"],
        ["Owner", "Kim's team"],
        ["Step", "Owner", "PT", "Wait"],
        ["Review", "QA", "1", "2"],
    ]

    assert find_header_row(rows, STEP_TABLE) == 2
    assert find_header_row([["a", "b"], ["1", "2"]], STEP_TABLE) is None


@given(st.lists(st.text(max_size=20), max_size=8))
def test_any_header_row_is_matched_or_left_alone(texts):
    row = match_header_row(texts, STEP_TABLE, "steps.csv", [True] * len(texts))

    assert len(row.headers) == len(texts)

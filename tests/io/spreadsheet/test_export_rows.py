from __future__ import annotations

from datetime import date

from vsm_toolkit.io.spreadsheet.export_rows import export_notes, export_tables
from vsm_toolkit.model import Challenge, Engagement, Improvement, OutcomeStatement, Step, TimeEstimate, ValueStream


def tables(**stream):
    engagement = Engagement(
        challenge=Challenge(id="x", start=date(2026, 3, 2), outcome=OutcomeStatement(text="faster")),
        stream=ValueStream(name="X", **stream),
        improvements=(Improvement(id="I1", target="A"),),
    )
    return {table.name: table for table in export_tables(engagement)}


def test_columns_nobody_uses_are_left_out_beyond_the_usual_ones():
    headers = tables(steps=(Step(id="A", name="Plan"),))["steps"].headers

    assert headers == (
        "id",
        "name",
        "stage",
        "team",
        "wait",
        "wait_low",
        "wait_high",
        "pt",
        "pt_low",
        "pt_high",
        "delay",
        "ca",
        "people",
        "evidence",
    )


def test_a_column_somebody_uses_is_written_for_all():
    table = tables(
        steps=(Step(id="A", name="Plan"), Step(id="B", name="Build", cadence=40.0, automated=False, mood="calm"))
    )["steps"]

    assert table.headers[-3:] == ("cadence", "automated", "mood")
    assert [row[-3:] for row in table.rows] == [(None, None, None), (40.0, "no", "calm")]


def test_an_extra_field_spelled_like_a_column_is_marked():
    table = tables(steps=(Step(id="A", name="Plan", pt="raw", **{"extra: x": "y"}),))["steps"]

    assert table.headers[-2:] == ("extra: pt", "extra: extra: x")


def test_the_challenge_is_spread_over_fields():
    rows = dict(tables()["challenge"].rows)

    assert (rows["id"], rows["start"], rows["outcome.text"]) == ("x", "2026-03-02", "faster")
    assert rows["calendar.hours_per_day"] == 8


def test_what_followed_the_map_has_tables_too():
    table = tables()["improvements"]

    assert dict(zip(table.headers, table.rows[0], strict=True))["status"] == "idea"


def test_extra_fields_of_a_single_number_are_left_out_and_named():
    wait = TimeEstimate(value=3, clock="wall")
    engagement = Engagement(
        challenge=Challenge(id="x"), stream=ValueStream(name="X", steps=(Step(id="A", name="Plan", wait_time=wait),))
    )

    assert export_notes(engagement) == ("Step A, wait time: clock has no column and is left out.",)

from __future__ import annotations

from datetime import time

import openpyxl
import pytest

from vsm_toolkit.io.spreadsheet.conventions import PercentScale, SheetConventions
from vsm_toolkit.io.spreadsheet.findings import Findings, build
from vsm_toolkit.io.spreadsheet.records import read_records
from vsm_toolkit.io.spreadsheet.tables import read_tables
from vsm_toolkit.model import EvidenceGrade, Step, TimeBasis, WasteObservation

WORKING = SheetConventions(basis=TimeBasis.WORKING)


def read(tmp_path, text, conventions=WORKING, table="steps"):
    (tmp_path / "steps.csv").write_text(text if table == "steps" else "Step\nPlan\n", encoding="utf-8")
    others = {}
    if table != "steps":
        others[table] = tmp_path / f"{table}.csv"
        others[table].write_text(text, encoding="utf-8")
    findings = Findings()
    records = read_records(getattr(read_tables(tmp_path / "steps.csv", **others), table), conventions, findings)
    return records, findings


def test_a_range_and_a_guess_in_one_cell_are_kept_with_the_number(tmp_path):
    records, _ = read(tmp_path, "Step,Wait,PT\nPlan,2-5 days,about a week\n")

    assert records[0].values["wait_time"]["low"] == 16
    assert records[0].values["wait_time"]["high"] == 40
    assert records[0].values["process_time"] == {"value": 40, "grade": "guess"}


def test_what_the_reading_of_a_time_remarks_is_noted_with_its_place(tmp_path):
    _, findings = read(tmp_path, "Step,Wait\nPlan,1 month\n")

    assert findings.notes == ['steps.csv, row 2, column "Wait": A month is read as 20 working days; ask for weeks.']


def test_every_bad_cell_of_every_row_is_listed_with_row_and_column(tmp_path):
    _, findings = read(tmp_path, "Step,Wait,PT,%C/A\nPlan,soon,-1 d,0\nBuild,1 d,2 h,120\n")
    places = [problem.place.removeprefix("steps.csv, ") for problem in findings.problems]

    assert places == [
        'row 2, column "Wait"',
        'row 2, column "PT"',
        'row 2, column "%C/A"',
        'row 3, column "%C/A"',
    ]


def test_a_date_where_a_duration_belongs_is_a_problem(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Step", "Wait"])
    book.active.append(["Plan", None])
    book.active["B2"] = time(1, 30)
    book.save(tmp_path / "map.xlsx")
    findings = Findings()
    read_records(read_tables(tmp_path / "map.xlsx").steps, WORKING, findings)

    assert findings.problems[0].sentence() == (
        "map.xlsx, sheet Sheet, row 2, column \"Wait\": expected a length of time, found '01:30:00'. "
        "It is a date or a time of day; format the cell as text and write '3 d'."
    )


def test_an_unanswered_cell_stays_unknown_and_keeps_its_text(tmp_path):
    records, findings = read(tmp_path, "Step,Wait,PT\nPlan,3,2 wh\nBuild,4,1 wh\n", SheetConventions())

    assert "wait_time" not in records[0].values
    assert records[0].extras == {"Wait (as written)": "3"}
    assert findings.questions["--unit"].question == 'What unit are the plain numbers under "Wait" in?'


def test_a_column_of_shares_is_asked_about_and_read_as_answered(tmp_path):
    text = "Step,%C/A\nPlan,0.7\nBuild,1\n"
    unanswered, findings = read(tmp_path, text)
    as_shares, _ = read(tmp_path, text, SheetConventions(percent_scale=PercentScale.SHARE))
    as_percent, _ = read(tmp_path, text, SheetConventions(percent_scale=PercentScale.PERCENT))

    assert "percent_complete_accurate" not in unanswered[0].values
    assert list(findings.questions) == ["--percent-scale"]
    assert as_shares[0].values["percent_complete_accurate"] == {"value": 70}
    assert as_percent[0].values["percent_complete_accurate"] == {"value": 0.7}


def test_a_lone_share_among_percentages_is_a_problem(tmp_path):
    _, findings = read(tmp_path, "Step,%C/A\nPlan,70\nBuild,0.8\nTest,0.9 %\n")

    assert [problem.place for problem in findings.problems] == ['steps.csv, row 3, column "%C/A"']


def test_a_header_can_say_that_its_figures_are_shares(tmp_path):
    records, findings = read(tmp_path, "Step,C&A (share)\nPlan,0.7\n")

    assert records[0].values["percent_complete_accurate"] == {"value": 70}
    assert findings.questions == {}


def test_missing_ids_are_made_up_around_those_that_are_there(tmp_path):
    records, _ = read(tmp_path, "ID,Step\n,Plan\nS01,Build\n,Test\n")

    assert [record.values["id"] for record in records] == ["S02", "S01", "S03"]


def test_two_rows_with_one_id_are_a_problem_that_names_both(tmp_path):
    _, findings = read(tmp_path, "ID,Step\nA,Plan\nA,Build\n")

    assert findings.problems[0].sentence() == (
        "steps.csv, row 3: expected an id of its own, found 'A', which steps.csv, row 2 has too. Give each row its own."
    )


def test_a_word_outside_a_lenient_vocabulary_is_kept_as_written(tmp_path):
    records, findings = read(tmp_path, "Step,Phase,Evidence\nPlan,Sprint 0,Measured\n")

    assert records[0].extras == {"Phase (as written)": "Sprint 0"}
    assert records[0].values["evidence"] is EvidenceGrade.MEASURED
    assert "expected one of ideation, discovery" in findings.notes[0]


def test_a_word_outside_a_strict_vocabulary_is_a_problem_once(tmp_path):
    records, findings = read(tmp_path, "Where,Category\nS01,laziness\n", table="waste")
    build_findings = Findings()
    assert build(WasteObservation, records[0], build_findings) is None
    assert "one of partially_done_work" in findings.problems[0].expected
    assert build_findings.problems == []


def test_a_row_without_a_name_is_a_problem(tmp_path):
    records, _ = read(tmp_path, "Step,Owner\n?,QA\n")
    findings = Findings()

    assert build(Step, records[0], findings) is None
    assert findings.problems[0].sentence() == (
        "steps.csv, row 2: expected a name, found nothing. Fill it in, or delete the row."
    )


def test_a_range_without_its_number_is_a_problem(tmp_path):
    _, findings = read(tmp_path, "Step,wait,wait_low\nPlan,,3 wh\n")

    assert findings.problems[0].expected == "a wait time beside its low"


@pytest.mark.parametrize("word", ["?", "-", "N/A"])
def test_a_team_nobody_knows_is_missing(tmp_path, word):
    records, _ = read(tmp_path, f"Step,Owner\nPlan,{word}\n")

    assert "team" not in records[0].values


def test_a_value_the_model_refuses_is_a_problem_not_a_crash(tmp_path):
    records, _ = read(tmp_path, "id,name,wait,wait_sample_size,pt,delay,ca,evidence\nA,Plan,3,2.5,,,,\n")
    findings = Findings()

    assert build(Step, records[0], findings) is None
    assert "wait_time sample_size" in findings.problems[0].place

from __future__ import annotations

from vsm_toolkit.io.spreadsheet.conventions import quality_question, unit_question
from vsm_toolkit.io.spreadsheet.findings import Findings, Record, build
from vsm_toolkit.io.spreadsheet.values import UnreadableCellError
from vsm_toolkit.model import Edge, EdgeKind, Step


def test_a_question_is_kept_once_with_the_first_place_it_came_up():
    findings = Findings()
    for question in (quality_question("%C/A"), quality_question("Quality"), unit_question(["PT"])):
        findings.ask(question)

    assert list(findings.questions) == ["--percent-complete-accurate", "--unit"]
    assert '"%C/A"' in findings.questions["--percent-complete-accurate"].question


def test_a_long_cell_is_shortened_in_its_problem():
    findings = Findings()
    findings.refuse("steps.csv, row 2", UnreadableCellError("a time", "Write one."), "x" * 5000)

    assert len(findings.problems[0].sentence()) < 150


def test_a_row_becomes_an_entity_with_its_extra_fields():
    step = build(Step, Record("row 2", {"id": "A", "name": "Plan"}, extras={"Mood": "calm"}), Findings())

    assert (step.name, step.model_extra) == ("Plan", {"Mood": "calm"})


def test_a_known_field_is_never_overwritten_by_an_extra_one():
    step = build(Step, Record("row 2", {"id": "A", "name": "Plan"}, extras={"name": "other"}), Findings())

    assert step.name == "Plan"


def test_fields_nobody_filled_in_take_their_defaults():
    edge = build(Edge, Record("row 2", {"from_step": "A", "to_step": "B"}), Findings())

    assert (edge.kind, edge.share) == (EdgeKind.FLOW, None)


def test_a_missing_needed_field_is_a_problem_unless_its_cell_already_is_one():
    silent, loud = Findings(), Findings()

    assert build(Edge, Record("row 2", {"from_step": "A"}, failed={"to_step"}), silent) is None
    assert build(Edge, Record("row 2", {"from_step": "A"}), loud) is None
    assert (len(silent.problems), [problem.expected for problem in loud.problems]) == (0, ["a to step"])


def test_a_kept_cell_waits_for_its_answer():
    record = Record("row 2", {"wait_time": {"value": 3}}, raw={"wait_time": ("Wait", "3")})
    record.keep_as_written("wait_time")

    assert (record.values, record.extras) == ({}, {"Wait (as written)": "3"})
    assert record.waits_for_answer("wait_time")
    assert not record.waits_for_answer("process_time")

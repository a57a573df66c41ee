from __future__ import annotations

from vsm_toolkit.io.spreadsheet.findings import Findings, Record
from vsm_toolkit.io.spreadsheet.flow import RECEIVED_EXTRA, line_of_edges, resolve_steps, shift_received_quality
from vsm_toolkit.model import Edge


def steps(**received):
    records = []
    for number, (step, figure) in enumerate(received.items(), 2):
        values = {"id": step, "name": f"Do {step}"}
        if figure is not None:
            values["percent_complete_accurate"] = {"value": float(figure)}
        records.append(Record(f"steps.csv, row {number}", values))
    return records


def produced(records):
    return {record.values["id"]: record.values.get("percent_complete_accurate", {}).get("value") for record in records}


def edges(*pairs):
    return [Edge(from_step=pair[0], to_step=pair[1]) for pair in pairs]


def test_received_figures_move_one_step_back_and_the_last_step_needs_the_customer():
    records, findings = steps(A=None, B=70, C=90), Findings()
    shift_received_quality(records, edges("AB", "BC"), findings)

    assert produced(records) == {"A": 70, "B": 90, "C": None}
    assert findings.notes == ["%C&A was judged on arrival, so nobody has judged the last step (C): ask the customer."]


def test_what_the_first_step_received_comes_from_outside_and_is_kept_aside():
    records, findings = steps(A=50, B=70), Findings()
    shift_received_quality(records, edges("AB"), findings)

    assert produced(records) == {"A": 70, "B": None}
    assert records[0].extras == {RECEIVED_EXTRA: "50"}
    assert "it comes from outside the map" in findings.notes[0]


def test_at_joins_and_splits_no_step_is_given_a_figure_that_several_share():
    records, findings = steps(A=None, B=80, C=60, D=90), Findings()
    shift_received_quality(records, edges("AB", "AC", "BD", "CD"), findings)

    assert produced(records) == {"A": None, "B": None, "C": None, "D": None}
    assert [record.extras.get(RECEIVED_EXTRA) for record in records] == [None, "80", "60", "90"]
    assert sum("more than one step shares in it" in note for note in findings.notes) == 3


def test_information_edges_carry_no_quality():
    records = steps(A=None, B=70)
    shift_received_quality(records, [Edge(from_step="A", to_step="B", kind="information")], Findings())

    assert produced(records) == {"A": None, "B": None}


def test_nothing_is_said_about_customers_when_no_figure_was_given():
    findings = Findings()
    shift_received_quality(steps(A=None, B=None), edges("AB"), findings)

    assert findings.notes == []


def test_names_are_replaced_by_ids():
    row = Record("edges.csv, row 2", {"from_step": "do  a", "to_step": "B"})
    resolve_steps([row], steps(A=1, B=1), Findings())

    assert row.values == {"from_step": "A", "to_step": "B"}


def test_an_unknown_end_is_a_problem_but_an_unknown_place_of_waste_is_not():
    findings = Findings()
    resolve_steps(
        [Record("edges.csv, row 2", {"from_step": "A", "to_step": "Z"}), Record("waste.csv, row 2", {"place": "Z"})],
        steps(A=1),
        findings,
    )

    assert [problem.sentence() for problem in findings.problems] == [
        "edges.csv, row 2: expected the id or the name of one step, found 'Z'. Write the id from the steps table."
    ]


def test_a_name_two_steps_share_is_a_problem():
    twins = [*steps(A=1), Record("steps.csv, row 3", {"id": "B", "name": "Do A"})]
    findings = Findings()
    resolve_steps([Record("edges.csv, row 2", {"from_step": "Do A", "to_step": "B"})], twins, findings)

    assert "the name of 2 steps" in findings.problems[0].got


def test_a_single_step_has_no_line():
    assert line_of_edges(["A"]) == ()

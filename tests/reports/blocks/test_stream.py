from __future__ import annotations

import pytest

from tests.report_runs import CLAIMS, PLATFORM, RULES, a_step, report_on, sample_block, words_of
from vsm_toolkit.model import Edge, TimeEstimate, ValueStream
from vsm_toolkit.reports.blocks.stream import write_block


def test_the_sentences_of_a_feature_stream():
    sentences = " ".join(sample_block(CLAIMS, "B").lead)

    assert (
        "longest waits are “Integration service change” 2.4 wk, “Funding approval” 2 wk and “Idea intake" in sentences
    )
    assert (
        "About 1 in 16 items goes through with nobody having to ask or fix (6.3 %, over 13 of 13 steps, steps assumed"
        " independent)."
    ) in sentences
    assert "Work crosses from team to team 12 times, 8 of them on the critical path." in sentences


def test_the_figures_of_a_platform_stream():
    figures = {row[0]: row[1:] for row in sample_block(PLATFORM, "B").tables[0].rows}

    assert figures["Lead time"] == ("4 wk", "161.3", "over 10 of 10 steps")
    assert figures["Process time on the critical path"][:2] == ("9.3 h", "9.3")
    assert figures["Activity ratio"][0] == "5.7 %"
    assert figures["Active coverage"][0] == "8.8 %"
    assert figures["Rolled %C&A"][0] == "10.4 %"
    assert figures["First-pass share (nothing sent back)"] == ("29.3 %", "", "over 3 of 3 loops")
    assert figures["Labour per item"][1] == "16.25 ph"


def test_every_step_is_listed_with_its_slack():
    steps = {row[0]: row for row in sample_block(CLAIMS, "B").tables[1].rows}

    assert len(steps) == 13
    assert steps["A06"] == (
        *("A06", "Build and unit test", "Claims Portal", "build", "16 (11–24)", "40 (28–60)"),
        *("8", "80", "2", "34", "measured"),
    )
    assert steps["A08"][9] == "critical"


@pytest.mark.parametrize("name", [CLAIMS, RULES, PLATFORM])
def test_every_picture_has_words_of_its_own(name):
    words = [picture.text_alternative for picture in sample_block(name, "B").pictures]

    assert len(set(words)) == len(words) >= 5
    assert all(words)


def test_gaps_show_as_question_marks_and_bounds():
    steps = [a_step("a", wait=8, work=2), a_step("b", team=None)]
    block = write_block(report_on(ValueStream(name="Gaps", steps=steps, edges=[Edge(from_step="a", to_step="b")])))
    figures = {row[0]: row[1:] for row in block.tables[0].rows}

    assert "The longest known wait is “Step a” 8 h." in block.lead
    assert figures["Lead time"] == ("≥ 10 h", "≥ 10", "over 1 of 2 steps")
    assert figures["Activity ratio"][0] == "?"
    assert figures["Labour per item"][1] == "≥ 2.00 ph"
    assert block.tables[1].rows[1] == (
        "b",
        "Step b",
        "?",
        "?",
        "?",
        "?",
        "0",
        "?",
        "1 (assumed)",
        "critical",
        "not graded",
    )


def test_a_map_of_one_step_has_no_crossing():
    block = write_block(report_on(ValueStream(name="One", steps=[a_step("a", wait=8, work=2)])))

    assert block.lead[-1] == "No work crosses from team to team."


def test_two_branches_of_one_length_are_not_added_up():
    steps = [a_step("a", wait=8, work=2), a_step("b", wait=8, work=2)]
    words = words_of(write_block(report_on(ValueStream(name="Even", steps=steps))))

    assert "Lead time | 10 h | 10 |" in words
    assert "lead time of 10 h" in words
    assert "lead time of 2.5 d" not in words


def test_a_range_is_shown_where_there_is_one():
    ranged = a_step("a", work=2).with_changes(wait_time=TimeEstimate(value=8, low=4, high=16.5))
    block = write_block(report_on(ValueStream(name="One", steps=[ranged])))

    assert block.tables[1].rows[0][4:6] == ("8 (4–16.5)", "2")

from __future__ import annotations

import pytest

from tests.report_runs import CLAIMS, PLATFORM, RULES, a_step, report_on, sample_block, words_of
from vsm_toolkit.model import Change, Edge, HandoffRecord, ReworkLoop, ValueStream
from vsm_toolkit.reports.blocks.methods import write_block


def two_teams(**record):
    steps = [a_step("a", wait=8, work=2, accurate=80), a_step("b", team="Other", wait=40, work=2, accurate=90)]
    records = [HandoffRecord(to_step="b", **record)] if record else []
    return ValueStream(name="Two", steps=steps, edges=[Edge(from_step="a", to_step="b")], handoffs=records)


def table(block, caption):
    return next(each for each in block.tables if caption in each.caption)


def test_the_conventions_are_said():
    assert sample_block(CLAIMS, "J").lead[0].startswith("All times are working hours (wh): a day has 8, a week 5 days.")


@pytest.mark.parametrize(
    ("name", "shares", "overall"),
    [
        (CLAIMS, (("measured", "12 %"), ("sampled", "41.1 %"), ("estimated", "46.9 %")), "estimated"),
        (RULES, (("measured", "16.2 %"), ("sampled", "49.2 %"), ("estimated", "34.6 %")), "estimated"),
        (PLATFORM, (("measured", "62.8 %"), ("sampled", "37.2 %")), "sampled"),
    ],
)
def test_grades_are_shown_by_share_of_lead_time(name, shares, overall):
    grades = table(sample_block(name, "J"), "is known")

    assert grades.rows == shares
    assert grades.note.startswith(f"Overall: {overall},")


def test_rework_is_shown_over_the_band_of_redo_shares():
    rework = table(sample_block(CLAIMS, "J"), "rework")

    assert [row[:2] for row in rework.rows] == [("25 %", "11.06"), ("50 %", "22.13"), ("100 %", "44.26")]


def test_loops_of_a_line_are_modelled():
    stream = two_teams().with_changes(loops=[ReworkLoop(from_step="b", to_step="a", probability=0.5)])
    rework = table(write_block(report_on(stream)), "rework")

    assert rework.rows[2][3] == "104"
    assert rework.note.startswith("Loops by the absorbing chain")


def test_rework_of_unknown_handoffs_is_not_nothing():
    stream = ValueStream(
        name="N", steps=[a_step("a", team=None), a_step("b")], edges=[Edge(from_step="a", to_step="b")]
    )
    rework = table(write_block(report_on(stream)), "rework")

    assert {row[1] for row in rework.rows} == {"?"}


def test_an_assumed_residual_is_a_caveat():
    assert write_block(report_on(two_teams(decision_holder="CISO"))).closing[0] == (
        "For 1 handoff the share of wait that would remain is assumed (10 % to 50 %); it is an opinion either way."
    )


def test_an_asked_residual_is_an_opinion():
    closing = write_block(report_on(two_teams(residual_low=0.1, residual_high=0.2))).closing

    assert closing[0].startswith("The share of wait that would remain was asked for every handoff;")


def test_nothing_is_said_of_residuals_where_nothing_crosses():
    closing = write_block(report_on(ValueStream(name="One", steps=[a_step("a")]))).closing

    assert not any("would remain" in sentence for sentence in closing)


def test_the_coach_and_the_share_level_are_named_in_every_report():
    words = words_of(sample_block(PLATFORM, "J"))

    assert "A coach was present during the challenge" in words
    assert "share level: program" in words
    assert "A decision holder's role and statement | once they have read" in words


def test_corrections_are_listed():
    correction = Change(kind="correction", status="done", key="a", field="wait_time", value=16, note="asked again")
    corrections = table(write_block(report_on(two_teams(), correction)), "Corrections")

    assert corrections.rows == (("", "a", "wait time", "correction", "asked again"),)


def test_what_the_map_leaves_open_is_listed():
    stream = ValueStream(name="N", steps=[a_step("a"), a_step("b")], edges=[Edge(from_step="a", to_step="b")])
    places = [row[0] for row in table(write_block(report_on(stream)), "leaves open").rows]

    assert {"step a, wait", "step b, process time", "step a, %C&A"} <= set(places)


def test_no_percent_sign_sticks_to_its_number():
    assert not any(f"{digit}%" in words_of(sample_block(CLAIMS, "J")) for digit in range(10))


def test_percentiles_stand_with_what_they_rest_on_and_their_other_bound():
    closing = " ".join(sample_block(CLAIMS, "J").closing)

    assert "read as P10 to P90" in closing
    assert "all long or all short together" in closing

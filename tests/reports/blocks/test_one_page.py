from __future__ import annotations

from datetime import date

import pytest

from tests.report_runs import CLAIMS, PLATFORM, RULES, a_step, report_on, sample_block, words_of
from vsm_toolkit.model import Ask, Challenge, Change, Edge, Engagement, HandoffRecord, OutcomeStatement, ValueStream
from vsm_toolkit.reports.blocks.one_page import lead_time_sentence, lever_of, write_block
from vsm_toolkit.reports.team_report import build_team_report


def two_teams(*, wait=40.0, **record):
    """Give two steps of two teams; the second one's wait may be unknown."""
    late = {"work": 2} if wait is None else {"wait": wait, "work": 2}
    return ValueStream(
        name="Two",
        steps=[a_step("a", wait=8, work=2), a_step("b", team="Other", **late)],
        edges=[Edge(from_step="a", to_step="b")],
        handoffs=[HandoffRecord(to_step="b", **record)] if record else [],
    )


def sooner(**more):
    return Change(**{"kind": "improvement", "status": "done", "key": "a", "field": "wait_time", "value": 4, **more})


def test_the_standard_sentence_of_a_feature_stream():
    assert sample_block(CLAIMS, "A").lead == (
        "Outcome agreed: Lead time of a standard feature below 12 weeks by +6 months. Result: not measured yet.",
        (
            "Lead time from “a business owner submits an idea form” to “feature in use and first week of support"
            " closed” was 14.2 weeks (569 wh, estimated) and is 12.9 weeks for changes already working (517 wh,"
            " re-estimated: no item started after the changes has been measured end to end). If what is in progress"
            " holds it would be 12.5 weeks (projected)."
        ),
    )


def test_the_closing_sentences_of_a_feature_stream():
    share, lever, realignment, not_measured = sample_block(CLAIMS, "A").closing

    assert share == (
        "62 % of the waiting in handoffs on the critical path belongs to handoffs this team cannot change."
    )
    assert lever == (
        "Removing the wait at “Integration service change” entirely would shorten lead time by about 4.3 days, not by"
        " its whole wait of 2.4 weeks, because “Build and unit test” and “Code review and merge” take almost as long"
        " (projected)."
    )
    assert realignment == (
        "Realignment: with “Architecture review” closer to the team (move the step) lead time would be 4.5 d to 6.8 d"
        " shorter (projected, block G)."
    )
    assert not_measured.startswith(
        "Not measured yet: 9 changed values re-estimated by the people who gave the first; 3"
    )


def test_the_tiles_carry_their_grades():
    lead_time, handoffs, asks = sample_block(CLAIMS, "A").tiles

    assert (lead_time.value, lead_time.badge) == ("14.2 wk → 12.9 wk", "estimated → re-estimated")
    assert lead_time.note == "6.5 d shorter, done changes only"
    assert handoffs.note == "empowered 8 d, influence 9 d and not empowered 5.5 wk"
    assert asks.value == "2 open, 1 accepted"


def test_the_oldest_open_ask_says_its_age_on_the_day_of_the_report():
    whole = Engagement(
        challenge=Challenge(id="x"),
        stream=ValueStream(name="X", steps=[a_step("a", wait=8, work=2)]),
        asks=(Ask(id="K1", raised_on=date(2026, 9, 28)), Ask(id="K2", raised_on=date(2026, 8, 1), status="declined")),
    )
    tile = build_team_report(whole, made_on=date(2026, 10, 9)).block("A").tiles[2]

    assert (tile.value, tile.note) == ("1 open, 0 accepted", "the oldest open for 11 days")


def test_decision_holders_come_with_most_recoverable_time_first():
    (owners,) = sample_block(CLAIMS, "A").tables

    assert owners.rows == (
        ("Chief Architect", "Architecture review", "60", "36–54", "9.00"),
        ("Head of Service Management", "Change approval", "40", "28–40", "11.79"),
        ("Head of Integration", "Integration service change", "96", "34", "7.46"),
        ("Head of Infrastructure", "Production deployment", "24", "17–24", "2.86"),
    )


@pytest.mark.parametrize(("name", "share"), [(RULES, "83 %"), (PLATFORM, "65 %")])
def test_the_share_outside_the_teams_reach(name, share):
    assert sample_block(name, "A").closing[0].startswith(f"{share} of the waiting")


def test_no_headline_has_an_activity_ratio():
    assert "activity ratio" not in words_of(sample_block(CLAIMS, "A"))


def test_an_unknown_wait_makes_the_lead_time_a_bound():
    report = report_on(two_teams(wait=None))
    block = write_block(report)

    assert lead_time_sentence(report) == (
        "Lead time from “the first step” to “the last step” is at least 12 hours (over 1 of 2 steps)."
    )
    assert block.tiles[0].value == "≥ 12 h"
    assert block.tiles[1].value == "?"
    assert block.notice.startswith("1 of 4 times on the critical path is not known yet (b)")


def test_an_unknown_wait_silences_shares_and_levers():
    block = write_block(report_on(two_teams(wait=None, empowerment="not_empowered")))

    assert block.closing == ()


def test_nothing_known_gives_no_number():
    stream = ValueStream(
        name="N", steps=[a_step("a", team=None), a_step("b", team=None)], edges=[Edge(from_step="a", to_step="b")]
    )
    block = write_block(report_on(stream))

    assert block.lead[1] == "Lead time from “the first step” to “the last step” is not known yet (over 0 of 2 steps)."
    assert [tile.value for tile in block.tiles] == ["?", "?", "none recorded"]
    assert block.tiles[1].note == "The teams on both ends are known over 0 of 1 edge."


def test_one_team_alone_has_no_waiting_in_handoffs():
    tile = write_block(report_on(ValueStream(name="One", steps=[a_step("a", wait=8, work=2)]))).tiles[1]

    assert (tile.value, tile.note) == ("none", "No work crosses teams on this map.")


def test_an_outcome_comes_with_its_result():
    outcome = OutcomeStatement(text="Below 12 weeks.", result="11 weeks, 3 items")
    lead = write_block(report_on(two_teams(), outcome=outcome)).lead

    assert lead[0] == "Outcome agreed: Below 12 weeks. Result: 11 weeks, 3 items."


def test_a_report_without_an_outcome_says_so():
    assert write_block(report_on(two_teams())).lead[0].startswith("No outcome is recorded")


def test_a_change_that_lengthens_is_not_called_shorter():
    tile = write_block(report_on(two_teams(), sooner(value=16))).tiles[0]

    assert tile.note == "not shorter, done changes only"


def test_a_correction_is_no_improvement():
    block = write_block(report_on(two_teams(), sooner(kind="correction")))

    assert block.tiles[0].note == "No improvement is done yet."
    assert "46 wh" not in block.lead[1].partition(" was ")[0]


def test_a_measured_change_is_called_measured():
    assert "(48 wh, measured)" in lead_time_sentence(report_on(two_teams(), sooner(grade="measured")))


def test_what_is_only_planned_stays_out_of_the_headline():
    block = write_block(report_on(two_teams(), sooner(status="projected")))

    assert block.tiles[0].value == "6.5 d"
    assert "projected" not in block.lead[1]


def test_a_serial_wait_is_saved_whole():
    block = write_block(report_on(two_teams(empowerment="not_empowered")))

    assert block.closing[1] == (
        "Removing the wait at “Step b” entirely would shorten lead time by about 5 days (projected)."
    )
    assert lever_of(report_on(two_teams(empowerment="empowered"))) is None


def test_asks_are_counted_by_what_became_of_them():
    asks = [Ask(id=status, status=status) for status in ("raised", "heard", "accepted", "done", "declined")]
    report = build_team_report(Engagement(challenge=Challenge(id="x"), stream=two_teams(), asks=asks))

    assert write_block(report).tiles[2].value == "2 open, 2 accepted"


def test_only_five_decision_holders_fit_on_the_page():
    steps = [a_step(str(n), team=str(n), wait=8, work=1) for n in range(9)]
    stream = ValueStream(
        name="Many",
        steps=steps,
        edges=[Edge(from_step=str(n), to_step=str(n + 1)) for n in range(8)],
        handoffs=[
            HandoffRecord(to_step=str(n), empowerment="not_empowered", decision_holder=f"Role {n}") for n in range(1, 9)
        ],
    )
    (owners,) = write_block(report_on(stream)).tables

    assert len(owners.rows) == 5
    assert owners.note.endswith("3 more decision holders in block D.")

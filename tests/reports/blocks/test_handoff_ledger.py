from __future__ import annotations

from tests.report_runs import CLAIMS, PLATFORM, RULES, a_step, report_on, sample_block, words_of
from vsm_toolkit.model import Edge, HandoffRecord, ValueStream
from vsm_toolkit.reports.blocks.handoff_ledger import write_block
from vsm_toolkit.samples import lantern

KNOWN = {"sender_minutes": 30, "receiver_minutes": 30, "clarifications": 0}


def line_of(*waits, **record):
    """Give a line of steps, each of another team, with a record for every handoff."""
    steps = [
        a_step(str(n), team=str(n), work=2, accurate=80, **({} if wait is None else {"wait": wait}))
        for n, wait in enumerate(waits)
    ]
    edges = [Edge(from_step=str(n), to_step=str(n + 1)) for n in range(len(waits) - 1)]
    records = [HandoffRecord(to_step=str(n), **record) for n in range(1, len(waits))] if record else []
    return ValueStream(name="Line", steps=steps, edges=edges, handoffs=records)


def test_the_sentences_of_a_feature_stream():
    mine, theirs, *_ = sample_block(CLAIMS, "D").lead

    assert mine == ("2 handoffs are the team's own to change: 8 d of critical wait and 13.01 ph of labour per item.")
    assert theirs == (
        "4 handoffs are not the team's to change: 5.5 wk of critical wait and 31.11 ph of labour per item. Together"
        " they could give back 115–152 wh of lead time (projected, recomputed on the map)."
    )


def test_the_table_of_decision_holders_of_a_feature_stream():
    table = sample_block(CLAIMS, "D").tables[1]

    assert table.rows == (
        ("Chief Architect", "Architecture review", "60", "36–54", "9.00", "234", "22,230 EUR", "6,000–22,500 EUR"),
        (
            *("Head of Service Management", "Change approval", "40", "28–40", "11.79", "307"),
            *("29,118 EUR", "4,000–15,000 EUR"),
        ),
        (
            *("Head of Integration", "Integration service change", "96", "34", "7.46", "194"),
            *("18,437 EUR", "9,600–36,000 EUR"),
        ),
        (
            "Head of Infrastructure",
            "Production deployment",
            "24",
            "17–24",
            "2.86",
            "74",
            "7,067 EUR",
            "2,400–9,000 EUR",
        ),
    )
    assert table.total == ("all together", "4", "220", "115–152", "31.11", "809", "76,851 EUR", "22,000–82,500 EUR")


def test_the_ranking_note_says_who_comes_first_by_what():
    notes = [table.note for table in sample_block(CLAIMS, "D").tables]
    rules = sample_block(RULES, "D").tables[1].note

    assert notes[1] == (
        "The ranking changes with the question: first comes Chief Architect by recoverable time, Head of Integration by"
        " critical wait and Head of Service Management by labour."
    )
    assert rules == "First comes Chief Risk Officer by recoverable time, critical wait and labour."


def test_a_total_is_never_the_sum_of_recoverable_times():
    classes = sample_block(PLATFORM, "D").tables[0]

    assert [row[5] for row in classes.rows] == ["12–16", "26–32", "39–51"]
    assert classes.total[5] == "95–131"


def test_money_is_shown_only_where_the_program_gave_it():
    assert sample_block(CLAIMS, "D").tables[0].columns[-1] == "Delay exposure per item"
    assert sample_block(PLATFORM, "D").tables[0].columns[-1] == "Labour cost per year"
    assert "EUR" not in words_of(sample_block(RULES, "D"))


def test_every_handoff_names_the_risk_it_controls():
    rows = {row[0]: row for row in sample_block(CLAIMS, "D").tables[-1].rows}

    assert rows["Change approval"][6:] == ("an unannounced change in production", "40", "yes")
    assert rows["System and regression test"][1] == "Code review and merge and Integration service change"


def test_every_owner_speaks_for_the_risk_their_step_guards():
    (table,) = (each for each in sample_block(CLAIMS, "D").tables if "what they say" in each.caption)
    rows = {row[0]: row for row in reversed(table.rows)}

    assert rows["Head of Service Management"] == (
        *("Head of Service Management", "1", "2", "policy", "an unannounced change in production"),
        (
            "The reason for the board belongs on the page, and now it is there. The board exists because of two outages"
            " in one month. I need to see the automated checks first."
        ),
    )
    assert rows["role 1 (has not read this yet)"][-1] == "nothing said yet"


def test_one_team_alone_has_nothing_to_list():
    block = write_block(report_on(ValueStream(name="One", steps=[a_step("a", wait=8, work=2)])))

    assert block.lead == ("No work crosses from one team to another on this map.",)
    assert block.tables == ()


def test_unknown_teams_are_not_taken_for_no_handoffs():
    stream = ValueStream(
        name="N", steps=[a_step("a", team=None), a_step("b")], edges=[Edge(from_step="a", to_step="b")]
    )

    assert write_block(report_on(stream)).lead == (
        "No handoff is known yet: the teams on both ends are known over 0 of 1 edge.",
    )


def test_an_unknown_wait_is_a_bound_in_the_tables_and_no_bar():
    block = write_block(report_on(line_of(8, 40, None, empowerment="not_empowered", **KNOWN)))

    assert block.lead[0] == "Waits are known over 1 of 2 handoffs, so there is no picture of them yet."
    assert block.tables[0].rows[0] == ("not empowered", "2", "2", "≥ 40", "≥ 40", "so far 20–36", "2.50")
    assert block.pictures == ()


def test_a_handoff_nobody_described_is_full_of_questions():
    block = write_block(report_on(line_of(8, None)))

    assert block.tables[0].rows[0] == ("not classified", "1", "1", "?", "?", "?", "≥ 0.25")
    assert block.tables[-1].rows[0][2:8] == ("not classified yet", "unknown", "?", "?", "not asked yet", "?")
    assert block.tables[-1].note.startswith("For 1 handoff nobody was asked how much wait would remain")


def test_one_handoff_is_spoken_of_as_one():
    block = write_block(report_on(line_of(8, 40, empowerment="not_empowered", **KNOWN)))

    assert block.lead[0].startswith("1 handoff is not the team's to change: 5 d of critical wait")
    assert "It could give back 20–36 wh" in block.lead[0]
    assert block.lead[1].startswith("For at least one of them nobody could name who decides")


def test_decision_rights_are_held_against_what_was_met():
    stream = line_of(8, 40, empowerment="not_empowered", decision_holder="CISO", **KNOWN)
    block = write_block(report_on(stream, decision_rights=("may change its own pipeline",)))

    assert block.lead[-1] == (
        "Before mapping the team was given 1 decision right; it met 1 handoff it could not change."
    )


def test_a_single_row_has_no_ranking():
    block = write_block(report_on(line_of(8, 40, empowerment="not_empowered", decision_holder="CISO", **KNOWN)))

    assert block.tables[1].note == ""


def test_what_was_promised_stands_beside_what_the_team_met():
    record = HandoffRecord(
        to_step="L5", empowerment="not_empowered", decision_holder="Head of Quality", promise="the team may test itself"
    )
    block = write_block(report_on(lantern().with_changes(handoffs=(record,))))
    table = next(table for table in block.tables if "promised" in table.caption)

    assert table.rows == (("Test", "the team may test itself", "not empowered", "Head of Quality"),)


def test_without_a_promise_there_is_no_table_of_promises():
    block = write_block(report_on(lantern()))

    assert not any("promised" in table.caption for table in block.tables)

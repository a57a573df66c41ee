from __future__ import annotations

import pytest

from tests.report_runs import CLAIMS, PLATFORM, RULES, a_step, report_on, sample_block, words_of
from vsm_toolkit.model import Change, Dependency, Team, ValueStream
from vsm_toolkit.reports.blocks.dependencies import write_block


def row(row_id="D1", dependent="Web", provider="QA", **fields):
    return Dependency(id=row_id, dependent=dependent, provider=provider, **fields)


def block_of(*rows, changes=(), home="Web"):
    stream = ValueStream(
        name="Shop",
        teams=[Team(name="Web", is_home=home == "Web"), Team(name="QA", is_home=home == "QA")],
        steps=[a_step("a", team="QA", wait=40, work=8)],
        dependencies=rows,
    )
    return write_block(report_on(stream, *changes))


def made_soft(key="D1", status="done"):
    return Change(kind="improvement", status=status, table="dependencies", key=key, field="strength", value="soft")


def test_a_map_without_dependencies_says_so_in_a_sentence():
    block = block_of()

    assert block.lead == ("No dependency between teams was noted on this map.",)
    assert (block.pictures, block.tables) == ((), ())


def test_the_sentences_of_a_release_stream():
    waits, most, incoming, soft, guard = sample_block(RULES, "E").lead

    assert waits == (
        "Screening Product waits for 8 teams: 8 dependencies, 7 of them hard and 4 blocking, that explain 19.7 wk of"
        " waiting per item."
    )
    assert most == "Test Environments is waited for most: 5.2 wk per item by 2 teams, blocking index 1."
    assert incoming == "Independent Validation waits for Screening Product: 3.6 d per item that the team causes itself."
    assert soft == "No hard dependency has become soft since the baseline."
    assert guard.startswith("At Test data and environment, System integration test and Independent validation the")
    assert guard.endswith("None of it is added to lead time.")


def test_nobody_noted_as_waiting_for_us_is_a_question_not_a_fact():
    assert "Nobody was noted who waits for Claims Portal; ask the other teams before believing it." in (
        sample_block(CLAIMS, "E").lead
    )


def test_the_provider_table_of_a_request_stream():
    table = sample_block(PLATFORM, "E").tables[0]

    assert table.rows[0] == ("Cloud Security", "62", "0.86", "2", "2", "1", "none noted")
    assert table.rows[-1] == ("Platform", "12", "1", "1", "1", "1", "189.2")
    assert "a convention" in table.note


@pytest.mark.parametrize(("sample", "pictures"), [(CLAIMS, 3), (RULES, 3), (PLATFORM, 2)])
def test_the_matrix_comes_with_more_than_eight_teams(sample, pictures):
    assert len(sample_block(sample, "E").pictures) == pictures


def test_what_became_soft_is_said_and_what_is_only_in_progress_is_projected():
    rows = [
        row(strength="hard"),
        row("D2", provider="Ops", strength="hard"),
        row("D3", provider="Desk", strength="soft"),
    ]
    block = block_of(*rows, changes=(made_soft(), made_soft("D2", "in_progress")))

    assert "Soft since the baseline is Web on QA: delivery no longer waits for it." in block.lead
    assert "If what is in progress holds, so will be Web on Ops (projected)." in block.lead
    changed = next(table for table in block.tables if table.caption == "What changed since the baseline")
    assert changed.rows == (("D1", "Web", "QA", "softened", "hard", "soft"),)


def test_two_that_became_soft_are_spoken_of_as_two():
    rows = [row(strength="hard"), row("D2", provider="Ops", strength="hard")]
    block = block_of(*rows, changes=(made_soft(), made_soft("D2")))

    assert "Soft since the baseline are Web on QA and Web on Ops: delivery no longer waits for them." in block.lead


def test_what_became_hard_is_not_kept_quiet():
    harder = Change(kind="improvement", status="done", table="dependencies", key="D1", field="strength", value="hard")

    assert (
        "Hard instead of soft since the baseline: Web on QA." in block_of(row(strength="soft"), changes=(harder,)).lead
    )


def test_a_changed_wait_is_shown_in_hours_per_item():
    faster = Change(
        kind="improvement", status="done", table="dependencies", key="D1", field="wait_per_occurrence", value=4
    )
    block = block_of(row(frequency_per_item=2, wait_per_occurrence=8), changes=(faster,))
    changed = next(table for table in block.tables if table.caption == "What changed since the baseline")

    assert changed.rows == (("D1", "Web", "QA", "wait changed", "16 wh per item", "8 wh per item"),)


def test_own_on_time_rates_are_used_and_the_coin_flip_never_is():
    rows = [row(f"D{n}", provider=f"P{n}", strength="hard", on_time_rate=0.8) for n in range(5)]

    assert (
        "By the team's own on-time rates the chance that none of its 5 hard dependencies delays an item is 33 %"
        " (over 5 of 5 rates, taken as independent)."
    ) in block_of(*rows).lead
    assert "coin" not in words_of(block_of(*rows))


def test_without_own_rates_no_odds_are_given():
    assert "on-time" not in words_of(block_of(row(strength="hard")))


def test_a_dependency_that_explains_no_step_yet_is_counted():
    assert "1 dependency does not say yet which step's wait it explains." in block_of(row()).lead
    assert "2 dependencies do not say yet which step's wait they explain." in block_of(row(), row("D2")).lead


def test_what_is_not_known_stays_a_question_in_the_tables():
    block = block_of(row(explains_step="a"))
    by_caption = {table.caption: table for table in block.tables}
    every = by_caption["Every dependency"].rows[0]

    assert by_caption["Who others wait for, longest imposed wait first"].rows[0][1:3] == ("?", "not defined")
    assert by_caption["How much of each step's wait the dependencies explain"].rows[0][5] == "cannot be told yet"
    assert every[3:9] == ("not classified yet", "not known", "not known", "?", "?", "Step a")
    assert every[9:] == ("not classified yet", "unknown", "not asked yet")


def test_more_explained_than_stated_is_called_so():
    block = block_of(row(explains_step="a", frequency_per_item=2, wait_per_occurrence=40))
    table = next(each for each in block.tables if each.caption.startswith("How much"))

    assert table.rows[0] == ("Step a", "D1", "80", "40", "1", "more than stated")


def test_incoming_dependencies_have_a_table_only_where_there_are_any():
    captions = [table.caption for table in block_of(row(), home="QA").tables]

    assert "What others wait for from us" in captions
    assert "What others wait for from us" not in [table.caption for table in block_of(row()).tables]


def test_a_home_team_without_dependencies_is_not_said_to_have_none():
    assert "No dependency of QA on another team was noted." in block_of(row(), home="QA").lead

"""Block H: a card per ask, priced by the map and never open-ended without saying so."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from tests.report_runs import CLAIMS, PLATFORM, RULES, sample_block, words_of
from vsm_toolkit.display import Block
from vsm_toolkit.io.map_file import load_engagement
from vsm_toolkit.io.shipped_files import sample_engagements
from vsm_toolkit.model import Ask, Challenge, Engagement
from vsm_toolkit.reports.blocks.asks import lacking
from vsm_toolkit.reports.team_report import build_team_report
from vsm_toolkit.samples import lantern

MUST_SHOW = ["Receiver", "Cost of the status quo", "Trial that can be undone", "Decide by", "Status"]


@cache
def block_on(name: str, day: date) -> Block:
    (folder,) = (each for each in sample_engagements() if each.name == name)
    return build_team_report(load_engagement(folder), made_on=day).block("H")


def asks_block(*asks: Ask) -> Block:
    whole = Engagement(challenge=Challenge(id="lantern"), stream=lantern(), asks=asks)
    return build_team_report(whole, made_on=date(2026, 10, 9)).block("H")


def test_every_card_shows_what_a_decision_needs():
    cards = [dict(table.rows) for name in (CLAIMS, RULES) for table in sample_block(name, "H").tables]

    assert all(card.keys() >= set(MUST_SHOW) for card in cards)
    assert all(all(card.values()) for card in cards)


def test_the_cost_of_the_status_quo_is_that_of_the_named_handoff():
    (card,) = (table for table in sample_block(CLAIMS, "H").tables if table.caption.startswith("Ask K1"))

    assert dict(card.rows)["Cost of the status quo"] == (
        "96 wh of critical wait and 7.46 ph of labour per item (194 a year), 18,437 EUR a year; 34 wh of lead time"
        " could come back (projected)."
    )


def test_status_comes_with_its_age_on_the_day_of_the_report():
    block = block_on(CLAIMS, date(2026, 10, 9))
    status = {table.caption[4:6]: dict(table.rows)["Status"] for table in block.tables}

    assert status["K3"] == "raised since 2026-09-28; raised 11 days ago (2026-09-28)"
    assert [(tile.label, tile.value) for tile in block.tiles] == [
        ("Open", "2"),
        ("Accepted or done", "1"),
        ("Declined", "1"),
    ]
    assert block.tiles[0].note == "the oldest for 18 days"


def test_an_open_ask_past_its_date_is_named():
    late = block_on(CLAIMS, date(2026, 11, 22)).lead

    assert late[-1] == "Past its date and still open are K1 (Head of Integration) and K3 (Head of Service Management)."
    assert len(block_on(CLAIMS, date(2026, 10, 9)).lead) == 1


def test_an_open_ended_ask_is_not_ready():
    block = asks_block(Ask(id="K1", decision="Support us", receiver_role="CISO", evidence_ids=("L6",)))

    assert block.notice == "Not ready to be decided: K1 lacks a trial that can be undone and a date."
    assert "without one this is an open-ended request" in words_of(block)


def test_evidence_that_is_nowhere_is_said_and_costs_nothing():
    card = dict(asks_block(Ask(id="K1", evidence_ids=("X1",))).tables[0].rows)

    assert card["Cost of the status quo"] == "not computed: it names nothing on the map yet"
    assert card["Evidence"] == "X1; not on the map: X1"


@pytest.mark.parametrize(("name", "is_said"), [(CLAIMS, True), (PLATFORM, False)])
def test_what_is_known_of_approval_boards_is_said_where_an_ask_is_about_one(name, is_said):
    assert any("DORA" in sentence for sentence in sample_block(name, "H").closing) is is_said


def test_without_asks_it_says_so():
    assert asks_block().lead == ("No decision is asked of anybody outside the team.",)


def test_what_an_ask_lacks_is_named_in_order():
    assert lacking(Ask(id="K1")) == (
        *("the decision", "who receives it", "evidence", "a trial that can be undone", "a date"),
    )

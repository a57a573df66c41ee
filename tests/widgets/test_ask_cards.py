"""Ask cards: what each still lacks stands on it, and every field is saved when it is left."""

from __future__ import annotations

from datetime import date

import pytest

from tests.widgets.panel_sessions import assert_travels, cell, hostile_session, rows, says, session_on
from vsm_toolkit.widgets.ask_cards import AskCards


@pytest.fixture
def panel(tmp_path):
    return AskCards(session_on(tmp_path / "map"))


def add(panel: AskCards, **typed: str) -> None:
    for column, text in typed.items():
        panel.change("new", "", column, text)
    panel.press("add")


def test_a_card_is_added_and_says_what_it_still_lacks(panel):
    add(panel, decision="Let us deploy ourselves", evidence_ids="L6")

    assert [(each.id, each.evidence_ids) for each in panel.session.engagement.asks] == [("K1", ("L6",))]
    assert says(panel, "Still missing: who can decide it, a trial, a date.")


def test_a_complete_card_is_ready_to_be_heard(panel):
    add(
        panel,
        decision="Let us deploy ourselves",
        receiver_role="Head of Operations",
        evidence_ids="L6, L5",
        reversible_trial="Two weeks for one service",
        decide_by="2027-03-15",
    )

    assert panel.session.engagement.asks[0].decide_by == date(2027, 3, 15)
    assert says(panel, "Complete: ready to be heard.")


def test_evidence_that_is_not_on_the_map_is_named(panel):
    add(panel, decision="Let us deploy ourselves", evidence_ids="L6, Z9")

    assert says(panel, "Not on the map: Z9.")


def test_without_a_decision_nothing_is_added_and_nothing_lost(panel):
    add(panel, receiver_role="Head of Operations")

    assert panel.session.engagement.asks == ()
    assert "still empty" in cell(panel, "new", "", "decision")["problem"]
    assert cell(panel, "new", "", "receiver_role")["value"] == "Head of Operations"


def test_every_field_of_a_card_is_saved(panel):
    add(panel, decision="Let us deploy ourselves")
    for column, text in {"status": "heard", "answer": "We will see", "evidence_ids": "L1,L2", "kind": "access"}.items():
        panel.change("asks", "K1", column, text)
    (ask,) = panel.session.engagement.asks

    assert (ask.status, ask.answer, ask.evidence_ids, ask.kind) == ("heard", "We will see", ("L1", "L2"), "access")


def test_a_date_that_is_none_is_refused(panel):
    add(panel, decision="Let us deploy ourselves")
    panel.change("asks", "K1", "decide_by", "soon")

    assert "is no date" in cell(panel, "asks", "K1", "decide_by")["problem"]
    assert panel.session.engagement.asks[0].decide_by is None


def test_an_emptied_field_is_not_known_again(panel):
    add(panel, decision="Let us deploy ourselves", receiver_role="Head of Operations")
    panel.change("asks", "K1", "receiver_role", "")

    assert panel.session.engagement.asks[0].receiver_role is None


def test_a_removed_card_comes_back_with_undo(panel):
    add(panel, decision="Let us deploy ourselves")
    panel.press("remove", "K1")
    gone = panel.session.engagement.asks
    panel.session.undo()

    assert gone == ()
    assert list(rows(panel, "asks")) == ["K1"]


def test_hostile_names_travel_as_text(tmp_path):
    assert_travels(AskCards(hostile_session(tmp_path / "hostile")))

"""The handoff review: crossings one by one, three questions in order, unknown owners are findings."""

from __future__ import annotations

import pytest

from tests.widgets.panel_sessions import (
    assert_travels,
    blocks,
    cell,
    hostile_session,
    journal_fields,
    says,
    session_on,
)
from vsm_toolkit.model import Empowerment
from vsm_toolkit.widgets.handoff_review import HandoffReview


@pytest.fixture
def panel(tmp_path):
    return HandoffReview(session_on(tmp_path / "map"))


def record(panel: HandoffReview, step: str = "L2"):
    return next((each for each in panel.session.engagement.stream.handoffs if each.to_step == step), None)


def test_the_first_crossing_is_shown_with_giver_and_receiver(panel):
    assert says(panel, "Support → Product (Shape story): waits 3 d, on the critical path.")
    assert says(panel, "0 of 3 classified")


def test_the_first_field_begins_the_record_and_the_next_edits_it(panel):
    panel.change("costs", "L2", "sender_minutes", "15")
    panel.change("costs", "L2", "channel", "ticket")

    assert (record(panel).sender_minutes, record(panel).channel) == (15, "ticket")
    assert journal_fields(panel.session) == [("handoffs", "L2", "added"), ("handoffs", "L2", "channel")]


def test_yes_to_the_first_question_is_empowered(panel):
    asked = says(panel, "1. Could we change or drop this in our next sprint")
    panel.press("yes")

    assert asked
    assert record(panel).empowerment is Empowerment.EMPOWERED
    assert says(panel, "1 of 3 classified")


def test_no_then_yes_is_influence(panel):
    panel.press("no")
    asked = says(panel, "2. Does a named role decide")
    panel.press("yes")

    assert asked
    assert record(panel).empowerment is Empowerment.INFLUENCE


def test_no_twice_is_not_empowered_and_an_unknown_owner_is_a_finding(panel):
    panel.press("no")
    panel.press("no")

    assert (record(panel).empowerment, record(panel).decision_holder) == (Empowerment.NOT_EMPOWERED, "unknown")
    assert says(panel, "A finding: nobody in the room knows who decides")
    assert says(panel, "Which risk is this handoff there for?")


def test_an_owner_typed_before_the_test_is_kept_by_it(panel):
    panel.change("owner", "L2", "decision_holder", "Head of Support")
    panel.press("no")
    panel.press("no")

    assert record(panel).decision_holder == "Head of Support"
    assert not says(panel, "A finding")


def test_the_questions_can_be_asked_again(panel):
    panel.press("yes")
    panel.press("again")
    asked = says(panel, "1. Could we")
    panel.press("no")
    panel.press("yes")

    assert asked
    assert record(panel).empowerment is Empowerment.INFLUENCE


def test_answers_belong_to_the_crossing_they_were_given_for(panel):
    panel.press("no")
    panel.press("next")

    assert says(panel, "1. Could we")
    assert says(panel, "Crossing 2 of 3")


def test_a_crossing_can_be_chosen_and_walked_back_from(panel):
    panel.change("walk", "", "at", "L6")
    chosen = says(panel, "Crossing 3 of 3")
    panel.press("back")

    assert chosen
    assert says(panel, "Crossing 2 of 3")


def test_a_residual_share_is_typed_in_percent_and_kept_as_a_share(panel):
    assumed = says(panel, "10 to 50 % is assumed")
    panel.change("owner", "L2", "residual_low", "20")

    assert assumed
    assert record(panel).residual_low == 0.2
    assert not says(panel, "10 to 50 % is assumed")


def test_an_impossible_share_is_refused_beside_its_field(panel):
    panel.change("owner", "L2", "residual_high", "150")

    assert "more than everything" in cell(panel, "owner", "L2", "residual_high")["problem"]
    assert record(panel) is None


def test_a_crossing_that_disappears_elsewhere_is_no_error(panel):
    panel.change("walk", "", "at", "L6")
    panel.session.edit("steps", "L6", "team", "Shared QA")

    assert says(panel, "Crossing 1 of 2")
    assert len(panel.errors) == 0


def test_a_map_of_one_team_says_that_nothing_crosses(panel):
    for step in panel.session.engagement.stream.steps:
        panel.session.edit("steps", step.id, "team", "Product")

    assert says(panel, "No work crosses")
    assert blocks(panel, "cards") == []


def test_hostile_names_travel_as_text(tmp_path):
    panel = HandoffReview(hostile_session(tmp_path / "hostile"))
    panel.press("next")

    assert_travels(panel)

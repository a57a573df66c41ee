"""The readiness check: five scores with their sentences, and what the team may decide alone."""

from __future__ import annotations

import pytest

from tests.widgets.panel_sessions import assert_travels, cell, hostile_session, reopened, rows, says, session_on
from vsm_toolkit.widgets.readiness_check import ReadinessCheck


@pytest.fixture
def panel(tmp_path):
    return ReadinessCheck(session_on(tmp_path / "map"))


def test_all_five_attributes_are_asked(panel):
    assert list(rows(panel, "readiness")) == ["R1", "R2", "R3", "R4", "R5"]
    assert says(panel, "not a gate")


def test_a_score_and_its_sentence_are_kept_together(panel, tmp_path):
    panel.change("readiness", "R2", "score", "1")
    panel.change("readiness", "R2", "evidence", "Two decisions are written down.")
    (kept,) = reopened(tmp_path / "map").challenge.readiness

    assert (kept.attribute, kept.score, kept.evidence) == ("R2", 1, "Two decisions are written down.")


def test_scores_stand_in_the_order_of_the_questions(panel):
    for key in ("R4", "R1", "R3"):
        panel.change("readiness", key, "score", "2")

    assert [each.attribute for each in panel.session.engagement.challenge.readiness] == ["R1", "R3", "R4"]
    assert says(panel, "6 of 10, 3 of 5 talked about")


def test_a_zero_says_what_to_do_about_it(panel):
    before = says(panel, "If it is 0: hold the charter")
    panel.change("readiness", "R2", "score", "0")

    assert not before
    assert says(panel, "If it is 0: hold the charter")


def test_a_score_can_be_taken_back(panel):
    panel.change("readiness", "R1", "score", "2")
    panel.change("readiness", "R1", "score", "")

    assert panel.session.engagement.challenge.readiness[0].score is None


def test_three_or_less_over_all_five_shortens_the_stay(panel):
    for key in ("R1", "R2", "R3", "R4"):
        panel.change("readiness", key, "score", "0")
    early = says(panel, "Three or less")
    panel.change("readiness", "R5", "score", "2")

    assert not early
    assert says(panel, "Three or less")


@pytest.mark.parametrize("score", ["3", "-1", "high"])
def test_there_is_no_other_score(panel, score):
    panel.change("readiness", "R1", "score", score)

    assert "is no score" in cell(panel, "readiness", "R1", "score")["problem"]
    assert panel.session.engagement.challenge.readiness == ()


def test_decisions_of_the_team_are_added_edited_and_removed(panel):
    for text in ("order of our backlog", "our test data"):
        panel.change("new", "", "text", text)
        panel.press("add")
    panel.change("rights", "1", "text", "our test environments")
    panel.press("drop", "0")

    assert panel.session.engagement.challenge.decision_rights == ("our test environments",)


def test_a_decision_is_not_emptied_but_removed(panel):
    panel.change("new", "", "text", "order of our backlog")
    panel.press("add")
    panel.change("rights", "0", "text", " ")

    assert panel.session.engagement.challenge.decision_rights == ("order of our backlog",)
    assert cell(panel, "rights", "0", "text")["problem"]


def test_hostile_names_travel_as_text(tmp_path):
    assert_travels(ReadinessCheck(hostile_session(tmp_path / "hostile")))

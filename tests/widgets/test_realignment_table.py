"""The realignment table: options with their sentence, recomputed while a slider moves, saved only on request."""

from __future__ import annotations

import pytest

from tests.widgets.panel_sessions import (
    assert_travels,
    cell,
    hostile_session,
    lantern_engagement,
    rows,
    says,
    session_on,
)
from vsm_toolkit.widgets.realignment_table import RealignmentTable


@pytest.fixture
def panel(tmp_path):
    engagement = lantern_engagement()
    teams = [{"name": "Product", "is_home": True}]
    home = engagement.with_changes(stream=engagement.stream.with_changes(teams=teams))
    return RealignmentTable(session_on(tmp_path / "map", home))


MOVE = "move_step:L5"


def test_every_option_says_what_it_needs_who_decides_and_how_to_try_it(panel):
    card = rows(panel, "options")[MOVE]["cells"]

    assert card["insight"]["value"].startswith("If “Test” were done by Product, feature lead time would fall")
    assert "it would need" in card["insight"]["value"]
    assert "decides" in card["insight"]["value"]
    assert card["trial"]["value"].startswith("Trial, two weeks, reversible: For two weeks")


def test_without_a_home_team_it_says_what_to_do(tmp_path):
    engagement = lantern_engagement()
    nobody = engagement.with_changes(stream=engagement.stream.with_changes(teams=()))
    panel = RealignmentTable(session_on(tmp_path / "nobody", nobody))

    assert says(panel, "Mark one in the teams")
    assert len(panel.errors) == 0


def test_the_slider_recomputes_the_option_and_saves_nothing(panel):
    entries = len(panel.session.entries)
    panel.change("options", MOVE, "share", "0")
    all_gone = cell(panel, "options", MOVE, "insight")["value"]
    panel.change("options", MOVE, "share", "0.5")
    half_left = cell(panel, "options", MOVE, "insight")["value"]

    assert "would fall by 2.5 d" in all_gone
    assert "would fall by 10 h" in half_left
    assert len(panel.session.entries) == entries


def test_moving_one_slider_leaves_the_other_options_alone(panel):
    others = {key: row["cells"]["insight"]["value"] for key, row in rows(panel, "options").items() if key != MOVE}
    panel.change("options", MOVE, "share", "0")

    assert {
        key: row["cells"]["insight"]["value"] for key, row in rows(panel, "options").items() if key != MOVE
    } == others


@pytest.mark.parametrize("value", ["2", "-1"])
def test_a_share_beyond_everything_is_refused(panel, value):
    panel.change("options", MOVE, "share", value)

    assert "0 to 100 %" in cell(panel, "options", MOVE, "share")["problem"]


def test_a_share_is_kept_as_the_teams_estimate_on_request(panel):
    panel.change("options", MOVE, "share", "0.2")
    panel.press("keep", MOVE)
    (record,) = panel.session.engagement.stream.handoffs

    assert (record.to_step, record.residual_low, record.residual_high) == ("L5", 0.2, 0.2)


def test_a_kept_share_of_a_known_handoff_leaves_the_rest_of_it_alone(panel):
    panel.change("options", MOVE, "share", "0.2")
    panel.press("keep", MOVE)
    panel.session.edit("handoffs", "L5", "channel", "ticket")
    panel.change("options", MOVE, "share", "0.4")
    panel.press("keep", MOVE)
    (record,) = panel.session.engagement.stream.handoffs

    assert (record.channel, record.residual_low) == ("ticket", 0.4)


def test_keeping_before_the_slider_moved_asks_to_move_it(panel):
    panel.press("keep", MOVE)

    assert panel.problems() == ("Move the slider first; then the share can be kept.",)


def test_an_option_is_saved_as_a_what_if_in_one_gesture(panel):
    panel.press("save", MOVE)
    engagement = panel.session.engagement

    assert [each.id for each in engagement.scenarios] == ["S1"]
    assert {(each.scenario, each.field) for each in engagement.changes} >= {("S1", "team"), ("S1", "wait_time")}
    assert panel.session.undo()
    assert panel.session.engagement.scenarios == panel.session.engagement.changes == ()


def test_an_option_that_is_gone_is_said(panel):
    panel.press("save", "move_step:L99")

    assert "the map changed" in panel.problems()[0]


def test_hostile_names_travel_as_text(tmp_path):
    panel = RealignmentTable(hostile_session(tmp_path / "hostile"))

    assert_travels(panel)

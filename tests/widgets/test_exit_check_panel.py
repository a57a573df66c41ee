"""The exit check panel: what is missing, until nothing is, with a way to each place."""

from __future__ import annotations

import pytest

from tests.widgets.panel_sessions import assert_travels, hostile_session, lantern_engagement, rows, says, session_on
from vsm_toolkit.errors import UsageError
from vsm_toolkit.facilitation import ExitPoint, exit_check
from vsm_toolkit.model import Engagement
from vsm_toolkit.widgets.exit_check_panel import ExitCheckPanel


def unnamed(engagement: Engagement) -> tuple[ExitPoint, ...]:
    if engagement.stream.customer:
        return ()
    return (ExitPoint("Nobody is named as the customer.", "stream", "", "customer", "00", "charter"),)


@pytest.fixture
def gone_to():
    return []


@pytest.fixture
def panel(tmp_path, gone_to):
    engagement = lantern_engagement()
    nobody = engagement.with_changes(stream=engagement.stream.with_changes(customer=None))
    return ExitCheckPanel(session_on(tmp_path / "map", nobody), unnamed, gone_to.append)


def test_what_is_missing_is_listed_with_its_place(panel):
    assert says(panel, "1 point is still open. You may close all the same")
    assert rows(panel, "points")["0"]["cells"]["point"]["value"] == "Nobody is named as the customer."
    assert rows(panel, "points")["0"]["cells"]["place"]["value"] == "session 00: stream"


def test_the_list_empties_as_the_team_types(panel):
    panel.session.edit("stream", "", "customer", "Claims handlers")

    assert says(panel, "Nothing that can be checked is missing.")


def test_a_button_leads_to_the_place(panel, gone_to):
    panel.press("go", "0")

    assert [point.field for point in gone_to] == ["customer"]
    assert panel.done == "Point 1 is filled in at: stream."


def test_a_point_that_is_gone_meanwhile_is_no_error(panel, gone_to):
    panel.press("go", "7")

    assert gone_to == []
    assert len(panel.errors) == 0


def test_a_check_that_cannot_be_carried_out_says_why(tmp_path):
    def broken(_: Engagement) -> tuple[ExitPoint, ...]:
        raise UsageError("There is no such session.")

    assert says(ExitCheckPanel(session_on(tmp_path / "map"), broken), "There is no such session.")


@pytest.mark.parametrize("notebook", ["00", "01", "02", "03", "04", "05", "06", "07"])
def test_every_session_can_be_checked_on_hostile_names(tmp_path, notebook):
    panel = ExitCheckPanel(hostile_session(tmp_path / "hostile"), lambda engagement: exit_check(engagement, notebook))

    assert_travels(panel)

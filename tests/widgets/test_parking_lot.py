"""The parking lot: remarks are kept until each has a route."""

from __future__ import annotations

import pytest

from tests.widgets.panel_sessions import assert_travels, cell, hostile_session, rows, says, session_on
from vsm_toolkit.widgets.parking_lot import ParkingLot


@pytest.fixture
def panel(tmp_path):
    return ParkingLot(session_on(tmp_path / "map"), "02")


def park(panel: ParkingLot, *remarks: str) -> None:
    for remark in remarks:
        panel.change("new", "", "text", remark)
        panel.press("add")


def test_a_remark_is_parked_with_the_session_it_was_raised_in(panel):
    park(panel, "Who owns the firewall?")
    (item,) = panel.session.engagement.parking_lot

    assert (item.text, item.raised_in, item.route) == ("Who owns the firewall?", "02", None)


def test_remarks_without_a_route_are_counted(panel):
    park(panel, "Who owns the firewall?", "Coffee")
    panel.change("items", "1", "route", "drop")

    assert says(panel, "1 of 2 has no route yet")
    assert [each.route for each in panel.session.engagement.parking_lot] == [None, "drop"]


def test_a_route_can_be_taken_back(panel):
    park(panel, "Coffee")
    panel.change("items", "0", "route", "drop")
    routed = says(panel, "Every remark has a route.")
    panel.change("items", "0", "route", "")

    assert routed
    assert panel.session.engagement.parking_lot[0].route is None


def test_nothing_and_what_is_parked_already_are_refused_with_a_sentence(panel):
    park(panel, "  ")
    empty = cell(panel, "new", "", "text")["problem"]
    park(panel, "Coffee", "Coffee")

    assert "still empty" in empty
    assert "already" in panel.problems()[0]
    assert len(panel.session.engagement.parking_lot) == 1


def test_a_removed_remark_comes_back_with_undo(panel):
    park(panel, "Coffee")
    panel.press("remove", "0")
    panel.session.undo()

    assert rows(panel, "items")["0"]["head"] == "Coffee"


def test_hostile_names_travel_as_text(tmp_path):
    panel = ParkingLot(hostile_session(tmp_path / "hostile"))
    park(panel, "<img src=x onerror=window.__fired=1>")

    assert_travels(panel)

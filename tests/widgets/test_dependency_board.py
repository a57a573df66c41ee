"""The dependency board: rows are typed, checked and tied to a wait."""

from __future__ import annotations

import pytest

from tests.widgets.panel_sessions import (
    assert_travels,
    blocks,
    hostile_session,
    journal_fields,
    lantern_engagement,
    rows,
    says,
    session_on,
)
from vsm_toolkit.model import DependencyStrength
from vsm_toolkit.widgets.dependency_board import DependencyBoard


@pytest.fixture
def panel(tmp_path):
    return DependencyBoard(session_on(tmp_path / "map"))


def add(panel: DependencyBoard, **typed: str) -> None:
    for column, text in typed.items():
        panel.change("new", "", column, text)
    panel.press("add")


NEEDS = {"dependent": "Product", "provider": "Operations"}


def test_a_row_is_added_by_typing_and_the_form_is_empty_again(panel):
    add(
        panel,
        **NEEDS,
        strength="hard",
        impact="blocking",
        frequency_per_item="1,5",
        wait_per_occurrence="2 d",
        explains_step="L6",
    )
    (row,) = panel.session.engagement.stream.dependencies

    assert (row.id, row.strength, row.frequency_per_item, row.wait_per_occurrence) == (
        "D1",
        DependencyStrength.HARD,
        1.5,
        16,
    )
    assert rows(panel, "new")[""]["cells"]["dependent"]["value"] == ""
    assert journal_fields(panel.session) == [("dependencies", "D1", "added")]


def test_a_row_without_a_team_is_asked_for_it_and_nothing_is_lost(panel):
    add(panel, provider="Operations", wait_per_occurrence="2 d")
    cells = rows(panel, "new")[""]["cells"]

    assert "type the name of this one" in cells["dependent"]["problem"]
    assert (cells["provider"]["value"], cells["wait_per_occurrence"]["value"]) == ("Operations", "2 d")
    assert panel.session.engagement.stream.dependencies == ()


def test_an_unreadable_wait_stands_beside_its_field(panel):
    add(panel, **NEEDS, wait_per_occurrence="ages")

    assert "cannot read 'ages'" in rows(panel, "new")[""]["cells"]["wait_per_occurrence"]["problem"]
    assert panel.session.engagement.stream.dependencies == ()


def test_an_open_row_saves_each_field(panel):
    add(panel, **NEEDS)
    panel.press("open", "D1")
    panel.change("edit", "D1", "interaction", "undefined")
    panel.change("edit", "D1", "wait_per_occurrence", "3 d")
    (row,) = panel.session.engagement.stream.dependencies

    assert (row.interaction, row.wait_per_occurrence) == ("undefined", 24)


def test_a_team_cannot_be_emptied(panel):
    add(panel, **NEEDS)
    panel.press("open", "D1")
    panel.change("edit", "D1", "provider", " ")

    assert panel.session.engagement.stream.dependencies[0].provider == "Operations"
    assert rows(panel, "edit")["D1"]["cells"]["provider"]["problem"]


def test_a_row_that_explains_nothing_is_asked_why_until_it_says(panel):
    add(panel, **NEEDS)
    asked = says(panel, "D1: which step's wait does it explain?")
    panel.press("open", "D1")
    panel.change("edit", "D1", "notes", "only at year end")

    assert asked
    assert not says(panel, "D1: which step's wait does it explain?")


def test_nobody_depending_on_us_is_asked_about(tmp_path):
    engagement = lantern_engagement()
    teams = [{"name": "Product", "is_home": True}]
    engagement = engagement.with_changes(stream=engagement.stream.with_changes(teams=teams))
    panel = DependencyBoard(session_on(tmp_path / "home", engagement))
    asked = says(panel, "Nobody depends on us yet")
    add(panel, dependent="Support", provider="Product")

    assert asked
    assert not says(panel, "Nobody depends on us yet")


def test_more_explained_than_waited_is_warned_of(panel):
    add(panel, **NEEDS, frequency_per_item="2", wait_per_occurrence="10 d", explains_step="L6")

    assert says(panel, "none of it is added to")


def test_providers_are_drawn_by_the_wait_they_impose(panel):
    add(panel, **NEEDS, frequency_per_item="1", wait_per_occurrence="1 d", impact="blocking")
    add(panel, dependent="Product", provider="Shared QA", frequency_per_item="1", wait_per_occurrence="2 d")

    assert [(bar["label"], bar["share"]) for bar in blocks(panel, "bars")[0]["items"]] == [
        ("Shared QA", 1.0),
        ("Operations", 0.5),
    ]


def test_a_removed_row_comes_back_with_undo(panel):
    add(panel, **NEEDS)
    panel.press("remove", "D1")
    gone = panel.session.engagement.stream.dependencies
    panel.session.undo()

    assert gone == ()
    assert [row.id for row in panel.session.engagement.stream.dependencies] == ["D1"]


def test_hostile_names_travel_as_text(tmp_path):
    panel = DependencyBoard(hostile_session(tmp_path / "hostile"))
    for row in tuple(rows(panel, "list"))[:3]:
        panel.press("open", row)

    assert_travels(panel)

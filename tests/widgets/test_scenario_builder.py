"""The scenario builder: named changes that nobody made, recomputed, with an honest zero."""

from __future__ import annotations

import pytest

from tests.widgets.panel_sessions import (
    assert_travels,
    blocks,
    cell,
    hostile_session,
    reopened,
    rows,
    says,
    session_on,
)
from vsm_toolkit.model import Challenge, ChangeKind, ChangeStatus, Engagement
from vsm_toolkit.samples import coming_back, two_roads
from vsm_toolkit.widgets.scenario_builder import ACTIONS, ScenarioBuilder


def begun(panel: ScenarioBuilder, name: str = "Deploy daily") -> ScenarioBuilder:
    panel.change("scenario", "", "name", name)
    panel.press("name")
    return panel


@pytest.fixture
def panel(tmp_path):
    return begun(ScenarioBuilder(session_on(tmp_path / "map")))


def add(panel: ScenarioBuilder, target: str, action: str, value: str = "") -> None:
    panel.change("new", "", "target", target)
    panel.change("new", "", "action", action)
    panel.change("new", "", "value", value)
    panel.press("add")


def test_a_change_is_saved_as_projected_and_its_effect_is_recomputed(panel, tmp_path):
    add(panel, "L6", "wait_time", "6 h")
    (change,) = panel.session.engagement.changes

    assert (change.scenario, change.key, change.field, change.value) == ("S1", "L6", "wait_time", 6)
    assert (change.kind, change.status) == (ChangeKind.IMPROVEMENT, ChangeStatus.PROJECTED)
    assert says(panel, "Lead time would be 3 d shorter (17 %), projected.")
    assert reopened(tmp_path / "map").changes == (change,)


def test_the_map_itself_does_not_change(panel):
    before = panel.session.engagement.stream
    add(panel, "L6", "wait_time", "6 h")

    assert panel.session.engagement.stream == before


def test_a_change_off_the_critical_path_says_an_honest_zero(tmp_path):
    engagement = Engagement(challenge=Challenge(id="x"), stream=two_roads())
    panel = begun(ScenarioBuilder(session_on(tmp_path / "roads", engagement)))
    add(panel, "P2", "process_time", "2 d")

    assert says(panel, "Lead time would stay the same.")
    assert says(panel, "is not on the critical path; it already has 1 wh of slack")


def test_several_changes_are_also_drawn_alone_largest_first(panel):
    add(panel, "L3", "process_time", "15 h")
    add(panel, "L6", "wait_time", "6 h")
    tornado = blocks(panel, "bars")[1]["items"]

    assert [bar["text"] for bar in tornado] == ["−3 d", "−5 h"]


def test_a_second_value_for_the_same_thing_replaces_the_first(panel):
    add(panel, "L6", "wait_time", "6 h")
    add(panel, "L6", "wait_time", "3 h")

    assert [change.value for change in panel.session.engagement.changes] == [3]


@pytest.mark.parametrize(
    ("action", "value", "kept"),
    [
        ("team", "Product", "Product"),
        ("percent_complete_accurate", "9 of 10", 90),
        ("people", "2", 2),
        ("cadence", "1 d", 8),
        ("batch_size", "5", 5),
        ("removed", "", None),
    ],
)
def test_every_action_keeps_the_value_it_takes(panel, action, value, kept):
    add(panel, "L5", action, value)

    assert [(change.field, change.value) for change in panel.session.engagement.changes] == [(action, kept)]


def test_a_share_sent_back_is_typed_in_percent(tmp_path):
    stream = coming_back()
    key = f"{stream.loops[0].from_step}>{stream.loops[0].to_step}"
    engagement = Engagement(challenge=Challenge(id="x"), stream=stream)
    panel = begun(ScenarioBuilder(session_on(tmp_path / "loops", engagement)))
    panel.change("new", "", "action", "probability")
    offered = [value for value, _ in cell(panel, "new", "", "target")["options"]]
    add(panel, key, "probability", "10 %")
    (change,) = panel.session.engagement.changes

    assert key in offered
    assert (change.table, change.key, change.value) == ("loops", key, 0.1)


def test_what_cannot_be_read_is_not_saved_and_stays(panel):
    add(panel, "L6", "wait_time", "soon")

    assert panel.session.engagement.changes == ()
    assert cell(panel, "new", "", "value")["value"] == "soon"
    assert "cannot read 'soon'" in cell(panel, "new", "", "value")["problem"]


def test_without_a_step_it_is_asked_for(panel):
    add(panel, "", "wait_time", "1 d")

    assert "Choose which step" in cell(panel, "new", "", "target")["problem"]


def test_a_scenario_needs_a_name(tmp_path):
    panel = begun(ScenarioBuilder(session_on(tmp_path / "map")), "  ")

    assert panel.session.engagement.scenarios == ()
    assert cell(panel, "scenario", "", "name")["problem"]


def test_deleting_takes_the_changes_along_and_undo_brings_all_back_in_order(panel):
    add(panel, "L3", "process_time", "15 h")
    add(panel, "L6", "wait_time", "6 h")
    before = panel.session.engagement
    panel.press("delete")
    gone = (panel.session.engagement.scenarios, panel.session.engagement.changes)
    panel.session.undo()

    assert gone == ((), ())
    assert panel.session.engagement == before


def test_deleting_one_leaves_the_other_and_the_done_changes_alone(panel):
    begun(panel, "Another")
    add(panel, "L6", "wait_time", "6 h")
    panel.press("choose:S1")
    panel.press("delete")

    assert [each.id for each in panel.session.engagement.scenarios] == ["S2"]
    assert len(panel.session.engagement.changes) == 1


def test_one_change_can_be_taken_out(panel):
    add(panel, "L6", "wait_time", "6 h")
    panel.press("remove", next(iter(rows(panel, "changes"))))

    assert panel.session.engagement.changes == ()


def test_a_change_that_cannot_be_carried_out_is_refused_before_it_is_saved(panel):
    panel.session.remove_step("L5")
    add(panel, "L5", "wait_time", "1 d")

    assert panel.session.engagement.changes == ()
    assert panel.problems()


def test_every_action_is_said_in_words():
    assert all(words and words[0].islower() for words in ACTIONS.values())


def test_hostile_names_travel_as_text(tmp_path):
    panel = begun(ScenarioBuilder(hostile_session(tmp_path / "hostile")), "<script>window.__fired=1</script>")
    panel.change("new", "", "action", "team")

    assert_travels(panel)

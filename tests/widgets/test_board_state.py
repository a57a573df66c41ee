"""What the board is told to show: figures of the metrics, places that do not move while a time is typed."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile_names import hostile_engagement
from vsm_toolkit.charts.theme import EMPOWERMENT_SIGNS
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.model import Challenge, Edge, Engagement, Step, TimeEstimate, ValueStream
from vsm_toolkit.samples import lantern
from vsm_toolkit.widgets.board_state import board_state


def engagement(stream: ValueStream | None = None) -> Engagement:
    """Wrap a map."""
    return Engagement(challenge=Challenge(id="x"), stream=lantern() if stream is None else stream)


def totals(state: dict) -> dict[str, str]:
    """Give the totals by key."""
    return {total["key"]: total["value"] for total in state["totals"]}


def test_the_totals_of_lantern_are_its_known_figures():
    assert totals(board_state(engagement())) == {
        "lead_time": "3.5 wk",
        "process_time": "4.1 d",
        "handoffs": "3",
        "waiting": "9.3 d",
        "rolled": totals(board_state(engagement()))["rolled"],
    }


def test_a_missing_time_makes_the_total_a_bound_and_shows_as_a_question_mark():
    steps = (lantern().steps[0].with_changes(wait_time=None), *lantern().steps[1:])
    state = board_state(engagement(lantern().with_changes(steps=steps)))

    assert totals(state)["lead_time"].startswith("≥ ")
    assert state["steps"][0]["numbers"][0].endswith("?")
    assert state["totals"][0]["note"] == "known for 5 of 6 steps"
    assert "wait not known yet" in state["steps"][0]["label"]


def test_an_empty_map_has_no_totals_and_no_problem():
    state = board_state(engagement(ValueStream(name="New")))

    assert (state["lanes"], state["steps"], state["totals"], state["problem"]) == ([], [], [], "")


def test_a_map_that_contradicts_itself_is_shown_with_the_sentence_and_without_totals():
    stream = lantern().with_changes(edges=(*lantern().edges, Edge(from_step="L6", to_step="L1")))
    state = board_state(engagement(stream))

    assert "cycle" in state["problem"]
    assert len(state["steps"]) == 6
    assert state["totals"] == []


def test_a_line_between_teams_is_a_handoff_with_the_letter_of_its_class():
    state = board_state(engagement())
    crossing = {(edge["from"], edge["to"]): edge["letter"] for edge in state["edges"] if edge["crossing"]}

    assert set(crossing) == set(map_metrics(lantern()).handoffs.crossings)
    assert set(crossing.values()) <= {sign.letter for sign in EMPOWERMENT_SIGNS.values()}


def test_a_line_to_a_step_without_a_team_is_no_handoff():
    steps = tuple(step.with_changes(team=None) for step in lantern().steps)
    state = board_state(engagement(lantern().with_changes(steps=steps)))

    assert not any(edge["crossing"] for edge in state["edges"])
    assert totals(state)["handoffs"] == "≥ 0"


def test_the_critical_path_is_marked_and_is_the_ladder():
    state = board_state(engagement())
    path = map_metrics(lantern()).critical_path

    assert tuple(rung["id"] for rung in state["ladder"]) == path
    assert {step["id"] for step in state["steps"] if step["critical"]} == set(path)


@given(st.floats(0, 4000), st.floats(0.01, 400))
def test_typing_a_time_moves_nothing(wait, work):
    def places(stream: ValueStream) -> list[tuple[float, ...]]:
        state = board_state(engagement(stream))
        return [tuple(step[key] for key in ("x", "y", "width", "height")) for step in state["steps"]]

    times = {"wait_time": TimeEstimate(value=wait), "process_time": TimeEstimate(value=work)}
    changed = (lantern().steps[0].with_changes(**times), *lantern().steps[1:])

    assert places(lantern().with_changes(steps=changed)) == places(lantern())


def test_the_state_is_plain_json_for_any_names():
    state = board_state(hostile_engagement())

    assert json.loads(json.dumps(state)) == state
    assert len(state["steps"]) == len(hostile_engagement().stream.steps)


@pytest.mark.parametrize("room", [(700.0, 300.0), (1174.0, 420.0), (1728.0, 730.0)])
def test_boxes_stand_within_the_drawing_and_not_on_each_other(room):
    state = board_state(engagement(), width=room[0], height=room[1])
    boxes = state["steps"]

    assert all(
        box["x"] + box["width"] <= state["width"] and box["y"] + box["height"] <= state["height"] for box in boxes
    )
    assert not any(
        one is not two
        and one["x"] < two["x"] + two["width"] and two["x"] < one["x"] + one["width"]
        and one["y"] < two["y"] + two["height"] and two["y"] < one["y"] + one["height"]
        for one in boxes for two in boxes
    )  # fmt: skip


def test_a_low_room_is_filled_by_a_wider_drawing_shown_smaller():
    high, low = (board_state(engagement(), width=1200, height=height) for height in (900, 250))

    assert low["width"] > high["width"]


def test_a_step_on_its_own_is_not_called_critical():
    state = board_state(engagement(ValueStream(name="One", steps=(Step(id="A", name="Only"),))))

    assert not state["steps"][0]["critical"]


def test_every_stage_is_listed_with_its_steps_the_empty_ones_too():
    steps = (lantern().steps[0].with_changes(stage="build"), *lantern().steps[1:])
    state = board_state(engagement(lantern().with_changes(steps=steps)))

    assert [stage["words"] for stage in state["stages"]][-1] == "operate support"
    assert len(state["stages"]) == 7
    assert lantern().steps[0].name in state["stages"][3]["names"]
    assert state["steps"][0]["stage"] == 4
    assert "stage build" in state["steps"][0]["label"]


def test_the_whole_map_is_laid_out_wider_instead_of_leaving_half_the_screen_empty():
    steps = tuple(Step(id=f"S{number}", name=f"Step number {number}", team=f"Team {number}") for number in range(11))
    edges = tuple(Edge(from_step=f"S{number}", to_step=f"S{number + 1}") for number in range(10))
    many = engagement(ValueStream(name="Many teams", steps=steps, edges=edges))
    usual, whole = (board_state(many, width=1300, height=520, whole=each) for each in (False, True))

    assert min(1300 / usual["width"], 520 / usual["height"]) * usual["width"] < 1100
    assert min(1300 / whole["width"], 520 / whole["height"]) * whole["width"] > 1250

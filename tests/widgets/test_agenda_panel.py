"""The agenda panel: start, stop, two minutes more once, and green, amber and red in words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.widgets.panel_sessions import assert_travels, blocks, rows, says
from vsm_toolkit.facilitation import Agenda, Timebox
from vsm_toolkit.widgets.agenda_panel import AgendaPanel

AGENDA = Agenda("Walk", (Timebox("Silent steps", 10, silent=True), Timebox("Merge <b>all</b>", 5)))


class Clock:
    """A clock that is moved by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def panel(clock):
    return AgendaPanel(AGENDA, clock)


def timer(panel: AgendaPanel) -> dict[str, Any]:
    return blocks(panel, "timer")[0]


def shown_phase(panel: AgendaPanel) -> str:
    left = timer(panel)["left"]
    return next(str(phase["words"]) for phase in timer(panel)["phases"] if left > phase["above"])


def disabled(panel: AgendaPanel) -> set[str]:
    return {each["label"] for each in blocks(panel, "buttons")[0]["items"] if each["disabled"]}


def test_before_it_starts_the_timer_stands_at_the_full_time(panel):
    assert (timer(panel)["name"], timer(panel)["left"], timer(panel)["running"]) == ("Silent steps", 600.0, False)
    assert shown_phase(panel) == "not started"
    assert disabled(panel) == {"Stop", "+2 min, once"}


def test_a_running_block_turns_amber_and_red_in_words(panel, clock):
    panel.press("start")
    green = shown_phase(panel)
    clock.now += 500
    panel.show()
    amber = shown_phase(panel)
    clock.now += 200
    panel.show()

    assert green == "green: on time, everybody writes alone"
    assert amber == "amber: nearly over"
    assert shown_phase(panel) == "red: time is up, two minutes more or park it"


def test_two_minutes_more_are_given_once(panel, clock):
    panel.press("start")
    panel.press("extend")
    left = timer(panel)["left"]
    panel.press("extend")

    assert left == 720.0
    assert panel.problems() == (
        "“Silent steps” had its two extra minutes. Put what is left into the parking lot and go on.",
    )
    assert "+2 min, once" in disabled(panel)


def test_the_next_block_starts_with_its_own_time(panel, clock):
    panel.press("start")
    clock.now += 30
    panel.press("next")

    assert (timer(panel)["left"], timer(panel)["running"], panel.agenda.position) == (300.0, True, 1)
    assert "Next block" in disabled(panel)


def test_stopping_lets_the_timer_stand(panel, clock):
    panel.press("start")
    clock.now += 30
    panel.press("stop")

    assert (timer(panel)["left"], timer(panel)["running"]) == (600.0, False)


def test_any_block_can_be_gone_to_and_one_that_is_not_there_is_said(panel):
    panel.press("go", "1")
    panel.press("go", "7")

    assert panel.agenda.position == 1
    assert says(panel, "there is no block number 8")


def test_all_blocks_are_listed_with_the_one_that_is_on(panel):
    assert [row["cells"]["minutes"]["value"] for row in rows(panel, "blocks").values()] == [
        "10 · in silence · now",
        "5",
    ]
    assert_travels(panel)

"""The game on the projector: guesses before the clock, one key per role, slips said and taken back, nothing lost."""

from __future__ import annotations

from typing import Any

import pytest

from tests.widgets.panel_sessions import assert_travels, blocks, says
from vsm_toolkit.errors import UsageError, VsmError
from vsm_toolkit.handoff_game.table import GameTable
from vsm_toolkit.widgets.handoff_game_panel import HandoffGamePanel, read_whole_number


class Room:
    """A table with a clock that is moved by hand, and its panel."""

    def __init__(self, *, keep=None):
        self.kept: list[dict[str, Any]] = []
        self.now = 1000.0
        self.table = GameTable((), keep or self.kept.append, clock=lambda: self.now)
        self.panel = HandoffGamePanel(self.table)

    def tap(self, *roles, seconds=10.0):
        for role in roles:
            self.now += seconds
            self.panel.press("pass", str(role))

    def started(self):
        self.panel.press("set_up")
        self.panel.press("start_without")
        return self


def labels(panel):
    return [each["label"] for block in blocks(panel, "buttons") for each in block["items"]]


def keys(panel):
    return {each["label"]: each["notes"] for each in blocks(panel, "keypad")[0]["keys"]}


def test_a_first_time_user_sees_what_to_do_and_one_main_button():
    room = Room()

    assert_travels(room.panel)
    assert says(room.panel, "Twenty coins go through five pairs of hands")
    assert labels(room.panel) == ["Set the game up"]


def test_guesses_come_before_the_clock_unless_somebody_says_so():
    room = Room()
    room.panel.press("set_up")
    room.panel.press("start")

    assert room.panel.problems() == (
        "Nobody has guessed yet. Type what people wrote down, or press Start without guesses.",
    )
    assert room.table.game.stage == "guess"
    room.panel.press("start_without")
    assert room.table.game.stage == "play"


def test_guesses_are_kept_with_their_round_and_compared_after_it():
    room = Room()
    room.panel.press("set_up")
    room.panel.change("guess", "", "first", "60 90")
    room.panel.change("guess", "", "all", "2 min")
    room.panel.press("start")
    room.tap(0, 1, 2, 3, 4)

    assert says(room.panel, "The first item: 50 s. You guessed 60 to 90 s")
    assert says(room.panel, "All 20: 50 s. You guessed 120 s.")
    assert room.table.game.current.guesses.all_delivered == (120.0,)


def test_a_guess_that_cannot_be_read_stays_and_the_clock_does_not_start():
    room = Room()
    room.panel.press("set_up")
    room.panel.change("guess", "", "first", "soon")
    room.panel.press("start")
    cell = blocks(room.panel, "cards")[0]["rows"][0]["cells"]["first"]

    assert (cell["value"], room.table.game.stage) == ("soon", "guess")
    assert cell["problem"].startswith("Cannot read “soon” as a guess")


def test_every_key_says_what_lies_there_and_what_it_would_do():
    room = Room().started()
    room.tap(0)

    assert keys(room.panel) == {
        "Idea": ["0 here", "done"],
        "Design": ["20 here", "pass on 20"],
        "Build": ["0 here", "wait"],
        "Check": ["0 here", "wait"],
        "Release": ["0 here", "wait"],
    }
    assert blocks(room.panel, "stopwatch")[0]["seconds"] == 10.0


def test_a_slip_is_answered_below_the_keys_so_that_none_moves():
    room = Room().started()
    before = [block["type"] for block in room.panel.widget.content].index("keypad")
    room.tap(3)
    kinds = [block["type"] for block in room.panel.widget.content]

    assert kinds.index("keypad") == before
    assert says(room.panel, "Check has nothing to pass on yet: Build has not passed a batch on")
    room.tap(0)
    assert not says(room.panel, "Check has nothing")


def test_the_clock_stops_and_goes_on_and_the_last_tap_is_taken_back():
    room = Room().started()
    room.tap(0)
    room.panel.press("pause")
    room.now += 300
    assert not blocks(room.panel, "stopwatch")[0]["running"]
    room.panel.press("resume")
    room.tap(1)
    room.panel.press("undo")

    assert [each.at for each in room.table.game.current.record.passes] == [10.0]
    assert blocks(room.panel, "stopwatch")[0]["seconds"] == 20.0


def test_deliveries_only_leaves_one_key():
    room = Room()
    room.panel.press("set_up")
    room.panel.press("one_at_a_time")
    room.panel.change("guess", "", "counting", "deliveries")
    room.panel.press("start_without")
    room.tap(4)

    assert keys(room.panel) == {"Release": ["deliver 1"]}
    assert says(room.panel, "1 of 20 with the customer")


def test_a_round_too_fast_to_tap_goes_on_with_deliveries():
    room = Room()
    room.panel.press("set_up")
    room.panel.press("one_at_a_time")
    room.panel.press("start_without")
    room.tap(0, 0, 1)
    room.panel.press("deliveries_only")

    assert keys(room.panel) == {"Release": ["deliver 1"]}
    assert "Hands too fast? Tap deliveries only" not in labels(room.panel)


def test_a_finished_round_leads_to_the_next_and_two_rounds_are_compared():
    room = Room()
    room.panel.press("set_up")
    room.panel.press("simulate")
    assert labels(room.panel)[0] == "Next: round 2, Smaller batches"
    room.panel.press("next")
    room.panel.press("simulate")

    assert_travels(room.panel)
    assert says(room.panel, "Simulated players played rounds 1, 2")
    assert len(blocks(room.panel, "picture")) == 2
    assert len(blocks(room.panel, "table")[0]["rows"]) == 2


def test_a_round_broken_off_is_said_and_can_be_gone_on_with():
    room = Room().started()
    room.tap(0)
    room.panel.press("stop")
    assert says(room.panel, "Broken off with 0 of 20 items at the customer: not compared.")
    room.panel.press("undo")

    assert room.table.game.stage == "play"


def test_another_line_is_set_up_and_what_cannot_be_is_said_beside_its_field():
    room = Room()
    room.panel.change("set_up", "", "roles", "Product, Dev, QA, Ops")
    room.panel.change("set_up", "", "items", "many")
    room.panel.press("set_up")
    assert blocks(room.panel, "cards")[0]["rows"][0]["cells"]["items"]["problem"].startswith("Cannot read “many”")
    room.panel.change("set_up", "", "items", "12")
    room.panel.press("set_up")

    assert room.table.game.plan.roles == ("Product", "Dev", "QA", "Ops")
    assert room.table.game.plan.items == 12


def test_after_the_fourth_round_the_debrief_is_one_press_away():
    room = Room()
    room.panel.press("set_up")
    for key in ("one_at_a_time", "one_role_decides", "two_roles_merged"):
        room.panel.press(key)
        room.panel.press("simulate")
        shown = labels(room.panel)
        assert ("To the debrief" in shown) is (key != "one_at_a_time")
    room.panel.press("debrief")

    assert room.panel.problems() == ()
    assert room.table.game.stage == "result"


def test_a_new_game_can_be_looked_at_and_left_again():
    room = Room()
    room.panel.press("set_up")
    room.panel.press("simulate")
    room.panel.press("new")
    assert labels(room.panel) == ["Set the game up", "Back to the game"]
    room.panel.press("back")

    assert len(room.table.game.rounds) == 1


def test_a_full_disk_is_said_and_the_tap_does_not_count():
    events = []

    def keep(event):
        if event["do"] == "pass":
            raise VsmError("The disk is full.")
        events.append(event)

    room = Room(keep=keep).started()
    room.tap(0)

    assert says(room.panel, "The disk is full.")
    assert room.table.game.current.record.passes == ()
    assert len(room.panel.errors) == 0


def test_damage_in_the_file_stands_at_the_top():
    table = GameTable((), lambda _event: None, clock=lambda: 0.0)
    panel = HandoffGamePanel(table, ("handoff_game.jsonl, line 3: it is no gesture of the game.",))

    assert blocks(panel, "lines")[0]["items"] == ["handoff_game.jsonl, line 3: it is no gesture of the game."]


def test_hostile_roles_stay_text_and_short():
    room = Room()
    room.panel.change("set_up", "", "roles", "<b>A</b>, \u202eB, C, D")
    room.panel.press("set_up")
    room.panel.press("start_without")

    assert list(keys(room.panel))[:2] == ["<b>A</b>", "\u2068\u202eB\u2069"]
    assert len(room.panel.errors) == 0


@pytest.mark.parametrize("text", ["", "two", "2.5", "-3", "99999", "٣"])
def test_what_is_no_count_is_refused(text):
    with pytest.raises(UsageError, match="write a whole number"):
        read_whole_number(text)

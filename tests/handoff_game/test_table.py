"""The table: nothing counts before it is kept, and everybody who follows is told."""

import pytest

from vsm_toolkit.errors import UsageError, VsmError
from vsm_toolkit.handoff_game.table import GameTable

SET_UP = {"roles": ["A", "B", "C", "D"], "items": 4, "batch": 2}


def test_a_gesture_is_kept_with_its_time_before_anybody_is_told():
    kept, told = [], []
    table = GameTable((), kept.append, clock=lambda: 12.3456)
    table.subscribe(lambda: told.append(len(kept)))
    table.do("set_up", **SET_UP)

    assert kept == [{"do": "set_up", "at": 12.346, **SET_UP}]
    assert told == [1]
    assert table.now() == 12.3456


def test_what_cannot_be_kept_did_not_happen():
    def full(_event):
        raise VsmError("The disk is full.")

    table = GameTable((), full, clock=lambda: 0.0)

    with pytest.raises(VsmError, match="disk is full"):
        table.do("set_up", **SET_UP)
    assert table.game.stage == "set_up"


def test_what_cannot_happen_is_not_kept():
    kept = []
    table = GameTable((), kept.append, clock=lambda: 0.0)

    with pytest.raises(UsageError, match="No round is running"):
        table.do("pass", role=0)
    assert kept == []


def test_a_game_goes_on_where_its_events_end():
    kept = []
    table = GameTable((), kept.append, clock=lambda: 5.0)
    table.do("set_up", **SET_UP)
    table.do("start", counting="every_handoff")
    table.do("pass", role=0)
    again = GameTable(kept, kept.append, clock=lambda: 9.0)

    assert again.game == table.game
    assert again.left_out == 0

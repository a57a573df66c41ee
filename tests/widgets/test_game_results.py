"""What a round brought, in words first and pictures after, with what is not known left out."""

from vsm_toolkit.handoff_game.batch_line import line_record
from vsm_toolkit.handoff_game.game import Game, PlayedRound, simulated_game
from vsm_toolkit.handoff_game.guesses import NOBODY_GUESSED
from vsm_toolkit.handoff_game.round_record import Counting, RoundRecord
from vsm_toolkit.handoff_game.rounds import plan_rounds
from vsm_toolkit.widgets.blocks import buttons
from vsm_toolkit.widgets.game_results import comparison_blocks, result_blocks

NEXT = buttons("next", "What next", [])


def told(blocks):
    return [item for block in blocks if block["type"] == "lines" for item in block["items"]]


def test_the_two_times_and_the_waiting_come_before_any_picture():
    record = line_record(plan_rounds()[0], [[20.0]] * 5, simulated=False)
    found = result_blocks(PlayedRound(record, NOBODY_GUESSED), 1, NEXT)

    assert told(found) == [
        "The first item after 100 s, all 20 after 100 s.",
        "An item on its way waited 95 % of the time: no hand was on it.",
    ]
    assert [block["type"] for block in found][-2:] == ["bars", "picture"]
    assert [bar["text"] for bar in found[-2]["items"]] == ["20 s of 100 s"] * 5


def test_where_only_deliveries_were_tapped_no_hands_are_shown():
    record = RoundRecord(plan_rounds()[0], Counting.DELIVERIES).with_pass(4, at=99.0)
    found = result_blocks(PlayedRound(record, NOBODY_GUESSED), 1, NEXT)

    assert "bars" not in [block["type"] for block in found]
    assert not any("waited" in item for item in told(found))


def test_one_round_is_compared_with_nothing():
    assert comparison_blocks(Game()) == []


def test_all_rounds_stand_beside_each_other_with_their_caveat():
    found = comparison_blocks(simulated_game(7))
    (compared,) = [block for block in found if block["type"] == "table"]

    assert [row["cells"]["handoffs"]["value"] for row in compared["rows"]] == ["4", "4", "4", "3", "3"]
    assert "Simulated players played rounds 1, 2, 3, 4, 5" in told(found)[-1]

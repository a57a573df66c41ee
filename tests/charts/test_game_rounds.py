"""The rounds under each other, to one scale, simulated ones hollow."""

from vsm_toolkit.charts.game_rounds import game_rounds_picture
from vsm_toolkit.handoff_game.game import Game, simulated_game
from vsm_toolkit.handoff_game.rounds_compared import compare_rounds


def test_every_round_is_named_with_both_times(read):
    rows = compare_rounds(simulated_game(7))
    picture = game_rounds_picture(rows)
    drawn = read(picture.svg())

    assert all(row.label in picture.text_alternative for row in rows)
    assert "hollow: simulated players" in drawn.words()
    assert drawn.clipped_texts() == []


def test_before_a_round_is_finished_the_picture_says_so():
    picture = game_rounds_picture(compare_rounds(Game()))

    assert picture.text_alternative.endswith("No round was played to its end yet.")

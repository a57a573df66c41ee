"""The rounds beside each other, and the honest words for so few of them."""

from vsm_toolkit.handoff_game.game import Game, after, play_again, simulated_game
from vsm_toolkit.handoff_game.rounds_compared import caveats, compare_rounds, practice_words, what_happened

SET_UP = {"do": "set_up", "roles": ["A", "B", "C", "D"], "items": 4, "batch": 2, "at": 0.0}
SIMULATE = {"do": "simulate", "seed": 5, "at": 0.0}


def choose(key):
    return {"do": "choose", "round": key, "at": 0.0}


def by_hand(seconds, order):
    """Play a round with a tap every few seconds, in this order of roles."""
    start = {"do": "start", "counting": "every_handoff", "at": 0.0}
    taps = [{"do": "pass", "role": role, "at": seconds * (place + 1)} for place, role in enumerate(order)]
    return [start, *taps]


# One batch of four: a tap every 4 s is a second per item. In batches of two that makes 2 s per tap: 8 s, 10 s.
BIG = by_hand(4.0, [0, 1, 2, 3])
IN_TWOS = by_hand(2.0, [0, 0, 1, 1, 2, 2, 3, 3])


def game_of(*events):
    return play_again([SET_UP, *events])[0]


def test_only_what_was_played_to_its_end_is_compared_and_the_last_time_counts():
    game = game_of(*BIG, choose("big_batch"), *by_hand(3.0, [0, 1, 2, 3]), choose("big_batch"), *BIG[:3])
    (row,) = compare_rounds(game)

    assert (row.timings.all_delivered, row.times_played, row.number) == (12.0, 2, 1)


def test_the_pace_of_the_first_round_says_what_smaller_batches_alone_would_bring():
    rows = compare_rounds(game_of(*BIG, choose("smaller_batches"), *IN_TWOS))

    assert rows[1].same_pace == (8.0, 10.0)
    (said,) = what_happened(rows)
    assert said == (
        "Round 1 → 2, batches of 2 instead of 4: the first 16 s → 14 s, all 16 s → 16 s. "
        "Had nobody been faster or slower than in round 1: all in 10 s. "
        "It took 16 s: passing on 6 times costs something too, and there is chance."
    )


def test_fewer_handoffs_are_compared_with_the_round_that_differs_in_nothing_else():
    said = what_happened(compare_rounds(simulated_game(7)))

    assert [each.partition(":")[0] for each in said] == [
        "Round 1 → 2, batches of 5 instead of 20",
        "Round 1 → 3, batches of 1 instead of 20",
        "Round 3 → 4, 3 handoffs per item instead of 4",
        "Round 3 → 5, 3 handoffs per item instead of 4",
    ]


def test_being_faster_than_the_pace_is_called_practice():
    quick = by_hand(0.5, [0, 0, 1, 1, 2, 2, 3, 3])
    rows = compare_rounds(game_of(*BIG, choose("smaller_batches"), *quick))

    assert what_happened(rows)[0].endswith("It took 4.0 s: the rest is practice, and chance.")


def test_people_and_simulated_players_are_never_compared_silently():
    rows = compare_rounds(game_of(*BIG, choose("one_at_a_time"), SIMULATE))

    assert rows[1].same_pace is None
    assert rows[1].label == "3 One at a time (simulated)"
    assert [sentence.split(":")[0] for sentence in caveats(rows)] == [
        "Each round was played once, and hands get faster with practice",
        "Simulated players played round 3",
        "Rounds of people and rounds of simulated players do not compare.",
    ]


def test_practice_is_named_when_the_first_round_was_played_again():
    game = game_of(*BIG, choose("big_batch"), *by_hand(3.0, [0, 1, 2, 3]))

    assert practice_words(game) == (
        "Round 1 took 16 s at first and 12 s when it was played again: that much is practice, or chance."
    )
    assert practice_words(game_of(*BIG)) == ""
    assert practice_words(Game()) == ""


def test_before_anything_is_played_nothing_is_said():
    rows = compare_rounds(after(Game(), SET_UP))

    assert (rows, what_happened(rows), caveats(rows)) == ((), (), ())

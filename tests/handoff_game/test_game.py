"""A game as the sum of its events: slips taken back, pauses left out, and the same state after a restart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.errors import UsageError
from vsm_toolkit.handoff_game.game import Game, after, play_again

SET_UP = {"do": "set_up", "roles": ["A", "B", "C", "D"], "items": 4, "batch": 2, "at": 0.0}
START = {"do": "start", "counting": "every_handoff", "at": 100.0}


def tap(role, at):
    return {"do": "pass", "role": role, "at": at}


def played(*events):
    game, left_out = play_again([SET_UP, *events])
    assert left_out == 0
    return game


def test_a_round_is_guessed_played_and_shown():
    guess = {"do": "guess", "first": [30], "all": [40, 50], "at": 90.0}
    game = played(guess, START, tap(0, 110.0), tap(1, 120.0), tap(2, 130.0), tap(3, 141.5))

    assert (game.stage, game.guesses.all_delivered) == ("result", ())
    assert game.current.guesses.all_delivered == (40.0, 50.0)
    assert [each.at for each in game.current.record.passes] == [10.0, 20.0, 30.0, 41.5]
    assert game.finished("big_batch") == game.rounds


def test_a_stopped_clock_is_left_out_of_the_times():
    pause, resume = {"do": "pause", "at": 105.0}, {"do": "resume", "at": 165.0}
    game = played(START, pause, {**pause, "at": 120.0}, resume, resume, tap(0, 170.0))

    assert game.current.record.passes[0].at == 10.0
    assert played(START, pause).current.seconds(at=150.0) == 5.0


def test_while_the_clock_stands_nothing_is_passed_on():
    with pytest.raises(UsageError, match="The clock stands"):
        after(played(START, {"do": "pause", "at": 105.0}), tap(0, 106.0))


def test_undo_takes_back_the_last_tap_even_the_one_that_ended_the_round():
    game = played(START, *(tap(role, 110.0 + role) for role in range(4)))
    again = after(game, {"do": "undo", "at": 115.0})

    assert (game.stage, again.stage) == ("result", "play")
    assert len(again.current.record.passes) == 3
    assert after(again, tap(3, 120.0)).current.record.passes[-1].at == 20.0


def test_undo_goes_on_with_a_round_that_was_broken_off():
    game = played(START, tap(0, 110.0), {"do": "stop", "at": 111.0})
    again = after(game, {"do": "undo", "at": 112.0})

    assert (game.stage, again.stage) == ("result", "play")
    assert len(again.current.record.passes) == 1


def test_when_hands_are_too_fast_the_round_goes_on_with_deliveries_alone():
    two = {"do": "choose", "round": "smaller_batches", "at": 0.0}
    whole_batch = [tap(role, 110.0 + role) for role in range(4)]
    game = played(two, START, *whole_batch, tap(0, 115.0), {"do": "deliveries_only", "at": 116.0}, tap(3, 120.0))

    assert game.current.record.counting == "deliveries"
    assert [(each.role, each.at) for each in game.current.record.passes] == [(3, 13.0), (3, 20.0)]
    assert game.stage == "result"


def test_a_round_broken_off_counts_for_no_comparison():
    game = played(START, tap(0, 110.0), {"do": "stop", "at": 111.0})

    assert game.current.broken_off
    assert game.finished("big_batch") == ()


def test_a_round_can_be_chosen_and_played_again():
    simulate = {"do": "simulate", "seed": 3, "at": 0.0}
    game = played(simulate, {"do": "choose", "round": "one_at_a_time", "at": 0.0}, simulate)
    again = after(after(game, {"do": "choose", "round": "big_batch"}), simulate)

    assert [each.record.plan.key for each in again.rounds] == ["big_batch", "one_at_a_time", "big_batch"]
    assert len(again.finished("big_batch")) == 2


@pytest.mark.parametrize(
    ("events", "event", "match"),
    [
        ([], tap(0, 1.0), "No round is running"),
        ([], {"do": "undo"}, "no tap to take back"),
        ([], {"do": "dance"}, "no gesture 'dance'"),
        ([], {"do": "choose", "round": "x"}, "no round 'x'"),
        ([], {"do": "start", "at": 1.0}, "lacks something"),
        ([], {"do": "guess", "first": 3, "all": []}, "lacks something"),
        ([START], START, "A round is running"),
        ([START], {"do": "choose", "round": "big_batch"}, "A round is running"),
        ([START], tap("1", 1.0), "lacks something"),
        ([START], tap(0, float("nan")), "without a time"),
        ([START], tap(0, "noon"), "lacks something"),
        ([START], tap(9, 1.0), "keys are 1 to 4"),
        ([{"do": "simulate", "seed": 1}], {"do": "undo"}, "no tap to take back"),
    ],
)
def test_what_cannot_happen_now_is_refused_with_a_sentence(events, event, match):
    with pytest.raises(UsageError, match=match):
        after(played(*events), event)


def test_before_a_game_is_set_up_nothing_can_start():
    with pytest.raises(UsageError, match="No game is set up yet"):
        after(Game(), START)


def test_events_that_cannot_happen_are_left_out_and_counted():
    game, left_out = play_again([SET_UP, tap(0, 1.0), {"do": "?"}, {"do": "start", "counting": "no", "at": 1}, START])

    assert (game.stage, left_out) == ("play", 3)


gestures = st.sampled_from(["start", "pass", "undo", "pause", "resume", "stop", "simulate", "choose", "set_up"])


@given(st.lists(st.tuples(gestures, st.integers(0, 4), st.floats(-5.0, 50.0)), max_size=60))
def test_whatever_happens_the_clock_of_a_round_never_goes_back(happened):
    at, game = 1000.0, after(Game(), SET_UP)
    for name, number, seconds in happened:
        at += seconds
        details = {"counting": "every_handoff", "role": number, "seed": number, "round": "big_batch"}
        event = {**SET_UP, **details, "do": name, "at": at}
        try:
            game = after(game, event)
        except UsageError:
            continue
    times = [[each.at for each in each_round.record.passes] for each_round in game.rounds]

    assert all(of_round == sorted(of_round) for of_round in times)
    assert all(first >= 0 for of_round in times for first in of_round[:1])

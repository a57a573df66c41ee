"""From the game to the map: the longest handoffs first, and questions that the played rounds raise."""

from vsm_toolkit.handoff_game.debrief import MONDAY, longest_handoffs, questions
from vsm_toolkit.handoff_game.game import play_again
from vsm_toolkit.handoff_game.rounds_compared import compare_rounds
from vsm_toolkit.model import Edge, Step, TimeEstimate, ValueStream


def test_the_longest_waits_come_first_and_unknown_ones_last():
    wait = TimeEstimate(value=8.0)
    steps = (
        Step(id="a", name="Ask", team="Ops"),
        Step(id="b", name="Build", team="Dev"),
        Step(id="c", name="Check", team="QA", wait_time=wait),
    )
    stream = ValueStream(
        name="s", steps=steps, edges=(Edge(from_step="a", to_step="b"), Edge(from_step="b", to_step="c"))
    )
    found = longest_handoffs(stream)

    assert [(each.givers, each.receiver, each.wait_hours) for each in found] == [
        (("Build",), "Check", 8.0),
        (("Ask",), "Build", None),
    ]


def test_questions_are_about_the_rounds_that_were_played():
    simulate = {"do": "simulate", "seed": 1}
    events = [{"do": "set_up", "roles": list("ABCD"), "items": 20, "batch": 5}, simulate]
    only_first = questions(compare_rounds(play_again(events)[0]))
    more = [*events, {"do": "choose", "round": "one_at_a_time"}, simulate]
    with_third = questions(compare_rounds(play_again(more)[0]))

    assert any("an item waited 9" in each for each in only_first)
    assert not any("Round 3" in each for each in only_first)
    assert any("Round 3 passed on 60 times instead of 3" in each for each in with_third)


def test_monday_begins_with_something_to_count():
    assert "Count what lies there today" in MONDAY[0]

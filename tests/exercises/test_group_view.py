"""The coach's view: learners are counted and never attempts, nobody is ranked, and time comes from outside."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_toolkit.exercises.group_view import Standing, view_group
from vsm_toolkit.exercises.progress import Attempt, Verdict

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def tried(learner, task="a", verdict=Verdict.WRONG, misconception=None, *, minutes=1.0, exercise="e05", answer="1"):
    at = (NOW - timedelta(minutes=minutes)).isoformat()
    return Attempt(learner, exercise, task, answer, verdict, misconception, at)


def misread(learner, name="summed", **details):
    return tried(learner, verdict=Verdict.MISCONCEPTION, misconception=name, **details)


def right(learner, **details):
    return tried(learner, verdict=Verdict.RIGHT, **details)


def standing_of(*attempts):
    (one,) = view_group(attempts, NOW).learners
    return one.standing


def test_three_answers_without_success_could_use_a_hand_and_two_are_on_the_way():
    assert standing_of(*[tried("Ana")] * 2) is Standing.ON_THE_WAY
    assert standing_of(*[tried("Ana")] * 3) is Standing.COULD_USE_A_HAND


def test_all_three_hints_without_success_could_use_a_hand():
    hints = [tried("Ana", verdict=Verdict.HINT, answer=str(number)) for number in (1, 2, 3)]

    assert standing_of(*hints[:2], hints[1]) is Standing.ON_THE_WAY
    assert standing_of(*hints) is Standing.COULD_USE_A_HAND


def test_a_solved_task_ends_the_difficulty():
    assert standing_of(*[tried("Ana")] * 5, right("Ana")) is Standing.BETWEEN_TASKS


def test_an_earlier_task_left_unsolved_does_not_stick_to_a_learner():
    assert standing_of(*[tried("Ana")] * 5, tried("Ana", "b")) is Standing.ON_THE_WAY


@pytest.mark.parametrize(
    ("minutes", "standing"),
    [(10, Standing.ON_THE_WAY), (11, Standing.QUIET), (240, Standing.QUIET), (241, Standing.AWAY)],
)
def test_silence_with_an_open_task_is_seen(minutes, standing):
    assert standing_of(tried("Ana", minutes=minutes)) is standing


def test_a_time_nobody_can_read_and_a_clock_ahead_of_ours_do_no_harm():
    unreadable = Attempt("Ana", "e01", "a", "1", Verdict.WRONG, None, "yesterday")
    without_offset = Attempt("Ben", "e01", "a", "1", Verdict.WRONG, None, "2026-03-02T09:58:00")
    found = {each.learner: each for each in view_group([unreadable, without_offset, tried("Eve", minutes=-5)], NOW).learners}

    assert found["Ana"].since is None
    assert found["Ben"].since == timedelta(minutes=2)
    assert found["Eve"].since == timedelta(0)


def test_misconceptions_are_counted_by_learners_and_not_by_attempts():
    attempts = [*[misread("Ana")] * 7, misread("Ben"), right("Ben"), right("Eve"), misread("Eve", "halved", task="b")]
    (common,) = view_group(attempts, NOW).misconceptions

    assert (common.misconception, common.learners, common.past_it, common.tried) == ("summed", 2, 1, 3)


def test_what_most_still_hold_comes_first_and_leads_to_the_debrief():
    got_past = [each for name in ("Ana", "Ben", "Eve") for each in (misread(name, exercise="e02"), right(name, exercise="e02"))]
    still_held = [misread(name, exercise="e03") for name in ("Ana", "Ben")]
    view = view_group([*got_past, *still_held], NOW)

    assert [each.exercise for each in view.misconceptions] == ["e03", "e02"]
    assert (view.debrief_next, view.debrief_learners) == ("e03", 2)


def test_what_all_got_past_is_still_worth_a_word_when_nothing_is_open():
    attempts = [each for name in ("Ana", "Ben") for each in (misread(name), right(name))]

    assert view_group(attempts, NOW).debrief_next == "e05"


def test_one_learner_alone_needs_no_debrief():
    view = view_group([misread("Ana")] * 5, NOW)

    assert (view.misconceptions, view.debrief_next, view.debrief_learners) == ((), None, 0)


def test_the_same_name_in_another_spelling_is_the_same_learner():
    view = view_group([tried("Ana  B"), tried("ana b"), tried("ANA B")], NOW)

    assert [(each.learner, each.answers) for each in view.learners] == [("Ana  B", 3)]


def test_nobody_has_tried_anything_yet():
    view = view_group([], NOW)

    assert (view.learners, view.misconceptions, view.debrief_next) == ((), (), None)


attempts = st.builds(
    tried,
    st.sampled_from(["Ana", "Ben", "Eve", "Åsa"]),
    st.sampled_from("ab"),
    st.sampled_from(Verdict),
    st.sampled_from([None, "summed", "halved"]),
    exercise=st.sampled_from(["e01", "e02"]),
)


@given(st.lists(attempts, max_size=40))
def test_learners_stand_in_the_order_of_the_alphabet_and_no_count_exceeds_them(listed):
    view = view_group(listed, NOW)
    names = [each.learner for each in view.learners]

    assert names == sorted({each.learner for each in listed}, key=str.casefold)
    assert all(2 <= each.learners <= len(names) and 0 <= each.past_it <= each.learners for each in view.misconceptions)
    assert 0 <= view.debrief_learners <= len(names)

"""The coach's view in words: help to offer, no marks, no names in any count."""

from datetime import timedelta

import pytest

from vsm_toolkit.exercises.group_view import CommonMisconception, GroupView, LearnerView, Standing
from vsm_toolkit.exercises.group_words import (
    STANDING_WORDS,
    ago_words,
    debrief_words,
    effort_words,
    exercise_words,
    hand_words,
    misconception_words,
)


def learner(name, standing=Standing.ON_THE_WAY):
    return LearnerView(name, "e05", "a", 1, 0, timedelta(minutes=1), standing, None)


@pytest.mark.parametrize(
    ("past", "words"),
    [(0, "nobody got past it yet."), (1, "1 got past it."), (3, "all got past it.")],
)
def test_how_many_got_past_a_misconception_is_said(past, words):
    assert misconception_words(CommonMisconception("e05", "a", "x_y", 3, past, 4), {}) == (
        f"E5, task a, “x y”: met by 3 of the 4 who tried; {words}"
    )


def test_the_debrief_says_what_or_that_nothing_is_shared():
    shared = GroupView((learner("Ana"),), (), "e05", 3)

    assert debrief_words(shared, {"e05": "Two roads"}) == (
        "Talk about E5 Two roads together next: 3 learners share a difficulty there."
    )
    assert debrief_words(GroupView((learner("Ana"),), (), None, 0), {}).startswith("No two learners share")


def test_who_could_use_a_hand_is_counted_without_a_name():
    group = GroupView(
        (learner("Ana", Standing.COULD_USE_A_HAND), learner("Ben", Standing.QUIET), learner("Eve")), (), None, 0
    )

    assert hand_words(group) == "Of 3: 1 could use a hand, 1 quiet for a while."
    assert hand_words(GroupView((learner("Eve"),), (), None, 0)) == ""


def test_words_are_gentle_and_complete():
    assert set(STANDING_WORDS) == set(Standing)
    assert not {"fail", "wrong", "slow", "behind", "best", "worst"} & set(" ".join(STANDING_WORDS.values()).split())


def test_small_counts_and_odd_keys_read_well():
    assert effort_words(LearnerView("A", "e01", "a", 1, 0, None, Standing.ON_THE_WAY, None)) == "1 answer"
    assert [exercise_words(key, {}) for key in ("e10", "intro", "", "e")] == ["E10", "intro", "", "e"]
    assert ago_words(timedelta(days=1, hours=3)) == "1 day ago"

"""What learners tried, summed up for a coach."""

from __future__ import annotations

from vsm_toolkit.exercises.progress import Attempt, Verdict, progress_by_task


def attempt(answer, verdict=Verdict.WRONG, *, learner="Ana", task="a", misconception=None):
    return Attempt(learner, "e02", task, answer, verdict, misconception, "2026-03-02T09:00:00+00:00")


def test_hints_count_apart_from_answers_and_the_same_hint_once():
    hints = [attempt("1", Verdict.HINT), attempt("1", Verdict.HINT), attempt("2", Verdict.HINT)]
    (found,) = progress_by_task([*hints, attempt("40")])

    assert (found.answers, found.hints, found.solved) == (1, 2, False)


def test_practice_after_the_first_right_answer_counts_no_more():
    (found,) = progress_by_task(
        [attempt("140"), attempt("141", Verdict.RIGHT), attempt("9"), attempt("1", Verdict.HINT)]
    )

    assert (found.answers, found.hints, found.solved) == (2, 0, True)


def test_a_misconception_met_twice_is_named_once():
    slips = [attempt("33", Verdict.MISCONCEPTION, misconception="work_only")] * 2
    other = attempt("104", Verdict.MISCONCEPTION, misconception="wait_only")
    (found,) = progress_by_task([*slips, other])

    assert found.misconceptions == ("work_only", "wait_only")


def test_learners_and_tasks_are_kept_apart_in_the_order_they_were_touched():
    records = [attempt("1", task="b"), attempt("1"), attempt("1", learner="Ben"), attempt("2", task="b")]

    assert [(each.learner, each.task, each.answers) for each in progress_by_task(records)] == [
        ("Ana", "b", 2),
        ("Ana", "a", 1),
        ("Ben", "a", 1),
    ]

"""What an exercise notebook opens."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from vsm_toolkit.errors import UsageError
from vsm_toolkit.exercises.catalogue import MODULES, build_exercise
from vsm_toolkit.exercises.progress import Verdict
from vsm_toolkit.io.progress_file import PROGRESS, read_progress
from vsm_toolkit.workshop.exercise_desk import ExerciseDesk, open_exercise

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path):
    return ExerciseDesk(build_exercise("e02", 7), tmp_path, "Ana", clock=lambda: NINE)


def test_every_attempt_and_hint_is_kept_with_what_was_said(desk, tmp_path):
    desk.hint("a")
    desk.check("a", "no idea")
    desk.check("A", 12.5)
    kept = read_progress(tmp_path).attempts

    assert [(each.answer, each.verdict) for each in kept] == [
        ("1", Verdict.HINT),
        ("no idea", Verdict.UNREADABLE),
        ("12.5", Verdict.WRONG),
    ]
    assert {(each.learner, each.exercise, each.task, each.at, each.variant_seed) for each in kept} == {
        ("Ana", "e02", "a", "2026-03-02T09:00:00+00:00", 7)
    }


def test_hints_go_on_from_the_last_one(desk):
    numbers = [desk.hint("b").sentence[:13] for _ in range(4)]

    assert numbers == ["→ Hint 1 of 3", "→ Hint 2 of 3", "→ Hint 3 of 3", "→ Hint 3 of 3"]
    assert desk.hint("b", 1).sentence.startswith("→ Hint 1 of 3")


def test_without_a_folder_nothing_is_kept():
    desk = open_exercise("e02", keep_progress=False)

    assert desk.check("a", "141").verdict is Verdict.RIGHT
    assert desk.progress() == "0 of 8 tasks solved."


def test_a_folder_that_cannot_be_written_costs_no_feedback(desk, tmp_path):
    (tmp_path / PROGRESS).write_text("in the way", encoding="utf-8")
    said = desk.check("a", "1 h").sentence

    assert said.startswith("✗ Not yet: Too low.")
    assert "Progress is not kept." in said


def test_whoever_worked_here_last_goes_on(desk, tmp_path):
    desk.check("a", "1 h")
    desk.rename(" Ben ")
    later = ExerciseDesk(build_exercise("e02"), tmp_path)

    assert desk.learner == "Ben"
    assert later.learner == "Ana"


def test_somebody_without_a_name_is_kept_as_such(tmp_path):
    desk = open_exercise("e02", folder=tmp_path)
    desk.check("a", "141")

    assert [each.learner for each in read_progress(tmp_path).attempts] == ["unnamed"]
    assert open_exercise("e02", folder=tmp_path).learner == ""


def test_progress_counts_the_tasks_solved(tmp_path):
    desk = open_exercise("e02", learner="Ana", folder=tmp_path)
    desk.check("a", "141")
    desk.check("a", "141")
    desk.check("b", "1 %")

    assert desk.progress() == "1 of 8 tasks solved."


def test_a_name_that_cannot_be_kept_is_refused(desk):
    with pytest.raises(UsageError, match="1 to 80 characters"):
        desk.rename(" ")
    assert desk.learner == "Ana"


def test_a_panel_is_made_once(desk):
    assert desk.task("a") is desk.task("A")
    assert desk.start() is desk.start()


@pytest.mark.parametrize("key", MODULES)
def test_every_exercise_shows_its_data_as_text_and_as_a_table(key, tmp_path):
    desk = open_exercise(key, folder=tmp_path)
    data = desk.data()

    assert all(table.caption in repr(data) for table in data.tables)
    assert data._repr_html_().count("<table") == len(data.tables) >= 1
    assert len(data.pictures) == len(desk.exercise.beside_the_data)


def test_columns_of_figures_stand_on_the_right(tmp_path):
    steps, ideas = open_exercise("e05", folder=tmp_path).data().tables
    (rungs,) = open_exercise("e11", folder=tmp_path).data().tables

    assert (steps.numeric, ideas.numeric) == ({3, 4, 5}, frozenset())
    assert rungs.numeric == {0, 2, 3, 4}


def test_pictures_beyond_the_data_are_shown_when_asked_for():
    desk = open_exercise("e02", keep_progress=False)

    assert desk.data().pictures == ()
    assert "3.5 wk" in repr(desk.picture("ladder"))
    assert "4.2 wk" in repr(desk.picture("simulated"))


def test_a_picture_it_does_not_have_is_refused():
    with pytest.raises(UsageError, match="no picture 'tornado'; its pictures: ladder, simulated"):
        open_exercise("e02", keep_progress=False).picture("tornado")


def test_in_words_it_says_how_to_answer_without_widgets(desk):
    assert 'exercise.check("a", "12 h")' in repr(desk)
    assert desk.exercise.tasks[-1].question in repr(desk)

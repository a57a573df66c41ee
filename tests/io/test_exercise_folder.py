"""Folders of exercises: learners' copies made from the solutions, never over what somebody wrote."""

from __future__ import annotations

import json
import re

import pytest

from vsm_toolkit.errors import UsageError
from vsm_toolkit.exercises.catalogue import MODULES, build_exercise
from vsm_toolkit.exercises.student_copy import notebook_text, student_copy
from vsm_toolkit.io import exercise_folder
from vsm_toolkit.io.exercise_folder import (
    COMPARED,
    make_exercise_folder,
    read_notebook,
    refresh_copies,
    run_solutions,
    solution_notebooks,
)
from vsm_toolkit.io.shipped_files import sample_engagement


def sources(path):
    return ["".join(cell["source"]) for cell in read_notebook(path)["cells"] if cell["cell_type"] == "code"]


@pytest.fixture
def solutions(tmp_path, monkeypatch):
    """Give a small set of solutions of our own."""
    folder = tmp_path / "shipped"
    (folder / "solutions").mkdir(parents=True)
    monkeypatch.setattr(exercise_folder, "shipped_folder", lambda name: folder)
    cells = [("1 + 1", [COMPARED]), ("2 + 2", []), ("1 / 0", ["nbval-skip"])]
    notebook = {
        "cells": [
            {
                "cell_type": "code",
                "id": f"c{place}",
                "metadata": {"tags": tags},
                "source": source,
                "outputs": [],
                "execution_count": None,
            }
            for place, (source, tags) in enumerate(cells)
        ],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (folder / "solutions" / "e01_one_clock.ipynb").write_bytes(notebook_text(notebook))
    return folder


def test_there_is_a_solution_for_every_exercise():
    assert [path.stem for path in solution_notebooks()] == list(MODULES.values())


@pytest.mark.parametrize("solution", solution_notebooks(), ids=lambda path: path.stem)
def test_no_learners_copy_is_stale(solution):
    copy = solution.parent.parent / solution.name

    assert copy.read_bytes() == notebook_text(student_copy(read_notebook(solution))), "run: vsm exercise refresh"


@pytest.mark.parametrize("solution", solution_notebooks(), ids=lambda path: path.stem)
def test_a_solution_answers_every_task_and_its_checked_outputs_say_right(solution):
    cells = [cell for cell in read_notebook(solution)["cells"] if COMPARED in cell["metadata"].get("tags", ())]
    said = ["".join(cell["outputs"][0]["data"]["text/plain"]) for cell in cells]

    assert len(cells) >= 7
    assert [sentence for sentence in said if not sentence.startswith("✓ Right: ")] == []


@pytest.mark.parametrize("solution", solution_notebooks(), ids=lambda path: path.stem)
def test_notebook_paper_and_exercise_agree_on_title_and_minutes(solution):
    exercise = build_exercise(solution.stem[:3], sample=sample_engagement)
    opening = "".join(read_notebook(solution)["cells"][0]["source"])
    name = f"E{int(exercise.key[1:])} {exercise.title}"
    papers = (exercise_folder.shipped_folder("exercises").parent / "docs" / "exercises.md").read_text(encoding="utf-8")

    assert opening.startswith(f"# {name} ★")
    assert f"About {exercise.minutes} minutes." in opening
    assert re.search(rf"^\| {re.escape(name)} ★+ \| {exercise.minutes} \|", papers, flags=re.MULTILINE)


def test_a_folder_holds_every_exercise_with_its_own_numbers_and_name(tmp_path):
    made = make_exercise_folder(tmp_path / "ana", seed=7, learner="Ana")

    assert set(made.added) == {
        *(f"{name}.ipynb" for name in MODULES.values()),
        "coach_view.ipynb",
        "handoff_game.ipynb",
        "handoff_game_sheet.html",
    }
    assert 'open_exercise("e05", learner="Ana", seed=7)' in sources(tmp_path / "ana" / "e05_two_roads.ipynb")[0]


def test_made_again_it_keeps_what_somebody_changed_and_refreshes_the_rest(tmp_path):
    make_exercise_folder(tmp_path)
    changed = tmp_path / "e02_the_ladder.ipynb"
    changed.write_text(changed.read_text(encoding="utf-8").replace("## Words", "## Our words"), encoding="utf-8")
    made = make_exercise_folder(tmp_path, seed=3)

    assert made.kept == ("e02_the_ladder.ipynb",)
    assert len(made.refreshed) == len(MODULES) - 1
    assert "## Our words" in changed.read_text(encoding="utf-8")


@pytest.mark.parametrize(("seed", "learner"), [(10_000, ""), (-1, ""), (None, "x" * 81)])
def test_a_seed_or_name_that_cannot_be_used_makes_nothing(tmp_path, seed, learner):
    with pytest.raises(UsageError):
        make_exercise_folder(tmp_path / "new", seed=seed, learner=learner)
    assert not (tmp_path / "new").exists()


def test_refresh_writes_only_what_is_stale(solutions):
    first, second = refresh_copies(), refresh_copies()

    assert (first, second) == (("e01_one_clock.ipynb",), ())


def test_running_a_solution_keeps_the_outputs_that_are_compared_and_no_others(solutions):
    ran = run_solutions(("e01",))
    cells = read_notebook(solutions / "solutions" / "e01_one_clock.ipynb")["cells"]

    assert ran == ("e01_one_clock.ipynb",)
    assert json.dumps(cells[0]["outputs"]).count('"2"') == 1
    assert [cell["outputs"] for cell in cells[1:]] == [[], []]


def test_running_no_solution_of_a_name_runs_nothing(solutions):
    assert run_solutions(("e99",)) == ()

"""The learner's copy is made from the solution."""

from __future__ import annotations

import copy

from vsm_toolkit.exercises.student_copy import student_copy


def cell(kind, source, **metadata):
    made = {"cell_type": kind, "id": "x", "metadata": metadata, "source": source}
    return made if kind == "markdown" else {**made, "outputs": [{"text": "✓"}], "execution_count": 3}


SOLUTION = {
    "cells": [
        cell("markdown", 'Try exercise.check("a", "12 h").'),
        cell("code", 'exercise = open_exercise("e02", keep_progress=False)'),
        cell("code", 'exercise.check("b", "it\'s 73.8 %")', tags=["nbval-check-output"]),
        cell("code", "exercise.data()", tags=["nbval-skip"]),
        cell("markdown", "For the coach only.", tags=["solution"]),
    ],
    "metadata": {"kernelspec": {"name": "python3"}},
}


def test_answers_become_tasks_and_outputs_and_tags_go():
    made = student_copy(SOLUTION)
    sources = [each["source"] for each in made["cells"]]

    assert sources[1:] == ['exercise = open_exercise("e02")', 'exercise.task("b")', "exercise.data()"]
    assert all(each["outputs"] == [] and each["execution_count"] is None for each in made["cells"][1:])
    assert all(each["metadata"] == {} for each in made["cells"])


def test_text_stays_as_it_is_and_the_solution_too():
    before = copy.deepcopy(SOLUTION)
    made = student_copy(SOLUTION, seed=7)

    assert made["cells"][0]["source"] == 'Try exercise.check("a", "12 h").'
    assert before == SOLUTION


def test_a_copy_can_have_its_own_numbers_and_name():
    made = student_copy(SOLUTION, seed=7, learner='Ana "A" Ö')

    assert made["cells"][1]["source"] == 'exercise = open_exercise("e02", learner="Ana \\"A\\" Ö", seed=7)'

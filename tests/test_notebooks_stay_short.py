"""Notebooks show and ask; the work is in the library. A cell is one act, and what is kept in git has no outputs."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LONGEST_CELL = 12
LIBRARY_WORK = {
    ast.FunctionDef: "def",
    ast.AsyncFunctionDef: "def",
    ast.ClassDef: "class",
    ast.For: "a for loop",
    ast.AsyncFor: "a for loop",
    ast.While: "a while loop",
}


def notebook_problems(notebook: dict, place: str, *, keeps_outputs: bool = False) -> list[str]:
    """List what is wrong with one notebook, each with the number of the cell as Jupyter's file counts it."""
    problems = [] if notebook["metadata"].get("kernelspec", {}).get("name") else [f"{place}: no kernelspec"]
    for number, cell in enumerate(notebook["cells"], 1):
        if cell["cell_type"] == "code":
            source = "".join(cell["source"])
            problems += [f"{place}, cell {number}: {problem}" for problem in source_problems(source)]
            if not keeps_outputs and (cell.get("outputs") or cell.get("execution_count") is not None):
                problems.append(f"{place}, cell {number}: outputs are kept; run nbstripout on it")
    return problems


def source_problems(source: str) -> list[str]:
    """List what is wrong with the source of one code cell."""
    python = "\n".join(line for line in source.splitlines() if line.strip() and not line.startswith(("%", "!")))
    length = len([line for line in source.splitlines() if line.strip()])
    problems = [f"{length} lines; move the work into vsm_toolkit"] if length > LONGEST_CELL else []
    kinds = {LIBRARY_WORK[type(node)] for node in ast.walk(ast.parse(python)) if type(node) in LIBRARY_WORK}
    return problems + [f"{kind}; move it into vsm_toolkit" for kind in sorted(kinds)]


def test_every_notebook_is_short_plain_and_stripped():
    problems = []
    for folder in ("notebooks", "exercises"):
        for path in sorted((ROOT / folder).rglob("*.ipynb")):
            if path.parent.name != ".ipynb_checkpoints":
                place = path.relative_to(ROOT)
                notebook = json.loads(path.read_text(encoding="utf-8"))
                keeps_outputs = place.parts[:2] == ("exercises", "solutions")
                problems += notebook_problems(notebook, place.as_posix(), keeps_outputs=keeps_outputs)

    assert problems == []


def notebook_of(source: str, **cell: object) -> dict:
    """Make a notebook with one code cell."""
    code = {"cell_type": "code", "source": source.splitlines(keepends=True), "outputs": [], "execution_count": None}
    return {"metadata": {"kernelspec": {"name": "python3"}}, "cells": [{**code, **cell}]}


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("x = 1\n" * 13, "13 lines"),
        ("def f():\n    pass", "def"),
        ("class A:\n    pass", "class"),
        ("for x in y:\n    print(x)", "a for loop"),
        ("while True:\n    break", "a while loop"),
        ("if ready:\n    for x in y:\n        print(x)", "a for loop"),
    ],
)
def test_a_cell_that_does_the_librarys_work_is_refused(source, problem):
    (found,) = notebook_problems(notebook_of(source), "a.ipynb")

    assert found.startswith(f"a.ipynb, cell 1: {problem};")


@pytest.mark.parametrize("kept", [{"execution_count": 3}, {"outputs": [{"output_type": "stream", "text": "x"}]}])
def test_a_kept_output_is_refused_except_in_a_solution(kept):
    notebook = notebook_of("print('x')", **kept)

    assert notebook_problems(notebook, "a.ipynb") == ["a.ipynb, cell 1: outputs are kept; run nbstripout on it"]
    assert notebook_problems(notebook, "a.ipynb", keeps_outputs=True) == []


def test_a_notebook_without_a_kernelspec_is_refused():
    notebook = {**notebook_of("x = 1"), "metadata": {}}

    assert notebook_problems(notebook, "a.ipynb") == ["a.ipynb: no kernelspec"]


def test_a_short_cell_with_blank_lines_magics_and_a_comprehension_is_fine():
    source = "%matplotlib inline\n\n" + "x = 1\n\n" * 10 + "[step.name for step in stream.steps]"

    assert notebook_problems(notebook_of(source), "a.ipynb") == []

"""Solutions are the source: the learner's copy of an exercise notebook is made from the notebook with the answers.

In a solution a cell such as ``exercise.check("a", "141 h")`` gives an answer; in the learner's copy the same cell asks
for it: ``exercise.task("a")``. Cells tagged ``solution`` are left out, and outputs with them.
"""

from __future__ import annotations

import copy
import json
import re
from typing import Any

ANSWER = re.compile(r'^exercise\.check\("([a-z])", .*\)$', re.DOTALL | re.MULTILINE)
OPENING = re.compile(r'open_exercise\("(e\d\d)"[^)]*\)')
ONLY_IN_SOLUTIONS = "solution"

Notebook = dict[str, Any]


def student_copy(solution: Notebook, *, seed: int | None = None, learner: str = "") -> Notebook:
    """Make the learner's notebook from the one with the answers.

    Parameters
    ----------
    solution : dict
        A notebook as JSON.
    seed : int or None
        Fresh numbers; ``None`` for the book's.
    learner : str
        Whose copy it is; ``""`` leaves it open.

    Examples
    --------
    >>> cell = {"cell_type": "code", "metadata": {}, "source": 'exercise.check("a", "141 h")', "outputs": [1]}
    >>> student_copy({"cells": [cell], "metadata": {}})["cells"][0]["source"]
    'exercise.task("a")'
    """
    made = copy.deepcopy(solution)
    made["cells"] = [
        _without_answer(cell, seed, learner)
        for cell in made["cells"]
        if ONLY_IN_SOLUTIONS not in cell["metadata"].get("tags", ())
    ]
    return made


def _without_answer(cell: Notebook, seed: int | None, learner: str) -> Notebook:
    source = "".join(cell["source"])
    if cell["cell_type"] == "code":
        source = OPENING.sub(lambda found: _opening(found.group(1), seed, learner), ANSWER.sub(r'exercise.task("\1")', source))
        cell |= {"outputs": [], "execution_count": None}
    return {**cell, "metadata": {}, "source": source}


def _opening(key: str, seed: int | None, learner: str) -> str:
    name = f", learner={json.dumps(learner, ensure_ascii=False)}" if learner else ""
    return f'open_exercise("{key}"{name}{"" if seed is None else f", seed={seed}"})'


def notebook_text(notebook: Notebook) -> bytes:
    """Write a notebook the way every notebook of the project is written.

    Examples
    --------
    >>> notebook_text({"cells": []})
    b'{\\n "cells": []\\n}\\n'
    """
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()

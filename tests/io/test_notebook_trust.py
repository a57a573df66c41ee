"""Notebooks that can do no harm are signed, so that a second browser shows their panels; all others are left alone."""

from __future__ import annotations

import nbformat
import pytest
from nbformat.sign import NotebookNotary
from nbformat.v4 import new_code_cell, new_notebook, new_output

from vsm_toolkit.io.notebook_trust import trust_notebooks

WIDGET = {"application/vnd.jupyter.widget-view+json": {"model_id": "a"}, "text/plain": "MapBoard()"}
SCRIPT = {"text/html": "<img src=x onerror=alert(1)>", "text/plain": "x"}


@pytest.fixture(autouse=True)
def own_jupyter(tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))


def written(folder, name, *data):
    outputs = [new_output("display_data", each) for each in data]
    path = folder / name
    nbformat.write(new_notebook(cells=[new_code_cell("board", outputs=outputs)]), path)
    return path


def is_trusted(path):
    return NotebookNotary().check_signature(nbformat.read(path, as_version=4))


def test_a_notebook_without_outputs_or_with_widgets_only_is_trusted(tmp_path):
    paths = [written(tmp_path, "00.ipynb"), written(tmp_path, "01.ipynb", WIDGET)]

    assert trust_notebooks(tmp_path) == ()
    assert all(map(is_trusted, paths))


def test_a_notebook_that_could_do_something_is_named_and_not_trusted(tmp_path):
    path = written(tmp_path, "from-elsewhere.ipynb", WIDGET, SCRIPT)

    assert trust_notebooks(tmp_path) == ("from-elsewhere.ipynb",)
    assert not is_trusted(path)


def test_a_notebook_with_a_saved_state_of_widgets_is_not_trusted(tmp_path):
    path = written(tmp_path, "with-state.ipynb", WIDGET)
    notebook = nbformat.read(path, as_version=4)
    state = {"model_name": "HTMLModel", "state": {"value": "<img src=x onerror=alert(1)>"}}
    notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {"a": state}}}
    nbformat.write(notebook, path)

    assert trust_notebooks(tmp_path) == ("with-state.ipynb",)
    assert not is_trusted(path)


def test_a_notebook_the_user_has_trusted_is_not_named(tmp_path):
    path = written(tmp_path, "mine.ipynb", SCRIPT)
    NotebookNotary().sign(nbformat.read(path, as_version=4))

    assert trust_notebooks(tmp_path) == ()


@pytest.mark.parametrize("content", ["", "no notebook", '{"cells": 3}', '{"nbformat": 4}'])
def test_a_file_that_is_no_notebook_is_left_to_jupyter(tmp_path, content):
    (tmp_path / "broken.ipynb").write_text(content, encoding="utf-8")

    assert trust_notebooks(tmp_path) == ()

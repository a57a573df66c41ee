from __future__ import annotations

import json

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from vsm_toolkit.workshop.sentences import show_errors_as_sentences


def test_outside_a_notebook_nothing_changes():
    assert show_errors_as_sentences() is False


@pytest.mark.slow
def test_in_a_notebook_an_error_is_one_sentence_and_the_cell_still_fails(tmp_path):
    code = "from vsm_toolkit.workshop import open_workshop\nopen_workshop('nowhere')"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    client = NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}})
    with pytest.raises(CellExecutionError):
        client.execute()
    (output,) = notebook.cells[0].outputs
    shown = json.dumps(output)

    assert "Make a workshop folder with: vsm new FOLDER" in shown
    assert "Traceback" not in shown
    assert "raise " not in shown

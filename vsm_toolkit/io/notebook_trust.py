"""Which notebooks of a workshop folder Jupyter may trust, so that everybody who joins sees the panels.

Jupyter shows somebody who did not run a cell the bare name of a widget, unless the notebook is signed as trusted. A
widget's view holds nothing but an id of something in the kernel, so a notebook whose outputs are only such views and
plain text, and which saved no state of widgets beside them, can do no harm; any other notebook is left to whoever
opens it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

HARMLESS: Final = frozenset({"application/vnd.jupyter.widget-view+json", "text/plain"})


def trust_notebooks(folder: Path) -> tuple[str, ...]:
    """Sign the harmless notebooks of a folder in the user's own Jupyter.

    Parameters
    ----------
    folder : Path
        Only the notebooks that lie directly in it are looked at.

    Returns
    -------
    tuple of str
        Names of the notebooks that stay as they are: they show outputs of other kinds and nobody has trusted them.

    Examples
    --------
    >>> import tempfile
    >>> trust_notebooks(Path(tempfile.mkdtemp()))
    ()
    """
    from nbformat import ValidationError, read
    from nbformat.sign import NotebookNotary

    notary = NotebookNotary()
    doubtful = []
    for path in sorted(folder.glob("*.ipynb")):
        try:
            notebook = read(path, as_version=4)
        except (
            OSError,
            ValueError,
            AttributeError,
            KeyError,
            TypeError,
            ValidationError,
        ):  # no notebook; Jupyter will say so when it is opened
            continue
        if is_harmless(notebook):
            notary.sign(notebook)
        elif not notary.check_signature(notebook):
            doubtful.append(path.name)
    return tuple(doubtful)


def is_harmless(notebook: Any) -> bool:  # noqa: ANN401 - nbformat is not typed
    """Say whether a notebook's outputs are only views of widgets, plain text and errors in plain text.

    Examples
    --------
    >>> from nbformat.v4 import new_code_cell, new_notebook, new_output
    >>> script = new_output("display_data", {"text/html": "<script>1</script>"})
    >>> is_harmless(new_notebook(cells=[new_code_cell("x", outputs=[script])])), is_harmless(new_notebook())
    (False, True)
    """
    if "widgets" in notebook.metadata:
        return False  # a widget's saved state may hold HTML, and its view would show it
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    return all(set(output.get("data", ())) <= HARMLESS for output in outputs)

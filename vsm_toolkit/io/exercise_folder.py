"""The exercise notebooks: the solutions that travel with the toolkit, the copies a learner gets, and their refresh."""

from __future__ import annotations

import json
from pathlib import Path

from vsm_toolkit.errors import UsageError
from vsm_toolkit.exercises.catalogue import LARGEST_SEED
from vsm_toolkit.exercises.student_copy import Notebook, notebook_text, student_copy
from vsm_toolkit.io.atomic_file import cannot_write, write_atomically
from vsm_toolkit.io.progress_file import progress_path
from vsm_toolkit.io.shipped_files import shipped_folder
from vsm_toolkit.io.workshop_folder import NotebooksBrought, bring_notebooks

SOLUTIONS = "solutions"
COMPARED, NOT_RUN = "nbval-check-output", "nbval-skip"


def solution_notebooks() -> tuple[Path, ...]:
    """List the notebooks with the answers, in order.

    Examples
    --------
    >>> solution_notebooks()[0].name
    'e01_one_clock.ipynb'
    """
    return tuple(sorted((shipped_folder("exercises") / SOLUTIONS).glob("e[0-9][0-9]_*.ipynb")))


def read_notebook(path: Path) -> Notebook:
    """Read a notebook as JSON."""
    notebook: Notebook = json.loads(path.read_text(encoding="utf-8"))
    return notebook


def make_exercise_folder(folder: Path, *, seed: int | None = None, learner: str = "") -> NotebooksBrought:
    """Make a folder with the exercises a learner works through, or bring it up to date; changed notebooks stay.

    Parameters
    ----------
    folder : Path
        Made where it does not exist.
    seed : int or None
        Fresh numbers; ``None`` for the numbers of the book.
    learner : str
        Whose folder it is; ``""`` leaves it open.

    Raises
    ------
    UsageError
        When the seed or the name cannot be used.
    FileError
        When the folder cannot be written.
    """
    if seed is not None and not 0 <= seed <= LARGEST_SEED:
        message = f"A seed is a whole number from 0 to {LARGEST_SEED}, and this is {seed}."
        raise UsageError(message)
    if learner:
        progress_path(folder, learner)  # a name that can be kept
    copies = {
        path.name: notebook_text(student_copy(read_notebook(path), seed=seed, learner=learner))
        for path in solution_notebooks()
    }
    shipped = shipped_folder("exercises")
    made_by_hand = [path for path in (*shipped.glob("*.ipynb"), *shipped.glob("*.html")) if path.name not in copies]
    copies |= {path.name: path.read_bytes() for path in sorted(made_by_hand)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return bring_notebooks(folder, copies)
    except OSError as problem:
        raise cannot_write(folder, problem) from problem


def refresh_copies() -> tuple[str, ...]:
    """Write the learners' copies beside the solutions anew; gives the names of those that were out of date."""
    stale = []
    for path in solution_notebooks():
        target, wanted = path.parent.parent / path.name, notebook_text(student_copy(read_notebook(path)))
        if not target.exists() or target.read_bytes() != wanted:
            write_atomically(target, wanted)
            stale.append(path.name)
    return tuple(stale)


def run_solutions(names: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Run the solutions, or some of them, and keep the outputs that are compared; gives the names of what was run.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        When a cell fails.
    """
    import nbformat
    from nbclient import NotebookClient

    chosen = [path for path in solution_notebooks() if not names or path.stem[:3] in names]
    for path in chosen:
        notebook = nbformat.read(path, as_version=4)
        NotebookClient(notebook, store_widget_state=False, skip_cells_with_tag=NOT_RUN).execute()
        for cell in notebook.cells:
            cell.metadata.pop("execution", None)
            if cell.cell_type == "code" and COMPARED not in cell.metadata.get("tags", ()):
                cell.outputs, cell.execution_count = [], None
        notebook.metadata["language_info"] = {"name": "python"}
        notebook.metadata.pop("widgets", None)
        write_atomically(path, notebook_text(notebook))
    return tuple(path.name for path in chosen)

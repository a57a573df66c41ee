"""In a notebook, an error of this toolkit is one sentence under the cell, not a traceback in front of ten people."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any

from vsm_toolkit.errors import VsmError


def show_errors_as_sentences() -> bool:
    """Make the running notebook show a ``VsmError`` as its sentence; elsewhere nothing changes.

    Returns
    -------
    bool
        Whether there is a notebook.

    Examples
    --------
    >>> show_errors_as_sentences()
    False
    """
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is None:
        return False
    shell.set_custom_exc((VsmError,), _show)
    return True


def _show(
    shell: Any,  # noqa: ANN401 - IPython's own
    kind: type[BaseException],
    error: BaseException,
    trace: TracebackType | None,  # noqa: ARG001 - the shape IPython calls
    tb_offset: int | None = None,  # noqa: ARG001 - the shape IPython calls
) -> list[str]:
    sentence = [str(error)]
    shell._showtraceback(kind, error, sentence)  # noqa: SLF001 - the one way to mark the cell as failed without a trace
    return sentence

"""Behaviour of other people's packages that is changed here and nowhere else, each with what makes it unnecessary.

Only processes of our own apply these (the command line, report workers, the Lab that ``vsm lab`` starts), never a bare
``import vsm_toolkit``. Without them everything gives the same output, later.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.metadata import PackageNotFoundError, version
from types import ModuleType, SimpleNamespace
from typing import Any, Final

GRAMMARS: Final = "rfc3987_syntax"
GRAMMARS_SEEN: Final = "1.1"
"""The release whose grammars take a second to build; a newer one is left alone until somebody has looked at it."""


def is_grammar_patch_needed() -> bool:
    """Say whether the installed ``rfc3987-syntax`` builds its grammars when it is imported.

    Every ``import altair``, papermill, nbclient or nbconvert imports it by way of ``jsonschema`` and waits about a
    second for grammars that only a JSON schema with ``format: iri`` would use.
    """
    try:
        return version("rfc3987-syntax").startswith(f"{GRAMMARS_SEEN}.")
    except PackageNotFoundError:
        return False


def build_grammars_when_used() -> bool:
    """Let ``rfc3987-syntax`` build its grammars at its first use; ``False`` when there is nothing to do.

    Examples
    --------
    >>> build_grammars_when_used() in (True, False)
    True
    """
    if not is_grammar_patch_needed() or GRAMMARS in sys.modules:
        return False
    if not any(isinstance(finder, _LateGrammars) for finder in sys.meta_path):
        sys.meta_path.insert(0, _LateGrammars())
    return True


class _LateGrammars(MetaPathFinder, Loader):
    """Finds the one package and hands out a module that loads the real one when an attribute is asked for."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:  # noqa: ANN401, ARG002 - as the original
        return ModuleSpec(name, self, is_package=True) if name == GRAMMARS else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _LateModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing yet."""


class _LateModule(ModuleType):
    """Stands in for ``rfc3987_syntax``: its one function that jsonschema uses, and the rest on demand."""

    def is_valid_syntax(self, *args: object) -> object:
        """Check a text against a grammar, with the real package."""
        return _real_grammars().is_valid_syntax(*args)

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(_real_grammars(), name)


def _real_grammars() -> Any:  # noqa: ANN401 - a module
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, _LateGrammars)]
    if isinstance(sys.modules.get(GRAMMARS), _LateModule):
        del sys.modules[GRAMMARS]
        PathFinder.invalidate_caches()
    return __import__(GRAMMARS)


@contextmanager
def no_debugger() -> Iterator[None]:
    """Make a kernel without its debugger, which a notebook that runs by itself cannot use and which warns on start."""
    name = "ipykernel.debugger"
    before = sys.modules.get(name)
    sys.modules[name] = SimpleNamespace(_is_debugpy_available=False, Debugger=object)  # type: ignore[assignment]
    try:
        yield
    finally:
        if before is None:
            del sys.modules[name]
        else:
            sys.modules[name] = before

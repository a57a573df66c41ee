"""How large the fault tests run, and the one table of what they reached.

``python3 run.py test`` runs them small, ``python3 run.py trust`` large, ``python3 run.py trust --kills 100000`` larger.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.figures import figures_table
from vsm_toolkit.io.map_file import save_engagement
from vsm_toolkit.model import Challenge, Engagement
from vsm_toolkit.samples import lantern

LONG = os.environ.get("VSM_TRUST", "") == "long"
FIGURES: list[tuple[int, str, str, str]] = []


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("soak") and not LONG:
            item.add_marker(pytest.mark.skip(reason="only in the long run: python3 run.py trust"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was reached, row by row."""
    if not FIGURES:
        return
    terminalreporter.section("what the fault tests reached")
    for line in figures_table(sorted(FIGURES)):
        terminalreporter.write_line(line)
    named = os.environ.get("VSM_TRUST_FIGURES")
    if named:
        Path(named).write_text(json.dumps(sorted(FIGURES), indent=1, ensure_ascii=False), encoding="utf-8")


@dataclass(frozen=True)
class Amounts:
    """How many of something a test does."""

    def of(self, name: str, small: int, long: int) -> int:
        """Give what ``run.py trust --name`` asked for, else the small or the long amount."""
        asked = os.environ.get(f"VSM_TRUST_{name.upper()}")
        return int(asked) if asked else long if LONG else small


@pytest.fixture(scope="session")
def amounts() -> Amounts:
    """Give the amounts of this run."""
    return Amounts()


@pytest.fixture
def reached() -> Callable[[int, str, str, str], None]:
    """Note a line of the table: row, promise, figure reached, goal."""
    return lambda row, promise, figure, goal: FIGURES.append((row, promise, figure, goal))


@pytest.fixture(scope="session")
def fast_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder in memory where there is one: these tests write a great many small files."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        return tmp_path_factory.mktemp("faults")
    import atexit
    import shutil
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="vsm-faults-", dir=memory))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@pytest.fixture
def lantern_folder(tmp_path: Path) -> Path:
    """Give an engagement folder with a small map."""
    save_engagement(Engagement(challenge=Challenge(id="lantern"), stream=lantern()), tmp_path)
    return tmp_path

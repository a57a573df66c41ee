"""``kill -9`` at a random moment while one or four writers save: nothing acknowledged is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kill -9 and fork are POSIX")


@pytest.mark.parametrize("writers", [1, 4])
def test_nothing_acknowledged_is_lost(tmp_path, writers, amounts, reached):
    kills = amounts.of("kills", 60, 2_000)
    command = (sys.executable, "-m", "tests.faults.killed_writers", tmp_path / "map", kills, writers, 7)
    run = subprocess.run([str(each) for each in command], cwd=ROOT, capture_output=True, text=True, check=True)
    counted = json.loads(run.stdout)
    figure = (
        f"{counted['kills']:,} kills, {counted['acknowledged']:,} edits acknowledged: {counted['lost']} lost, "
        f"{counted['unreadable']} unreadable, {counted['torn']} torn lines, at most {counted['litter']} files left over"
    )
    reached(1, f"kill -9 while {writers} writer{'s' * (writers > 1)} save", figure, "100,000 kills, 0 lost")

    assert counted["acknowledged"] > 0
    assert (counted["lost"], counted["unreadable"]) == (0, 0)

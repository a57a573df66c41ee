"""Files made to fill memory or time are refused in words, with little of either."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.bombs import KINDS

ROOT = Path(__file__).resolve().parents[2]
MEGABYTES = 200
"""How much more than what was there before a program may hold while it reads a file of at most 10 MiB."""


@pytest.mark.skipif(os.name == "nt", reason="memory is limited as POSIX does it")
@pytest.mark.parametrize("kind", KINDS)
def test_a_bomb_is_refused_in_words(kind, reached):
    command = (sys.executable, "-m", "tests.faults.open_bombs", kind, str(MEGABYTES))
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    opened = [json.loads(line) for line in run.stdout.splitlines()]
    slowest = max(opened, key=lambda each: each["seconds"])
    figure = (
        f"{len(opened)} bombs, slowest {slowest['seconds']:.1f} s of CPU ({slowest['name']}), < {MEGABYTES} MB more"
    )
    reached(15, f"bombs for the reader of {kind}", figure, "each refused, < 250 ms")

    assert run.returncode == 0, run.stderr[-2000:]
    assert [each for each in opened if each["wrong"]] == []

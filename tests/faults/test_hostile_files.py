"""Spoiled files: whoever reads them gives an error of ours, with place and remedy, or the right content; fast."""

from __future__ import annotations

import importlib.util
import random
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.faults.hostile_inputs import READERS, complaint, good_files, spoil

ROOT = Path(__file__).resolve().parents[2]
SMALL = {"report.json": 80, "names.toml": 100, "experiment.toml": 100, "map.xlsx": 25, "journal": 60, "map.toml": 120}


@pytest.mark.parametrize("reader", READERS)
def test_the_files_to_spoil_are_good(reader):
    assert [complaint(reader, content) for content in good_files(reader)] == [""] * len(good_files(reader))


@pytest.mark.parametrize("reader", READERS)
def test_no_spoiled_file_raises_anything_but_our_own_errors(reader, amounts, reached):
    small = SMALL.get(reader, 250)
    mutants, slowest, found = amounts.of("mutants", small, small * 100), 0.0, {}
    for number in range(mutants):
        content = spoil(reader, random.Random(f"{reader} {number}"))
        started = time.thread_time()
        wrong = complaint(reader, content)
        slowest = max(slowest, time.thread_time() - started)
        if wrong:
            found.setdefault(wrong[:60], (number, wrong))
    figure = f"{mutants:,} files: {len(found)} other errors, slowest {slowest * 1000:.0f} ms"
    reached(
        14, f"spoiled {reader}: only our own errors, with place and remedy", figure, "10,000,000 files, 0, < 250 ms"
    )

    assert found == {}


@pytest.mark.soak
@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="needs: uv sync --group fuzz --inexact")
@pytest.mark.parametrize("reader", READERS)
def test_coverage_guided_fuzzing_finds_nothing_but_our_own_errors(reader, amounts, reached):
    seconds = amounts.of("fuzz", 0, 20)
    command = (sys.executable, "-m", "tests.faults.fuzz_readers", reader, str(seconds))
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, errors="replace")
    told = dict(re.findall(r"stat::(\w+):\s+(\d+)", run.stderr))
    figure = (
        f"{int(told.get('number_of_executed_units', 0)):,} files in {seconds} s, {told.get('peak_rss_mb')} MB at most"
    )
    reached(14, f"coverage-guided fuzzing of {reader}", figure, "10,000,000 files, 0, < 150 MB")

    assert run.returncode == 0, run.stderr[-3000:]

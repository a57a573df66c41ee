"""Spoiled files: whoever reads them gives an error of ours, with place and remedy, or the right content; fast."""

from __future__ import annotations

import random
import time

import pytest

from tests.faults.hostile_inputs import READERS, complaint, good_files, spoil

SMALL = {"map.xlsx": 25, "journal": 60, "map.toml": 120}


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

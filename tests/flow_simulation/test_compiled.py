"""Machine code: what plain Python computes, on random networks of every kind; and a cache that notices every change."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.flow_simulation.network_strategies import networks
from vsm_toolkit.flow_simulation import run_network

pytest.importorskip("numba", reason="the extra 'fast' is not installed")


@given(networks(), st.integers(0, 1000))
@settings(max_examples=100)
def test_machine_code_and_plain_python_give_the_same_records(network, seed):
    by_python, by_machine = (
        run_network(network, 300, warm_up_hours=20, replications=2, seed=seed, engine=engine, threads=1)
        for engine in ("python", "compiled")
    )

    assert [each.engine for each in by_machine] == ["compiled", "compiled"]
    for one, other in zip(by_python, by_machine, strict=True):
        for field in set(one.__slots__) - {"engine"}:
            # The compiler's logarithm may round the last digit otherwise than the C library's.
            assert getattr(one, field) == pytest.approx(getattr(other, field), rel=1e-9), field


def test_without_numba_the_module_can_be_read_and_says_what_is_missing():
    question = """
import sys
sys.modules["numba"] = None
from vsm_toolkit.flow_simulation.compiled import compiled_event_loop
try:
    compiled_event_loop()
except ImportError as error:
    print(error)
"""
    answer = subprocess.run([sys.executable, "-c", question], capture_output=True, text=True, check=True)

    assert "Install vsm-toolkit[fast]" in answer.stdout


def test_a_change_of_any_file_that_is_compiled_changes_the_key_of_the_cache(tmp_path, monkeypatch):
    from vsm_toolkit.flow_simulation import compiled, event_engine

    before = compiled.text_of_the_engine()
    changed = tmp_path / "event_engine.py"
    changed.write_bytes(Path(event_engine.__file__).read_bytes() + b"\n")
    monkeypatch.setattr(event_engine, "__file__", str(changed))

    assert compiled.text_of_the_engine() != before


def test_a_second_process_reads_the_machine_code_from_the_cache():
    question = """
from vsm_toolkit.flow_simulation import FlowNetwork, Station, run_network
from vsm_toolkit.flow_simulation import compiled
network = FlowNetwork.line([Station("A", "p", 1)], {"p": 2}, 0.5)
run_network(network, 10, engine="compiled")
print(sum(compiled.compiled_event_loop().stats.cache_hits.values()))
"""
    answers = [
        subprocess.run([sys.executable, "-c", question], capture_output=True, text=True, check=True).stdout.strip()
        for _ in range(2)
    ]

    assert answers[1] == "1"

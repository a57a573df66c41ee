"""How fast are the figures of many maps, beside the obvious ways to compute them?

Every way computes lead time, activity ratio and rolled %C&A of a map of twelve steps; all agree before any is timed.
The ways take turns within one run, so that a busy machine slows all of them; read the ratios, not the microseconds.

    python benchmarks/bench_metrics.py [--maps 100000] [--rounds 7]
"""

from __future__ import annotations

import argparse
import itertools
import math
import statistics
import time

import networkx as nx
import numpy as np
import pandas as pd

from vsm_toolkit.ensembles import (
    EnsembleMetrics,
    EnsembleTopology,
    ensemble_expected_visits,
    ensemble_metrics,
    ensemble_visits_one_step_back,
)
from vsm_toolkit.metrics import map_metrics
from vsm_toolkit.model import Edge, NumberEstimate, Step, TimeEstimate, ValueStream

NAME = "metrics"
STEPS = [f"S{number:02}" for number in range(12)]
# A line that splits twice and joins again, like the sample engagements.
ARROWS = [
    *(("S00", "S01"), ("S01", "S02"), ("S01", "S03"), ("S02", "S04"), ("S03", "S05"), ("S04", "S06"), ("S05", "S06")),
    *(("S06", "S07"), ("S06", "S08"), ("S07", "S09"), ("S08", "S09"), ("S09", "S10"), ("S10", "S11")),
]
LINE = list(itertools.pairwise(STEPS))


class Maps:
    """Random maps over one set of arrows, as rows for the obvious ways and as columns for ours."""

    def __init__(self, count: int, arrows: list[tuple[str, str]], order: str) -> None:
        random = np.random.default_rng(7)
        self.arrows = arrows
        self.wait = np.asarray(random.lognormal(3.0, 0.8, (count, 12)), order=order)
        self.process = np.asarray(random.lognormal(1.0, 0.8, (count, 12)), order=order)
        self.accurate = np.asarray(random.uniform(50, 100, (count, 12)), order=order)
        edges = tuple(Edge(from_step=one, to_step=other) for one, other in arrows)
        steps = tuple(Step(id=name, name=name) for name in STEPS)
        self.topology = EnsembleTopology.of(ValueStream(name="A map", steps=steps, edges=edges))
        self.edges = edges

    def rows(self, count: int) -> list[dict[str, list[float]]]:
        named = {"wait": self.wait, "process": self.process, "accurate": self.accurate}
        return [{name: array[row].tolist() for name, array in named.items()} for row in range(count)]

    def streams(self, count: int) -> list[ValueStream]:
        return [
            ValueStream(
                name="A map",
                steps=tuple(
                    Step(
                        id=name,
                        name=name,
                        wait_time=TimeEstimate(value=self.wait[row, column]),
                        process_time=TimeEstimate(value=self.process[row, column]),
                        percent_complete_accurate=NumberEstimate(value=self.accurate[row, column]),
                    )
                    for column, name in enumerate(STEPS)
                ),
                edges=self.edges,
            )
            for row in range(count)
        ]


def with_a_frame_each(rows: list[dict[str, list[float]]]) -> list[tuple[float, float, float]]:
    """One pandas DataFrame per map of a line: sums, a ratio and a product."""
    found = []
    for row in rows:
        frame = pd.DataFrame(row, index=STEPS)
        lead_time = (frame["wait"] + frame["process"]).sum()
        found.append((lead_time, frame["process"].sum() / lead_time, (frame["accurate"] / 100).prod()))
    return found


def with_a_graph_each(rows: list[dict[str, list[float]]], arrows: list[tuple[str, str]]) -> list[tuple[float, ...]]:
    """One networkx graph per map: the longest path, then the same figures."""
    found = []
    for row in rows:
        process = dict(zip(STEPS, row["process"], strict=True))
        lead = {step: wait + process[step] for step, wait in zip(STEPS, row["wait"], strict=True)}
        graph = nx.DiGraph()
        graph.add_node("start")
        for one, other in [("start", STEPS[0]), *arrows]:
            graph.add_edge(one, other, hours=lead[other])
        path = nx.dag_longest_path(graph, weight="hours")[1:]
        lead_time = sum(lead[step] for step in path)
        work = sum(process[step] for step in path)
        found.append((lead_time, work / lead_time, math.prod(each / 100 for each in row["accurate"])))
    return found


def with_our_metrics(streams: list[ValueStream]) -> list[tuple[float, ...]]:
    """One map at a time in plain Python; slack, active coverage, handoffs and labour come with it."""
    found = []
    for stream in streams:
        metrics = map_metrics(stream)
        rolled = metrics.rolled_percent_complete_accurate
        found.append((metrics.lead_time.value, metrics.activity_ratio.value, rolled.value))
    return found


def with_our_arrays(maps: Maps) -> EnsembleMetrics:
    """All maps at once."""
    return ensemble_metrics(maps.topology, maps.wait, maps.process, percent_complete_accurate=maps.accurate)


def first_rows(found: EnsembleMetrics, count: int) -> np.ndarray:
    columns = (found.lead_time, found.activity_ratio, found.rolled_percent_complete_accurate)
    return np.column_stack([column[:count] for column in columns])


def with_one_pass(maps: Maps) -> float:
    """Only read every input once: no way can be faster than memory."""
    return float(maps.wait.max() + maps.process.max() + maps.accurate.max())


def visits_with_a_graph_each(returns: np.ndarray) -> list[list[float]]:
    """One networkx graph and one matrix inverse per map."""
    found = []
    for shares in returns:
        graph = nx.DiGraph()
        graph.add_nodes_from(range(12))
        for step in range(12):
            if step < 11:
                graph.add_edge(step, step + 1, weight=1 - shares[step])
            if shares[step]:
                graph.add_edge(step, step - 1, weight=shares[step])
        matrix = nx.to_numpy_array(graph, nodelist=range(12))
        found.append(np.linalg.inv(np.eye(12) - matrix)[0].tolist())
    return found


def all_returns(returns: np.ndarray) -> np.ndarray:
    full = np.zeros((len(returns), 12, 12))
    step = np.arange(1, 12)
    full[:, step, step - 1] = returns[:, 1:]
    return full


def time_in_turns(ways: dict[str, tuple[object, int]], rounds: int) -> dict[str, float]:
    """Give the median microseconds of processor time per map of each way, the ways taking turns."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, (compute, maps) in ways.items():
            started = time.process_time()
            compute()
            taken[name].append((time.process_time() - started) / maps * 1e6)
    return {name: statistics.median(each) for name, each in taken.items()}


def report(title: str, taken: dict[str, float]) -> None:
    """Print each way's time and how many times the first one's that is."""
    first = next(iter(taken.values()))
    print(f"\n{title}\n  {'':46} {'us/map':>9} {'times faster':>14}")
    for name, each in taken.items():
        print(f"  {name:46} {each:9.3f} {first / each:14,.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("only", nargs="*", help=f"names of the benchmarks to run; this one is {NAME}")
    parser.add_argument("--maps", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=9)
    options, _ = parser.parse_known_args()
    if options.only and NAME not in options.only:
        return
    few = min(options.maps, 300)

    line, branches = Maps(options.maps, LINE, "F"), Maps(options.maps, ARROWS, "F")
    by_rows = Maps(options.maps, ARROWS, "C")
    rows, branch_rows, streams = line.rows(few), branches.rows(few), branches.streams(few)
    found = first_rows(with_our_arrays(branches), few)
    np.testing.assert_allclose(first_rows(with_our_arrays(line), few), with_a_frame_each(rows))
    np.testing.assert_allclose(found, with_a_graph_each(branch_rows, ARROWS))
    np.testing.assert_allclose(found, with_our_metrics(streams))

    taken = time_in_turns(
        {
            "a DataFrame per map (pandas, a line)": (lambda: with_a_frame_each(rows), few),
            "a graph per map (networkx, branches)": (lambda: with_a_graph_each(branch_rows, ARROWS), few),
            "map_metrics, every figure (branches)": (lambda: with_our_metrics(streams), few),
            "ensemble_metrics (a line)": (lambda: with_our_arrays(line), options.maps),
            "ensemble_metrics (branches)": (lambda: with_our_arrays(branches), options.maps),
            "ensemble_metrics (branches, arrays by row)": (lambda: with_our_arrays(by_rows), options.maps),
            "one pass over the inputs": (lambda: with_one_pass(branches), options.maps),
        },
        options.rounds,
    )
    report(f"Lead time, activity ratio, rolled %C&A of {options.maps:,} maps of 12 steps", taken)
    arrays, limit = taken["ensemble_metrics (branches)"], taken["one pass over the inputs"]
    print(f"  ensemble_metrics takes {arrays / limit:.1f} passes over its inputs.")

    returns = np.asfortranarray(np.random.default_rng(7).uniform(0, 0.3, (options.maps, 12)))
    returns[:, 0] = 0
    full = all_returns(returns)
    np.testing.assert_allclose(ensemble_expected_visits(full[:few]), visits_with_a_graph_each(returns[:few]))
    np.testing.assert_allclose(ensemble_visits_one_step_back(returns[:few]), visits_with_a_graph_each(returns[:few]))
    taken = time_in_turns(
        {
            "a graph and an inverse per map (networkx)": (lambda: visits_with_a_graph_each(returns[:few]), few),
            "ensemble_expected_visits (any loops)": (lambda: ensemble_expected_visits(full), options.maps),
            "ensemble_visits_one_step_back": (lambda: ensemble_visits_one_step_back(returns), options.maps),
            "one pass over the inputs": (returns.max, options.maps),
        },
        min(options.rounds, 5),
    )
    report(f"Expected visits of {options.maps:,} lines of 12 steps", taken)


if __name__ == "__main__":
    main()

"""How fast is the simulated lead time of a map, beside a plain walk item by item?

The map has thirteen steps, two parallel branches, ranges everywhere and five rework loops. Both ways give the same
percentiles to 2 % before either is timed, and they take turns within one run; read the ratio, not the milliseconds.

    python benchmarks/bench_simulation.py [--samples 20000] [--rounds 7]
"""

from __future__ import annotations

import argparse
import math
import random
import statistics
import time
from pathlib import Path

from vsm_toolkit.changes import restated_baseline
from vsm_toolkit.flow_graph import FlowGraph
from vsm_toolkit.io.map_file import load_engagement
from vsm_toolkit.model import ReworkLoop, Step, TimeEstimate, ValueStream
from vsm_toolkit.simulation import simulate_lead_time

NAME = "simulation"
SAMPLE = Path(__file__).resolve().parents[1] / "data" / "engagements" / "claims-portal"


class PlainWalk:
    """One item at a time, with dictionaries: what the map says, read aloud."""

    def __init__(self, stream: ValueStream, redo_share: float, seed: int) -> None:
        self.random = random.Random(seed)
        self.redo_share = redo_share
        self.graph = FlowGraph(stream)
        self.steps = {step.id: step for step in stream.steps}
        self.loops: dict[str, list[ReworkLoop]] = {}
        for loop in stream.loops:
            self.loops.setdefault(loop.from_step, []).append(loop)
        self.between = {
            (loop.to_step, loop.from_step): self._reached(loop.to_step, self.graph.successors)
            & self._reached(loop.from_step, self.graph.predecessors)
            for loop in stream.loops
        }

    def _reached(self, start: str, neighbours: dict[str, list[str]]) -> set[str]:
        seen, open_ends = {start}, [start]
        while open_ends:
            for each in neighbours[open_ends.pop()]:
                if each not in seen:
                    seen.add(each)
                    open_ends.append(each)
        return seen

    def lead_time(self) -> float:
        return max(self._pass(set(self.steps), 1.0, None).values())

    def _pass(self, steps: set[str], share: float, discovered_by: str | None) -> dict[str, float]:
        finish: dict[str, float] = {}
        for step_id in self.graph.order:
            if step_id in steps:
                start = max((finish[each] for each in self.graph.predecessors[step_id] if each in finish), default=0.0)
                finish[step_id] = start + share * self._drawn(self.steps[step_id])
                if step_id != discovered_by:
                    finish[step_id] += self._returns(step_id)
        return finish

    def _returns(self, step_id: str) -> float:
        hours = 0.0
        while True:
            chance = self.random.random()
            for loop in self.loops.get(step_id, ()):
                chance -= loop.probability or 0.0
                if chance < 0:
                    again = self._pass(self.between[loop.to_step, step_id], self.redo_share, step_id)
                    hours += again[step_id]
                    break
            else:
                return hours

    def _drawn(self, step: Step) -> float:
        return sum(self._hours(each) for each in (step.wait_time, step.process_time, step.in_step_delay) if each)

    def _hours(self, estimate: TimeEstimate) -> float:
        low, high = estimate.spread()
        if low == high:
            return estimate.value
        return self.random.lognormvariate(0.5 * math.log(low * high), math.log(high / low) / 2.563)


def seconds(function) -> float:
    start = time.process_time()
    function()
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--samples", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    stream = restated_baseline(load_engagement(SAMPLE))
    plain = PlainWalk(stream, 0.5, 7)
    simulated = simulate_lead_time(stream, samples=options.samples)
    walked = sorted(plain.lead_time() for _ in range(options.samples))
    for share, hours in ((0.5, simulated.p50), (0.85, simulated.p85)):
        beside = walked[int(share * options.samples)]
        assert abs(beside - hours) <= 0.02 * hours, f"P{share:.0%}: {hours} beside {beside}"
        print(f"P{100 * share:g}: {hours:.0f} working hours, the plain walk {beside:.0f}")
    ours, theirs = [], []
    for _ in range(options.rounds):
        ours.append(seconds(lambda: simulate_lead_time(stream, samples=options.samples)))
        theirs.append(seconds(lambda: [plain.lead_time() for _ in range(options.samples)]))
    fast, slow = statistics.median(ours), statistics.median(theirs)
    print(
        f"{options.samples:,} items on {len(stream.steps)} steps, {len(stream.loops)} loops, medians of processor time"
    )
    print(f"plain walk, item by item   {1000 * slow:9.1f} ms")
    print(f"simulate_lead_time         {1000 * fast:9.1f} ms   {slow / fast:.0f} times faster")


if __name__ == "__main__":
    main()

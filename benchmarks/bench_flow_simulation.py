"""How fast are simulated queues, beside SimPy models of the same networks that collect the same results?

Three networks of twelve stations: (a) a line of single servers, (b) a Jackson network with rework and one to three
servers a station, (c) the same with a limit on the items in progress and a batch. Each engine's mean time in system
is first compared (with theory in (a) and (b), with SimPy in (c)); then they take turns, one core each, and the ratios
are those of processor time per item. Drawing the arrivals and summing up the records counts as ours; compiling does
not, and is timed apart, in new processes, once without and once with numba's cache.

    python benchmarks/bench_flow_simulation.py [--items 100000] [--simpy-items 3000] [--rounds 7]
"""

from __future__ import annotations

import argparse
import dataclasses
import gc
import itertools
import math
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np
import simpy

from vsm_toolkit.flow_simulation import FlowNetwork, Interval, Return, Station, run_network
from vsm_toolkit.flow_simulation.replications import choose_engine, numba_is_installed

NAME = "flow_simulation"
STATIONS = 12
FIRST_RUN = """
import time
from vsm_toolkit.flow_simulation import FlowNetwork, Station, run_network
start = time.process_time()
run_network(FlowNetwork.line([Station("A", "p", 1)], {"p": 2}, 0.5), 10, engine="compiled")
print(time.process_time() - start)
"""


def visits_of(returns: tuple[Return, ...], names: list[str]) -> np.ndarray:
    moves = np.zeros((len(names), len(names)))
    for here, there in itertools.pairwise(range(len(names))):
        moves[here, there] = 1 - sum(back.probability for back in returns if back.found_at == names[here])
    for back in returns:
        moves[names.index(back.found_at), names.index(back.done_again_from)] += back.probability
    return np.linalg.inv(np.eye(len(names)) - moves)[0]


def twelve_stations(share: float, most_servers: int, returned: float) -> tuple[FlowNetwork, float, float]:
    """Give a network in which every station is equally busy, its visits per item and its mean time by theory."""
    names = [f"s{index}" for index in range(STATIONS)]
    servers = [1 + index % most_servers for index in range(STATIONS)]
    returns = tuple(Return(names[k], names[k - 2], returned) for k in (3, 5, 7, 9, 11)) if returned else ()
    visits = visits_of(returns, names)
    hours = [share * count / each for count, each in zip(servers, visits, strict=True)]
    stations = [Station(name, f"team of {name}", each) for name, each in zip(names, hours, strict=True)]
    pools = {f"team of {name}": count for name, count in zip(names, servers, strict=True)}
    time_in_system = sum(
        v * (h + erlang_c_wait(v, h, c)) for v, h, c in zip(visits.tolist(), hours, servers, strict=True)
    )
    return FlowNetwork.line(stations, pools, 1.0, returns), float(visits.sum()), time_in_system


def erlang_c_wait(arrivals: float, hours: float, servers: int) -> float:
    offered = arrivals * hours
    full = offered**servers / math.factorial(servers) / (1 - offered / servers)
    waits = full / (sum(offered**k / math.factorial(k) for k in range(servers)) + full)
    return waits * hours / (servers - offered)


class SimPyModel:
    """The usual SimPy model of such a network, with time in system, waits and working time of every station."""

    def __init__(self, network: FlowNetwork, items: int, seed: int) -> None:
        self.network, self.items, self.random = network, items, random.Random(seed)
        self.environment = simpy.Environment()
        names = [station.name for station in network.stations]
        self.resources = [simpy.Resource(self.environment, network.pools[each.pool]) for each in network.stations]
        self.rates = [1 / station.service_hours for station in network.stations]
        self.back = {names.index(b.found_at): (b.probability, names.index(b.done_again_from)) for b in network.returns}
        self.places = simpy.Resource(self.environment, network.limit) if network.limit else None
        self.batches = {k: each.batch_size for k, each in enumerate(network.stations) if each.batch_size > 1}
        self.gathering = {k: [] for k in self.batches}
        self.times: list[float] = []
        self.waits, self.busy, self.starts = ([0.0] * len(names) for _ in range(3))

    def run(self) -> float:
        """Run until the last item has finished (or waits for a batch), and give the mean time in system."""
        self.environment.process(self.arrivals())
        self.environment.run()
        return statistics.fmean(self.times[len(self.times) // 10 :])

    def arrivals(self):
        for _ in range(self.items):
            yield self.environment.timeout(self.random.expovariate(1.0))
            self.environment.process(self.item() if self.places is None else self.item_under_the_limit())

    def item_under_the_limit(self):
        with self.places.request() as place:
            yield place
            yield from self.item()

    def item(self):
        environment, started, station = self.environment, self.environment.now, 0
        while station < len(self.resources):
            ready = environment.now
            if station in self.batches:
                yield self.batch_at(station)
            with self.resources[station].request() as turn:
                yield turn
                hours = self.random.expovariate(self.rates[station])
                self.waits[station] += environment.now - ready
                self.busy[station] += hours
                self.starts[station] += 1
                yield environment.timeout(hours)
            if station in self.back and self.random.random() < self.back[station][0]:
                station = self.back[station][1]
            else:
                station += 1
        self.times.append(environment.now - started)

    def batch_at(self, station: int):
        full = self.environment.event()
        waiting = self.gathering[station]
        waiting.append(full)
        if len(waiting) == self.batches[station]:
            for each in waiting:
                each.succeed()
            waiting.clear()
        return full


def compare(title: str, network: FlowNetwork, visits: float, theory: float | None, options) -> None:
    """Check the means of every engine, then let them take turns."""
    engine = choose_engine(network)
    reference, words = theory, "theory"
    if reference is None:
        reference, words = SimPyModel(network, 20 * options.simpy_items, 1).run(), "SimPy"
    for name in dict.fromkeys((engine, "python")):
        hours = options.items if name != "python" else options.items // 10
        records = run_network(network, hours, warm_up_hours=hours / 10, replications=8, seed=1, engine=name, threads=1)
        mean = Interval.of(record.mean_time for record in records)
        assert mean.holds(reference, 1.5) or abs(mean.value / reference - 1) < 0.04, f"{name}: {mean}, {reference}"
    ways = {
        "SimPy": (options.simpy_items, lambda seed: SimPyModel(network, options.simpy_items, seed).run()),
        "plain Python": (options.simpy_items, lambda seed: ours(network, options.simpy_items, seed, "python")),
        engine: (options.items, lambda seed: ours(network, options.items, seed, engine)),
    }
    rates: dict[str, list[float]] = {name: [] for name in ways}
    for seed in range(options.rounds):
        for name, (items, way) in ways.items():
            gc.collect()  # nobody pays for what another left behind
            start = time.process_time()
            way(seed)
            rates[name].append(items / (time.process_time() - start))
    print(f"\n{title}: {visits:.1f} visits an item; mean time in system {reference:.1f} by {words}")
    for name in ways:
        ratio = statistics.median(mine / simpys for mine, simpys in zip(rates[name], rates["SimPy"], strict=True))
        best = max(rates[name]) / max(rates["SimPy"])
        print(
            f"  {name:14} {statistics.median(rates[name]):12,.0f} items/s {ratio:7.1f} x SimPy (best rounds {best:.1f})"
        )


def ours(network: FlowNetwork, items: int, seed: int, engine: str) -> None:
    run_network(network, float(items), seed=seed, engine=engine, threads=1)


def compile_times() -> tuple[float, float]:
    """Give the processor time of the first compiled run of a process, without and with numba's cache."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "NUMBA_CACHE_DIR": folder}
        cold, warm = (
            float(
                subprocess.run(
                    [sys.executable, "-c", FIRST_RUN], env=environment, capture_output=True, check=True
                ).stdout
            )
            for _ in range(2)
        )
    return cold, warm


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--simpy-items", type=int, default=3_000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    print("One core each, processor time, medians of ratios within a round; compiling is not counted.")
    if numba_is_installed():
        cold, warm = compile_times()
        print(
            f"First compiled run of a process: {cold:.1f} s, with numba's cache {warm:.2f} s (numba's import included)."
        )
    else:
        print("numba (extra 'fast') is not installed: networks with rework run in plain Python.")
    compare("(a) line of single servers, 80 % busy", *twelve_stations(0.8, 1, 0.0), options)
    network, visits, theory = twelve_stations(0.8, 3, 0.2)
    compare("(b) Jackson network with rework", network, visits, theory, options)
    stations = list(network.stations)
    stations[6] = dataclasses.replace(stations[6], batch_size=4)
    limited = dataclasses.replace(network, stations=tuple(stations), limit=60)
    compare("(c) the same, at most 60 items in progress, batches of 4", limited, visits, None, options)


if __name__ == "__main__":
    main()

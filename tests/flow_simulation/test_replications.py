"""The simulation against queueing theory, with intervals; and that the same seed gives the same bytes."""

from __future__ import annotations

import dataclasses
import itertools
import math
import subprocess
import sys

import numpy as np
import pytest

from vsm_toolkit.errors import UsageError
from vsm_toolkit.flow_arithmetic import batch_wait, cadence_wait
from vsm_toolkit.flow_simulation import FlowNetwork, Interval, Return, Station, replications, run_network
from vsm_toolkit.flow_simulation.replications import choose_engine, numba_is_installed

WIDTHS = 1.5
FAST = "compiled" if numba_is_installed() else "python"
PATIENCE = 1.0 if numba_is_installed() else 0.1
"""Plain Python is some seventy times slower, so without numba the runs are shorter and the intervals wider."""


def one_station(share: float, servers: int = 1, service: str = "exponential", variation: float = 1.0) -> FlowNetwork:
    return FlowNetwork.line(
        [Station("A", "p", share * servers, service, variation)], {"p": servers}, arrivals_per_hour=1.0
    )


def intervals(network, hours, *names, engine=FAST, runs=20, seed=11):
    records = run_network(
        network, hours * PATIENCE, warm_up_hours=hours * PATIENCE / 10, replications=runs, seed=seed, engine=engine
    )
    return [Interval.of(getattr(record, name) for record in records) for name in names], records


def erlang_c_wait(arrivals: float, hours: float, servers: int) -> float:
    """Give the mean wait of M/M/c (Erlang, 1917)."""
    offered = arrivals * hours
    full = offered**servers / math.factorial(servers) / (1 - offered / servers)
    waits = full / (sum(offered**k / math.factorial(k) for k in range(servers)) + full)
    return waits * hours / (servers - offered)


@pytest.mark.parametrize("engine", ["recursion", FAST])
@pytest.mark.parametrize("share", [0.5, 0.8, 0.9])
def test_one_server_with_random_times(share, engine):
    (time, items), _ = intervals(one_station(share), 60_000, "mean_time", "items_in_progress", engine=engine)

    assert time.holds(share / (1 - share), WIDTHS)
    assert items.holds(share / (1 - share), WIDTHS)
    assert PATIENCE < 1 or time.high - time.value < 0.06 * time.value


@pytest.mark.parametrize("servers", [2, 5])
def test_one_line_in_front_of_several_servers(servers):
    _, records = intervals(one_station(0.85, servers), 60_000)
    wait = Interval.of(record.waits["A"] for record in records)

    assert wait.holds(erlang_c_wait(1.0, 0.85 * servers, servers), WIDTHS)


@pytest.mark.parametrize("engine", ["recursion", FAST])
def test_one_server_with_very_uneven_work(engine):
    """Pollaczek and Khinchine: the wait grows with one plus the square of the variation."""
    _, records = intervals(one_station(0.7, 1, "lognormal", 2.0), 150_000, engine=engine)
    wait = Interval.of(record.waits["A"] for record in records)

    assert wait.holds(0.7 / 0.3 * (1 + 2.0**2) / 2 * 0.7, WIDTHS)


def test_even_work_halves_the_wait():
    _, records = intervals(one_station(0.8, 1, "fixed"), 60_000)
    wait = Interval.of(record.waits["A"] for record in records)

    assert wait.holds(0.8 / 0.2 / 2 * 0.8, WIDTHS)


def jackson() -> tuple[FlowNetwork, dict[str, float], float]:
    """Give a network with rework, its visits by the absorbing chain, and its mean time in system (Jackson, 1957)."""
    names, servers = [f"s{index}" for index in range(6)], [1, 2, 3, 1, 2, 3]
    returns = (Return("s2", "s1", 0.3), Return("s4", "s2", 0.2), Return("s5", "s0", 0.1), Return("s3", "s3", 0.25))
    moves = np.zeros((6, 6))
    for here, there in itertools.pairwise(range(6)):
        moves[here, there] = 1 - sum(back.probability for back in returns if back.found_at == names[here])
    for back in returns:
        moves[names.index(back.found_at), names.index(back.done_again_from)] += back.probability
    visits = np.linalg.inv(np.eye(6) - moves)[0]
    hours = [0.75 * count / each for count, each in zip(servers, visits, strict=True)]
    stations = [Station(name, f"team {name}", h) for name, h in zip(names, hours, strict=True)]
    network = FlowNetwork.line(
        stations, {f"team {name}": count for name, count in zip(names, servers, strict=True)}, 1.0, returns
    )
    time = sum(v * (h + erlang_c_wait(v, h, c)) for v, h, c in zip(visits, hours, servers, strict=True))
    return network, dict(zip(names, visits, strict=True)), time


def test_a_network_with_rework():
    network, visits, theory = jackson()
    (time,), records = intervals(network, 40_000, "mean_time")

    assert time.holds(theory, WIDTHS)
    for name, expected in visits.items():
        found = Interval.of(record.visits[name] for record in records)
        assert found.value == pytest.approx(expected, rel=0.005 / PATIENCE**0.5)


def test_items_overtake_each_other_in_a_line_of_several_servers():
    """The trap: an item-by-item recursion through such a line is some 3 % wrong."""
    stations = [Station("A", "p", 0.8), Station("B", "q", 1.6), Station("C", "r", 2.4)]
    network = FlowNetwork.line(stations, {"p": 1, "q": 2, "r": 3}, 1.0)
    theory = sum(hours + erlang_c_wait(1.0, hours, count) for hours, count in ((0.8, 1), (1.6, 2), (2.4, 3)))
    (time,), _ = intervals(network, 60_000, "mean_time")

    assert choose_engine(network) != "recursion"
    assert time.holds(theory, WIDTHS)


@pytest.mark.parametrize("deadline", [0.0, 16.0])
def test_a_gate_makes_items_wait_half_its_cadence_and_the_deadline(deadline):
    station = Station("Board", "p", 0.001, cadence_hours=40.0, deadline_hours=deadline)
    _, records = intervals(FlowNetwork.line([station], {"p": 5}, 0.2), 40_000)
    wait = Interval.of(record.waits["Board"] for record in records)

    assert wait.value == pytest.approx(cadence_wait(40, deadline).value, rel=0.01 / PATIENCE**0.5)


def test_a_batch_makes_items_wait_for_the_others():
    station = Station("Release", "p", 0.001, batch_size=12)
    _, records = intervals(FlowNetwork.line([station], {"p": 12}, 1 / 40), 400_000)
    wait = Interval.of(record.waits["Release"] for record in records)

    assert wait.value == pytest.approx(batch_wait(12, 1).value, rel=0.02 / PATIENCE**0.5)


@pytest.mark.parametrize("limit", [1, 3, 8])
def test_a_full_map_with_a_limit_delivers_what_theory_says(limit):
    """A saturated line of M alike servers under a limit of N items finishes N/(N + M - 1) of what one server can."""
    stations = [Station(name, name, 1.0) for name in "abcd"]
    network = FlowNetwork.line(stations, dict.fromkeys("abcd", 1), 1.5, limit=limit)
    (finished,), records = intervals(network, 20_000, "throughput_per_hour")

    assert finished.holds(limit / (limit + 3), WIDTHS)
    assert {record.most_in_progress for record in records} == {limit}


def test_littles_law_holds_in_every_part_of_a_network_with_rework():
    (time, items, finished), _ = intervals(
        jackson()[0], 40_000, "mean_time", "items_in_progress", "throughput_per_hour"
    )

    assert items.value == pytest.approx(time.value * finished.value, rel=0.01 / PATIENCE**0.5)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not():
    network = jackson()[0]
    one, again, other = (run_network(network, 500, replications=4, seed=seed) for seed in (5, 5, 6))

    assert repr(one) == repr(again)
    assert repr(one) != repr(other)


def test_replications_differ_and_do_not_depend_on_how_many_there_are_or_on_threads():
    network = jackson()[0]
    few = run_network(network, 500, replications=2, seed=5, threads=1)
    many = run_network(network, 500, replications=5, seed=5, threads=2)

    assert repr(few) == repr(many[:2])
    assert len({record.mean_time for record in many}) == 5
    assert [record.replication for record in many] == [0, 1, 2, 3, 4]


def test_two_policies_under_one_seed_meet_the_same_items():
    network = jackson()[0]
    limited = dataclasses.replace(network, limit=4)
    free, held = (run_network(each, 500, seed=5)[0] for each in (network, limited))

    assert free.arrived == held.arrived
    assert held.items_in_progress < free.items_in_progress


@pytest.mark.parametrize("engine", ["compiled", "python"])
def test_the_recursion_and_the_event_loop_are_one_simulation(engine):
    if engine == "compiled" and not numba_is_installed():
        pytest.skip("the extra 'fast' is not installed")
    stations = [Station("A", "p", 0.8), Station("B", "q", 0.7, "lognormal", 2.0), Station("C", "r", 0.6, "fixed")]
    network = FlowNetwork.line(stations, {"p": 1, "q": 1, "r": 1}, 1.0)
    fast, slow = (run_network(network, 3000, warm_up_hours=200, seed=3, engine=e)[0] for e in ("recursion", engine))

    assert (fast.arrived, fast.finished, fast.most_in_progress) == (slow.arrived, slow.finished, slow.most_in_progress)
    for name in ("mean_time", "median_time", "time_85", "items_in_progress", "utilisation", "waits", "visits"):
        assert getattr(fast, name) == pytest.approx(getattr(slow, name), rel=1e-9)


def test_without_numba_plain_python_does_it_and_says_so(monkeypatch):
    network = jackson()[0]
    expected = run_network(network, 200, seed=5, engine="python")
    monkeypatch.setattr(replications, "numba_is_installed", lambda: False)
    found = run_network(network, 200, seed=5)

    assert found[0].engine == "python"
    assert repr(found) == repr(expected)
    with pytest.raises(UsageError, match=r"vsm-toolkit\[fast\]"):
        run_network(network, 200, engine="compiled")


def test_the_recursion_refuses_a_network_it_would_get_wrong():
    with pytest.raises(UsageError, match="single servers only"):
        run_network(one_station(0.8, servers=2), 100, engine="recursion")


@pytest.mark.parametrize(
    "lengths", [{"hours": 10, "warm_up_hours": 10}, {"hours": math.inf}, {"hours": 10, "replications": 0}]
)
def test_a_run_without_length_is_refused(lengths):
    with pytest.raises(UsageError, match="above its warm-up"):
        run_network(one_station(0.8), **lengths)


def test_a_network_nothing_comes_to_stays_empty():
    record = run_network(dataclasses.replace(one_station(0.8), arrivals_per_hour=0.0), 100, engine="python")[0]

    assert (record.arrived, record.mean_time, record.waits) == (0, None, {"A": None})


def test_importing_the_simulation_imports_neither_numba_nor_scipy():
    question = "import sys, vsm_toolkit.flow_simulation; print({'numba', 'scipy', 'pandas'} & set(sys.modules))"
    answer = subprocess.run([sys.executable, "-c", question], capture_output=True, text=True, check=True)

    assert answer.stdout.strip() == "set()"

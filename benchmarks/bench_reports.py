"""Reports by papermill's command, by a pool of papermill processes, by ploomber-engine if it is there, and by us.

All make the executed notebook of generated engagements from the shipped report notebook; ours also writes the page, the
data and the decision holders' pages. Processor time is what to compare: it hardly depends on what else runs.

    python benchmarks/bench_reports.py [--reports 40]
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.generated_engagements import write_engagements
from vsm_toolkit.io.shipped_files import sample_engagements, shipped_folder
from vsm_toolkit.reports.batch import TEMPLATE, plan_reports
from vsm_toolkit.reports.batch_run import run_reports
from vsm_toolkit.reports.parameters import ReportParameters
from vsm_toolkit.reports.report_worker import write_report
from vsm_toolkit.reports.warm_parent import WarmParent

TODAY = date(2026, 10, 9)
FEW = 4
PRIVATE = ("Private_Clean", "Private_Dirty")


@dataclass
class Cost:
    """What so many reports cost."""

    reports: int
    seconds: float = 0.0
    processor: float = 0.0


@contextlib.contextmanager
def measured(reports: int) -> Iterator[Cost]:
    """Measure what a block costs, with the processes it starts and waits for."""
    cost, started, used = Cost(reports), time.perf_counter(), _processor()
    yield cost
    cost.seconds, cost.processor = time.perf_counter() - started, _processor() - used


def _processor() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


def by_command(folder: Path) -> None:
    """Run papermill's command, as a script would."""
    template, out = shipped_folder("notebooks") / TEMPLATE, folder / "by-command.ipynb"
    command = [sys.executable, "-m", "papermill", str(template), str(out), "-p", "job_path", str(folder)]
    subprocess.run([*command, "--no-progress-bar"], check=True, capture_output=True)


def by_call(folder: Path) -> None:
    """Call papermill, in a process that has imported it."""
    import papermill

    template = shipped_folder("notebooks") / TEMPLATE
    papermill.execute_notebook(
        template, folder / "by-call.ipynb", parameters={"job_path": str(folder)}, progress_bar=False
    )


def by_ploomber(folders: list[Path]) -> None:
    """Call ploomber-engine: one process, no isolation."""
    from ploomber_engine import execute_notebook

    template = shipped_folder("notebooks") / TEMPLATE
    for folder in folders:
        out = folder / "by-ploomber.ipynb"
        execute_notebook(template, out, parameters={"job_path": str(folder)}, progress_bar=False)


def in_pool(folders: list[Path]) -> None:
    """Call papermill in two processes."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(by_call, folders))


def in_fresh_process(work: Callable[[list[Path]], None], folders: list[Path]) -> None:
    """Do the work in one other process, so that its imports count."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        pool.submit(work, folders).result()


def private_memory() -> float:
    """Give the mebibytes a report has for itself, in the fork that has just made it."""
    os.environ["PYTHONPATH"] = str(Path(__file__).parent)  # where the fork finds this script
    with (
        tempfile.TemporaryDirectory() as name,
        WarmParent("vsm_toolkit.reports.report_worker:warm_up_thoroughly") as warm,
    ):
        (job,), _ = plan_reports(sample_engagements()[:1], Path(name), ReportParameters(), TODAY)
        task = warm.start(f"{Path(__file__).stem}:report_and_measure", job)
        return float(task.messages.recv())


def report_and_measure(messages, job) -> None:
    """Make a report and send the kibibytes that are this process's alone, as mebibytes."""
    from vsm_toolkit.reports.report_worker import run_in_this_process

    write_report(job, run_in_this_process)
    lines = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    messages.send(sum(int(line.split()[1]) for line in lines if line.startswith(PRIVATE)) / 1024)


def differing_files(folder: Path) -> list[str]:
    """Make the samples in standard kernels and in forks, and name the files that are not equal byte for byte."""
    jobs = {
        way: plan_reports(sample_engagements(), folder / way, ReportParameters(), TODAY)[0]
        for way in ("standard", "warm")
    }
    for job in jobs["standard"]:
        write_report(job)
    run_reports(jobs["warm"])
    return [
        path.relative_to(folder / "warm").as_posix()
        for path in sorted((folder / "warm").rglob("*"))
        if path.is_file()
        and path.read_bytes() != (folder / "standard" / path.relative_to(folder / "warm")).read_bytes()
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=40)
    count = parser.parse_args().reports
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        folders = list(write_engagements(place / "in", count))
        few = folders[:FEW]
        ways = {"papermill command, one after the other": lambda: [by_command(each) for each in few]}
        ways["papermill in a pool of two processes"] = lambda: in_pool(few)
        if find_spec("ploomber_engine"):
            ways["ploomber-engine, one process"] = lambda: in_fresh_process(by_ploomber, few)
        costs = {}
        for words, run in ways.items():
            with measured(len(few)) as costs[words]:
                run()
        jobs, _ = plan_reports(folders, place / "out", ReportParameters(), TODAY)
        with measured(len(jobs)) as ours:
            results = run_reports(jobs)
        assert all(result.state == "done" for result in results), json.dumps([each.reason for each in results])
        costs["vsm report (with page, data and pages)"] = ours
        print(f"{'':<42} {'reports':>7} {'processor s':>12} {'reports/s':>10} {'times ours':>11}")
        for words, cost in costs.items():
            each = cost.processor / cost.reports
            ratio = each / (ours.processor / ours.reports)
            print(f"{words:<42} {cost.reports:>7} {each:>12.2f} {cost.reports / cost.seconds:>10.2f} {ratio:>11.1f}")
        print(f"\nprivate memory of a report: {private_memory():.0f} MiB")
        print(f"files that differ from a standard kernel's: {differing_files(place / 'same') or 'none'}")


if __name__ == "__main__":
    main()

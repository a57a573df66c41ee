"""Many reports at once: each in a process of its own, none able to stop or to see another."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Final

from vsm_toolkit.reports.batch import ReportJob, ReportResult
from vsm_toolkit.reports.report_folder import clear_leftovers, is_current, one_run_at_a_time
from vsm_toolkit.reports.report_worker import write_report
from vsm_toolkit.reports.warm_parent import Task, WarmParent, can_fork

WORKER: Final = "vsm_toolkit.reports.report_worker"
WORTH_REHEARSING: Final = 3
"""From so many reports a process on, making one beforehand costs less than it saves."""

UNCHANGED: Final = "Nothing it is made from has changed. --force makes it again."


@dataclass(frozen=True, slots=True)
class Limits:
    """What one report may use.

    Attributes
    ----------
    seconds : float
        By the clock, from start to finish.
    memory_mib : int
        Mebibytes its notebook may take on top of what every report starts with.
    """

    seconds: float = 300
    memory_mib: int = 2048


OnResult = Callable[[ReportResult], None]
Made = Generator[tuple[ReportJob, ReportResult], None, None]


def run_reports(
    jobs: Sequence[ReportJob],
    *,
    workers: int | None = None,
    on_result: OnResult | None = None,
    force: bool = False,
    limits: Limits | None = None,
) -> tuple[ReportResult, ...]:
    """Make every report that is not there yet; one that fails never stops the others.

    Parameters
    ----------
    workers : int or None
        Reports at a time; ``None`` takes one per core.
    on_result : callable or None
        Told each result as it comes.
    force : bool
        Make reports again even when nothing has changed.
    limits : Limits or None
        What one report may use; ``None`` takes the usual limits.

    Returns
    -------
    tuple of ReportResult
        In the order of the jobs.

    Raises
    ------
    UsageError
        When another run is writing into the same folder.
    """
    tell = on_result or (lambda _: None)
    results: dict[ReportJob, ReportResult] = {}

    def keep(job: ReportJob, result: ReportResult) -> None:
        results[job] = result
        tell(result)

    with contextlib.ExitStack() as held:
        for out in dict.fromkeys(job.folder.parent for job in jobs):
            if out.is_dir():
                held.enter_context(one_run_at_a_time(out))
                clear_leftovers(out)
        due = []
        for job in jobs:
            if not force and is_current(job):
                keep(job, ReportResult(job.engagement, job.folder, UNCHANGED, is_kept=True))
            else:
                due.append(job)
        count = max(1, min(workers or os.cpu_count() or 1, len(due)))
        run = _run_in_forks if can_fork() else _run_in_pool
        with contextlib.closing(run(due, count, limits or Limits())) as made:
            for job, result in made:
                keep(job, result)
    return tuple(results[job] for job in jobs)


def _run_in_forks(jobs: Sequence[ReportJob], count: int, limits: Limits) -> Made:
    """Fork a warmed process for each report; should that process be killed, another takes over."""
    waiting, deaths = deque(jobs), 0
    while waiting and deaths < 2:
        warm = "warm_up_thoroughly" if len(waiting) >= WORTH_REHEARSING * count else "warm_up"
        with WarmParent(f"{WORKER}:{warm}") as parent:
            batch = _Batch(parent, limits, waiting)
            deaths += 1
            try:
                for each in batch.run(count):
                    deaths = 0
                    yield each
            except (EOFError, OSError):
                waiting.extendleft(running.job for running in batch.running.values())
    if waiting:
        yield from _run_in_pool(list(waiting), count, limits)


@dataclass(slots=True)
class _Running:
    job: ReportJob
    ends_at: float
    result: ReportResult | None = None
    is_late: bool = False


@dataclass(slots=True)
class _Batch:
    """The reports of one warmed process."""

    parent: WarmParent
    limits: Limits
    waiting: deque[ReportJob]
    running: dict[Task, _Running] = field(default_factory=dict)

    def run(self, count: int) -> Made:
        """Keep so many at work until all are done."""
        while self.waiting or self.running:
            while self.waiting and len(self.running) < count:
                task = self.parent.start(f"{WORKER}:write_report_in_fork", self.waiting[0], self.limits.memory_mib)
                self.running[task] = _Running(self.waiting.popleft(), time.monotonic() + self.limits.seconds)
            for task in self.parent.wait_for(list(self.running), self._seconds_left()):
                running = self.running[task]
                with contextlib.suppress(EOFError, OSError):
                    if task.messages.poll():
                        running.result = task.messages.recv()
                if task.status is not None:
                    del self.running[task]
                    task.messages.close()
                    yield running.job, self._result(running, task)
            self._stop_late_ones()

    def _seconds_left(self) -> float | None:
        ends = [running.ends_at for running in self.running.values() if not running.is_late]
        return max(0.0, min(ends) - time.monotonic()) if ends else None

    def _stop_late_ones(self) -> None:
        for task, running in self.running.items():
            if time.monotonic() >= running.ends_at and not running.is_late:
                running.is_late = True
                self.parent.kill(task)

    def _result(self, running: _Running, task: Task) -> ReportResult:
        if running.result is not None:
            return running.result
        engagement = running.job.engagement
        if running.is_late:
            reason = (
                f"It was stopped after {self.limits.seconds:g} seconds. Allow more with --seconds, or look for what"
                " takes so long."
            )
            return ReportResult(engagement, None, reason)
        return ReportResult(engagement, None, _ended(task.status))


def _ended(status: int | None) -> str:
    if status is None:
        how = ""
    elif status < 0:
        how = f" (killed by {signal.Signals(-status).name})"
    else:
        how = f" (exit code {status})"
    return f"The process that made this report ended unexpectedly{how}. Run it again on its own."


def _run_in_pool(
    jobs: Sequence[ReportJob],
    count: int,
    limits: Limits,  # noqa: ARG001 - standard kernels have their own limit of time
) -> Made:
    """Give each report a standard kernel, several at a time; for systems that cannot fork safely."""
    if count == 1:
        yield from ((job, write_report(job)) for job in jobs)
        return
    with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
        running = {pool.submit(write_report, job): job for job in jobs}
        try:
            for future in as_completed(running):
                job, error = running[future], future.exception()
                if error is None:
                    yield job, future.result()
                else:
                    yield job, ReportResult(job.engagement, None, _ended(None))
        except BaseException:
            pool.shutdown(cancel_futures=True)  # Ctrl-C: what waits for its turn is not started
            raise

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from vsm_toolkit.reports.warm_parent import WarmParent, can_fork

pytestmark = pytest.mark.skipif(not can_fork(), reason="needs Linux")
HERE = "tests.reports.test_warm_parent"
PATIENCE = 10


def warm_nothing():
    """Stand for imports."""


def say_hello(messages, name):
    messages.send((f"hello {name}", os.getpid(), threading.active_count(), dict(os.environ)))


def exit_with(messages, code):
    os._exit(code)


def leave_children(messages):
    """Start a child in its own session and one in a group of its own, say who they are, and end."""
    sleep = [sys.executable, "-c", "import time; time.sleep(60)"]
    children = [subprocess.Popen(sleep, start_new_session=True), subprocess.Popen(sleep, process_group=0)]
    messages.send([child.pid for child in children])


def sleep_long(messages):
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    messages.send([os.getpid(), child.pid, os.getppid()])
    time.sleep(60)


def is_running(process):
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def all_gone(processes):
    """Wait a little for processes to end, and say whether they did."""
    ends = time.monotonic() + PATIENCE
    while any(map(is_running, processes)) and time.monotonic() < ends:
        time.sleep(0.02)
    return not any(map(is_running, processes))


def finish(parent, task):
    """Wait until a task has ended."""
    ends = time.monotonic() + PATIENCE
    while task.status is None and time.monotonic() < ends:
        parent.wait_for([task], 1)
    return task.status


@pytest.fixture(scope="module")
def parent():
    with WarmParent(f"{HERE}:warm_nothing") as started:
        yield started


def test_a_task_runs_in_a_process_of_its_own_without_threads(parent):
    tasks = [parent.start(f"{HERE}:say_hello", name) for name in ("one", "two")]
    said = [task.messages.recv() for task in tasks]

    assert [words for words, *_ in said] == ["hello one", "hello two"]
    assert len({process for _, process, *_ in said} | {os.getpid()}) == 3
    assert [threads for _, _, threads, _ in said] == [1, 1]
    assert [finish(parent, task) for task in tasks] == [0, 0]


def test_a_task_sees_the_environment_its_parent_was_started_in(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    with WarmParent(f"{HERE}:warm_nothing") as started:
        environment = started.start(f"{HERE}:say_hello", "x").messages.recv()[3]

    assert environment["OMP_NUM_THREADS"] == "3"
    assert "OPENBLAS_NUM_THREADS" not in environment
    assert "VSM_THREADS" not in environment


@pytest.mark.parametrize("code", [0, 7])
def test_how_a_task_ended_is_told(parent, code):
    assert finish(parent, parent.start(f"{HERE}:exit_with", code)) == code


def test_a_killed_task_takes_its_own_children_along(parent):
    task = parent.start(f"{HERE}:sleep_long")
    processes = task.messages.recv()[:2]
    parent.kill(task)

    assert finish(parent, task) == -signal.SIGKILL
    assert all_gone(processes)


def test_what_a_task_leaves_behind_is_ended_wherever_it_hid(parent):
    task = parent.start(f"{HERE}:leave_children")
    children = task.messages.recv()
    finish(parent, task)

    assert all_gone(children)


def test_closing_ends_everything():
    with WarmParent(f"{HERE}:warm_nothing") as started:
        processes = started.start(f"{HERE}:sleep_long").messages.recv()

    assert all_gone(processes)


def test_when_the_warmed_process_is_killed_its_tasks_end_and_it_is_noticed():
    with WarmParent(f"{HERE}:warm_nothing") as started:
        task = started.start(f"{HERE}:sleep_long")
        work, _, warmed = task.messages.recv()
        os.kill(warmed, signal.SIGKILL)
        assert all_gone([warmed])
        with pytest.raises((EOFError, OSError)):
            started.wait_for([task], PATIENCE)
        assert not started.is_alive()

    assert all_gone([work, warmed])


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_when_the_process_that_asked_is_killed_nobody_is_left(end):
    code = (
        f"from vsm_toolkit.reports.warm_parent import WarmParent\nparent = WarmParent('{HERE}:warm_nothing')\n"
        f"task = parent.start('{HERE}:sleep_long')\nprint(*task.messages.recv(), flush=True)"
        "\nparent.wait_for([task], 60)"
    )
    asking = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    processes = [int(word) for word in asking.stdout.readline().split()]
    asking.send_signal(end)
    asking.communicate()

    assert len(processes) == 3
    assert all_gone(processes)

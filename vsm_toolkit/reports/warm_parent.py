"""A process that has everything imported and is forked for each task: fresh state every time, paid for once.

Two halves: :class:`WarmParent` lives in the process that wants work done, :func:`serve` in the process it starts. They
talk over a socket; each task has one of its own. Whoever dies, nobody is left behind: the parent ends when its socket
closes and takes the tasks with it, and a task dies with its parent.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import recv_handle, send_handle
from typing import Any, Final, NoReturn

DIES_WITH_PARENT: Final = 1  # PR_SET_PDEATHSIG
INHERITS_ORPHANS: Final = 36  # PR_SET_CHILD_SUBREAPER
SECONDS_TO_END: Final = 5.0
SINGLE_THREADED: Final = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""A process with threads of a numeric library is not safe to fork."""


def can_fork() -> bool:
    """Say whether this system forks processes safely; macOS can but its libraries break, Windows cannot.

    Examples
    --------
    >>> can_fork() == sys.platform.startswith("linux")
    True
    """
    return sys.platform.startswith("linux")


@dataclass(eq=False, slots=True)
class Task:
    """One fork at work.

    Attributes
    ----------
    messages : Connection
        What the task sends, and a way to send to it.
    status : int or None
        How it ended, as :func:`os.waitstatus_to_exitcode` says it; ``None`` while it runs.
    cpu_seconds : float
        What it used, known once it ended.
    """

    number: int
    messages: Connection
    process: int
    status: int | None = None
    cpu_seconds: float = 0.0


class WarmParent:
    """Starts a warmed process and forks it for tasks; use it in a ``with``.

    Parameters
    ----------
    warm : str
        ``module:function`` called once in the new process: everything worth having before the first fork.
    """

    def __init__(self, warm: str) -> None:
        self._tasks: dict[int, Task] = {}
        self._count = 0
        ours, theirs = socket.socketpair()
        # A death signal follows the thread that started a process, so only the main thread may ask for one.
        follows = int(threading.current_thread() is threading.main_thread())
        code = f"from {__name__} import serve; serve({theirs.fileno()}, {warm!r}, {os.getpid()}, {follows})"
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own code
                [sys.executable, *subprocess._args_from_interpreter_flags(), "-c", code],  # type: ignore[attr-defined] # noqa: SLF001
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is ours to handle
                env={**os.environ, **SINGLE_THREADED, "VSM_THREADS": _as_words(os.environ)},
            )
        self._control = Connection(ours.detach())

    def __enter__(self) -> WarmParent:
        """Give itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process and all its tasks."""
        self.close()

    def is_alive(self) -> bool:
        """Say whether the process still takes tasks."""
        return not self._control.closed and self._process.poll() is None

    def start(self, function: str, *arguments: object) -> Task:
        """Fork, and call ``module:function(messages, *arguments)`` in the fork."""
        ours, theirs = socket.socketpair()
        self._count += 1
        self._control.send(("start", self._count, function, arguments))
        with theirs:
            send_handle(self._control, theirs.fileno(), self._process.pid)
        task = Task(self._count, Connection(ours.detach()), 0)
        self._tasks[task.number] = task
        while not task.process:
            self._take()
        return task

    def kill(self, task: Task) -> None:
        """End a task and everything it started."""
        with contextlib.suppress(OSError):
            self._control.send(("kill", task.number))

    def wait_for(self, tasks: list[Task], seconds: float | None) -> list[Task]:
        """Wait until one of the tasks has sent something or ended; give those.

        Raises
        ------
        EOFError
            When the warmed process is gone, and every task with it.
        """
        ready = wait([self._control, *(task.messages for task in tasks)], seconds)
        if self._control in ready:
            self._take()
        return [task for task in tasks if task.status is not None or task.messages in ready]

    def close(self) -> None:
        """End the process and all its tasks."""
        self._control.close()
        for task in self._tasks.values():
            task.messages.close()
        try:
            self._process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _take(self) -> None:
        try:
            kind, number, *rest = self._control.recv()
        except (EOFError, OSError):
            self._control.close()
            raise
        task = self._tasks[number]
        if kind == "started":
            (task.process,) = rest
        else:
            task.status, task.cpu_seconds = rest
            del self._tasks[number]


def _stop(*_: object) -> NoReturn:
    raise SystemExit


def _as_words(environment: Any) -> str:  # noqa: ANN401 - os.environ
    return " ".join(f"{name}={environment[name]}" for name in SINGLE_THREADED if name in environment)


def serve(handle: int, warm: str, starter: int, follows: int) -> NoReturn:
    """Run the warmed process until its socket closes."""
    if follows:
        _ask_kernel(DIES_WITH_PARENT, signal.SIGTERM)
    if os.getppid() != starter:
        os._exit(0)
    _ask_kernel(INHERITS_ORPHANS, 1)
    control = Connection(handle)
    _function(warm)()
    gc.collect()
    gc.freeze()
    try:
        _Server(control).run()
    finally:
        os._exit(0)


class _Server:
    """The warmed process at work."""

    def __init__(self, control: Connection) -> None:
        self._control = control
        self._running: dict[int, int] = {}  # process: number of the task
        self._woken, wakes = os.pipe()
        os.set_blocking(wakes, False)
        signal.set_wakeup_fd(wakes, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, _stop)

    def run(self) -> None:
        """Take requests until there is nobody to make any, then end every task and what it started."""
        try:
            while True:
                ready, _, _ = select.select([self._control.fileno(), self._woken], [], [])
                if self._woken in ready:
                    os.read(self._woken, 1024)
                    self._reap()
                if self._control.fileno() in ready:
                    self._obey(*self._control.recv())
        except (EOFError, OSError, SystemExit):
            for process in self._running:
                _kill_group(process)
            self._kill_strays(known=())

    def _obey(self, kind: str, number: int, *rest: Any) -> None:  # noqa: ANN401
        if kind == "start":
            self._fork(number, *rest)
        else:
            for process in [each for each, task in self._running.items() if task == number]:
                _kill_group(process)

    def _fork(self, number: int, function: str, arguments: tuple[object, ...]) -> None:
        handle, parent = recv_handle(self._control), os.getpid()
        process = os.fork()
        if not process:
            os.setpgid(0, 0)
            self._control.close()
            _work(Connection(handle), parent, function, arguments)
        os.close(handle)
        self._running[process] = number
        self._control.send(("started", number, process))

    def _reap(self) -> None:
        while self._running or self._has_strays():
            process, status, used = os.wait4(-1, os.WNOHANG)
            if not process:
                return
            number = self._running.pop(process, None)
            if number is not None:
                _kill_group(process)
                self._kill_strays(known=self._running)
                code = os.waitstatus_to_exitcode(status)
                self._control.send(("ended", number, code, used.ru_utime + used.ru_stime))

    def _has_strays(self) -> bool:
        return bool(set(_children()) - set(self._running))

    def _kill_strays(self, known: Any) -> None:  # noqa: ANN401 - process numbers
        """End what a task left behind; having lost its parent, it is a child of this process now."""
        for process in set(_children()) - set(known):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)


def _work(messages: Connection, parent: int, function: str, arguments: tuple[object, ...]) -> NoReturn:
    """Be the fork: pristine, and gone when the work is done or the parent dies."""
    code = 1
    try:
        _ask_kernel(DIES_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
        signal.set_wakeup_fd(-1)
        for each in (signal.SIGCHLD, signal.SIGTERM):
            signal.signal(each, signal.SIG_DFL)
        for name in SINGLE_THREADED:
            os.environ.pop(name, None)
        os.environ.update(word.partition("=")[::2] for word in os.environ.pop("VSM_THREADS", "").split())
        if "numpy" in sys.modules:
            sys.modules["numpy"].random.seed()
        _function(function)(messages, *arguments)
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(code)


def _function(name: str) -> Callable[..., object]:
    module, _, attribute = name.partition(":")
    found: Callable[..., object] = getattr(import_module(module), attribute)
    return found


def _children() -> list[int]:
    try:
        with open(f"/proc/self/task/{threading.get_native_id()}/children", encoding="ascii") as listed:  # noqa: PTH123
            return [int(number) for number in listed.read().split()]
    except OSError:
        return []


def _kill_group(process: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process, signal.SIGKILL)


def _ask_kernel(option: int, value: int) -> None:
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)

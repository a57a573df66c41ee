"""papermill engines: notebooks in forks of a warmed process, or in the process that asks.

``papermill --engine vsm-warm-fork in.ipynb out.ipynb`` gives what papermill gives, sooner from the second notebook on.
Where that cannot be (another system than Linux, another kernel than this Python, start-up files of the reader's own),
the notebook runs in a standard kernel.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import os
import signal
import sys
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from papermill.engines import NBClientEngine

from vsm_toolkit.reports.warm.kernel import Deliver, Message, connect_kernel, in_notebook
from vsm_toolkit.reports.warm.notebook_client import KernelLink, LinkedNotebookClient, SameProcess
from vsm_toolkit.reports.warm_parent import Task, WarmParent, can_fork
from vsm_toolkit.upstream_patches import build_grammars_when_used

ENGINE: Final = "vsm-warm-fork"
NEEDS_A_KERNEL: Final = {"extra_arguments", "kernel_manager_class", "config", "ipython_hist_file"}
"""Settings that only mean something to a kernel with a command line."""


def warm_up() -> None:
    """Have a kernel and the libraries notebooks start with; nothing here may start a thread."""
    build_grammars_when_used()
    with in_notebook():
        import altair  # noqa: F401, ICN001 - imported for the forks
        import pandas  # noqa: F401, ICN001


class _Forked:
    """A kernel in a fork of the warmed process."""

    def open(self, deliver: Deliver) -> None:
        """Fork, and listen."""
        self._deliver, self._is_open = deliver, True
        self._task: Task = _warm_parent().start(f"{__name__}:be_kernel", str(Path.cwd()), dict(os.environ))
        self._loop: asyncio.AbstractEventLoop | None = None

    async def send(self, message: Message) -> None:
        """Send a request to the fork."""
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            self._loop.add_reader(self._task.messages.fileno(), self._receive)
        with contextlib.suppress(OSError):
            self._task.messages.send(message)

    def is_alive(self) -> bool:
        """Say whether the fork still listens."""
        return self._is_open

    def interrupt(self) -> None:
        """Interrupt its cell as Ctrl-C would."""
        os.kill(self._task.process, signal.SIGINT)

    def close(self) -> None:
        """End the fork."""
        self._stop_listening()
        _warm_parent().kill(self._task)
        self._task.messages.close()

    def _receive(self) -> None:
        try:
            while self._task.messages.poll():
                self._deliver(*self._task.messages.recv())
        except (EOFError, OSError):
            self._stop_listening()

    def _stop_listening(self) -> None:
        if self._loop is not None and self._is_open:
            self._loop.remove_reader(self._task.messages.fileno())
        self._is_open = False


def be_kernel(messages: Connection, folder: str, environment: dict[str, str]) -> None:
    """Answer requests from a connection until it closes, in the folder and environment of who asks."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.path[:] = [place for place in sys.path if place]
    kernel = connect_kernel(lambda channel, message: messages.send((channel, message)))

    with contextlib.suppress(EOFError):
        asyncio.run(_answer(kernel, messages))


async def _answer(kernel: Any, messages: Connection) -> None:  # noqa: ANN401 - a LocalKernel, whose traits are not typed
    loop = asyncio.get_running_loop()
    while not kernel.shell.exit_now:
        readable = loop.create_future()
        loop.add_reader(messages.fileno(), readable.set_result, None)
        await readable
        loop.remove_reader(messages.fileno())
        await kernel.handle(messages.recv())


@cache
def _started(process: int) -> WarmParent:  # noqa: ARG001 - a fork of ours must not use its parent's
    parent = WarmParent(f"{__name__}:warm_up")
    atexit.register(parent.close)
    return parent


def _warm_parent() -> WarmParent:
    parent = _started(os.getpid())
    if not parent.is_alive():
        _started.cache_clear()
        parent = _started(os.getpid())
    return parent


class _LinkedEngine(NBClientEngine):  # type: ignore[misc]
    """Runs a notebook over a link where that gives what a standard kernel gives."""

    @classmethod
    def link(cls) -> KernelLink:
        """Make the link; one a notebook."""
        raise NotImplementedError

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **settings: Any) -> Any:  # noqa: ANN401 - as the original
        """Run the cells of a notebook."""
        if NEEDS_A_KERNEL & {name for name, value in settings.items() if value} or not is_this_python(kernel_name):
            return super().execute_managed_notebook(nb_man, kernel_name, **settings)
        seconds = settings.pop("execution_timeout", None) or settings.get("timeout")
        kept = {name: value for name, value in settings.items() if name not in {"input_path", "start_timeout"}}
        client = LinkedNotebookClient(nb_man, cls.link(), **{**kept, "timeout": seconds, "kernel_name": kernel_name})
        return client.execute()


class WarmForkEngine(_LinkedEngine):
    """The engine ``vsm-warm-fork``: each notebook in a fork of a warmed process."""

    @classmethod
    def link(cls) -> KernelLink:
        """Fork."""
        return _Forked()

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **settings: Any) -> Any:  # noqa: ANN401 - as the original
        """Run the cells of a notebook in a fork, or in a standard kernel where forks or this Python will not do."""
        if not can_fork() or _has_own_startup_files():
            return NBClientEngine.execute_managed_notebook(nb_man, kernel_name, **settings)
        return super().execute_managed_notebook(nb_man, kernel_name, **settings)


class SameProcessEngine(_LinkedEngine):
    """Each notebook in the process that asks; for a process that is itself such a fork."""

    @classmethod
    def link(cls) -> KernelLink:
        """Use this process."""
        return SameProcess()


def is_this_python(kernel_name: str) -> bool:
    """Say whether a kernel of that name is this very Python with ipykernel, started without anything special."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        spec = KernelSpecManager().get_kernel_spec(kernel_name)
    except NoSuchKernel:
        return False
    version = ".".join(map(str, sys.version_info[:2]))
    names = {"python", "python3", f"python{version}", sys.executable}
    return bool(
        spec.language == "python" and not spec.env and spec.argv[0] in names and "ipykernel_launcher" in spec.argv
    )


def _has_own_startup_files() -> bool:
    from IPython.paths import get_ipython_dir

    profile = Path(get_ipython_dir()) / "profile_default"
    patterns = ("ipython_config.*", "ipython_kernel_config.*", "startup/*.py", "startup/*.ipy")
    return any(True for pattern in patterns for _ in profile.glob(pattern))

"""Jupyter's own Python kernel without its sockets and threads: messages are handed over directly.

Everything a cell can notice (shell, magics, displays, tracebacks, comms, the refusal of ``input()``) is ipykernel's
code. Only the way in and out is different, so a process that holds one can be forked.
"""

from __future__ import annotations

import io
import logging
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from ipykernel.ipkernel import IPythonKernel
from jupyter_client.session import Session
from traitlets.config import Config

from vsm_toolkit.upstream_patches import no_debugger

Message = dict[str, Any]
Deliver = Callable[[str, Message], None]
"""Takes a channel (``iopub`` or ``shell``) and a message."""

FLUSH_SECONDS = 0.2
"""How long printed text waits for more; as in ipykernel."""


class DirectSession(Session):
    """A session that hands each message to a function instead of a socket."""

    deliver: Deliver

    def send(self, stream: Any, msg_or_type: Any, content: Any = None, *args: Any, **kwargs: Any) -> Message:  # noqa: ANN401 - as the original
        """Deliver a message; ``stream`` is the name of its channel."""
        parent, buffers = kwargs.get("parent") or (args[0] if args else None), kwargs.get("buffers")
        if isinstance(msg_or_type, dict):
            message = msg_or_type
        else:
            header = {name: kwargs[name] for name in ("header", "metadata") if kwargs.get(name)}
            message = self.msg(msg_or_type, content=content, parent=parent, **header)
        # What a socket would have carried: plain JSON, a copy of its own.
        message = {**message, "content": self.unpack(self.pack(message["content"])), "buffers": list(buffers or ())}
        self.deliver(str(stream), message)
        return message


class LocalKernel(IPythonKernel):
    """A kernel in this process. There is one a process, as of every kernel."""

    shell_channel_thread = SimpleNamespace(parent_thread=threading.main_thread())
    _supports_kernel_subshells = False
    _execute_sleep = 0.0

    def _abort_queues(self, subshell_id: str | None = None) -> None:
        """Nothing waits in queues here."""

    async def handle(self, message: Message) -> None:
        """Answer one request the way ipykernel does, between a busy and an idle."""
        stock: Any = super()  # whose methods are not typed
        stock.set_parent([], message, channel="shell")
        stock._publish_status("busy", "shell")  # noqa: SLF001 - of our own base
        result = self.shell_handlers[message["header"]["msg_type"]]("shell", [], message)
        if result is not None:
            await result
        flush_streams()
        stock._publish_status("idle", "shell")  # noqa: SLF001


class MessageStream(io.TextIOBase):
    """``sys.stdout`` or ``sys.stderr`` of a kernel: what is written leaves as messages.

    Text written past Python, straight to the file descriptor or by a process a cell forked, is collected in a file and
    sent after Python's own.
    """

    encoding = "UTF-8"

    def __init__(self, kernel: Any, name: str, descriptor: int) -> None:  # noqa: ANN401 - a LocalKernel, whose traits are not typed
        self._kernel, self.name, self._stream = kernel, f"<{name}>", name
        self._waiting: list[str] = []
        self._waiting_since = 0.0
        self._process, self._descriptor, self._original = os.getpid(), descriptor, os.dup(descriptor)
        handle, path = tempfile.mkstemp()
        os.unlink(path)  # noqa: PTH108 - the open file outlives its name
        os.dup2(handle, descriptor)
        os.close(handle)

    def fileno(self) -> int:
        """Give a descriptor that leads out of the kernel, as ipykernel does."""
        return self._original

    def writable(self) -> bool:
        """Say yes."""
        return True

    def write(self, text: str) -> int:
        """Keep text until a flush, or send it when some of it has waited for a while."""
        if not isinstance(text, str):
            message = f"write() argument must be str, not {type(text)}"
            raise TypeError(message)
        if not self._waiting:
            self._waiting_since = time.monotonic()
        self._waiting.append(text)
        if time.monotonic() - self._waiting_since > FLUSH_SECONDS:
            self.flush()
        return len(text)

    def flush(self) -> None:
        """Send what was written."""
        text, self._waiting = "".join(self._waiting), []
        if os.getpid() != self._process:
            os.write(self._descriptor, text.encode("utf-8", "replace"))
            return
        text += self._written_below()
        if text:
            content = {"name": self._stream, "text": text}
            self._kernel.session.send("iopub", "stream", content, parent=self._kernel.get_parent("shell"))

    def _written_below(self) -> str:
        size = os.lseek(self._descriptor, 0, os.SEEK_CUR)
        if not size:
            return ""
        written = os.pread(self._descriptor, size, 0)
        os.ftruncate(self._descriptor, 0)
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        return written.decode("utf-8", "replace")


def flush_streams() -> None:
    """Send what was printed so far."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()


@contextmanager
def in_notebook() -> Iterator[None]:
    """Make the kernel of this process, and let what is imported meanwhile find itself in a notebook.

    pandas, for one, asks when it is imported, and then shows tables in another way.
    """
    kernel: Any = prepare_kernel()
    with kernel.shell.builtin_trap:
        yield


def prepare_kernel() -> LocalKernel:
    """Make the kernel of this process."""
    config = Config({"HistoryManager": {"hist_file": ":memory:"}})
    with no_debugger():
        kernel: LocalKernel = LocalKernel.instance(
            config=config, session=DirectSession(), iopub_socket="iopub", log=logging.getLogger("ipykernel")
        )
    return kernel


def connect_kernel(deliver: Deliver) -> Any:  # noqa: ANN401 - a LocalKernel, whose traits are not typed
    """Let this process be the kernel: its messages go to ``deliver`` and its standard streams become messages.

    For a process that does nothing else, because what else it prints would become part of the notebook.
    """
    kernel: Any = prepare_kernel()
    kernel.session.deliver = deliver
    sys.stdout, sys.stderr = MessageStream(kernel, "stdout", 1), MessageStream(kernel, "stderr", 2)
    return kernel

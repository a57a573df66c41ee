"""papermill's own notebook client, talking to a kernel that is a function call or a pipe away instead of a socket."""

from __future__ import annotations

import asyncio
import queue
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Protocol

from jupyter_client.session import Session
from papermill.clientwrap import PapermillNotebookClient

from vsm_toolkit.reports.warm.kernel import Deliver, Message, connect_kernel


class KernelLink(Protocol):
    """Where requests go; answers come back through the ``deliver`` it was made with."""

    def open(self, deliver: Deliver) -> None:
        """Start taking requests."""

    async def send(self, message: Message) -> None:
        """Pass a request on."""

    def is_alive(self) -> bool:
        """Say whether the kernel still is."""

    def interrupt(self) -> None:
        """Interrupt the running cell."""

    def close(self) -> None:
        """End it."""


class SameProcess:
    """The kernel of this very process; for a process that makes one report and ends."""

    def open(self, deliver: Deliver) -> None:
        """Take over this process's streams."""
        self._kernel = connect_kernel(deliver)

    async def send(self, message: Message) -> None:
        """Run a request to its end."""
        if self.is_alive():
            await self._kernel.handle(message)

    def is_alive(self) -> bool:
        """Say no once a cell called ``quit()``."""
        return not self._kernel.shell.exit_now

    def interrupt(self) -> None:
        """Nothing can run while somebody asks for this."""

    def close(self) -> None:
        """Leave the process as it is: it ends with its report."""


class _Channel:
    def __init__(self, client: _Client) -> None:
        self._client = client
        self.arrived: asyncio.Queue[Message] = asyncio.Queue()

    def send(self, message: Message) -> None:
        self._client.unsent.append(message)

    async def get_msg(self, timeout: float | None = None) -> Message:
        await self._client.send_all()
        try:
            return await asyncio.wait_for(self.arrived.get(), timeout)
        except TimeoutError:
            raise queue.Empty from None


class _Client:
    """What nbclient needs of a kernel client."""

    def __init__(self, link: KernelLink) -> None:
        self._link = link
        self.session = Session(key=b"")
        self.unsent: list[Message] = []
        self.shell_channel, self.iopub_channel = _Channel(self), _Channel(self)
        link.open(lambda channel, message: getattr(self, f"{channel}_channel").arrived.put_nowait(message))

    async def execute(self, code: str, *, store_history: bool = True, stop_on_error: bool = True) -> str:
        content = {
            "code": code,
            "silent": False,
            "store_history": store_history,
            "stop_on_error": stop_on_error,
            "user_expressions": {},
            "allow_stdin": False,
        }
        number = self._ask("execute_request", content)
        await self.send_all()
        return number

    def kernel_info(self) -> str:
        return self._ask("kernel_info_request", {})

    async def is_alive(self) -> bool:
        return self._link.is_alive()

    async def send_all(self) -> None:
        while self.unsent:
            await self._link.send(self.unsent.pop(0))

    def _ask(self, kind: str, content: dict[str, Any]) -> str:
        message = self.session.msg(kind, content)
        self.unsent.append(message)
        number: str = message["header"]["msg_id"]
        return number


class _Manager:
    def __init__(self, link: KernelLink) -> None:
        self.interrupt_kernel = link.interrupt


class LinkedNotebookClient(PapermillNotebookClient):  # type: ignore[misc]
    """Runs the cells of a notebook over a link; everything else is papermill's and nbclient's code."""

    def __init__(self, nb_man: Any, link: KernelLink, **settings: Any) -> None:  # noqa: ANN401 - as the original
        super().__init__(nb_man, **settings)
        self._link = link

    @contextmanager
    def setup_kernel(self, **kwargs: Any) -> Generator[None, None, None]:  # noqa: ANN401, ARG002 - as the original
        """Open the link instead of starting a kernel, and close it at the end."""
        self.km, self.kc = _Manager(self._link), _Client(self._link)
        try:
            yield
        finally:
            self._link.close()

"""The server extension sends at once, once, and says when upstream has made it unnecessary."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest
from jupyter_server.services.kernels import websocket

from vsm_toolkit import lab_extension


class Handler:
    """What the extension touches of a kernel connection."""

    def __init__(self, *, connected: bool = True) -> None:
        self.ws_connection = object() if connected else None
        self.delays: list[bool] = []

    def set_nodelay(self, value: bool) -> None:
        self.delays.append(value)


@pytest.fixture(autouse=True)
def opened(monkeypatch) -> list[str]:
    """Replace the real opening by one that notes the kernel it was asked for, and put everything back afterwards."""
    kernels = []

    async def open_kernel(_handler: object, kernel_id: str) -> str:
        kernels.append(kernel_id)
        return "opened"

    monkeypatch.setattr(websocket.KernelWebsocketHandler, "open", open_kernel)
    return kernels


def test_jupyter_server_still_needs_it():
    assert lab_extension.is_needed(), "jupyter-server sets the option itself now: delete vsm_toolkit/lab_extension.py"


def test_a_kernel_connection_sends_at_once_after_it_has_opened(opened):
    lab_extension.set_nodelay()
    handler = Handler()
    result = asyncio.run(websocket.KernelWebsocketHandler.open(handler, "kernel-1"))

    assert (result, opened, handler.delays) == ("opened", ["kernel-1"], [True])


def test_a_connection_that_was_refused_is_left_alone():
    lab_extension.set_nodelay()
    handler = Handler(connected=False)
    asyncio.run(websocket.KernelWebsocketHandler.open(handler, "kernel-1"))

    assert handler.delays == []


def test_loading_it_twice_changes_nothing_more():
    lab_extension.set_nodelay()
    once = websocket.KernelWebsocketHandler.open
    lab_extension._load_jupyter_server_extension(None)

    assert websocket.KernelWebsocketHandler.open is once


def test_a_server_that_needs_no_help_is_left_alone_and_told(monkeypatch):
    said = []
    server = SimpleNamespace(log=SimpleNamespace(info=said.append))
    monkeypatch.setattr(lab_extension, "is_needed", lambda: False)
    before = websocket.KernelWebsocketHandler.open
    lab_extension._load_jupyter_server_extension(server)

    assert websocket.KernelWebsocketHandler.open is before
    assert "needs no help" in said[0]


def test_the_server_finds_the_extension_by_its_option():
    (point,) = lab_extension._jupyter_server_extension_points()

    assert point["module"] in lab_extension.SERVER_OPTION

"""A Jupyter server extension that sends every widget message at once; enabled only in labs this toolkit starts.

Without it the server collects small messages for up to 40 ms before they leave (Nagle's algorithm meeting delayed
acknowledgements), which is half of what a team waits between typing and seeing.
"""

from __future__ import annotations

import inspect
from functools import wraps
from typing import Any

SERVER_OPTION = "--ServerApp.jpserver_extensions={'vsm_toolkit.lab_extension': True}"
"""What to add to the command line of a JupyterLab to switch this on."""


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "vsm_toolkit.lab_extension"}]


def _load_jupyter_server_extension(server: Any) -> None:  # noqa: ANN401 - jupyter-server is not typed
    if not set_nodelay():
        server.log.info("vsm_toolkit.lab_extension: this jupyter-server needs no help to send messages at once.")


def is_needed() -> bool:
    """Say whether the installed jupyter-server still leaves the delay on for kernel messages.

    Examples
    --------
    >>> is_needed() in (True, False)
    True
    """
    from jupyter_server.services.kernels import websocket

    handler = getattr(websocket, "KernelWebsocketHandler", None)
    return handler is not None and "set_nodelay" not in inspect.getsource(websocket)


def set_nodelay() -> bool:
    """Let every kernel connection opened from now on send at once; ``False`` when there is nothing to do.

    Examples
    --------
    >>> from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
    >>> original = KernelWebsocketHandler.open
    >>> set_nodelay() == is_needed()
    True
    >>> KernelWebsocketHandler.open = original
    """
    if not is_needed():
        return False
    from jupyter_server.services.kernels import websocket

    handlers: Any = websocket.KernelWebsocketHandler
    connect = handlers.open
    if getattr(connect, "sends_at_once", False):
        return True

    @wraps(connect)
    async def open_without_delay(handler: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as the original
        """Open the channel, then let small messages go at once."""
        result = await connect(handler, *args, **kwargs)
        if handler.ws_connection is not None:
            handler.set_nodelay(True)
        return result

    handlers.open = open_without_delay
    handlers.open.sends_at_once = True
    return True

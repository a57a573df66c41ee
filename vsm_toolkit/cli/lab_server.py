"""How JupyterLab is started for a workshop: on this machine only unless a team shares it, always behind a token."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from vsm_toolkit.errors import UsageError

LOOPBACK = "127.0.0.1"
FIRST_PORT = 8888
LAB_EXTENSION = "vsm_toolkit.lab_extension"
COLLABORATION = "jupyter_collaboration"

SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/apputils-extension:sanitizer": {"allowCommandLinker": False},
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "defer"},
}
"""Defaults for a room: no news, no command hidden in a text, outputs that stay when scrolled."""


@dataclass(frozen=True, slots=True)
class LabStart:
    """How to start JupyterLab.

    Attributes
    ----------
    address : str
        Where it listens.
    token : str
        What people type to get in; ``""`` lets Jupyter make one and print it. Handed over in the environment, which
        other users of the machine cannot read.
    port : int or None
        ``None`` takes the first free one from 8888 on.
    shared : bool
        Whether others in the room may join.
    """

    folder: Path
    address: str = LOOPBACK
    token: str = ""
    port: int | None = None
    shared: bool = False
    browser: bool = True
    first_notebook: str | None = None

    def command(self) -> list[str]:
        """Give the command line."""
        first = f"/lab/tree/{self.first_notebook}" if self.first_notebook else "/lab"
        words = [
            *(sys.executable, "-m", "jupyterlab"),
            f"--ServerApp.ip={self.address}",
            f"--ServerApp.root_dir={self.folder}",
            f"--LabApp.default_url={first}",
            # Asked every second whether it lives, so that a board is locked before somebody types on into nothing.
            "--KernelRestarter.time_to_dead=1",
        ]
        if self.port is not None:
            words += [f"--ServerApp.port={self.port}", "--ServerApp.port_retries=0"]
        if not self.browser:
            words.append("--no-browser")
        if os.name != "nt" and os.geteuid() == 0:
            words.append("--allow-root")
        if find_spec(LAB_EXTENSION) is not None:
            words.append(f"--ServerApp.jpserver_extensions={LAB_EXTENSION}=True")
        if self.shared:  # otherwise the page where people type the token offers everybody to set a password
            words.append("--PasswordIdentityProvider.allow_password_change=False")
        if not self.shared and find_spec(COLLABORATION) is not None:
            words.append("--YDocExtension.disable_rtc=True")
        return words

    def environment(self, settings_folder: Path) -> dict[str, str]:
        """Give the environment: the token, and where the settings for a room lie."""
        others = os.environ.get("JUPYTER_CONFIG_PATH")
        path = f"{settings_folder}{os.pathsep}{others}" if others else str(settings_folder)
        # The engagement is the one of the folder, whatever another terminal had set.
        kept = {name: value for name, value in os.environ.items() if name != "VSM_ENGAGEMENT"}
        token = {"JUPYTER_TOKEN": self.token} if self.token else {}
        return {**kept, "JUPYTER_CONFIG_PATH": path, **token}


def shared_start(folder: Path, port: int | None, *, browser: bool, first_notebook: str | None) -> LabStart:
    """Prepare a Lab that the people in the room can join.

    Raises
    ------
    UsageError
        When the extra ``live`` is not installed, or this machine is on no network.
    """
    if find_spec(COLLABORATION) is None:
        message = (
            "--share needs the extra live, which is not installed. Install it with: pip install 'vsm-toolkit[live]'"
        )
        raise UsageError(message)
    token = secrets.token_hex(6)
    return LabStart(folder, lan_address(), token, port or FIRST_PORT, True, browser, first_notebook)  # noqa: FBT003


def lan_address() -> str:
    """Find the address other machines in the room reach this one at; nothing is sent.

    Raises
    ------
    UsageError
        When this machine is on no network.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            address: str = probe.getsockname()[0]
        except OSError:
            address = LOOPBACK
    if address.startswith("127."):
        message = "This machine is on no network, so nobody could join. Connect it, or leave out --share."
        raise UsageError(message)
    return address


@contextmanager
def room_settings() -> Iterator[Path]:
    """Lay the settings for a room out in a folder of their own while Lab runs; nobody's own settings are touched."""
    with tempfile.TemporaryDirectory(prefix="vsm-lab-") as folder:
        place = Path(folder) / "labconfig"
        place.mkdir()
        (place / "default_setting_overrides.json").write_text(json.dumps(SETTINGS), encoding="utf-8")
        yield Path(folder)


def run_lab(start: LabStart) -> int:
    """Start Lab, wait until it ends, and give its exit code; Ctrl-C ends Lab in its own way."""
    with room_settings() as settings_folder:
        command = start.command()
        process = subprocess.Popen(command, env=start.environment(settings_folder))  # noqa: S603 - put together above
        # Told to end, end Lab as well; it must not go on listening alone.
        before = signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        try:
            return _wait(process)
        finally:
            signal.signal(signal.SIGTERM, before)


def _wait(process: subprocess.Popen[bytes]) -> int:
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue

"""A real JupyterLab on loopback, started once for all tests, and notebooks run in it in a real browser."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Page

LAB_SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "defer"},
}
# The promise of run-all-cells may never settle, so it is not awaited; before the kernel is ready it does nothing.
RUN_ALL = """async () => {
  const app = window.jupyterapp; await app.restored;
  const panel = app.shell.currentWidget; await panel.context.ready; await panel.sessionContext.ready;
  app.commands.execute('notebook:run-all-cells');
}"""
HAS_RUN = """() => {
  const panel = window.jupyterapp.shell.currentWidget;
  return panel.content.widgets.filter(cell => cell.model.type === 'code' && cell.model.sharedModel.getSource().trim())
    .every(cell => cell.model.executionCount !== null);
}"""


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab.

    Attributes
    ----------
    address : str
        Where it answers, without a slash at the end.
    folder : Path
        What it shows.
    """

    address: str
    token: str
    folder: Path

    def ask(self, method: str, path: str) -> Any:
        """Ask its REST interface."""
        request = urllib.request.Request(
            f"{self.address}/{path}", method=method, headers={"Authorization": f"token {self.token}"}
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            text = answer.read()
        return json.loads(text) if text else None


def free_port() -> int:
    """Give a port of this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_up(address: str, token: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(900):
        if process.poll() is not None:
            pytest.fail(f"JupyterLab stopped while it started: {log.read_text(encoding='utf-8')[-2000:]}")
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{address}/api?token={token}", timeout=1).read()
            return
        time.sleep(0.1)
    pytest.fail(f"JupyterLab did not start: {log.read_text(encoding='utf-8')[-2000:]}")


@contextlib.contextmanager
def running_lab(folder: Path, home: Path, *options: str) -> Iterator[Lab]:
    """Run a JupyterLab that neither reads nor writes anything of the user's."""
    port, token = free_port(), secrets.token_hex(8)
    settings = home / "application" / "settings"
    settings.mkdir(parents=True)
    (settings / "overrides.json").write_text(json.dumps(LAB_SETTINGS), encoding="utf-8")
    places = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "IPYTHONDIR": "ipython",
        "HOME": "home",
        "JUPYTERLAB_SETTINGS_DIR": "user-settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    }
    environment = {**os.environ, **{name: str(home / place) for name, place in places.items()}}
    log = home / "lab.log"
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={token}",
        f"--ServerApp.root_dir={folder}",
        "--LabApp.expose_app_in_browser=True",
        f"--LabApp.app_settings_dir={settings}",
        "--YDocExtension.disable_rtc=True",
        "--KernelRestarter.time_to_dead=1",
        *options,
    ]
    address = f"http://127.0.0.1:{port}"
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
        try:
            _wait_until_up(address, token, process, log)
            yield Lab(address, token, folder)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


@dataclass
class NotebookRunner:
    """Runs notebooks in a browser page, and remembers what the page asked of the outside and complained about."""

    lab: Lab
    page: Page
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.watch(self.page)

    def watch(self, page: Page) -> None:
        """Stop and remember every request that leaves the machine, and every uncaught error."""
        local = (self.lab.address, self.lab.address.replace("http", "ws"), "data:", "blob:", "about:")
        page.set_default_timeout(60_000)
        page.on("request", lambda one: None if one.url.startswith(local) else self.outside.append(one.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.route(lambda url: not url.startswith(local), lambda route: route.abort())

    def write(self, name: str, cells: Sequence[str]) -> Path:
        """Write a notebook of code cells into the folder of the lab."""
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        path = self.lab.folder / name
        nbformat.write(notebook, path)
        return path

    def open(self, name: str, page: Page | None = None) -> Page:
        """Open a notebook of the lab's folder, alone in its own workspace, and run all cells."""
        page = page or self.page
        workspace = f"{Path(name).stem}-{secrets.token_hex(3)}"
        page.goto(f"{self.lab.address}/lab/workspaces/{workspace}/tree/{name}?token={self.lab.token}&reset")
        page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
        self.run_all(page)
        return page

    def run_all(self, page: Page | None = None) -> None:
        """Run all cells and wait until each has run."""
        page = page or self.page
        page.evaluate(RUN_ALL)
        page.wait_for_function(HAS_RUN, timeout=120_000)

    def kernel_of(self, name: str) -> str:
        """Give the id of the kernel a notebook runs on."""
        return next(one["kernel"]["id"] for one in self.lab.ask("GET", "api/sessions") if one["path"] == name)


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Give the one JupyterLab of the test run."""
    folder = tmp_path_factory.mktemp("lab")
    with running_lab(folder, tmp_path_factory.mktemp("lab-home")) as running:
        yield running


@pytest.fixture
def run_notebook(lab: Lab, page: Page) -> Iterator[NotebookRunner]:
    """Run notebooks in a browser; fails when a page reached outside or an error was not caught."""
    runner = NotebookRunner(lab, page)
    yield runner
    for session in lab.ask("GET", "api/sessions"):
        with contextlib.suppress(OSError):
            lab.ask("DELETE", f"api/sessions/{session['id']}")
    assert (runner.outside, runner.complaints) == ([], [])

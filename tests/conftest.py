"""What every test shares: the property-test profile, the browser, and the rule that none is skipped quietly."""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from tests.lab_fixtures import lab, run_notebook  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parent.parent
IN_CI = os.environ.get("CI", "").lower() not in {"", "0", "false"}
BROWSER_FIXTURES = {"browser", "context", "page", "offline_page", "run_notebook"}
NO_CHROMIUM = "no Chromium (apt-get install chromium)"
LOCAL_ADDRESS = re.compile(r"^(file|data|about|blob):")

settings.register_profile("desk", deadline=None, max_examples=40)
settings.register_profile("ci", deadline=None, max_examples=40, derandomize=True, print_blob=True)
settings.register_profile("thorough", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if IN_CI else "desk"))


def load_run_py() -> ModuleType:
    """Load ``run.py``, which lies outside every package."""
    spec = importlib.util.spec_from_file_location("run", ROOT / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["run"] = module
    spec.loader.exec_module(module)
    return module


CHROMIUM = load_run_py().find_chromium()


class BrowserTestsNotRun:
    """Counts the browser tests that found no Chromium, says so in red at the end, and fails the run in CI."""

    def __init__(self) -> None:
        self.count = 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.count += bool(report.skipped and NO_CHROMIUM in str(report.longrepr))

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.count:
            tests = f"{self.count} browser test{'' if self.count == 1 else 's'}"
            terminalreporter.write_line(f"{tests} not run: {NO_CHROMIUM}", red=True, bold=True)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.count and IN_CI:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(BrowserTestsNotRun(), "browser-tests-not-run")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that uses a browser, so that ``-m "not browser"`` is the quick half, and run those last."""
    for item in items:
        if BROWSER_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)
        if CHROMIUM is None and item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=f"not run: {NO_CHROMIUM}"))
    # Last, because once playwright has started, its event loop stays and asyncio.run() fails in the same process. By
    # file, because a worker runs a file as a whole.
    with_browser = {item.path for item in items if item.get_closest_marker("browser")}
    items.sort(key=lambda item: item.path in with_browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the Chromium that was found, as root too, and without the errands a browser runs by itself."""
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": [
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


@dataclass
class OfflinePage:
    """A browser page without a network, which remembers what it asked of one and what it complained about.

    Attributes
    ----------
    page : playwright.sync_api.Page
        The page, for everything playwright can do.
    outside_requests : list of str
        Every address it asked for that is not a file, data or its own.
    complaints : list of str
        Every console error, broken security rule and uncaught exception.
    """

    page: Page
    outside_requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self._remember_request(request.url))
        self.page.on("websocket", lambda websocket: self._remember_request(websocket.url))
        self.page.on("console", lambda message: self._remember_message(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(f"uncaught: {error}"))
        self.page.route(lambda url: not LOCAL_ADDRESS.match(url), lambda route: route.abort())

    def _remember_request(self, url: str) -> None:
        if not LOCAL_ADDRESS.match(url):
            self.outside_requests.append(url)

    def _remember_message(self, kind: str, text: str) -> None:
        if kind == "error":
            self.complaints.append(text)

    def open(self, page: Path | str) -> Page:
        """Open a file (a path) or a whole HTML document (a text), and wait until it has loaded."""
        if isinstance(page, Path):
            self.page.goto(page.resolve().as_uri(), wait_until="load")
        else:
            self.page.set_content(page, wait_until="load")
        return self.page

    def assert_offline_and_quiet(self) -> None:
        """Fail when the page asked for anything outside or complained about anything."""
        assert (self.outside_requests, self.complaints) == ([], [])

    def accessibility_problems(self, within: str | None = None) -> list[str]:
        """List axe-core's serious and critical findings, one sentence each, in the whole page or within a selector."""
        from axe_playwright_python.sync_playwright import Axe

        violations = Axe().run(self.page, context=within).response["violations"]
        return [
            f"{found['impact']}: {found['help']} ({found['id']}) at "
            + ", ".join(str(node["target"][0]) for node in found["nodes"])
            for found in violations
            if found["impact"] in {"serious", "critical"}
        ]


@pytest.fixture
def offline_page(page: Page) -> Iterator[OfflinePage]:
    """Give a page without a network; see :class:`OfflinePage`."""
    page.set_default_timeout(30_000)
    return OfflinePage(page)

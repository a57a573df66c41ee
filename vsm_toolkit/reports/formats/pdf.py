"""The page as a PDF: printed by a browser that is already on the machine, without a network.

The page's own print rules decide what stands where, so paper and screen show the same; see
docs/decisions/0009-a-browser-prints-the-pdf.md.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from vsm_toolkit.reports.formats.contents import FormatNote, ReportContents

SETTING = "VSM_CHROMIUM"
ON_PATH = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "microsoft-edge-stable",
    "chrome",
    "msedge",
)
INSTALLED = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
"""Where macOS and Windows keep a browser that is not on PATH."""

PRINT_SECONDS = 60
NO_NETWORK = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
)
QUIET = ("--disable-gpu", "--disable-extensions", "--disable-dev-shm-usage", "--no-first-run", "--mute-audio")
HOW_TO_GET_ONE = (
    f"Install Chromium, Google Chrome or Microsoft Edge (on Debian: apt-get install chromium), or let {SETTING} name"
    " one; then run the report again. Or open report.html in any browser and print it to a file."
)


def find_browser() -> str | None:
    """Find a browser that can print: what ``VSM_CHROMIUM`` names, else the first on PATH or in its usual place."""
    named = os.environ.get(SETTING)
    if named:
        return named
    return next(filter(None, map(shutil.which, (*ON_PATH, *INSTALLED))), None)


def write(contents: ReportContents, folder: Path) -> tuple[FormatNote, ...]:  # noqa: ARG001 - prints the page itself
    """Print ``report.html`` to ``report.pdf``; without a browser say what is missing and how to get it."""
    browser = find_browser()
    if browser is None:
        return (FormatNote(f"No PDF: no browser to print with was found. {HOW_TO_GET_ONE}", is_missing=True),)
    problem = print_page(browser, folder / "report.html", folder / "report.pdf")
    return (FormatNote(problem, is_missing=True),) if problem else ()


def print_page(browser: str, page: Path, paper: Path, seconds: float = PRINT_SECONDS) -> str:
    """Let a browser print a page to a file.

    Parameters
    ----------
    browser : str
        A Chromium, Chrome or Edge.
    seconds : float
        After so long the browser is ended, and with it its children.

    Returns
    -------
    str
        Why there is no PDF, in a sentence; ``""`` when there is one.
    """
    # A profile of its own: a browser the user has open would take the page over and print nothing.
    with tempfile.TemporaryDirectory(prefix="vsm-print-", ignore_cleanup_errors=True) as profile:
        printed = Path(profile) / "printed.pdf"
        try:
            ended = subprocess.run(  # noqa: S603 - a browser of the user's own choice, no shell
                _command(browser, page, printed, profile),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"No PDF: {browser} did not finish printing within {seconds:g} seconds and was ended. Try again."
        except OSError as problem:
            return f"No PDF: {browser} could not be started ({problem.strerror or problem}). {HOW_TO_GET_ONE}"
        if not printed.exists():
            return (
                f"No PDF: {browser} ended with code {ended.returncode} and wrote no file. A browser installed as a snap"
                f" may not see temporary folders: let TMPDIR name a folder in your home. {HOW_TO_GET_ONE}"
            )
        shutil.copyfile(printed, paper)
    return ""


def _command(browser: str, page: Path, printed: Path, profile: str) -> list[str]:
    as_root = ["--no-sandbox"] if os.name != "nt" and os.geteuid() == 0 else []  # as root it starts no other way
    return [
        browser,
        "--headless",
        *as_root,
        *NO_NETWORK,
        *QUIET,
        f"--user-data-dir={profile}",
        "--no-pdf-header-footer",
        "--generate-pdf-document-outline",
        f"--print-to-pdf={printed}",
        page.resolve().as_uri(),
    ]

"""The browser fixtures are tools that other tests rely on, so they are tested for what they must notice."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

GOOD_PAGE = (
    '<!DOCTYPE html><html lang="en"><head><title>Good</title></head><body><main><h1>Good</h1></main></body></html>'
)


def test_a_good_page_is_offline_quiet_and_accessible(offline_page):
    offline_page.open(GOOD_PAGE)

    offline_page.assert_offline_and_quiet()
    assert offline_page.accessibility_problems() == []


def test_a_request_to_the_outside_is_noticed_and_stopped(offline_page):
    offline_page.open(GOOD_PAGE.replace("<h1>", '<img src="https://example.invalid/beacon.png" alt=""><h1>'))

    assert offline_page.outside_requests == ["https://example.invalid/beacon.png"]


@pytest.mark.parametrize("script", ["console.error('no')", "throw new Error('no')", "fetch('nothing-here.json')"])
def test_an_error_in_the_page_is_noticed(offline_page, tmp_path, script):
    page = tmp_path / "page.html"
    page.write_text(GOOD_PAGE.replace("<h1>", f"<script>{script}</script><h1>"), encoding="utf-8")
    offline_page.open(page).wait_for_timeout(200)

    with pytest.raises(AssertionError):
        offline_page.assert_offline_and_quiet()


def test_a_serious_accessibility_problem_is_listed_with_its_place(offline_page):
    offline_page.open(GOOD_PAGE.replace("<h1>", '<img id="map" src="data:,"><h1>'))

    (problem,) = offline_page.accessibility_problems()
    assert problem.startswith("critical: Images must have alternative text")
    assert problem.endswith("#map")


def run_without_chromium(tmp_path: Path, *, ci: str) -> subprocess.CompletedProcess[str]:
    """Run one browser test in a pytest of its own that can find no Chromium."""
    environment = {**os.environ, "CI": ci, "PATH": str(tmp_path)}
    environment.pop("VSM_CHROMIUM", None)
    one_test = f"{__file__}::test_a_good_page_is_offline_quiet_and_accessible"
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", one_test]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_without_chromium_the_run_says_what_it_did_not_run(tmp_path):
    run = run_without_chromium(tmp_path, ci="")

    assert run.returncode == 0
    assert "1 browser test not run: no Chromium (apt-get install chromium)" in run.stdout


def test_without_chromium_the_run_fails_in_ci(tmp_path):
    run = run_without_chromium(tmp_path, ci="true")

    assert run.returncode == 1
    assert "1 browser test not run: no Chromium (apt-get install chromium)" in run.stdout

from __future__ import annotations

import os
import re
import subprocess
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

import pypdfium2
import pytest

from tests.conftest import CHROMIUM
from tests.report_runs import CLAIMS, sample_report
from tests.reports.formats.conftest import hostile_report, write_page
from vsm_toolkit.reports.formats import pdf
from vsm_toolkit.reports.formats.pdf import find_browser, print_page, write

ACTIVE = re.compile(rb"/(JS|JavaScript|Launch|URI|SubmitForm|EmbeddedFile|GoToR|OpenAction)\b")


def a_program(folder, text):
    """Make a program that stands in for a browser."""
    path = folder / "browser"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


def profiles(folder):
    return [each for each in folder.iterdir() if each.name.startswith("vsm-print-")]


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """Let temporary folders be made where the test can look."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(pdf.tempfile, "tempdir", str(folder))
    return folder


def test_without_a_browser_it_says_what_is_missing_and_how_to_get_it(tmp_path, claims, monkeypatch):
    monkeypatch.setattr(pdf, "find_browser", lambda: None)
    (note,) = write(claims, tmp_path)

    assert note.is_missing
    assert note.sentence.startswith("No PDF: no browser to print with was found. Install Chromium, Google Chrome or")
    assert "VSM_CHROMIUM" in note.sentence
    assert list(tmp_path.iterdir()) == []


def test_the_browser_somebody_named_comes_first(monkeypatch):
    monkeypatch.setenv("VSM_CHROMIUM", "my-browser")

    assert find_browser() == "my-browser"


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
def test_the_browsers_of_other_names_are_found_on_path(tmp_path, monkeypatch):
    monkeypatch.delenv("VSM_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(pdf, "INSTALLED", ())
    assert find_browser() is None
    program = tmp_path / "microsoft-edge"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)

    assert find_browser() == str(program)


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
def test_a_browser_that_hangs_is_ended_and_leaves_nothing(tmp_path, temporary):
    pid = tmp_path / "pid"
    browser = a_program(tmp_path, f"echo $$ > {pid}\nexec sleep 60")
    problem = print_page(browser, tmp_path / "report.html", tmp_path / "report.pdf", seconds=0.5)

    assert "did not finish printing within 0.5 seconds" in problem
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)
    assert profiles(temporary) == []
    assert not (tmp_path / "report.pdf").exists()


@pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")
def test_a_browser_that_prints_nothing_is_named_with_its_code(tmp_path, temporary):
    problem = print_page(a_program(tmp_path, "exit 7"), tmp_path / "report.html", tmp_path / "report.pdf")

    assert "ended with code 7 and wrote no file" in problem
    assert profiles(temporary) == []


def test_a_browser_that_is_not_there_is_said_in_words(tmp_path):
    problem = print_page(str(tmp_path / "nothing"), tmp_path / "report.html", tmp_path / "report.pdf")

    assert "could not be started (No such file or directory)" in problem


@pytest.fixture(scope="module")
def papers(tmp_path_factory, claims, hostile):
    """Print a sample and the hostile report, one after the other."""
    found = {}
    for report, contents in ((sample_report(CLAIMS), claims), (hostile_report(), hostile)):
        folder = tmp_path_factory.mktemp("printed")
        write_page(report, contents, folder)
        assert write(contents, folder) == ()
        found[contents.title] = folder / "report.pdf"
    return list(found.values())


@pytest.mark.browser
@pytest.mark.slow
def test_the_one_page_view_is_one_page_and_every_block_is_in_the_outline(papers, claims):
    for path in papers:
        with pypdfium2.PdfDocument(path) as paper:
            first, *blocks = [(mark.get_title(), mark.get_dest().get_index()) for mark in paper.get_toc()]
            title = paper.get_metadata_value("Title")

        assert title.endswith("· end-of-challenge report")
        assert first[1] == 0
        assert [name[0] for name, _ in blocks] == [block.key for block in claims.blocks]
        assert [page for _, page in blocks][:2] == [0, 1]


@pytest.mark.browser
@pytest.mark.slow
def test_the_paper_is_tagged_and_does_nothing_by_itself(papers):
    for path in papers:
        content = path.read_bytes()
        with pypdfium2.PdfDocument(path) as paper:
            assert paper.is_tagged()
            words = "".join(page.get_textpage().get_text_range() for page in paper)

        assert ACTIVE.findall(content) == []
        assert "Methods and caveats" in words
        assert len(words) > 10_000


class Beacon(BaseHTTPRequestHandler):
    """Counts who asks."""

    asked: ClassVar[list[str]] = []

    def do_GET(self):
        self.asked.append(self.path)
        self.send_error(404)

    def log_message(self, *_):
        pass


@pytest.mark.browser
@pytest.mark.slow
def test_printing_asks_no_network_and_leaves_no_profile_and_no_browser(tmp_path, temporary, monkeypatch):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Beacon)
    Thread(target=server.serve_forever, daemon=True).start()
    page, paper = tmp_path / "report.html", tmp_path / "report.pdf"
    page.write_text(f'<p>text</p><img src="http://127.0.0.1:{server.server_port}/x.png">')
    assert print_page(CHROMIUM, page, paper) == ""
    asked_by_us = list(Beacon.asked)
    monkeypatch.setattr(pdf, "NO_NETWORK", ())  # the control: this page does ask when nothing stops it
    assert print_page(CHROMIUM, page, paper) == ""
    server.shutdown()
    server.server_close()
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout

    assert asked_by_us == []
    assert "/x.png" in Beacon.asked
    assert profiles(temporary) == []
    assert str(temporary) not in running

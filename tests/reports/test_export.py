from __future__ import annotations

import re

import nbformat
import pytest

from vsm_toolkit.display import Block
from vsm_toolkit.reports.export import finished_document, report_html, shareable_notebook
from vsm_toolkit.reports.job import FINISHED

DOCUMENT = {"title": "Lantern <b>", "made_on": "2026-10-09", "program": "Sample & son", "toolkit_version": "0.1.0"}
BLOCKS = [{"key": "A", "title": "One page"}]


def output(**data):
    return nbformat.v4.new_output(
        "execute_result", data={name.replace("__", "/"): value for name, value in data.items()}
    )


def executed(*, nonce="n1", closed=True):
    """Give a notebook as papermill leaves it: parameters injected, a block shown, the last cell run or not."""
    parameters = nbformat.v4.new_code_cell(
        'job_path = "a folder of this machine"', metadata={"tags": ["injected-parameters"]}
    )
    shown = nbformat.v4.new_code_cell(
        "report.block('A')", outputs=[output(text__html=Block("A", "One page", "all")._repr_html_())]
    )
    shown.metadata["papermill"] = {"duration": 1.5}
    shown.metadata["execution"] = {"iopub.execute_input": "2026-10-09T10:00:00Z"}
    closing = nbformat.v4.new_code_cell("report.finished(nonce)")
    if closed:
        bundle = nbformat.from_dict({FINISHED: {"nonce": nonce, "report": {**DOCUMENT, "challenge": "x"}}})
        closing.outputs = [nbformat.v4.new_output("execute_result", data=bundle)]
    notebook = nbformat.v4.new_notebook(cells=[parameters, shown, closing])
    notebook.metadata["papermill"] = {"start_time": "2026-10-09"}
    return notebook


def test_a_finished_notebook_gives_its_report():
    assert finished_document(executed(), "n1")["challenge"] == "x"


@pytest.mark.parametrize("notebook", [executed(closed=False), executed(nonce="of another run"), executed(nonce=None)])
def test_a_notebook_that_was_cut_short_gives_nothing(notebook):
    assert finished_document(notebook, "n1") is None


def test_the_page_holds_the_blocks_and_no_code():
    html = report_html(executed(), DOCUMENT, BLOCKS)

    assert 'id="block-A"' in html
    assert "report.block" not in html
    assert "a folder of this machine" not in html


def test_the_page_says_its_language_title_and_date():
    html = report_html(executed(), DOCUMENT, BLOCKS)

    assert '<html lang="en">' in html
    assert "<title>Lantern &lt;b&gt; · end-of-challenge report</title>" in html
    assert "End-of-challenge report · 2026-10-09" in html
    assert "Sample &amp; son" in html
    assert '<a href="#block-A">A One page</a>' in html


def test_a_page_without_a_date_or_program_leaves_them_out():
    html = report_html(executed(), {**DOCUMENT, "made_on": None, "program": None}, BLOCKS)

    assert "None" not in html
    assert "vsm-program" not in html.partition("</style>")[2]


def test_the_page_forbids_scripts_and_names_no_address():
    html = report_html(executed(), DOCUMENT, BLOCKS)

    assert "default-src 'none'; img-src data:; style-src 'unsafe-inline'" in html
    assert not re.search(r"<script|<link|https?:|\burl\(|@import", html)


def test_the_notebook_to_share_has_no_path_nonce_or_timing():
    text = nbformat.writes(shareable_notebook(executed(), "x"))

    assert not re.search("a folder of this machine|n1|papermill|iopub|duration", text)
    assert "job_path = 'x'" in shareable_notebook(executed(), "x").cells[0]["source"]


def test_equal_runs_share_equal_notebooks():
    once, again = (nbformat.writes(shareable_notebook(executed(nonce=nonce), "x")) for nonce in ("n1", "n2"))

    assert once == again


def test_a_hostile_challenge_stays_a_text_in_the_notebook_to_share():
    name = '\'; import os #\n"""'
    source = shareable_notebook(executed(), name).cells[0]["source"]
    scope = {}
    exec(source, scope)

    assert scope["job_path"] == name

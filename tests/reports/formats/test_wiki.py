from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

from tests.report_runs import text_of_html
from vsm_toolkit.reports.formats.wiki import write

GITHUB = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
"""As permissive as wikis get: HTML inside is taken as HTML."""


@pytest.fixture(scope="module")
def wiki(tmp_path_factory, claims):
    folder = tmp_path_factory.mktemp("wiki")
    assert write(claims, folder) == ()
    return folder


@pytest.fixture(scope="module")
def hostile_wiki(tmp_path_factory, hostile):
    folder = tmp_path_factory.mktemp("hostile")
    (note,) = write(hostile, folder)
    assert re.fullmatch(
        r"report\.md: \d+ texts are cut at 300 characters; report\.html has them whole\.", note.sentence
    )
    return folder


def test_pictures_are_files_beside_the_page_with_relative_addresses(wiki, claims):
    text = (wiki / "report.md").read_text(encoding="utf-8")
    addresses = re.findall(r"^!\[.+\]\((.+)\)$", text, re.MULTILINE)

    assert len(addresses) == sum(len(block.pictures) for block in claims.blocks)
    assert {path.name for path in wiki.iterdir()} == {"report.md", "report-pictures"}
    assert sorted(addresses) == sorted(f"report-pictures/{path.name}" for path in (wiki / "report-pictures").iterdir())
    assert all((wiki / address).read_text(encoding="utf-8").startswith("<svg ") for address in addresses)


def test_the_page_says_what_the_blocks_say(wiki, claims):
    html = GITHUB.render((wiki / "report.md").read_text(encoding="utf-8"))
    said = text_of_html(html)

    for block in claims.blocks:
        assert f"<h2>{block.key} · {block.title}</h2>" in html
        parts = [*block.lead, *block.closing, *(table.note for table in block.tables)]
        assert [part for part in parts if " ".join(part.split()) not in said] == []
    assert html.count("<table>") == sum(len(block.tables) + bool(block.tiles) for block in claims.blocks)
    assert '<td style="text-align:right">11.79</td>' in html


@pytest.mark.browser
def test_hostile_text_stays_text_in_the_most_permissive_wiki(hostile_wiki, offline_page):
    page = hostile_wiki / "rendered.html"
    html = GITHUB.render((hostile_wiki / "report.md").read_text(encoding="utf-8"))
    page.write_text(f"<meta charset=utf-8>{html}", encoding="utf-8")
    opened = offline_page.open(page)

    offline_page.assert_offline_and_quiet()
    assert not opened.evaluate("Boolean(window.__fired)")
    assert opened.locator("script, iframe, object, style, base, form, a, svg, [onerror], [onload]").count() == 0
    assert opened.evaluate("[...document.images].every(each => each.naturalWidth > 0)")
    assert opened.evaluate("[...document.images].every(each => each.src.includes('/report-pictures/'))")
    assert "<img src=x onerror=window.__fired=1>" in opened.locator("body").inner_text()

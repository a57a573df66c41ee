"""The sample reports as a reader meets them: opened from a disk, in a small window, on paper."""

from __future__ import annotations

import re

import pytest

from tests.report_runs import CLAIMS, PLATFORM, RULES, made_once, session_folder, write_sample_reports
from vsm_toolkit.reports.team_report import BLOCKS

pytestmark = pytest.mark.slow
PIXELS_PER_MM = 96 / 25.4
PRINTED_WIDTH, PRINTED_HEIGHT = (297 - 22) * PIXELS_PER_MM, (210 - 22) * PIXELS_PER_MM
"""A4 landscape without the margins of the style sheet."""


@pytest.fixture(scope="module")
def sample_reports(tmp_path_factory):
    return made_once(session_folder(tmp_path_factory) / "sample-reports", write_sample_reports)


@pytest.fixture(params=[CLAIMS, RULES, PLATFORM])
def opened(request, sample_reports, offline_page):
    """Open each sample's report from its file, in the window of a small laptop."""
    offline_page.page.set_viewport_size({"width": 1366, "height": 768})
    offline_page.open(sample_reports / request.param / "report.html")
    return offline_page


def test_it_needs_no_network_and_complains_of_nothing(opened):
    opened.page.mouse.wheel(0, 20_000)

    opened.assert_offline_and_quiet()
    assert opened.page.evaluate("performance.getEntriesByType('resource').every(e => e.name.startsWith('data:'))")


def test_it_can_be_read_with_a_screen_reader(opened):
    assert opened.accessibility_problems() == []
    assert opened.page.locator("html").get_attribute("lang") == "en"
    assert opened.page.title().endswith("· end-of-challenge report")
    assert opened.page.locator("h1").count() == 1


def test_every_picture_is_drawn_and_told(opened):
    pictures = opened.page.evaluate(
        "[...document.images].map(each => [each.complete && each.naturalWidth > 0, each.alt])"
    )

    assert len(pictures) >= 8
    assert all(drawn and len(alt) > 20 for drawn, alt in pictures)


def test_the_page_is_no_wider_than_the_window(opened):
    wider = opened.page.evaluate(
        "[...document.querySelectorAll('body *:not(.vsm-table *)')]"
        ".filter(each => each.getBoundingClientRect().right > innerWidth).map(each => each.outerHTML.slice(0, 80))"
    )

    assert opened.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert wider == []


def test_the_contents_lead_to_every_block(opened):
    links = opened.page.locator("nav a")
    targets = [link.get_attribute("href") for link in links.all()]

    assert targets == [f"#block-{key}" for key in BLOCKS]
    links.last.click()
    assert opened.page.locator(targets[-1]).bounding_box()["y"] < 768


def test_on_paper_the_one_page_is_one_page(opened):
    opened.page.set_viewport_size({"width": int(PRINTED_WIDTH), "height": int(PRINTED_HEIGHT)})
    opened.page.emulate_media(media="print")
    opened.page.add_style_tag(content="* { font-family: 'DejaVu Sans' }")  # wider than any font of the page's own
    bottom = opened.page.evaluate("document.querySelector('#block-A').getBoundingClientRect().bottom + scrollY")
    breaks = opened.page.evaluate(
        "[...document.querySelectorAll('.vsm-block')].map(each => getComputedStyle(each).breakBefore)"
    )

    assert bottom <= PRINTED_HEIGHT
    assert breaks == ["auto", *["page"] * (len(BLOCKS) - 1)]


def test_on_paper_a_total_stands_once_behind_its_rows(opened):
    opened.page.emulate_media(media="print")

    assert opened.page.evaluate(
        "[...document.querySelectorAll('tfoot')].every(each => getComputedStyle(each).display === 'table-row-group')"
    )


def test_it_prints_without_a_network(opened):
    paper = opened.page.pdf(prefer_css_page_size=True)
    pages = len(re.findall(rb"/Type\s*/Page\b(?!s)", paper))

    assert paper.startswith(b"%PDF")
    assert len(BLOCKS) <= pages <= 60

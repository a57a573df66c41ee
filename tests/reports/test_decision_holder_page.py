"""What stands on a decision holder's page: their handoffs, what they guard, a trial that can be undone, their words."""

from __future__ import annotations

from datetime import date

import pytest

from tests.report_runs import words_of
from tests.reports.test_decision_holders import READ, claims, ground
from tests.reports.test_wording import blamed
from vsm_toolkit.display import Page, page_html
from vsm_toolkit.model import Ask
from vsm_toolkit.reports.decision_holder_page import holder_page
from vsm_toolkit.reports.decision_holders import page_grounds


def page_words(page: Page) -> str:
    return "\n".join(words_of(block) for block in page.blocks)


def test_a_page_shows_wait_recoverable_range_and_labour():
    tiles = {tile.label: tile for tile in holder_page(ground("Head of Integration")).blocks[0].tiles}

    assert tiles["Waiting on the critical path, per item"].value == "2.4 wk"
    assert tiles["Lead time that could come back"].value == "4.3 d"
    assert tiles["Lead time that could come back"].badge == "projected"
    assert tiles["Labour at these handoffs, per item"].note == "194 person-hours a year"


def test_a_page_shows_the_risk_the_ask_and_the_role_s_own_words():
    words = page_words(holder_page(ground("Head of Integration")))

    assert "a change to a service that twelve other systems call" in words
    assert "Let the claims team change its own calls" in words
    assert "may stop the trial on any day" in words
    assert "We are five people for twelve systems." in words


def test_the_picture_recomputes_the_whole_map():
    (picture,) = holder_page(ground("Head of Integration")).blocks[0].pictures

    assert "As mapped: 14.2 wk" in picture.text_alternative
    assert "13.4 wk" in picture.text_alternative
    assert "4.3 d (6 %) shorter" in picture.text_alternative


def test_a_draft_is_marked_and_a_page_that_was_read_is_not():
    draft, read = (page_html(holder_page(ground(role))) for role in ("Head of Portfolio", "Head of Integration"))

    assert "<strong>DRAFT</strong> Not read yet by Head of Portfolio." in draft
    assert 'class="vsm-page vsm-draft"' in draft
    assert "<strong>DRAFT</strong>" not in read
    assert "vsm-draft" not in read.partition("<body")[2]


@pytest.mark.parametrize("role", ["Head of Portfolio", *READ])
def test_no_page_blames(role):
    assert blamed(page_words(holder_page(ground(role)))) == []


def test_without_an_ask_the_smallest_trial_on_the_map_is_suggested():
    without = claims().with_changes(asks=())
    page = next(each for each in page_grounds(without, with_drafts=True) if each.role == "Head of Integration")
    block = holder_page(page).blocks[2]

    assert block.lead[0].startswith("No ask is written down yet.")
    assert block.tables[0].rows[0][0] == "Integration service change"
    assert "two weeks" in block.tables[0].rows[0][1]


def test_an_ask_of_another_role_is_not_on_the_page():
    other = claims().with_changes(asks=(Ask(id="K9", receiver_role="CISO", decision="scan in the pipeline"),))
    pages = {each.role: page_words(holder_page(each)) for each in page_grounds(other, with_drafts=True)}

    assert "scan in the pipeline" in pages["CISO"]
    assert "scan in the pipeline" not in pages["Head of Integration"]


def test_a_page_without_words_or_risk_asks_for_them():
    words = page_words(holder_page(ground("Head of Portfolio")))

    assert "Nothing is written down yet." in words
    assert "not asked yet: which risk is this step there for?" in words


def test_a_wait_beside_the_longest_branch_is_said_to_be_one():
    lead = holder_page(ground("CISO")).blocks[0].lead

    assert (
        lead[-1] == "It lies beside the longest branch: a shorter wait there would not shorten lead time as things are."
    )


def test_the_day_is_printed():
    assert holder_page(ground("CISO")).kind.endswith(date(2026, 11, 22).isoformat())

"""Who gets a page, and what may be computed into it."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from tests.report_runs import CLAIMS
from vsm_toolkit.io.map_file import load_engagement
from vsm_toolkit.io.shipped_files import sample_engagements
from vsm_toolkit.model import Engagement, OwnerReading, ShareLevel
from vsm_toolkit.reports.decision_holders import HolderGround, decision_holders, page_grounds

DAY = date(2026, 11, 22)
READ = (
    *("Chief Architect", "Head of Integration", "Head of Quality", "CISO", "Head of Service Management"),
    "Head of Infrastructure",
)


@cache
def claims() -> Engagement:
    (folder,) = (each for each in sample_engagements() if each.name == CLAIMS)
    return load_engagement(folder)


@cache
def ground(role: str) -> HolderGround:
    return next(each for each in page_grounds(claims(), made_on=DAY, with_drafts=True) if each.role == role)


def test_every_role_outside_the_team_that_decides_about_a_handoff_gets_a_page():
    assert decision_holders(claims()) == ("Head of Portfolio", *READ)


def test_a_role_without_a_reading_has_a_draft_and_only_drafts_are_left_out():
    drafts = [each.role for each in page_grounds(claims(), with_drafts=True) if each.is_draft]

    assert drafts == ["Head of Portfolio"]
    assert tuple(each.role for each in page_grounds(claims(), with_drafts=False)) == READ


def test_a_page_is_recomputed_for_all_handoffs_of_its_role_together():
    row = ground("Head of Integration").row

    assert (row.critical_wait_hours.value, row.recoverable.low, row.recoverable.high) == (96, 34, 34)
    assert [each.to_step for each in ground("Chief Architect").handoffs] == ["A05", "A06"]


def test_a_page_names_its_own_role_and_no_other_that_has_not_read():
    seen = ground("Head of Integration").engagement

    assert {each.decision_holder for each in seen.stream.handoffs} >= {"Head of Integration", "CISO"}
    assert "Head of Portfolio" not in seen.model_dump_json()
    assert "Head of Portfolio" in ground("Head of Portfolio").engagement.model_dump_json()


@pytest.mark.parametrize("level", ShareLevel)
def test_a_page_never_holds_more_than_the_program_may_see(level):
    challenge = claims().challenge.with_changes(share_level=level, share_free_text=None)
    whole = claims().with_changes(challenge=challenge)
    (first, *_) = page_grounds(whole, with_drafts=True)

    assert first.challenge.share_level is ShareLevel.PROGRAM
    assert not any(each.hypothesis or each.measured_effect for each in first.engagement.improvements)
    assert first.engagement.parking_lot == ()


def test_a_person_listed_within_a_role_is_replaced_and_the_page_still_found():
    records = tuple(
        each.with_changes(decision_holder="Head Kim Example") if each.to_step == "A08" else each
        for each in claims().stream.handoffs
    )
    whole = claims().with_changes(
        challenge=claims().challenge.with_changes(withheld_names=("Kim Example",)),
        stream=claims().stream.with_changes(handoffs=records),
        owner_readings=(OwnerReading(decision_holder="Head Kim Example", read_on=DAY),),
    )
    (page,) = page_grounds(whole, with_drafts=False)

    assert (page.role, len(page.handoffs)) == ("Head person 1", 1)

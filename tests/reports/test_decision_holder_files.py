"""Pages as files: drafts only where they were asked for, and never beside a report."""

from __future__ import annotations

import pytest

from tests.hostile_names import hostile_engagement
from tests.report_runs import text_of_html
from tests.reports.test_decision_holders import DAY, READ, claims
from vsm_toolkit.errors import FileError
from vsm_toolkit.model import Challenge, Engagement, OwnerReading
from vsm_toolkit.reports.decision_holder_files import INDEX, PAGES_FOLDER, write_holder_pages, write_pages_beside
from vsm_toolkit.reports.decision_holders import decision_holders, page_grounds
from vsm_toolkit.reports.parameters import ReportParameters
from vsm_toolkit.samples import lantern


def test_beside_a_report_lie_only_pages_that_were_read(tmp_path):
    written = write_pages_beside(tmp_path, claims(), ReportParameters(), DAY)
    pages = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / PAGES_FOLDER).iterdir()}

    assert {path.name for path in written} == pages.keys()
    assert len(pages) == len(READ) + 1
    assert not any("Head of Portfolio" in page or "DRAFT</strong>" in page for page in pages.values())
    assert "1 more page is still a draft" in pages[INDEX]


@pytest.mark.parametrize("with_drafts", [True, False])
def test_the_index_leads_to_every_page_and_a_page_to_hand_over_leads_nowhere(tmp_path, with_drafts):
    grounds = page_grounds(claims(), with_drafts=with_drafts)
    write_holder_pages(tmp_path, grounds, claims())
    index = (tmp_path / INDEX).read_text(encoding="utf-8")
    pages = [path for path in tmp_path.iterdir() if path.name != INDEX]

    assert len(pages) == len(grounds)
    assert all(f'href="{path.name}"' in index for path in pages)
    assert all((f'href="{INDEX}"' in path.read_text(encoding="utf-8")) is not with_drafts for path in pages)


def test_beyond_the_program_no_page_is_written(tmp_path):
    assert write_pages_beside(tmp_path, claims(), ReportParameters(share_level="organisation"), DAY) == ()
    assert list(tmp_path.iterdir()) == []


def test_a_map_without_deciding_roles_has_no_pages(tmp_path):
    whole = Engagement(challenge=Challenge(id="x"), stream=lantern())

    assert write_holder_pages(tmp_path, page_grounds(whole, with_drafts=True), whole) == ()


@pytest.mark.parametrize("is_read", [True, False])
def test_hostile_roles_stay_text_and_stay_in_their_folder(tmp_path, is_read):
    whole = hostile_engagement()
    if is_read:
        readings = tuple(OwnerReading(decision_holder=role, read_on=DAY) for role in decision_holders(whole))
        whole = whole.with_changes(owner_readings=readings)
    written = write_holder_pages(tmp_path / "pages", page_grounds(whole, with_drafts=True), whole)

    assert {path.parent for path in written} == {tmp_path / "pages"}
    assert [path.name for path in tmp_path.iterdir()] == ["pages"]
    for path in written:
        html = path.read_text(encoding="utf-8")
        assert "<script" not in html
        assert "<img src=x" not in html
        assert text_of_html(html)


def test_a_place_that_cannot_be_written_is_said_in_words(tmp_path):
    (tmp_path / "taken").write_text("a file")

    with pytest.raises(FileError, match="taken"):
        write_holder_pages(tmp_path / "taken", page_grounds(claims(), with_drafts=True), claims())

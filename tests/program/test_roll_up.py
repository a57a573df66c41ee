from __future__ import annotations

from datetime import date

import pytest

from tests.shared_reports import a_report, generated_reports, sample_reports
from vsm_toolkit.program.names import NameMatch
from vsm_toolkit.program.roll_up import Participation, choose_reports, roll_up


def test_reports_for_the_team_alone_are_counted_and_not_read():
    reports = [a_report("a", share_level="team"), a_report("b"), a_report("c", share_level="organisation")]

    assert choose_reports(reports, published=False)[1] == Participation(included=2, withheld=1, superseded=0)
    assert [each.challenge for each in choose_reports(reports, published=True)[0]] == ["c"]


def test_what_is_shared_with_one_program_is_not_shown_to_another():
    north, south = a_report("a", program="North"), a_report("b", program="South")
    everybody = a_report("c", program="South", share_level="organisation")

    together = choose_reports([north, south, everybody], published=False)
    assert [each.challenge for each in together[0]] == ["c"]
    assert together[1] == Participation(included=1, withheld=2, superseded=0, spans_programs=True)

    alone = choose_reports([north, south, everybody], published=False, program="South")
    assert [each.challenge for each in alone[0]] == ["b", "c"]
    assert alone[1] == Participation(included=2, withheld=0, superseded=0, elsewhere=1)


def test_the_newest_report_of_an_engagement_counts_and_its_share_level_too():
    old = a_report("a", made_on="2026-01-01", stream="Old")
    new = a_report("a", made_on="2026-06-01", stream="New")
    closed = a_report("a", made_on="2026-07-01", share_level="team")

    assert [each.stream for each in choose_reports([new, old], published=False)[0]] == ["New"]
    assert choose_reports([new, old], published=False)[1].superseded == 1
    assert choose_reports([old, closed, new], published=False)[1] == Participation(0, 1, 2)


@pytest.mark.parametrize(("count", "may"), [(0, False), (2, False), (3, True)])
def test_below_three_engagements_nothing_is_ranked(count, may):
    assert roll_up(generated_reports(10)[:count] if count < 3 else sample_reports()).may_rank is may


def test_confirmed_names_join_the_samples_test_teams():
    match = NameMatch("team", "Enterprise QA", "Shared QA", confirmed=True)
    apart, joined = roll_up(sample_reports()), roll_up(sample_reports(), [match])

    assert {row.name: row.reach for row in joined.by_team}["Shared QA"] == 2
    assert {row.name: row.reach for row in apart.by_team}["Shared QA"] == 1
    assert len(apart.open_names) == 1
    assert (joined.open_names, joined.confirmed_names) == ((), (match,))


def test_the_order_in_which_reports_come_changes_nothing():
    reports = generated_reports(30)

    assert roll_up(reports, as_of=date(2026, 12, 1)) == roll_up(reports[::-1], as_of=date(2026, 12, 1))

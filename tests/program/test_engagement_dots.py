from __future__ import annotations

import pytest

from tests.shared_reports import a_report, sample_reports
from vsm_toolkit.model import EvidenceGrade
from vsm_toolkit.program.engagement_dots import data_quality, lead_time_changes


def changed(challenge, baseline, change, grade="re-estimated"):
    return a_report(challenge, lead_time_change={"baseline_hours": baseline, "change_hours": change, "grade": grade})


def test_every_sample_has_its_dot_and_its_grade():
    changes = lead_time_changes(sample_reports())

    assert [dot.hours for dot in changes.dots] == [-24, -52, -26]
    assert [dot.share for dot in changes.dots] == pytest.approx([-0.149, -0.091, -0.029], abs=0.0005)
    assert {dot.grade for dot in changes.dots} == {"re-estimated"}


def test_changes_are_counted_and_never_averaged():
    reports = [changed("a", 100, -10), changed("b", 50, 0), changed("c", 10, 5), changed("d", None, None)]
    changes = lead_time_changes(reports)

    assert (changes.shorter, changes.unchanged, changes.longer, changes.not_known) == (1, 1, 1, 1)
    assert not [name for name in dir(changes) if "mean" in name or "average" in name]


def test_a_lead_time_of_nothing_has_no_dot():
    assert lead_time_changes([changed("a", 0, 0)]).not_known == 1


def test_engagements_are_counted_by_how_well_they_are_known():
    known = a_report("a", evidence={"overall": "measured", "known_values": 4, "needed_values": 4})
    partly = a_report("b", evidence={"known_values": 1, "needed_values": 4}, items_per_year=None)
    quality = data_quality([known, partly])

    assert quality.by_grade == {EvidenceGrade.MEASURED: 1, None: 1}
    assert (quality.known_values, quality.needed_values) == (5, 8)
    assert (quality.incomplete, quality.without_demand) == (1, 1)

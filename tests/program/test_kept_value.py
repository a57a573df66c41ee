from __future__ import annotations

import pytest

from tests.shared_reports import a_report
from vsm_toolkit.program.kept_value import retained_values, viral_value

IMPROVEMENTS = [{"id": f"I{n}", "name": f"Step {n}", "status": "done"} for n in (1, 2, 3)]


def looked(challenge, *checks, **known):
    rows = [{"improvement": name, "on": on, "state": state} for name, on, state in checks]
    return a_report(challenge, end="2026-02-13", improvements=IMPROVEMENTS, retention_checks=rows, **known)


def test_states_are_counted_over_engagements_by_horizon():
    first = looked("a", ("I1", "2026-03-27", "kept"), ("I2", "2026-03-27", "decayed"), ("I1", "2026-08-14", "partly"))
    other = looked("b", ("I1", "2026-03-20", "kept"))
    six_weeks, six_months = retained_values([first, other])

    assert (six_weeks.kept, six_weeks.partly, six_weeks.decayed) == (2, 0, 1)
    assert (six_weeks.looked_at, six_weeks.done, six_weeks.teams) == (3, 6, 2)
    assert six_weeks.share == pytest.approx(2 / 3)
    assert (six_months.partly, six_months.looked_at, six_months.teams) == (1, 1, 1)


def test_the_last_look_of_a_horizon_counts():
    row = retained_values([looked("a", ("I1", "2026-03-27", "kept"), ("I1", "2026-04-27", "decayed"))])[0]

    assert (row.kept, row.decayed) == (0, 1)


def test_a_look_that_is_booked_or_too_early_or_of_nothing_done_is_not_counted():
    booked, early = looked("a", ("I1", "2026-03-27", None)), looked("b", ("I1", "2026-02-01", "kept"))
    nothing = looked("c", ("I9", "2026-03-27", "kept"))
    undated = a_report("d", improvements=IMPROVEMENTS, retention_checks=[{"improvement": "I1", "on": "2026-03-27"}])

    row = retained_values([booked, early, nothing, undated])[0]
    assert (row.looked_at, row.share, row.teams) == (0, None, 0)


def test_adoptions_are_listed_by_name_earliest_first():
    adoptions = [
        {"what": "map", "adopted_by": "Web"},
        {"what": "I2", "adopted_by": "App", "on": "2026-03-01"},
        {"what": "I1", "adopted_by": "Web", "on": "2026-02-01"},
    ]
    viral = viral_value([a_report("a", start="2026-01-01", improvements=IMPROVEMENTS, adoptions=adoptions)])

    assert [(edge.what, edge.adopted_by, edge.days) for edge in viral.edges] == [
        ("Step 1", "Web", 31),
        ("Step 2", "App", 59),
        ("mapping itself", "Web", None),
    ]
    assert (viral.adoptions, viral.sources, viral.adopters, viral.days_to_first) == (3, 1, 2, 31)


def test_without_adoptions_there_is_nothing_to_wait_for():
    viral = viral_value([a_report()])

    assert (viral.edges, viral.adoptions, viral.days_to_first) == ((), 0, None)

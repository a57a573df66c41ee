from __future__ import annotations

from dataclasses import fields

from tests.shared_reports import a_report, generated_reports, with_handoffs
from vsm_toolkit.model import WasteObservation
from vsm_toolkit.program.roll_up import roll_up
from vsm_toolkit.program.suppression import FEWEST_TEAMS

PUBLIC = {"share_level": "organisation", "consent": {"team_names": True}}


def published(*reports):
    return roll_up(reports, published=True)


def decided(holder, count, **row):
    return [
        with_handoffs(f"{holder}{n}", {"decision_holder": holder, "team": "QA", "wait_hours": 1, **row}, **PUBLIC)
        for n in range(count)
    ]


def test_a_constraint_of_fewer_than_three_teams_is_left_out_and_counted():
    public = published(*decided("CISO", 3), *decided("CTO", 2), *decided("CFO", 1))

    assert [row.name for row in public.by_decision_holder] == ["CISO"]
    assert public.suppressed_rows == 2


def test_another_row_goes_where_the_one_left_out_could_be_told_from_other_tables():
    public = published(*decided("CISO", 5), *decided("CFO", 3), *decided("CTO", 2))

    assert [row.name for row in public.by_decision_holder] == ["CISO"]
    assert public.suppressed_rows == 2


def test_a_cell_of_fewer_than_three_teams_is_suppressed_in_a_row_that_stays():
    reports = [*decided("CISO", 3, critical=False), *decided("CISO", 4)[3:]]
    (row,) = published(*reports).by_decision_holder

    assert row.item_wait.value == 40
    assert row.critical_item_wait is None


def test_a_cell_that_no_team_fills_stays_empty():
    (row,) = published(*decided("CISO", 3, critical=False)).by_decision_holder

    assert row.critical_item_wait.value == 0
    assert row.asks_open == 0


def test_a_team_is_named_only_when_every_stream_behind_it_agreed():
    agreed = decided("CISO", 3)
    silent = [report.model_copy(update={"consent": a_report().consent}) for report in agreed[:1]]

    assert [row.name for row in published(*agreed).by_team] == ["QA"]
    assert published(*silent, *agreed[1:]).by_team == ()


def wasted(challenge, *categories):
    rows = [
        {"id": str(n), "place": "A", "category": each, "minutes": 60, "occurrences_per_item": 1, "people": 1}
        for n, each in enumerate(categories)
    ]
    return a_report(challenge, waste={"rows": rows}, **PUBLIC)


def test_a_total_that_would_give_the_one_suppressed_cell_away_is_suppressed_too():
    common = [wasted(str(n), "delays") for n in range(3)]
    overlap = {**common[0].waste.rows[0].model_dump(), "id": "9", "overlaps_with": "handoff A"}
    own = wasted("0", "delays").model_copy(
        update={
            "waste": common[0].waste.model_copy(update={"rows": (*common[0].waste.rows, WasteObservation(**overlap))})
        }
    )
    with_one = published(own, *common[1:]).waste

    assert published(*common).waste.total.counted.value == 30
    assert [(line.counted.value, line.overlapping) for line in with_one.lines] == [(30, None)]
    assert with_one.total is None


def test_a_total_over_several_suppressed_categories_of_three_teams_stays():
    common = [wasted(str(n), "delays") for n in range(3)]
    public = published(*common, wasted("x", "defects"), wasted("y", "defects"), wasted("z", "relearning"))

    assert public.waste.total.counted.value == 60


def test_counts_of_engagements_are_none_or_enough():
    public = roll_up(generated_reports(60), published=True)
    changes, quality = public.lead_times, public.quality
    counts = [changes.shorter, changes.unchanged, changes.longer, changes.not_known, quality.incomplete]

    assert all(count is None or count == 0 or count >= FEWEST_TEAMS for count in [*counts, *quality.by_grade.values()])
    assert counts.count(None) != 1


def test_nothing_of_a_single_team_is_left_in_what_is_published():
    public = roll_up(generated_reports(60), published=True)

    assert (public.lead_times.dots, public.viral.edges, public.asks.open_asks) == ((), (), ())
    assert (public.open_names, public.confirmed_names) == ((), ())
    rows = [*public.by_decision_holder, *public.by_reason, *public.by_team, *public.providers, *public.waste.lines]
    assert min(len(row.engagements) for row in rows) >= FEWEST_TEAMS


def test_every_cell_that_is_shown_rests_on_three_teams_or_on_none():
    public = roll_up(generated_reports(60), published=True)
    rows = [*public.by_decision_holder, *public.by_reason, *public.by_team, *public.providers]
    cells = [
        (getattr(row, name), teams)
        for row in rows
        for name, teams in row.teams_behind.items()
        if name in {each.name for each in fields(row)}
    ]

    assert cells
    assert all(value is None for value, teams in cells if 0 < teams < FEWEST_TEAMS)


def test_asks_of_a_single_team_are_not_shown_in_a_row_of_many():
    def asked(challenge, status):
        return a_report(challenge, asks=[{"id": "1", "receiver_role": "CISO", "status": status}], **PUBLIC)

    public = published(*(asked(str(n), "heard") for n in range(3)), asked("x", "done"), asked("y", "declined"))
    (line,) = public.asks.by_receiver

    assert (line.asks, line.open_asks, line.done, line.declined, line.accepted) == (5, 3, None, None, None)
    assert [(stage.asks, stage.waiting) for stage in public.asks.stages] == [(5, 0), (5, 3), (None, 0), (None, None)]
    assert public.asks.declined is None


def test_what_a_single_team_kept_or_remarked_is_not_shown():
    def looked(name, *states, **more):
        rows = [{"improvement": f"I{n}", "on": "2026-04-01", "state": state} for n, state in enumerate(states)]
        done = [{"id": f"I{n}", "name": "x", "status": "done"} for n in range(4)]
        return a_report(name, end="2026-03-01", improvements=done, retention_checks=rows, **PUBLIC, **more)

    remark = {"rows": [{"id": "1", "place": "A", "category": "human_cost"}]}
    reports = [looked("a", "kept", "decayed", waste=remark), *(looked(name, "kept", "partly") for name in "bcd")]
    public = published(*reports)
    row = public.retained[0]

    assert (row.looked_at, row.kept, row.partly, row.decayed) == (8, 4, None, None)
    assert public.waste.remarks == 0

from __future__ import annotations

from datetime import date

from tests.shared_reports import a_report, generated_reports
from vsm_toolkit.program.asks_funnel import asks_funnel

TODAY = date(2026, 4, 1)


def asked(challenge, *statuses, **row):
    return a_report(
        challenge,
        asks=[{"id": str(n), "receiver_role": "CISO", "status": each, **row} for n, each in enumerate(statuses)],
    )


def test_an_ask_is_counted_in_every_stage_it_has_passed():
    funnel = asks_funnel([asked("a", "raised", "heard", "accepted", "done", "declined")], TODAY)

    assert [(stage.status.value, stage.asks, stage.waiting) for stage in funnel.stages] == [
        ("raised", 5, 1),
        ("heard", 4, 1),
        ("accepted", 2, 1),
        ("done", 1, 1),
    ]
    assert funnel.declined == 1


def test_open_asks_are_listed_oldest_first_and_those_without_a_date_last():
    old, new = asked("a", "heard", raised_on="2026-01-01"), asked("b", "raised", raised_on="2026-03-25")
    funnel = asks_funnel([new, asked("c", "raised"), old, asked("d", "done", "declined")], TODAY)

    assert [(ask.engagement, ask.age_days) for ask in funnel.open_asks] == [("a", 90), ("b", 7), ("c", None)]
    assert [ask.engagement for ask in funnel.older_than()] == ["a"]


def test_an_ask_is_overdue_while_nobody_decided_until_the_day_it_should_be():
    rows = asked("a", "heard", "accepted", decide_by="2026-03-01")

    assert [ask.is_overdue for ask in asks_funnel([rows], TODAY).open_asks] == [True, False]
    assert not any(ask.is_overdue for ask in asks_funnel([rows], None).open_asks)


def test_receivers_are_listed_with_what_they_answered():
    (line,) = asks_funnel([asked("a", "heard", "done", "declined", raised_on="2026-03-01")], TODAY).by_receiver

    assert (line.receiver, line.asks, line.open_asks, line.accepted, line.done, line.declined) == (
        "CISO",
        3,
        1,
        1,
        1,
        1,
    )
    assert line.oldest_days == 31


def test_an_ask_raised_in_the_future_has_no_age():
    (ask,) = asks_funnel([asked("a", "heard", raised_on="2026-05-01")], TODAY).open_asks

    assert ask.age_days is None


def test_later_stages_never_hold_more_asks_than_earlier_ones():
    stages = [stage.asks for stage in asks_funnel(generated_reports(30), TODAY).stages]

    assert stages == sorted(stages, reverse=True)
    assert sum(stage.waiting for stage in asks_funnel(generated_reports(30), TODAY).stages) <= stages[0]

"""The blocks of a week: what changed and what it did, asks with their age, and an empty week."""

from __future__ import annotations

from datetime import date

from tests.report_runs import rows_by_name
from tests.reports.test_decision_holders import claims
from vsm_toolkit.history import Edit, JournalEntry, replay
from vsm_toolkit.model import Challenge, ChangeKind, Engagement
from vsm_toolkit.reports.pulse import pulse_of
from vsm_toolkit.reports.pulse_blocks import NOTHING, pulse_blocks
from vsm_toolkit.samples import lantern
from vsm_toolkit.weekly_pulse import Week

WEEK, TODAY = Week.of(date(2026, 9, 30)), date(2026, 11, 22)
HEADINGS = (
    *("What we planned", "Accomplished", "Deferred", "What we learned", "Challenges and impediments", "What's next"),
    "Progress",
)


def test_what_changed_says_how_lead_time_moved():
    block = pulse_blocks(pulse_of(claims(), WEEK), TODAY)[1]

    assert block.lead[0] == "Lead time is 4 hours shorter than on Monday."
    assert (block.tiles[0].value, block.tiles[0].badge) == ("13 wk → 12.9 wk", "estimated")
    assert block.tables[0].rows == (("Early-life support", "wait", "8 h", "4 h", "done", "−4"),)


def test_asks_stand_with_status_and_age_of_that_week():
    block = pulse_blocks(pulse_of(claims(), WEEK), TODAY)[3]
    rows = rows_by_name(block.tables[0])

    assert (rows["K1"]["Status"], rows["K1"]["Age, days"], rows["K1"]["This week"]) == (
        *("heard since 2026-09-30", "13"),
        "moved",
    )
    assert rows["K2"]["Status"] == "accepted since 2026-10-07, after this week"


def test_an_ask_that_was_not_raised_yet_is_not_told():
    block = pulse_blocks(pulse_of(claims(), Week.of(date(2026, 9, 23))), TODAY)[3]

    assert "K3" not in rows_by_name(block.tables[0])


def test_an_empty_week_says_so_and_repeats_nothing():
    blocks = pulse_blocks(pulse_of(claims(), Week.of(date(2026, 12, 16))), TODAY)

    assert blocks[0].notice == NOTHING
    assert [block.key for block in blocks] == ["1", "4"]


def test_corrections_are_told_apart_from_what_the_team_improved():
    start = Engagement(challenge=Challenge(id="x"), stream=lantern())
    edits = [("correction", "L6", 30.0, 40.0), ("improvement", "L1", 16.0, 14.0), ("improvement", "L2", 24.0, 20.0)]
    entries = [
        JournalEntry(
            "s",
            number,
            number,
            "2026-09-29T10:00:00+00:00",
            "team",
            ChangeKind(kind),
            (Edit("steps", key, "wait_time", {"value": old}, {"value": new}),),
        )
        for number, (kind, key, old, new) in enumerate(edits, 1)
    ]
    first = JournalEntry("s", 0, 0, "2026-09-01T10:00:00+00:00", "team", ChangeKind.DISCOVERY)
    every = [first, *entries]
    now = replay(start, every).engagement
    pulse = pulse_of(now, WEEK, every, lambda count: replay(start, every[:count]).engagement)
    block = pulse_blocks(pulse, TODAY)[1]

    assert [table.caption.partition(":")[0] for table in block.tables] == ["Corrections", "Improvements"]
    assert "Discoveries and corrections account for +10 wh of that" in block.lead[0]


def test_a_step_that_is_gone_is_named_as_it_was():
    start = Engagement(challenge=Challenge(id="x"), stream=lantern().with_changes(edges=()))
    gone = Edit("steps", "L4", "removed", {"row": {"id": "L4", "name": "Peer review"}, "place": 3}, None)
    entries = [
        JournalEntry("s", 0, 0, "2026-09-01T10:00:00+00:00", "team", ChangeKind.DISCOVERY),
        JournalEntry("s", 1, 1, "2026-09-29T10:00:00+00:00", "team", ChangeKind.CORRECTION, (gone,)),
    ]
    states = [start, start, replay(start, entries).engagement]
    pulse = pulse_of(states[2], WEEK, entries, lambda count: states[count])
    (table,) = pulse_blocks(pulse, TODAY)[1].tables

    assert table.rows[0][:2] == (start.stream.step("L4").name, "step removed")

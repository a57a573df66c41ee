"""Block I: what stays, who looks after it, and what had decayed when somebody looked again."""

from __future__ import annotations

from datetime import date

from tests.report_runs import CLAIMS, RULES, report_on, rows_by_name, sample_block
from vsm_toolkit.display import Block
from vsm_toolkit.model import Challenge, Change, Engagement, Improvement, RecheckValue, RetentionCheck
from vsm_toolkit.reports.team_report import build_team_report
from vsm_toolkit.samples import lantern

SOONER = Change(kind="improvement", status="done", key="L6", field="wait_time", value=6, improvement="I1")


def block(*checks: RetentionCheck, values: tuple[RecheckValue, ...] = (), **improvement: object) -> Block:
    whole = Engagement(
        challenge=Challenge(id="lantern", end=date(2026, 10, 9)),
        stream=lantern(),
        changes=(SOONER,),
        improvements=(Improvement(id="I1", target="L6", status="done", **improvement),),
        retention_checks=checks,
        recheck_values=values,
    )
    return build_team_report(whole).block("I")


def test_every_improvement_has_somebody_who_looks_after_it_and_a_day():
    rows = rows_by_name(sample_block(CLAIMS, "I").tables[0])

    assert rows["pairing with review within 2 h"] == {
        "At": "Code review and merge",
        "Since": "2026-09-14",
        "Effect on lead time, wh": "0",
        "Looked after by": "lead developer",
        "Look again": "2027-04-09",
    }
    assert rows["designer pairs with the team two days a week"]["Effect on lead time, wh"] == "−32"


def test_decay_is_said_shown_and_priced_in_lead_time():
    found = sample_block(CLAIMS, "I")

    assert found.lead[1] == (
        "+6 weeks (2026-11-20): 2 kept, 1 partly kept, 1 decayed and 1 not looked at; lead time is 6 hours longer than"
        " at the end of the challenge, and 5.8 days shorter than the baseline."
    )
    assert "pairing with review within 2 h decayed, 17 % of the gain" in found.pictures[0].text_alternative
    (again,) = (table for table in found.tables if table.caption.startswith("Looked at again"))
    assert again.rows[0][-3:] == ("−46", "−46", "+6")


def test_what_somebody_saw_is_told_from_what_was_measured():
    (table,) = (each for each in sample_block(RULES, "I").tables if each.caption.startswith("What was found"))
    rows = {row[1]: row[2:] for row in table.rows}

    assert rows["review within 2 h"] == ("kept", "?", "said")
    assert rows["test cases written with the story"] == ("decayed", "15 %", "re-measured")


def test_practices_learned_and_who_took_them_up_are_kept():
    words = {table.caption: table.rows for table in sample_block(CLAIMS, "I").tables}

    assert words["What the stay left behind, in the team's words"][0][0] == "Practices learned"
    assert ("mapping the value stream", "Payments program", "2026-11-10") in words["Taken up by others"]


def test_without_a_day_the_usual_ones_are_named():
    assert block(looked_after_by="lead").lead[-1] == (
        "No day is booked to look again; six weeks and six months after the challenge are usual (2026-11-20 and"
        " 2027-04-09)."
    )


def test_a_booked_day_is_named():
    booked = RetentionCheck(improvement="I1", on=date(2026, 11, 20))

    assert block(booked).lead[-1] == "Somebody looks again on 2026-11-20."


def test_nobody_to_look_after_it_is_said():
    assert "Nobody is named yet who looks after I1; name a role before closing." in block().lead


def test_a_gain_that_is_gone_brings_the_baseline_back():
    back = RecheckValue(on=date(2027, 4, 9), key="L6", field="wait_time", value=30)

    assert "+6 months (2027-04-09): 1 decayed; lead time is back at the baseline." in block(values=(back,)).lead


def test_a_gain_that_held_is_said_as_such():
    still = RecheckValue(on=date(2026, 11, 20), key="L6", field="wait_time", value=6)

    assert "+6 weeks (2026-11-20): 1 kept; lead time held." in block(values=(still,)).lead


def test_without_improvements_there_is_nothing_to_keep():
    nothing = report_on(lantern()).block("I")

    assert nothing.lead == ("No improvement is written down, so nothing can be looked after.",)
    assert (nothing.tables, nothing.pictures) == ((), ())

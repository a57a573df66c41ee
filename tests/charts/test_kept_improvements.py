from vsm_toolkit.charts.kept_improvements import STATE_FILLS, KeptCell, KeptLook, kept_improvements
from vsm_toolkit.model import RetentionState

KEPT, PARTLY, DECAYED = RetentionState
NAMES = ["Intake", "Review", "Runbook"]
SIX_WEEKS = KeptLook("+6 weeks", 523, (KeptCell(KEPT, 1.0), KeptCell(PARTLY, 0.625), KeptCell(None)))
SIX_MONTHS = KeptLook("+6 months", 569, (KeptCell(DECAYED, -0.2), KeptCell(DECAYED), KeptCell(KEPT)))


def test_every_look_says_what_was_found_and_what_it_does_to_lead_time():
    words = kept_improvements(NAMES, [SIX_WEEKS, SIX_MONTHS], baseline_hours=569, done_hours=517).text_alternative

    assert words == (
        "What was kept. +6 weeks: Intake kept; Review partly kept, 63 % of the gain; Runbook nobody looked; lead time"
        " 13.1 wk (14.2 wk before, 12.9 wk when done). +6 months: Intake decayed, 0 % of the gain; Review decayed;"
        " Runbook kept; lead time 14.2 wk (14.2 wk before, 12.9 wk when done)."
    )


def test_the_takeaway_is_about_the_last_look(read):
    words = read(kept_improvements(NAMES, [SIX_WEEKS, SIX_MONTHS], done_hours=517).svg()).words()

    assert "+6 months: 1 of 3 looked at are kept; lead time is 6.5 d longer than when they were done." in words


def test_lead_time_that_held_and_one_that_is_not_known_are_said_as_such(read):
    held = KeptLook("+6 weeks", 517, (KeptCell(KEPT),))
    unknown = KeptLook("+6 weeks", None, (KeptCell(KEPT),))

    assert (
        "+6 weeks: 1 of 1 looked at are kept; lead time held."
        in read(kept_improvements(["Intake"], [held], done_hours=517).svg()).words()
    )
    assert "+6 weeks: 1 of 1 looked at are kept." in read(kept_improvements(["Intake"], [unknown]).svg()).words()


def test_every_finding_looks_different_without_colour():
    looks = {(fill.hatching, state is None) for state, fill in STATE_FILLS.items()}

    assert len(looks) == len(STATE_FILLS)


def test_without_a_look_it_says_so():
    assert kept_improvements(NAMES, []).text_alternative == "What was kept: nobody has looked again yet."

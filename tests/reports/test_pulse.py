"""The weekly pulse as a page: TeamAssist's headings, and nothing that its share level keeps back."""

from __future__ import annotations

from datetime import date

import pytest

from tests.hostile_names import hostile_engagement
from tests.report_runs import text_of_html, words_of
from tests.reports.test_decision_holders import claims
from tests.reports.test_wording import blamed
from vsm_toolkit.history import Edit, JournalEntry, replay
from vsm_toolkit.model import Challenge, ChangeKind, Engagement
from vsm_toolkit.reports.pulse import pulse_html, pulse_markdown, pulse_of
from vsm_toolkit.reports.pulse_blocks import pulse_blocks
from vsm_toolkit.samples import lantern
from vsm_toolkit.weekly_pulse import Week

WEEK, TODAY = Week.of(date(2026, 9, 30)), date(2026, 11, 22)
HEADINGS = (
    *("What we planned", "Accomplished", "Deferred", "What we learned", "Challenges and impediments", "What's next"),
    "Progress",
)


def sample_words(day: date) -> str:
    return "\n".join(words_of(block) for block in pulse_blocks(pulse_of(claims(), Week.of(day)), TODAY))


def test_the_headings_are_those_of_teamassist():
    words = sample_words(date(2026, 9, 16))

    assert all(heading in words for heading in HEADINGS)
    assert "Pairing made reviews better and features no faster." in words


def test_progress_counts_what_was_done_by_then():
    assert "51 % of the challenge has passed, 4 of 6 improvements done" in sample_words(date(2026, 9, 16))


@pytest.mark.parametrize(("level", "is_shown"), [("team", True), ("program", False)])
def test_typed_texts_and_coaching_notes_stay_with_the_team(level, is_shown):
    rows = tuple(
        row.with_changes(coaching_observations="quiet ones first", learned="planted") for row in claims().pulses
    )
    challenge = claims().challenge.with_changes(share_level=level, share_free_text=None)
    whole = claims().with_changes(challenge=challenge, pulses=rows)
    html = pulse_html(pulse_of(whole, Week.of(date(2026, 9, 16))), TODAY)

    assert ("quiet ones first" in html) is is_shown
    assert ("planted" in html) is is_shown


def test_a_text_typed_into_the_map_is_not_repeated():
    secret = Edit("steps", "L1", "notes", None, "planted remark")
    entry = JournalEntry("s", 1, 1, "2026-09-29T10:00:00+00:00", "team", ChangeKind.DISCOVERY, (secret,))
    start = Engagement(challenge=Challenge(id="x"), stream=lantern())
    now = replay(start, [entry]).engagement
    html = pulse_html(pulse_of(now, WEEK, [entry], lambda count: now if count else start), TODAY)

    assert "planted remark" not in html


def test_hostile_texts_stay_text():
    pulse = pulse_of(hostile_engagement(), Week.of(date(2026, 9, 7)))
    html = pulse_html(pulse, TODAY)

    assert "<script" not in html
    assert "<img src=x" not in html
    assert text_of_html(html)
    assert "<script" not in pulse_markdown(pulse, TODAY)


def test_markdown_says_the_same_and_blames_nobody():
    pulse = pulse_of(claims(), WEEK)

    assert "Lead time is 4 hours shorter than on Monday." in pulse_markdown(pulse, TODAY)
    assert blamed(sample_words(date(2026, 9, 16))) == []

"""The coach's panel: looks again when asked, says damage, and shows every name as text."""

from datetime import UTC, datetime, timedelta

from tests.widgets.panel_sessions import assert_travels, rows, says
from vsm_toolkit.exercises.group_view import view_group
from vsm_toolkit.exercises.progress import Attempt, Verdict
from vsm_toolkit.widgets.coach_view import CoachView

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
AT = (NOW - timedelta(minutes=3)).isoformat()


def misread(learner):
    return Attempt(learner, "e05", "a", "126 h", Verdict.MISCONCEPTION, "summed_both_branches", AT)


def test_the_panel_follows_the_group_when_asked():
    attempts = []
    panel = CoachView(lambda: (view_group(attempts, NOW), ()), {"e05": "Two roads"}, lambda *where: f"About {where}.")
    assert says(panel, "Nobody has tried anything yet.")
    attempts += [misread("Eve"), misread("ana")]
    panel.press("again")

    assert_travels(panel)
    assert says(panel, "Talk about E5 Two roads together next: 2 learners share a difficulty there.")
    assert says(panel, "They read: “About ('e05', 'a', 'summed_both_branches').”")
    assert [row["head"] for row in rows(panel, "learners").values()] == ["ana", "Eve"]
    assert rows(panel, "learners")["0"]["cells"]["when"]["value"] == "3 min ago"


def test_damage_is_said_and_hostile_names_are_text():
    attempts = [misread("\u202e<b>x</b>"), misread("x" * 80)]
    panel = CoachView(lambda: (view_group(attempts, NOW), ("a.jsonl is empty.",)), {})

    assert says(panel, "a.jsonl is empty.")
    assert "\u2068\u202e<b>x</b>\u2069" in [row["head"] for row in rows(panel, "learners").values()]
    assert len(panel.errors) == 0


def test_a_look_that_fails_is_a_sentence():
    def fails():
        raise OSError("gone")

    panel = CoachView(fails, {})

    assert says(panel, "Something went wrong")
    assert len(panel.errors) == 1

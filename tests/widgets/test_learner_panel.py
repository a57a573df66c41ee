"""Who is working on an exercise."""

from __future__ import annotations

import pytest

from tests.widgets.panel_sessions import blocks, says
from vsm_toolkit.errors import UsageError
from vsm_toolkit.widgets.learner_panel import LearnerPanel


def rename(learner):
    if not learner.strip():
        message = "A learner has a name."
        raise UsageError(message)
    return "2 of 8 tasks solved."


@pytest.fixture
def panel():
    return LearnerPanel("The ladder", ("Plan for 25 minutes.",), "Ana", rename)


def field(panel):
    return blocks(panel, "cards")[0]["rows"][0]["cells"]["name"]


def test_it_says_what_to_plan_for_and_who_was_here_last(panel):
    assert says(panel, "Plan for 25 minutes.")
    assert field(panel)["value"] == "Ana"


def test_a_new_name_is_greeted_with_how_far_its_owner_is(panel):
    panel.change("learner", "", "name", " Ben  &  Cem ")

    assert says(panel, "Hello Ben & Cem. 2 of 8 tasks solved.")
    assert field(panel)["value"] == "Ben & Cem"


def test_no_name_is_refused_beside_the_field(panel):
    panel.change("learner", "", "name", "  ")

    assert field(panel)["problem"] == "A learner has a name."


def test_there_is_nothing_to_press(panel):
    panel.press("anything")

    assert panel.problems() == ()

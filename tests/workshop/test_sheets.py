from __future__ import annotations

import pytest

from tests.widgets.panel_sessions import blocks, session_on
from vsm_toolkit.errors import UsageError
from vsm_toolkit.facilitation.script import ROOM_RULES, SCRIPTS
from vsm_toolkit.workshop.sheets import SessionExitCheck, opening_blocks, prompt_blocks, saved_blocks


def said(content):
    return [item for block in content for item in block.get("items", ())]


@pytest.mark.parametrize("notebook", SCRIPTS)
def test_the_opening_says_aim_people_rules_and_place(notebook):
    items = said(opening_blocks(notebook, ("Kept here.",)))

    assert {SCRIPTS[notebook].aim, "Kept here.", *ROOM_RULES} <= set(items)


@pytest.mark.parametrize("notebook", SCRIPTS)
def test_silence_comes_before_the_questions(notebook):
    items = said(prompt_blocks(notebook))

    assert items[0] == SCRIPTS[notebook].write_first
    assert any(SCRIPTS[notebook].prompts[0].ask in item for item in items[1:])


def test_the_exit_check_ends_with_what_only_the_room_can_answer(tmp_path):
    panel = SessionExitCheck(session_on(tmp_path), "01")

    assert blocks(panel, "lines")[-1]["items"] == list(SCRIPTS["01"].aloud)
    with pytest.raises(UsageError, match="no session"):
        SessionExitCheck(session_on(tmp_path / "again"), "99")


def test_trouble_comes_first(tmp_path):
    content = saved_blocks(session_on(tmp_path).engagement, "01", ("Kept here.",), ("The disk is full.",))

    assert (content[0]["sign"], content[0]["items"]) == ("problem", ["The disk is full."])

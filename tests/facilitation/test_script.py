from __future__ import annotations

import pytest

from vsm_toolkit.errors import UsageError
from vsm_toolkit.facilitation.script import NOTEBOOKS, READINESS, SCRIPTS, script_of

MINUTES = {"00": 45, "01": 120, "02": 90, "03": 75, "04": 90, "05": 60, "06": 90, "07": 60, "orientation": 60}


def test_the_sessions_are_as_long_as_the_script_says():
    assert {name: script.minutes for name, script in SCRIPTS.items()} == MINUTES


def test_the_notebooks_are_numbered_without_a_gap():
    assert tuple(f"{number:02d}" for number in range(8)) == NOTEBOOKS


@pytest.mark.parametrize("notebook", SCRIPTS)
def test_every_session_has_everything_a_coach_needs(notebook):
    script = script_of(notebook)

    assert all((script.aim, script.room, script.prompts, script.write_first, script.aloud, script.saves, script.traps))
    assert script.notebook == notebook


def test_readiness_has_five_attributes_each_with_a_question_and_a_way_on():
    assert [each.key for each in READINESS] == ["R1", "R2", "R3", "R4", "R5"]
    assert all(each.question and each.earns_two and each.if_zero for each in READINESS)


def test_an_unknown_session_is_named_with_those_there_are():
    with pytest.raises(UsageError, match="no session '09'; the sessions are 00, 01"):
        script_of("09")

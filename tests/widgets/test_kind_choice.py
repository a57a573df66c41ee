from __future__ import annotations

from tests.widgets.panel_sessions import blocks, session_on
from vsm_toolkit.model import ChangeKind
from vsm_toolkit.widgets.kind_choice import KindChoice


def test_the_kind_that_is_pressed_is_carried_by_the_next_edit(tmp_path):
    session = session_on(tmp_path)
    panel = KindChoice(session)
    panel.press("correction")
    session.edit("steps", "L1", "name", "Sort")

    assert session.entries[-1].kind is ChangeKind.CORRECTION
    assert "the baseline is restated" in blocks(panel, "lines")[0]["items"][0]


def test_the_kind_that_holds_is_pressed_and_said(tmp_path):
    (buttons,) = blocks(KindChoice(session_on(tmp_path)), "buttons")

    assert [each["pressed"] for each in buttons["items"]] == [True, False, False]

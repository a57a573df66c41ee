from __future__ import annotations

from tests.widgets.panel_sessions import blocks
from vsm_toolkit.widgets.blocks import lines
from vsm_toolkit.widgets.text_panel import TextPanel


def test_it_shows_what_it_is_given_under_its_title():
    panel = TextPanel("Rules", lambda: [lines("Nobody will be named.")])

    assert blocks(panel, "heading")[0]["text"] == panel.widget.label == "Rules"
    assert blocks(panel, "lines")[0]["items"] == ["Nobody will be named."]


def test_it_shows_the_newest_when_it_is_shown_again():
    said = ["first"]
    panel = TextPanel("T", lambda: [lines(*said)])
    said[0] = "second"
    panel.show()

    assert blocks(panel, "lines")[0]["items"] == ["second"]


def test_an_error_while_it_is_made_is_recorded_and_not_raised():
    panel = TextPanel("T", lambda: [1 / 0])

    assert len(panel.errors) == 1


def test_there_is_nothing_to_type_into_and_nothing_to_press():
    panel = TextPanel("T", list)
    panel.press("anything")
    panel.change("a", "b", "c", "d")

    assert panel.problems() == ("This panel only shows; there is nothing to type into.",)

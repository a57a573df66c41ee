from __future__ import annotations

from vsm_toolkit.charts.realignment_gain import GainBar, realignment_gain


def test_the_words_carry_the_gain_and_what_waits_alone_would_claim():
    picture = realignment_gain([GainBar("Integration", "move the step: Portal", 34, 34, 34, 86.4)])

    assert "4.3 d (waits alone would claim 2.2 wk)" in picture.text_alternative
    assert "projected" in picture.text_alternative


def test_a_range_is_written_from_careful_to_hopeful():
    picture = realignment_gain([GainBar("Review", "embed a skill: Portal", 36, 45, 54)])

    assert "4.5 d to 6.8 d" in picture.svg()


def test_no_option_is_said_in_words():
    assert "No option would shorten lead time" in realignment_gain([]).text_alternative


def test_a_hostile_label_is_text():
    svg = realignment_gain([GainBar("<img src=x onerror=alert(1)>", "move", 1, 1, 1)]).svg()

    assert "<img" not in svg
    assert "&lt;img" in svg

from itertools import combinations

import pytest

from vsm_toolkit.charts.theme import DELAY, EMPOWERMENT_SIGNS, EVIDENCE_FILLS, LIGHT, WAIT, WORK


def brightness(colour):
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, two):
    low, high = sorted((brightness(one), brightness(two)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("sign", EMPOWERMENT_SIGNS.values(), ids=lambda sign: sign.letter)
def test_the_letter_of_a_class_is_readable_on_its_colour(sign):
    assert contrast(sign.colour, sign.letter_colour) >= 4.5


def test_every_class_has_a_letter_of_its_own():
    letters = [sign.letter for sign in EMPOWERMENT_SIGNS.values()]

    assert len(set(letters)) == len(letters)


@pytest.mark.parametrize("fills", [(WAIT, DELAY, WORK), tuple(EVIDENCE_FILLS.values())], ids=["times", "grades"])
def test_fills_differ_without_colour(fills):
    for one, two in combinations(fills, 2):
        assert one.hatching != two.hatching or contrast(one.colour, two.colour) >= 2


def test_muted_text_is_readable_on_every_ground():
    assert min(contrast(LIGHT.muted, ground) for ground in (LIGHT.paper, LIGHT.lane, LIGHT.home_lane)) >= 4.5

import pytest

from vsm_toolkit.charts.dependency_signs import (
    IMPACT_SIGNS,
    STRENGTH_DASHES,
    impact_entries,
    index_sign,
    index_words,
    strength_entries,
    worst_impact,
)
from vsm_toolkit.charts.theme import EMPOWERMENT_SIGNS
from vsm_toolkit.dependencies import IMPACT_WEIGHTS
from vsm_toolkit.figures import Figure
from vsm_toolkit.model import Dependency, DependencyImpact, DependencyStrength


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_every_impact_has_a_colour_a_symbol_and_words_of_its_own():
    assert set(IMPACT_SIGNS) == {*DependencyImpact, None}
    assert len({sign.colour for sign in IMPACT_SIGNS.values()}) == 4
    assert len({sign.symbol for sign in IMPACT_SIGNS.values()}) == 4
    assert len({sign.words for sign in IMPACT_SIGNS.values()}) == 4


def test_worse_is_darker_and_wider():
    ranked = [IMPACT_SIGNS[impact] for impact in sorted(IMPACT_WEIGHTS, key=IMPACT_WEIGHTS.__getitem__)]

    assert sorted(ranked, key=lambda sign: sign.width) == ranked
    assert luminance(ranked[2].colour) < luminance(ranked[0].colour)
    assert luminance(ranked[2].tint) < luminance(ranked[1].tint) < luminance(ranked[0].tint)


def test_lines_stand_out_from_paper_and_letters_from_their_colour():
    for sign in IMPACT_SIGNS.values():
        assert contrast(sign.colour, "#ffffff") >= 3
        assert contrast(sign.colour, sign.letter_colour) >= 3


def test_impact_never_looks_like_empowerment():
    empowerment = {sign.colour for each, sign in EMPOWERMENT_SIGNS.items() if each is not None}

    assert not empowerment & {sign.colour for sign in IMPACT_SIGNS.values()}


def test_every_strength_has_dashes_of_its_own():
    assert set(STRENGTH_DASHES) == {*DependencyStrength, None}
    assert len(set(STRENGTH_DASHES.values())) == 3


@pytest.mark.parametrize(
    ("index", "impact"),
    [
        (Figure(1.0), DependencyImpact.BLOCKING),
        (Figure(0.75), DependencyImpact.BLOCKING),
        (Figure(0.5), DependencyImpact.SLOWING),
        (Figure(0.1), DependencyImpact.OK),
        (Figure(None, 0.5, 1.0), DependencyImpact.SLOWING),
        (None, None),
    ],
)
def test_a_blocking_index_is_shown_like_the_impact_it_is_nearest_to(index, impact):
    assert index_sign(index) is IMPACT_SIGNS[impact]


def test_a_blocking_index_reads_with_its_bounds():
    figures = (Figure(1.0), Figure(0.8604), Figure(None, 0.25, 1.0), Figure(None, 0.5, 0.5), None)

    assert [index_words(each) for each in figures] == ["BI 1", "BI 0.86", "BI 0.25–1", "BI about 0.5", "BI ?"]


def test_the_worst_known_impact_counts():
    rows = [Dependency(id="1", dependent="a", provider="b", impact=each) for each in ("ok", None, "blocking")]

    assert worst_impact(rows) is DependencyImpact.BLOCKING
    assert worst_impact(rows[1:2]) is None


def test_the_legend_explains_only_what_is_drawn():
    assert [entry.words for entry in impact_entries([None, DependencyImpact.BLOCKING, None])] == [
        "felt as blocking",
        "impact not known",
    ]
    assert len(strength_entries([DependencyStrength.SOFT])) == 1

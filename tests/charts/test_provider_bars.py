from vsm_toolkit.charts.dependency_signs import IMPACT_SIGNS
from vsm_toolkit.charts.provider_bars import provider_bars
from vsm_toolkit.model import Dependency, DependencyImpact, ValueStream


def row(row_id, dependent, provider, wait, **fields):
    return Dependency(
        id=row_id, dependent=dependent, provider=provider, frequency_per_item=1, wait_per_occurrence=wait, **fields
    )


SHOP = ValueStream(
    name="Shop",
    dependencies=[
        row("1", "Web", "QA", 40, impact="slowing"),
        row("2", "App", "QA", 40, impact="slowing"),
        row("3", "QA", "Ops", 8, impact="blocking"),
    ],
)


def bars(picture, colour):
    shapes = [each for rows in picture.spec["datasets"].values() for each in rows if "x2" in each]
    return [each["x2"] - each["x"] for each in shapes if each["fill"] == colour and each["x"] == 280]


def test_providers_are_ranked_by_what_they_impose():
    assert provider_bars(SHOP).text_alternative == (
        "How long others wait for a team, per item: QA 2 wk, BI 0.5, 2 teams, itself waits 8 h; Ops 8 h, BI 1, 1 team."
    )


def test_a_bar_is_coloured_by_blocking_index_and_as_long_as_the_wait():
    picture = provider_bars(SHOP)
    (qa,) = bars(picture, IMPACT_SIGNS[DependencyImpact.SLOWING].colour)
    (ops,) = bars(picture, IMPACT_SIGNS[DependencyImpact.BLOCKING].colour)

    assert abs(qa / ops - 10) < 0.01


def test_a_load_longer_than_every_imposed_wait_does_not_set_the_scale(read):
    stream = SHOP.with_changes(
        dependencies=[*SHOP.dependencies, row("4", "Ops", "Vendor", 4), row("5", "Web", "Ops", 1)]
    )
    hog = [row(f"h{n}", "Ops", f"P{n}", 79) for n in range(10)]
    usual, with_hog = (
        provider_bars(stream.with_changes(dependencies=[*stream.dependencies, *more])) for more in ((), hog)
    )
    colour = IMPACT_SIGNS[DependencyImpact.SLOWING].colour

    assert abs(bars(usual, colour)[0] - bars(with_hog, colour)[0]) < 80
    assert read(with_hog.svg()).clipped_texts() == []


def test_the_takeaway_names_the_share_of_the_first(read):
    assert "QA imposes 91 % of the waiting that dependencies explain." in read(provider_bars(SHOP).svg()).words()


def test_unknown_waits_show_a_bound_or_a_question_mark(read):
    unknown = Dependency(id="4", dependent="Web", provider="Ops")
    words = " ".join(read(provider_bars(SHOP.with_changes(dependencies=[*SHOP.dependencies, unknown])).svg()).words())

    assert "≥ 8 h" in words
    assert "of the known waiting" in words


def test_at_most_twenty_are_drawn_and_the_rest_is_counted():
    rows = [row(str(n), "Web", f"team {n}", n) for n in range(33)]

    assert provider_bars(ValueStream(name="x", dependencies=rows)).text_alternative.endswith("; and 13 more.")

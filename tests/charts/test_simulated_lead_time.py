import pytest

from vsm_toolkit.charts.simulated_lead_time import simulated_lead_time_picture
from vsm_toolkit.model import TimeEstimate, ValueStream
from vsm_toolkit.samples import coming_back, lantern
from vsm_toolkit.simulation import simulate_lead_time

BLUE, LIGHT_BLUE, ORANGE = "#005f9e", "#56b4e9", "#e69f00"


def lantern_with_ranges(low=0.4, high=2.5):
    steps = [
        step.with_changes(
            wait_time=TimeEstimate(
                value=step.wait_time.value, low=step.wait_time.value * low, high=step.wait_time.value * high
            )
        )
        for step in lantern().steps
    ]
    return lantern().with_changes(steps=tuple(steps))


@pytest.fixture
def independent():
    return simulate_lead_time(lantern_with_ranges())


@pytest.fixture
def correlated():
    return simulate_lead_time(lantern_with_ranges(), correlated=True)


def dots(picture):
    """Give the colours of the dots, those of the legend left out."""
    spec = picture.spec
    rows = [
        row
        for layer in spec["layer"]
        if layer["mark"]["type"] == "point"
        for row in spec["datasets"][layer["data"]["name"]]
    ]
    return [row["fill"] for row in rows][:-3]


def test_twenty_dots_ten_up_to_the_median_and_three_beyond_p85(independent):
    colours = dots(simulated_lead_time_picture("Lantern", {"drawn one by one": independent}))

    assert [colours.count(colour) for colour in (BLUE, LIGHT_BLUE, ORANGE)] == [10, 7, 3]


def test_the_lines_say_what_they_mean(independent, read):
    words = read(simulated_lead_time_picture("Lantern", {"drawn one by one": independent}).svg()).words()

    assert "on the map: 3.5 wk, typical times added up" in words
    assert any(word.startswith("P50: half of the items take longer than 4") for word in words)
    assert any(word.startswith("P85: 3 in 20 take longer than 5") for word in words)
    assert "20,000 items simulated, not measured" in words


def test_the_headline_speaks_of_the_first_result(independent, correlated, read):
    picture = simulated_lead_time_picture("Lantern", {"alone": independent, "together": correlated})

    assert read(picture.svg()).words()[1].startswith("Half of the items take longer than 4")
    assert "Alone: half of the items" in picture.text_alternative
    assert "Together: half of the items" in picture.text_alternative


def test_rework_makes_lumps_so_p50_is_not_called_half():
    picture = simulated_lead_time_picture(
        "Coming back", {"with rework": simulate_lead_time(coming_back(), redo_share=1)}
    )

    assert "With rework: 37 % of the items take longer than 6.6 d" in picture.text_alternative
    assert [dots(picture).count(colour) for colour in (BLUE, LIGHT_BLUE, ORANGE)] == [13, 4, 3]


def test_without_any_spread_no_item_is_called_slow(read):
    picture = simulated_lead_time_picture("Lantern", {"no ranges": simulate_lead_time(lantern())})

    assert dots(picture) == [BLUE] * 20
    assert "P85: no item takes longer than 3.5 wk" in read(picture.svg()).words()


def test_what_is_not_simulated_shows_its_reason(independent, read):
    nothing = simulate_lead_time(ValueStream(name="Nothing"))
    picture = simulated_lead_time_picture("Lantern", {"now": nothing, "then": independent})

    assert "? The lead time is not simulated: the map has no steps yet." in read(picture.svg()).words()
    assert len(dots(picture)) == 20


@pytest.mark.parametrize("results", [{}, {"now": simulate_lead_time(ValueStream(name="Nothing"))}])
def test_a_picture_of_nothing_is_still_a_picture(results, read):
    picture = simulated_lead_time_picture("Nothing", results)

    assert read(picture.svg()).clipped_texts() == []


def pictures():
    steps = tuple(
        step.with_changes(wait_time=TimeEstimate(value=0), process_time=TimeEstimate(value=0), in_step_delay=None)
        for step in lantern().steps
    )
    return {
        "lantern": lantern_with_ranges(),
        "no spread": lantern(),
        "rework": coming_back(),
        "a very wide range": lantern_with_ranges(0.001, 400),
        "no time at all": lantern().with_changes(steps=steps),
    }


@pytest.mark.parametrize("stream", pictures().values(), ids=pictures())
def test_nothing_overlaps_and_nothing_leaves_the_sheet(stream, read):
    results = {"alone": simulate_lead_time(stream), "together": simulate_lead_time(stream, correlated=True)}
    picture = simulated_lead_time_picture("Lantern", results)
    drawn = read(picture.svg())

    assert drawn.overlapping_texts() == []
    assert drawn.clipped_texts() == []
    assert max(drawn.grew(picture.spec)) <= 3


def test_hostile_names_stay_text_inside_the_sheet(independent, hostile_names, read):
    for name in hostile_names:
        picture = simulated_lead_time_picture(name, {name: independent})
        drawn = read(picture.svg())

        assert drawn.foreign_parts() == []
        assert drawn.clipped_texts() == []


def test_the_picture_is_the_same_each_time(independent):
    one, other = (simulated_lead_time_picture("Lantern", {"alone": independent}).svg() for _ in range(2))

    assert one == other

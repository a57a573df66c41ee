import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vsm_toolkit.charts.process_behaviour import process_behaviour_picture
from vsm_toolkit.errors import UsageError

BEFORE = (62, 71, 55, 80, 66, 120, 58, 74, 69, 90)
AFTER = (40, 52, 47, 66, 38, 75, 49, 44)


def items(picture, shape):
    """Give the x and y of every item of a shape, the legend left out."""
    spec = picture.spec
    return [
        (row["x"], row["y"])
        for layer in spec["layer"]
        if layer["mark"]["type"] == "point" and layer["mark"]["shape"] == shape
        for row in spec["datasets"][layer["data"]["name"]]
        if row["y"] < 430
    ]


def test_exercise_10_shows_no_signal_yet(read):
    picture = process_behaviour_picture(BEFORE, AFTER, measure="commit to production")
    words = read(picture.svg()).words()

    assert {"upper limit 3.5 wk", "mean 9.3 d", "lower limit 8.9 h", "before", "after the changes"} <= set(words)
    assert picture.text_alternative == (
        "Process behaviour of commit to production. 10 items before: mean 9.3 d, limits 8.9 h to 3.5 wk. 8 items "
        "after: none outside, at most 5 in a row on one side of the mean. No signal yet: no item outside the limits, "
        "no 8 in a row."
    )


def test_every_item_is_drawn_once_and_those_outside_have_another_shape():
    picture = process_behaviour_picture([60, 62, 60], [61, 90, 10])

    assert len(items(picture, "circle")) == 4
    assert len(items(picture, "diamond")) == 2


def test_a_longer_item_lies_higher_and_a_later_one_further_right():
    spots = items(process_behaviour_picture(BEFORE, AFTER), "circle")
    heights = [y for _, y in spots]

    assert [x for x, _ in spots] == sorted(x for x, _ in spots)
    assert sorted(range(len(heights)), key=lambda place: -heights[place]) == sorted(
        range(len(heights)), key=lambda place: (*BEFORE, *AFTER)[place]
    )


def test_signals_are_named_in_the_headline(read):
    both = read(process_behaviour_picture([10, 10.5, 10, 11], [30, *8 * [9.5]]).svg()).words()
    run = read(process_behaviour_picture([60, 80], [65] * 8).svg()).words()

    assert "A signal: 1 item outside the limits and 8 items in a row on one side of the mean." in both
    assert "A signal: 8 items in a row on one side of the mean." in run
    assert "outside the limits" not in run


def test_a_lower_limit_of_nothing_is_no_limit(read):
    words = read(process_behaviour_picture([1, 100], [50]).svg()).words()

    assert not any(word.startswith("lower limit") for word in words)


def test_without_later_items_there_is_no_after(read):
    words = read(process_behaviour_picture(BEFORE, []).svg()).words()

    assert "after the changes" not in words
    assert "before" in words


def test_the_caveat_about_skewed_times_stands_beside_the_chart(read):
    words = read(process_behaviour_picture(BEFORE, AFTER).svg()).words()

    assert any(word.startswith("Times are skewed to the right") for word in words)


def test_one_item_has_no_limits():
    with pytest.raises(UsageError, match="at least two baseline items"):
        process_behaviour_picture([70], AFTER)


times = st.floats(0, 3000)


@settings(max_examples=15)
@given(st.lists(times, min_size=2, max_size=20), st.lists(times, max_size=20))
def test_every_item_lies_inside_the_frame(baseline, later):
    picture = process_behaviour_picture(baseline, later)
    spots = items(picture, "circle") + items(picture, "diamond")

    assert len(spots) == len(baseline) + len(later)
    assert all(74 < x < 1200 and 100 <= y <= 404.001 for x, y in spots)


@pytest.mark.parametrize(
    ("baseline", "later"),
    [
        (BEFORE, AFTER),
        ([10, 10], []),
        ([10, 10], [10]),
        ([1, 1.1, 1, 1.2], [1, 300]),
        ([0, 0], [0]),
        (BEFORE * 20, AFTER * 20),
        ([1, 2], AFTER * 5),
    ],
)
def test_no_text_overlaps_another_or_leaves_the_sheet(baseline, later, read):
    picture = process_behaviour_picture(baseline, later, measure="review")
    drawn = read(picture.svg())

    assert drawn.overlapping_texts() == []
    assert drawn.clipped_texts() == []
    assert max(drawn.grew(picture.spec)) <= 6
